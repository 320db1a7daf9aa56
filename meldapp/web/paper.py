"""What is printed and handed out: how many fit a sheet of A4, the QR code on it, and the sheet with
all five steps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import segno
from markupsafe import Markup

from meldapp.content.pages import Step

COPIES = {"poster": 1, "kaart": 4, "discreet": 10}
"""Page → how many of it stand on one A4."""


def qr_code(address: str) -> Markup:
    """Return the QR code of an address as inline SVG, black on white with the quiet zone that
    readers need; readable with 15 % of it damaged.
    """
    code = segno.make(address, error="m", micro=False, boost_error=False)
    return Markup(
        code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None, light="#fff")
    )


@dataclass(frozen=True)
class SheetItems:
    """What the sheet with all five steps has of one step, as HTML with slots."""

    do: tuple[str, ...]
    never: str
    say: str


def sheet_items(step: Step) -> SheetItems:
    """What the sheet with all five steps has of one.

    Its `do` list, its first `never` and its first sentence to say.
    """
    items = {
        name: re.findall(r"<li>(?:<q>)?(.*?)(?:</q>)?</li>", match[1], flags=re.S)
        for name in ("do", "never", "say")
        if (match := re.search(rf'<section class="block {name}">(.*?)</section>', step.body, re.S))
    }
    first = {name: group[0] for name, group in items.items()}
    return SheetItems(tuple(items.get("do", ())), first.get("never", ""), first.get("say", ""))
