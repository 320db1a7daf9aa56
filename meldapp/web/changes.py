"""Blueprint of what changed in the texts: the page "Wat is er nieuw" and its Atom feed.

The feed lies outside the app zone, so the worker does not keep it; feed readers find it through the
head of the page. No page links to it: a browser would show it without the exit.
"""

from __future__ import annotations

import mimetypes
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from operator import attrgetter

from flask import Blueprint, Response, g, render_template

from meldapp.content.pages import CodeTopic, HelpTopic, Page, Section, ViolenceType
from meldapp.web.site import Site, current_site, page

bp = Blueprint("changes", __name__)
ATOM = "application/atom+xml"
mimetypes.add_type(ATOM, ".atom")

ON_THE_PAGE = 12
"""More would be heavy to keep on every phone; the feed has them."""
IN_THE_FEED = 100
NAMESPACE = uuid.UUID("6f6b0f0e-6a3c-5d0a-9d55-0c1b6a2f7d11")
"""Of the ids in feeds; it never changes, or every reader would see every entry anew."""


@dataclass(frozen=True)
class Entry:
    """One dated line from the head of a page or a rule."""

    day: date
    words: str
    title: str
    page: Page | None
    """Where readers find it; for a rule one of the pages that include it."""
    key: str

    @property
    def urn(self) -> str:
        """An id that stays the same as long as the line does."""
        return uuid.uuid5(NAMESPACE, f"{self.key} {self.day} {self.words}").urn


def entries(site: Site, locale: str) -> list[Entry]:
    """Every dated line in one language, newest first."""
    return sorted(_entries(site, locale), key=lambda entry: (-entry.day.toordinal(), entry.title))


def _entries(site: Site, locale: str) -> Iterator[Entry]:
    pages = site.content.pages[locale].values()
    for text in pages:
        for change in text.changed:
            key = f"{site.region.slug} {locale} {text.id}"
            yield Entry(change.day, change.words, text.title, text, key)
    for rule in site.content.rules[locale].values():
        users = (text for text in pages if any(rule.id == used for used, _ in text.rules))
        user = min(users, key=_distance, default=None)
        for change in rule.changed:
            key = f"{site.region.slug} {locale} rules/{rule.id}"
            yield Entry(change.day, change.words, rule.title, user, key)


def _distance(page: Page) -> tuple[int, str]:
    """Orders the pages that include a rule: first those about a subject, last the help zone."""
    near = isinstance(page, (CodeTopic, ViolenceType))
    return (0 if near else 2 if isinstance(page, HelpTopic) else 1, page.id)


@bp.get("/app/<locale>/nieuw/")
def changes(locale: str) -> str:
    """The newest changes, by day."""
    site = current_site()
    site.use(locale)
    newest = entries(site, g.locale)[:ON_THE_PAGE]
    return render_template(
        "app/changes.html",
        page=page(Section, "nieuw"),
        days=[(day, list(of_day)) for day, of_day in groupby(newest, attrgetter("day"))],
        address_of=partial(address, site),
    )


@bp.get("/data/changes.<locale>.atom")
def feed(locale: str) -> Response:
    """The same and older ones, for feed readers (RFC 4287)."""
    site = current_site()
    site.use(locale)
    return Response(
        render_template(
            "app/changes.atom.xml",
            page=page(Section, "nieuw"),
            entries=entries(site, g.locale)[:IN_THE_FEED],
            address_of=partial(address, site),
            absolute=partial(_absolute, site),
            urn=uuid.uuid5(NAMESPACE, f"{site.region.slug} {g.locale}").urn,
        ),
        content_type=f"{ATOM}; charset=utf-8",
    )


def _absolute(site: Site, path: str) -> str:
    """The full address, once the region has said where the public finds its site."""
    return site.public_url + path.removeprefix(site.base) if site.public_url else path


def address(site: Site, entry: Entry) -> str:
    """Where an entry leads: the page, the help zone for a topic of it, else the list itself."""
    if isinstance(entry.page, HelpTopic):
        return site.address("", g.locale, "help")
    return site.address(entry.page.id if entry.page else "nieuw", g.locale)
