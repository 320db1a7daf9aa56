"""Splits a text into the fields of its head and the words below, and writes it back.

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
    """A file in pieces: the fields and the text, with what comes before, between and after."""

    start: str
    head: str
    gap: str
    text: str
    end: str

    @property
    def whole(self) -> str:
        """The file put together again."""
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
    """The fields of a head, each as text or as a list of texts."""
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

    A new field comes after the nearest one that precedes it in `order`, else last.
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
        return _replaced(head, *known[name], value)
    before = order[: order.index(name)] if name in order else ()
    ends = [node.end_mark.index for field, (_, node) in known.items() if field in before]
    at = _next_line(head, len(head[: max(ends)].rstrip())) if ends else len(head)
    return f"{head[:at]}{name}:{_behind_colon(value)}\n{head[at:]}" if value else head


def _replaced(head: str, key: yaml.Node, node: yaml.Node, value: Value) -> str:
    """The head with another value in the place of an old one, whose comment stays."""
    start, stop = node.start_mark.index, node.end_mark.index
    stop = start + len(head[start:stop].rstrip())
    if not value:
        return head[: key.start_mark.index] + head[_next_line(head, stop) :]
    is_list = isinstance(node, yaml.SequenceNode) and not node.flow_style
    if is_list and isinstance(value, list):
        return head[:start] + _items(value, node.start_mark.column).lstrip() + head[stop:]
    if is_list or isinstance(value, list) or head[start - 1] == ":":
        start, text = head.index(":", key.end_mark.index) + 1, _behind_colon(value)
        return head[:start] + text + head[stop:]
    return head[:start] + quoted(value) + head[stop:]


def _next_line(head: str, at: int) -> int:
    """Where the line after this place starts."""
    return head.find("\n", at) + 1 or len(head)


def _behind_colon(value: Value) -> str:
    return "\n" + _items(value, 2) if isinstance(value, list) else f" {quoted(value)}"


def _items(value: list[str], indent: int) -> str:
    return "\n".join(f"{' ' * indent}- {quoted(item)}" for item in value)


def quoted(value: str) -> str:
    """A value as YAML needs it: in quotes where it would read something else."""
    try:
        plain = yaml.load(f"- {value}", yaml.BaseLoader) == [value] and (
            yaml.load(f"a: {value}", yaml.BaseLoader) == {"a": value}
        )
    except yaml.YAMLError:
        plain = False
    return value if plain and "\n" not in value else json.dumps(value, ensure_ascii=False)
