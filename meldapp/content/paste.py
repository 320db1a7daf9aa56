"""What goes wrong when a text is pasted from Word, Outlook or a website.

Noticed by the build, repaired by `repair`.

Markdown takes none of it for a fault. It melts a list into the paragraph above it, prints a link as
brackets, or hides a sign inside a number so that nobody can dial it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_ITEM = r"(?:[-*+]|[1-9]\d?\.)"
LIST_ITEM = re.compile(rf"{_ITEM} +\S")
AS_A_LIST = "Start each item at the very left with a hyphen and a space: - …"


class Kind(NamedTuple):
    """One kind of thing that goes wrong."""

    problem: str
    pattern: re.Pattern[str]
    mend: str | Callable[[re.Match[str]], str]
    """What takes the place of what matches."""
    remedy: str = AS_A_LIST


@dataclass(frozen=True)
class Slip:
    """One thing that went wrong in pasting. `line` counts from 1; `kind` is a key of `KINDS`."""

    line: int
    kind: str

    @property
    def problem(self) -> str:
        """What is wrong, in a few words."""
        return KINDS[self.kind].problem

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return KINDS[self.kind].remedy


_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
IN_LINE = {
    "windows-letters": Kind(
        "these letters were saved as Windows-1252",
        re.compile("[\x80-\x9f]"),
        lambda match: match[0].translate(_WINDOWS),
        "Type them anew, and save the file as UTF-8.",
    ),
    "unseen": Kind(
        "there is a sign here that nobody can see",
        re.compile("[\u200b\u2060\xad\ufeff]"),  # of no width, soft hyphen, byte order mark
        "",
        "Take it out: type the words around it anew, and delete the old ones.",
    ),
    "fixed-hyphen": Kind(
        "the hyphen in this number is no plain one (U+2011), so it cannot be dialled or found",
        re.compile(r"\u2011(?:(?=\d)|(?<=\d\u2011))"),
        "-",
        "Delete it and type - anew.",
    ),
    "entity": Kind(
        "this is a code of HTML, readers would see it as it stands",
        re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});"),
        lambda match: html.unescape(match[0]).replace("\xa0", " "),
        "Type the sign itself; for &nbsp; a space.",
    ),
    "escaped-bracket": Kind(
        "a backslash before a bracket shows the link as text",
        re.compile(r"\\(?=[\[\]])"),
        "",
        "Remove the backslash: [Veilig Thuis](call:veilig-thuis).",
    ),
    "quoted-address": Kind(
        "the address of this link stands between quotation marks",
        re.compile(r"(?<=\]\()\s*[“”„‟‘’\"'][^)\s]*(?=\))"),
        lambda match: match[0].strip(" “”„‟‘’\"'"),
        "Remove the quotation marks.",
    ),
}
"""What can stand anywhere in a line."""
AT_START = {
    "sign-without-list": Kind(
        "a line starts with a dash or a dot, which makes no list",
        re.compile(r"\s*[–—•●▪‣◦○·][^\S\n]*(?=\S)"),
        "- ",
    ),
    "hyphen-without-space": Kind(
        "a hyphen without a space makes no list",
        re.compile(r" *-(?=[^\s\d-])"),
        "- ",
    ),
    "star-without-space": Kind(
        "a star without a space makes no list",
        re.compile(r" *\*(?=[^\s*])(?!.*[^\s*]\*)"),
        "- ",
    ),
    "item-without-plain-space": Kind(
        "the space behind this hyphen is no plain one, so there is no list",
        re.compile(rf" *{_ITEM}[ ]*[^\S \n][^\S\n]*(?=\S)"),
        lambda match: match[0].split()[0] + " ",
        "Delete the space and type it anew.",
    ),
    "tab-before-item": Kind(
        "a list item may not start with a tab",
        re.compile(rf" *\t\s*(?={_ITEM}\s|[1-9]\d?\)\s)"),
        "",
    ),
    "bracket-number": Kind(
        "a number with a bracket makes no list",
        re.compile(r" *[1-9]\d?\)\s+"),
        lambda match: match[0].strip(") \t") + ". ",
        "Write a full stop behind the number: 1. …",
    ),
    "heading-without-space": Kind(
        "a heading needs a space behind its #",
        re.compile(r"#{1,6}(?=[^#\s])"),
        lambda match: match[0] + " ",
        "Write ## and a space before the words.",
    ),
    "nested-list": Kind(
        "a list item stands in from the left; a list in a list cannot be read on a phone",
        re.compile(rf" +(?={_ITEM} +\S)"),
        "",
        f"{AS_A_LIST} Or make two lists.",
    ),
}
"""What can stand at the start of a line, in the order in which it is mended."""
UNDER_PARAGRAPH = Kind(
    "a list right under a paragraph becomes part of it",
    LIST_ITEM,
    r"\n\g<0>",
    "Put an empty line before the first item.",
)
KINDS = {**IN_LINE, **AT_START, "list-under-paragraph": UNDER_PARAGRAPH}


def _mended(line: str, in_line: Mapping[str, Kind]) -> tuple[str, list[str]]:
    """The line as it must be, and what was wrong with it."""
    if not line:
        return "", []
    kinds: list[str] = []
    for name, kind in in_line.items():
        line, count = kind.pattern.subn(kind.mend, line)
        kinds += [name] * bool(count)
    for name, kind in () if line[:1].isalpha() else AT_START.items():
        if kind.pattern.match(line):
            line = kind.pattern.sub(kind.mend, line, count=1)
            kinds.append(name)
    return line, kinds


def _lines(text: str) -> Iterator[tuple[int, str, list[str], bool]]:
    """Each line with its number, mended, with what was wrong, and whether an empty line must come
    before it.
    """
    before, in_list = "", False
    in_line = {name: kind for name, kind in IN_LINE.items() if kind.pattern.search(text)}
    for number, line in enumerate(text.split("\n"), start=1):
        mended, kinds = _mended(line, in_line)
        is_item = bool(LIST_ITEM.match(mended))
        under = (
            is_item
            and not in_list
            and bool(before.strip())
            and not before.startswith(("///", "#", "    attrs:"))
        )
        yield number, mended, [*kinds, *(["list-under-paragraph"] * under)], under
        if is_item:
            in_list = True
        elif mended.startswith(("///", "#")) or (not before.strip() and mended[:1].strip()):
            in_list = False
        before = mended


def slips(text: str) -> list[Slip]:
    """Return everything in a text below the head of a page that went wrong in pasting, in order."""
    return [Slip(number, kind) for number, _, kinds, _ in _lines(text) for kind in kinds]


def repair(pasted: str | bytes) -> tuple[str, list[Slip]]:
    """Return the text as it must be, and what was repaired, by its lines before the repair.

    Bytes are taken for UTF-8 or, where they are not, for Windows-1252.
    """
    repaired: list[Slip] = []
    if isinstance(pasted, str):
        text = pasted
    else:
        try:
            text = pasted.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            repaired.append(Slip(pasted.count(b"\n", 0, error.start) + 1, "windows-letters"))
            text = pasted.decode("cp1252", "replace")
    lines: list[str] = []
    for number, line, kinds, under in _lines(re.sub(r"\r\n?", "\n", text)):
        repaired += [Slip(number, kind) for kind in kinds]
        lines += [""] * under + [line]
    return "\n".join(lines), repaired
