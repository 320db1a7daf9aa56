"""What regions have in common, rendered once.

The pages of two regions differ in a few values (name, organisation, exit, prefix), and only some pages in more than that. So every page is
rendered once for a pattern region whose values are signs. A page that asks it for anything else is the region's own, to be rendered for
each; of all others a region gets the pattern with its values put in. A test compares the result with fresh answers of the app.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import Flask, g
from markupsafe import escape

from . import ROOT, create_app, models
from .addresses import addresses, by_language
from .load import Content
from .offline import FIRST_VALUE, hash_of
from .parallel import on_all_cores
from .reads import Read, note_reads
from .site import Site

NAME, ORGANISATION, EXIT, BASE = SIGNS = tuple(chr(FIRST_VALUE + number) for number in range(4))
"""What stands in a pattern for a region's values."""


class Own(NamedTuple):
    """An own page of a region, with signs, and which texts it asked for; `packed` as an earlier build kept it."""

    page: str
    reads: frozenset[Read]
    packed: bytes = b""


class NotSharedError(Exception):
    """A page shows something of a region that has no sign."""


class PatternRegion:
    """Stands in for a region while patterns are rendered: gives signs where there are, and the rest only to pages of this region `alone`."""

    def __init__(self, region: models.Region, *, alone: bool = True) -> None:
        self._region = region
        self._alone = alone

    def __getattr__(self, name: str) -> Any:
        signs = {"name": NAME, "organisation": ORGANISATION, "exit_url": EXIT}
        if name in signs:
            return signs[name]
        if g and not self._alone:
            raise NotSharedError(name)
        return getattr(self._region, name)


LISTS_CONTACTS = ("/zoeken/", "/bronnen/")
"""Where every contact is listed: pages and files that a region with numbers of its own does not share."""


@dataclass(frozen=True)
class Pattern:
    """The pages and data of one region with signs: address → text. `shared` are the addresses that are the same in every region."""

    pages: Mapping[str, str]
    shared: frozenset[str]
    app: Flask
    """What rendered it, and renders the own pages of one region after the other."""
    own: Mapping[str, Own] = field(default_factory=dict)
    """Of `pages` those that are the region's own."""

    def filled(self, address: str, site: Site) -> str:
        """The page at this address as this region has it."""
        values = dict(zip(SIGNS, values_of(site), strict=True))
        parts = list(_cut(self.pages[address]))
        parts[1::2] = [values[sign] for sign in parts[1::2]]
        return "".join(parts)

    def fingerprint(self, address: str) -> str:
        """Stands for the page with its signs: the same for the same text."""
        return _fingerprint(self.pages[address])


@functools.lru_cache(maxsize=1024)
def _cut(page: str) -> tuple[str, ...]:
    """A page cut at its signs, which are every second part: that is done once for all regions, and joining is four times as fast as replacing."""
    return tuple(re.split(f"([{''.join(SIGNS)}])", page))


@functools.lru_cache(maxsize=1024)
def encoded(page: str) -> bytes:
    """The bytes of a page; of one that regions share always the same object, which is compared in no time."""
    return page.encode()


@functools.lru_cache(maxsize=1024)
def _fingerprint(page: str) -> str:
    return hash_of(encoded(page))


def values_of(site: Site) -> tuple[str, ...]:
    """What a region puts in the place of the signs, escaped for HTML."""
    return tuple(str(escape(value)) for value in (site.region.name, site.region.organisation, site.exit_url, site.base))


def is_plain(content: Content, slug: str) -> bool:
    """Whether a region differs in facts only. One with own texts or colours, or its own version of a national contact, is rendered page by page."""
    region = content.regions[slug]
    return not (region.colours or content.region_pages.get(slug) or {contact.id for contact in region.contacts} & content.contacts.keys())


def make_pattern(content: Content) -> Pattern:
    """Render every page once with signs, and keep those that ask for nothing else. Raises ValueError for a page that cannot be rendered."""
    slug = content.site.default_region
    bare = content.regions[slug].model_copy(update={"contacts": (), "colours": {}})
    everyone = replace(content, region_pages={}, regions={**content.regions, slug: bare})
    app = create_app(slug, content=everyone)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    site = _pattern_site(everyone, slug, alone=False)
    parts = on_all_cores(lambda some: _render(app, site, some), by_language(_addresses(site), content.site.languages))
    shared = {address: page for part in parts for address, (page, *_) in part.items()}
    return Pattern(shared, frozenset(shared), app)


def pattern_of(content: Content, slug: str, common: Pattern, kept: Mapping[str, Own] = MappingProxyType({})) -> Pattern:
    """The pattern of one region: the pages it shares, and its own with signs for its values. `kept` are own pages of an earlier build that are the same now."""
    shared = common.shared
    if content.regions[slug].contacts:
        shared = frozenset(address for address in shared if not any(part in address for part in LISTS_CONTACTS))
    site = _pattern_site(content, slug)
    addresses = [address for address in _addresses(site) if address not in shared]
    made = _render(common.app, site, [address for address in addresses if address not in kept])
    own = {address: kept[address] if address in kept else made[address] for address in addresses}
    return Pattern({**common.pages, **{address: page.page for address, page in own.items()}}, shared, common.app, own)


def _pattern_site(content: Content, slug: str, *, alone: bool = True) -> Site:
    """The site of one region with signs for its values; when it does not stand `alone` but for all regions, it refuses pages that show more of it."""
    region: Any = PatternRegion(content.regions[slug], alone=alone)
    return Site(content.for_region(slug), region, ROOT / "static", BASE, EXIT)


def _addresses(site: Site) -> list[str]:
    """The addresses of its pages and data files."""
    return [address for address in addresses(site) if address.endswith(("/", ".html", ".json"))]


def _render(app: Flask, site: Site, addresses: Iterable[str]) -> dict[str, Own]:
    """Address → text with signs, of those pages that show no more of their region than the site allows."""
    reads = note_reads(site.content)
    site.serve(app)
    client = app.test_client()
    pages = {}
    for address in addresses:
        reads.clear()
        with contextlib.suppress(NotSharedError):
            answer = client.get(address)
            if answer.status_code != 200:
                raise ValueError(f"the page {address} answers {answer.status}")
            pages[address] = Own(answer.get_data(as_text=True), frozenset(reads))
    return pages
