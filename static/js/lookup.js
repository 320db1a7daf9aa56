/*
 * What every field in which people look something up needs (search, the municipality finder, the
 * front page above all regions).
 *
 * `fold`: the form in which words are compared: small letters without marks, doubled letters once
 * ("signaal" meets "signalen"), Arabic letters in one form, everything else a single space. `bare`
 * leaves the doubled letters. meldapp/web/folding.py is the same in Python;
 * tests/browser/test_search_page.py holds them against each other.
 *
 * `once`: a list that is made when it is first asked for, and made again when that failed. `load`
 * fetches one, `fill` puts what stands in it into words.
 */
{
  const PLAIN = {
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "o",
    ł: "l",
    đ: "d",
    ı: "i",
    ٱ: "ا",
    ى: "ي",
    ی: "ي",
    ک: "ك",
    ة: "ه",
  };

  self.bare = (text) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[\p{M}\u0640'’ʼ`´]/gu, "")
      .replace(/[ßæœøłđıٱىیکة]/g, (letter) => PLAIN[letter])
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  self.fold = (text) => bare(text).replace(/(\p{L})\1+/gu, "$1");

  /**
   * One attempt serves all who ask while it is under way. When it fails, only the one who began it
   * is told so at once; the others asked later, with more letters typed, and begin another. Else a
   * word typed in full on a bad line would stay without an answer until one more letter is typed.
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

  /** A text with its {names} filled in. */
  self.fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
