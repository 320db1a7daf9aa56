"""The content blocks, and the scanner that names a faulty one.

`pymdownx.blocks` prints an unknown block as text and swallows an unclosed one without a word. So
every text passes a line scanner first, which names the line, the fault and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from meldapp.content.faults import Wrong, instead, near
from meldapp.content.slots import FOREIGN_END

LIST_ITEM = re.compile(r"^[-*] +(.*)$")
FENCE = re.compile(r"^(/{3,}) *(.*?) *$")
NEGATIONS = {
    "nl": re.compile(r"\b(niet|geen|nooit|niemand|nergens|niets)\b", re.I),
    "en": re.compile(r"\b(not|never|no|nobody|nothing|cannot)\b|n['’]t\b", re.I),
}
"""Words that make a sentence a prohibition. A language without an entry is not checked."""
URGENT_START = {"nl": "Bel nu 112", "en": "Call 112 now"}


@dataclass(frozen=True)
class BlockKind:
    """What one kind of block asks of its writer."""

    items: tuple[int, int] | None = None
    """Smallest and largest number of list items; None when it need not be a list."""
    per_page: int = 99


BLOCKS: dict[str, BlockKind] = {
    "urgent": BlockKind(per_page=1),
    "call": BlockKind(),
    "consult": BlockKind(per_page=1),
    "caution": BlockKind(per_page=2),
    "tip": BlockKind(per_page=3),
    "do": BlockKind(items=(1, 7)),
    "never": BlockKind(items=(1, 7)),
    "say": BlockKind(items=(1, 99)),
    "signals": BlockKind(items=(3, 99)),
    "checklist": BlockKind(items=(1, 10)),
    "details": BlockKind(),
    "example": BlockKind(),
    "rule": BlockKind(),
    "region": BlockKind(),
}
INCLUDED = ("rule", "region")
"""Blocks that are replaced by something else before the text is rendered; see `marks`."""
LONGEST_QUOTE = 25
"""Words in one sentence to say: more cannot be remembered on a doorstep (DESIGN §2)."""


@dataclass(frozen=True)
class Block:
    """One block as it stands in the text.

    `line` is its first line, counted from 1 within the text.
    """

    name: str
    title: str
    line: int
    lines: tuple[tuple[int, str], ...]

    @cached_property
    def items(self) -> list[tuple[int, str]]:
        """Its list items with their lines; a continued line belongs to its item."""
        items: list[tuple[int, str]] = []
        for number, line in self.lines:
            if match := LIST_ITEM.match(line):
                items.append((number, match[1].strip()))
            elif items and line.startswith(" ") and line.strip():
                items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
        return items


def scan(
    text: str, locale: str, signal_titles: tuple[str, ...] = ()
) -> tuple[list[Block], list[Wrong]]:
    """Return the blocks of a text in order, and every fault in them. Lines count from 1."""
    scanner = _Scanner()
    for number, line in enumerate(text.splitlines(), start=1):
        scanner.take(number, line)
    scanner.close("Put a line with /// after its last line.")
    blocks, faults = scanner.blocks, scanner.faults
    for block in blocks:
        if block.name in BLOCKS:
            faults += _faults_of(block, locale, signal_titles)
    for name, kind in BLOCKS.items():
        same = [block for block in blocks if block.name == name]
        if len(same) > kind.per_page:
            faults.append(
                Wrong(
                    same[kind.per_page].line,
                    f"there are {len(same)} '{name}' blocks, at most {kind.per_page} fit a page",
                    "Join or remove one.",
                )
            )
    return blocks, sorted(faults)


class _Scanner:
    """Cuts a text into blocks, line by line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.faults: list[Wrong] = []
        self._opened: tuple[str, str, int] | None = None
        """Name, title and line of the block that is open."""
        self._lines: list[tuple[int, str]] = []

    def take(self, number: int, line: str) -> None:
        """Read the next line."""
        if not line.lstrip().startswith("///"):
            self._lines.append((number, line))
            return
        fence = FENCE.match(line)
        if fence is None:
            self._fault(
                number,
                "a block may not be indented",
                "Put the three slashes at the start of the line.",
            )
            self._lines.append((number, line))
            return
        if len(fence[1]) != 3:
            self._fault(
                number, f"a block has three slashes, here are {len(fence[1])}", "Write exactly ///."
            )
        if fence[2]:
            self.close(f"Put a line with /// before line {number}. Blocks do not nest.")
            self._open(number, fence[2])
        elif self._opened is None:
            self._fault(
                number,
                "this /// closes a block that was never opened",
                "Remove it, or open the block above with /// name | Title.",
            )
        else:
            self._end()

    def close(self, remedy: str) -> None:
        """End the block that is still open, if there is one: a fault, with this remedy."""
        if self._opened:
            name, _, number = self._opened
            self._fault(number, f"the block {name!r} is not closed", remedy)
            self._end()

    def _open(self, number: int, words: str) -> None:
        name, bar, title = (part.strip() for part in words.partition("|"))
        if name not in BLOCKS:
            self._fault(
                number, f"the block {name!r} does not exist", instead(name, BLOCKS, likeness=0.5)
            )
        if not bar or not title:
            self._fault(number, f"the block {name!r} has no title", f"Write /// {name} | Title.")
        self._opened, self._lines = (name, title, number), []

    def _end(self) -> None:
        if self._opened:
            self.blocks.append(Block(*self._opened, tuple(self._lines)))
        self._opened = None

    def _fault(self, number: int, problem: str, remedy: str) -> None:
        self.faults.append(Wrong(number, problem, remedy))


def _faults_of(block: Block, locale: str, signal_titles: tuple[str, ...]) -> Iterator[Wrong]:
    if block.name == "region":
        yield from _faults_of_region(block)
    elif block.name != "rule" and not any(line.strip() for _, line in block.lines):
        yield Wrong(block.line, f"the block {block.name!r} is empty", "Fill it or remove it.")
    else:
        yield from _faults_of_list(block)
        yield from _faults_of_words(block, locale)
        if block.name == "signals" and signal_titles and block.title not in signal_titles:
            meant = near(block.title, signal_titles, likeness=0.3).strip()
            yield Wrong(
                block.line,
                f"{block.title!r} is not a group of signals",
                meant or f"Use one of: {'; '.join(signal_titles)}.",
            )


def _faults_of_list(block: Block) -> Iterator[Wrong]:
    """A list that is too short or too long."""
    count = len(block.items)
    least, most = BLOCKS[block.name].items or (0, count)
    if count < least:
        yield Wrong(
            block.line,
            f"'{block.name}' needs a list of at least {least} items, here are {count}",
            "Start each item with '- '.",
        )
    if count > most:
        yield Wrong(
            block.line,
            f"'{block.name}' has {count} items, at most {most} are read",
            "Keep the ones that matter most.",
        )
    if block.name == "urgent" and count > 5:
        yield Wrong(
            block.line,
            f"'urgent' has {count} items, at most 5 are read in danger",
            "Keep the ones that matter most.",
        )


def _faults_of_words(block: Block, locale: str) -> Iterator[Wrong]:
    """A title or an item that says what its block is not for."""
    start = URGENT_START.get(locale)
    if block.name == "urgent" and start is None and "112" not in block.title:
        yield Wrong(
            block.line,
            "the title of 'urgent' must hold the number 112",
            "Begin it as the Dutch does: call 112 now.",
        )
    if block.name == "urgent" and start and not block.title.startswith(start):
        yield Wrong(
            block.line,
            f"the title of 'urgent' must start with {start!r}",
            f"Write /// urgent | {start} …",
        )
    negation = NEGATIONS.get(locale)
    for number, item in block.items:
        if block.name == "never" and negation:
            # a rule whose translation is behind stands here in the language it is translated from
            known = NEGATIONS.values() if FOREIGN_END in item else (negation,)
            if not any(words.search(item) for words in known):
                yield Wrong(
                    number,
                    f"this item of 'never' says what to do: {item!r}",
                    "Say what not to do, with a word such as niet, geen or nooit (not, never).",
                )
        elif block.name == "say" and (words_said := len(item.split())) > LONGEST_QUOTE:
            yield Wrong(
                number,
                f"a sentence to say of {words_said} words, at most {LONGEST_QUOTE} can be"
                " remembered",
                "Split it.",
            )


def _faults_of_region(block: Block) -> list[Wrong]:
    """A region's fact needs one plain paragraph for the regions that do not have it."""
    paragraphs = "\n".join(line.strip() for _, line in block.lines).strip().split("\n\n")
    if paragraphs == [""]:
        problem = "the block 'region' has no words for a region without this fact"
    elif len(paragraphs) > 1 or block.items:
        problem = "the block 'region' holds more than one paragraph"
    else:
        return []
    return [
        Wrong(
            block.line,
            problem,
            "Write one paragraph, such as: Vraag Veilig Thuis hoe u digitaal kunt melden.",
        )
    ]
