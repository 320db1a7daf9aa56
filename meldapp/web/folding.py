"""The form in which words are compared, for search and places; static/js/lookup.js has the same."""

from __future__ import annotations

import functools
import re
from unicodedata import category, normalize

_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        # the Arabic tatweel and every sort of apostrophe: "foto's" is also typed as "fotos"
        **dict.fromkeys("\u0640'’ʼ`´"),
    }
)


def bare(text: str) -> str:
    """Lower-case, strip accents and apostrophes, collapse everything else to single spaces."""
    plain = normalize("NFKD", text).lower().translate(_PLAIN)
    if not plain.isascii():  # accents, which NFKD sets apart
        plain = "".join(letter for letter in plain if category(letter)[0] != "M")
    return re.sub(r"[\W_]+", " ", plain).strip()


@functools.lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Return the bare text with doubled letters single: "signaal" matches "signalen"."""
    return re.sub(r"([^\W\d_])\1+", r"\1", bare(text))
