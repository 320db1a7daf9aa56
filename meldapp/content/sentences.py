"""A Markdown text split into what people read: paragraphs, list items, titles, and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from meldapp.content.markdown import plain

WORD = re.compile(r"[^\W_]+(?:['’.:/-][^\W_]+)*")
ITEM = re.compile(r"^\s*(?:[-*]|\d+[.)]) +(.*)$")
ABBREVIATIONS = (
    "art bijv blz bv ca d.w.z dhr dr drs e.a e.d e.g ed enz etc evt i.e incl m.b.t m.n mevr mr mrs"
    " ms nr o.a par prof resp st t.a.v t.o.v tel vgl vs"
)
END = re.compile(r"[.!?…]+[\"'”’»)]*\s+(?=[\"'“‘«(]?[A-Z0-9À-ÖØ-Þ'’])")


@dataclass(frozen=True)
class Piece:
    """One paragraph, list item or title, as people read it.

    `line` counts from 1 within the text.
    """

    kind: str
    """paragraph, item or title"""
    block: str
    """Name of the block it is in, or empty."""
    list_number: int
    """Which list an item belongs to; 0 for what is no item."""
    line: int
    words: str

    @property
    def count(self) -> int:
        """Number of words."""
        return count_words(self.words)

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
    sentences, start = [], 0
    for match in END.finditer(words):
        before = words[start : match.start()].rsplit(None, 1)
        last = before[-1].strip("(\"'“‘").casefold() if before else ""
        if match[0].startswith(".") and (
            last in ABBREVIATIONS.split()
            or (re.fullmatch(r"\d+", last) and start == match.start() - len(last))
        ):
            continue
        sentences.append(words[start : match.end()].strip())
        start = match.end()
    if remainder := words[start:].strip():
        sentences.append(remainder)
    return sentences


def count_words(words: str) -> int:
    """Number of words; a phone number is one."""
    return len(WORD.findall(words))
