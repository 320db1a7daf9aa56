/*
 * The municipality finder: type any Dutch town or municipality and get the Veilig Thuis that serves
 * it. Nothing is kept: what is typed stays in the field. Its words are the data- attributes of
 * .finder; without this file the lists and the tile map below it remain.
 */
(() => {
  "use strict";

  const MOST = 8; // rows, so that a phone need not scroll far

  const find = (part) => document.querySelector(`.finder ${part}`);
  const words = (name, values) => fill(find("").dataset[name], values);
  const say = (text) => (find("[role=status]").textContent = text);
  const keyOf = (name) =>
    fold(name)
      .replace(/\b(sint|st)\b/g, "st")
      .replace(/ /g, "");
  const withoutProvince = (name) => name.replace(/ \(.*/, "");

  /** Every place; a municipality also goes by its name without "(Gld.)". */
  const places = once(async (address) => {
    const all = placesOf(await load(address));
    const short = all
      .filter(({ name, town }) => name === town && name !== withoutProvince(name))
      .map((place) => ({ ...place, name: withoutProvince(place.name) }));
    return [...all, ...short].map((place) => ({ ...place, key: keyOf(place.name) }));
  });

  /**
   * The likely matches, best first, as [order, place]: the exact name, the name without accents,
   * names that start with it, names that contain it, near misses.
   */
  function search(places, typed) {
    const wanted = keyOf(typed);
    if (!wanted) return [];
    const most = wanted.length === 4 ? 1 : faultsAllowed(wanted.length);
    const tests = [
      ({ name }) => name.toLowerCase() === typed.trim().toLowerCase(),
      ({ key }) => key === wanted,
      ({ key }) => key.startsWith(wanted),
      ({ key }) => wanted.length > 2 && key.includes(wanted),
    ];
    let matches = places.map((place) => [tests.findIndex((test) => test(place)), place]);
    matches = matches.filter(([order]) => order >= 0);
    if (!matches.length && most) {
      const alike = places.filter(({ key }) => faults(wanted, key).whole <= most);
      matches = alike.map((place) => [9, place]);
    }
    matches.sort(
      ([a, one], [b, other]) =>
        a - b || (one.name + one.town).localeCompare(other.name + other.town, "nl"),
    );
    // "Beek" and "Beek (L.)" in the same municipality are one place
    const marks = matches.map(([, { name, town }]) => withoutProvince(name) + town);
    return matches.filter((_, number) => marks.indexOf(marks[number]) === number);
  }

  /**
   * Replace the rows; each is [first line, second line, a function that finishes its link or
   * button].
   */
  function put(name, rows) {
    const template = find(`[data-finder-${name}] template`);
    const items = rows.map(([first, second, finish]) => {
      const row = template.content.firstElementChild.cloneNode(true);
      row.querySelector("b").textContent = first;
      row.querySelector("b + span").textContent = second;
      finish(row.firstElementChild);
      return row;
    });
    template.parentElement.replaceChildren(template, ...items);
  }

  /** Show the answer for one place. */
  function show({ name, town, municipality, region }) {
    const [, organisation, website, channels] = region;
    const [, , certain, [team, number, address = ""] = []] = municipality;
    const write = (part, text, href) => {
      const place = find(`[data-fill="${part}"]`);
      place.textContent = text;
      if (href) place.href = href;
      return place;
    };
    const { national, unsure, unknown } = find("").dataset;
    mark(town);
    write("organisation", organisation);
    write("lies", words(name === town ? "is" : "lies", { place: name, municipality: town }));
    write("unsure", certain ? "" : unsure);
    write(
      "website",
      website ? words("website", { organisation }) : new URL(national).host,
      website || national,
    );
    write("team", team || unknown);
    write("reach", number || address, address).hidden = !address;
    put(
      "channels",
      channels.map(([channel, line, href]) => [channel, line, (link) => (link.href = href)]),
    );
    const link = document.querySelector(`[data-municipality="${town}"]`);
    write("own", words("own", { municipality: town }), link?.href).parentElement.hidden = !link;
    find("[data-finder-answer]").hidden = false;
  }

  /** Offer other places: folded below a sure answer, and open when they are the answer. */
  function offer(others, sure) {
    const rows = others.slice(0, MOST).map(([, place]) => [
      place.name,
      words("of", { municipality: place.town, region: place.region[0] }),
      (button) => (button.place = place),
    ]);
    put("choices", rows);
    const details = find(".finder-others");
    details.hidden = !rows.length;
    details.open = !sure;
    details.firstElementChild.hidden = !sure;
  }

  /** Mark the municipality on the map. */
  function mark(town) {
    for (const link of document.querySelectorAll("[data-municipality]")) {
      if (link.dataset.municipality === town) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }

  /** Answer the field: with one place, a choice of places, or none. */
  async function look() {
    const { dataset } = find("");
    const all = await places(dataset.finder).catch(() => null);
    if (!find("")) return; // the reader has moved on
    if (!all) return say(dataset.failed);
    const { value } = find("input");
    const matches = search(all, value);
    const [first] = matches;
    const equal = matches.filter(([order]) => order < 2 && order === first[0]);
    const isSure = equal.length === 1 || (matches.length === 1 && first[0] < 9);
    mark();
    find("[data-finder-answer]").hidden = true;
    if (isSure) show(first[1]);
    offer(isSure ? matches.slice(1) : matches, isSure);
    const isNone = Boolean(value.trim()) && !matches.length;
    find("[data-finder-none]").hidden = !isNone;
    if (isSure) say(`${first[1].name}: ${first[1].region[1]}`);
    else if (matches.length) say(words("choose", { count: matches.length }));
    else say(isNone ? dataset.none : "");
  }

  function start() {
    const finder = find("");
    if (!finder || "ready" in finder.dataset) return;
    finder.dataset.ready = "";
    look(); // for what another page handed over, or was typed before this file loaded
  }

  document.addEventListener("input", ({ target }) => target === find("input") && look());
  document.addEventListener("click", ({ target }) => {
    const { place } = target.closest(".finder button") ?? {};
    if (!place) return;
    find("input").value = place.name;
    say("");
    offer([], true);
    show(place);
    find("[data-finder-answer]").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== find("input")) return;
    event.preventDefault(); // the same key press must not activate the button that gets the focus
    find("button.row, [data-finder-answer]:not([hidden])")?.focus();
  });
  document.addEventListener("htmx:after:swap", start);
  start();
})();
