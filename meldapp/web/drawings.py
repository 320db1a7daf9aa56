"""Drawings made from facts: the region's own emblem."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from meldapp.content.facts import Municipality, Region

SQUARE, PITCH = 3, 4
"""Side of a square, and from one square to the next, in units of the emblem."""


def mark(region: Region, municipalities: Sequence[Municipality]) -> Markup:
    """Return the region's own logo, else its emblem."""
    if region.logo is None:
        return emblem(municipalities)
    return _picture(region.logo.viewbox, region.logo.path)


def _picture(viewbox: str, path: str) -> Markup:
    return Markup(
        '<svg class="emblem" viewBox="{}" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    ).format(viewbox, path)


def emblem(municipalities: Sequence[Municipality]) -> Markup:
    """Return the tile map of a region as one small picture.

    A square per municipality, in the colour of the words around it.
    """
    squares = sorted((place.row - 1, place.column - 1) for place in municipalities)
    rows, columns = (1 + max(square[axis] for square in squares) for axis in (0, 1))
    path = "".join(
        f"M{column * PITCH} {row * PITCH}h{SQUARE}v{SQUARE}h-{SQUARE}z" for row, column in squares
    )
    gap = PITCH - SQUARE
    return _picture(f"0 0 {columns * PITCH - gap} {rows * PITCH - gap}", path)
