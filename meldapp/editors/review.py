"""Sheets for the people of Veilig Thuis who review the words: one to print per page, a list of
them all, and a table to fill in.

`write` makes them; `read_answers` reads the table back, for `approve`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.dates import format_date
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from meldapp import TRANSLATIONS
from meldapp.content.facts import Source
from meldapp.content.faults import ContentError, Fault
from meldapp.content.load import Content
from meldapp.content.marks import CHECK_KINDS
from meldapp.content.pages import Page, Rule, fingerprint
from meldapp.content.sentences import Piece, pieces
from meldapp.editors.answers import nearest
from meldapp.editors.originals import name_of, texts_in

RISKS = (*CHECK_KINDS, "page")
"""In the order in which to look; `page` is the row about all the words of a page."""
COLUMNS = ("text", "id", "kind", "statement", "sources", "answer", "instead", "by", "day")
TABLE = "statements.csv"
AGREED, OTHER = "akkoord", "anders"


@dataclass(frozen=True)
class Item:
    """Something to agree to: a statement, or all words of a page (kind `page`)."""

    text: str
    """Language and id of the page, such as nl/stappen/2; of a rule nl/rules/strangulation."""
    id: str
    """Of these words: other words have another id."""
    kind: str
    words: str
    line: int
    sources: tuple[Source, ...]

    @property
    def risk(self) -> int:
        """Its place in the order in which to look, the gravest first."""
        return RISKS.index(self.kind)


@dataclass(frozen=True)
class Sheet:
    """A page or rule with everything to look at on it."""

    name: str
    """Language and id of its text, such as nl/stappen/2."""
    text: Page | Rule
    items: tuple[Item, ...]
    pieces: tuple[Piece, ...]
    sources: tuple[Source, ...]
    answers: tuple[tuple[str, str], ...] = ()
    """Each question that the page promises to answer, with the sentence nearest to it."""


@dataclass(frozen=True)
class Answer:
    """What somebody answered about an item, with the line in the table."""

    text: str
    id: str
    kind: str
    statement: str
    answer: str
    instead: str
    by: str
    day: str
    line: int


def sheet_of(text: Page | Rule, content: Content) -> Sheet:
    """Everything to look at on one page or rule."""
    name = name_of(text)
    sources = tuple(content.sources[source] for source in text.sources)
    items = [
        Item(name, fingerprint(name, words)[:8], kind, words, line, sources)
        for kind, line, words in sorted(text.checks, key=lambda one: RISKS.index(one.kind))
    ]
    if isinstance(text, Rule):
        read = pieces(f"{text.sentence}\n\n{text.text}")
        return Sheet(name, text, tuple(items), tuple(read), sources)
    items.append(Item(name, text.words_hash, "page", text.title, 0, sources))
    promises = tuple(nearest(text, content))
    return Sheet(name, text, tuple(items), tuple(pieces(text.whole)), sources, promises)


def write(content: Content, folder: Path) -> int:
    """Write the list, the table and the sheets into a folder; returns the number of statements."""
    everything = [
        sheet_of(text, content)
        for text in texts_in(content, content.site.languages)
        if isinstance(text, Rule) or text.advises
    ]
    items = [item for sheet in everything for item in sheet.items]
    items.sort(key=lambda item: (item.risk, item.text, item.line))
    folder.mkdir(parents=True, exist_ok=True)
    templates = environment(content.site.languages[0])
    sheet_page = templates.get_template("review-sheet.html")
    for sheet in everything:
        file = folder / f"{sheet.name.replace('/', '-')}.html"
        file.write_text(sheet_page.render(sheet=sheet), "utf-8")
    statements = [item for item in items if item.kind != "page"]
    index = templates.get_template("review.html").render(sheets=everything, items=statements)
    (folder / "index.html").write_text(index, "utf-8")
    (folder / TABLE).write_text(_table(items), "utf-8-sig")  # a spreadsheet then knows it is UTF-8
    return len(statements)


def environment(locale: str) -> Environment:
    """The templates of the printed sheets, in this language."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = Translations.load(str(TRANSLATIONS), [locale.replace("-", "_")])
    templates.globals.update(
        _=lambda text, **values: words.gettext(text) % values if values else words.gettext(text),
        day=lambda value: format_date(value, "d MMMM y", locale=locale.replace("-", "_")),
        locale=locale,
    )
    return templates


def _table(items: Sequence[Item]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for item in items:
        sources = "; ".join(f"{source.name} ({source.publisher})" for source in item.sources)
        rows.writerow([item.text, item.id, item.kind, item.words, sources, "", "", "", ""])
    return text.getvalue()


def read_answers(path: Path) -> list[Answer]:
    """Return the rows of a filled-in table that have an answer.

    Raises ContentError for a row that cannot be read.
    """
    name = str(path)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = f"this table cannot be read: {error}"
        raise ContentError([Fault(name, 0, problem, "Save it as CSV, UTF-8.")]) from None
    separator = ";" if text.partition("\n")[0].count(";") > 3 else ","  # as a Dutch Excel saves it
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    if missing := [column for column in COLUMNS if column not in (rows.fieldnames or ())]:
        remedy = f"Keep the first line as the review made it: {', '.join(COLUMNS)}."
        raise ContentError([Fault(name, 1, f"the column '{missing[0]}' is missing", remedy)])
    answers, faults = [], []
    for row in rows:
        values = {column: (row[column] or "").strip() for column in COLUMNS}
        del values["sources"]
        values["answer"] = values["answer"].casefold()
        answer = Answer(**values, line=rows.line_num)
        if wrong := _wrong_in(answer):
            faults.append(Fault(name, rows.line_num, *wrong))
        elif answer.answer:
            answers.append(answer)
    if faults:
        raise ContentError(faults)
    return answers


def _wrong_in(row: Answer) -> tuple[str, str] | None:
    """Problem and remedy of a row; None for one that is sound, or not answered yet."""
    if row.answer not in ("", AGREED, OTHER):
        remedy = f"Write {AGREED} or {OTHER}, or leave it empty."
        return f"the answer '{row.answer}' is not known", remedy
    if row.answer == OTHER and not row.instead:
        return f"'{OTHER}' without words", "Write in 'instead' what must change."
    if row.answer and not (row.by and _is_day(row.day)):
        remedy = "Write in 'by' the position and organisation, and in 'day' year-month-day."
        return "who answered, or the day, is missing", remedy
    return None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
