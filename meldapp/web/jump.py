"""The parts of a page that readers jump to, such as what to do and whom to consult."""

from __future__ import annotations

import re

from markupsafe import Markup

from meldapp.content.pages import Page

PARTS = {
    "do": ("do",),
    "never": ("never",),
    "say": ("say",),
    "record": ("checklist",),
    "call": ("consult", "call"),
}
"""Fragment of an address → the blocks it may lead to, the first of them on the page."""


def parts(page: Page) -> list[str]:
    """The fragments of the parts that a page has."""
    return [fragment for fragment, names in PARTS.items() if any(map(page.has_block, names))]


def anchored(body: str) -> Markup:
    """Return the HTML of a text with an id on the first block of each part."""
    html = str(body)  # markupsafe escapes what is put into its own kind of text
    for fragment, names in PARTS.items():
        first = re.compile(rf'<section class="block (?:{"|".join(names)})"')
        html = first.sub(rf'\g<0> id="{fragment}"', html, count=1)
    return Markup(html)
