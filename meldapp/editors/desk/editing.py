"""What a screen edits, a text or one entry of a file of facts: its form, and the file it makes.

Every edit has a `name` (the file, below the content folder) and an `address` (of the screen, below
the start of the desk). `part` is the part of the file that the screen is about; `compose` returns
the file with what was typed. `now` is what the file says, `base` what it said when the screen was
opened: what the editor left alone stays as it is now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any, TypeAlias

import tomlkit
from pydantic import BaseModel

from meldapp.content.page_reader import PageReader, kind_of
from meldapp.content.pages import Page, Rule
from meldapp.editors import heads, tables
from meldapp.editors.approve import APPROVED
from meldapp.editors.desk.forms import Field, fields_of, listed, value_of
from meldapp.editors.in_place import as_text, in_place
from meldapp.editors.native import CHECKED
from meldapp.editors.originals import parts_of

FILLED = frozenset(
    (
        *("id", "locale", "file", "lines", "body", "text", "whole", "above", "checks", "rules"),
        *("facts", "blocks", "signals", "links", "source_hash", "behind", "leaves", "beside"),
        *APPROVED,
        *CHECKED,
        "changed_text",
    )
)
"""Fields that follow from something else, or that a button writes."""
Form = Mapping[str, str]
"""What was typed, with plain line ends."""
PREFIX = "field."
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class TextEdit:
    """A page or a rule: the fields of its head, and its text."""

    name: str
    screen: str = "tekst"
    follows: str = ""
    """The fingerprint of a translation that follows the Dutch text; empty for a Dutch one."""
    help_only: bool = False

    @property
    def address(self) -> str:
        """Of the screen."""
        return f"{self.screen}/{self.name}"

    @property
    def model(self) -> type[Page] | type[Rule]:
        """The kind of text, by its folder."""
        below = parts_of(self.name)[2].removesuffix(".md")
        if below.startswith("rules/"):
            return Rule
        return kind_of(below.removesuffix("/index")) or Page

    @property
    def order(self) -> list[str]:
        """The fields in the order of a head."""
        return [info.alias or name for name, info in self.model.model_fields.items()]

    def fields(self, raw: bytes) -> list[Field]:
        """The fields of the form, with what the head says."""
        parts = heads.cut(as_text(raw))
        given = heads.values(parts) if parts else {}
        names = [name for name in self.order if name not in FILLED]
        if self.help_only:
            extra = ("sentence",) if self.model is Rule else ()
            names = [name for name in names if name in (*PageReader.given, *extra)]
        return fields_of(self.model, given, names)

    def part(self, raw: bytes) -> str:
        """All of it."""
        return as_text(raw)

    def compose(self, now: bytes, base: bytes, form: Form) -> bytes:
        """The file with what was typed."""
        if "whole" in form:
            return in_place(now, form["whole"].rstrip("\n") + "\n")
        parts, before = heads.cut(as_text(now)), heads.cut(as_text(base))
        if parts is None or before is None:
            return now
        changes: dict[str, heads.Value] = _changed(self.fields(base), form, listed)
        if form.get("compared"):
            today = date.today()
            changes |= {"checked": today.isoformat(), "review_by": (today + YEAR).isoformat()}
        if form.get("follows") and self.follows:
            changes["source_hash"] = self.follows
        typed = _text(form, before.text)
        text = parts.text if typed == before.text else typed
        return in_place(now, heads.change(parts, changes, text, self.order))


def _text(form: Form, before: str) -> str:
    """The text that was typed, in one field or in one for each block."""
    if "text" in form:
        return form["text"].strip("\n")
    pieces = re.split(r"(\n{2,})", before)
    for number in range(0, len(pieces), 2):
        pieces[number] = form.get(f"block.{number}", pieces[number]).strip("\n")
    return "".join(pieces)


@dataclass(frozen=True)
class EntryEdit:
    """One table of a file of facts."""

    name: str
    way: tuple[str, ...]
    model: type[BaseModel]
    shown: tuple[str, ...]
    """The fields that are edited."""
    languages: tuple[str, ...]

    @property
    def address(self) -> str:
        """Of the screen."""
        return f"feiten/{self.name}?at={'.'.join(self.way)}"

    @property
    def back(self) -> str:
        """Address of the list with this entry."""
        lists = {"contacts.toml": "nummers", "sources.toml": "bronnen"}
        return lists.get(self.name) or f"regio/{PurePath(self.name).stem}"

    @property
    def has_day(self) -> bool:
        """Whether it says when somebody compared it with its source."""
        return "checked" in self.model.model_fields

    def fields(self, raw: bytes) -> list[Field]:
        """The fields of the form, with what the table says."""
        given = tables.entry(as_text(raw), self.way)
        fields = fields_of(self.model, given, self.shown, self.languages)
        return [field for field in fields if field.name != "checked"]

    def checked(self, raw: bytes) -> date | None:
        """The day on which somebody compared it with its source."""
        checked = tables.entry(as_text(raw), self.way).get("checked")
        return checked if isinstance(checked, date) else None

    def part(self, raw: bytes) -> str:
        """The table alone: a change elsewhere in the file does not matter here."""
        return tomlkit.dumps(tables.entry(as_text(raw), self.way)).rstrip("\n")

    def compose(self, now: bytes, base: bytes, form: Form) -> bytes:
        """The file with what was typed."""
        changes = _changed(self.fields(base), form, value_of)
        if form.get("compared") and self.has_day:
            changes["checked"] = date.today()
        if not changes:
            return now
        return in_place(now, tables.change(as_text(now), self.way, changes))


Edit: TypeAlias = TextEdit | EntryEdit


def _changed(
    fields: Sequence[Field], form: Form, read: Callable[[Field, str], Any]
) -> dict[str, Any]:
    """The fields in which something else was typed, with what goes into the file."""
    typed = {
        field: form.get(PREFIX + field.name, "")
        for field in fields
        if PREFIX + field.name in form or field.kind == "flag"  # an empty box is not sent
    }
    return {
        field.name: read(field, words)
        for field, words in typed.items()
        if read(field, words) != read(field, field.value)
    }


def blocks_of(text: str) -> list[tuple[int, str]]:
    """The blocks of a text, divided by empty lines, each with the number of its field."""
    return [(n, piece) for n, piece in enumerate(re.split(r"(\n{2,})", text)) if n % 2 == 0]
