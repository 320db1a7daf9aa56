"""What every screen of the desk does with what was typed: keep it, judge it, save it when sound.

Nothing that somebody typed is lost: it is kept after each pause, when it is refused, and when the
file has changed on disk.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from meldapp.content.faults import Fault
from meldapp.content.load import Reading
from meldapp.content.pages import Page
from meldapp.editors import heads
from meldapp.editors.desk.drafts import HEX, Draft, with_query
from meldapp.editors.desk.editing import PREFIX, Edit
from meldapp.editors.desk.elsewhere import written_out
from meldapp.editors.desk.files import digest
from meldapp.editors.desk.forms import Field
from meldapp.editors.desk.state import the_desk, to_screen
from meldapp.editors.in_place import as_text

CONTROLS = ("tab", "base", "over", "do")
"""What a form says about itself; everything else was typed."""


@dataclass(frozen=True)
class Screen:
    """A screen as it is shown."""

    tab: str
    base: str
    """Fingerprint of the file when the screen was opened."""
    raw: bytes
    """The file with what was typed, sound or not."""
    form: Mapping[str, str] = field(default_factory=dict)
    """What was typed, when that is not what the file says."""
    reading: Reading | None = None
    faults: Sequence[Fault] = ()
    offers: Sequence[Draft] = ()
    """What was typed on this screen before, and not saved."""
    is_draft: bool = False
    """Whether only the remarks about the words are asked for, after a pause in typing."""
    moved: bool = False
    """Whether the file changed on disk since the screen was opened."""
    others: Mapping[str, bytes] = field(default_factory=dict)
    """Files that change along with it."""

    @cached_property
    def parts(self) -> heads.Parts | None:
        """The file cut into its head and its text; None where that cannot be done."""
        return heads.cut(as_text(self.raw))

    @property
    def falls_back(self) -> list[str]:
        """Titles of the pages that are approved now, and with these words no longer are."""
        pages = self.reading.by_file if self.reading else {}
        return [
            page.title
            for file, page in the_desk().reading.by_file.items()
            if isinstance(page, Page)
            and page.approval == "approved"
            and isinstance(after := pages.get(file), Page)
            and after.approval == "changed"
        ]

    def rows(self, edit: Edit) -> list[tuple[Field, str, list[str]]]:
        """Each field of the form with what was typed in it, and what is wrong with it."""
        return [
            (field, self.form.get(PREFIX + field.name, field.value), self._wrong(field.label))
            for field in edit.fields(self.raw)
        ]

    def _wrong(self, name: str) -> list[str]:
        """Problems of a field: they begin with its name, quote it, or have its line."""
        return [
            fault.problem
            for fault in self.faults
            if fault.problem.startswith((f"{name}:", f"{name}."))
            or f"'{name}'" in fault.problem
            or self._field_at(fault.line) == name
        ]

    def _field_at(self, line: int) -> str:
        """The field of the head on a line of the file; empty for a line below the head."""
        if not line or self.parts is None or line > self.parts.above:
            return ""
        rows = as_text(self.raw).split("\n")[:line]
        names = [row.partition(":")[0].strip() for row in rows if row[:1].isalpha()]
        return names[-1] if names else ""

    def in_text(self, line: int) -> int:
        """The line within the text, of a line of the file; 0 for one above it."""
        return max(0, line - self.parts.above) if self.parts else line

    def counted(self, remedy: str) -> str:
        """What to do, with a line of the file counted as in the text."""
        return re.sub(r"(?<=\bline )\d+", lambda line: str(self.in_text(int(line[0]))), remedy)


def _open(edit: Edit) -> Screen:
    """A screen as it opens: with the file as it is, or with a draft."""
    desk = the_desk()
    draft = desk.drafts.get(request.args.get("draft", ""))
    now = desk.files.read(edit.name)
    if draft is None or draft.address != edit.address:
        base = desk.drafts.keep_base(now)
        offers = [one for one in desk.drafts.all() if one.address == edit.address]
        faults = [one for one in desk.reading.faults if one.file == desk.shown(edit.name)]
        return Screen(secrets.token_hex(8), base, now, offers=offers, faults=faults)
    return _judge(edit, now, draft.tab, draft.base, draft.form)


def _judge(edit: Edit, now: bytes, tab: str, base: str, form: Mapping[str, str]) -> Screen:
    """A screen with what was typed on it, and what is wrong with that."""
    desk = the_desk()
    raw = edit.compose(now, desk.drafts.base(base) or now, form)
    others = written_out(desk, edit, now, raw)
    reading, faults = desk.judge(edit.name, raw, others)
    return Screen(tab, base, raw, form, reading, faults, others=others)


def answer(edit: Edit, show: Callable[[Screen], str]) -> ResponseReturnValue:
    """The answer of a screen to a request."""
    if request.method == "GET":
        return show(_open(edit))
    form = {
        name: value.replace("\r\n", "\n").replace("\r", "\n")
        for name, value in request.form.items()
        if name not in CONTROLS
    }
    tab, base_name = request.form["tab"], request.form["base"]
    if not (HEX.fullmatch(tab) and HEX.fullmatch(base_name)):
        abort(400)
    desk = the_desk()
    with desk.lock:
        now = desk.files.read(edit.name)
        base = desk.drafts.base(base_name) or now
        if request.form.get("do") == "drop":
            return _thrown_away(edit, tab, base, form)
        if edit.compose(base, base, form) == base:
            desk.drafts.drop(tab)
        else:
            desk.drafts.keep(tab, edit.address, base_name, form)
        screen = replace(
            _judge(edit, now, tab, base_name, form),
            is_draft=request.form.get("do") == "draft",
            moved=edit.part(now) != edit.part(base),
        )
        if screen.is_draft:
            return show(screen)
        if screen.moved and request.form.get("over") != digest(edit.part(now)):
            return _both(edit, screen, now), 409
        if screen.faults:
            return show(screen), 422
        desk.files.write(edit.name, screen.raw, keep=screen.moved)
        for name, words in screen.others.items():
            desk.files.write(name, words)
        desk.drafts.drop(tab)
    return to_screen(with_query(edit.address, f"saved={int(screen.raw != now)}"))


def _thrown_away(edit: Edit, tab: str, base: bytes, form: Mapping[str, str]) -> ResponseReturnValue:
    """Back to what is on disk. What was typed is still kept as a version."""
    desk = the_desk()
    draft = desk.drafts.get(tab)
    words = edit.compose(base, base, form or (draft.form if draft else {}))
    if words != base:
        desk.files.keep(edit.name, words)
    desk.drafts.drop(tab)
    return to_screen(edit.address)


def _both(edit: Edit, screen: Screen, now: bytes) -> str:
    """What is on disk and what was typed, side by side."""
    theirs, mine = edit.part(now), edit.part(screen.raw)
    here, there = set(mine.split("\n")), set(theirs.split("\n"))
    return render_template(
        "both.html",
        edit=edit,
        screen=screen,
        over=digest(theirs),
        resumed=with_query(edit.address, f"draft={screen.tab}"),
        theirs=_around([(line, line not in here) for line in theirs.split("\n")]),
        mine=_around([(line, line not in there) for line in mine.split("\n")]),
    )


def _around(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The lines that differ, with two lines around each, and an ellipsis for what is left out."""
    near = {
        place + step
        for place, (_, differs) in enumerate(lines)
        for step in range(-2, 3)
        if differs and 0 <= place + step < len(lines)
    }
    shown: list[tuple[str, bool]] = []
    for place, line in enumerate(lines):
        if place in near:
            shown.append(line)
        elif not shown or shown[-1] != ("…", False):
            shown.append(("…", False))
    return shown
