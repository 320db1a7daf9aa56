/*
 * The search index of one language, opened: `openIndex(index)` gives `find(text)`, which returns what fits best first. meldapp/search.py writes the index.
 *
 * A word of the question meets a word of the index when they are equal; else, with less weight, when they have one stem or sound, when one begins, ends
 * or stands inside the other (Dutch writes compounds as one word), when two parts of it are words, or when it is misspelt: one fault in a word of five
 * letters or more, two from nine. Where the word stands then decides: title, keyword or question, heading or summary, body.
 */
{
  const KINDS = { page: 1, case: 0.6, contact: 0.95, term: 0.6, town: 0.9 };
  const DIGITS = Array.from({ length: 94 }, (_, code) => String.fromCharCode(code + 33)).filter((sign) => !'"\\<'.includes(sign)).slice(0, 90).join("");
  const HALF = DIGITS.length / 2;

  /** Undo the shortening of words that follow one another. */
  function lengthen(text, between) {
    let before = "";
    return text.split(between).map((part) => (before = before.slice(0, parseInt(part[0], 36)) + part.slice(1)));
  }

  /** Read the entries of one word as [number, level, number, level, …]. */
  function readPostings(text, levels) {
    const found = [];
    let number = -1;
    for (let at = 0; at < text.length; at++) {
      const lows = [];
      let digit = DIGITS.indexOf(text[at]);
      for (; digit >= HALF; digit = DIGITS.indexOf(text[++at])) lows.push(digit);
      const code = lows.reduceRight((high, low) => high * HALF + low, digit);
      number += 1 + Math.floor(code / levels);
      found.push(number, code % levels);
    }
    return found;
  }

  /**
   * How many faults lie between a word and another one: letters missing, added, wrong or changed places. Bit by bit (Hyyrö 2003), for words up to 31 letters.
   * Returns [to the whole of the other, to its best beginning, to its best part].
   */
  function faults(word, other) {
    const last = 1 << (word.length - 1);
    const result = [0, 0, 0];
    for (const free of [false, true]) {
      let plus = -1, minus = 0, zero = 0, before = 0, score = word.length, best = score;
      for (const letter of other) {
        let places = 0;
        for (let at = word.indexOf(letter); at >= 0; at = word.indexOf(letter, at + 1)) places |= 1 << at;
        zero = (((~zero & places) << 1) & before) | (((places & plus) + plus) ^ plus) | places | minus;
        let up = minus | ~(zero | plus);
        const down = zero & plus;
        if (up & last) score++;
        else if (down & last) score--;
        best = Math.min(best, score);
        up = (up << 1) | (free ? 0 : 1);
        plus = (down << 1) | ~(zero | up);
        minus = zero & up;
        before = places;
      }
      if (free) result[2] = best;
      else [result[0], result[1]] = [score, best];
    }
    return result;
  }

  /** Open an index; `fold` is that of fold.js. */
  self.openIndex = (index) => {
    const words = lengthen(index.words, " ");
    const postings = index.postings.split(" ");
    const addresses = lengthen(index.addresses, "\n");
    const titles = index.titles.split("\n");
    const summaries = index.summaries.split("\n");
    const kinds = index.kinds.flatMap(([kind, count]) => Array(count).fill(kind));
    const stop = new Set(index.stop);

    function stem(word) {
      for (let pass = 0; pass < 2; pass++) {
        const ending = index.endings.find((end) => word.endsWith(end) && word.length - end.length >= 3);
        if (!ending) break;
        word = word.slice(0, -ending.length);
      }
      return word;
    }
    function key(word) {
      if (/\d/.test(word)) return word;
      let sound = stem(word);
      for (const [from, to] of index.sounds) sound = sound.replaceAll(from, to);
      return sound.replace(/(.)\1+/gu, "$1");
    }

    const keys = words.map(key);
    const places = new Map(words.map((word, at) => [word, at]));
    const byKey = new Map();
    keys.forEach((sound, at) => byKey.set(sound, [...(byKey.get(sound) ?? []), at]));
    const inTitle = titles.map((title) => new Set(fold(title).split(" ").filter((word) => !stop.has(word)).map((word) => places.get(word))));
    const synonyms = new Map();
    for (const line of index.synonyms) {
      const group = line.split(" ");
      for (const word of group) synonyms.set(key(word), [...(synonyms.get(key(word)) ?? []), group]);
    }
    const read = [];
    const postingsOf = (at) => (read[at] ??= readPostings(postings[at], index.weights.length));

    /** The words of the index that are this word or a form of it: number → how well it fits. */
    function forms(word) {
      const found = new Map();
      for (const at of byKey.get(key(word)) ?? []) found.set(at, 0.8);
      if (places.has(word)) found.set(places.get(word), 1);
      return found;
    }

    /** How many letters two words have in common at their beginning. */
    function shared(word, other) {
      let at = 0;
      while (at < word.length && word[at] === other[at]) at++;
      return at;
    }

    /** Every word of the index that this word can mean: number → how well it fits. `typing`: its end may still have to come. */
    function meanings(word, typing) {
      const found = forms(word);
      const size = word.length;
      if (/\d/.test(word)) return found;
      const add = (at, fit) => fit > (found.get(at) ?? 0) && found.set(at, fit);
      const sound = key(word);
      for (const group of synonyms.get(sound) ?? []) for (const other of group) for (const [at, fit] of forms(other)) add(at, fit * 0.7);
      const known = found.size > 0;
      words.forEach((other, at) => {
        if (other.length <= size) {
          // a compound that begins or ends with a word of the index
          if (size > 7 && other.length > 5 && other.length < size && (word.startsWith(other) || word.endsWith(other))) add(at, 0.1 + 0.3 * (other.length / size));
          return;
        }
        if (other.startsWith(word)) {
          if (typing || size > 3) add(at, (typing ? 0.55 : 0.5) + 0.25 * (size / other.length));
        } else if (size > 3 && other.endsWith(word)) add(at, 0.65);
        else if (sound.length > 3 && keys[at].endsWith(sound)) add(at, 0.55);
        else if (size > 4 && other.includes(word)) add(at, 0.4);
      });
      const fits = () => Math.max(0, ...found.values());
      if (known || size < 5 || size > 31 || fits() > 0.6) return found;
      const allowed = size < 9 ? 1 : 2;
      words.forEach((other, at) => {
        if (other.length < size - allowed) return;
        const [whole, beginning, part] = faults(word, other);
        if (whole <= allowed) add(at, 0.7 - 0.15 * whole);
        else if (typing && beginning <= allowed) add(at, 0.45 - 0.1 * beginning);
        else if (size > 6 && part < 2) add(at, 0.3);
      });
      if (fits() > 0.5) return found;
      words.forEach((other, at) => {
        if (sound.length > 3 && Math.abs(keys[at].length - sound.length) <= 1 && faults(sound, keys[at])[0] <= 1) add(at, 0.45);
        const start = shared(word, other);
        if (start > 4 && start >= 0.6 * size) add(at, 0.1 + 0.4 * (start / size));
        if (size > 6 && other.length > 3 && word.endsWith(other)) add(at, 0.15 + 0.3 * (other.length / size));
        if (size > 6 && other.length > 3 && word.startsWith(other)) add(at, 0.1 + 0.3 * (other.length / size));
      });
      return found;
    }

    /** Two words written as one: [beginning, end], or nothing. */
    function parts(word) {
      for (let cut = word.length - 3; cut >= 3; cut--) {
        const [left, right] = [forms(word.slice(0, cut)), forms(word.slice(cut))];
        if (left.size && right.size) return [left, right];
      }
      return [];
    }

    /** The words of the question, each as { found: what it can mean, telling: whether it says what the question is about }. */
    function readQuestion(text) {
      const asked = fold(text).split(" ").filter(Boolean).slice(0, 12);
      const typing = /[\p{L}\p{N}]$/u.test(text);
      const all = asked.every((word) => stop.has(word));
      const terms = [];
      asked.forEach((word, at) => {
        const telling = all || !stop.has(word);
        let found = telling ? meanings(word, typing && at === asked.length - 1) : new Map(places.has(word) ? [[places.get(word), 1]] : []);
        const both = telling && word.length > 5 && Math.max(0, ...found.values()) <= 0.5 ? parts(word) : [];
        for (const each of both.length ? both : [found]) terms.push({ found: each, telling });
      });
      if (terms.length === asked.length) {
        for (let at = 0; at + 1 < asked.length; at++) {
          for (const [joined, fit] of forms(asked[at] + asked[at + 1])) {
            terms[at].found.set(joined, fit);
            terms[at + 1].found.set(joined, fit);
          }
        }
      }
      return terms.filter(({ found }) => found.size);
    }

    /** Return up to `limit` entries { address, title, summary, section, kind, score }, best first. */
    function find(text, limit = 10) {
      const terms = readQuestion(text);
      const score = new Float64Array(titles.length);
      const covered = new Float64Array(titles.length);
      const titled = new Float64Array(titles.length);
      let total = 0;
      for (const { found, telling } of terms) {
        const best = new Map();
        for (const [at, fit] of found) {
          const places = postingsOf(at);
          for (let place = 0; place < places.length; place += 2) {
            const number = places[place];
            const weight = fit * index.weights[places[place + 1]];
            if (weight > (best.get(number) ?? 0)) best.set(number, weight);
            if (telling && fit > 0.5 && inTitle[number].has(at)) titled[number] += fit;
          }
        }
        const rare = Math.log(1 + titles.length / best.size);
        if (telling) total += rare;
        for (const [number, weight] of best) {
          score[number] += rare * weight * (telling ? 1 : 0.3);
          if (telling) covered[number] += rare;
        }
      }
      const count = terms.filter(({ telling }) => telling).length;
      const found = [];
      score.forEach((points, number) => {
        if (!covered[number]) return;
        const share = covered[number] / total;
        const title = Math.min(1, titled[number] / inTitle[number].size) * Math.min(1, titled[number] / count);
        found.push({ number, points: points * share ** 1.5 * KINDS[kinds[number]] * (1 + 0.8 * (title || 0)) });
      });
      found.sort((a, b) => b.points - a.points || a.number - b.number);
      return found.slice(0, limit).map(({ number, points }) => ({
        address: addresses[number],
        title: titles[number],
        summary: summaries[number],
        section: index.sections[DIGITS.indexOf(index.section[number])],
        kind: kinds[number],
        score: points,
      }));
    }

    return { find, words };
  };
}
