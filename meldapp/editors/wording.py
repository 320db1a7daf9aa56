"""Words and patterns to avoid, and what to write instead: plain-words.toml, schrijfwijzer.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from meldapp.content.facts import Model, Pattern, Text
from meldapp.content.files import Files
from meldapp.content.sentences import Piece, count_words

SPELLINGS = "plain-words.toml"
GUIDE = "schrijfwijzer.toml"
CONNECTIVES = ("bindwoorden", "connectives")
"""The table of a writing guide with the words that join sentences."""

# -- the lists of words ----------------------------------------------------------------------------


class Better(Model):
    """What to write instead of a word."""

    instead: Text
    pages: tuple[Text, ...] = ()
    """The pages on which the law or a source asks for the word."""


@dataclass(frozen=True)
class WordList:
    """The words of one language that have a better one."""

    kind: str
    """word (has a plainer one), term (has a fixed one) or label (puts a person in a box)"""
    better: Mapping[str, Better]
    """By the word, which may end in * for any ending."""

    @cached_property
    def _entries(self) -> list[tuple[str, Better]]:
        """Pattern of each word with the better one, the longest first."""
        return [
            (re.escape(word).replace(r"\ ", r"\s+").replace(r"\*", r"\w*"), self.better[word])
            for word in sorted(self.better, key=len, reverse=True)
        ]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Every word, each in a group of its own."""
        groups = "|".join(f"({pattern})" for pattern, _ in self._entries)
        return re.compile(rf"(?<![\w-])(?:{groups})(?![\w-])", re.I)

    def find(self, words: str, page_id: str = "") -> Iterator[tuple[str, str]]:
        """Yield each word of the list in a text, as written there, with the better one."""
        for match in self._pattern.finditer(words) if self.better else ():
            _, better = self._entries[(match.lastindex or 1) - 1]
            if page_id not in better.pages:
                yield match[0], better.instead


def _better(value: Any) -> Any:
    return {"instead": value} if isinstance(value, str) else value


Words = dict[str, Annotated[Better, BeforeValidator(_better)]]


class Kinds(Model):
    """The words of one language, as plain-words.toml has them."""

    word: Words = {}
    term: Words = {}
    label: Words = {}


def read_word_lists(content_dir: Path) -> dict[str, tuple[WordList, ...]]:
    """Language → its lists, from plain-words.toml; empty when there is no such file.

    Raises ContentError for a faulty one.
    """
    path = content_dir / SPELLINGS
    if not path.exists():
        return {}
    files = Files(content_dir)
    languages = {
        language: files.model(Kinds, table, path, (language,))
        for language, table in _tables(files, path)
    }
    files.stop_if_faulty()
    return {
        language: tuple(WordList(kind, words) for kind, words in kinds)
        for language, kinds in languages.items()
        if kinds
    }


def _tables(files: Files, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables of a TOML file, with a fault for what is outside them."""
    for key, table in (files.toml(path) or {}).items():
        if isinstance(table, dict):
            yield key, table
        else:
            line = files.line(path, (key,))
            files.fault(path, f"'{key}' is outside a table", "Move it into one.", line=line)


# -- the writing guides ----------------------------------------------------------------------------


class Advice(Model):
    """A pattern to avoid in a text, and what to write instead."""

    find: Pattern
    instead: Text
    blocks: tuple[Text, ...] = ()
    """Where it counts, `paragraph` being what is in no block; empty: everywhere."""
    not_blocks: tuple[Text, ...] = ()
    zone: str = Field(default="", pattern="^(help|app)?$")
    pages: tuple[Text, ...] = ()
    """The pages that may have it."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """`find`, compiled."""
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

    lists: tuple[WordList, ...] = ()
    """Words that have a better one; none where plain-words.toml has no table for the language."""
    advice: tuple[Advice, ...] = ()
    connectives: re.Pattern[str] | None = None
    """A word that joins sentences; None where the guide names none."""

    def find(self, piece: Piece, zone: str, page_id: str) -> Iterator[tuple[str, str]]:
        """Yield each pattern in a piece, as written there, with what to write instead."""
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


def read_guide(content_dir: Path, locale: str) -> Guide:
    """Return the writing guide of a language with its lists of words, empty when there is none.

    Raises ContentError for a faulty one.
    """
    lists = read_word_lists(content_dir).get(locale, ())
    path = content_dir / locale / GUIDE
    if not path.exists():
        return Guide(lists)
    files, advice, connectives = Files(content_dir), [], None
    for key, table in _tables(files, path):
        if key in CONNECTIVES:
            joining = "|".join(map(re.escape, str(table.get("words", "")).split()))
            connectives = re.compile(rf"\b(?:{joining})\b", re.I)
        else:
            advice.append(files.model(Advice, table, path, (key,)))
    files.stop_if_faulty()
    return Guide(lists, tuple(filter(None, advice)), connectives)
