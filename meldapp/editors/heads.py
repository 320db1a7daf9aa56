"""A text cut into the fields of its head and the words below, and back into its file.

A field that did not change keeps its line, with its comment, its quotes and its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from meldapp.editors.in_place import as_text, in_place

Value = str | list[str]


@dataclass(frozen=True)
class Parts:
    """A file cut into what stands before the fields, the fields, what divides, and the text."""

    start: str
    head: str
    gap: str
    text: str
    end: str

    @property
    def whole(self) -> str:
        """The file again."""
        return self.start + self.head + self.gap + self.text + self.end

    @property
    def above(self) -> int:
        """Lines above the first one of the text."""
        return (self.start + self.head + self.gap).count("\n")


def cut(whole: str) -> Parts | None:
    """Cut a file into its parts; None for one whose head cannot be read."""
    match = re.match(r"(\s*---[ \t]*\n)(.*?\n)(---[ \t]*(?:\n\s*|$))(.*?)(\s*)$", whole, re.S)
    if match is None:
        return None
    parts = Parts(*match.groups())
    try:
        return parts if isinstance(yaml.load(parts.head, yaml.BaseLoader), dict) else None
    except yaml.YAMLError:
        return None


def values(parts: Parts) -> dict[str, Any]:
    """The fields of a head, every one as text or as a list of texts."""
    values: dict[str, Any] | None = yaml.load(parts.head, yaml.BaseLoader)
    return values or {}


def write_fields(path: Path, fields: Mapping[str, Value]) -> bool:
    """Set fields in the head of a page or rule that loads; returns whether the file changed.

    A field that is there keeps its place; a new one comes last.
    """
    old = path.read_bytes()
    parts = cut(as_text(old))
    assert parts, f"{path} has no head"
    new = in_place(old, change(parts, fields, parts.text))
    if new == old:
        return False
    path.write_bytes(new)
    return True


def write_text(path: Path, fields: Mapping[str, Value], text: str) -> None:
    """Write a text with these fields in its head; other fields of one that exists stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_bytes() if path.exists() else b""
    parts = cut(as_text(old)) or Parts("---\n", "", "---\n", "", "\n" if text else "")
    path.write_bytes(in_place(old, change(parts, fields, text)))


def change(parts: Parts, fields: Mapping[str, Value], text: str, order: Sequence[str] = ()) -> str:
    """The file with other fields and another text; an empty field is taken out.

    A new field comes behind the nearest one that stands before it in `order`, else last.
    """
    head, given = parts.head, values(parts)
    for name, value in fields.items():
        if given.get(name) != value:
            head = _with_field(head, name, value, order)
    return Parts(parts.start, head, parts.gap, text.strip("\n"), parts.end).whole


def _with_field(head: str, name: str, value: Value, order: Sequence[str]) -> str:
    root = yaml.compose(head, yaml.BaseLoader)
    known = {key.value: (key, node) for key, node in root.value} if root else {}
    if name in known:
        key, node = known[name]
        start, stop = node.start_mark.index, node.end_mark.index
        stop = start + len(head[start:stop].rstrip())
        if not value:
            end = head.find("\n", stop) + 1 or len(head)
            return head[: key.start_mark.index] + head[end:]
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            lines = _as_list(node, value)
            return head[:start] + lines + head[stop:]
        if isinstance(value, list) and any("," in item for item in value):
            colon = head.index(":", key.end_mark.index) + 1
            return head[:colon] + "\n" + "\n".join(f"  - {quoted(v)}" for v in value) + head[stop:]
        return head[:start] + " " * (head[start - 1] == ":") + quoted(_joined(value)) + head[stop:]
    if not value:
        return head
    if isinstance(value, list):
        line = f"{name}:\n" + "".join(f"  - {quoted(item)}\n" for item in value)
    else:
        line = f"{name}: {quoted(_joined(value))}\n"
    before = order[: order.index(name)] if name in order else ()
    ends = [node.end_mark for field, (_, node) in known.items() if field in before]
    if not ends:
        return head + line
    last = max(mark.index for mark in ends)
    stop = len(head[:last].rstrip())
    at = head.find("\n", stop) + 1 or len(head)
    return head[:at] + line + head[at:]


def _as_list(node: yaml.SequenceNode, value: Value) -> str:
    """A list, indented as it was."""
    items = value if isinstance(value, list) else [part.strip() for part in value.split(",")]
    indent = " " * node.start_mark.column
    return f"\n{indent}".join(f"- {quoted(item)}" for item in items if item)


def _joined(value: Value) -> str:
    return ", ".join(value) if isinstance(value, list) else value


def quoted(value: str) -> str:
    """A value as it stands behind its field: with quotes where YAML would read something else."""
    try:
        plain = yaml.load(f"- {value}", yaml.BaseLoader) == [value] and (
            yaml.load(f"a: {value}", yaml.BaseLoader) == {"a": value}
        )
    except yaml.YAMLError:
        plain = False
    return value if plain and "\n" not in value else json.dumps(value, ensure_ascii=False)
