"""The words of the desk, Dutch and English, in a table of their own.

They are not in the catalogues of the app, since its readers never see them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

TABLE = Path(__file__).parent / "words.toml"
NAME_OF_FIELD = re.compile(r"^\w+: ")
PLACE = re.compile(r"(\[\w+\] )?\S+")
"""Where in a table something is wrong, before the colon: a field, or [colours] and a field."""


@dataclass(frozen=True)
class Words:
    """What the desk says in one language. English is what the code says."""

    language: str
    table: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    names: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Kind → what the code calls something → its words in English and in Dutch."""

    def __call__(self, text: str, **values: object) -> str:
        """These words in the language of the desk, with their values."""
        words = self.table.get(text, text)
        return words.format(**values) if values else words

    def name(self, kind: str, key: str) -> str:
        """What a state, a field and so on are called; empty when they have no words."""
        words = self.names.get(kind, {}).get(key, ["", ""])
        return words[self.language == "nl"]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """What the build says, with a group for each value, and the Dutch of it."""
        return [
            (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(english)), re.S), dutch)
            for english, dutch in self.faults.items()
        ]

    def fault(self, text: str) -> str:
        """What the build says is wrong, or what to do about it, in the language of the desk."""
        if text.startswith("Do you mean "):
            return f"{self('Do you mean')} {text.removeprefix('Do you mean ')}"
        for sign in (" For example: ", " Do you mean ", " (it says "):
            before, separator, after = text.partition(sign)
            if separator and (dutch := self.fault(before)) != before:
                if sign == " For example: ":
                    after = NAME_OF_FIELD.sub("", after)
                return f"{dutch} {self(sign.strip())} {after}"
        name, colon, problem = text.partition(": ")
        if colon and PLACE.fullmatch(name) and (dutch := self.fault(problem)) != problem:
            return f"{self.name('field', name.partition('.')[0]) or name}: {dutch}"
        for pattern, dutch in self._patterns:
            if match := pattern.fullmatch(text):
                values = match.groupdict()
                if text.startswith("the field "):  # the screen has another name for it
                    name = values.get("name", "")
                    field = name.split(".")[-2 if name.endswith((".nl", ".en")) else -1]
                    values["name"] = self.name("field", field) or name
                return dutch.format(**values)
        return text


def read_words(language: str) -> Words:
    """The words of the desk in Dutch (`nl`) or English (`en`)."""
    tables = tomllib.loads(TABLE.read_text("utf-8"))
    names = tables["names"]
    if language != "nl":
        return Words(language, names=names)
    return Words(language, tables["words"], tables["faults"], names)
