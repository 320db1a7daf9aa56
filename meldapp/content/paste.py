"""What goes wrong when a text is pasted from Word, Outlook or a website.

Noticed by the build, repaired by `repair`.

Markdown takes none of it for a fault. It melts a list into the paragraph above it, prints a link as
brackets, or hides a character inside a number so that nobody can dial it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from meldapp.content.faults import Wrong

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


_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
IN_LINE = {
    "windows-letters": Kind(
        "these letters were saved as Windows-1252",
        re.compile("[\x80-\x9f]"),
        lambda match: match[0].translate(_WINDOWS),
        "Type them anew, and save the file as UTF-8.",
    ),
    "unseen": Kind(
        "there is an invisible character here",
        re.compile("[\u200b\u2060\xad\ufeff]"),  # of no width, soft hyphen, byte order mark
        "",
        "Take it out: type the words around it anew, and delete the old ones.",
    ),
    "fixed-hyphen": Kind(
        "the hyphen in this number is not a plain one (U+2011), so it cannot be dialled or found",
        re.compile(r"\u2011(?:(?=\d)|(?<=\d\u2011))"),
        "-",
        "Delete it and type - anew.",
    ),
    "entity": Kind(
        "this is an HTML code, and readers would see it as it is",
        re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});"),
        lambda match: html.unescape(match[0]).replace("\xa0", " "),
        "Type the character itself; for &nbsp; a space.",
    ),
    "escaped-bracket": Kind(
        "a backslash before a bracket shows the link as text",
        re.compile(r"\\(?=[\[\]])"),
        "",
        "Remove the backslash: [Veilig Thuis](call:veilig-thuis).",
    ),
    "quoted-address": Kind(
        "the address of this link is in quotation marks",
        re.compile(r"(?<=\]\()\s*[“”„‟‘’\"'][^)\s]*(?=\))"),
        lambda match: match[0].strip(" “”„‟‘’\"'"),
        "Remove the quotation marks.",
    ),
}
"""What can be anywhere in a line."""
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
        "the space after this hyphen is not a plain one, so there is no list",
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
        "Write a full stop after the number: 1. …",
    ),
    "heading-without-space": Kind(
        "a heading needs a space after its #",
        re.compile(r"#{1,6}(?=[^#\s])"),
        lambda match: match[0] + " ",
        "Write ## and a space before the words.",
    ),
    "nested-list": Kind(
        "a list item is indented; a list in a list cannot be read on a phone",
        re.compile(rf" +(?={_ITEM} +\S)"),
        "",
        f"{AS_A_LIST} Or make two lists.",
    ),
}
"""What can be at the start of a line, in the order in which it is mended."""
UNDER_PARAGRAPH = Kind(
    "a list right under a paragraph becomes part of it",
    LIST_ITEM,
    r"\n\g<0>",
    "Put an empty line before the first item.",
)
KINDS = {**IN_LINE, **AT_START, "list-under-paragraph": UNDER_PARAGRAPH}


def _mended(line: str, in_line: Iterable[Kind]) -> tuple[str, list[Kind]]:
    """The line as it must be, and what was wrong with it."""
    if not line:
        return "", []
    wrong: list[Kind] = []
    for kind in in_line:
        line, count = kind.pattern.subn(kind.mend, line)
        wrong += [kind] * bool(count)
    for kind in () if line[:1].isalpha() else AT_START.values():
        if kind.pattern.match(line):
            line = kind.pattern.sub(kind.mend, line, count=1)
            wrong.append(kind)
    return line, wrong


def _lines(text: str) -> Iterator[tuple[int, str, list[Kind]]]:
    """Each line with its number, as it must be, and with what was wrong with it."""
    before, in_list = "", False
    in_line = [kind for kind in IN_LINE.values() if kind.pattern.search(text)]
    for number, line in enumerate(text.split("\n"), start=1):
        mended, wrong = _mended(line, in_line)
        is_item = bool(LIST_ITEM.match(mended))
        under_paragraph = before.strip() and not before.startswith(("///", "#", "    attrs:"))
        if is_item and not in_list and under_paragraph:
            apart = LIST_ITEM.sub(UNDER_PARAGRAPH.mend, mended, count=1)
            yield number, apart, [*wrong, UNDER_PARAGRAPH]
        else:
            yield number, mended, wrong
        if is_item:
            in_list = True
        elif mended.startswith(("///", "#")) or (not before.strip() and mended[:1].strip()):
            in_list = False
        before = mended


def slips(text: str) -> list[Wrong]:
    """Return everything in a text below the head of a page that went wrong in pasting, in order."""
    return _wrongs(_lines(text))


def repair(pasted: str) -> tuple[str, list[Wrong]]:
    """Return the text as it must be, and what was repaired, by its lines before the repair."""
    lines = list(_lines(re.sub(r"\r\n?", "\n", pasted)))
    return "\n".join(line for _, line, _ in lines), _wrongs(lines)


def _wrongs(lines: Iterable[tuple[int, str, list[Kind]]]) -> list[Wrong]:
    return [
        Wrong(number, kind.problem, kind.remedy) for number, _, kinds in lines for kind in kinds
    ]
