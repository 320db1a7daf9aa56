"""A translation with the original under each paragraph, list item and title."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from markdown.serializers import to_html_string
from markdown.util import AMP_SUBSTITUTE
from markupsafe import Markup

from meldapp.content.pages import Leaf
from meldapp.content.slots import CLOSE, OPEN, slot

_ICON_OR_BOX = re.compile(f"{OPEN}icon:[^{CLOSE}]*{CLOSE} ?|<input[^>]*>")
_ORIGINAL = re.compile(f"{OPEN}original:([0-9]+){CLOSE}")


def leaves(tree: Element) -> tuple[Leaf, ...]:
    """Return every paragraph, list item and title of a rendered text, in order."""
    return tuple(Leaf(leaf.tag, _ICON_OR_BOX.sub("", _inner_html(leaf))) for leaf in _leaves(tree))


def side_by_side(tree: Element, originals: Sequence[Leaf], attributes: Mapping[str, str]) -> Markup:
    """Return the HTML of a rendered text with the original under each leaf.

    Empty when the two do not have the same leaves. `attributes` are those of the original: its
    language and, where that differs, its direction.
    """
    tree = copy.deepcopy(tree)
    elements = list(_leaves(tree))
    if [leaf.tag for leaf in elements] != [leaf.tag for leaf in originals]:
        return Markup()
    parents = {child: parent for parent in tree.iter() for child in parent}
    for number, leaf in enumerate(elements):
        inside = leaf.tag in ("li", "summary")
        beside = Element("span" if inside else "p", {"class": "beside", **attributes})
        beside.text = slot("original", str(number))
        if inside:
            leaf.append(beside)
        else:
            siblings = parents[leaf]
            siblings.insert(list(siblings).index(leaf) + 1, beside)
    return Markup(_ORIGINAL.sub(lambda match: originals[int(match[1])].html, _inner_html(tree)))


def _leaves(tree: Element) -> Iterator[Element]:
    """A list item that holds paragraphs is no leaf itself."""
    for element in tree.iter():
        if element.tag in ("p", "h2", "h3", "h4", "summary") or (
            element.tag == "li" and element.find("p") is None
        ):
            yield element


def _inner_html(element: Element) -> str:
    """The HTML of an element without its own tag."""
    html = to_html_string(element).replace(AMP_SUBSTITUTE, "&")
    return re.sub(r"^<[^>]*>|</[^>]*>\s*$", "", html).strip()
