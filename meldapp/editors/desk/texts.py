"""Blueprint of the texts: the list, a page with its form and preview, and a translation."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from meldapp.content import blocks
from meldapp.content.load import Content, Reading
from meldapp.content.pages import HelpTopic, Page, Rule
from meldapp.content.paste import repair
from meldapp.editors import heads
from meldapp.editors.check.page import page_findings
from meldapp.editors.desk.drafts import Draft
from meldapp.editors.desk.editing import TextEdit, blocks_of
from meldapp.editors.desk.listing import STATES, chosen, rows
from meldapp.editors.desk.preview import LOOKS, address_of
from meldapp.editors.desk.saving import Screen, answer
from meldapp.editors.desk.state import the_desk
from meldapp.editors.in_place import as_text
from meldapp.editors.originals import hash_to_follow, is_behind, original_of, parts_of
from meldapp.editors.report import Finding

bp = Blueprint("texts", __name__)
SHOWN_LEVELS = ("error", "warning")
"""Levels of findings that are worth an editor's attention while writing."""


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
    return render_template(
        "listing.html",
        rows=chosen(everything, **asked),
        count=len(everything),
        asked=asked,
        states=STATES,
        locales=content.site.all_languages,
        sections=_sections(content),
        drafts=[(draft, _called(draft)) for draft in desk.drafts.all()],
        faults=[
            *desk.broken,
            *desk.of_region,
            *(one for one in desk.reading.faults if not one.file.endswith(".md")),
        ],
    )


def _called(draft: Draft) -> str:
    """The title of the text that unsaved words are for, or the name of the entry."""
    desk, (_, _, name) = the_desk(), draft.address.partition("/")
    text = desk.reading.by_file.get(desk.shown(name))
    return text.title if text else name.rpartition("?at=")[2]


def _sections(content: Content) -> dict[str, str]:
    """Folder → the title of the page above it; empty for the two that have none."""
    pages = content.pages[content.site.languages[0]]
    folders = sorted({page_id.rpartition("/")[0] for page_id in pages} - {""})
    names = {folder: pages[folder].title if folder in pages else "" for folder in folders}
    return {**names, "rules": ""}


# -- one text --------------------------------------------------------------------------------------


@bp.route("/<any(tekst, vertaling):screen>/<path:name>", methods=["GET", "POST"])
def text(screen: str, name: str) -> ResponseReturnValue:
    """A page or rule with its form and preview, or a translation beside the Dutch text."""
    desk = the_desk()
    shown, content = desk.text(name), desk.reading.content
    if not name.endswith(".md"):
        abort(404)
    follows = hash_to_follow(shown, content) if shown else ""
    help_only = parts_of(name)[1] in content.site.help_languages
    edit = TextEdit(name, screen, follows, help_only)
    return answer(edit, lambda opened: _show_text(edit, opened))


def _show_text(edit: TextEdit, screen: Screen) -> str:
    """The screen of a text; after each pause in typing only the remarks about it."""
    desk = the_desk()
    reading = screen.reading or desk.reading
    file = desk.shown(edit.name)
    text = reading.by_file.get(file) or desk.reading.by_file.get(file)
    parts = screen.parts
    with desk.lock:
        if text and file not in reading.faulty:
            desk.previewed[screen.tab] = reading
    shown = {
        "edit": edit,
        "screen": screen,
        "text": text,
        "parts": parts,
        "findings": _findings(text, reading, screen),
        "preview": address_of(text, reading) if text else None,
        "is_behind": text is not None and is_behind(text, desk.reading.content),
    }
    if screen.is_draft:
        return render_template("said.html", **shown)
    original = original_of(text, desk.reading.content) if text else None
    return render_template(
        f"{edit.screen}.html",
        fields=screen.rows(edit),
        typed=screen.form.get("text", parts.text if parts else ""),
        original=original,
        pairs=_pairs(parts, original, screen) if edit.screen == "vertaling" else (),
        translations=_translations(edit.name),
        insertions=_insertions(text, desk.reading.content) if text else {},
        looks=LOOKS,
        signs=desk.words.names["sign"],
        remarks=desk.remarks().get(edit.name, ()),
        **shown,
    )


def _findings(text: Page | Rule | None, reading: Reading, screen: Screen) -> list[Finding]:
    if not isinstance(text, Page) or screen.faults:
        return []
    raw = as_text(screen.raw)
    findings = page_findings(text, reading.content, the_desk().content_dir, raw)
    return [one for one in findings if one.level in SHOWN_LEVELS]


def _pairs(
    parts: heads.Parts | None, original: Page | Rule | None, screen: Screen
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
    region, _, below = parts_of(name)
    start = f"regions/{region}/" if region else ""
    reading = desk.reading
    names = [(code, f"{start}{code}/{below}") for code in reading.content.site.all_languages]
    return [(code, other) for code, other in names if desk.shown(other) in reading.texts]


def _insertions(text: Page | Rule, content: Content) -> dict[str, list[tuple[str, str]]]:
    """What can be put into a text by name: kind → words and what is inserted."""
    locale = text.locale
    pages = [page for page in content.pages[locale].values() if not isinstance(page, HelpTopic)]
    titles = {
        "urgent": f"{blocks.URGENT_START.get(locale, '112')} …",
        "signals": content.site.signal_groups[0].titles.get(locale, "…"),
    }
    insertions = {
        "block": [
            (name, f"\n\n/// {name} | {titles.get(name, '…')}\n{_first_line(name)}\n///\n\n")
            for name in blocks.BLOCKS
            if name not in (*blocks.INCLUDED, "call")
        ],
        "contact": [(one.name, f"[{one.name}](call:{one.id})") for one in content.shown_contacts],
        "page": [(page.title, f"[{page.title}](page:{page.id})") for page in pages],
    }
    if isinstance(text, Page):
        rules = content.rules[content.site.languages[0]].values()
        insertions["rule"] = [(rule.title, f"{{rule:{rule.id}}}") for rule in rules]
    return {
        kind: sorted(named, key=lambda one: one[0].casefold()) for kind, named in insertions.items()
    }


def _first_line(block: str) -> str:
    return "- …" if blocks.BLOCKS[block].items else "…"


# -- paste and preview -----------------------------------------------------------------------------


@bp.post("/plak")
def paste() -> dict[str, object]:
    """Pasted words after repair, and what was repaired."""
    words = the_desk().words
    repaired, slips = repair(request.form.get("pasted", ""))
    messages = dict.fromkeys(words.fault(slip.problem) for slip in slips)
    return {"text": repaired, "repaired": list(messages), "count": len(slips)}


@bp.get("/voorbeeld/<tab>/<look>/", defaults={"path": ""})
@bp.get("/voorbeeld/<tab>/<look>/<path:path>")
def preview(tab: str, look: str, path: str) -> Response:
    """What readers get at an address, with the words of one tab."""
    desk = the_desk()
    base = f"{request.script_root}/voorbeeld/{tab}/{look}/"
    with desk.lock:
        reading = desk.previewed.get(tab) or desk.reading
        return desk.preview.answer(reading, base, path, look, request.args.get("topic", ""))
