"""What is printed and handed out: how many fit a sheet of A4, the QR code on it, and the sheet with
all five steps.
"""

from __future__ import annotations

import re

import segno
from markupsafe import Markup

from meldapp.content.pages import Step

COPIES = {"poster": 1, "kaart": 4, "discreet": 10}
"""Page → how many of it fit on one A4."""


def qr_code(address: str) -> Markup:
    """Return the QR code of an address as inline SVG, black on white with the quiet zone that
    readers need; readable with 15 % of it damaged.
    """
    code = segno.make(address, error="m", micro=False, boost_error=False)
    return Markup(
        code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None, light="#fff")
    )


def sheet_items(step: Step) -> dict[str, list[str]]:
    """The items of the first block `do`, `never` and `say` of a step, as HTML with slots."""
    blocks = {
        name: re.search(rf'<section class="block {name}">(.*?)</section>', step.body, re.S)
        for name in ("do", "never", "say")
    }
    return {
        name: re.findall(r"<li>(?:<q>)?(.*?)(?:</q>)?</li>", block[1] if block else "", re.S)
        for name, block in blocks.items()
    }
