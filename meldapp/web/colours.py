"""Which colours meet each other, and whether they can be told apart (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from meldapp import ROOT
from meldapp.content.faults import near

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
"""Backgrounds of words of any colour."""
TEXTS = {"ink", "muted", "primary", "do-text", "say"}
"""Colours of words; each may be on every ground."""
EDGES = {"edge", "ink", "muted", "primary", "do", "say", "caution-edge", "now-edge"}
"""Colours of borders, lines and icons that mean something; each may be on every ground."""
WARM = {"warm": {"page", "card", "warm-tint"}}
"""The colour of the first door, and its backgrounds."""
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
    yield from product(sorted(TEXTS), sorted(GROUNDS), [TEXT])
    yield from ((text, fill, TEXT) for fill, text in FILLS.items())
    yield from product(sorted(EDGES), sorted(GROUNDS), [EDGE])
    for warm, grounds in WARM.items():
        yield from product([warm], sorted(grounds), [TEXT])
    yield from product(sorted(SHAPES), ["page", "card"], [EDGE])
    yield (*FOCUS, EDGE)


def too_close(theme: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The pairs of a theme (name in tokens.css → colour) that cannot be told apart, and why."""
    ratios = [
        (first, second, contrast(theme[first], theme[second]), least)
        for first, second, least in pairs()
    ]
    ratios += [
        ("focus", ground, max(contrast(theme[focus], theme[ground]) for focus in FOCUS), EDGE)
        for ground in sorted(GROUNDS | FILLS.keys())
    ]
    faults: dict[tuple[str, str], str] = {}
    for first, second, ratio, least in ratios:
        if ratio < least:
            words = f"has a contrast of {ratio:.2f}, at least {least:g} can be read"
            faults.setdefault((first, second), f"{first} on {second} {words}")
    return faults


def faults(colours: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Name, problem and remedy of everything that is wrong with a region's own colours."""
    tokens, _ = themes({})
    known = {name: colours[name] for name in colours if name.removeprefix("dark-") in tokens}
    for name in colours:
        token = name.removeprefix("dark-")
        if name not in known:
            remedy = f"Use a name from static/css/tokens.css.{near(token, tokens)}"
            yield name, f"there is no colour '{token}'", remedy
        elif token in FIXED:
            yield (
                name,
                f"'{token}' means the same in every region (112, the exit, the keyboard)",
                "Remove it.",
            )
    for prefix, theme, own in zip(("", "dark-"), themes(known), by_theme(known), strict=True):
        for pair, words in too_close(theme).items():
            if named := [name for name in pair if name in own]:
                yield (
                    prefix + named[0],
                    f"{'in the dark ' if prefix else ''}{words}",
                    "Choose a colour that differs more; build.py theme proposes one.",
                )
