"""One text in one language: its head, its marks, and its words as HTML.

What pages and rules have in common. `page_reader` and `rules` say what each of them adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markupsafe import Markup

from meldapp.content import blocks, marks, paste
from meldapp.content.facts import REGION_FACTS
from meldapp.content.faults import line_with, near
from meldapp.content.files import Files
from meldapp.content.front_matter import FrontMatterError, TextFile, split_front_matter
from meldapp.content.markdown import Rendered, Renderer
from meldapp.content.marks import Included
from meldapp.content.pages import Link, Page, Rule, Statement, Use

HTML = re.compile(r"</?[a-zA-Z](?!ttps?://)[^<>]*>|<!--")
RULES_FOLDER = "rules"
"""Where the rules of a language stand, beside its pages."""


@dataclass(frozen=True)
class Passage:
    """Words of a text, with the number of lines above the first of them."""

    words: str
    above: int


@dataclass(frozen=True)
class Body:
    """What the words below a head become. No HTML and links when a block is wrong."""

    html: Markup
    links: tuple[Link, ...]
    blocks: Sequence[blocks.Block]
    tree: Element


class TextReader:
    """Reads texts in one language; what is wrong with them becomes a fault of `files`."""

    def __init__(
        self,
        files: Files,
        renderer: Renderer,
        locale: str,
        included: Mapping[str, Included],
        signal_titles: tuple[str, ...] = (),
    ) -> None:
        self.files = files
        self.renderer = renderer
        self.locale = locale
        self.included = included
        """The rules that a text may include, by id."""
        self.signal_titles = signal_titles

    def open(self, path: Path) -> TextFile | None:
        """The head and the body of a text, or None with a fault."""
        text = self.files.text(path)
        if text is None:
            return None
        try:
            return split_front_matter(text)
        except FrontMatterError as error:
            self.files.fault(path, error.line, error.problem, error.remedy)
            return None

    def inherit(
        self,
        path: Path,
        text: TextFile,
        original: Page | Rule,
        given: Sequence[str],
        inherited: Iterable[str],
    ) -> dict[str, Any]:
        """The fields that a translation has from its original.

        The head gives only those named in `given`; any other is taken out, with a fault.
        """
        for name in sorted(text.fields.keys() - set(given)):
            del text.fields[name]
            self.files.fault(
                path,
                text.lines.get(name, 1),
                f"the field '{name}' follows from the Dutch text",
                f"Remove it: here only {', '.join(given[:3])} are given.",
            )
        return {name: getattr(original, name) for name in inherited}

    # -- marks -------------------------------------------------------------------------------------

    def check_marks(self, path: Path, passage: Passage, *, may_include: bool = True) -> None:
        """Faults for marks that name nothing, and for what was pasted by accident."""
        text, above = passage.words, passage.above
        for mark in marks.marks(text):
            self._check_mark(path, mark, mark.line + above, may_include)
        for slip in paste.slips(text):
            self.files.fault(path, slip.line + above, slip.problem, slip.remedy)
        for line, name, words in marks.mistakes(text):
            self.files.fault(
                path,
                line + above,
                f"the mark {words!r} is not known",
                f"Write {{rule:id}}, {{region:key|words}}, {{drawing:name|words}} or "
                f"{{check:kind}}.{near(name, marks.NAMES)}",
            )

    def _check_mark(self, path: Path, mark: marks.Mark, line: int, may_include: bool) -> None:
        if mark.name == "rule" and not may_include:
            self.files.fault(
                path, line, "a rule cannot include a rule", "Say it here, or in the other rule."
            )
        elif mark.name == "rule" and mark.target not in self.included:
            self._no_rule(path, line, mark.target)
        elif mark.name == "region":
            self._check_region_key(path, line, mark.target)
            if not (mark.words or "").strip():
                self.files.fault(
                    path,
                    line,
                    f"'{mark.target}' has no words for a region without this fact",
                    "Write them behind a bar: {region:opvang|vraag Veilig Thuis}.",
                )
        elif mark.name == "drawing":
            self._check_drawing(path, line, mark)
        elif mark.name == "check" and mark.target not in marks.CHECK_KINDS:
            self.files.fault(
                path,
                line,
                f"the check '{mark.target}' does not exist",
                "Use one of: "
                f"{', '.join(marks.CHECK_KINDS)}.{near(mark.target, marks.CHECK_KINDS)}",
            )

    def _check_drawing(self, path: Path, line: int, mark: marks.Mark) -> None:
        if mark.target not in marks.DRAWINGS:
            self.files.fault(
                path,
                line,
                f"the drawing '{mark.target}' does not exist",
                f"Use one of: {', '.join(marks.DRAWINGS)}.",
            )
        elif not (mark.words or "").strip():
            self.files.fault(
                path,
                line,
                f"the drawing '{mark.target}' has no description",
                "Say behind a bar what it shows, for who cannot see it: {drawing:body|words}.",
            )

    def _no_rule(self, path: Path, line: int, rule_id: str) -> None:
        self.files.fault(
            path,
            line,
            f"the rule '{rule_id}' does not exist",
            f"Use the name of a file in content/<language>/{RULES_FOLDER}/."
            f"{near(rule_id, self.included)}",
        )

    def _check_region_key(self, path: Path, line: int, key: str) -> None:
        if key not in REGION_FACTS:
            self.files.fault(
                path,
                line,
                f"a region has no fact '{key}'",
                near(key, REGION_FACTS).strip() or f"Use one of: {', '.join(REGION_FACTS)}.",
            )

    # -- words -------------------------------------------------------------------------------------

    def render(self, path: Path, body: Passage, filled: str) -> Body:
        """HTML, links and blocks of a text; faults for what nobody should write.

        `filled` is the text with its marks replaced, line for line.
        """
        scanned, block_faults = blocks.scan(filled, self.locale, self.signal_titles)
        for fault in block_faults:
            self.files.fault(path, fault.line + body.above, fault.problem, fault.remedy)
        names_are_known = self._check_names(path, body, scanned)
        for number, line in enumerate(body.words.split("\n"), start=body.above + 1):
            if HTML.search(line):
                self.files.fault(
                    path,
                    number,
                    "HTML does not work in a text",
                    "Use Markdown and the blocks of docs/writing.md.",
                )
        rendered = self.renderer.render(marks.lay_out(filled, self.included))
        if block_faults or not names_are_known:
            return Body(Markup(), (), scanned, rendered.tree)
        self._check_urgent_cards(path, body, scanned)
        self._check_rendered(path, body, rendered)
        self._check_look(path, body, rendered, scanned)
        links = (*_links(body, rendered), *_cards(body, scanned))
        return Body(rendered.html, links, scanned, rendered.tree)

    def look_of(self, block: blocks.Block) -> tuple[str, str]:
        """Name and title under which a block is seen: a rule looks like a block of another name."""
        included = self.included.get(block.title) if block.name == "rule" else None
        return (included.rule.block, included.rule.title) if included else (block.name, block.title)

    def _check_names(self, path: Path, body: Passage, scanned: Iterable[blocks.Block]) -> bool:
        """Whether each rule that has a card exists; faults for it, and for facts of the region."""
        all_known = True
        for block in scanned:
            if block.name == "rule" and block.title and block.title not in self.included:
                self._no_rule(path, block.line + body.above, block.title)
                all_known = False
            elif block.name == "region" and block.title:
                self._check_region_key(path, block.line + body.above, block.title)
        return all_known

    def _check_urgent_cards(
        self, path: Path, body: Passage, scanned: Iterable[blocks.Block]
    ) -> None:
        urgent = [block for block in scanned if self.look_of(block)[0] == "urgent"]
        if len(urgent) > 1 and any(block.name == "rule" for block in urgent):
            self.files.fault(
                path,
                urgent[1].line + body.above,
                "there are two 112 cards on this page: a rule is one of them",
                "Keep one; the other can be a sentence: {rule:…}.",
            )

    def _check_rendered(self, path: Path, body: Passage, rendered: Rendered) -> None:
        """Faults for a second big title, and for pictures."""
        if "<h1" in rendered.html:
            self.files.fault(
                path,
                line_with(body.words, r"^[^\w\n]*#(?!#)|^=+ *$") + body.above,
                "a page has one big title, the one in its head",
                "Start this heading with ##.",
            )
        if picture := line_with(body.words, r"!\["):
            self.files.fault(
                path,
                picture + body.above,
                "a picture cannot stand in a text",
                "Say it in words.",
            )

    def _check_look(
        self, path: Path, body: Passage, rendered: Rendered, scanned: Iterable[blocks.Block]
    ) -> None:
        """A fault for the first block that Markdown takes for something else."""
        shown = [block for block in scanned if block.name != "region"]
        for number, block in enumerate(shown):
            seen = rendered.blocks[number] if number < len(rendered.blocks) else ("", 0)
            if seen[0] != self.look_of(block)[0] or (
                blocks.BLOCKS[block.name].items and seen[1] != len(block.items)
            ):
                self.files.fault(
                    path,
                    block.line + body.above,
                    f"the block {block.name!r} is not shown as it stands here",
                    "Start its lines, and each item with '- ', at the very left; indent a second "
                    "line of an item by four spaces.",
                )
                break


def uses(name: str, passages: Iterable[Passage]) -> tuple[Use, ...]:
    """What passages name in marks of one name (`rule` or `region`)."""
    return tuple(
        (mark.target, mark.line + passage.above)
        for passage in passages
        for mark in marks.marks(passage.words)
        if mark.name == name
    )


def statements(passages: Iterable[Passage]) -> tuple[Statement, ...]:
    """What somebody must look at, by its `{check:…}`."""
    return tuple(
        statement._replace(line=statement.line + passage.above)
        for passage in passages
        for statement in marks.statements(passage.words)
    )


def _links(body: Passage, rendered: Rendered) -> list[Link]:
    """The links of a text itself; those of its rules are looked at by themselves."""
    return [
        (
            line_with(
                body.words,
                re.escape(f"{scheme}:{target}" if scheme != "?" else target) + r"(?![\w/-])",
            )
            + body.above,
            scheme,
            target,
        )
        for scheme, target in rendered.links
        if target in body.words or scheme not in ("page", "call", "https", "http")
    ]


def _cards(body: Passage, scanned: Iterable[blocks.Block]) -> list[Link]:
    """The contacts of call blocks: each on the first line with words."""
    return [
        (
            block.line + body.above,
            "card",
            next(line.strip() for _, line in block.lines if line.strip()),
        )
        for block in scanned
        if block.name == "call"
    ]
