"""One text in one language: its head, its marks, and its words as HTML.

What pages and rules have in common. `page_reader` and `rules` say what each of them adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from xml.etree.ElementTree import Element

from markupsafe import Markup

from meldapp.content import blocks, marks, paste
from meldapp.content.faults import Wrong, line_at, line_with
from meldapp.content.files import Files
from meldapp.content.front_matter import TextFile, split_front_matter
from meldapp.content.markdown import Rendered, Renderer
from meldapp.content.pages import Link, Page, Rule

HTML = re.compile(r"</?[a-zA-Z](?!ttps?://)[^<>\n]*>|<!--")


@dataclass(frozen=True)
class Body:
    """What the words below a head become. No HTML and links when a block is wrong."""

    html: Markup
    links: tuple[Link, ...]
    blocks: Sequence[blocks.Block]
    tree: Element
    laid_out: str
    """The Markdown of it all, with the rules that it includes."""


@dataclass
class TextReader:
    """Reads texts in one language; what is wrong with them becomes a fault of `files`."""

    given: ClassVar[tuple[str, ...]]
    """What a head gives in a language that has the help zone only."""
    inherited: ClassVar[tuple[str, ...]]
    """What follows from the Dutch text there."""

    files: Files
    renderer: Renderer
    locale: str
    included: Mapping[str, Rule]
    """The rules that a text may include, by id."""
    signal_titles: tuple[str, ...] = ()

    def open(self, path: Path) -> TextFile | None:
        """The head and the body of a text, or None with a fault."""
        text = self.files.text(path)
        if text is None:
            return None
        split = split_front_matter(text)
        if isinstance(split, Wrong):
            self.files.refuse(path, [split])
            return None
        return split

    def inherit(self, path: Path, text: TextFile, original: Page | Rule) -> dict[str, Any]:
        """The fields that a text of a language with the help zone only has from its original.

        Its head gives only some fields; any other is taken out, with a fault.
        """
        for name in sorted(text.fields.keys() - set(self.given)):
            del text.fields[name]
            self.files.fault(
                path,
                f"the field '{name}' follows from the Dutch text",
                f"Remove it: here only {', '.join(self.given[:3])} are given.",
                line=text.lines.get(name, 1),
            )
        return {name: getattr(original, name) for name in self.inherited}

    def standing(self, path: Path, text: TextFile, text_id: str) -> dict[str, Any]:
        """The fields of a page or rule that follow from its place and its head."""
        return {
            "id": text_id,
            "locale": self.locale,
            "file": self.files.name(path),
            "lines": text.lines,
            "text": marks.without_checks(text.body).strip(),
            "above": text.above,
        }

    # -- marks -------------------------------------------------------------------------------------

    def check_marks(self, path: Path, text: str, *, may_include: bool = True) -> None:
        """Faults for marks that name nothing, and for what was pasted by accident."""
        self.files.refuse(path, marks.wrong_marks(text, self.included, may_include=may_include))
        self.files.refuse(path, paste.slips(text))

    # -- words -------------------------------------------------------------------------------------

    def render(self, path: Path, text: str, filled: str) -> Body:
        """HTML, links and blocks of a text; faults for what nobody should write.

        `filled` is the text with its marks replaced, line for line.
        """
        scanned, wrong_blocks = blocks.scan(filled, self.locale, self.signal_titles)
        self.files.refuse(path, [*wrong_blocks, *_html(text)])
        unknown = list(self._unknown(scanned))
        self.files.refuse(path, unknown)
        laid_out = marks.lay_out(filled, self.included, self.locale)
        rendered = self.renderer.render(laid_out)
        if wrong_blocks or unknown:
            return Body(Markup(), (), scanned, rendered.tree, laid_out)
        shown = (*self._urgent_cards(scanned), *self._as_shown(text, rendered, scanned))
        self.files.refuse(path, shown)
        links = (*links_of(text, rendered), *_cards(scanned))
        return Body(rendered.html, links, scanned, rendered.tree, laid_out)

    def look_of(self, block: blocks.Block) -> tuple[str, str]:
        """Name and title under which a block is seen: a rule looks like a block of another name."""
        rule = self.included.get(block.title) if block.name == "rule" else None
        return (rule.block, rule.title) if rule else (block.name, block.title)

    def _unknown(self, scanned: Iterable[blocks.Block]) -> Iterator[Wrong]:
        """Cards of rules and facts of the region that do not exist."""
        for block in scanned:
            if (
                block.name in blocks.INCLUDED
                and block.title
                and (complaint := marks.unknown(block.name, block.title, self.included))
            ):
                yield Wrong(block.line, *complaint)

    def _urgent_cards(self, scanned: Iterable[blocks.Block]) -> Iterator[Wrong]:
        urgent = [block for block in scanned if self.look_of(block)[0] == "urgent"]
        if len(urgent) > 1 and any(block.name == "rule" for block in urgent):
            yield Wrong(
                urgent[1].line,
                "there are two 112 cards on this page: a rule is one of them",
                "Keep one; the other can be a sentence: {rule:…}.",
            )

    def _as_shown(
        self, text: str, rendered: Rendered, scanned: Iterable[blocks.Block]
    ) -> Iterator[Wrong]:
        """A second big title, a picture, and the first block that Markdown takes for something
        else.
        """
        if "<h1" in rendered.html:
            yield Wrong(
                line_with(text, r"^[^\w\n]*#(?!#)|^=+ *$"),
                "a page has one big title, the one in its head",
                "Start this heading with ##.",
            )
        if picture := line_with(text, r"!\["):
            yield Wrong(picture, "a text cannot hold a picture", "Say it in words.")
        seen = iter(rendered.blocks)
        for block in (block for block in scanned if block.name != "region"):
            name, items = next(seen, ("", 0))
            if name != self.look_of(block)[0] or (
                blocks.BLOCKS[block.name].items and items != len(block.items)
            ):
                yield Wrong(
                    block.line,
                    f"the block {block.name!r} is not shown as it is written here",
                    "Start its lines, and each item with '- ', at the very left; indent a second "
                    "line of an item by four spaces.",
                )
                break


def _html(text: str) -> Iterator[Wrong]:
    for match in HTML.finditer(text):
        yield Wrong(
            line_at(text, match.start()),
            "HTML does not work in a text",
            "Use Markdown and the blocks of docs/writing.md.",
        )


def links_of(text: str, rendered: Rendered) -> list[Link]:
    """The links of a text itself; those of its rules are checked there."""
    links: list[Link] = []
    for scheme, target in rendered.links:
        if target in text or scheme not in ("page", "call", "https", "http"):
            written = target if scheme == "?" else f"{scheme}:{target}"
            links.append((line_with(text, re.escape(written) + r"(?![\w/-])"), scheme, target))
    return links


def _cards(scanned: Iterable[blocks.Block]) -> list[Link]:
    """The contacts of call blocks: each on the first line with words."""
    return [
        (block.line, "card", next(line.strip() for _, line in block.lines if line.strip()))
        for block in scanned
        if block.name == "call"
    ]
