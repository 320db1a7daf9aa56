"""The content blocks, and the scanner that names a faulty one.

`pymdownx.blocks` prints an unknown block as text and swallows an unclosed one without a word. So
every text passes a line scanner first, which names the line, the fault and the remedy.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

LIST_ITEM = re.compile(r"^[-*] +(.*)$")
FENCE = re.compile(r"^(/{3,}) *(.*?) *$")
NEGATIONS = {
    "nl": re.compile(r"\b(niet|geen|nooit|niemand|nergens|niets)\b", re.I),
    "en": re.compile(r"\b(not|never|no|nobody|nothing|cannot)\b|n['’]t\b", re.I),
}
"""Words that make a sentence a prohibition. A language without an entry is not checked."""
FOREIGN_START = "\ue010lang:"
"""How the slot before words in another language starts; see `markdown.FOREIGN`."""
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

    @property
    def items(self) -> list[tuple[int, str]]:
        """Its list items with their lines; a continued line belongs to its item."""
        found: list[tuple[int, str]] = []
        for number, line in self.lines:
            if match := LIST_ITEM.match(line):
                found.append((number, match[1].strip()))
            elif found and line.startswith(" ") and line.strip():
                found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        return found


@dataclass(frozen=True)
class BlockFault:
    """What is wrong with a block: where, what, and what to do."""

    line: int
    problem: str
    remedy: str


def scan(
    text: str, locale: str, signal_titles: tuple[str, ...] = ()
) -> tuple[list[Block], list[BlockFault]]:
    """Return the blocks of a text in order, and every fault in them. Lines count from 1."""
    blocks: list[Block] = []
    faults: list[BlockFault] = []
    opened: tuple[str, str, int, list[tuple[int, str]]] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line)
        if fence is None:
            if re.match(r"^\s+/{3,}", line):
                faults.append(
                    BlockFault(
                        number,
                        "a block may not be indented",
                        "Put the three slashes at the start of the line.",
                    )
                )
            if opened:
                opened[3].append((number, line))
            continue
        if len(fence[1]) != 3:
            faults.append(
                BlockFault(
                    number,
                    f"a block has three slashes, here are {len(fence[1])}",
                    "Write exactly ///.",
                )
            )
        if not fence[2]:
            if opened is None:
                faults.append(
                    BlockFault(
                        number,
                        "this /// closes a block that was never opened",
                        "Remove it, or open the block above with /// name | Title.",
                    )
                )
            else:
                blocks.append(Block(opened[0], opened[1], opened[2], tuple(opened[3])))
                opened = None
            continue
        if opened is not None:
            faults.append(
                BlockFault(
                    opened[2],
                    f"the block {opened[0]!r} is not closed",
                    f"Put a line with /// before line {number}. Blocks do not nest.",
                )
            )
            blocks.append(Block(opened[0], opened[1], opened[2], tuple(opened[3])))
        name, bar, title = (part.strip() for part in fence[2].partition("|"))
        if name not in BLOCKS:
            near = difflib.get_close_matches(name, BLOCKS, n=1, cutoff=0.5)
            remedy = f"Do you mean '{near[0]}'?" if near else f"Use one of: {', '.join(BLOCKS)}."
            faults.append(BlockFault(number, f"the block {name!r} does not exist", remedy))
        if not bar or not title:
            faults.append(
                BlockFault(number, f"the block {name!r} has no title", f"Write /// {name} | Title.")
            )
        opened = (name, title, number, [])
    if opened is not None:
        faults.append(
            BlockFault(
                opened[2],
                f"the block {opened[0]!r} is not closed",
                "Put a line with /// after its last line.",
            )
        )
        blocks.append(Block(opened[0], opened[1], opened[2], tuple(opened[3])))
    for block in blocks:
        if block.name in BLOCKS:
            faults += _faults_of(block, locale, signal_titles)
    for name, kind in BLOCKS.items():
        same = [block for block in blocks if block.name == name]
        if len(same) > kind.per_page:
            faults.append(
                BlockFault(
                    same[kind.per_page].line,
                    f"there are {len(same)} '{name}' blocks, at most {kind.per_page} fit a page",
                    "Join or remove one.",
                )
            )
    return blocks, sorted(faults, key=lambda fault: fault.line)


def _faults_of(block: Block, locale: str, signal_titles: tuple[str, ...]) -> list[BlockFault]:
    faults = []
    items = block.items
    kind = BLOCKS[block.name]
    if block.name == "region":
        return _faults_of_region(block)
    if block.name != "rule" and not any(line.strip() for _, line in block.lines):
        return [
            BlockFault(block.line, f"the block {block.name!r} is empty", "Fill it or remove it.")
        ]
    if kind.items:
        least, most = kind.items
        if len(items) < least:
            faults.append(
                BlockFault(
                    block.line,
                    f"'{block.name}' needs a list of at least {least} items, here are {len(items)}",
                    "Start each item with '- '.",
                )
            )
        if len(items) > most:
            faults.append(
                BlockFault(
                    block.line,
                    f"'{block.name}' has {len(items)} items, at most {most} are read",
                    "Keep the ones that matter most.",
                )
            )
    if block.name == "urgent":
        start = URGENT_START.get(locale)
        if start is None and "112" not in block.title:
            faults.append(
                BlockFault(
                    block.line,
                    "the title of 'urgent' must hold the number 112",
                    "Begin it as the Dutch does: call 112 now.",
                )
            )
        if start and not block.title.startswith(start):
            faults.append(
                BlockFault(
                    block.line,
                    f"the title of 'urgent' must start with {start!r}",
                    f"Write /// urgent | {start} …",
                )
            )
        if len(items) > 5:
            faults.append(
                BlockFault(
                    block.line,
                    f"'urgent' has {len(items)} items, at most 5 are read in danger",
                    "Keep the ones that matter most.",
                )
            )
    if block.name == "never" and (negation := NEGATIONS.get(locale)):
        for number, item in items:
            # a rule whose translation is behind stands here in the language it is translated from
            known = NEGATIONS.values() if FOREIGN_START in item else (negation,)
            if not any(words.search(item) for words in known):
                faults.append(
                    BlockFault(
                        number,
                        f"this item of 'never' says what to do: {item!r}",
                        "Say what not to do, with a word such as niet, geen or nooit (not, never).",
                    )
                )
    if block.name == "say":
        for number, item in items:
            if len(item.split()) > LONGEST_QUOTE:
                faults.append(
                    BlockFault(
                        number,
                        f"a sentence to say of {len(item.split())} words, at most {LONGEST_QUOTE} "
                        "can be remembered",
                        "Split it.",
                    )
                )
    if block.name == "signals" and signal_titles and block.title not in signal_titles:
        near = difflib.get_close_matches(block.title, signal_titles, n=1, cutoff=0.3)
        remedy = f"Do you mean {near[0]!r}?" if near else f"Use one of: {'; '.join(signal_titles)}."
        faults.append(BlockFault(block.line, f"{block.title!r} is not a group of signals", remedy))
    return faults


def _faults_of_region(block: Block) -> list[BlockFault]:
    """A region's fact needs one plain paragraph for the regions that do not have it."""
    paragraphs = "\n".join(line.strip() for _, line in block.lines).strip().split("\n\n")
    if paragraphs == [""]:
        problem = "the block 'region' has no words for a region without this fact"
    elif len(paragraphs) > 1 or block.items:
        problem = "the block 'region' holds more than one paragraph"
    else:
        return []
    return [
        BlockFault(
            block.line,
            problem,
            "Write one paragraph, such as: Vraag Veilig Thuis hoe u digitaal kunt melden.",
        )
    ]
