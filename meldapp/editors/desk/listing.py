"""The list of texts, each with its state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from meldapp.content.load import Reading
from meldapp.content.markdown import plain
from meldapp.content.pages import Page, Rule
from meldapp.editors.desk.state import Desk
from meldapp.editors.originals import is_behind, parts_of

STATES = ("fault", "concept", "changed", "approved", "behind", "overdue", "draft", "remark")
"""What the list can be filtered by; the gravest first."""


@dataclass(frozen=True)
class Row:
    """One text in the list."""

    name: str
    title: str
    locale: str
    section: str
    """Its folder, below its language."""
    states: tuple[str, ...]
    text: str
    """Its file as it was read; empty for one that could not be."""
    checked: date | None = None


def rows(desk: Desk) -> Iterator[Row]:
    """Yield every text of the content folder, including those that cannot be read."""
    reading = desk.reading
    files = {name for name in (*reading.texts, *reading.faulty) if name.endswith(".md")}
    having = {
        "fault": {desk.name(file) for file in reading.faulty},
        "draft": {draft.address.partition("/")[2] for draft in desk.drafts.all()},
        "remark": desk.remarks(),
    }
    for file in sorted(files):
        name, text = desk.name(file), reading.by_file.get(file)
        _, locale, below = parts_of(name)
        states = {state for state, names in having.items() if name in names}
        if text:
            states |= {*_states(text, reading)}
        yield Row(
            name,
            text.title if text else name,
            locale,
            below.rpartition("/")[0],
            tuple(state for state in STATES if state in states),
            reading.texts.get(file, ""),
            text.checked if text else None,
        )


def _states(text: Page | Rule, reading: Reading) -> Iterator[str]:
    content = reading.content
    if isinstance(text, Page) and text.locale in content.site.languages:
        yield text.approval
    if text.review_by < date.today():
        yield "overdue"
    if is_behind(text, content):
        yield "behind"


def chosen(
    everything: Iterable[Row], *, words: str, locale: str, section: str, state: str
) -> list[Row]:
    """The rows that an editor asked for; those with the words in their title come first."""
    asked = words.casefold().split()
    rows = [
        row
        for row in everything
        if (not locale or row.locale == locale)
        and (not section or row.section == section.strip("."))
        and (not state or state in row.states)
    ]
    named = [
        row for row in rows if all(word in f"{row.title} {row.name}".casefold() for word in asked)
    ]
    names = {row.name for row in named}
    sentence = " ".join(asked)
    return named + [row for row in rows if row.name not in names and sentence in _said(row)]


def _said(row: Row) -> str:
    """What a text says, for searching: in lower case, with single spaces and without Markdown."""
    return " ".join(plain(row.text).casefold().split())
