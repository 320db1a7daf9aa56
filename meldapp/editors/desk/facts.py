"""Blueprint of the facts: numbers, sources and regions, an entry at a time."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from tomlkit.exceptions import ParseError

from meldapp.content.facts import (
    REGION_FACTS,
    Accessibility,
    Contact,
    LocalTeam,
    Monitoring,
    Region,
    RegionFact,
    Security,
    Source,
)
from meldapp.editors.desk.editing import EntryEdit
from meldapp.editors.desk.saving import Screen, answer
from meldapp.editors.desk.state import the_desk

bp = Blueprint("facts", __name__)
CONTACTS, SOURCES = "contacts.toml", "sources.toml"
TABLES: dict[str, type[BaseModel]] = {
    "facts": RegionFact,
    "local_teams": LocalTeam,
    "contacts": Contact,
    "monitoring": Monitoring,
    "accessibility": Accessibility,
    "security": Security,
}
"""The tables of a region's file; of the first three each entry has a name."""
NAMED = ("facts", "local_teams", "contacts")
OF_REGION = (
    *("name", "organisation", "website", "website_checked"),
    *("public_url", "exit_url", "confidence", "referral_index"),
)
PART = re.compile(r"[A-Za-z0-9][\w-]*")


def _is_asked(text: str) -> bool:
    """Whether a text holds every word of the search."""
    words = request.args.get("words", "").casefold().split()
    return all(word in text.casefold() for word in words)


@bp.get("/nummers")
def numbers() -> str:
    """Every number, and when somebody last compared it with its source."""
    contacts = the_desk().reading.content.contacts.values()
    rows = [one for one in contacts if _is_asked(f"{one.name} {one.number} {one.id}")]
    return render_template("numbers.html", contacts=rows, file=CONTACTS)


@bp.get("/bronnen")
def sources() -> str:
    """Every source."""
    every = the_desk().reading.content.sources.values()
    rows = [one for one in every if _is_asked(f"{one.id} {one.name} {one.publisher}")]
    return render_template("sources.html", sources=rows, file=SOURCES)


@bp.get("/regios")
def regions() -> str:
    """Every region."""
    return render_template("regions.html", regions=the_desk().reading.content.regions.values())


@bp.get("/regio/<slug>")
def region(slug: str) -> str:
    """What a region says of itself, and what it could add."""
    content = the_desk().reading.content
    chosen = content.regions.get(slug) or abort(404)
    return render_template(
        "region.html",
        region=chosen,
        file=f"regions/{slug}.toml",
        facts=REGION_FACTS,
        municipalities=[content.municipalities[code] for code in chosen.municipalities],
        single=[name for name in TABLES if name not in NAMED],
    )


@bp.route("/feiten/<path:name>", methods=["GET", "POST"])
def entry(name: str) -> ResponseReturnValue:
    """One entry of a file of facts."""
    edit = _edit(name, request.args.get("at", ""))
    try:
        return answer(edit, lambda screen: _show(edit, screen))
    except ParseError as error:
        return render_template("no-table.html", name=name, problem=str(error)), 422


def _edit(name: str, at: str) -> EntryEdit:
    desk = the_desk()
    desk.files.path(name)  # raises NotOursError
    way = tuple(at.split(".")) if at else ()
    site = desk.reading.content.site
    model = _model(name, way)
    if model is None or not all(PART.fullmatch(part) for part in way):
        abort(404)
    names = [info.alias or field for field, info in model.model_fields.items() if field != "id"]
    shown = tuple(OF_REGION if model is Region else names)
    return EntryEdit(name, way, model, shown, site.languages)


def _model(name: str, way: tuple[str, ...]) -> type[BaseModel] | None:
    """What kind of entry it is; None for a table that is not edited here."""
    if name in (CONTACTS, SOURCES):
        model: type[BaseModel] = Contact if name == CONTACTS else Source
        return model if len(way) == 1 else None
    if not re.fullmatch(r"regions/[\w-]+\.toml", name):
        return None
    if not way:
        return Region
    return TABLES.get(way[0]) if len(way) == 1 + (way[0] in NAMED) else None


def _show(edit: EntryEdit, screen: Screen) -> str:
    shown: dict[str, Any] = {"edit": edit, "screen": screen, "findings": (), "preview": None}
    if screen.is_draft:
        return render_template("said.html", **shown)
    heading, fields = _heading(edit, screen), screen.rows(edit)
    return render_template("entry.html", heading=heading, fields=fields, **shown)


def _heading(edit: EntryEdit, screen: Screen) -> str:
    """The name of an entry, or else that of its table."""
    words, content = the_desk().words, the_desk().reading.content
    table, name = edit.way[:1], edit.way[-1:]
    if table == ("facts",):
        return words.name("fact", name[0])
    if table == ("local_teams",) and name[0] in content.municipalities:
        return f"{words.name('table', 'local_teams')}: {content.municipalities[name[0]].name}"
    given = next((one.value for one in edit.fields(screen.raw) if one.name == "name"), "")
    if edit.name in (CONTACTS, SOURCES) or table == ("contacts",):
        return given or name[0]
    return words.name("table", table[0] if table else "region")
