"""Which colours meet each other, and whether they can be told apart (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from meldapp import ROOT

TOKENS = ROOT / "static/css/tokens.css"
GROUNDS = {
    "page",
    "card",
    "surface",
    "primary-tint",
    "now-tint",
    "caution-tint",
    "do-tint",
    "say-tint",
}
"""What words may stand on, whatever their colour."""
TEXTS = {"ink", "muted", "primary", "do-text", "say"}
"""Colours of words; each may stand on every ground."""
EDGES = {"edge", "ink", "muted", "primary", "do", "say", "caution-edge", "now-edge"}
"""Colours of borders, lines and icons that mean something; each may stand on every ground."""
WARM = {"warm": {"page", "card", "warm-tint"}}
"""The colour of the first door, and what it stands on."""
FILLS = {
    "primary": "on-primary",
    "now": "on-now",
    "caution": "on-caution",
    "do": "on-do",
    "say": "on-say",
    "exit": "on-exit",
    "ink": "page",
}
"""Full colours, and the only colour of words on each."""
SHAPES = {"exit", "now", "primary"}
"""Full colours that must stand out from the page as a shape."""
FOCUS = ("focus", "focus-edge")
FIXED = {"now", "on-now", "now-tint", "now-edge", "exit", "on-exit", *FOCUS}
"""What these mean must be the same everywhere: 112, the exit, where the keyboard is."""
TEXT, EDGE = 4.5, 3.0
"""Least contrast of words, and of shapes."""


@dataclass(frozen=True)
class TooClose:
    """Two colours that meet and cannot be told apart."""

    first: str
    second: str
    contrast: float
    least: float

    def __str__(self) -> str:
        return (
            f"{self.first} on {self.second} has a contrast of {self.contrast:.2f}, "
            f"at least {self.least:g} can be read"
        )


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of a colour such as #0B5563."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast of two colours (WCAG 2.2), from 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def themes(colours: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The light and the dark theme, with a region's own colours in place."""
    parts = TOKENS.read_text("utf-8").split("@media screen and (prefers-color-scheme: dark)")
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", part)) for part in parts)
    by_day, at_night = by_theme(colours)
    return {**light, **by_day}, {**light, **dark, **at_night}


def by_theme(colours: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """A region's own colours, those of the light and those of the dark theme, by token."""
    light = {name: value for name, value in colours.items() if not name.startswith("dark-")}
    dark = {name: colours[name] for name in colours if name not in light}
    return light, {name.removeprefix("dark-"): value for name, value in dark.items()}


def pairs() -> Iterator[tuple[str, str, float]]:
    """Every two colours that meet, and the contrast that they need."""
    yield from ((text, ground, TEXT) for text, ground in product(sorted(TEXTS), sorted(GROUNDS)))
    yield from ((text, fill, TEXT) for fill, text in FILLS.items())
    yield from ((edge, ground, EDGE) for edge, ground in product(sorted(EDGES), sorted(GROUNDS)))
    yield from (
        (warm, ground, TEXT) for warm, grounds in WARM.items() for ground in sorted(grounds)
    )
    yield from ((fill, ground, EDGE) for fill, ground in product(sorted(SHAPES), ("page", "card")))
    yield (*FOCUS, EDGE)


def too_close(theme: Mapping[str, str]) -> list[TooClose]:
    """Every pair of a theme (name in tokens.css → colour) that cannot be told apart, each once."""
    faults: dict[tuple[str, str], TooClose] = {}
    for first, second, least in pairs():
        ratio = contrast(theme[first], theme[second])
        if ratio < least:
            faults.setdefault((first, second), TooClose(first, second, ratio, least))
    for ground in sorted(GROUNDS | FILLS.keys()):
        ratio = max(contrast(theme[focus], theme[ground]) for focus in FOCUS)
        if ratio < EDGE:
            faults["focus", ground] = TooClose("focus", ground, ratio, EDGE)
    return list(faults.values())


def faults(colours: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Name, problem and remedy of everything that is wrong with a region's own colours."""
    tokens, _ = themes({})
    known = {name: colours[name] for name in colours if name.removeprefix("dark-") in tokens}
    for name in colours:
        token = name.removeprefix("dark-")
        if name not in known:
            yield name, f"there is no colour '{token}'", "Use a name from static/css/tokens.css."
        elif token in FIXED:
            yield (
                name,
                f"'{token}' means the same in every region (112, the exit, the keyboard)",
                "Remove it.",
            )
    for prefix, theme, own in zip(("", "dark-"), themes(known), by_theme(known), strict=True):
        for pair in too_close(theme):
            if named := [name for name in (pair.first, pair.second) if name in own]:
                yield (
                    prefix + named[0],
                    f"{'in the dark ' if prefix else ''}{pair}",
                    "Choose a colour that differs more; build.py theme proposes one.",
                )
