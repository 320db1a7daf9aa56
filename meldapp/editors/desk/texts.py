"""Blueprint of the texts: the list, a page with its form and preview, and a translation."""

from __future__ import annotations

import re
from typing import cast

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from meldapp import ROOT
from meldapp.content import blocks
from meldapp.content.load import Content, Reading
from meldapp.content.pages import HelpTopic, Page, Rule, followed_hash
from meldapp.content.paste import repair
from meldapp.editors.check.page import page_findings
from meldapp.editors.desk import heads
from meldapp.editors.desk.editing import PREFIX, TextEdit, blocks_of
from meldapp.editors.desk.files import as_text
from meldapp.editors.desk.listing import STATES, chosen, original_of, rows
from meldapp.editors.desk.preview import LOOKS, Preview, address_of
from meldapp.editors.desk.saving import Opened, answer
from meldapp.editors.desk.state import Desk
from meldapp.editors.report import Finding
from meldapp.web.assets import Assets

bp = Blueprint("texts", __name__)
TOLD = ("error", "warning")
"""Levels of what the check says that are worth an editor's attention while she writes."""


def the_desk() -> Desk:
    """The desk of the app that is answering."""
    return cast(Desk, current_app.extensions["desk"])


# -- list ------------------------------------------------------------------------------------------


@bp.get("/")
def listing() -> str:
    """Every text with its state, and what to choose from."""
    desk = the_desk()
    content = desk.reading.content
    asked = {name: request.args.get(name, "") for name in ("words", "locale", "section", "state")}
    if not request.args:
        asked["locale"] = content.site.languages[0]
    everything = list(rows(desk))
    matches = chosen(everything, **asked)
    return render_template(
        "listing.html",
        rows=matches,
        count=len(everything),
        asked=asked,
        states=STATES,
        locales=content.site.all_languages,
        sections=_sections(content),
        drafts=list(desk.drafts.all()),
        faults=[
            *desk.broken,
            *(one for one in desk.reading.faults if not one.file.endswith(".md")),
        ],
    )


def _sections(content: Content) -> dict[str, str]:
    """Folder → the title of the page above it; empty for the two that have none."""
    pages = content.pages[content.site.languages[0]]
    folders = sorted({page_id.rpartition("/")[0] for page_id in pages} - {""})
    names = {folder: pages[folder].title if folder in pages else "" for folder in folders}
    return {**names, "rules": ""}


# -- one text --------------------------------------------------------------------------------------


@bp.get("/tekst/<path:name>")
@bp.post("/tekst/<path:name>")
def text(name: str) -> ResponseReturnValue:
    """A page or a rule with its form and preview."""
    return answer(the_desk(), _edit(name, "tekst"), _show_text)


@bp.get("/vertaling/<path:name>")
@bp.post("/vertaling/<path:name>")
def translation(name: str) -> ResponseReturnValue:
    """A translation beside the Dutch text, block by block."""
    return answer(the_desk(), _edit(name, "vertaling"), _show_text)


def _edit(name: str, screen: str) -> TextEdit:
    desk = the_desk()
    desk.files.path(name)  # raises NotOursError
    if not name.endswith(".md"):
        abort(404)
    content = desk.reading.content
    text = desk.reading.by_file.get(desk.shown(name))
    original = original_of(text, content) if text else None
    help_only = name.partition("/")[0] in content.site.help_languages
    return TextEdit(
        name,
        screen,
        followed_hash(text, original, help_only) if text and original else "",
        help_only,
        tuple(sorted(Assets(ROOT / "static").icon_names)),
    )


def _show_text(edit: TextEdit, screen: Opened) -> str:
    """The screen of a text; after each pause in typing only what is said about it."""
    desk = the_desk()
    reading = screen.reading or desk.reading
    file = desk.shown(edit.name)
    text = reading.by_file.get(file) or desk.reading.by_file.get(file)
    parts = heads.cut(as_text(screen.data))
    with desk.lock:
        if text and file not in reading.faulty:
            desk.looks[screen.tab] = reading
    shown = {
        "edit": edit,
        "screen": screen,
        "text": text,
        "parts": parts,
        "findings": _findings(text, reading, screen),
        "preview": address_of(text, reading) if text else None,
        "falls_back": _falls_back(text),
    }
    if screen.is_draft:
        return render_template("said.html", **shown)
    original = original_of(text, desk.reading.content) if text else None
    return render_template(
        f"{edit.screen}.html",
        fields=_fields(edit, screen),
        typed=screen.form.get("text", parts.text if parts else ""),
        original=original,
        pairs=_pairs(parts, original, screen) if edit.screen == "vertaling" else (),
        translations=_translations(edit.name),
        insertions=_insertions(text, desk.reading.content) if text else {},
        looks=LOOKS,
        remarks=desk.remarks().get(edit.name, ()),
        **shown,
    )


def _fields(edit: TextEdit, screen: Opened) -> list[tuple[object, str, list[str]]]:
    """Each field of the head with what was typed in it, and what is wrong with it."""
    wrong: dict[str, list[str]] = {}
    for fault in screen.faults:
        name, colon, _ = fault.problem.partition(": ")
        quoted = re.match(r"the field '([\w-]+)'", fault.problem)
        key = name.partition(".")[0] if colon and " " not in name else screen.field_at(fault.line)
        key = quoted[1] if quoted else key
        wrong.setdefault(key, []).append(fault.problem)
    return [
        (field, screen.form.get(PREFIX + field.name, field.value), wrong.get(field.name, []))
        for field in edit.fields(screen.data)
    ]


def _findings(text: Page | Rule | None, reading: Reading, screen: Opened) -> list[Finding]:
    if not isinstance(text, Page) or screen.faults:
        return []
    raw = as_text(screen.data)
    findings = page_findings(text, reading.content, the_desk().content_dir, raw)
    return [one for one in findings if one.level in TOLD]


def _falls_back(text: Page | Rule | None) -> list[str]:
    """Titles of pages that are approved now, and would be no longer."""
    desk = the_desk()
    now = desk.reading.content
    if isinstance(text, Page):
        known = desk.reading.by_file.get(text.file)
        approved = isinstance(known, Page) and known.approval == "approved"
        return [text.title] if approved and text.approval == "changed" else []
    if text is None or desk.reading.by_file.get(text.file) == text:
        return []
    return [
        page.title
        for page in now.pages[text.locale].values()
        if page.approval == "approved" and text.id in [rule for rule, _ in page.rules]
    ]


def _pairs(
    parts: heads.Parts | None, original: Page | Rule | None, screen: Opened
) -> list[tuple[str, int, str]]:
    """Each block of the Dutch text with the block beside it; empty when they do not match."""
    if parts is None or original is None:
        return []
    dutch = heads.cut(the_desk().reading.texts[original.file])
    here, there = blocks_of(parts.text), blocks_of(dutch.text if dutch else "")
    if len(here) != len(there):
        return []
    return [
        (there_block, number, screen.form.get(f"block.{number}", block))
        for (number, block), (_, there_block) in zip(here, there, strict=True)
    ]


def _translations(name: str) -> list[tuple[str, str]]:
    """Language and name of this text in every language that has it."""
    desk = the_desk()
    first, slash, below = name.partition("/")
    start = ""
    if first == "regions":
        region, _, inside = below.partition("/")
        start, first, slash, below = f"regions/{region}/", *inside.partition("/")
    locales = desk.reading.content.site.all_languages
    names = ((code, f"{start}{code}{slash}{below}") for code in locales)
    return [(code, other) for code, other in names if desk.shown(other) in desk.reading.texts]


def _insertions(text: Page | Rule, content: Content) -> dict[str, list[tuple[str, str]]]:
    """What can be put into a text by name: kind → words and what is inserted."""
    locale = text.locale
    contacts = [one for one in content.contacts.values() if one.shown]
    pages = [page for page in content.pages[locale].values() if not isinstance(page, HelpTopic)]
    titles = {
        "urgent": f"{blocks.URGENT_START.get(locale, '112')} …",
        "signals": content.site.signal_groups[0].titles.get(locale, "…"),
    }
    plain = [name for name in blocks.BLOCKS if name not in (*blocks.INCLUDED, "call")]
    listing = {name for name, kind in blocks.BLOCKS.items() if kind.items} | {"urgent"}
    insertions = {
        "block": [
            (
                name,
                f"\n\n/// {name} | {titles.get(name, '…')}\n{'- ' * (name in listing)}…\n///\n\n",
            )
            for name in plain
        ],
        "contact": [(one.name, f"[{one.name}](call:{one.id})") for one in contacts],
        "page": [(page.title, f"[{page.title}](page:{page.id})") for page in pages],
    }
    if isinstance(text, Page):
        rules = content.rules[content.site.languages[0]].values()
        insertions["rule"] = [(rule.title, f"{{rule:{rule.id}}}") for rule in rules]
    return {
        kind: sorted(named, key=lambda one: one[0].casefold()) for kind, named in insertions.items()
    }


# -- paste and preview -----------------------------------------------------------------------------


@bp.post("/plak")
def paste() -> dict[str, object]:
    """Pasted words as they must be, and what was repaired."""
    words = current_app.extensions["words"]
    repaired, slips = repair(request.form.get("pasted", ""))
    messages = dict.fromkeys(words.fault(slip.problem) for slip in slips)
    return {"text": repaired, "repaired": list(messages), "count": len(slips)}


@bp.get("/voorbeeld/<tab>/<look>/", defaults={"path": ""})
@bp.get("/voorbeeld/<tab>/<look>/<path:path>")
def preview(tab: str, look: str, path: str) -> Response:
    """What readers get at an address, with the words of one tab."""
    desk = the_desk()
    viewer = cast(Preview, current_app.extensions["preview"])
    base = f"{request.script_root}/voorbeeld/{tab}/{look}/"
    with desk.lock:
        reading = desk.looks.get(tab) or desk.reading
        return viewer.answer(reading, base, path, look, request.args.get("topic", ""))
