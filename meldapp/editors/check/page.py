"""One page: whether it is whole, current and approved, and how it reads."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from meldapp.content.load import Content
from meldapp.content.markdown import plain
from meldapp.content.pages import HelpTopic, Page, ViolenceType
from meldapp.content.sentences import count_words
from meldapp.editors import answers, readability
from meldapp.editors.check import claims, reading
from meldapp.editors.check.look import (
    Look,
    about,
    behind,
    overdue,
    plainer,
    unfinished,
    unlinked,
    untold,
)
from meldapp.editors.originals import is_behind, original_of, pages_in
from meldapp.editors.report import LEVELS, Finding
from meldapp.editors.wording import read_guide

SHORTEST_PAGE = 120
"""Words below which a page for professionals is a stub."""


def findings(look: Look) -> Iterator[Finding]:
    """Yield what there is to say about every page of the languages of both zones."""
    for page in pages_in(look.content, look.content.site.languages):
        yield from _findings(page, look, look.raw(page.file))


def page_findings(page: Page, content: Content, content_dir: Path, raw: str) -> list[Finding]:
    """Return what an editor must know about one page, whose file says `raw`; errors first."""
    if page.locale not in content.site.languages:
        return []
    guides = {page.locale: read_guide(content_dir, page.locale)}
    look = Look(content, content_dir, guides, date.today())
    return sorted(
        _findings(page, look, raw), key=lambda one: (LEVELS.index(one.level), one.line, one.kind)
    )


def _findings(page: Page, look: Look, raw: str) -> Iterator[Finding]:
    yield from unfinished(page.file, raw)
    yield from unlinked(page.file, raw)
    yield from _whole(page)
    yield from _blocks(page, look)
    yield from _dates(page, look)
    if is_behind(page, look.content):
        yield _lagging(page, look)
    yield from untold(page, look.content)
    yield from _words(page, look)
    yield from _answers(page, look)
    yield from _approval(page)


def _whole(page: Page) -> Iterator[Finding]:
    words = count_words(f"{page.title} {page.summary} {plain(page.whole)}")
    if page.professional and words < SHORTEST_PAGE:
        message = f"a page for professionals of {words} words, at least {SHORTEST_PAGE} are needed"
        remedy = "Write what the reader came for, or join it with another page."
        yield about(page, "", "error", "stub", message, remedy)
    elif not page.text.strip():
        remedy = "Write it, or remove the file."
        yield about(page, "", "error", "stub", "this page has no text", remedy)


def _blocks(page: Page, look: Look) -> Iterator[Finding]:
    """Whether it has the blocks of its kind, and of the Dutch page."""
    names = [name for name, _, _ in page.blocks]
    if isinstance(page, ViolenceType):
        for name in ("signals", "do", "never"):
            if name not in names:
                message = f"a form of violence needs a block {name!r}"
                yield about(page, "", "error", "violence-type", message, f"Add /// {name} | …")
    dutch = original_of(page, look.content)
    if isinstance(dutch, Page) and names != [name for name, _, _ in dutch.blocks]:
        yield _different_blocks(page, dutch)


def _different_blocks(page: Page, dutch: Page) -> Finding:
    """The first block that is another one, or that one of the two does not have."""
    pairs = itertools.zip_longest(page.blocks, dutch.blocks, fillvalue=("", "", 0))
    number, (mine, theirs) = next(
        (number, pair) for number, pair in enumerate(pairs, 1) if pair[0][0] != pair[1][0]
    )
    here = f"{mine[0]!r}" if mine[0] else "missing"
    there = f"{theirs[0]!r} (line {theirs[2]} of {dutch.file})" if theirs[0] else "not there"
    message = f"block {number} is {here}, in the Dutch page it is {there}"
    remedy = "Give the translation the same blocks in the same order."
    return Finding(page.file, mine[2], "error", "blocks", message, remedy)


def _dates(page: Page, look: Look) -> Iterator[Finding]:
    yield from overdue(page, look)
    if page.checked > look.today:
        message = f"checked lies in the future: {page.checked}"
        remedy = "Give the day on which somebody checked the page."
        yield about(page, "checked", "warning", "overdue", message, remedy)


def _lagging(page: Page, look: Look) -> Finding:
    dutch = original_of(page, look.content)
    if page.source_hash and dutch:
        return behind(page, f"{dutch.file} has changed since this was translated")
    return behind(page, "nobody has noted which Dutch text this follows")


def _words(page: Page, look: Look) -> Iterator[Finding]:
    """What it promises, and how it reads."""
    zone = "help" if isinstance(page, HelpTopic) else "app"
    limits = readability.HELP if zone == "help" else readability.PROFESSIONAL
    guide, words = look.guides[page.locale], reading.words_of(page)
    for line, said in (
        (page.lines.get("title", 0), page.title),
        (page.lines.get("summary", 0), page.summary),
        *((piece.line, piece.words) for piece in words),
    ):
        yield from claims.findings(page.file, line, said, page.locale)
        yield from plainer(guide, page.file, line, said, page.id)
    if page.locale in claims.CLAIMS:
        yield from reading.hard_to_read(page, words, limits)
    yield from reading.style(page, words, guide, zone)


def _answers(page: Page, look: Look) -> Iterator[Finding]:
    """Each question that the page promises to answer, with the sentence nearest to it."""
    for question, sentence in answers.nearest(page, look.content):
        kind = "answer" if sentence else "no-answer"
        message = f"{question} — {sentence}" if sentence else question
        remedy = "See that the page answers it, or take it out of answers."
        yield about(page, "answers", "note", kind, message, remedy)


def _approval(page: Page) -> Iterator[Finding]:
    if page.approval == "concept":
        message = "Veilig Thuis has not approved these words yet"
        remedy = "Once they have: python build.py approve"
        yield about(page, "", "note", "concept", message, remedy)
    elif page.approval == "changed":
        message = f"the words changed after they were approved on {page.approved}"
        remedy = "Have them reviewed again, then: python build.py approve"
        yield about(page, "approved", "note", "changed", message, remedy)
