/*
 * Search as you type, on the device: pages, numbers and terms (the index of meldapp/web/search.py)
 * and Dutch towns (the list of meldapp/web/places.py). The field and the results are in
 * [data-search], hidden until this file runs; its words are data- attributes. The query stays in
 * the field: it is not sent, not stored, and not in the address.
 *
 * A query word matches an index word if they are equal; otherwise, with less weight, if they share
 * a stem or sound or are synonyms; if one begins, ends or is contained in the other (Dutch writes
 * compounds as one word); if it splits into two known words; or if it is misspelt: one typo in a
 * word of five letters or more, two from nine. The weight also depends on where the word occurs:
 * title, keyword, question, summary, body.
 */
(() => {
  "use strict";

  const MOST = 10; // results
  // how much an entry counts relative to the others
  const KINDS = { page: 1, case: 0.6, contact: 0.95, term: 0.6, place: 0.35 };
  const SUMMARY = 1.5; // weight of a word in a summary
  const LITTLE = 0.5; // weight of a stop word in a title
  const MORE = 0.2; // what a second meaning of one word adds to the first
  const FIRST = 35; // the character code that means 0 in an index

  const split = (text) => text.split(" ").filter(Boolean);
  const either = (patterns, flags) => new RegExp(patterns.join("|") || "$^", flags);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  // long lists are read in slices, so that key presses and taps are handled in between
  let yielded = 0;
  async function yieldToInput() {
    if (performance.now() - yielded < 5) return;
    await wait(0);
    yielded = performance.now();
  }

  /** The value of a key in a map; `fresh` is put there if it had none. */
  const ensure = (map, key, fresh) => map.get(key) ?? map.set(key, fresh).get(key);

  /** How well the best of these meanings fits. */
  const best = (fits) => Math.max(0, ...fits.values());

  /** How well a word fits with at most `most` typos. `typing`: its end may have yet to be typed. */
  function misspelt(word, other, typing, most) {
    if (other.length < word.length - most) return 0;
    const { whole, beginning } = faults(word, other);
    if (whole <= most) return 0.7 - 0.15 * whole;
    return typing && beginning <= most ? 0.45 - 0.1 * beginning : 0;
  }

  /** How well a word fits that begins, ends or is contained in the other, or contains it. */
  function overlap(word, stem, other, typing) {
    const [size, length] = [word.length, other.word.length];
    if (length > size) {
      if (other.word.startsWith(word))
        return typing || size > 3 ? (typing ? 0.55 : 0.5) + (0.25 * size) / length : 0;
      if (size > 3 && other.word.endsWith(word)) return 0.65;
      if (stem.length > 3 && other.stem.endsWith(stem)) return 0.55;
      return size > 4 && other.word.includes(word) ? 0.4 : 0;
    }
    if (size <= 7 || length <= 5 || length === size) return 0;
    const holds = word.startsWith(other.word) || word.endsWith(other.word);
    return holds ? 0.1 + (0.3 * length) / size : 0;
  }

  /** How well a word fits that starts like the other. */
  function likeness(word, other) {
    let start = 0;
    while (start < word.length && word[start] === other[start]) start++;
    return start > 4 && start >= 0.6 * word.length ? (0.7 * start) / word.length : 0;
  }

  /**
   * The words of an index: `add` adds a word to an entry; `forms`, `meanings` and `parts` return
   * the words that a typed word can mean, as word → how well it fits. Each is
   * { word, stem, weights: entry → weight, late: whether it was added after `close` }.
   */
  function openVocabulary({ endings, sounds, synonyms }) {
    const words = new Map();
    const byStem = new Map();
    const spellings = new Map(sounds);
    const ending = new RegExp(`^(.{3,}?)(?:${endings.join("|")})$`, "u");
    const sound = either([...spellings.keys()], "gu");
    let late = false;

    /** What a word has in common with its other forms and spellings. */
    function stemOf(word) {
      if (/\d/.test(word)) return word;
      const stem = word.replace(ending, "$1").replace(ending, "$1");
      return stem.replace(sound, (letters) => spellings.get(letters)).replace(/(.)\1+/gu, "$1");
    }

    const byMeaning = new Map(); // stem → synonyms
    for (const group of synonyms.map(split))
      for (const word of group) ensure(byMeaning, stemOf(word), []).push(...group);

    /** Add a word to an entry, or this much to its weight there. */
    function add(word, entry, weight) {
      if (!words.has(word)) {
        const fresh = { word, stem: stemOf(word), weights: new Map(), late };
        words.set(word, fresh);
        ensure(byStem, fresh.stem, []).push(fresh);
      }
      const { weights } = words.get(word);
      weights.set(entry, (weights.get(entry) ?? 0) + weight);
    }

    /** The index words that are this word or a form of it. */
    function forms(word, fit = 1) {
      const fits = new Map((byStem.get(stemOf(word)) ?? []).map((form) => [form, 0.8 * fit]));
      if (words.has(word)) fits.set(words.get(word), fit);
      return fits;
    }

    /** Every index word that this one can mean, with at most `most` typos. */
    function meanings(word, typing, most) {
      const fits = forms(word);
      const stem = stemOf(word);
      const fit = (other, how) => how && how > (fits.get(other) ?? 0) && fits.set(other, how);
      for (const synonym of byMeaning.get(stem) ?? [])
        for (const [other, how] of forms(synonym, 0.6)) fit(other, how);
      if (/\d/.test(word)) return fits;
      const known = fits.size > 0;
      for (const other of words.values()) fit(other, overlap(word, stem, other, typing));
      if (known || !most || best(fits) > 0.6) return fits;
      for (const other of words.values()) fit(other, misspelt(word, other.word, typing, most));
      if (best(fits) > 0.5) return fits;
      for (const other of words.values()) fit(other, likeness(word, other.word));
      return fits;
    }

    /** For two words written as one: the meanings of each, or nothing. */
    function parts(word) {
      for (let cut = word.length - 3; cut > 2; cut--) {
        const both = [word.slice(0, cut), word.slice(cut)].map((part) => forms(part, 0.6));
        if (both[0].size && both[1].size) return both;
      }
      return [];
    }

    return { words, stemOf, add, forms, meanings, parts, close: () => (late = true) };
  }

  /**
   * Open an index, in slices: { enter, find, isPersonal }. `enter` adds an entry, `find` answers a
   * query. `texts`: the words of the page texts, by address.
   */
  async function openIndex([index, ...texts]) {
    const { words, stemOf, add, forms, meanings, parts, close } = openVocabulary(index);
    const stop = new Set(index.stop);

    /** The words that say what a text is about, folded; all its words if there are none. */
    function tellingWords(text) {
      const all = split(bare(text));
      const telling = all.filter((word) => !stop.has(word));
      return new Set((telling.length ? telling : all).map(fold));
    }

    /**
     * Index an entry, { title, kind, … }, under the words of its name. `name`: the title without
     * whatever sets it apart from its namesakes.
     */
    function enter(entry, name = entry.title) {
      const telling = tellingWords(name);
      for (const word of new Set(split(bare(entry.title)).map(fold)))
        add(word, entry, telling.has(word) ? 3.5 + 3.5 / telling.size : LITTLE);
      entry.telling = telling;
      entry.strange = [...telling].every((word) => words.get(word).late);
    }

    const columns = Object.entries(index.entries);
    const entries = index.entries.title.map((_, number) =>
      Object.fromEntries(columns.map(([name, column]) => [name, column[number]])),
    );
    for (const entry of entries) {
      await yieldToInput();
      enter(entry);
      for (const word of tellingWords(entry.summary)) add(word, entry, SUMMARY);
    }
    const postings = index.postings.split(" ");
    let word = "";
    for (const [number, part] of split(index.words).entries()) {
      await yieldToInput();
      // how many letters it shares with the previous word, then the remaining letters
      word = word.slice(0, parseInt(part[0], 36)) + part.slice(1);
      let entry = -1;
      for (const sign of postings[number]) {
        const code = sign.charCodeAt() - FIRST;
        entry += 1 + Math.floor(code / index.weights.length);
        add(word, entries[entry], index.weights[code % index.weights.length]);
      }
    }
    const byAddress = new Map(entries.map((entry) => [entry.address, entry]));
    for (const [address, list] of texts.flatMap(Object.entries)) {
      await yieldToInput();
      for (const word of split(list)) add(word, byAddress.get(address), index.weights[0]);
    }
    close(); // from here on only names of towns are added

    /**
     * The words of a query, each as { fits: what it can mean, telling: whether it says what the
     * query is about }.
     */
    function readQuestion(text) {
      const asked = split(bare(text)).slice(0, 12);
      const vague = asked.every((typed) => stop.has(typed));
      return asked.flatMap((typed, number) => {
        const word = fold(typed);
        const telling = vague || !stop.has(typed);
        if (!telling) return { fits: forms(word), telling };
        const typing = number === asked.length - 1 && /[\p{L}\p{N}]$/u.test(text);
        const fits = meanings(word, typing, faultsAllowed(typed.length));
        const both = word.length > 5 && best(fits) <= 0.5 ? parts(word) : [];
        return (both.length ? both : [fits]).map((fits) => ({ fits, telling }));
      });
    }

    /** The entries with these words: the best score, the sum, and the part from the title. */
    function meet(fits) {
      const met = new Map();
      for (const [{ word, weights }, fit] of fits) {
        for (const [entry, weight] of weights) {
          const here = ensure(met, entry, { most: 0, all: 0, titled: 0 });
          here.most = Math.max(here.most, fit * weight);
          here.all += fit * weight;
          if (fit > (entry.strange ? 0.9 : 0.5) && entry.telling.has(word)) here.titled += fit;
        }
      }
      return met;
    }

    /**
     * The entries that match a query, best first: an entry with the query as its title, a town that
     * the query names, then the other matches.
     */
    function find(text) {
      const terms = readQuestion(text);
      const count = terms.filter(({ telling }) => telling).length;
      const scores = new Map();
      let total = 0;
      for (const { fits, telling } of terms) {
        const met = meet(fits);
        const rare = Math.log(1 + entries.length / met.size);
        if (telling && met.size) total += rare;
        for (const [entry, { most, all, titled }] of met) {
          const score = ensure(scores, entry, { points: 0, covered: 0, titled: 0 });
          score.points += rare * (most + MORE * (all - most)) * (telling ? 1 : 0.3);
          if (telling) score.covered += rare;
          if (telling) score.titled += titled;
        }
      }
      const rank = ([entry, { points, covered, titled }]) => {
        const [ofTitle, ofQuestion] = [titled / entry.telling.size, titled / count];
        const named = entry.kind !== "term" && ofTitle >= 1;
        const first = named && ofQuestion >= 1 ? 1e9 : named && entry.strange ? 1e6 : 1;
        const both = Math.min(1, ofTitle) * Math.min(1, ofQuestion);
        const share = (covered / total) ** 1.5;
        return [first * points * share * KINDS[entry.kind] * (1 + 0.8 * both), entry];
      };
      return [...scores]
        .filter(([, { covered }]) => covered)
        .map(rank)
        .sort(([a], [b]) => b - a)
        .map(([, entry]) => entry);
    }

    const personal = either([index.personal], "u");
    const aboutMe = either([index.aboutMe], "u");
    const phrases = index.help.map((phrase) => split(phrase).map(stemOf));

    /**
     * Whether a query is about the reader personally: in the first person and not about their work,
     * or mostly in the words of a help zone topic (more than half of the telling words).
     */
    function isPersonal(text) {
      const question = bare(text);
      if (aboutMe.test(question)) return true;
      if (split(question).some((word) => index.work.includes(word))) return false;
      if (personal.test(question)) return true;
      const asked = new Set([...tellingWords(text)].map(stemOf));
      return phrases.some(
        (phrase) => phrase.length > asked.size / 2 && phrase.every((stem) => asked.has(stem)),
      );
    }

    return { enter, find, isPersonal };
  }

  /**
   * Add every Dutch town and municipality: a municipality in this region leads to its own page, any
   * other one to the finder.
   */
  async function enterPlaces(regions, index, { start, finder, finderTitle, place }) {
    const ours = document.querySelectorAll("[data-municipality]");
    const links = new Map(Array.from(ours, ({ dataset }) => [dataset.municipality, dataset.href]));
    const entries = new Map();
    for (const { name, town, municipality, region } of placesOf(regions)) {
      await yieldToInput();
      // "Laren" is listed as "Laren (NH.)", so that it cannot be mistaken for another
      if (`;${town};${municipality[1]}`.includes(`;${name} (`)) continue;
      const link = links.get(town);
      const address = (link ?? finder).slice(start.length);
      const words = link ? "" : name; // for the field of the finder, see app.js
      const section = finderTitle;
      const fresh = { address, words, title: name, summary: "", section, kind: "place" };
      const entry = ensure(entries, (link ?? "") + bare(name), fresh);
      if (entry.town === town) continue; // "Bergen (NH)" is "Bergen (NH.)"
      entry.town = town;
      entry.summary += ` ${fill(place, { municipality: town, organisation: region[1] })}`;
    }
    const ownFirst = (one, other) => Boolean(one.words) - Boolean(other.words);
    for (const entry of [...entries.values()].sort(ownFirst)) {
      await yieldToInput();
      index.enter(entry, entry.title.replace(/ \(.*/, ""));
    }
  }

  // -- the page --

  let turn = 0; // number of the latest query

  // a page in another language is another document
  const open = once(({ index }) => Promise.all(index.split(" ").map(load)).then(openIndex));
  const places = once(async (index, dataset) => {
    await wait(0);
    await enterPlaces(await load(dataset.places), index, dataset);
    return true;
  });

  /** A result row, made from the template in the page. */
  function row(template, start, { address, words, title, summary, section, kind }) {
    const item = template.content.firstElementChild.cloneNode(true);
    const [name, where, answer] = item.querySelectorAll("b, small, span > span");
    item.firstElementChild.href = start + address;
    if (words) item.firstElementChild.dataset.words = words;
    name.textContent = title;
    if (kind === "contact" || kind === "place") name.lang = "nl";
    answer.textContent = summary;
    where.textContent = section;
    return item;
  }

  /** Show the results for the text in the field. */
  async function show(search) {
    const { dataset } = search;
    const part = (name) => search.querySelector(`[data-search-${name}]`);
    const text = search.querySelector("input").value.trim();
    const thisTurn = ++turn;
    part("results").setAttribute("aria-busy", "true");
    const index = text ? await open(dataset).catch(() => null) : null;
    const towns = index && places(index, dataset).catch(() => false); // the query may be a town
    const inTime = await Promise.race([towns, wait(400)]);
    if (thisTurn !== turn) return;
    const results = index?.find(text).slice(0, MOST) ?? [];
    part("results").replaceChildren(
      ...results.map((entry) => row(part("row"), dataset.start, entry)),
    );
    part("results").removeAttribute("aria-busy");
    const count = results.length;
    const summary = count ? fill(dataset.count, { count }) : dataset.nothing;
    part("status").textContent = text && (index ? summary : dataset.failed);
    part("none").hidden = !text || count > 0;
    part("personal").hidden = !index?.isPersonal(text);
    setTimeout(() => thisTurn === turn && self.htmx?.process(part("results")), 150);
    const choosing = () => part("results").contains(document.activeElement);
    if (inTime === undefined)
      towns.then((came) => came && thisTurn === turn && !choosing() && show(search));
  }

  function start() {
    const search = document.querySelector("[data-search]");
    if (!search || "ready" in search.dataset) return;
    search.dataset.ready = "";
    open(search.dataset)
      .then((index) => places(index, search.dataset))
      .catch(() => {});
    if (search.querySelector("input").value) show(search); // typed before this file loaded
  }

  /** The search whose field an event is about. */
  const searchOf = ({ target }) =>
    target.matches?.("[data-search] input") ? target.closest("[data-search]") : null;

  // with a phone's keyboard open: the field goes just below the bar, the results below the field
  document.addEventListener("focusin", (event) => {
    if (searchOf(event)) event.target.labels[0].scrollIntoView();
  });
  document.addEventListener("input", (event) => {
    if (searchOf(event)) show(searchOf(event));
  });
  document.addEventListener("keydown", async (event) => {
    const search = searchOf(event);
    if (!search || event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    await show(search);
    const door = search.querySelector("[data-search-personal]:not([hidden]) a");
    const first = search.querySelector("[data-search-results] a");
    if (door) {
      door.focus(); // such a query must not lead straight to a page for professionals
    } else if (first) {
      self.htmx?.process(first);
      first.click();
    }
  });
  document.addEventListener("htmx:after:swap", start);
  start();

  self.search = { openIndex, enterPlaces }; // so that tests can use them without the page
})();
