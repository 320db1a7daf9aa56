"""The head of a text file: YAML between two lines of dashes, and the line of each field."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from meldapp.content.faults import Where, Wrong

_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class TextFile:
    """A text file, split into the fields of its head and the words below it."""

    fields: dict[str, Any]
    body: str
    """The words below the head, with empty lines above, so that each is on its line of the file."""
    above: int
    """Lines above the first word of `body`."""
    lines: dict[str, int]
    """Field of the head → its line."""

    def line_of(self, where: Where) -> int:
        """The line of a field; the first one for the whole head."""
        return self.lines.get(where[0], 1) if where else 1


def split_front_matter(text: str) -> TextFile | Wrong:
    """Split the head of a text off and read it, or say what is wrong with it."""
    if not _BOUNDARY.match(text):
        return Wrong(
            1,
            "the page has no head",
            "Start the file with a line ---, then title:, summary: and so on, then a line ---.",
        )
    parts = _BOUNDARY.split(text, 2)
    if len(parts) < 3:
        remedy = "Put a line --- below the last field."
        return Wrong(1, "the head of the page is not closed", remedy)
    _, head, body = parts
    try:
        fields, lines = _fields(head)
    except (yaml.YAMLError, RecursionError) as error:
        return _explained(error, head.split("\n"))
    if not lines:
        remedy = "Write each field as name: value, one to a line."
        return Wrong(1, "the head of the page holds no fields", remedy)
    above = text.count("\n", 0, len(text) - len(body.lstrip()))
    return TextFile(fields, "\n" * above + body.strip(), above, lines)


def _fields(head: str) -> tuple[dict[str, Any], dict[str, int]]:
    """What YAML makes of a head, with every scalar as text, and the line of each field.

    0612345670 must not become a number, nor `no` a boolean.
    """
    fast = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    if len(head) < 4000:  # nesting in a longer one could overflow the stack of the fast reader
        with contextlib.suppress(yaml.YAMLError):
            return _loaded(fast(head))
    return _loaded(yaml.BaseLoader(head))  # whose messages are better


def _loaded(loader: Any) -> tuple[dict[str, Any], dict[str, int]]:
    node = loader.get_single_node()
    lines: dict[str, int] = {}
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if not isinstance(key, yaml.ScalarNode):
            raise _HeadError(
                problem="the name of a field must be one word", problem_mark=key.start_mark
            )
        if key.value in lines:  # YAML itself would quietly keep the last
            raise _HeadError(
                problem=f"the field '{key.value}' is given twice, keep one of the two",
                problem_mark=key.start_mark,
            )
        lines[key.value] = key.start_mark.line + 1
    return loader.construct_document(node) if lines else {}, lines


class _HeadError(yaml.MarkedYAMLError):
    """A head that is YAML and yet wrong. The problem is in our own words."""


def _explained(error: Exception, lines: Sequence[str]) -> Wrong:
    """What is wrong with a head that is no YAML, in words for an editor.

    The first of its `lines` is that of the three dashes.
    """
    problem = str(getattr(error, "problem", None) or "this cannot be read")
    context = str(getattr(error, "context", None) or "")
    # YAML notices further on what was left open; the fault is where it was opened
    open_at = any(word in context for word in ("quoted", "flow", "simple key"))
    mark = getattr(error, "context_mark" if open_at else "problem_mark", None)
    line = mark.line + 1 if mark else 1
    if (
        mark
        and "mapping values" in problem
        and re.fullmatch(r"[\w-]+", lines[mark.line][: mark.column])
    ):
        line, context = line - 1, "simple key"  # the line above went on into this one
    if "simple key" in context:
        problem = "this line is not a field: it has no colon"
    elif "mapping values" in problem:
        problem = "a colon inside a text confuses the head of the page"
    elif not isinstance(error, _HeadError):
        problem = f"the head of the page cannot be read: {problem}"
    return Wrong(
        line,
        problem,
        "Write name: value, and put double quotes around a text that holds a colon or starts with "
        'a special character. For example: title: "Stap 1: kijk en luister"',
    )
