/*
 * What every field in which people look something up needs (search, the municipality finder, the
 * front page above all regions).
 *
 * `fold`: the form in which words are compared: small letters without marks, doubled letters once
 * ("signaal" meets "signalen"), Arabic letters in one form, everything else a single space. `bare`
 * leaves the doubled letters. meldapp/web/folding.py is the same in Python;
 * tests/browser/test_search_page.py holds them against each other.
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

  /** How many faults a word of so many letters may have. */
  self.faultsAllowed = (letters) => (letters < 5 || letters > 31 ? 0 : letters < 9 ? 1 : 2);

  /**
   * How many faults lie between a word and another one, and between it and the other's best
   * beginning: letters missing, added, wrong or changed places. Bit by bit (Hyyrö 2003), for words
   * up to 31 letters.
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
   * A list that is made when it is first asked for, and made again when that failed. One attempt
   * serves all who ask while it is under way. When it fails, only the one who began it is told so
   * at once; the others asked later, with more letters typed, and begin another. Else a word typed
   * in full on a bad line would stay without an answer until one more letter is typed.
   */
  self.once = (make) => {
    let attempt;
    return async function ask(...of) {
      const joined = attempt;
      const mine = (attempt ??= make(...of));
      try {
        return await mine;
      } catch (fault) {
        if (attempt === mine) attempt = null;
        if (joined) return ask(...of);
        throw fault;
      }
    };
  };

  self.load = (address) => fetch(address).then((answer) => answer.json());

  /**
   * Every municipality and place, from what plaatsen.json holds (meldapp/web/places.py says what
   * that is), each as { name, town: the name of its municipality, municipality, region }.
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
