/*
 * Search as you type, on the device: pages, numbers, terms (the index of meldapp/web/search.py) and
 * the country's towns (the list of meldapp/web/places.py). The field and what this file fills stand
 * in [data-search], hidden until it runs; its words are data- attributes. What is typed stays in
 * the field: it is not sent, not stored, and not in the address.
 *
 * A word of the question meets a word of the index when they are equal; else, with less weight,
 * when they have one stem or sound, or may stand for each other; when one begins, ends or stands
 * inside the other (Dutch writes compounds as one word); when two parts of it are words; or when it
 * is misspelt: one fault in a word of five letters or more, two from nine. Where the word stands
 * then decides: title, keyword, question, summary, body.
 */
(() => {
  "use strict";

  const MOST = 10; // results
  // how much an entry counts beside another one
  const KINDS = { page: 1, case: 0.6, contact: 0.95, term: 0.6, place: 0.35 };
  const SUMMARY = 1.5; // what a word of a summary weighs
  const LITTLE = 0.5; // what a little word of a title weighs
  const MORE = 0.2; // what a second meaning of one word adds to the first
  const FIRST = 35; // the sign that stands for 0 in an index

  const split = (text) => text.split(" ").filter(Boolean);
  const wait = (ms) => new Promise((late) => setTimeout(late, ms));

  // a long list is read bit by bit: a key press or a touch comes between
  let rested = 0;
  const tired = () => performance.now() - rested > 5;
  const rest = async () => {
    await wait(0);
    rested = performance.now();
  };

  /**
   * The words of a text, each as { typed, word }: as it is written, and folded. A little word is
   * known by how it is written: "weet" is one, "wet" is not.
   */
  const read = (text) => split(bare(text)).map((typed) => ({ typed, word: fold(typed) }));

  /** Add to the list that a map keeps under a key. */
  const put = (map, key, value) => (map.get(key) ?? map.set(key, []).get(key)).push(value);

  /** How well the best of these meanings fits. */
  const fitOf = (fits) => Math.max(0, ...fits.values());

  /** How many faults a word of so many letters may have. */
  const allowed = (letters) => (letters < 5 || letters > 31 ? 0 : letters < 9 ? 1 : 2);

  /** Undo the shortening of words that follow one another. */
  function lengthen(text, between) {
    let before = "";
    return text
      .split(between)
      .map((part) => (before = before.slice(0, parseInt(part[0], 36)) + part.slice(1)));
  }

  /**
   * How many faults lie between a word and another one, and between it and the other's best
   * beginning: letters missing, added, wrong or changed places. Bit by bit (Hyyrö 2003), for words
   * up to 31 letters.
   */
  function faults(word, other) {
    const last = 1 << (word.length - 1);
    let [plus, minus, zero, before, whole] = [-1, 0, 0, 0, word.length];
    let beginning = whole;
    for (const letter of other) {
      let places = 0;
      for (let at = word.indexOf(letter); at >= 0; at = word.indexOf(letter, at + 1))
        places |= 1 << at;
      zero =
        (((~zero & places) << 1) & before) | (((places & plus) + plus) ^ plus) | places | minus;
      const up = minus | ~(zero | plus);
      const down = zero & plus;
      whole += up & last ? 1 : down & last ? -1 : 0;
      beginning = Math.min(beginning, whole);
      const over = (up << 1) | 1;
      plus = (down << 1) | ~(zero | over);
      minus = zero & over;
      before = places;
    }
    return { whole, beginning };
  }

  /**
   * Open an index, bit by bit: { enter, find }. `enter` adds what is not in it, `find` answers a
   * question. `texts`: the words of the texts, by address.
   */
  async function openIndex([index, ...texts]) {
    let common = Infinity; // how many words stand in pages; the rest are names of towns
    // by the number of a word; a posting is entry → weight
    const [words, keys, postings] = [[], [], []];
    const numbers = new Map();
    const byKey = new Map();
    const stop = new Set(index.stop);
    const tells = ({ typed }) => !stop.has(typed);
    const sounds = new Map(index.sounds);
    const [ending, sound] = [
      `^(.{3,}?)(?:${index.endings.join("|")})$`,
      [...sounds.keys()].join("|") || "$^",
    ].map((pattern) => new RegExp(pattern, "gu"));

    /** What a word has in common with its other forms and spellings. */
    function key(word) {
      if (/\d/.test(word)) return word;
      const stem = word.replace(ending, "$1").replace(ending, "$1");
      return stem.replace(sound, (letters) => sounds.get(letters)).replace(/(.)\1+/gu, "$1");
    }

    /**
     * Let a word stand in an entry, with this weight more than before; returns the number of the
     * word.
     */
    function stand(word, entry, weight) {
      if (!numbers.has(word)) {
        numbers.set(word, words.push(word) - 1);
        put(byKey, keys[keys.push(key(word)) - 1], postings.push(new Map()) - 1);
      }
      const at = numbers.get(word);
      postings[at].set(entry, (postings[at].get(entry) ?? 0) + weight);
      return at;
    }

    /**
     * Let an entry be found by the words of its name: { title, kind, … }. `name`: the title,
     * without what tells it from its namesakes.
     */
    function enter(entry, name = entry.title) {
      const all = read(name);
      const telling = new Set((all.some(tells) ? all.filter(tells) : all).map(({ word }) => word));
      for (const word of new Set(read(entry.title).map(({ word }) => word)))
        stand(word, entry, telling.has(word) ? 3.5 + 3.5 / telling.size : LITTLE);
      entry.telling = new Set([...telling].map((word) => numbers.get(word)));
      entry.strange = [...entry.telling].every((at) => at >= common);
    }

    const [addresses, titles, summaries] = [
      lengthen(index.addresses, "\n"),
      index.titles.split("\n"),
      index.summaries.split("\n"),
    ];
    const kinds = index.kinds.flatMap(([kind, count]) => Array(count).fill(kind));
    const entries = titles.map((title, at) => ({
      address: addresses[at],
      title,
      summary: summaries[at],
      section: index.sections[index.section.charCodeAt(at) - FIRST],
      kind: kinds[at],
    }));
    for (const entry of entries) {
      if (tired()) await rest();
      enter(entry);
      for (const word of new Set(
        read(entry.summary)
          .filter(tells)
          .map(({ word }) => word),
      ))
        stand(word, entry, SUMMARY);
    }
    const posted = index.postings.split(" ");
    for (const [at, word] of lengthen(index.words, " ").entries()) {
      if (tired()) await rest();
      let entry = -1;
      for (const sign of posted[at]) {
        const code = sign.charCodeAt() - FIRST;
        entry += 1 + Math.floor(code / index.weights.length);
        stand(word, entries[entry], index.weights[code % index.weights.length]);
      }
    }
    const byAddress = new Map(entries.map((entry) => [entry.address, entry]));
    for (const [address, list] of texts.flatMap(Object.entries)) {
      if (tired()) await rest();
      for (const word of lengthen(list, " ")) stand(word, byAddress.get(address), index.weights[0]);
    }
    common = words.length;
    const synonyms = new Map();
    for (const group of index.synonyms.map(split))
      for (const word of group) for (const other of group) put(synonyms, key(word), other);

    /** The words of the index that are this word or a form of it: number → how well it fits. */
    function forms(word, fit = 1) {
      const fits = new Map((byKey.get(key(word)) ?? []).map((at) => [at, 0.8 * fit]));
      if (numbers.has(word)) fits.set(numbers.get(word), fit);
      return fits;
    }

    /** How many letters two words have in common at their beginning. */
    function shared(word, other) {
      let at = 0;
      while (at < word.length && word[at] === other[at]) at++;
      return at;
    }

    /**
     * Every word of the index that this word can mean: number → how well it fits. `typing`: its end
     * may still have to come; `most`: the faults it may have.
     */
    function meanings(word, typing, most) {
      const fits = forms(word);
      const size = word.length;
      const fit = (at, how) => how > (fits.get(at) ?? 0) && fits.set(at, how);
      const bare = key(word);
      for (const other of synonyms.get(bare) ?? [])
        for (const [at, how] of forms(other, 0.6)) fit(at, how);
      if (/\d/.test(word)) return fits;
      const known = fits.size > 0;
      words.forEach((other, at) => {
        const length = other.length;
        if (length > size) {
          if (other.startsWith(word)) {
            if (typing || size > 3) fit(at, (typing ? 0.55 : 0.5) + (0.25 * size) / length);
          } else if (size > 3 && other.endsWith(word)) fit(at, 0.65);
          else if (bare.length > 3 && keys[at].endsWith(bare)) fit(at, 0.55);
          else if (size > 4 && other.includes(word)) fit(at, 0.4);
        } else if (
          size > 7 &&
          length > 5 &&
          length < size &&
          (word.startsWith(other) || word.endsWith(other))
        )
          fit(at, 0.1 + (0.3 * length) / size);
      });
      if (known || !most || fitOf(fits) > 0.6) return fits;
      words.forEach((other, at) => {
        if (other.length < size - most) return;
        const { whole, beginning } = faults(word, other);
        if (whole <= most) fit(at, 0.7 - 0.15 * whole);
        else if (typing && beginning <= most) fit(at, 0.45 - 0.1 * beginning);
      });
      if (fitOf(fits) > 0.5) return fits;
      words.forEach((other, at) => {
        const length = other.length;
        const start = shared(word, other);
        if (start > 4 && start >= 0.6 * size) fit(at, (0.7 * start) / size);
        if (size > 6 && length > 3 && (word.startsWith(other) || word.endsWith(other)))
          fit(at, 0.12 + (0.3 * length) / size);
      });
      return fits;
    }

    /** Two words written as one: [beginning, end], or nothing. */
    function parts(word) {
      for (let cut = word.length - 3; cut > 2; cut--) {
        const both = [word.slice(0, cut), word.slice(cut)].map((part) => forms(part, 0.6));
        if (both[0].size && both[1].size) return both;
      }
      return [];
    }

    /**
     * The words of a question, each as { fits: what it can mean, telling: whether it says what the
     * question is about }.
     */
    function readQuestion(text) {
      const asked = read(text).slice(0, 12);
      const typing = /[\p{L}\p{N}]$/u.test(text);
      const vague = !asked.some(tells);
      const terms = [];
      asked.forEach(({ typed, word }, at) => {
        const telling = vague || tells({ typed });
        const fits = telling
          ? meanings(word, typing && at === asked.length - 1, allowed(typed.length))
          : forms(word);
        const both = telling && word.length > 5 && fitOf(fits) <= 0.5 ? parts(word) : [];
        for (const each of both.length ? both : [fits]) terms.push({ fits: each, telling });
      });
      if (terms.length === asked.length) {
        asked.slice(1).forEach(({ word }, at) => {
          if (!terms[at].telling || !terms[at + 1].telling) return;
          const joined = numbers.get(asked[at].word + word);
          if (joined >= 0) for (const term of [terms[at], terms[at + 1]]) term.fits.set(joined, 1);
        });
      }
      return terms;
    }

    /**
     * The entries that fit a question, best first: what bears it as its title, a town that it
     * names, then what its words lead to.
     */
    function find(text) {
      const terms = readQuestion(text);
      const count = terms.filter(({ telling }) => telling).length;
      const scores = new Map(); // entry → { points, covered, titled }
      let total = 0;
      for (const { fits, telling } of terms) {
        const best = new Map();
        for (const [at, how] of fits) {
          for (const [entry, weight] of postings[at]) {
            const [most, all, titled] = best.get(entry) ?? [0, 0, 0];
            best.set(entry, [
              Math.max(most, how * weight),
              all + how * weight,
              titled + (how > (entry.strange ? 0.9 : 0.5) && entry.telling.has(at) ? how : 0),
            ]);
          }
        }
        const rare = Math.log(1 + entries.length / best.size);
        if (telling && best.size) total += rare;
        for (const [entry, [most, all, titled]] of best) {
          const score =
            scores.get(entry) ?? scores.set(entry, { points: 0, covered: 0, titled: 0 }).get(entry);
          score.points += rare * (most + MORE * (all - most)) * (telling ? 1 : 0.3);
          if (telling) score.covered += rare;
          if (telling) score.titled += titled;
        }
      }
      const rank = ([entry, { points, covered, titled }]) => {
        const [ofTitle, ofQuestion] = [titled / entry.telling.size, titled / count];
        const first =
          entry.kind === "term" || ofTitle < 1
            ? 1
            : ofQuestion >= 1
              ? 1e9
              : entry.strange
                ? 1e6
                : 1;
        return [
          first *
            points *
            (covered / total) ** 1.5 *
            KINDS[entry.kind] *
            (1 + 0.8 * Math.min(1, ofTitle) * Math.min(1, ofQuestion)),
          entry,
        ];
      };
      return [...scores]
        .filter(([, { covered }]) => covered)
        .map(rank)
        .sort(([a], [b]) => b - a)
        .map(([, entry]) => entry);
    }

    const [personal, aboutMe] = [index.personal, index.aboutMe].map(
      (pattern) => new RegExp(pattern || "$^", "u"),
    );
    const work = new Set(index.work);
    const phrases = index.help.map((phrase) => split(phrase).map(key));

    /**
     * Whether a question is about whoever asks: in the first person and not about their work, or in
     * the words of a topic of the help zone, which then make up more than half of it.
     */
    function isPersonal(text) {
      if (aboutMe.test(bare(text))) return true;
      if (read(text).some(({ typed }) => work.has(typed))) return false;
      if (personal.test(bare(text))) return true;
      const asked = new Set(
        read(text)
          .filter(tells)
          .map(({ word }) => key(word)),
      );
      return phrases.some(
        (words) => words.length > asked.size / 2 && words.every((word) => asked.has(word)),
      );
    }

    return { enter, find, isPersonal };
  }

  /**
   * Add the towns and municipalities of the country: an own municipality leads to its page, another
   * one to the finder.
   */
  async function enterPlaces(regions, ranking, { start, finder, finderTitle, place }) {
    const entries = new Map();
    for (const [, organisation, , , municipalities] of regions) {
      for (const [municipality, towns] of municipalities) {
        if (tired()) await rest();
        const link = document.querySelector(`[data-municipality="${municipality}"]`)?.dataset.href;
        // "Bergen (NH)" is "Bergen (NH.)"
        const names = new Map(
          [...towns.split(";"), municipality].map((name) => [bare(name), name]),
        );
        for (const name of names.values()) {
          // "Laren" is found as "Laren (NH.)", so that it cannot be taken for another
          if (!name || [...names.values()].some((other) => other.startsWith(`${name} (`))) continue;
          const address = (link ?? `${finder}?q=${encodeURIComponent(name)}`).slice(start.length);
          const entry = entries.get(address + name) ?? {
            address,
            title: name,
            summary: "",
            section: finderTitle,
            kind: "place",
          };
          entry.summary += ` ${fill(place, { municipality, organisation })}`;
          entries.set(address + name, entry);
        }
      }
    }
    const ownFirst = (one, other) => one.address.includes("?") - other.address.includes("?");
    for (const entry of [...entries.values()].sort(ownFirst)) {
      if (tired()) await rest();
      ranking.enter(entry, entry.title.replace(/ \(.*/, ""));
    }
  }

  // -- the page --

  let asked = 0;

  // a page in another language is another document
  const open = once(({ index }) => Promise.all(index.split(" ").map(load)).then(openIndex));
  /** Add the places to the open index, once. True: they are in it. */
  const enterOnce = once((ranking, dataset) =>
    wait(0)
      .then(() => load(dataset.places))
      .then((regions) => enterPlaces(regions, ranking, dataset))
      .then(() => true),
  );
  const places = (ranking, dataset) => enterOnce(ranking, dataset).catch(() => false);

  /** Show what is found for the text in the field. */
  async function show(search) {
    const { dataset } = search;
    const part = (name) => search.querySelector(`[data-search-${name}]`);
    const text = search.querySelector("input").value.trim();
    const turn = ++asked;
    const row = ({ address, title, summary, section, kind }) => {
      const item = part("row").content.firstElementChild.cloneNode(true);
      const [name, where, answer] = item.querySelectorAll("b, small, span > span");
      item.firstElementChild.href = dataset.start + address;
      name.textContent = title;
      if (kind === "contact" || kind === "place") name.lang = "nl";
      answer.textContent = summary;
      where.textContent = section;
      return item;
    };
    part("results").setAttribute("aria-busy", "true");
    const ranking = text ? await open(dataset).catch(() => {}) : null;
    const all = ranking && places(ranking, dataset); // a place may be meant
    const late = (await Promise.race([all, wait(400).then(() => "late")])) === "late";
    if (turn !== asked) return;
    const results = ranking?.find(text).slice(0, MOST) ?? [];
    part("results").replaceChildren(...results.map(row));
    part("results").removeAttribute("aria-busy");
    part("status").textContent = !text
      ? ""
      : !ranking
        ? dataset.failed
        : results.length
          ? fill(dataset.count, { count: results.length })
          : dataset.nothing;
    part("none").hidden = !text || results.length > 0;
    part("personal").hidden = !ranking?.isPersonal(text);
    setTimeout(() => turn === asked && self.htmx?.process(part("results")), 150);
    if (late)
      all.then(
        (came) =>
          came &&
          turn === asked &&
          !part("results").contains(document.activeElement) &&
          show(search),
      );
  }

  function start() {
    const search = document.querySelector("[data-search]");
    if (!search || "ready" in search.dataset) return;
    search.dataset.ready = "";
    open(search.dataset)
      .then((ranking) => places(ranking, search.dataset))
      .catch(() => {});
    const field = search.querySelector("input");
    field.value = new URLSearchParams(location.search).get("q") ?? field.value;
    if (field.value) show(search);
  }

  // with the keyboard of a phone open the field stands under the bar, and what is found below it
  document.addEventListener(
    "focusin",
    ({ target }) =>
      target.matches?.("[data-search] input") &&
      target.labels[0].scrollIntoView({ block: "start" }),
  );
  const searchOf = (target) => target.closest?.("[data-search]");
  document.addEventListener("input", ({ target }) => searchOf(target) && show(searchOf(target)));
  document.addEventListener("keydown", async (event) => {
    const search = searchOf(event.target);
    if (
      event.key !== "Enter" ||
      event.isComposing ||
      !event.target.matches?.("[data-search] input")
    )
      return;
    event.preventDefault();
    await show(search);
    const door = search.querySelector("[data-search-personal]:not([hidden]) a");
    if (door) {
      door.focus(); // a page for professionals is not where this question leads by itself
      return;
    }
    const first = search.querySelector("[data-search-results] a");
    if (!first) return;
    self.htmx?.process(first);
    first.click();
  });
  document.addEventListener("htmx:after:swap", start);
  start();

  self.search = { openIndex, enterPlaces }; // to be tested apart from the page
})();
