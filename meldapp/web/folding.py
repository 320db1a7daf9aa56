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
        # accents, which NFKD sets apart
        **dict.fromkeys(
            letter for letter in map(chr, range(0x10000)) if category(letter)[0] == "M"
        ),
    }
)


def bare(text: str) -> str:
    """Lower-case, strip accents and apostrophes, collapse everything else to single spaces."""
    plain = normalize("NFKD", text).lower().translate(_PLAIN)
    return re.sub(r"[\W_]+", " ", plain).strip()


@functools.lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Return the bare text with doubled letters single: "signaal" matches "signalen"."""
    return re.sub(r"([^\W\d_])\1+", r"\1", bare(text))
