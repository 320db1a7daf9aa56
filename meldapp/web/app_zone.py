"""Blueprint of the app zone, `/app/<locale>/`: one view per kind of page.

A view looks up, then renders. A template asks for pages of other kinds itself (`pages_in`).
"""

from __future__ import annotations

from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from flask import Blueprint, Response, abort, g, render_template

from meldapp.content.pages import (
    BY_FOLDER,
    CareStep,
    Case,
    HelpTopic,
    Outcome,
    Page,
    Question,
    Section,
    Sheet,
    Step,
    VolunteerStep,
)
from meldapp.web import paper, places
from meldapp.web.search import FILES, build_index
from meldapp.web.signals import by_form, names_of_ages
from meldapp.web.site import SOURCES_A_PAGE, current_site, page

bp = Blueprint("app_zone", __name__, url_prefix="/app")

WALKS = (CareStep, VolunteerStep)
"""Kinds of pages that are done one after the other."""
SECTIONS = {folder: kind for folder, kind in BY_FOLDER.items() if kind is not HelpTopic}
"""The folders of the app zone, each below the page of its section."""
TEMPLATES = {
    "begrippen": "app/glossary.html",
    "gemeente": "app/municipalities.html",
    "geweldsvormen": "app/violence-types.html",
    "na-de-melding": "app/after-report.html",
    "na-de-melding/overdracht": "app/worksheet.html",
    "over": "app/about.html",
    "stappen": "app/steps.html",
    "teamafspraken": "app/worksheet.html",
    "veiligheidsplan": "app/worksheet.html",
    "wegen": "app/weighing.html",
    "werkblad": "app/worksheet.html",
    "wissen": "app/erase.html",
}
"""Pages with a template of their own, which needs nothing but the page."""


def _all(kind: type[Page]) -> list[Any]:
    return current_site().content.all(kind, g.locale)


@bp.get("/")
@bp.get("/<locale>/")
def start() -> str:
    """The start page of the app zone."""
    return render_template("app/start.html", page=page(Section, "index"))


@bp.get("/<locale>/stappen/samen/")
def steps_together() -> str:
    """All five steps on one sheet of paper."""
    return render_template("app/steps-together.html", page=page(Section, "stappen"))


@bp.get("/<locale>/stappen/<slug>/")
def step(slug: str) -> str:
    """One step."""
    current, steps = page(Step, f"stappen/{slug}"), _all(Step)
    return render_template(
        "app/step.html", page=current, steps=steps, following=_after(current, steps)
    )


@bp.get("/<locale>/wegen/<slug>/")
def question(slug: str) -> str:
    """One weighing question; its answers are links, the address is the only state."""
    return render_template("app/question.html", page=page(Question, f"wegen/{slug}"))


@bp.get("/<locale>/wegen/uitkomst/<slug>/")
def outcome(slug: str) -> str:
    """Where the weighing ends."""
    return render_template("app/outcome.html", page=page(Outcome, f"wegen/uitkomst/{slug}"))


@bp.get("/<locale>/signalen/")
@bp.get("/<locale>/signalen/<age>/")
def signals(age: str = "") -> str:
    """Signals by form, or those of one age."""
    ages = names_of_ages()
    if age and age not in ages:
        abort(404)
    forms = by_form(current_site().content, g.locale, age)
    return render_template(
        "app/signals.html", page=page(Section, "signalen"), age=age, ages=ages, forms=forms
    )


@bp.get("/<locale>/bel/")
def call() -> str:
    """Every number, with hours, cost and the day it was checked."""
    contacts = current_site().content.shown_contacts
    by_day = groupby(sorted(contacts, key=attrgetter("checked")), key=attrgetter("checked"))
    checked = [(day, [*on_day]) for day, on_day in by_day]
    return render_template(
        "app/call.html",
        page=page(Section, "bel"),
        contacts=contacts,
        checked=sorted(checked, key=lambda entry: -len(entry[1])),
    )


@bp.get("/<locale>/gemeente/andere-regios/")
def other_regions() -> str:
    """Every municipality outside the region, in plain lists."""
    regions = places.by_name(current_site().content)
    return render_template(
        "app/other-regions.html", page=page(Section, "gemeente"), regions=regions
    )


@bp.get("/plaatsen.json")
def places_file() -> Response:
    """Every municipality and place of the country, for the finder."""
    return Response(places.places(current_site().content), mimetype="application/json")


@bp.get("/<locale>/gemeente/<slug>/")
def municipality(slug: str) -> str:
    """One municipality of the own region."""
    by_slug = {place.slug: place for place in current_site().municipalities}
    return render_template(
        "app/municipality.html",
        municipality=by_slug.get(slug) or abort(404),
        page=page(Section, "gemeente"),
    )


@bp.get("/<locale>/bronnen/")
@bp.get("/<locale>/bronnen/<int:number>/")
def sources(number: int = 1) -> str:
    """The sources that pages and numbers rest on, a page at a time."""
    site = current_site()
    count = site.source_pages(g.locale)
    if not 1 <= number <= count:
        abort(404)
    shown = site.used_sources(g.locale)[(number - 1) * SOURCES_A_PAGE : number * SOURCES_A_PAGE]
    return render_template(
        "app/sources.html",
        page=page(Section, "bronnen"),
        sources=shown,
        number=number,
        count=count,
    )


@bp.get("/<locale>/zoeken/")
def search() -> str:
    """Search, and subjects for anyone who would rather not type."""
    return render_template("app/search.html", page=page(Section, "zoeken"), index_files=FILES)


@bp.get("/<locale>/zoeken/a-z/")
def index_of_pages() -> str:
    """Every page by its title."""
    site = current_site()
    listed = filter(site.is_listed, site.content.pages[g.locale].values())
    entries = sorted(listed, key=lambda entry: entry.title.casefold())
    return render_template("app/index-of-pages.html", page=page(Section, "zoeken"), entries=entries)


@bp.get("/<locale>/zoeken/<name>.json")
def search_index(name: str) -> Response:
    """What static/js/search.js searches."""
    file = build_index(current_site(), g.locale).get(f"{name}.json")
    return Response(file or abort(404), mimetype="application/json")


@bp.get("/<locale>/papier/<slug>/")
def sheet(slug: str) -> str:
    """One thing to print, with the QR code of the help zone when the site has a public address."""
    site = current_site()
    address = f"{site.public_url}{g.locale}/" if site.public_url else ""
    return render_template(
        "app/paper.html",
        page=page(Sheet, f"papier/{slug}"),
        copies=paper.COPIES.get(slug, 1),
        address=address,
        code=paper.qr_code(address) if address else "",
    )


@bp.get("/leeg/")
def blank() -> str:
    """An empty page, for an installed app whose window cannot close."""
    return render_template("app/blank.html")


@bp.get("/<locale>/<slug>/")
def single(slug: str) -> str:
    """A page straight under the language: one of its own, or a section that lists its pages."""
    if slug == "index":
        abort(404)
    current = page(Section, slug)
    if slug in TEMPLATES:
        return render_template(TEMPLATES[slug], page=current)
    if slug in SECTIONS:
        return render_template("app/section.html", page=current, rows=_all(SECTIONS[slug]))
    return render_template("app/article.html", page=current, section="")


@bp.get("/<locale>/<folder>/<slug>/")
def article(folder: str, slug: str) -> str:
    """A page of a kind without a view of its own: just its text, or a step of a walk-through."""
    if folder not in SECTIONS:
        abort(404)
    kind = SECTIONS[folder]
    current, rows = page(kind, f"{folder}/{slug}"), _all(kind)
    if current.id in TEMPLATES:
        return render_template(TEMPLATES[current.id], page=current)
    if kind in WALKS:
        steps = [other for other in rows if other.number]
        following = _after(current, steps)
        return render_template(
            "app/walk.html", page=current, section=folder, steps=steps, following=following
        )
    if kind is not Case:
        return render_template("app/article.html", page=current, section=folder)
    return render_template(
        "app/article.html",
        page=current,
        section=folder,
        following=_after(current, rows),  # cases are done one at a time
        position=(rows.index(current) + 1, len(rows)),
    )


def _after(current: Page, pages: list[Any]) -> Any:
    """The page after this one in a row, or None; None too for a page that is not in the row."""
    return next((after for before, after in pairwise(pages) if before.id == current.id), None)
