"""How hard a text is to read: its sentences, their length, and the Flesch-Douma score of Dutch.

Limits come from DESIGN §4. They are advice for an editor, never a reason to stop a build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyphen

from meldapp.content.markdown import plain

WORD = re.compile(r"[^\W_]+(?:['’.:/-][^\W_]+)*")
ITEM = re.compile(r"^\s*(?:[-*]|\d+[.)]) +(.*)$")
ABBREVIATIONS = frozenset(
    "art bijv blz bv ca d.w.z dhr dr drs e.a e.d e.g ed enz etc evt i.e incl m.b.t m.n mevr mr mrs ms nr o.a par prof resp st t.a.v t.o.v tel vgl vs".split()
)
END = re.compile(r"[.!?…]+[\"'”’»)]*\s+(?=[\"'“‘«(]?[A-Z0-9À-ÖØ-Þ'’])")


@dataclass(frozen=True)
class Limits:
    """What DESIGN §4 asks of a zone, in words."""

    average: int
    sentence: int
    item: int = 12
    items: int = 7
    page: int = 0
    """Most words on a page; 0 means no limit."""
    score: int = 60
    """Lowest Flesch-Douma: the scale calls 60 and up standard, 80 and up easy (Douma 1960)."""


PROFESSIONAL = Limits(average=15, sentence=25)
HELP = Limits(average=10, sentence=15, page=150, score=80)


@dataclass(frozen=True)
class Piece:
    """One paragraph, list item or title, as people read it. `line` counts from 1 within the text."""

    kind: str
    """paragraph, item or title"""
    block: str
    """Name of the block it stands in, or empty."""
    list_number: int
    """Which list an item belongs to; 0 for what is no item."""
    line: int
    words: str

    @property
    def count(self) -> int:
        """Number of words."""
        return len(WORD.findall(self.words))

    @property
    def sentences(self) -> list[str]:
        """Its sentences; a title has none."""
        return [] if self.kind == "title" else split_sentences(self.words)


def pieces(text: str) -> Iterator[Piece]:
    """Yield what people read in a Markdown text, in order, without its marks."""
    block, lists = "", 0
    waiting: list[str] = []
    start, kind = 0, ""
    skip_contact = in_list = False

    def finished() -> Iterator[Piece]:
        if waiting:
            yield Piece(
                kind, block, lists if kind == "item" else 0, start, plain(" ".join(waiting)).strip()
            )
            waiting.clear()

    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("///"):
            yield from finished()
            name, _, title = (part.strip() for part in stripped.strip("/").partition("|"))
            block, in_list = name, False
            skip_contact = name == "call"
            if title:
                yield Piece("title", block, 0, number, plain(title))
        elif stripped.startswith("#"):
            yield from finished()
            in_list = False
            yield Piece("title", block, 0, number, plain(stripped))
        elif not stripped:
            yield from finished()
        elif skip_contact:
            skip_contact = False  # the first line of a call block is the id of a contact
        elif match := ITEM.match(line):
            yield from finished()
            if not in_list:
                lists, in_list = lists + 1, True
            start, kind = number, "item"
            waiting.append(match[1])
        elif waiting:
            waiting.append(stripped)
        elif in_list and line.startswith(" "):
            start, kind = number, "item"
            waiting.append(stripped)
        else:
            in_list = False
            start, kind = number, "paragraph"
            waiting.append(stripped)
    yield from finished()


def split_sentences(words: str) -> list[str]:
    """Return the sentences of a paragraph; an abbreviation or a time such as 8.30 ends none."""
    found, start = [], 0
    for match in END.finditer(words):
        before = words[start : match.start()].rsplit(None, 1)
        last = before[-1].strip("(\"'“‘").casefold() if before else ""
        if match[0].startswith(".") and (
            last in ABBREVIATIONS
            or re.fullmatch(r"\d+", last)
            and start == match.start() - len(last)
        ):
            continue
        found.append(words[start : match.end()].strip())
        start = match.end()
    if rest := words[start:].strip():
        found.append(rest)
    return found


def count_words(words: str) -> int:
    """Number of words; a phone number is one."""
    return len(WORD.findall(words))


@lru_cache
def _dutch() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL", left=1, right=1)


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Number of syllables of a Dutch word, by its hyphenation; at least one.

    Hyphenation keeps some vowel pairs together, so a long word may count one too few: good enough for a page, not for one word.
    """
    return sum(
        len(_dutch().positions(part)) + 1 for part in re.split(r"[-'’./:]", word.casefold()) if part
    )


@dataclass(frozen=True)
class Score:
    """How one text reads."""

    sentences: int
    words: int
    longest: int
    long: int
    """Sentences over the limit."""
    douma: float | None
    """Flesch-Douma, 0 (very hard) to 100 (very easy); None when the language is not Dutch or the text is too short to say."""

    @property
    def average(self) -> float:
        """Words in an average sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def share(self) -> float:
        """Share of the sentences that is over the limit, 0 to 1."""
        return self.long / self.sentences if self.sentences else 0.0


SHORTEST = 40
"""Words under which an average says nothing."""


def score(text: list[Piece], limits: Limits, locale: str) -> Score:
    """Measure a text. Flesch-Douma = 206.84 − 0.93 × words per sentence − 77 × syllables per word (Douma 1960)."""
    lengths = [
        count for piece in text for sentence in piece.sentences if (count := count_words(sentence))
    ]
    words = sum(lengths)
    douma = None
    if locale == "nl" and words >= SHORTEST:
        spoken = [
            word
            for piece in text
            for sentence in piece.sentences
            for word in WORD.findall(sentence)
            if not word[0].isdigit()
        ]
        douma = (
            206.84
            - 0.93 * words / len(lengths)
            - 77 * sum(map(syllables, spoken)) / max(1, len(spoken))
        )
    return Score(
        len(lengths),
        words,
        max(lengths, default=0),
        sum(length > limits.sentence for length in lengths),
        douma,
    )


__all__ = [
    "HELP",
    "PROFESSIONAL",
    "Limits",
    "Piece",
    "Score",
    "count_words",
    "pieces",
    "score",
    "split_sentences",
    "syllables",
]
