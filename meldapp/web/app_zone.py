"""Blueprint of the app zone, `/app/<locale>/`: one view per kind of page.

A view looks up, then renders.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import Blueprint, Response, abort, g, render_template
from flask_babel import gettext as _

from meldapp.content.facts import AGES
from meldapp.content.pages import (
    AfterReport,
    CareStep,
    Case,
    CodeTopic,
    Conversation,
    Outcome,
    Page,
    Profession,
    Question,
    Section,
    Sheet,
    Step,
    VeiligThuisTopic,
    ViolenceType,
    VolunteerStep,
)
from meldapp.web import paper, places
from meldapp.web.search import FILES, index_file
from meldapp.web.signals import by_form
from meldapp.web.site import SOURCES_A_PAGE, current_site, page

bp = Blueprint("app_zone", __name__, url_prefix="/app")

ARTICLES = (
    ViolenceType,
    Conversation,
    Profession,
    CodeTopic,
    AfterReport,
    VeiligThuisTopic,
    Case,
)
"""Kinds of pages that need nothing but their text."""
WALKS = (CareStep, VolunteerStep)
"""Kinds of pages that are done one after the other."""
SECTIONS: dict[str, type[Page]] = {kind.folder: kind for kind in (*ARTICLES, *WALKS, Sheet)}
"""Sections that list their pages."""

WORKSHEETS = {
    "werkblad": "facts",
    "veiligheidsplan": "plan",
    "teamafspraken": "team",
    "na-de-melding/overdracht": "handover",
}
"""Pages to fill in, and which fields they have (templates/app/worksheet.html)."""


@bp.url_value_preprocessor
def _language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the language from the address, once, for every view."""
    site = current_site()
    site.use(values.pop("locale", site.content.site.languages[0]) if values is not None else None)


def _all(kind: type[Page]) -> list[Any]:
    return current_site().content.all(kind, g.locale)


@bp.get("/")
@bp.get("/<locale>/")
def start() -> str:
    """The start page of the app zone."""
    return render_template("app/start.html", page=page(Section, "index"), steps=_all(Step))


@bp.get("/<locale>/stappen/")
def steps() -> str:
    """The five steps in a row."""
    return render_template(
        "app/steps.html",
        page=page(Section, "stappen"),
        steps=_all(Step),
        topics=_all(CodeTopic),
    )


@bp.get("/<locale>/stappen/samen/")
def steps_together() -> str:
    """All five steps on one sheet of paper."""
    return render_template(
        "app/steps-together.html", page=page(Section, "stappen"), steps=_all(Step)
    )


@bp.get("/<locale>/stappen/<slug>/")
def step(slug: str) -> str:
    """One step."""
    steps = _all(Step)
    current = page(Step, f"stappen/{slug}")
    return render_template(
        "app/step.html", page=current, steps=steps, following=_after(current, steps)
    )


@bp.get("/<locale>/wegen/")
def weighing() -> str:
    """The five questions and where each answer leads."""
    return render_template(
        "app/weighing.html",
        page=page(Section, "wegen"),
        questions=_all(Question),
        outcomes=_all(Outcome),
    )


@bp.get("/<locale>/wegen/<slug>/")
def question(slug: str) -> str:
    """One weighing question; its answers are links, the address is the only state."""
    current = page(Question, f"wegen/{slug}")
    return render_template("app/question.html", page=current, questions=_all(Question))


@bp.get("/<locale>/wegen/uitkomst/<slug>/")
def outcome(slug: str) -> str:
    """Where the weighing ends."""
    return render_template("app/outcome.html", page=page(Outcome, f"wegen/uitkomst/{slug}"))


@bp.get("/<locale>/signalen/")
@bp.get("/<locale>/signalen/<age>/")
def signals(age: str = "") -> str:
    """Signals by form, or those of one age."""
    if age and age not in AGES:
        abort(404)
    return render_template(
        "app/signals.html",
        page=page(Section, "signalen"),
        types=_all(ViolenceType),
        age=age,
        forms=by_form(current_site().content, g.locale, age),
    )


@bp.get("/<locale>/geweldsvormen/")
def violence_types() -> str:
    """Every form of violence."""
    return render_template(
        "app/violence-types.html",
        page=page(Section, "geweldsvormen"),
        types=_all(ViolenceType),
    )


@bp.get("/<locale>/bel/")
def call() -> str:
    """Every number, with hours, cost and the day it was checked."""
    site = current_site()
    contacts = [contact for contact in site.content.contacts.values() if contact.shown]
    groups = {
        words: [contact for contact in contacts if contact.group == group]
        for group, words in (
            ("danger", _("Danger or a crime")),
            ("advice", _("Advice or a report")),
            ("violence", _("After violence or abuse")),
            ("young", _("For young people")),
            ("talk", _("To talk to someone")),
            ("other", _("Other numbers")),
        )
    }
    by_day = groupby(sorted(contacts, key=attrgetter("checked")), key=attrgetter("checked"))
    checked = [(day, [*on_day]) for day, on_day in by_day]
    return render_template(
        "app/call.html",
        page=page(Section, "bel"),
        groups=groups.items(),
        checked=sorted(checked, key=lambda entry: -len(entry[1])),
    )


@bp.get("/<locale>/gemeente/")
def municipalities() -> str:
    """Find a municipality by name or on the tile map."""
    site = current_site()
    towns = {
        municipality.code: places.towns(site.content, municipality)
        for municipality in site.municipalities
    }
    return render_template(
        "app/municipalities.html",
        page=page(Section, "gemeente"),
        municipalities=site.municipalities,
        towns=towns,
    )


@bp.get("/<locale>/gemeente/andere-regios/")
def other_regions() -> str:
    """Every municipality outside the region, in plain lists."""
    regions = sorted(current_site().content.regions.values(), key=lambda region: region.name)
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
    site = current_site()
    chosen = next((other for other in site.municipalities if other.slug == slug), None)
    if chosen is None:
        abort(404)
    return render_template(
        "app/municipality.html",
        municipality=chosen,
        team=site.region.local_teams.get(chosen.code),
        towns=places.towns(site.content, chosen),
        offers={key: words for key, words in _offers().items() if site.fact(key)},
        page=page(Section, "gemeente"),
    )


def _offers() -> dict[str, str]:
    """What a region can offer to whoever calls: what a fact is about, by its key."""
    return {
        "vt_meldwegen": _("Reporting"),
        "vt_formulier_url": _("Form"),
        "vt_professionalslijn": _("For professionals"),
        "vt_buiten_kantoor": _("On the phone"),
        "vt_chat": _("Chat"),
        "vt_gesprek_pagina": _("Read more"),
        "opvang": _("Shelter"),
        "opvang_mannen": _("Shelter for men"),
        "csg_centrum": _("After sexual violence"),
        "vt_klachten": _("Complaint or file"),
    }


@bp.get("/<locale>/begrippen/")
def glossary() -> str:
    """The words of the field in plain words."""
    terms = sorted(
        current_site().content.terms[g.locale].values(), key=lambda term: term.term.casefold()
    )
    return render_template("app/glossary.html", page=page(Section, "begrippen"), terms=terms)


@bp.get("/<locale>/bronnen/")
@bp.get("/<locale>/bronnen/<int:number>/")
def sources(number: int = 1) -> str:
    """The sources that pages and numbers rest on, some to a page."""
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


@bp.get("/<locale>/wissen/")
def erase() -> str:
    """Erase what this site keeps; what it cannot erase."""
    return render_template("app/erase.html", page=page(Section, "wissen"))


@bp.get("/<locale>/over/")
def about() -> str:
    """What this app is, and the state of its offline copy."""
    return render_template("app/about.html", page=page(Section, "over"))


@bp.get("/<locale>/zoeken/")
def search() -> str:
    """Search, and subjects for who would rather not type."""
    site = current_site()
    pages = site.content.pages[g.locale]
    topics = [pages[topic] for topic in site.content.site.search_topics]
    return render_template(
        "app/search.html",
        page=page(Section, "zoeken"),
        topics=topics,
        municipalities=site.municipalities,
        index_files=FILES,
    )


@bp.get("/<locale>/zoeken/a-z/")
def index_of_pages() -> str:
    """Every page by its title."""
    site = current_site()
    listed = filter(site.is_listed, site.content.pages[g.locale].values())
    return render_template(
        "app/index-of-pages.html",
        page=page(Section, "zoeken"),
        entries=sorted(listed, key=lambda entry: entry.title.casefold()),
        municipalities=site.municipalities,
    )


@bp.get("/<locale>/zoeken/<name>.json")
def search_index(name: str) -> Response:
    """What static/js/search.js searches."""
    return Response(
        index_file(current_site(), g.locale, f"{name}.json") or abort(404),
        mimetype="application/json",
    )


@bp.get("/<locale>/papier/<slug>/")
def sheet(slug: str) -> str:
    """One thing to print, with the QR code of the help zone when the site has a public address."""
    site = current_site()
    address = f"{site.public_url}{g.locale}/" if site.public_url else ""
    current = page(Sheet, f"papier/{slug}")
    return render_template(
        "app/paper.html",
        page=current,
        copies=paper.COPIES.get(slug, 1),
        address=address,
        code=paper.qr_code(address) if address else "",
    )


@bp.get("/leeg/")
def blank() -> str:
    """An empty page with a neutral title.

    Where an installed app goes when its window cannot close (SAFETY §3).
    """
    return render_template("app/blank.html")


@bp.get("/<locale>/na-de-melding/")
def after_report() -> str:
    """What happens after a report, in the order of time."""
    pages = _all(AfterReport)
    moments = [
        (words, [one for one in pages if one.moment == moment])
        for moment, words in (
            ("today", _("Today")),
            ("five-days", _("Within 5 working days")),
            ("ten-weeks", _("Within 10 weeks")),
            ("later", _("After that")),
        )
    ]
    return render_template(
        "app/after-report.html", page=page(Section, "na-de-melding"), moments=moments
    )


@bp.get("/<locale>/<slug>/")
def single(slug: str) -> str:
    """A section that lists its pages, or a page of its own."""
    if slug in SECTIONS:
        return render_template(
            "app/section.html", page=page(Section, slug), rows=_all(SECTIONS[slug])
        )
    if slug == "index":
        abort(404)
    if slug in WORKSHEETS:
        return _worksheet(page(Section, slug))
    return render_template("app/article.html", page=page(Section, slug), section="")


@bp.get("/<locale>/<folder>/<slug>/")
def article(folder: str, slug: str) -> str:
    """A page that needs nothing but its text, or a step of a walk-through."""
    kind = SECTIONS.get(folder)
    if kind in WALKS:
        return _walk(kind, slug)
    if kind not in ARTICLES:
        abort(404)
    current = page(kind, f"{folder}/{slug}")
    if current.id in WORKSHEETS:
        return _worksheet(current)
    if kind is not Case:
        return render_template("app/article.html", page=current, section=folder)
    rows = _all(kind)
    number = rows.index(current) + 1  # cases are done one at a time
    return render_template(
        "app/article.html",
        page=current,
        section=folder,
        following=rows[number] if number < len(rows) else None,
        position=(number, len(rows)),
    )


def _walk(kind: type[Page], slug: str) -> str:
    current = page(kind, f"{kind.folder}/{slug}")
    steps = [other for other in _all(kind) if other.number]
    return render_template(
        "app/walk.html",
        page=current,
        steps=steps,
        following=_after(current, steps) if current.number else None,
        section=kind.folder,
    )


def _after(current: Any, steps: list[Any]) -> Any:
    """The step behind this one, or None."""
    return next((other for other in steps if other.number == current.number + 1), None)


def _worksheet(worksheet: Page) -> str:
    return render_template(
        "app/worksheet.html",
        page=worksheet,
        sheet=WORKSHEETS[worksheet.id],
        questions=_all(Question),
    )
