/*
 * Search as you type, on the device. The field and the places that this file fills stand in [data-search], hidden until it runs; its words are the
 * data- attributes. ranking.js finds; what is typed stays in the field: it is not sent, not stored, and not in the address.
 */
(() => {
  "use strict";

  const MOST = 10;
  const PATIENCE = 400; // ms that a list waits for the places, when a place may be meant
  const opened = new Map(); // address of an index → promise of { find, places }
  let asked = 0;

  const words = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const load = (address) => fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)));

  /** The index of this language, fetched once; the list of places follows when there is time. */
  function open({ index, places }) {
    if (!opened.has(index)) {
      const ready = load(index).then((content) => {
        const ranking = openIndex(content);
        const soon = new Promise((go) => (self.requestIdleCallback ?? setTimeout)(go));
        const listed = soon.then(() => load(places)).then((regions) => openPlaces(regions, ranking));
        const state = { find: ranking.find, places: listed.then((find) => (state.findPlaces = find)).catch(() => {}) };
        return state;
      });
      ready.catch(() => opened.delete(index));
      opened.set(index, ready);
    }
    return opened.get(index);
  }

  /** A place as a result: the page of an own municipality, else the finder. A name that several places bear is one result. */
  function placed(found, { dataset }) {
    const results = new Map();
    for (const { name, municipality, organisation, how } of found) {
      const own = document.querySelector(`[data-municipality="${CSS.escape(municipality)}"]`)?.getAttribute("href");
      const href = own ?? `${dataset.finder}?q=${encodeURIComponent(name)}`;
      const id = own ? `${own} ${name}` : href;
      const result = results.get(id) ?? { href, title: name, dutch: true, section: dataset.finderTitle, municipalities: new Set(), organisations: new Set(), own: Boolean(own), how };
      result.municipalities.add(municipality);
      result.organisations.add(organisation);
      results.set(id, result);
    }
    return [...results.values()]
      .map((result) => ({ ...result, summary: words(dataset.place, { municipality: [...result.municipalities].join(", "), organisation: [...result.organisations].join(", ") }) }))
      .sort((a, b) => b.own - a.own);
  }

  function row(template, { href, title, dutch, summary, section }) {
    const item = template.content.firstElementChild.cloneNode(true);
    const [name, answer, where] = item.querySelectorAll("b, span > span, small");
    item.firstElementChild.href = href;
    name.textContent = title;
    if (dutch) name.lang = "nl";
    answer.textContent = summary;
    where.textContent = section;
    return item;
  }

  /** Show what is found for the text in the field. */
  async function show(search) {
    const { dataset } = search;
    const part = (name) => search.querySelector(`[data-search-${name}]`);
    const text = search.querySelector("input").value.trim();
    const turn = ++asked;
    const say = (found, line, none) => {
      part("results").replaceChildren(...found.map((result) => row(part("row"), { href: dataset.start + result.address, dutch: result.kind === "contact", ...result })));
      part("results").removeAttribute("aria-busy");
      part("status").textContent = line;
      part("none").hidden = !none;
    };
    if (!text) return say([], "", false);
    part("results").setAttribute("aria-busy", "true");
    let state;
    try {
      state = await open(dataset);
    } catch {
      return turn === asked && say([], dataset.failed, true);
    }
    const pages = state.find(text);
    if (!state.findPlaces && !pages.found[0]?.whole) await Promise.race([state.places, new Promise((late) => setTimeout(late, PATIENCE))]);
    if (turn !== asked) return;
    const found = mergePlaces(pages, placed(state.findPlaces?.(text) ?? [], search)).slice(0, MOST);
    say(found, found.length ? words(dataset.count, { count: found.length }) : dataset.nothing, !found.length);
    setTimeout(() => turn === asked && self.htmx?.process(part("results")), 150);
  }

  function start() {
    const search = document.querySelector("[data-search]");
    if (!search?.hidden) return;
    search.hidden = false;
    open(search.dataset).catch(() => {});
    const field = search.querySelector("input");
    field.value = new URLSearchParams(location.search).get("q") ?? field.value;
    if (field.value) show(search);
  }

  const searchOf = (target) => target.closest?.("[data-search]");
  document.addEventListener("input", ({ target }) => searchOf(target) && show(searchOf(target)));
  document.addEventListener("keydown", async (event) => {
    const search = searchOf(event.target);
    if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-search] input")) return;
    event.preventDefault();
    await show(search);
    const first = search.querySelector("[data-search-results] a");
    if (!first) return;
    self.htmx?.process(first);
    first.click();
  });
  document.addEventListener("htmx:after:swap", start);
  start();
})();
