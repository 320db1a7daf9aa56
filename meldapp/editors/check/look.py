"""What every check is given, and the findings that several of them share."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from meldapp.content.faults import Where, line_of, toml_lines
from meldapp.content.load import Content
from meldapp.content.pages import Page, Rule
from meldapp.editors.originals import original_of
from meldapp.editors.report import Finding, Level
from meldapp.editors.wording import Guide

UNFINISHED = re.compile(r"\b(TODO|TBD|FIXME|XXX+)\b|\blorem ipsum\b|\[\.\.\.\]")
"""What nobody leaves in a finished text."""
BARE_ADDRESS = re.compile(r"(?<!\]\()(?<![\[</.\w])(?:https?://|www\.)[^\s)\]>]*[^\s)\]>.,;:]")
"""A web address that is not the target of a link, nor the words of one."""


@dataclass(frozen=True)
class FactsFile:
    """A TOML file, with the line of each of its tables and fields."""

    name: str
    lines: dict[Where, int]

    def about(
        self, where: Where, level: Level, kind: str, message: str, remedy: str, brief: str = ""
    ) -> Finding:
        """A finding about a table or field."""
        line = line_of(self.lines, where)
        return Finding(self.name, line, level, kind, message, remedy, brief)


@dataclass(frozen=True)
class Look:
    """The content, and what it is checked against."""

    content: Content
    content_dir: Path
    guides: Mapping[str, Guide]
    """By language, for those of both zones."""
    today: date

    @property
    def source(self) -> str:
        """The language that is translated."""
        return self.content.site.languages[0]

    def raw(self, file: str) -> str:
        """The whole text of a file, by its name in a finding."""
        return (self.content_dir.parent / file).read_text("utf-8-sig")

    def facts(self, name: str) -> FactsFile:
        """A TOML file of the content folder, which need not be there."""
        file = f"{self.content_dir.name}/{name}"
        exists = (self.content_dir / name).exists()
        return FactsFile(file, toml_lines(self.raw(file)) if exists else {})


def about(
    text: Page | Rule,
    field: str,
    level: Level,
    kind: str,
    message: str,
    remedy: str,
    brief: str = "",
) -> Finding:
    """A finding about a page or rule, at the line of a field in its head."""
    return Finding(text.file, text.lines.get(field, 0), level, kind, message, remedy, brief)


def unfinished(file: str, raw: str) -> Iterator[Finding]:
    """An error for each line of a file that is not done yet."""
    for number, line in enumerate(raw.splitlines(), 1):
        if match := UNFINISHED.search(line):
            message = f"this text is not finished: {match[0]!r}"
            yield Finding(file, number, "error", "stub", message, "Finish it, or take it out.")


def unlinked(file: str, raw: str) -> Iterator[Finding]:
    """A warning for each web address that readers see but cannot follow."""
    for number, line in enumerate(raw.splitlines(), 1):
        if match := BARE_ADDRESS.search(line):
            message = f"this address is not a link: {match[0]}"
            remedy = "Write the words that readers see, then the address: [words](https://…)"
            yield Finding(file, number, "warning", "link", message, remedy)


def overdue(text: Page | Rule, look: Look) -> Iterator[Finding]:
    """A warning for a text that was due for review before today."""
    if text.review_by < look.today:
        message = f"this page was due for review by {text.review_by}"
        if isinstance(text, Rule):
            message = f"this rule was due for review by {text.review_by}"
        remedy = "Read it again, then give it a new checked and review_by."
        yield about(text, "review_by", "warning", "overdue", message, remedy)


def untold(text: Page | Rule, content: Content) -> Iterator[Finding]:
    """Days on which the Dutch text says what changed and its translation does not."""
    dutch = original_of(text, content)
    translated = {change.day for change in text.changed}
    for change in dutch.changed if dutch else ():
        if change.day not in translated:
            message = f"the Dutch text says what changed on {change.day}, and this does not"
            remedy = "Translate its line under changed:."
            yield about(text, "changed", "warning", "translation", message, remedy)


def behind(text: Page | Rule, message: str, brief: str = "") -> Finding:
    """A warning for a translation that does not follow the Dutch text."""
    remedy = f"Bring it up to the Dutch text, then run: python build.py stamp {text.locale}"
    return about(text, "source_hash", "warning", "translation", message, remedy, brief)


def plainer(guide: Guide, file: str, line: int, words: str, page_id: str) -> Iterator[Finding]:
    """A warning for each word on a line that has a better one."""
    for word_list in guide.lists:
        for word, better in word_list.find(words, page_id):
            message = f"{word!r} has a plainer or fixed word: {better}"
            remedy = f"Write {better}, unless the law or a name needs this word."
            brief = f"{word} → {better}"
            yield Finding(file, line, "warning", word_list.kind, message, remedy, brief)


def shortened(words: str) -> str:
    """The first words of a text, to recognise it by."""
    return textwrap.shorten(words, 60, placeholder=" …")
