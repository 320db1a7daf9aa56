"""One configured renderer: Markdown text → HTML with slots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple
from xml.etree import ElementTree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup, escape
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block as MarkdownBlock

from meldapp.content.blocks import BLOCKS, INCLUDED
from meldapp.content.facts import digits
from meldapp.content.slots import slot

_GAP = r"[ \u00a0\u2009\u202f./\u2010-\u2013-]"
PHONE = re.compile(
    # not inside a word or an address, no day, no times
    rf"(?<![\w/=.-])(?!\d\d?([-./])\d\d?\1\d{{4}}(?!\d)|\d\d\.\d\d{_GAP}+\d\d\.\d\d(?!\d))"
    rf"(?:\+\d{{2}}(?:{_GAP}*\(0\))?(?:{_GAP}{{0,3}}\d){{8,10}}"
    rf"|\(0\d{{1,3}}\)(?:{_GAP}{{0,3}}\d){{6,8}}"
    rf"|0[89]\d\d(?:{_GAP}{{0,3}}\d){{4,8}}"
    rf"|0\d{{1,3}}{_GAP}{{1,3}}\d(?:{_GAP}{{0,3}}\d){{5,7}}|0\d{{9}}|14 ?0\d{{2,3}})(?![\w-])"
)
"""What looks like a Dutch phone number in running text, however it is written."""


class ContentBlock(MarkdownBlock):
    """A block as a section with an icon and a title; one subclass per name in `blocks.BLOCKS`."""

    ARGUMENT = True
    tag: ClassVar[str] = "section"
    title_tag: ClassVar[str] = "h2"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Make the section and its title."""
        element = ElementTree.SubElement(parent, self.tag, {"class": f"block {self.NAME}"})
        title = ElementTree.SubElement(element, self.title_tag, {"class": "block-title"})
        title.text = slot("icon", self.NAME) + " " + (self.argument or "").strip()
        return element


def _tighten(block: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield the items of a block's lists without the paragraph that an empty line between items
    puts in each.
    """
    for item in block.iter("li"):
        first = item.find("p")
        if first is not None and not (item.text or "").strip():
            item.text = first.text
            item[0:1] = list(first)
        yield item


def _move_into(holder: ElementTree.Element, item: ElementTree.Element) -> None:
    """Put everything in an item into one element."""
    holder.text, item.text = item.text, None
    holder.extend(list(item))
    del item[:]


class SayBlock(ContentBlock):
    """Sentences to say, each a quote."""

    def on_end(self, block: ElementTree.Element) -> None:
        """Put each item between quotation marks."""
        for item in _tighten(block):
            quote = ElementTree.Element("q")
            _move_into(quote, item)
            item.append(quote)


class ChecklistBlock(ContentBlock):
    """Boxes to tick, never stored.

    Their form is that of components/unsent.html.
    """

    def on_end(self, block: ElementTree.Element) -> None:
        """Put a box before each item."""
        for item in _tighten(block):
            label = ElementTree.Element("label")
            ElementTree.SubElement(label, "input", {"type": "checkbox", "form": "unsent"})
            _move_into(ElementTree.SubElement(label, "span"), item)
            item.append(label)


class DetailsBlock(ContentBlock):
    """Folded text."""

    tag = "details"
    title_tag = "summary"


class CallBlock(ContentBlock):
    """A card to call someone; its first line is a contact id."""

    def on_end(self, block: ElementTree.Element) -> None:
        """Put a card in the place of the contact id."""
        first = block.find("p")
        if first is not None and first.text:
            contact, _, words = first.text.strip().partition("\n")
            first.text = words or None
            card = ElementTree.Element("div", {"class": "card-slot"})
            card.text = slot("card", f"{contact.strip()}|{self.argument}")
            block.insert(list(block).index(first), card)
            if not words and not len(first):
                block.remove(first)


class UrgentBlock(ContentBlock):
    """The 112 card; ends with the dial button."""

    def on_end(self, block: ElementTree.Element) -> None:
        """Add the button."""
        card = ElementTree.SubElement(block, "div", {"class": "card-slot"})
        card.text = slot("dial", "alarm")


_SHAPES = {
    "say": SayBlock,
    "checklist": ChecklistBlock,
    "details": DetailsBlock,
    "call": CallBlock,
    "urgent": UrgentBlock,
}
# The library passes what comes after the bar as the argument.
BLOCK_CLASSES = [
    type(f"{name.title()}Block", (_SHAPES.get(name, ContentBlock),), {"NAME": name})
    for name in BLOCKS
    if name not in INCLUDED
]


class DutchName(InlineProcessor):
    """`[Veilig Thuis]{nl}`: words in another language than the page."""

    def handleMatch(self, match: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:
        """Make a span with that `lang`."""
        element = ElementTree.Element("span", {"lang": match[2]})
        element.text = match[1]
        return element, match.start(0), match.end(0)


class PhoneNumber(InlineProcessor):
    """A phone number in running text, so that it can be dialled.

    `consistency` refuses one that no contact has.
    """

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, match: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:
        """Make the link."""
        element = ElementTree.Element(
            "a", {"href": f"tel:{digits(match[0])}", "class": "call-link"}
        )
        ElementTree.SubElement(element, "bdi").text = AtomicString(match[0])
        return element, match.start(0), match.end(0)


def _keep_number_whole(link: ElementTree.Element) -> None:
    """Put the phone number in a link into an element of its own, which no line breaks."""
    for holder, attribute in ((link, "text"), *((child, "tail") for child in link)):
        words = getattr(holder, attribute) or ""
        if match := PHONE.search(words):
            number = ElementTree.Element("bdi")
            number.text, number.tail = AtomicString(match[0]), words[match.end() :]
            setattr(holder, attribute, words[: match.start()])
            link.insert(0 if holder is link else list(link).index(holder) + 1, number)
            return


class Survey(Treeprocessor):
    """Turns `page:` and `call:` links into slots, marks those that leave the site, and keeps the
    links and the tree of a text.
    """

    links: list[tuple[str, str]]
    tree: ElementTree.Element

    def run(self, root: ElementTree.Element) -> None:
        """Collect links as (scheme, target) while rewriting them."""
        self.tree, self.links = root, []
        for link in root.iter("a"):
            address = link.get("href", "")
            scheme, _, target = address.partition(":")
            if scheme in ("page", "call"):
                self.links.append((scheme, target))
                link.set("href", slot(scheme, target))
                if scheme == "call":
                    link.set("class", "call-link")
                    _keep_number_whole(link)
                    if not re.search(r"\d{3}", "".join(link.itertext())):
                        link.set(
                            "data-number", slot("number", target)
                        )  # on paper nothing can be pressed
                    link.set("rel", "noreferrer noopener external")  # it may be a chat
            elif scheme in ("https", "http"):
                self.links.append((scheme, target))
                link.set("rel", "noreferrer noopener external")
                link.set("class", "external")
            elif scheme != "tel" or link.get("class") != "call-link":
                self.links.append(("?", address))


class Pairs(Treeprocessor):
    """Puts blocks that belong together in one element, so that a wide screen can show them side by
    side.
    """

    together = (("do", "never"), ("say", "checklist"))

    def run(self, root: ElementTree.Element) -> None:
        """Wrap each pair of neighbours."""
        kind = [element.get("class", "").removeprefix("block ") for element in root]
        for at in reversed(range(len(kind) - 1)):
            if (kind[at], kind[at + 1]) in self.together:
                pair = ElementTree.Element("div", {"class": "pair"})
                pair.extend(root[at : at + 2])
                root[at : at + 2] = [pair]


REFUSED = ("html", "entity", "automail", "image_link", "image_reference", "short_image_ref")
"""Syntax of Markdown that is a fault in a text; see `text_reader` and `paste`."""


class MeldcodeMarkdown(BlocksExtension):
    """What this app's texts may hold: blocks, links by id, words in another language."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register it all, and remove what no text may hold."""
        super().extendMarkdown(md)
        md.preprocessors.deregister("html_block")
        for name in REFUSED:
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(
            DutchName(r"\[([^\[\]]+)\]\{([a-z]{2,3})\}", md), "dutch-name", 175
        )
        md.inlinePatterns.register(PhoneNumber(PHONE.pattern, md), "phone-number", 50)
        md.treeprocessors.register(Pairs(md), "pairs", 4)
        self.survey = Survey(md)
        md.treeprocessors.register(self.survey, "survey", -1)  # the last of all

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        """Register every class once."""
        for block in BLOCK_CLASSES:
            block_mgr.register(block, self.getConfigs())


class Rendered(NamedTuple):
    """A text as HTML, the links in it as (scheme, target), and the tree the HTML was made of."""

    html: Markup
    links: list[tuple[str, str]]
    tree: ElementTree.Element

    @property
    def blocks(self) -> list[tuple[str, int]]:
        """Name and number of items of each block."""
        return [
            (element.get("class", "").removeprefix("block "), len(element.findall("./ul/li")))
            for element in self.tree.iter()
            if element.get("class", "").startswith("block ")
        ]


class Renderer:
    """Text in, HTML with slots out. Not thread-safe: Markdown keeps state while it converts."""

    def __init__(self) -> None:
        self._house = MeldcodeMarkdown()
        self._markdown = Markdown(extensions=[self._house, "sane_lists"], output_format="html")

    def render(self, text: str) -> Rendered:
        """Return the HTML and what is in it."""
        if not text.strip():
            return Rendered(Markup(), [], ElementTree.Element("div"))
        self._markdown.reset()
        html = Markup(self._markdown.convert(text))
        return Rendered(html, self._house.survey.links, self._house.survey.tree)


def numbered(text: str) -> Markup:
    """Return a text as HTML in which phone numbers stay on one line, from left to right, and
    cannot be dialled.
    """
    return Markup(PHONE.sub(lambda match: f"<bdi>{match[0]}</bdi>", str(escape(text))))


def dialable(text: str) -> Markup:
    """Return a text that is not Markdown as HTML in which every phone number can be dialled."""
    link = '<a class="call-link" href="tel:{}"><bdi>{}</bdi></a>'
    html = str(escape(text))  # as it is, where words in another language are marked already
    return Markup(PHONE.sub(lambda match: link.format(digits(match[0]), match[0]), html))


_MARKS = (
    (re.compile(r"^/{3,}.*\|(.*)$", re.M), r"\1"),
    (re.compile(r"^/{3,}.*$", re.M), ""),
    (re.compile(r"\[([^\]]+)\](\([^)]*\)|\{[a-z]+\})"), r"\1"),
    (re.compile(r"^#+ +|^[-*] +|\*\*|`", re.M), ""),
)


def plain(text: str) -> str:
    """Return the text without Markdown marks, for search and for counting words."""
    for mark, words in _MARKS:
        text = mark.sub(words, text)
    return text
