"""Drawings: the region's own emblem, made from facts, and those a text shows."""

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
    square = f"h{SQUARE}v{SQUARE}h-{SQUARE}z"
    path = "".join(f"M{column * PITCH} {row * PITCH}{square}" for row, column in squares)
    gap = PITCH - SQUARE
    return _picture(f"0 0 {columns * PITCH - gap} {rows * PITCH - gap}", path)


def drawing(value: str) -> Markup:
    """Return a drawing of `marks.DRAWINGS`; the words behind the bar are for a screen reader."""
    name, _, words = value.partition("|")
    title, _, description = words.strip().partition(". ")
    return Markup(_DRAWINGS[name]).format(title=title, description=description)


_BODY = (
    '<svg class="drawing" viewBox="0 0 240 206" width="240" height="206" role="img" fill="none"'
    ' stroke="currentColor" stroke-width="1.5" stroke-linejoin="round">'
    "<title>{title}</title><desc>{description}</desc>"
    '<pattern id="raised" width="5" height="5" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0 0v5"/></pattern>'
    # the front, on the left
    '<g fill="url(#raised)"><circle cx="55" cy="24" r="18"/>'
    '<path d="M39 78h32l3 26H36z"/>{limbs}'
    '<path d="M36 104h18l-1 34H39zM74 104H56l1 34h14z"/></g>'
    '<path d="M39 138h14l-2 50H41zM71 138H57l2 50h10z"/>'
    '<g fill="currentColor">{sides}<path d="M37 50q18-5 36 0l-2 28H39z"/></g>'
    # the back, on the right
    '<g transform="translate(128)"><g fill="url(#raised)"><circle cx="55" cy="24" r="18"/>{limbs}'
    '<path d="M36 112h18l-3 76H41zM74 112H56l3 76h10z"/></g>'
    '<g fill="currentColor">{sides}<path d="M37 50q18-5 36 0l-2 28 4 22q-1 12-10 12t-10-4q-1 4-10 4'
    't-10-12l4-22z"/></g></g></svg>'
)
_LIMBS = (
    '<path d="M36 51q-9 3-12 14l-12 38 8 3 17-36zM74 51q9 3 12 14l12 38-8 3-17-36z"/>'
    '<circle cx="14" cy="110" r="6"/><circle cx="96" cy="110" r="6"/>'
    '<ellipse cx="44" cy="194" rx="9" ry="6"/><ellipse cx="66" cy="194" rx="9" ry="6"/>'
)
_SIDES = (
    '<ellipse cx="36" cy="25" rx="4" ry="6"/><ellipse cx="74" cy="25" rx="4" ry="6"/>'
    '<path d="M49 42h12v8H49z"/>'
)
_DRAWINGS = {"body": _BODY.replace("{limbs}", _LIMBS).replace("{sides}", _SIDES)}
"""Name → drawing in the colour of the words around it, so that it is right in both themes.

`body`: a child from the front and from behind. Filled is a strongly raised chance that a bruise was
inflicted, hatched a raised chance, after the guideline of the Dutch paediatricians.
"""
