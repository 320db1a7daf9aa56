"""Writes fields into the head of a page, and leaves everything else as it is, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import yaml


def write_fields(path: Path, fields: Mapping[str, str], before: str = "") -> bool:
    """Set fields in the head of a page or rule; returns whether the file changed.

    A field that is there keeps its place; a new one comes before the field `before`, else last.
    Comments and line ends stay.
    """
    old = path.read_bytes()
    end = re.search(rb"\n---[ \t]*(?:\r?\n|$)", old)
    assert end, f"{path} has no head"  # it loaded, so it has one
    head, below = old[: end.start() + 1], old[end.start() + 1 :]
    newline = b"\r\n" if b"\r\n" in head else b"\n"
    for name, value in fields.items():
        line = f"{name}: {value}".encode()
        replacement = line.replace(b"\\", rb"\\")  # a single backslash would begin a group
        key = re.escape(name.encode())
        old_line = rb"^" + key + rb"[ \t]*:[^\r\n]*"
        head, count = re.subn(old_line, replacement, head, count=1, flags=re.M)
        if not count and before:
            place = rb"^(?=" + re.escape(before.encode()) + rb"[ \t]*:)"
            head, count = re.subn(place, replacement + newline, head, count=1, flags=re.M)
        if not count:
            head += line + newline
    if head + below == old:
        return False
    path.write_bytes(head + below)
    return True


def quoted(value: str) -> str:
    """A value as it stands behind its field: with quotes where YAML would read something else."""
    try:
        plain = yaml.load(f"- {value}", yaml.BaseLoader) == [value] and (
            yaml.load(f"a: {value}", yaml.BaseLoader) == {"a": value}
        )
    except yaml.YAMLError:
        plain = False
    return value if plain and "\n" not in value else json.dumps(value, ensure_ascii=False)
