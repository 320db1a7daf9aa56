"""How the words of a page or rule read: too long, or with something better to say.

All of it is advice for an editor. The limits are those of `readability`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from meldapp.content.markdown import plain
from meldapp.content.marks import own_words
from meldapp.content.pages import Page, Rule
from meldapp.content.sentences import Piece, count_words, pieces
from meldapp.editors import readability
from meldapp.editors.check.look import shortened
from meldapp.editors.readability import Limits
from meldapp.editors.report import Finding
from meldapp.editors.words import Guide

LONGEST_TITLE = 50
"""Characters of a heading or block title: more than two lines on a narrow phone."""
LIST_LIMITS = {"signals": 10, "checklist": 10}
"""Lists that are looked through rather than remembered may be longer than the seven of DESIGN §4.
"""


def words_of(text: Page | Rule) -> list[Piece]:
    """Its own words at their lines in the file, without those of the rules in it."""
    own = pieces(own_words(text.text))
    return [replace(piece, line=piece.line + text.starts) for piece in own]


def _warning(
    text: Page | Rule, line: int, kind: str, message: str, remedy: str, brief: str
) -> Finding:
    return Finding(text.file, line, "warning", kind, message, remedy, brief)


def page_findings(page: Page, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    """Yield what is too long or too hard on a page."""
    yield from long_sentences(page, words, limits)
    yield from _long_titles(page, words)
    yield from _long_items(page, words, limits)
    yield from _long_lists(page, words, limits)
    yield from _scores(page, words, limits)


def long_sentences(text: Page | Rule, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    """Yield the sentences over the limit."""
    for piece in words:
        for sentence in piece.sentences:
            if (length := count_words(sentence)) > limits.sentence:
                yield _warning(
                    text,
                    piece.line,
                    "sentence",
                    f"a sentence of {length} words, at most {limits.sentence} are read: "
                    f"{shortened(sentence)}",
                    "Split it.",
                    f"sentence of {length} words",
                )


def _long_titles(page: Page, words: Sequence[Piece]) -> Iterator[Finding]:
    for piece in words:
        if piece.kind == "title" and len(piece.words) > LONGEST_TITLE:
            yield _warning(
                page,
                piece.line,
                "title",
                f"a title of {len(piece.words)} characters, at most {LONGEST_TITLE} fit: "
                f"{piece.words}",
                "Shorten it.",
                f"title of {len(piece.words)} characters",
            )


def _long_items(page: Page, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    for piece in words:
        if piece.kind == "item" and piece.count > limits.item and piece.block != "say":
            yield _warning(
                page,
                piece.line,
                "item",
                f"a list item of {piece.count} words, at most {limits.item} are read: "
                f"{shortened(piece.words)}",
                "Shorten it.",
                f"{page.locale}/{page.id} line {piece.line}",
            )


def _long_lists(page: Page, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    counts = Counter[int]()
    for piece in words:
        if piece.kind == "item":
            counts[piece.list_number] += 1
            most = LIST_LIMITS.get(piece.block, limits.items)
            if counts[piece.list_number] == most + 1:
                yield _warning(
                    page,
                    piece.line,
                    "list",
                    f"a list of more than {most} items",
                    "Keep what matters most, or make two lists.",
                    "list too long",
                )


def _scores(page: Page, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    score = readability.score(words, limits, page.locale)
    average = f"{score.average:.1f}"
    if score.words >= readability.SHORTEST and score.average > limits.average:
        yield _warning(
            page,
            0,
            "average",
            f"{average} words in an average sentence, at most {limits.average} are "
            f"wanted; {score.share:.0%} of the sentences are over {limits.sentence}",
            "Make the longest sentences shorter.",
            f"{average} words a sentence",
        )
    if score.words >= readability.SHORTEST and score.average < limits.least:
        yield _warning(
            page,
            0,
            "average",
            f"{average} words in an average sentence, at least {limits.least} are "
            "wanted: it reads like a telegram",
            "Join sentences with omdat, want, maar, dus (because, but, so).",
            f"{average} words a sentence",
        )
    if score.douma is not None and score.douma < limits.score:
        yield _warning(
            page,
            0,
            "score",
            f"Flesch-Douma {score.douma:.0f}, at least {limits.score} is wanted",
            "Use shorter words and sentences.",
            f"Flesch-Douma {score.douma:.0f}",
        )
    if (length := count_words(plain(page.whole))) > limits.page:
        yield _warning(
            page,
            0,
            "page",
            f"{length} words, at most {limits.page} are read on a phone",
            "Cut what the reader would skip, or split the page.",
            f"{page.locale}/{page.id} ({length} words)",
        )


def style(text: Page | Rule, words: Sequence[Piece], guide: Guide, zone: str) -> Iterator[Finding]:
    """Yield what the writing guide would say otherwise, in the `help` or `app` zone."""
    for piece in words:
        for said, instead in guide.find(piece, zone, text.id):
            yield _warning(
                text,
                piece.line,
                "style",
                f"{shortened(said)!r} has something better: {instead}",
                "See the writing guide of this language.",
                f"{shortened(said)} → {instead}",
            )
        if guide.is_telegram(piece):
            yield _warning(
                text,
                piece.line,
                "style",
                f"short sentences that nothing joins: {shortened(piece.words)}",
                "Join some of them with omdat, want, maar, dus (because, but, so).",
                "telegram style",
            )
