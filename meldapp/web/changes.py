"""Blueprint of what changed in the texts: the page "Wat is er nieuw" and its Atom feed.

The feed is outside the app zone, so the worker does not keep it; feed readers find it through the
head of the page. No page links to it: a browser would show it without the exit.
"""

from __future__ import annotations

import mimetypes
import uuid
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, g, render_template

from meldapp.content.pages import CodeTopic, HelpTopic, Page, Rule, Section, ViolenceType
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
    address: str
    urn: str
    """An id that stays the same as long as the line does."""


def entries(site: Site, locale: str) -> list[Entry]:
    """Every dated line in one language, newest first."""
    pages = site.content.pages[locale].values()
    texts: list[tuple[str, Page | Rule, Page | None]] = [(page.id, page, page) for page in pages]
    for rule in site.content.rules[locale].values():
        users = (page for page in pages if any(rule.id == used for used, _ in page.rules))
        texts.append((f"rules/{rule.id}", rule, min(users, key=_distance, default=None)))
    lines = [
        Entry(
            change.day,
            change.words,
            text.title,
            _address(site, locale, page),
            _urn(site, locale, key, str(change.day), change.words),
        )
        for key, text, page in texts
        for change in text.changed
    ]
    return sorted(lines, key=lambda entry: (-entry.day.toordinal(), entry.title))


def _distance(page: Page) -> tuple[int, str]:
    """Orders the pages that include a rule: first those about a subject, last the help zone."""
    near = isinstance(page, (CodeTopic, ViolenceType))
    return (0 if near else 2 if isinstance(page, HelpTopic) else 1, page.id)


def _address(site: Site, locale: str, page: Page | None) -> str:
    """Where an entry leads: the page, the help zone for a topic of it, else the list itself."""
    if isinstance(page, HelpTopic):
        return site.address("", locale, "help")
    return site.address(page.id if page else "nieuw", locale)


def _urn(site: Site, locale: str, *names: str) -> str:
    return uuid.uuid5(NAMESPACE, " ".join((site.region.slug, locale, *names))).urn


@bp.get("/app/<locale>/nieuw/")
def changes() -> str:
    """The newest changes, by day."""
    newest = entries(current_site(), g.locale)[:ON_THE_PAGE]
    return render_template("app/changes.html", page=page(Section, "nieuw"), entries=newest)


@bp.get("/data/changes.<locale>.atom")
def feed() -> Response:
    """The same and older ones, for feed readers (RFC 4287)."""
    site = current_site()
    text = render_template(
        "app/changes.atom.xml",
        page=page(Section, "nieuw"),
        entries=entries(site, g.locale)[:IN_THE_FEED],
        urn=_urn(site, g.locale),
    )
    return Response(text, content_type=f"{ATOM}; charset=utf-8")
