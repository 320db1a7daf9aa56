"""The content blocks, and the scanner that names a faulty one.

`pymdownx.blocks` prints an unknown block as text and swallows an unclosed one without a word. So
every text passes a line scanner first, which names the line, the fault and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

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
    "urgent": BlockKind(items=(0, 5), per_page=1),
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
"""Words in one sentence to say: more cannot be remembered on a doorstep."""


@dataclass(frozen=True)
class Block:
    """One block of a text.

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
    blocks, faults = _cut(text)
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


def _cut(text: str) -> tuple[list[Block], list[Wrong]]:
    """The blocks of a text, each as far as the next line with three slashes."""
    blocks: list[Block] = []
    faults: list[Wrong] = []
    lines = list(enumerate(text.splitlines(), start=1))
    fences: list[tuple[int, str | None]] = []
    for number, line in lines:
        if match := FENCE.match(line):
            fences.append((number, match[2]))
            if len(match[1]) != 3:
                problem = f"a block has three slashes, not {len(match[1])}"
                faults.append(Wrong(number, problem, "Write exactly ///."))
        elif line.lstrip().startswith("///"):
            remedy = "Put the three slashes at the start of the line."
            faults.append(Wrong(number, "a block may not be indented", remedy))
    is_open = False
    for (number, words), (end, words_at_end) in pairwise([*fences, (len(lines) + 1, None)]):
        if words:
            name, _, title = (part.strip() for part in words.partition("|"))
            blocks.append(Block(name, title, number, tuple(lines[number : end - 1])))
            faults += _faults_of_fences(blocks[-1], end, words_at_end)
        elif not is_open:
            remedy = "Remove it, or open the block above with /// name | Title."
            faults.append(Wrong(number, "this /// closes a block that was never opened", remedy))
        is_open = bool(words)
    return blocks, faults


def _faults_of_fences(block: Block, end: int, words_at_end: str | None) -> Iterator[Wrong]:
    """An opening line that is wrong, or that the next line with slashes does not close."""
    at, name = block.line, block.name
    first_word, _, others = name.partition(" ")
    if first_word in BLOCKS and others:
        problem = f"the block {first_word!r} has no bar before its title"
        yield Wrong(at, problem, f"Write /// {first_word} | {others}.")
    else:
        if name not in BLOCKS:
            remedy = instead(name, BLOCKS, likeness=0.5)
            yield Wrong(at, f"the block {name!r} does not exist", remedy)
        if not block.title:
            yield Wrong(at, f"the block {name!r} has no title", f"Write /// {name} | Title.")
    if words_at_end is None:
        remedy = "Put a line with /// after its last line."
        yield Wrong(at, f"the block {name!r} is not closed", remedy)
    elif words_at_end:
        remedy = f"Put a line with /// before line {end}. Blocks do not nest."
        yield Wrong(at, f"the block {name!r} is not closed", remedy)


def _faults_of(block: Block, locale: str, signal_titles: tuple[str, ...]) -> Iterator[Wrong]:
    words = "\n".join(line.strip() for _, line in block.lines).strip()
    if block.name == "region":
        # one plain paragraph takes the place of a fact that a region does not have
        if not words or "\n\n" in words or block.items:
            no_words = "the block 'region' has no words for a region without this fact"
            yield Wrong(
                block.line,
                "the block 'region' holds more than one paragraph" if words else no_words,
                "Write one paragraph, such as: Vraag Veilig Thuis hoe u digitaal kunt melden.",
            )
    elif not words and block.name != "rule":
        yield Wrong(block.line, f"the block {block.name!r} is empty", "Fill it or remove it.")
    else:
        yield from _faults_of_list(block)
        yield from _faults_of_title(block, locale, signal_titles)
        yield from _faults_of_items(block, locale)


def _faults_of_list(block: Block) -> Iterator[Wrong]:
    """A list that is too short or too long."""
    count = len(block.items)
    least, most = BLOCKS[block.name].items or (0, count)
    if count < least:
        yield Wrong(
            block.line,
            f"'{block.name}' needs a list of at least {least} items, not {count}",
            "Start each item with '- '.",
        )
    if count > most:
        yield Wrong(
            block.line,
            f"'{block.name}' has {count} items, at most {most} are read",
            "Keep the ones that matter most.",
        )


def _faults_of_title(block: Block, locale: str, signal_titles: tuple[str, ...]) -> Iterator[Wrong]:
    start = URGENT_START.get(locale)
    if block.name == "urgent" and start is None and "112" not in block.title:
        yield Wrong(
            block.line,
            "the title of 'urgent' must contain the number 112",
            "Begin it as the Dutch does: call 112 now.",
        )
    if block.name == "urgent" and start and not block.title.startswith(start):
        yield Wrong(
            block.line,
            f"the title of 'urgent' must start with {start!r}",
            f"Write /// urgent | {start} …",
        )
    if block.name == "signals" and signal_titles and block.title not in signal_titles:
        meant = near(block.title, signal_titles, likeness=0.3).strip()
        remedy = meant or f"Use one of: {'; '.join(signal_titles)}."
        yield Wrong(block.line, f"{block.title!r} is not a group of signals", remedy)


def _faults_of_items(block: Block, locale: str) -> Iterator[Wrong]:
    """An item that says what its block is not for, or too long a sentence to say."""
    negation = NEGATIONS.get(locale)
    for number, item in block.items:
        if block.name == "never" and negation:
            # a rule whose translation is behind is here in the language it is translated from
            known = NEGATIONS.values() if FOREIGN_END in item else (negation,)
            if not any(words.search(item) for words in known):
                yield Wrong(
                    number,
                    f"this item of 'never' says what to do: {item!r}",
                    "Say what not to do, with a word such as niet, geen or nooit (not, never).",
                )
        elif block.name == "say" and (count := len(item.split())) > LONGEST_QUOTE:
            problem = (
                f"a sentence to say of {count} words, at most {LONGEST_QUOTE} can be remembered"
            )
            yield Wrong(number, problem, "Split it.")
