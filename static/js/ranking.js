/*
 * The search index of one language, opened: `openIndex(index)` gives `find(text)`. meldapp/search.py writes the index. `openPlaces(regions, index)` does
 * the same for the country's towns and municipalities, which meldapp/finder.py writes.
 *
 * A word of the question meets a word of the index when they are equal; else, with less weight, when they have one stem or sound, or may stand for each
 * other; when one begins, ends or stands inside the other (Dutch writes compounds as one word); when two parts of it are words; or when it is misspelt: one
 * fault in a word of five letters or more, two from nine. Where the word stands then decides: title, keyword, question, heading, summary, body.
 */
{
  const KINDS = { page: 1, case: 0.6, contact: 0.95, term: 0.6 }; // how much an entry counts beside another one
  const SUMMARY = 1.5;
  const MORE = 0.2; // what a second meaning of one word adds to the first
  const FIRST = 35; // the sign that stands for 0
  const split = (text) => text.split(" ").filter(Boolean);

  /** The words of a text, each as { typed, word }: as it is written, and folded. A little word is known by how it is written: "weet" is one, "wet" is not. */
  const read = (text) => split(bare(text)).map((typed) => ({ typed, word: fold(typed) }));

  /** Add to the list that a map keeps under a key. */
  const put = (map, key, value) => (map.get(key) ?? map.set(key, []).get(key)).push(value);

  /** Undo the shortening of words that follow one another. */
  function lengthen(text, between) {
    let before = "";
    return text.split(between).map((part) => (before = before.slice(0, parseInt(part[0], 36)) + part.slice(1)));
  }

  /** Read where a word stands: entry → weight. */
  function readPostings(text, weights) {
    let number = -1;
    return new Map(
      [...text].map((sign) => {
        const code = sign.charCodeAt() - FIRST;
        number += 1 + Math.floor(code / weights.length);
        return [number, weights[code % weights.length]];
      }),
    );
  }

  /**
   * How many faults lie between a word and another one, and between it and the other's best beginning: letters missing, added, wrong or changed places.
   * Bit by bit (Hyyrö 2003), for words up to 31 letters.
   */
  function faults(word, other) {
    const last = 1 << (word.length - 1);
    let [plus, minus, zero, before, whole] = [-1, 0, 0, 0, word.length];
    let beginning = whole;
    for (const letter of other) {
      let places = 0;
      for (let at = word.indexOf(letter); at >= 0; at = word.indexOf(letter, at + 1)) places |= 1 << at;
      zero = (((~zero & places) << 1) & before) | (((places & plus) + plus) ^ plus) | places | minus;
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

  /** How many faults a word of so many letters may have. */
  const allowed = (letters) => (letters < 5 || letters > 31 ? 0 : letters < 9 ? 1 : 2);

  self.openIndex = (index) => {
    const [titles, summaries] = [index.titles.split("\n"), index.summaries.split("\n")];
    const addresses = lengthen(index.addresses, "\n");
    const kinds = index.kinds.flatMap(([kind, count]) => Array(count).fill(kind));
    const stop = new Set(index.stop);
    const tells = ({ typed }) => !stop.has(typed);
    const words = lengthen(index.words, " ");
    const postings = index.postings.split(" ").map((text) => readPostings(text, index.weights));
    const places = new Map(words.map((word, at) => [word, at]));

    /** Let a word stand in an entry, with this weight more than before; returns its number. */
    function add(word, number, weight) {
      if (!places.has(word)) {
        places.set(word, words.push(word) - 1);
        postings.push(new Map());
      }
      const at = places.get(word);
      postings[at].set(number, (postings[at].get(number) ?? 0) + weight);
      return at;
    }
    const inTitle = titles.map((title, number) => {
      const all = read(title);
      const telling = new Set((all.some(tells) ? all.filter(tells) : all).map(({ word }) => word));
      new Set(all.map(({ word }) => word)).forEach((word) => add(word, number, telling.has(word) ? 3.5 + 3.5 / telling.size : 0.5));
      return new Set([...telling].map((word) => places.get(word)));
    });
    summaries.forEach((summary, number) => {
      new Set(read(summary).filter(tells).map(({ word }) => word)).forEach((word) => add(word, number, SUMMARY));
    });

    const sounds = new Map(index.sounds);
    const [ending, sound] = [`^(.{3,}?)(?:${index.endings.join("|")})$`, [...sounds.keys()].join("|") || "$^"].map((pattern) => new RegExp(pattern, "gu"));

    /** What a word has in common with its other forms and spellings. */
    function key(word) {
      if (/\d/.test(word)) return word;
      const stem = word.replace(ending, "$1").replace(ending, "$1");
      return stem.replace(sound, (found) => sounds.get(found)).replace(/(.)\1+/gu, "$1");
    }
    const keys = words.map(key);
    const byKey = new Map();
    keys.forEach((one, at) => put(byKey, one, at));
    const synonyms = new Map();
    for (const group of index.synonyms.map(split)) for (const word of group) for (const other of group) put(synonyms, key(word), other);

    /** The words of the index that are this word or a form of it: number → how well it fits. */
    function forms(word) {
      const found = new Map((byKey.get(key(word)) ?? []).map((at) => [at, 0.8]));
      if (places.has(word)) found.set(places.get(word), 1);
      return found;
    }

    /** How many letters two words have in common at their beginning. */
    function shared(word, other) {
      let at = 0;
      while (at < word.length && word[at] === other[at]) at++;
      return at;
    }

    /** Every word of the index that this word can mean: number → how well it fits. `typing`: its end may still have to come; `most`: the faults it may have. */
    function meanings(word, typing, most) {
      const found = forms(word);
      const size = word.length;
      const fit = (at, how) => how > (found.get(at) ?? 0) && found.set(at, how);
      const bare = key(word);
      for (const other of synonyms.get(bare) ?? []) for (const [at, how] of forms(other)) fit(at, how * 0.6);
      if (/\d/.test(word)) return found;
      const known = found.size > 0;
      words.forEach((other, at) => {
        const length = other.length;
        if (length > size) {
          if (other.startsWith(word)) {
            if (typing || size > 3) fit(at, (typing ? 0.55 : 0.5) + (0.25 * size) / length);
          } else if (size > 3 && other.endsWith(word)) fit(at, 0.65);
          else if (bare.length > 3 && keys[at].endsWith(bare)) fit(at, 0.55);
          else if (size > 4 && other.includes(word)) fit(at, 0.4);
        } else if (size > 7 && length > 5 && length < size && (word.startsWith(other) || word.endsWith(other))) fit(at, 0.1 + (0.3 * length) / size);
      });
      const best = () => Math.max(0, ...found.values());
      if (known || !most || best() > 0.6) return found;
      words.forEach((other, at) => {
        if (other.length < size - most) return;
        const { whole, beginning } = faults(word, other);
        if (whole <= most) fit(at, 0.7 - 0.15 * whole);
        else if (typing && beginning <= most) fit(at, 0.45 - 0.1 * beginning);
      });
      if (best() > 0.5) return found;
      words.forEach((other, at) => {
        const length = other.length;
        const start = shared(word, other);
        if (start > 4 && start >= 0.6 * size) fit(at, (0.7 * start) / size);
        if (size > 6 && length > 3 && (word.startsWith(other) || word.endsWith(other))) fit(at, 0.12 + (0.3 * length) / size);
      });
      return found;
    }

    /** Two words written as one: [beginning, end], or nothing. */
    function parts(word) {
      for (let cut = word.length - 3; cut > 2; cut--) {
        const both = [forms(word.slice(0, cut)), forms(word.slice(cut))];
        if (both[0].size && both[1].size) return both.map((found) => new Map([...found].map(([at, how]) => [at, how * 0.6])));
      }
      return [];
    }

    /** The words of a question, each as { found: what it can mean, telling: whether it says what the question is about }. */
    function readQuestion(text) {
      const asked = read(text).slice(0, 12);
      const typing = /[\p{L}\p{N}]$/u.test(text);
      const vague = !asked.some(tells);
      const terms = [];
      asked.forEach(({ typed, word }, at) => {
        const telling = vague || tells({ typed });
        const found = telling ? meanings(word, typing && at === asked.length - 1, allowed(typed.length)) : new Map(places.has(word) ? [[places.get(word), 1]] : []);
        const both = telling && word.length > 5 && Math.max(0, ...found.values()) <= 0.5 ? parts(word) : [];
        for (const each of both.length ? both : [found]) terms.push({ found: each, telling });
      });
      if (terms.length === asked.length) {
        asked.slice(1).forEach(({ word }, at) => {
          for (const [joined, how] of forms(asked[at].word + word)) for (const term of [terms[at], terms[at + 1]]) term.found.set(joined, how);
        });
      }
      return terms;
    }

    /**
     * What fits a question: entries { address, title, summary, section, kind, whole, points }, best first, and `fit`, how well its worst word
     * is known (1: all of them stand in the index, 0: one of them is like nothing there). `whole`: a page or contact whose title the question is.
     */
    function find(text) {
      const terms = readQuestion(text);
      const telling = terms.filter((term) => term.telling);
      const [points, covered, titled] = [0, 0, 0].map(() => new Float64Array(titles.length));
      let total = 0;
      for (const term of terms) {
        const best = new Map();
        const sum = new Map();
        for (const [at, how] of term.found) {
          for (const [number, weight] of postings[at]) {
            best.set(number, Math.max(best.get(number) ?? 0, how * weight));
            sum.set(number, (sum.get(number) ?? 0) + how * weight);
            if (term.telling && how > 0.5 && inTitle[number].has(at)) titled[number] += how;
          }
        }
        const rare = Math.log(1 + titles.length / best.size);
        if (term.telling && best.size) total += rare;
        for (const [number, weight] of best) {
          points[number] += rare * (weight + MORE * (sum.get(number) - weight)) * (term.telling ? 1 : 0.3);
          if (term.telling) covered[number] += rare;
        }
      }
      const found = [];
      points.forEach((sum, number) => {
        if (!covered[number]) return;
        const [ofTitle, ofQuestion] = [titled[number] / inTitle[number].size, titled[number] / telling.length];
        found.push({
          address: addresses[number],
          title: titles[number],
          summary: summaries[number],
          section: index.sections[index.section.charCodeAt(number) - FIRST],
          kind: kinds[number],
          whole: kinds[number] !== "term" && Math.min(ofTitle, ofQuestion) >= 1,
          points: sum * (covered[number] / total) ** 1.5 * KINDS[kinds[number]] * (1 + 0.8 * Math.min(1, ofTitle) * Math.min(1, ofQuestion)),
        });
      });
      found.sort((a, b) => b.points - a.points);
      return { found, fit: Math.min(...telling.map((term) => Math.max(0, ...term.found.values()))) };
    }

    return { find, key, tells, knows: ({ word }) => places.has(word) };
  };

  /**
   * Open the list of places; returns `find(text)`, the places that a question can mean as { name, municipality, organisation, how }, best first;
   * `how` is same, start (the name begins so) or near (the name is misspelt).
   */
  self.openPlaces = (regions, index) => {
    const spell = (name) => fold(name).replace(/\bsint\b/g, "st");
    const named = new Map(); // folded name → the places that bear it
    const sounds = new Map();
    for (const [, organisation, , , municipalities] of regions) {
      for (const [municipality, towns] of municipalities) {
        const names = [...new Set([municipality, ...towns.split(";")])].filter(Boolean);
        for (const name of names) {
          // "Laren" is found as "Laren (NH.)", so that it cannot be taken for another
          const place = { name: names.find((other) => other.startsWith(`${name} (`)) ?? name, municipality, organisation };
          for (const key of new Set([spell(name), spell(name.replace(/ \(.*/, ""))])) put(named, key, place);
        }
      }
    }
    for (const name of named.keys()) put(sounds, index.key(name), name);

    /** The names that a misspelt name can be, the likeliest first. */
    function nearly(text) {
      const most = allowed(text.length);
      const near = most ? [...named.keys()].map((name) => [Math.abs(name.length - text.length) > most ? 9 : faults(text, name).whole, name]) : [];
      return near.filter(([count]) => count <= most).sort(([a], [b]) => a - b).map(([, name]) => name);
    }

    return (text) => {
      const words = read(text.replace(/\bsint\b/gi, "st")).slice(0, 12);
      const said = (some) => some.map(({ word }) => word).join(" ");
      const whole = said(words);
      const found = new Map(); // folded name → how
      for (let size = Math.min(5, words.length); size > 0; size--) {
        for (let start = 0; start + size <= words.length; start++) {
          const part = words.slice(start, start + size);
          // "best", "echt" and "grave" are words first, unless they stand alone
          if (named.has(said(part)) && (size === words.length || part.some((word) => index.tells(word) && !index.knows(word)))) found.set(said(part), "same");
        }
      }
      if (whole.length > 2) for (const name of named.keys()) if (name.startsWith(whole) && !found.has(name)) found.set(name, "start");
      if (!found.size) {
        const strange = new Set([whole, ...words.filter((one) => one.word.length > 3 && index.tells(one) && !index.knows(one)).map(({ word }) => word)]);
        for (const like of [(word) => sounds.get(index.key(word)) ?? [], nearly]) if (!found.size) for (const word of strange) for (const name of like(word)) found.set(name, "near");
      }
      return [...found].flatMap(([name, how]) => named.get(name).map((place) => ({ ...place, how })));
    };
  };

  /** Pages, numbers and terms with the places among them: in front when a place is surely meant, or when the pages fit no better. */
  self.mergePlaces = ({ found, fit }, places) => {
    const [same, start, near] = ["same", "start", "near"].map((how) => places.filter((place) => place.how === how).slice(0, 3));
    const [whole, rest] = [true, false].map((is) => found.filter((page) => page.whole === is && (fit >= 0.5 || !same.length)));
    const before = [...(fit < 1 ? start : []), ...(fit < 0.5 ? near : [])];
    return [...new Set([...same, ...whole, ...before, ...rest.slice(0, 3), ...start, ...near, ...rest.slice(3)])];
  };
}
