"""Words and patterns that have a better one.

`content/plain-words.toml` and `content/<locale>/schrijfwijzer.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from pydantic import Field, ValidationError, field_validator

from meldapp.content.facts import Model, Text
from meldapp.content.faults import ContentError, Fault, Where, explain, line_at, toml_lines
from meldapp.content.sentences import Piece, count_words

SPELLINGS = "plain-words.toml"
GUIDE = "schrijfwijzer.toml"
CONNECTIVES = ("bindwoorden", "connectives")
"""The table of a writing guide with the words that join sentences."""

# -- the lists of words ----------------------------------------------------------------------------


@dataclass(frozen=True)
class WordList:
    """The words of one language that have a better one.

    Written words may end in * for any ending.
    """

    kind: str
    """word (has a plainer one), term (has a fixed one) or label (puts a person in a box)"""
    better: Mapping[str, str]
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Word → the pages on which the law or a source asks for it."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """One group per word, the longest first."""
        parts = [
            r"\s+".join(re.escape(part) for part in word.removesuffix("*").split())
            + (r"\w*" if word.endswith("*") else "")
            for word in self._words
        ]
        return re.compile(
            r"(?<![\w-])(?:" + "|".join(f"({part})" for part in parts) + r")(?![\w-])", re.I
        )

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self.better, key=len, reverse=True)

    def find(self, words: str, page_id: str = "") -> Iterator[tuple[str, str]]:
        """Yield each word of the list in a text, as it stands there, with the better one."""
        for match in self._pattern.finditer(words) if self.better else ():
            word = self._words[(match.lastindex or 1) - 1]
            if page_id not in self.allowed.get(word, ()):
                yield match[0], self.better[word]


def read_word_lists(content_dir: Path) -> dict[str, list[WordList]]:
    """Language → its lists, from plain-words.toml; empty when there is no such file.

    Raises ContentError for a faulty one.
    """
    path = content_dir / SPELLINGS
    if not path.exists():
        return {}
    name = path.relative_to(content_dir.parent).as_posix()

    def faulty(problem: str, remedy: str, line: int = 0) -> ContentError:
        return ContentError([Fault(name, line, problem, remedy)])

    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        match = re.search(r"line (\d+)", str(error))
        raise faulty(
            f"this is not TOML: {error}",
            'Write each word as "word" = "better word", both in quotes.',
            int(match[1]) if match else 0,
        ) from None
    lists: dict[str, list[WordList]] = {}
    for language, kinds in tables.items():
        lists[language] = []
        for kind, words in kinds.items() if isinstance(kinds, dict) else ():
            if kind not in ("word", "term", "label"):
                raise faulty(
                    f"the table [{language}.{kind}] is not known here", "Use word, term or label."
                )
            better, allowed = {}, {}
            for word, value in words.items():
                if isinstance(value, dict) and isinstance(value.get("instead"), str):
                    better[word], allowed[word] = value["instead"], tuple(value.get("pages", ()))
                elif isinstance(value, str):
                    better[word] = value
                else:
                    raise faulty(
                        f"'{word}' has no better word",
                        f'Write "{word}" = "…", or "{word}" = {{ instead = "…", pages = ["…"] }}.',
                    )
            lists[language].append(WordList(kind, better, allowed))
    return lists


# -- the writing guides ----------------------------------------------------------------------------


class Advice(Model):
    """A pattern in a text that has something better."""

    find: Text
    instead: Text
    blocks: tuple[Text, ...] = ()
    """Where it counts; `paragraph` is what stands in no block. None: everywhere."""
    not_blocks: tuple[Text, ...] = ()
    zone: str = Field(default="", pattern="^(help|app)?$")
    pages: tuple[Text, ...] = ()
    """The pages on which it may stand."""

    @field_validator("find")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"{value!r} is not a regular expression: {error}") from None
        return value

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """`find` as it is looked for."""
        return re.compile(self.find, re.IGNORECASE | re.MULTILINE)

    def concerns(self, block: str, zone: str, page_id: str) -> bool:
        """Whether it counts in this block (empty outside one) of this page."""
        where = block or "paragraph"
        return (
            (not self.blocks or where in self.blocks)
            and where not in self.not_blocks
            and self.zone in ("", zone)
            and page_id not in self.pages
        )


@dataclass(frozen=True)
class Guide:
    """The writing guide of one language."""

    advice: tuple[Advice, ...] = ()
    connectives: re.Pattern[str] | None = None
    """A word that joins sentences; None where the guide names none."""

    def find(self, piece: Piece, zone: str, page_id: str) -> Iterator[tuple[str, str]]:
        """Yield each pattern in a paragraph, item or title, as it stands there, with what to write
        instead.
        """
        for advice in self.advice:
            if advice.concerns(piece.block, zone, page_id) and (
                match := advice.pattern.search(piece.words)
            ):
                yield match[0].strip(), advice.instead

    def is_telegram(self, piece: Piece) -> bool:
        """Whether a paragraph is a row of short sentences that nothing joins."""
        sentences = piece.sentences
        return (
            self.connectives is not None
            and piece.kind == "paragraph"
            and len(sentences) >= TELEGRAM_SENTENCES
            and all(count_words(sentence) <= TELEGRAM_WORDS for sentence in sentences)
            and not self.connectives.search(piece.words)
        )


TELEGRAM_SENTENCES = 4
TELEGRAM_WORDS = 8


def _line(lines: dict[Where, int], key: str, where: Where) -> int:
    return line_at(lines, (key, *where))


def read_guide(content_dir: Path, locale: str) -> Guide:
    """Return the writing guide of a language, empty when there is none.

    Raises ContentError for a faulty one.
    """
    path = content_dir / locale / GUIDE
    if not path.exists():
        return Guide()
    name = path.relative_to(content_dir.parent).as_posix()
    text = path.read_text("utf-8-sig")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        raise ContentError(
            [
                Fault(
                    name,
                    int(match[1]) if match else 0,
                    f"this is not TOML: {error}",
                    "Put a pattern between single quotes: find = '…'.",
                )
            ]
        ) from None
    lines = toml_lines(text)
    faults, advice, connectives = [], [], None
    for key, table in tables.items():
        if key in CONNECTIVES and isinstance(table, dict):
            joining = "|".join(map(re.escape, str(table.get("words", "")).split()))
            connectives = re.compile(rf"\b(?:{joining})\b", re.I)
            continue
        try:
            advice.append(Advice.model_validate(table))
        except ValidationError as error:
            for line, problem, remedy in explain(error, Advice, (), partial(_line, lines, key)):
                faults.append(Fault(name, line, problem, remedy))
    if faults:
        raise ContentError(faults)
    return Guide(tuple(advice), connectives)
