"""Forms that follow from the models: each field of a model becomes a field of a form."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from meldapp.content.facts import DAYS
from meldapp.web.assets import Assets

Kind = Literal["line", "text", "day", "choice", "list", "lines", "flag", "hours", "numbers"]

LINES = ("answers", "changed")
LONG = re.compile(r"summary|sentence|sentence_you|note|value")
DUTCH = {
    "always": "altijd",
    **dict(zip(DAYS, ("ma", "di", "wo", "do", "vr", "za", "zo"), strict=True)),
}
"""How opening hours are typed in Dutch."""
LONG_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


@dataclass(frozen=True)
class Field:
    """One field of a form."""

    name: str
    """In the form; a part for each table on the way, such as for_whom.nl."""
    kind: Kind
    value: str
    options: tuple[str, ...] = ()
    required: bool = False
    most: int = 0
    """Characters that fit; 0 for no limit."""

    @property
    def label(self) -> str:
        """Name of its words in the table of words."""
        return self.name.partition(".")[0]

    @property
    def language(self) -> str:
        """Of a text that an entry has in several."""
        return self.name.partition(".")[2]


def fields_of(
    model: type[BaseModel],
    given: Mapping[str, Any],
    names: Sequence[str],
    languages: Sequence[str] = (),
) -> list[Field]:
    """The fields of a form for an entry of this model with these values."""
    fields = []
    for key, info in model.model_fields.items():
        name = info.alias or key
        if name not in names:
            continue
        if get_origin(info.annotation) is dict:
            words = given.get(name)
            words = words if isinstance(words, dict) else {}
            kind: Kind = "text" if LONG.fullmatch(name) else "line"
            for code in dict.fromkeys((*languages, *words)):
                fields.append(Field(f"{name}.{code}", kind, str(words.get(code, ""))))
            continue
        options = sorted(Assets().icons) if name == "icon" else _literals(info.annotation)
        kind = _kind(name, options, info.annotation)
        limits = [getattr(rule, "max_length", None) or 0 for rule in info.metadata]
        most = 0 if kind in ("list", "lines") else max(limits, default=0)
        value = _shown(given.get(name), kind)
        fields.append(Field(name, kind, value, tuple(options), info.is_required(), most))
    return fields


def _kind(name: str, options: Sequence[str], annotation: Any) -> Kind:
    kinds: dict[Kind, bool] = {
        "hours": name == "hours",
        "choice": bool(options),
        "day": "datetime.date" in str(annotation),
        "lines": name in LINES,
        "numbers": "Annotated[int" in str(annotation),
        "list": get_origin(annotation) is tuple,
        "flag": annotation is bool,
        "text": bool(LONG.fullmatch(name)),
    }
    return next((kind for kind, holds in kinds.items() if holds), "line")


def _literals(annotation: Any) -> list[str]:
    """The values to choose from, for a field with a few fixed ones."""
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    return [value for part in get_args(annotation) for value in _literals(part)]


def _shown(value: Any, kind: Kind) -> str:
    """A value as a form shows it."""
    if value is None or value is False:
        return ""
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            return "\n".join(f"{one['days']} {one['from']}-{one['to']}" for one in value)
        return ("\n" if kind == "lines" else ", ").join(map(str, value))
    return "true" if value is True else str(value)


def value_of(field: Field, words: str) -> Any:
    """What belongs in TOML for the words of a form; None for an empty field.

    Words that are not of the kind stay text, so that the model says what is wrong.
    """
    words = words.strip()
    parts = [part.strip() for part in words.split(",") if part.strip()]
    if not words:
        return None
    if field.kind == "flag":
        return words == "true"
    if field.kind == "day":
        with contextlib.suppress(ValueError):
            return date.fromisoformat(words)
    if field.kind == "numbers" and all(map(str.isdecimal, parts)):
        return [int(part) for part in parts]
    if field.kind == "list":
        return parts
    if field.kind == "hours":
        is_always = words.lower() in ("always", DUTCH["always"])
        return "always" if is_always else [_stretch(line) for line in words.split("\n")]
    return words


def in_dutch(hours: str) -> str:
    """Opening hours with Dutch days."""
    return re.sub(r"[a-z]+", lambda match: DUTCH.get(match[0], match[0]), hours.lower())


def _stretch(line: str) -> dict[str, str]:
    """One line of opening hours, such as mon-fri 09:00-17:00 or ma t/m vr 9 tot 17 uur."""
    line = re.sub(r"\s*\b(?:t/m|tot en met|tot)\b\s*", "-", line.strip().lower())
    match = re.fullmatch(r"(.*?)\s+([\d:.]+)\s*[-–]\s*([\d:.]+)(?:\s*uur)?", line)
    days, opens, closes = match.groups() if match else (line, "", "24:00")
    return {"days": _days(days), "from": _time(opens), "to": _time(closes)}


def _days(words: str) -> str:
    """Days as TOML has them; as they were typed when one of them is unknown."""
    names = {dutch: english for english, dutch in DUTCH.items()}
    names |= {day: names[day[:2]] for day in LONG_DAYS}
    days = re.sub(r"[a-z]+", lambda day: names.get(day[0], day[0]), words)
    known = re.findall(r"[a-z]+", days)
    return days if set(known) <= set(DAYS) else words


def _time(words: str) -> str:
    """A time as two digits, a colon and two digits, such as 09:00 for 9."""
    hour, _, minutes = words.replace(".", ":").partition(":")
    return f"{hour.zfill(2)}:{minutes or '00'}" if hour else ""


def listed(field: Field, words: str) -> str | list[str]:
    """What belongs in the head of a page for the words of a form."""
    words = words.strip()
    if field.kind == "lines":
        return [line.strip() for line in words.split("\n") if line.strip()]
    return re.sub(r"\s+", " ", words)
