"""The gaps in the HTML of a text.

A text is rendered once, for every region and every address prefix. What differs between them stays
a *slot* in the HTML, `⟦kind:value⟧` in two private characters, and is filled by `place` when a page
is served: page and call links, call cards, icons.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup

OPEN, CLOSE = "\ue010", "\ue011"
SLOT = re.compile(f"{OPEN}([a-z]+):([^{CLOSE}]*){CLOSE}")


def slot(kind: str, value: str) -> str:
    """Return the mark that `place` will fill, such as slot("icon", "phone")."""
    return f"{OPEN}{kind}:{value}{CLOSE}"


FOREIGN = "lang"
"""Kind of the slot before words in another language than the page; its value is that language."""
FOREIGN_END = slot("endlang", "")
REGION_END = slot("endregion", "")
"""The slot after the words for a region that does not have a fact.

Before them comes slot("region", key).
"""
_REGION = re.compile(f"{OPEN}region:([^{CLOSE}]*){CLOSE}(.*?){REGION_END}", re.S)


def place_facts(body: str, fact: Callable[[str, bool], str | None]) -> str:
    """Put a region's facts in place of the words between their slots.

    `fact` gets a key and whether it takes the place of a whole sentence, and returns HTML; None
    keeps the words.
    """

    def chosen(match: re.Match[str]) -> str:
        as_sentence = match[2][:1].isupper() and match[2].endswith((".", "?", "!"))
        html = fact(match[1], as_sentence)
        return match[2] if html is None else html

    return _REGION.sub(chosen, body)


def place(body: str, fillers: dict[str, Callable[[str], str]]) -> Markup:
    """Fill every slot of a rendered text; raises KeyError for a kind without a filler."""
    return Markup(SLOT.sub(lambda match: fillers[match[1]](match[2]), body))
