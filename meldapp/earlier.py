"""What an earlier build of a region left that is the same now, and so is taken over instead of made again.

Beside the pages of a region lies one file, KEPT: by what code the region was made, with which facts, and for each page a fingerprint of its
text with signs (see pattern.py). A page with the same fingerprint is the same file, since only the region's values are put into it. The region's own
pages stand in it whole, so that a change elsewhere renders none of them.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from . import models
from .load import Content
from .pattern import Pattern, values_of
from .site import Site

KEPT = ".meldapp-made"

BODY: Mapping[str, Any] = {
    **{"body": "", "text": "", "blocks": (), "signals": (), "links": (), "lines": {}},
    **{"checked": date.min, "checked_by": "", "review_by": date.max, "source_hash": "", "keywords": (), "answers": ()},
}
"""What an own page shows of its own text only, which a test proves; so in another text this may change, as it does whenever somebody edits it."""


class Made(NamedTuple):
    """A page as it was written: the fingerprint of its text with signs, the hash and bytes of its file, and what that costs to fetch (see offline.py)."""

    signed: str
    file: str
    size: int
    cost: int


@dataclass(frozen=True)
class Earlier:
    """A region's folder as an earlier build left it, made by the code that runs now and with the same options."""

    folder: Path
    values: tuple[str, ...] = ()
    pages: Mapping[str, Made] = field(default_factory=dict)
    """Every page of the pattern that was written, by address."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The region's own pages that are the same now, with signs."""
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What the region's own part of each bundle was; see offline.py."""
    rest: bool = False
    """Whether every fact and the head of every text are the same: then so is whatever is no page, and so are titles."""

    def same(self, pattern: Pattern, site: Site) -> dict[str, Made]:
        """The pages whose files are the same now."""
        if self.values != values_of(site):
            return {}
        return {address: made for address, made in self.pages.items() if address in pattern.pages and made.signed == pattern.fingerprint(address)}


def heads_of(content: Content) -> str:
    """Fingerprint of all that own pages show besides their own texts: every fact, and the head of every text."""
    heads = [page.model_copy(update=BODY) for pages in content.pages.values() for page in pages.values()]
    facts = (content.site, content.sources, content.contacts, content.municipalities, content.places, content.regions, content.terms, content.search_rules)
    return hashlib.sha256(repr((facts, heads)).encode()).hexdigest()


def texts_of(content: Content, address: str) -> list[models.Page]:
    """The texts that the own page at this address shows: its own and those of the sections it is in. None for a page that may show others."""
    _, zone, locale, *path = address.split("/")
    if zone != "app" or locale not in content.pages or len(path) < 2 or path[-1]:
        return []
    ids = ["/".join(path[:count]) for count in range(1, len(path))]
    return [content.pages[locale][page_id] for page_id in ids if page_id in content.pages[locale]]


def recall(folder: Path, content: Content, code: str, heads: str) -> Earlier | None:
    """What the build before left in the folder of a region. `code` stands for all that decides but the content, `heads` for all that own pages show besides their texts.

    None when there is nothing, when it cannot be read, or when other code made it: then all is made.
    """
    try:
        told = json.loads(zlib.decompress((folder / KEPT).read_bytes()))
        if told["code"] != code:
            return None
        pages = {address: Made(*made) for address, made in told["pages"].items()}
        own = {address: page for address, (made_from, page) in told["own"].items() if (texts := texts_of(content, address)) and made_from == _made_from(texts, heads)}
        parts = {locale: (mark, part) for locale, (mark, part) in told["parts"].items()}
        return Earlier(folder, tuple(told["values"]), pages, own, parts, told["heads"] == heads)
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        return None


def keep(folder: Path, content: Content, code: str, heads: str, site: Site | None = None, pattern: Pattern | None = None, made: Mapping[str, Made] | None = None, parts: Mapping[str, tuple[str, str]] | None = None) -> None:
    """Write for the next build what this one made. A region that is not made from a pattern leaves its compressed files only."""
    own = {address: page for address, page in pattern.pages.items() if address not in pattern.shared} if pattern else {}
    told = {
        "code": code,
        "heads": heads if pattern else "",
        "values": values_of(site) if site else (),
        "pages": made or {},
        "parts": parts or {},
        "own": {address: (_made_from(texts, heads), page) for address, page in own.items() if (texts := texts_of(content, address))},
    }
    (folder / KEPT).write_bytes(zlib.compress(json.dumps(told, sort_keys=True).encode(), 1))


def _made_from(texts: list[models.Page], heads: str) -> str:
    return hashlib.sha256(repr((heads, texts)).encode()).hexdigest()


__all__ = ["KEPT", "Earlier", "Made", "heads_of", "keep", "recall", "texts_of"]
