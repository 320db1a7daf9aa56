"""What regions have in common, rendered once.

The pages of two regions differ in a few values (name, organisation, exit, prefix), and only some pages in more than that. So every page is
rendered once for a pattern region whose values are signs. A page that asks it for anything else is the region's own, to be rendered for
each; of all others a region gets the pattern with its values put in. A test compares the result with fresh answers of the app.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, g
from markupsafe import escape

from . import ROOT, create_app, freeze, models
from .load import Content
from .offline import FIRST_VALUE
from .parallel import on_all_cores
from .site import Site

NAME, ORGANISATION, EXIT, BASE = SIGNS = tuple(chr(FIRST_VALUE + number) for number in range(4))
"""What stands in a pattern for a region's values."""


class PatternRegion:
    """Stands in for a region while patterns are rendered, and notes which pages ask for more than its signs."""

    def __init__(self, region: models.Region) -> None:
        self._region = region

    def __getattr__(self, name: str) -> Any:
        signs = {"name": NAME, "organisation": ORGANISATION, "exit_url": EXIT}
        if name in signs:
            return signs[name]
        if g:
            g.asked_for = name
        return getattr(self._region, name)


LISTS_CONTACTS = ("/zoeken/", "/bronnen/")
"""Where every contact is listed: pages and files that a region with numbers of its own does not share."""


@dataclass(frozen=True)
class Pattern:
    """The pages and data of one region with signs: address → text. `shared` are the addresses that are the same in every region."""

    pages: Mapping[str, str]
    shared: frozenset[str]

    def filled(self, address: str, site: Site) -> str:
        """The page at this address as this region has it."""
        page = self.pages[address]
        for sign, value in zip(SIGNS, values_of(site), strict=True):
            page = page.replace(sign, value)
        return page


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
    app = _pattern_app(everyone, slug)
    parts = on_all_cores(lambda some: _render(app, some), freeze.by_language(_addresses(app.extensions["meldapp"]), content.site.languages))
    rendered = {address: page for part in parts for address, page in part.items()}
    shared = {address: page for address, (page, asked) in rendered.items() if asked is None}
    return Pattern(shared, frozenset(shared))


def pattern_of(content: Content, slug: str, common: Pattern, kept: Mapping[str, str] = MappingProxyType({})) -> Pattern:
    """The pattern of one region: the pages it shares, and its own with signs for its values. `kept` are own pages of an earlier build that are the same now."""
    shared = common.shared
    if content.regions[slug].contacts:
        shared = frozenset(address for address in shared if not any(part in address for part in LISTS_CONTACTS))
    site = Site(content.for_region(slug), content.regions[slug], ROOT / "static", BASE)
    own = [address for address in _addresses(site) if address not in shared]
    kept = {address: page for address, page in kept.items() if address in own}
    todo = [address for address in own if address not in kept]
    made = _render(_pattern_app(content, slug), todo) if todo else {}
    return Pattern({**common.pages, **{address: page for address, (page, _) in made.items()}, **kept}, shared)


# -- own pages that an earlier build had ------------------------------------------------------------------------------

KEPT = ".meldapp-own"
"""The file beside the pages of a region that holds its own pages with signs, so that they need not be rendered again."""
BODY: Mapping[str, Any] = {"body": "", "text": "", "blocks": (), "signals": (), "links": (), "lines": {}}
"""What makes up a text below its head. An own page shows that of its own text only, which a test proves; so another text may change below its head."""


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


def recall(file: Path, content: Content, mark: str) -> dict[str, str]:
    """The own pages that an earlier build wrote to this file and that are the same now: address → page with signs. `mark` stands for all else that decides.

    None when the file is not there or cannot be read: then they are rendered again.
    """
    try:
        told = json.loads(zlib.decompress(file.read_bytes()))
    except (OSError, ValueError, zlib.error):
        return {}
    return {address: page for address, (made_from, page) in told.items() if (texts := texts_of(content, address)) and made_from == _made_from(texts, mark)}


def keep(file: Path, content: Content, mark: str, pattern: Pattern) -> None:
    """Write the own pages of a region to a file, for the next build."""
    own = {address: page for address, page in pattern.pages.items() if address not in pattern.shared}
    told = {address: (_made_from(texts, mark), page) for address, page in own.items() if (texts := texts_of(content, address))}
    file.write_bytes(zlib.compress(json.dumps(told).encode(), 1))


def _made_from(texts: list[models.Page], mark: str) -> str:
    return hashlib.sha256(repr((mark, texts)).encode()).hexdigest()


def _pattern_app(content: Content, slug: str) -> Flask:
    """The app of one region with signs for its values. What the last page asked of the region besides stands in its extension `asked_for`."""
    app = create_app(slug, base=BASE, exit_url=EXIT, content=content, seen_as=PatternRegion)

    @app.after_request
    def note(response: Response) -> Response:
        app.extensions["asked_for"] = g.pop("asked_for", None)
        return response

    return app


def _addresses(site: Site) -> list[str]:
    """The addresses of its pages and data files."""
    return [address for address in freeze.addresses(site) if address.endswith(("/", ".html", ".json"))]


def _render(app: Flask, addresses: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """Address → text with signs, and what it asked of the region besides."""
    client = app.test_client()
    pages = {}
    for address in addresses:
        answer = client.get(address)
        if answer.status_code != 200:
            raise ValueError(f"the page {address} answers {answer.status}")
        pages[address] = (answer.get_data(as_text=True), app.extensions["asked_for"])
    return pages
