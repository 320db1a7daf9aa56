"""What is wrong with the content, where it is, and what to do about it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

PLAIN = {
    "string_type": "this must be a text; put double quotes around it",
    "string_too_short": "this is empty",
    "string_too_long": "{count} characters, at most {max_length} fit a phone",
    "too_long": "{actual_length} items, at most {max_length} fit",
    "date_from_datetime_parsing": "{given!r} is not a day of the calendar; write year-month-day, "
    "such as 2026-11-21",
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
"""What pydantic finds, in words for an editor."""


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


Complaint = tuple[str, str]
"""Problem and remedy."""


class Wrong(NamedTuple):
    """What is wrong on a line of a text, whatever file it is in."""

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
"""The path to a value: table, field, place in a list."""


def explain(
    error: ValidationError,
    model: type[BaseModel],
    filled: Iterable[str],
    line_of: Callable[[Where], int],
) -> Iterator[Wrong]:
    """Yield everything a model refused.

    `filled` are the fields that a writer does not give; `line_of` finds the line of a field, or
    with an empty path that of the whole entry.
    """
    names = sorted({info.alias or key for key, info in model.model_fields.items()} - set(filled))
    for item in error.errors(include_url=False):
        where = tuple(str(part) for part in item["loc"])
        shown = ".".join(where)
        key = where[0] if where else ""
        info = model.model_fields.get(key)
        example = f" For example: {key}: {info.examples[0]}" if info and info.examples else ""
        if item["type"] == "missing":
            yield Wrong(line_of(where[:-1]), f"the field '{shown}' is missing", f"Add it.{example}")
        elif item["type"] == "extra_forbidden":
            # `names` are those at the top, not those beside a field inside another one
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
    if kind in PLAIN:
        count = len(given) if isinstance(given, str) else 0
        message = PLAIN[kind].format(given=given, count=count, **context)
    else:
        message = message.removeprefix("Value error, ").replace("Input should be", "this must be")
    if isinstance(given, str) and 0 < len(given) < 80 and repr(given) not in message:
        return f"{message} (it says {given!r})"
    return message


def missing(what: str, word: str, known: Iterable[str], remedy: str) -> Complaint:
    """The complaint about a name that does not exist."""
    return f"the {what} '{word}' does not exist", remedy + near(word, known)


def near(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Ask whether a similar known word was meant, with a space before it; empty without one."""
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=likeness)
    return f" Do you mean '{matches[0]}'?" if matches else ""


def instead(word: str, known: Collection[str], likeness: float = 0.6) -> str:
    """The remedy for an unknown word: a similar known one, else all of them."""
    return near(word, known, likeness).strip() or f"Use one of: {', '.join(known)}."


# -- lines -----------------------------------------------------------------------------------------

_NAME = r'(?:"[^"]*"|\'[^\']*\'|[\w-]+)'
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_TABLE = re.compile(rf"\s*(\[\[?)\s*({_NAMES})\s*\]\]?\s*(?:#.*)?$")
_FIELD = re.compile(rf"\s*({_NAMES})\s*=")


def toml_lines(text: str) -> dict[Where, int]:
    """The line of every table and field of a TOML file, by its path.

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
    """The line of a value, else of the nearest table around it, else 0."""
    return next(
        (lines[where[:length]] for length in range(len(where), 0, -1) if where[:length] in lines), 0
    )


def line_at(text: str, place: int) -> int:
    """The line of a character, from 1."""
    return text.count("\n", 0, place) + 1


def line_with(text: str, pattern: str) -> int:
    """The first line on which a pattern matches, or 0."""
    match = re.search(pattern, text, re.M)
    return line_at(text, match.start()) if match else 0
