/*
 * Shared by every lookup field: search, the municipality finder, and the front page above all
 * regions.
 *
 * `fold` gives the form in which words are compared: lower case without accents, doubled letters
 * once ("signaal" matches "signalen"), Arabic letters in one form, everything else a single space.
 * `bare` keeps the doubled letters. meldapp/web/folding.py does the same in Python;
 * tests/browser/test_search_page.py compares the two.
 */
{
  const PLAIN = {
    ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i",
    ٱ: "ا", ى: "ي", ی: "ي", ک: "ك", ة: "ه",
  };
  const letters = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");

  self.bare = (text) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[\p{M}\u0640'’ʼ`´]/gu, "")
      .replace(letters, (letter) => PLAIN[letter])
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  self.fold = (text) => bare(text).replace(/(\p{L})\1+/gu, "$1");

  /** How many typos a word of this many letters may have. */
  self.faultsAllowed = (letters) => (letters < 5 || letters > 31 ? 0 : letters < 9 ? 1 : 2);

  /**
   * The edit distance between a word and another one (`whole`), and between it and the closest
   * beginning of the other (`beginning`): letters missing, added, wrong or swapped. Bit-parallel
   * (Hyyrö 2003), for words of up to 31 letters.
   */
  self.faults = (word, other) => {
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
  };

  /**
   * A list that is made on first use, and again if that failed. One attempt serves every call made
   * while it is running. If it fails, only the call that started it fails at once; the others came
   * later, with more letters typed, and start a new attempt. Otherwise a word typed in full on a
   * bad line would get no answer until one more letter is typed.
   */
  self.once = (make) => {
    let attempt;
    return async function ask(...of) {
      const joined = attempt;
      const current = (attempt ??= make(...of));
      try {
        return await current;
      } catch (fault) {
        if (attempt === current) attempt = null;
        if (joined) return ask(...of);
        throw fault;
      }
    };
  };

  self.load = (address) => fetch(address).then((answer) => answer.json());

  /**
   * Every municipality and place in plaatsen.json (its format is in meldapp/web/places.py), each as
   * { name, town: the name of its municipality, municipality, region }.
   */
  self.placesOf = (regions) =>
    regions.flatMap((region) =>
      region[4].flatMap((municipality) => {
        const [town, others] = municipality;
        const names = [town, ...others.split(";").filter(Boolean)];
        return names.map((name) => ({ name, town, municipality, region }));
      }),
    );

  /** A text with its {names} filled in. */
  self.fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
