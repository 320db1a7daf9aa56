/*
 * The form in which words are compared: small letters without marks, doubled letters once ("signaal" meets "signalen"), Arabic letters in one form,
 * everything else a single space. meldapp/folding.py is the same in Python; tests/browser/test_folding.py holds them against each other.
 */
{
  const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ٱ: "ا", ى: "ي", ی: "ي", ک: "ك", ة: "ه" };

  self.fold = (text) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[\p{M}\u0640'’ʼ`´]/gu, "")
      .replace(/[ßæœøłđıٱىیکة]/g, (letter) => PLAIN[letter])
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .replace(/(\p{L})\1+/gu, "$1")
      .trim();
}
