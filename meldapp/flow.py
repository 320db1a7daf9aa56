"""The weighing flow as a drawing: positions of boxes and lines, from the questions themselves.

The drawing is vertical, so that right-to-left needs no second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .models import Question

ROW = 108
"""Height of one question with its arrow, in units of the drawing."""
BOX = 64
WIDTH = 320


@dataclass(frozen=True)
class Node:
    """One question in the drawing. Lengths in units of the drawing, `y` from its top."""

    question: Question
    y: int
    yes_goes_down: bool
    """Whether yes leads to the next question; else no does."""


@dataclass(frozen=True)
class Drawing:
    """The whole flow."""

    nodes: tuple[Node, ...]
    width: int
    height: int


def draw(questions: Sequence[Question]) -> Drawing:
    """Place the questions below each other, in order."""
    nodes = []
    for row, question in enumerate(questions):
        following = questions[row + 1].id if row + 1 < len(questions) else question.yes
        nodes.append(Node(question, row * ROW, question.yes == following))
    return Drawing(tuple(nodes), WIDTH, len(nodes) * ROW - (ROW - BOX))


__all__ = ["BOX", "ROW", "Drawing", "Node", "draw"]
