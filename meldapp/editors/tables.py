"""One entry of a file of facts: what it says, and the file with other values in it.

Comments, order and layout of everything else stay, since tomlkit keeps them. Both functions raise
its ParseError for a file that is not TOML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import Table


def entry(text: str, way: Sequence[str]) -> dict[str, Any]:
    """The values of the table at the end of a way, such as ("facts", "opvang"); empty if none."""
    table: Any = tomlkit.parse(text).unwrap()
    for name in way:
        table = table.get(name, {}) if isinstance(table, dict) else {}
    return table if isinstance(table, dict) else {}


def change(text: str, way: Sequence[str], fields: Mapping[str, Any]) -> str:
    """The file with other values in one table; None takes a value out.

    A dot in the name of a field leads into a table within, such as for_whom.nl. A table that is not
    there yet is added after its neighbours.
    """
    document = tomlkit.parse(text)
    table: Any = document
    missing = False
    for depth, name in enumerate(way):
        if name not in table:
            missing = True
            is_last = depth == len(way) - 1
            table[name] = tomlkit.table(is_super_table=not is_last)
        table = table[name]
    for name, value in fields.items():
        _set(table, name.split("."), value)
    if missing and isinstance(table, Table):
        return _with_room(tomlkit.dumps(document), ".".join(way))
    return tomlkit.dumps(document)


def _set(table: Any, way: Sequence[str], value: Any) -> None:
    for name in way[:-1]:
        if name not in table:
            if value is None:
                return
            table[name] = tomlkit.inline_table()
        table = table[name]
    name = way[-1]
    if value is None:
        if name in table:
            del table[name]
        return
    item = tomlkit.item(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        item = tomlkit.array()
        for one in value:
            inner = tomlkit.inline_table()
            inner.update(one)
            item.append(inner)
    if name in table and hasattr(table[name], "trivia"):
        item.trivia.comment_ws = table[name].trivia.comment_ws
        item.trivia.comment = table[name].trivia.comment
    table[name] = item


def _with_room(text: str, name: str) -> str:
    """An empty line above a new table."""
    return re.sub(rf"(?<=[^\n])\n(?=\[{re.escape(name)}\]\n)", "\n\n", text)
