"""Proposes a region's colours from a theme of the NL Design System (`*.tokens.json`).

The theme gives the one colour that links and buttons have; its tint and its dark twin are computed.
A colour that is hard to read is made darker or lighter until it is not, and the proposal says so.
"""

from __future__ import annotations

import colorsys
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from meldapp.content.faults import ExplainedError
from meldapp.web.colours import themes, too_close

WANTED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(^|\.)utrecht\.link\.color$",
        r"(^|\.)utrecht\.button\.primary-action\.background-color$",
        r"(^|\.)color\.primary(\.(default|base|500))?$",
        r"(^|\.)primary(-color)?$",
        r"(^|\.)color\.primary[.-][\w-]+$",
    )
)
"""Where a theme keeps its main colour, the surest first."""
REFERENCE = re.compile(r"\{([^{}]+)\}")
DEEPEST = 10
"""The longest chain of references; a longer one is a loop."""
GREY = 0.12
"""Saturation below which a colour is grey, and of no use for a link."""
RED = 18 / 360
"""Hues this near to red are kept for 112."""
STEPS = 200
TINTS = (0.2, 0.15, 0.1, 0.05)
"""Shares of the colour in its tint on a dark page; a bright one takes a smaller share."""


@dataclass(frozen=True)
class Proposal:
    """Colours for a region's file, and where they come from."""

    token: str
    """The name in the theme of the colour they come from."""
    colours: Mapping[str, str]
    mended: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The table as written in a region's file."""
        yield f"[colours]  # from {self.token}"
        yield from (f'{name} = "{value}"' for name, value in self.colours.items())


def propose(path: Path) -> Proposal:
    """Colours from a theme: a file, or a folder with all its files.

    Raises ExplainedError for a theme from which none can be proposed.
    """
    token, colour = _main_colour(_flat(path))
    light, dark = _light(colour), _dark(colour)
    mended = [
        f"{colour} became {value}{where}, since it could not be read on every ground"
        for value, where in ((light["primary"], ""), (dark["dark-primary"], " in the dark"))
        if value != colour
    ]
    return Proposal(token, {**light, **dark}, tuple(mended))


def _flat(path: Path) -> dict[str, str]:
    """Every token of a theme by its whole name, references not yet followed."""
    files = sorted(path.rglob("*.tokens.json")) if path.is_dir() else [path]
    if not files:
        raise ExplainedError(f"There is no *.tokens.json in {path}.")
    flat: dict[str, str] = {}
    for file in files:
        try:
            content = json.loads(file.read_text("utf-8-sig"))
        except (ValueError, OSError) as error:
            raise ExplainedError(f"{file} cannot be read as JSON: {error}") from None
        flat.update(_walk(content, ()))
    return flat


def _walk(content: Any, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not isinstance(content, dict):
        return
    for key in ("$value", "value"):
        if isinstance(content.get(key), str):
            yield ".".join(names), content[key]
            return
    for key, inner in content.items():
        yield from _walk(inner, (*names, key))


def _main_colour(flat: Mapping[str, str]) -> tuple[str, str]:
    """The name and value of the first wanted colour that is neither grey nor red."""
    red = []
    for wanted, name in product(WANTED, flat):
        if not wanted.search(name) or not (colour := _colour(flat, flat[name])):
            continue
        hue, _, saturation = colorsys.rgb_to_hls(*_parts(colour))
        if saturation >= GREY and min(hue, 1 - hue) >= RED:
            return name, colour
        if saturation >= GREY:
            red.append(f"{name} ({colour})")
    if red:
        raise ExplainedError(
            f"The main colour of this theme is red: {', '.join(dict.fromkeys(red))}.\n"
            "Red means 112 here and nothing else. Choose another colour of the house style and "
            "write it as primary under [colours]."
        )
    raise ExplainedError(
        "This theme names no main colour that we know, such as brand.NAME.color.primary.\n"
        "Write the colour of its links as primary under [colours]."
    )


def _colour(flat: Mapping[str, str], value: str) -> str | None:
    """A value as #RRGGBB, or None for one that is not an opaque colour."""
    for _ in range(DEEPEST):
        reference = REFERENCE.fullmatch(value.strip())
        if not reference:
            break
        value = flat.get(reference[1].removesuffix(".value"), "")
    value = value.strip().lower()
    if match := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})(?:f|ff)?", value):
        digits = match[1] if len(match[1]) == 6 else "".join(one * 2 for one in match[1])
        return f"#{digits.upper()}"
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", value)]
    if re.fullmatch(r"rgb\([^/%]+\)", value) and len(numbers) == 3:
        return _hex(*(number / 255 for number in numbers))
    if re.fullmatch(r"hsl\([^/]+\)", value) and len(numbers) == 3:
        hue, saturation, lightness = numbers[0] / 360, numbers[1] / 100, numbers[2] / 100
        return _hex(*colorsys.hls_to_rgb(hue % 1, lightness, saturation))
    return None


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hex(*parts: float) -> str:
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02X}" for part in parts)


def _mixed(colour: str, other: str, share: float) -> str:
    """Two colours mixed; `share` is the part of the first."""
    both = zip(_parts(colour), _parts(other), strict=True)
    return _hex(*(one * share + two * (1 - share) for one, two in both))


def _shades(colour: str, towards: float) -> Iterator[str]:
    """The colour, then the same hue step by step darker (0) or lighter (1)."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    yield colour
    for step in range(1, STEPS + 1):
        part = lightness + (towards - lightness) * step / STEPS
        yield _hex(*colorsys.hls_to_rgb(hue, part, saturation))


def _light(colour: str) -> dict[str, str]:
    for shade in _shades(colour, 0):
        colours_of_region = {
            "primary": shade,
            "on-primary": "#FFFFFF",
            "primary-tint": _mixed(shade, "#FFFFFF", 0.1),
        }
        if not too_close(themes(colours_of_region)[0]):
            return colours_of_region
    raise ExplainedError(f"No shade of {colour} can be read on our grounds.")


def _dark(colour: str) -> dict[str, str]:
    page = themes({})[1]["page"]
    for shade, share in product(_shades(colour, 1), TINTS):
        colours_of_region = {
            "dark-primary": shade,
            "dark-on-primary": _mixed(shade, "#000000", 0.2),
            "dark-primary-tint": _mixed(colour, page, share),
        }
        if not too_close(themes(colours_of_region)[1]):
            return colours_of_region
    raise ExplainedError(f"No shade of {colour} can be read on our grounds in the dark.")
