"""Reads a file as text, and writes text back without touching what did not change.

Line ends, the byte order mark and every line that is the same stay as they are, byte for byte.
"""

from __future__ import annotations

import difflib

from meldapp.content.paste import repair

MARK = b"\xef\xbb\xbf"


def as_text(data: bytes) -> str:
    """The text of a file, with plain line ends; one saved in Windows-1252 is read as that."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = repair(data.decode("cp1252", "replace"))[0]
    return text.replace("\r\n", "\n")


def in_place(old: bytes, new: str) -> bytes:
    """The bytes of a file that says `new` now: each line that was there before stays as it is."""
    try:
        before = old.removeprefix(MARK).decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return new.encode()
    end = "\r" if sum(line.endswith("\r") for line in before) * 2 > len(before) - 1 > 0 else ""
    bare = [line.removesuffix("\r") for line in before]
    after = new.split("\n")
    lines: list[str] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, bare, after, False).get_opcodes():
        lines += before[i:j] if kind == "equal" else [line + end for line in after[k:m]]
    if kind != "equal" and end:  # the last line of a file has no line end
        lines[-1] = lines[-1].removesuffix("\r")
    return MARK * old.startswith(MARK) + "\n".join(lines).encode()
