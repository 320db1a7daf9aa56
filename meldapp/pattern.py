"""What regions have in common, rendered once.

The pages of two regions differ in a few values (name, organisation, exit, prefix), and only some pages in more than that. So every page is
rendered once for a pattern region whose values are signs. A page that asks it for anything else is the region's own, to be rendered for
each; of all others a region gets the pattern with its values put in. A test compares the result with fresh answers of the app.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, g
from markupsafe import escape

from . import create_app, freeze, models
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
    parts = on_all_cores(lambda some: _render(app, some), freeze.by_language(_addresses(app), content.site.languages))
    rendered = {address: page for part in parts for address, page in part.items()}
    shared = {address: page for address, (page, asked) in rendered.items() if asked is None}
    return Pattern(shared, frozenset(shared))


def pattern_of(content: Content, slug: str, common: Pattern) -> Pattern:
    """The pattern of one region: the pages it shares, and its own with signs for its values."""
    shared = common.shared
    if content.regions[slug].contacts:
        shared = frozenset(address for address in shared if not any(part in address for part in LISTS_CONTACTS))
    app = _pattern_app(content, slug)
    own = _render(app, [address for address in _addresses(app) if address not in shared])
    return Pattern({**common.pages, **{address: page for address, (page, _) in own.items()}}, shared)


def _pattern_app(content: Content, slug: str) -> Flask:
    """The app of one region with signs for its values. What the last page asked of the region besides stands in its extension `asked_for`."""
    app = create_app(slug, base=BASE, exit_url=EXIT, content=content, seen_as=PatternRegion)

    @app.after_request
    def note(response: Response) -> Response:
        app.extensions["asked_for"] = g.pop("asked_for", None)
        return response

    return app


def _addresses(app: Flask) -> list[str]:
    """The addresses of its pages and data files."""
    return [address for address in freeze.addresses(app.extensions["meldapp"]) if address.endswith(("/", ".html", ".json"))]


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
