/*
 * The municipality finder: any of the country's towns and municipalities, as it is typed, becomes the Veilig Thuis that serves it. Nothing is kept: what is
 * typed stays in the field. Its words are the data- attributes of [data-finder]; without this file the lists and the tile map below it remain.
 */
(() => {
  "use strict";

  const MOST = 8; // rows that a phone shows without scrolling far
  let loading;

  const key = (name) => fold(name).replace(/\b(sint|st)\b/g, "st").replace(/ /g, "");
  const words = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** Every place as { name, key, town, municipality, region }, from the regions of plaatsen.json (meldapp/finder.py says what is in them). */
  const list = (regions) =>
    regions.flatMap((region) =>
      region[4].flatMap((municipality) => {
        const [town, places] = municipality;
        const names = new Set([town, town.replace(/ \(.*/, ""), ...places.split(";")].filter(Boolean));
        return [...names].map((name) => ({ name, key: key(name), town, municipality, region }));
      }),
    );

  /** Whether two words differ by at most `limit` letters: one too many, too few, another, or two that changed places. */
  function near(one, other, limit) {
    let before = [];
    let row = [...other].map((_, n) => n + 1);
    row.unshift(0);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
        if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return row[other.length] <= limit;
  }

  /** What was probably meant, best first: the very name, the name without marks, what starts so, what holds it, what is nearly it. */
  function find(places, typed) {
    const exact = typed.trim().toLowerCase();
    const wanted = key(typed);
    if (!wanted) return [];
    const tests = [
      (place) => place.name.toLowerCase() === exact,
      (place) => place.key === wanted,
      (place) => place.key.startsWith(wanted),
      (place) => wanted.length > 2 && place.key.includes(wanted),
    ];
    const rank = (place) => tests.findIndex((test) => test(place)) + 1;
    let found = places.map((place) => [rank(place), place]).filter(([order]) => order);
    const limit = wanted.length > 8 ? 2 : wanted.length > 3 ? 1 : 0;
    if (!found.length && limit) found = places.filter((place) => near(place.key, wanted, limit)).map((place) => [5, place]);
    // a municipality and the town after which it is named lead to the same answer
    const seen = new Set();
    return found
      .sort(([a, one], [b, other]) => a - b || one.name.localeCompare(other.name, "nl") || one.town.localeCompare(other.town, "nl"))
      .filter(([, { key: name, town }]) => !seen.has(name + town) && seen.add(name + town));
  }

  /** Fill the answer for one place. */
  function show(finder, { name, town, municipality, region }) {
    const data = finder.dataset;
    const answer = finder.querySelector("[data-finder-answer]");
    const [, organisation, website, channels] = region;
    const [, , certain, team] = municipality;
    const part = (fill) => answer.querySelector(`[data-fill="${fill}"]`);
    part("organisation").textContent = organisation;
    part("lies").textContent = words(name === town ? data.is : data.lies, { place: name, municipality: town });
    part("unsure").textContent = certain ? "" : part("unsure").dataset.words;
    part("website").href = website || part("website").dataset.national;
    part("website").textContent = website ? words(data.website, { organisation }) : new URL(part("website").href).host;
    part("team").textContent = !team ? part("team").dataset.words : team[3] ? words(data.old, { team: team[0] }) : team[0];
    part("reach").textContent = team?.[1] || (team?.[2] ?? "");
    if (team) part("reach").href = team[1] ? `tel:${team[1].replace(/[^\d+]/g, "")}` : team[2];
    answer.querySelector("[data-finder-channels]").replaceChildren(
      ...channels.map(([channel, number, href]) => {
        const row = document.createElement("li");
        row.append(Object.assign(document.createElement("a"), { className: "row", href, textContent: `${channel} ${number}` }));
        return row;
      }),
    );
    const own = document.querySelector(`[data-municipality="${town}"]`);
    part("own").textContent = town;
    part("own").closest("p").hidden = !own;
    if (own) part("own").closest("a").href = own.href;
    answer.hidden = false;
  }

  /** Answer what is in the field: one place, a choice, or nothing. */
  async function look() {
    const finder = document.querySelector("[data-finder]");
    if (!finder) return;
    const field = finder.querySelector("input");
    const say = (text) => (finder.querySelector("[data-finder-status]").textContent = text);
    let places;
    try {
      loading ??= fetch(finder.dataset.finder).then((answer) => answer.json()).then(list);
      places = await loading;
    } catch {
      loading = null;
      return say(finder.dataset.failed);
    }
    const found = find(places, field.value);
    const best = found.filter(([order]) => order === found[0][0] && order < 3);
    const sure = best.length === 1 ? best[0] : found.length === 1 && found[0][0] < 5 ? found[0] : null;
    if (sure) show(finder, sure[1]);
    else finder.querySelector("[data-finder-answer]").hidden = true;
    const rest = found.filter((one) => one !== sure);
    finder.querySelector("[data-finder-choices]").replaceChildren(
      ...rest.slice(0, MOST).map(([, place]) => {
        const row = document.createElement("li");
        const button = Object.assign(document.createElement("button"), { type: "button", className: "row" });
        const text = Object.assign(document.createElement("span"), { className: "row-text" });
        text.append(
          Object.assign(document.createElement("b"), { textContent: place.name }),
          Object.assign(document.createElement("span"), { textContent: words(finder.dataset.of, { municipality: place.town, region: place.region[0] }) }),
        );
        button.append(text);
        button.place = place;
        row.append(button);
        return row;
      }),
    );
    const asked = field.value.trim();
    say(!asked ? "" : sure ? `${sure[1].name}: ${sure[1].region[1]}` : found.length ? words(finder.dataset.choose, { count: found.length }) : finder.dataset.none);
  }

  function start() {
    const finder = document.querySelector("[data-finder]");
    if (!finder?.hidden) return;
    finder.hidden = false;
    finder.querySelector("input").value = new URLSearchParams(location.search).get("q") ?? "";
    look();
  }

  document.addEventListener("input", ({ target }) => target.closest("[data-finder]") && look());
  document.addEventListener("click", ({ target }) => {
    const { place } = target.closest("[data-finder-choices] button") ?? {};
    if (!place) return;
    const finder = target.closest("[data-finder]");
    finder.querySelector("input").value = place.name;
    finder.querySelector("[data-finder-choices]").replaceChildren();
    finder.querySelector("[data-finder-status]").textContent = "";
    show(finder, place);
    finder.querySelector("[data-finder-answer]").focus();
  });
  document.addEventListener("keydown", ({ key: pressed, target }) => {
    if (pressed === "Enter" && target.matches("[data-finder] input")) target.closest("[data-finder]").querySelector("[data-finder-choices] button")?.focus();
  });
  document.addEventListener("htmx:after:swap", start);
  start();
})();
