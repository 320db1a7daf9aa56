/*
 * The municipality finder: any of the country's towns and municipalities, as it is typed, becomes
 * the Veilig Thuis that serves it. Nothing is kept: what is typed stays in the field. Its words are
 * the data- attributes of .finder; without this file the lists and the tile map below it remain.
 */
(() => {
  "use strict";

  const MOST = 8; // rows that a phone shows without scrolling far

  const find = (part) => document.querySelector(`.finder ${part}`);
  const key = (name) =>
    fold(name)
      .replace(/\b(sint|st)\b/g, "st")
      .replace(/ /g, "");
  const words = (name, values) => fill(find("").dataset[name], values);

  /**
   * Every place, from the regions of plaatsen.json (meldapp/web/places.py says what is in them). A
   * municipality also goes by its name without "(Gld.)".
   */
  const list = (regions) =>
    regions.flatMap((region) =>
      region[4].flatMap((municipality) =>
        [
          ...new Set(
            `${municipality[0]};${municipality[0].replace(/ \(.*/, "")};${municipality[1]}`.split(
              ";",
            ),
          ),
        ]
          .filter(Boolean)
          .map((name) => ({ name, key: key(name), town: municipality[0], municipality, region })),
      ),
    );
  const places = once((address) => load(address).then(list));

  /**
   * A word and what is left of it without up to `count` letters. Two words with one of these in
   * common differ by about that many faults.
   */
  const worn = (word, count) =>
    count
      ? [
          ...new Set(
            worn(word, count - 1).flatMap((form) => [
              form,
              ...[...form].map((_, at) => form.slice(0, at) + form.slice(at + 1)),
            ]),
          ),
        ]
      : [word];

  /**
   * What was probably meant, best first, as [order, place]: the very name, the name without marks,
   * what starts so, what holds it, what is nearly it.
   */
  function search(places, typed) {
    const wanted = key(typed);
    const faults = wanted.length > 8 ? 2 : wanted.length > 3 ? 1 : 0;
    const tests = [
      ({ name }) => name.toLowerCase() === typed.trim().toLowerCase(),
      (place) => place.key === wanted,
      (place) => place.key.startsWith(wanted),
      (place) => wanted.length > 2 && place.key.includes(wanted),
    ];
    const rank = (place) => [tests.findIndex((test) => test(place)), place];
    let matches = wanted ? places.map(rank).filter(([order]) => order >= 0) : [];
    if (!matches[0] && faults) {
      const forms = new Set(worn(wanted, faults));
      const alike = (place) =>
        Math.abs(place.key.length - wanted.length) <= faults &&
        worn(place.key, faults).some((form) => forms.has(form));
      matches = places.filter(alike).map((place) => [9, place]);
    }
    // "Beek" and "Beek (L.)" in one municipality are one place
    const seen = new Set();
    const once = (mark) => !seen.has(mark) && seen.add(mark);
    return matches
      .sort(
        ([a, one], [b, other]) =>
          a - b || (one.name + one.town).localeCompare(other.name + other.town, "nl"),
      )
      .filter(([, { name, town }]) => once(name.replace(/ \(.*/, "") + town));
  }

  /**
   * Put rows of two lines in the place of those that were there; each is [first line, second line,
   * what more to do with its link or button].
   */
  function put(name, rows) {
    const mould = find(`[data-finder-${name}] template`);
    const items = rows.map(([first, second, finish]) => {
      const row = mould.content.firstElementChild.cloneNode(true);
      row.querySelector("b").textContent = first;
      row.querySelector("b + span").textContent = second;
      finish(row.firstElementChild);
      return row;
    });
    mould.parentElement.replaceChildren(mould, ...items);
  }

  /** Fill the answer for one place. */
  function show({ name, town, municipality, region }) {
    const [, organisation, website, channels] = region;
    const [, , certain, [team, number, address = ""] = []] = municipality;
    const say = (part, text, href) => {
      const place = find(`[data-fill="${part}"]`);
      place.textContent = text;
      if (href) place.href = href;
      return place;
    };
    const { national, unsure, unknown } = find("").dataset;
    mark(town);
    say("organisation", organisation);
    say("lies", words(name === town ? "is" : "lies", { place: name, municipality: town }));
    say("unsure", certain ? "" : unsure);
    say(
      "website",
      website ? words("website", { organisation }) : new URL(national).host,
      website || national,
    );
    say("team", team || unknown);
    say("reach", number || address, address).hidden = !address;
    put(
      "channels",
      channels.map(([channel, line, href]) => [channel, line, (link) => (link.href = href)]),
    );
    const link = document.querySelector(`[data-municipality="${town}"]`);
    say("own", words("own", { municipality: town }), link?.href).parentElement.hidden = !link;
    find("[data-finder-answer]").hidden = false;
  }

  /** Beside a sure answer the other places stay folded; without one they are the answer. */
  function tuck(part, sure, count) {
    const others = find(part);
    others.hidden = !count;
    others.open = !sure;
    others.firstElementChild.hidden = !sure;
  }

  /** Show on the map where the town lies. */
  function mark(town) {
    for (const link of document.querySelectorAll("[data-municipality]")) {
      if (link.dataset.municipality === town) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }

  /** Answer what is in the field: one place, a choice, or nothing. */
  async function look() {
    const { dataset } = find("");
    const say = (text) => (find("[role=status]").textContent = text);
    const all = await places(dataset.finder).catch(() => null);
    if (!find("")) return; // the reader has gone on meanwhile
    if (!all) return say(dataset.failed);
    const { value } = find("input");
    const matches = search(all, value);
    const best = matches.filter(([order]) => order < 2 && order === matches[0][0]);
    const [sure] =
      best.length === 1 ? best : matches.length === 1 && matches[0][0] < 9 ? matches : [];
    find("[data-finder-answer]").hidden = true;
    if (sure) show(sure[1]);
    const others = matches.filter((one) => one !== sure).slice(0, MOST);
    put(
      "choices",
      others.map(([, place]) => [
        place.name,
        words("of", { municipality: place.town, region: place.region[0] }),
        (button) => (button.place = place),
      ]),
    );
    tuck(".finder-others", Boolean(sure), others.length);
    find("[data-finder-none]").hidden = !value.trim() || matches.length > 0;
    mark(sure?.[1].town);
    say(
      !value.trim()
        ? ""
        : sure
          ? `${sure[1].name}: ${sure[1].region[1]}`
          : matches[0]
            ? words("choose", { count: matches.length })
            : dataset.none,
    );
  }

  function start() {
    const finder = find("");
    if (!finder || "ready" in finder.dataset) return;
    finder.dataset.ready = "";
    find("input").value = new URLSearchParams(location.search).get("q");
    look();
  }

  document.addEventListener("input", ({ target }) => target === find("input") && look());
  document.addEventListener("click", ({ target }) => {
    const { place } = target.closest(".finder button") ?? {};
    if (!place) return;
    find("input").value = place.name;
    find("[role=status]").textContent = "";
    put("choices", []);
    tuck(".finder-others", true, 0);
    show(place);
    find("[data-finder-answer]").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== find("input")) return;
    event.preventDefault(); // the button that gets the focus must not be pressed by the same key
    find("button.row, [data-finder-answer]:not([hidden])")?.focus();
  });
  document.addEventListener("htmx:after:swap", start);
  start();
})();
