"""What a page promises to answer (`answers` in its head), with the nearest sentence on it."""

from __future__ import annotations

from collections.abc import Iterator

from meldapp.content.load import Content
from meldapp.content.pages import Page
from meldapp.content.sentences import pieces
from meldapp.web.folding import bare, fold

STEM = 5
"""Letters at the start of a word that two forms of it share."""


def nearest(page: Page, content: Content) -> Iterator[tuple[str, str]]:
    """Yield each question with the sentence, title or item that shares most of its words.

    Empty when none shares any.
    """
    stop = frozenset(bare(content.search_rules[page.locale].stop).split())
    texts = [page.summary]
    for piece in pieces(page.whole):
        texts += piece.sentences or [piece.words]
    stems = [(text, _stems(text, stop)) for text in texts]
    for question in page.answers:
        asked = _stems(question, stop)
        best, shared = max(
            ((text, len(asked & words)) for text, words in stems), key=lambda pair: pair[1]
        )
        yield question, best if shared or not asked else ""


def _stems(text: str, stop: frozenset[str]) -> set[str]:
    return {fold(word)[:STEM] for word in bare(text).split() if word not in stop}
