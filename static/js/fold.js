/*
 * The form in which words are compared: small letters without marks, doubled letters once ("signaal" meets "signalen"), Arabic letters in one form,
 * everything else a single space. `bare` leaves the doubled letters. meldapp/folding.py is the same in Python; tests/browser/test_search_page.py holds them against each other.
 */
{
  const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ٱ: "ا", ى: "ي", ی: "ي", ک: "ك", ة: "ه" };

  self.bare = (text) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[\p{M}\u0640'’ʼ`´]/gu, "")
      .replace(/[ßæœøłđıٱىیکة]/g, (letter) => PLAIN[letter])
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  self.fold = (text) => bare(text).replace(/(\p{L})\1+/gu, "$1");
}
