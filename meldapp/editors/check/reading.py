"""How the words of a page or rule read: too long, or with something better to say.

All of it is advice for an editor. The limits are those of `readability`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from meldapp.content.markdown import plain
from meldapp.content.marks import without_rules
from meldapp.content.pages import Page, Rule
from meldapp.content.sentences import Piece, count_words, pieces
from meldapp.editors import readability
from meldapp.editors.check.look import shortened
from meldapp.editors.readability import Limits
from meldapp.editors.report import Finding
from meldapp.editors.wording import Guide

LONGEST_TITLE = 50
"""Characters of a heading or block title: more than two lines on a narrow phone."""
LIST_LIMITS = {"signals": 10, "checklist": 10}
"""Lists that are looked through rather than remembered may be longer than the usual seven."""


def words_of(text: Page | Rule) -> list[Piece]:
    """The words of a text itself, without those of its rules, at their lines in the file."""
    words = pieces(without_rules(text.text))
    return [replace(piece, line=piece.line + text.above) for piece in words]


def _warning(
    text: Page | Rule, line: int, kind: str, message: str, remedy: str, brief: str
) -> Finding:
    return Finding(text.file, line, "warning", kind, message, remedy, brief)


def hard_to_read(page: Page, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    """Yield what is too long or too hard on a page."""
    yield from long_sentences(page, words, limits)
    yield from _long_pieces(page, words, limits)
    yield from _averages(page, words, limits)
    if (length := count_words(plain(page.whole))) > limits.page:
        message = f"{length} words, at most {limits.page} are read on a phone"
        remedy = "Cut what the reader would skip, or split the page."
        brief = f"{page.locale}/{page.id} ({length} words)"
        yield _warning(page, 0, "page", message, remedy, brief)


def long_sentences(text: Page | Rule, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    """Yield the sentences over the limit."""
    for piece in words:
        for sentence in piece.sentences:
            if (length := count_words(sentence)) > limits.sentence:
                most, said = limits.sentence, shortened(sentence)
                message = f"a sentence of {length} words, at most {most} are read: {said}"
                brief = f"sentence of {length} words"
                yield _warning(text, piece.line, "sentence", message, "Split it.", brief)


def _long_pieces(page: Page, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    """Titles, list items and lists over the limit."""
    counts = Counter[int]()
    for piece in words:
        if piece.kind == "title" and (length := len(piece.words)) > LONGEST_TITLE:
            most, brief = LONGEST_TITLE, f"title of {length} characters"
            message = f"a title of {length} characters, at most {most} fit: {piece.words}"
            yield _warning(page, piece.line, "title", message, "Shorten it.", brief)
        if piece.kind != "item":
            continue
        if piece.count > limits.item and piece.block != "say":
            most, said = limits.item, shortened(piece.words)
            message = f"a list item of {piece.count} words, at most {most} are read: {said}"
            brief = f"{page.locale}/{page.id} line {piece.line}"
            yield _warning(page, piece.line, "item", message, "Shorten it.", brief)
        counts[piece.list_number] += 1
        most = LIST_LIMITS.get(piece.block, limits.items)
        if counts[piece.list_number] == most + 1:
            message = f"a list of more than {most} items"
            remedy = "Keep what matters most, or make two lists."
            yield _warning(page, piece.line, "list", message, remedy, "list too long")


def _averages(page: Page, words: Sequence[Piece], limits: Limits) -> Iterator[Finding]:
    score = readability.score(words, limits, page.locale)
    average, brief = f"{score.average:.1f}", f"{score.average:.1f} words a sentence"
    if score.words >= readability.SHORTEST and score.average > limits.average:
        message = (
            f"{average} words in an average sentence, at most {limits.average} are wanted; "
            f"{score.share:.0%} of the sentences are over {limits.sentence}"
        )
        yield _warning(page, 0, "average", message, "Make the longest sentences shorter.", brief)
    if score.words >= readability.SHORTEST and score.average < limits.least:
        message = (
            f"{average} words in an average sentence, at least {limits.least} are wanted: it reads "
            "like a telegram"
        )
        remedy = "Join sentences with omdat, want, maar, dus (because, but, so)."
        yield _warning(page, 0, "average", message, remedy, brief)
    if score.douma is not None and score.douma < limits.score:
        message = f"Flesch-Douma {score.douma:.0f}, at least {limits.score} is wanted"
        brief = f"Flesch-Douma {score.douma:.0f}"
        yield _warning(page, 0, "score", message, "Use shorter words and sentences.", brief)


def style(text: Page | Rule, words: Sequence[Piece], guide: Guide, zone: str) -> Iterator[Finding]:
    """Yield what the writing guide would put differently, in the `help` or `app` zone."""
    for piece in words:
        for said, instead in guide.find(piece, zone, text.id):
            message = f"{shortened(said)!r} is better put another way: {instead}"
            remedy = "See the writing guide of this language."
            brief = f"{shortened(said)} → {instead}"
            yield _warning(text, piece.line, "style", message, remedy, brief)
        if guide.is_telegram(piece):
            message = f"short sentences that nothing joins: {shortened(piece.words)}"
            remedy = "Join some of them with omdat, want, maar, dus (because, but, so)."
            yield _warning(text, piece.line, "style", message, remedy, "telegram style")
