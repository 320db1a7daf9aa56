"""The weighing flow as a drawing: positions of boxes and lines, from the questions themselves.

The drawing is vertical, so that right-to-left needs no second one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from meldapp.content.pages import Question

ROW = 108
"""Height of one question with its arrow, in units of the drawing."""
BOX = 64
WIDTH = 320
LINE = 18
"""From one line of words to the next, where there is room for it."""


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

    def lines(self, words: str, width: int, height: int) -> list[tuple[float, str]]:
        """The baseline of each line, from the top of a question, and its words: all of them, in the middle of a box of this height, at most `width` letters on a line."""
        found = textwrap.wrap(words, width, break_long_words=False)
        step = min(LINE, (height - 8) / len(found))
        top = (BOX - step * len(found)) / 2 + step * 0.75
        return [(round(top + number * step, 1), line) for number, line in enumerate(found)]


def draw(questions: Sequence[Question]) -> Drawing:
    """Place the questions below each other, in order."""
    nodes = []
    for row, question in enumerate(questions):
        following = questions[row + 1].id if row + 1 < len(questions) else question.yes
        nodes.append(Node(question, row * ROW, question.yes == following))
    return Drawing(tuple(nodes), WIDTH, len(nodes) * ROW - (ROW - BOX))


__all__ = ["BOX", "ROW", "Drawing", "Node", "draw"]
