"""What an earlier build of a region left that is the same now, and so is taken over instead of made again.

Beside the pages of a region lie two files. KEPT tells by what code the region was made, with which facts, and for each page a fingerprint of its
text with signs (see pattern.py). A page with the same fingerprint is the same file, since only the region's values are put into it. KEPT_PAGES holds the
region's own pages whole, so that a change elsewhere renders none of them.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from .addresses import link_or_copy
from .load import Content
from .pattern import Own, Pattern, values_of
from .reads import ALL, Read
from .site import Site

KEPT = ".meldapp-made"
KEPT_PAGES = ".meldapp-own"

BODY: Mapping[str, Any] = {
    **{"body": "", "text": "", "blocks": (), "signals": (), "links": (), "lines": {}},
    **{"checked": date.min, "checked_by": "", "review_by": date.max, "source_hash": "", "keywords": (), "answers": ()},
}
"""What an own page shows of its own text only, which a test proves; so in another text this may change, as it does whenever somebody edits it."""


class Made(NamedTuple):
    """A page as it was written: the fingerprint of its text with signs, the hash and bytes of its file, its title, and what the file costs to fetch (see offline.py; 0 until it is known)."""

    signed: str
    file: str
    size: int
    title: str
    cost: int


@dataclass(frozen=True)
class Earlier:
    """A region's folder as an earlier build left it, made by the code that runs now and with the same options."""

    folder: Path
    values: tuple[str, ...] = ()
    pages: Mapping[str, Made] = field(default_factory=dict)
    """Every page of the pattern that was written, by address."""
    own: Mapping[str, Own] = field(default_factory=dict)
    """The region's own pages that are the same now, with signs."""
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What the region's own part of each bundle was; see offline.py."""
    rest: frozenset[Read] | None = None
    """What is no page asked for these texts when it was made; None when it is not the same now."""
    all_own: frozenset[str] = frozenset()
    """The own pages that were kept, the same now or not."""

    def same(self, pattern: Pattern, site: Site) -> dict[str, Made]:
        """The pages whose files are the same now."""
        if self.values != values_of(site):
            return {}
        return {address: made for address, made in self.pages.items() if address in pattern.pages and made.signed == pattern.fingerprint(address)}


@dataclass(frozen=True)
class Heads:
    """Fingerprints of all that own pages show besides their own texts: every fact, and the head of every text (see BODY)."""

    facts: str
    pages: Mapping[Read, str]
    """Of each text, and under the id ALL of a language's texts together."""
    whole: Mapping[Read, str]
    """Of each text with its body."""

    def of(self, reads: Iterable[Read]) -> str:
        """Stands for the facts and for what was asked for: the same as long as these are."""
        return _hash((self.facts, [(read, self.pages.get(read)) for read in sorted(reads)]))


def heads_of(content: Content) -> Heads:
    """The fingerprints of this content."""
    facts = (content.site, content.sources, content.contacts, content.municipalities, content.places, content.regions, content.terms, content.search_rules)
    heads = {(locale, page_id): _hash(page.model_copy(update=BODY)) for locale, pages in content.pages.items() for page_id, page in pages.items()}
    together = {(locale, ALL): _hash([(read, head) for read, head in heads.items() if read[0] == locale]) for locale in content.pages}
    whole = {(locale, page_id): _hash(page) for locale, pages in content.pages.items() for page_id, page in pages.items()}
    return Heads(_hash(facts), heads | together, whole)


def _hash(told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()


def texts_of(content: Content, address: str) -> list[Read]:
    """The texts that the own page at this address shows: its own and those of the sections it is in. None for a page that may show others."""
    _, zone, locale, *path = address.split("/")
    if zone != "app" or locale not in content.pages or len(path) < 2 or path[-1]:
        return []
    ids = ["/".join(path[:count]) for count in range(1, len(path))]
    return [(locale, page_id) for page_id in ids if page_id in content.pages[locale]]


def recall(folder: Path, content: Content, code: str, heads: Heads) -> Earlier | None:
    """What the build before left in the folder of a region. `code` stands for all that decides but the content.

    None when there is nothing, when it cannot be read, or when other code made it: then all is made.
    """
    try:
        told = _read(folder / KEPT)
        if told["code"] != code:
            return None
        own = _read_pages(folder / KEPT_PAGES)
        made_from, reads = told["rest"]
        return Earlier(
            folder,
            tuple(told["values"]),
            {address: Made(*made) for address, made in told["pages"].items()},
            {address: page for address, (made_from, page) in own.items() if made_from == _made_from(content, heads, address, page.reads)},
            {locale: (mark, part) for locale, (mark, part) in told["parts"].items()},
            _reads(reads) if made_from == heads.of(_reads(reads)) else None,
            all_own=frozenset(own),
        )
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        return None


def keep(folder: Path, content: Content, code: str, heads: Heads, made: Earlier, pattern: Pattern | None = None, earlier: Earlier | None = None) -> None:
    """Write for the next build what this one `made`; own pages that are all as an `earlier` build kept them keep their file. A region that is not made from a pattern leaves its compressed files only."""
    told = {
        "code": code,
        "values": made.values,
        "pages": made.pages,
        "parts": made.parts,
        "rest": ("", ()) if made.rest is None else (heads.of(made.rest), sorted(made.rest)),
    }
    _write(folder / KEPT, told)
    own = {address: page for address, page in pattern.own.items() if texts_of(content, address)} if pattern else {}
    if earlier and own.keys() == earlier.own.keys() == earlier.all_own:
        link_or_copy(earlier.folder / KEPT_PAGES, folder / KEPT_PAGES)
    else:
        _write_pages(folder / KEPT_PAGES, {address: (_made_from(content, heads, address, page.reads), page) for address, page in own.items()})


def _read_pages(file: Path) -> dict[str, tuple[str, Own]]:
    """Own pages, by address, and what each was made from. Every page is packed by itself, so that those that are the same need not be packed again."""
    index, _, rest = file.read_bytes().partition(b"\n")
    own, start = {}, 0
    for address, made_from, reads, length in json.loads(index):
        packed = rest[start : start + length]
        own[address] = made_from, Own(zlib.decompress(packed).decode(), _reads(reads), packed)
        start += length
    return own


def _write_pages(file: Path, own: Mapping[str, tuple[str, Own]]) -> None:
    packed = {address: page.packed or zlib.compress(page.page.encode(), 1) for address, (_, page) in own.items()}
    index = [(address, made_from, sorted(page.reads), len(packed[address])) for address, (made_from, page) in own.items()]
    file.write_bytes(json.dumps(index).encode() + b"\n" + b"".join(packed.values()))


def _read(file: Path) -> Any:
    return json.loads(zlib.decompress(file.read_bytes()))


def _write(file: Path, told: object) -> None:
    file.write_bytes(zlib.compress(json.dumps(told, sort_keys=True).encode(), 1))


def _made_from(content: Content, heads: Heads, address: str, reads: Iterable[Read]) -> str:
    return _hash((heads.of(reads), [heads.whole[text] for text in texts_of(content, address)]))


def _reads(told: Iterable[Sequence[str]]) -> frozenset[Read]:
    return frozenset((locale, page_id) for locale, page_id in told)


__all__ = ["KEPT", "KEPT_PAGES", "Earlier", "Heads", "Made", "heads_of", "keep", "recall", "texts_of"]
