"""Drawings: the region's own emblem, made from facts, and those a text shows."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup

from meldapp.content.facts import Municipality, Region

SQUARE, PITCH = 3, 4
"""Side of a square, and from one square to the next, in units of the emblem."""


def emblem(region: Region, municipalities: Sequence[Municipality]) -> Markup:
    """A region's logo, else its tile map as one small picture: a square per municipality, in the
    colour of the words around it.
    """
    if region.logo:
        viewbox, path = region.logo.viewbox, region.logo.path
    else:
        squares = sorted((place.row - 1, place.column - 1) for place in municipalities)
        width, height = (
            PITCH * max(square[axis] for square in squares) + SQUARE for axis in (1, 0)
        )
        viewbox = f"0 0 {width} {height}"
        square = f"h{SQUARE}v{SQUARE}h-{SQUARE}z"
        path = "".join(f"M{column * PITCH} {row * PITCH}{square}" for row, column in squares)
    return Markup(
        '<svg class="emblem" viewBox="{}" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    ).format(viewbox, path)


def drawing(value: str) -> str:
    """A drawing of `marks.DRAWINGS`; the words after the bar are for a screen reader."""
    name, _, words = value.partition("|")
    title, _, description = words.strip().partition(". ")
    return render_template(f"drawings/{name}.html", title=title, description=description)
