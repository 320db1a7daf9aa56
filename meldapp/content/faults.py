"""What is wrong with the content, where it stands, and what to do about it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from meldapp.content.pages import Page

EXAMPLES = {
    "title": "title: Praat met de ander",
    "summary": "summary: Vertel wat u zag, luister en leg vast.",
    "checked": "checked: 2026-11-21",
    "checked_by": "checked_by: redactie",
    "review_by": "review_by: 2027-05-21",
    "sources": "sources: rj3, hglt",
    "changed": "changed: a list, each item such as - 2026-12-01 Ook de huisarts is genoemd.",
    "number": "number: 3",
    "yes": "yes: wegen/2",
    "no": "no: wegen/uitkomst/afsluiten",
    "unsure": "unsure: wegen/uitkomst/vraag-advies",
    "door": "door: worried",
    "order": "order: 10",
}
"""How a field of the head of a page looks when it is right."""

PLAIN = {
    "string_type": "this must be a text; put double quotes around it",
    "string_too_short": "this is empty",
    "int_type": "this must be a whole number",
    "int_parsing": "this must be a whole number",
    "int_parsing_size": "this number is too large",
    "int_from_float": "this must be a whole number",
    "bool_type": "write true or false",
    "float_type": "this must be a number",
    "float_parsing": "this must be a number",
    "tuple_type": "this must be a list",
    "dict_type": "this must be a table of names and values",
    "model_type": "this must be a table of names and values",
}
"""What the library finds, in words for an editor."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing an editor must put right."""

    file: str
    line: int
    """Counted from 1; 0 when the fault has no line."""
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.problem}\n    {self.remedy}"


class Wrong(NamedTuple):
    """What is wrong on a line of a text, wherever that text stands."""

    line: int
    problem: str
    remedy: str


class ExplainedError(Exception):
    """Something that a person can put right; the message says what is wrong and what to do."""


class ContentError(ExplainedError):
    """The content cannot be published. `faults` says why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


Where = tuple[str, ...]
"""The way to a value: table, field, place in a list."""


def explain(
    error: ValidationError,
    model: type[BaseModel],
    filled: Iterable[str],
    line_of: Callable[[Where], int],
) -> Iterator[Wrong]:
    """Yield everything a model refused.

    `filled` are the fields that are not for the writer to give; `line_of` finds the line of a
    field, the empty way being the whole entry.
    """
    names = sorted({info.alias or key for key, info in model.model_fields.items()} - set(filled))
    for item in error.errors(include_url=False):
        where = tuple(str(part) for part in item["loc"])
        shown = ".".join(where)
        key = where[0] if where else ""
        example = (
            f" For example: {EXAMPLES[key]}" if issubclass(model, Page) and key in EXAMPLES else ""
        )
        if item["type"] == "missing":
            yield Wrong(line_of(where[:-1]), f"the field '{shown}' is missing", f"Add it.{example}")
        elif item["type"] == "extra_forbidden":
            # the neighbours of a field inside another one are not looked up
            remedy = instead(key, names) if len(where) == 1 else "Correct its name, or remove it."
            yield Wrong(line_of(where), f"the field '{shown}' is not known here", remedy)
        else:
            problem = _problem(item["type"], item["msg"], item.get("ctx", {}), item["input"])
            yield Wrong(
                line_of(where),
                f"{shown}: {problem}" if shown else problem,
                f"Correct this {'field' if shown else 'entry'}.{example}",
            )


def _problem(kind: str, message: str, context: dict[str, object], given: object) -> str:
    message = PLAIN.get(
        kind, message.removeprefix("Value error, ").replace("Input should be", "this must be")
    )
    if kind == "string_too_long" and isinstance(given, str):
        return f"{len(given)} characters, at most {context['max_length']} fit a phone"
    if kind == "too_long":
        return f"{context['actual_length']} items, at most {context['max_length']} fit"
    if isinstance(given, str) and 0 < len(given) < 80 and repr(given) not in message:
        return f"{message} (it says {given!r})"
    return message


def near(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The question which known word was meant, with a space before it.

    Empty when none is like it.
    """
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=likeness)
    return f" Do you mean '{matches[0]}'?" if matches else ""


def instead(word: str, known: Collection[str], likeness: float = 0.6) -> str:
    """What to do about a word that is not known: the one that was meant, or all there are."""
    return near(word, known, likeness).strip() or f"Use one of: {', '.join(known)}."


# -- lines -----------------------------------------------------------------------------------------

_NAME = r'(?:"[^"]*"|\'[^\']*\'|[\w-]+)'
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_TABLE = re.compile(rf"\s*(\[\[?)\s*({_NAMES})\s*\]\]?\s*(?:#.*)?$")
_FIELD = re.compile(rf"\s*({_NAMES})\s*=")


def toml_lines(text: str) -> dict[Where, int]:
    """The line of every table and field of a TOML file, by the way to it.

    The tables of a list are numbered from 0.
    """
    lines: dict[Where, int] = {}
    table: Where = ()
    count: dict[Where, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _TABLE.match(line):
            table = _parts(match[2])
            if match[1] == "[[":
                count[table] = count.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, str(count[table]))
            lines.setdefault(table, number)
        elif match := _FIELD.match(line):
            lines.setdefault((*table, *_parts(match[1])), number)
    return lines


def _parts(names: str) -> Where:
    return tuple(part.strip("\"'") for part in re.findall(_NAME, names))


def line_of(lines: dict[Where, int], where: Where) -> int:
    """The line of the value, else of the nearest thing that holds it, else 0."""
    return next(
        (lines[where[:length]] for length in range(len(where), 0, -1) if where[:length] in lines), 0
    )


def line_at(text: str, place: int) -> int:
    """The line on which a character stands, from 1."""
    return text.count("\n", 0, place) + 1


def line_with(text: str, pattern: str) -> int:
    """The first line on which a pattern matches, or 0."""
    match = re.search(pattern, text, re.M)
    return line_at(text, match.start()) if match else 0
