"""Turns a region's logo (SVG) into the lines of its file: one path, in the colour of the words.

Nothing of the file itself is published: only numbers and the letters of a path come through, so
neither a script nor an address can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.etree
from pydantic import ValidationError

from meldapp.content.facts import Logo
from meldapp.content.faults import ExplainedError

SVG = "{http://www.w3.org/2000/svg}"
SILENT = {"svg", "g", "title", "desc", "metadata"}
"""Elements that draw nothing themselves."""
NUMBER = r"-?\d*\.?\d+"
LARGEST_FILE = 100_000
"""Bytes; a logo drawn for a phone is a hundredth of it."""


def read_logo(path: Path) -> Logo:
    """The logo in an SVG file.

    Raises ExplainedError for a logo that cannot be a single path: why, and what to ask of a
    designer.
    """
    text = path.read_bytes()
    if len(text) > LARGEST_FILE:
        raise ExplainedError(f"{path} is {len(text):,} bytes: this is a picture, not a mark.")
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = lxml.etree.fromstring(text, parser)
    except lxml.etree.XMLSyntaxError as error:
        raise ExplainedError(f"{path} cannot be read as SVG: {error}") from None
    parts = list(_parts(tree))
    if not parts:
        raise ExplainedError(f"{path} draws nothing.")
    drawing = re.sub(r"\s+", " ", " ".join(parts))
    try:
        return Logo(viewbox=_viewbox(tree), path=drawing)
    except ValidationError as error:
        raise ExplainedError(
            f"{path}: {len(drawing):,} characters of path, at most 1,000 of plain path data fit: "
            f"{error.errors()[0]['msg']}.\nAsk for a simpler version, drawn for a small size."
        ) from None


def _viewbox(tree: lxml.etree._Element) -> str:
    if given := tree.get("viewBox"):
        return " ".join(re.findall(NUMBER, given))
    sizes = [re.match(NUMBER, tree.get(side, "")) for side in ("width", "height")]
    if None in sizes:
        raise ExplainedError('The SVG has no viewBox. Add one, such as viewBox="0 0 100 40".')
    return "0 0 " + " ".join(size[0] for size in sizes if size)


def _parts(tree: lxml.etree._Element) -> Iterator[str]:
    """What each element draws, as the d of a path."""
    for element in tree.iter(lxml.etree.Element):
        name = str(element.tag).removeprefix(SVG)
        if element.get("transform"):
            raise ExplainedError(
                f"<{name}> is moved or turned (transform). Ask for a flat version."
            )
        if name == "path":
            yield element.get("d", "").strip()
        elif name in ("polygon", "polyline"):
            numbers = re.findall(NUMBER, element.get("points", ""))
            yield f"M{' '.join(numbers)}{'z' if name == 'polygon' else ''}"
        elif name == "rect":
            x, y, width, height = (element.get(side, "0") for side in ("x", "y", "width", "height"))
            yield f"M{x} {y}h{width}v{height}h-{width}z"
        elif name == "circle":
            sizes = [element.get(side, "0") for side in ("cx", "cy", "r")]
            if not all(re.fullmatch(NUMBER, size) for size in sizes):
                raise ExplainedError(
                    f"<circle> has a size that is not a plain number: {', '.join(sizes)}.\n"
                    "Ask for a version without percentages and units."
                )
            x, y, r = map(float, sizes)
            yield f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"
        elif name not in SILENT:
            raise ExplainedError(
                f"<{name}> cannot be part of it: only flat shapes in one colour (path, polygon, "
                "rect, circle).\nAsk for a version of that kind, with letters turned into paths."
            )


def lines(logo: Logo) -> Iterator[str]:
    """The table as written in a region's file."""
    yield "[logo]"
    yield f'viewbox = "{logo.viewbox}"'
    yield f'path = "{logo.path}"'
