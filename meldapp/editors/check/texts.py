"""What the findings share: pages with what they follow, and the place of words in a file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from meldapp.content.load import Content
from meldapp.content.pages import Page, Rule
from meldapp.editors.report import Finding
from meldapp.editors.words import WordList


def pages_with_dutch(content: Content) -> Iterator[tuple[Page, Page | None]]:
    """Every page with the Dutch page it must follow, None for a Dutch one."""
    source = content.site.languages[0]
    for locale, pages in content.pages.items():
        for page in pages.values():
            yield page, content.pages[source].get(page.id) if locale != source else None
    for regional in content.region_pages.values():
        for locale, pages in regional.items():
            for page in pages.values():
                regional_page = regional.get(source, {}).get(page.id)
                yield (
                    page,
                    (regional_page or content.pages[source].get(page.id))
                    if locale != source
                    else None,
                )


def untold(text: Page | Rule, dutch: Page | Rule | None) -> Iterator[Finding]:
    """Days on which the Dutch text says what changed and its translation does not."""
    translated = {change.day for change in text.changed}
    days = [change.day for change in dutch.changed if change.day not in translated] if dutch else []
    for day in days:
        yield Finding(
            text.file,
            text.lines.get("changed", 0),
            "warning",
            "translation",
            f"the Dutch text says what changed on {day}, and this does not",
            "Translate its line under changed:.",
        )


def plainer(
    lists: Iterable[WordList], file: str, line: int, words: str, page_id: str
) -> Iterator[Finding]:
    """A warning for each word on a line that has a better one."""
    for word_list in lists:
        for word, better in word_list.find(words, page_id):
            yield Finding(
                file,
                line,
                "warning",
                word_list.kind,
                f"{word!r} has a plainer or fixed word: {better}",
                f"Write {better}, unless the law or a name needs this word.",
                f"{word} → {better}",
            )


def file_name(path: Path, content_dir: Path) -> str:
    """The name of a file in a finding."""
    return path.relative_to(content_dir.parent).as_posix()


def line_with(text: str, words: str) -> int:
    """The first line that holds these words, or 0."""
    return next(
        (number for number, line in enumerate(text.splitlines(), start=1) if words in line), 0
    )


def shortened(words: str) -> str:
    """The beginning of words, to recognise them by."""
    return textwrap.shorten(words, 60, placeholder=" …")
