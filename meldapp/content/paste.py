"""What goes wrong when a text is pasted from Word, Outlook or a website.

Noticed by the build, repaired by `repair`.

Markdown takes none of it for a fault. It melts a list into the paragraph above it, prints a link as
brackets, or hides a sign inside a number so that nobody can dial it (ADOPTION §2.4).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_ITEM = r"(?:[-*+]|[1-9]\d?\.)"
LIST_ITEM = re.compile(rf"{_ITEM} +\S")


@dataclass(frozen=True)
class Slip:
    """One thing that went wrong in pasting. `line` counts from 1; `kind` is a key of `KINDS`."""

    line: int
    kind: str

    @property
    def problem(self) -> str:
        """What is wrong, in a few words."""
        return KINDS[self.kind][0]

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return KINDS[self.kind][1]


_AS_A_LIST = "Start each item at the very left with a hyphen and a space: - …"
_TYPE_ANEW = "Take it out: type the words around it anew, and delete the old ones."
KINDS: dict[str, tuple[str, str]] = {
    "list-under-paragraph": (
        "a list right under a paragraph becomes part of it",
        "Put an empty line before the first item.",
    ),
    "en-dash-item": ("a line starts with a dash, which makes no list", _AS_A_LIST),
    "bullet-item": ("a line starts with a bullet, which makes no list", _AS_A_LIST),
    "dot-item": ("a line starts with a dot, which makes no list", _AS_A_LIST),
    "hyphen-without-space": ("a hyphen without a space makes no list", _AS_A_LIST),
    "star-without-space": ("a star without a space makes no list", _AS_A_LIST),
    "item-without-plain-space": (
        "the space behind this hyphen is no plain one, so there is no list",
        "Delete the space and type it anew.",
    ),
    "tab-before-item": ("a list item may not start with a tab", _AS_A_LIST),
    "bracket-number": (
        "a number with a bracket makes no list",
        "Write a full stop behind the number: 1. …",
    ),
    "heading-without-space": (
        "a heading needs a space behind its #",
        "Write ## and a space before the words.",
    ),
    "escaped-bracket": (
        "a backslash before a bracket shows the link as text",
        "Remove the backslash: [Veilig Thuis](call:veilig-thuis).",
    ),
    "zero-width-space": ("there is a space of no width here (U+200B)", _TYPE_ANEW),
    "soft-hyphen": ("there is a hyphen here that nobody can see (U+00AD)", _TYPE_ANEW),
    "byte-order-mark": ("there is a sign here that nobody can see (U+FEFF)", _TYPE_ANEW),
    "fixed-hyphen": (
        "the hyphen in this number is no plain one (U+2011), so it cannot be dialled or found",
        "Delete it and type - anew.",
    ),
    "entity": (
        "this is a code of HTML, readers would see it as it stands",
        "Type the sign itself; for &nbsp; a space.",
    ),
    "quoted-address": (
        "the address of this link stands between quotation marks",
        "Remove the quotation marks.",
    ),
    "windows-letters": (
        "these letters were saved as Windows-1252",
        "Type them anew, and save the file as UTF-8.",
    ),
    "nested-list": (
        "a list item stands in from the left; a list in a list cannot be read on a phone",
        f"{_AS_A_LIST} Or make two lists.",
    ),
}
"""Kind → problem and remedy."""

_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
Repairs = Sequence[tuple[str, re.Pattern[str], Callable[[str], str]]]
_IN_LINE: Repairs = (
    ("windows-letters", re.compile("[\x80-\x9f]"), lambda text: text.translate(_WINDOWS)),
    ("zero-width-space", re.compile("[\u200b\u2060]"), lambda _: ""),
    ("soft-hyphen", re.compile("\xad"), lambda _: ""),
    ("byte-order-mark", re.compile("\ufeff"), lambda _: ""),
    ("fixed-hyphen", re.compile(r"\u2011(?:(?=\d)|(?<=\d\u2011))"), lambda _: "-"),
    (
        "entity",
        re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});"),
        lambda text: html.unescape(text).replace("\xa0", " "),
    ),
    ("escaped-bracket", re.compile(r"\\(?=[\[\]])"), lambda _: ""),
    (
        "quoted-address",
        re.compile(r"(?<=\]\()\s*[“”„‟‘’\"'][^)\s]*(?=\))"),
        lambda text: text.strip(" “”„‟‘’\"'"),
    ),
)
"""What can stand anywhere in a line, with what becomes of it."""
_AT_START: Repairs = (
    ("en-dash-item", re.compile(r"\s*[–—][^\S\n]*(?=\S)"), lambda _: "- "),
    ("bullet-item", re.compile(r"\s*[•●▪‣◦○][^\S\n]*(?=\S)"), lambda _: "- "),
    ("dot-item", re.compile(r"\s*·[^\S\n]*(?=\S)"), lambda _: "- "),
    ("hyphen-without-space", re.compile(r" *-(?=[^\s\d-])"), lambda _: "- "),
    ("star-without-space", re.compile(r" *\*(?=[^\s*])(?!.*[^\s*]\*)"), lambda _: "- "),
    (
        "item-without-plain-space",
        re.compile(rf" *{_ITEM}[ ]*[^\S \n][^\S\n]*(?=\S)"),
        lambda text: text.split()[0] + " ",
    ),
    ("tab-before-item", re.compile(rf" *\t\s*(?={_ITEM}\s|[1-9]\d?\)\s)"), lambda _: ""),
    ("bracket-number", re.compile(r" *[1-9]\d?\)\s+"), lambda text: text.strip(") \t") + ". "),
    ("heading-without-space", re.compile(r"#{1,6}(?=[^#\s])"), lambda text: text + " "),
    ("nested-list", re.compile(rf" +(?={_ITEM} +\S)"), lambda _: ""),
)
"""What can stand at the start of a line."""


def _mended(line: str, in_line: Repairs) -> tuple[str, list[str]]:
    """The line as it must be, and what was wrong with it."""
    if not line:
        return "", []
    kinds: list[str] = []
    for kind, pattern, mend in in_line:
        line, count = pattern.subn(lambda match, mend=mend: mend(match[0]), line)  # type: ignore[misc]
        kinds += [kind] * bool(count)
    for kind, pattern, mend in () if line[:1].isalpha() else _AT_START:
        if match := pattern.match(line):
            line = mend(match[0]) + line[match.end() :]
            kinds.append(kind)
    return line, kinds


def _lines(text: str) -> Iterator[tuple[int, str, list[str], bool]]:
    """Each line with its number, mended, with what was wrong, and whether an empty line must come
    before it.
    """
    before, in_list = "", False
    in_line = [entry for entry in _IN_LINE if entry[1].search(text)]
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
