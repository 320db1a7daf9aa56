"""How hard a text is to read: its sentences, their length, and the Flesch-Douma score of Dutch.

The limits follow what people with low literacy read best: connected sentences of 8 to 12 words.
They are advice for an editor, never a reason to stop a build.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyphen

from meldapp.content.sentences import WORD, Piece, count_words


@dataclass(frozen=True)
class Limits:
    """What a zone asks; lengths in words."""

    page: int
    """Most words on a page."""
    average: int
    """Most words in an average sentence."""
    sentence: int
    """Most words in any sentence."""
    item: int = 16
    """Most words in a list item; more than a telegram needs, since items have connectives too."""
    items: int = 7
    least: int = 0
    """Fewest words in an average sentence: shorter ones read like a telegram."""
    score: int = 60
    """Lowest Flesch-Douma: the scale calls 60 and up standard, 80 and up easy (Douma 1960)."""


PROFESSIONAL = Limits(page=400, average=15, sentence=25)
HELP = Limits(page=160, average=12, least=8, sentence=18, score=80)


@lru_cache
def _dutch() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL", left=1, right=1)


def syllables(word: str) -> int:
    """Number of syllables of a Dutch word, by its hyphenation; at least one.

    Hyphenation keeps some vowel pairs together, so a long word may count one too few: good enough
    for a page, not for one word.
    """
    parts = filter(None, re.split(r"[-'’./:]", word.casefold()))
    return sum(len(_dutch().positions(part)) + 1 for part in parts)


@dataclass(frozen=True)
class Score:
    """How one text reads."""

    sentences: int
    words: int
    long: int
    """Sentences over the limit."""
    douma: float | None
    """Flesch-Douma, 0 (very hard) to 100 (very easy).

    None when the language is not Dutch or the text is too short to say.
    """

    @property
    def average(self) -> float:
        """Words in an average sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def share(self) -> float:
        """Share of the sentences that is over the limit, 0 to 1."""
        return self.long / self.sentences if self.sentences else 0.0


SHORTEST = 40
"""Words under which an average says nothing."""


def score(text: Sequence[Piece], limits: Limits, locale: str) -> Score:
    """Measure a text.

    Flesch-Douma = 206.84 − 0.93 × words per sentence − 77 × syllables per word (Douma 1960).
    """
    sentences = [sentence for piece in text for sentence in piece.sentences]
    lengths = [length for sentence in sentences if (length := count_words(sentence))]
    words, douma = sum(lengths), None
    if locale == "nl" and words >= SHORTEST:
        spoken = [word for word in WORD.findall(" ".join(sentences)) if not word[0].isdigit()]
        per_word = sum(map(syllables, spoken)) / max(1, len(spoken))
        douma = 206.84 - 0.93 * words / len(lengths) - 77 * per_word
    long = sum(length > limits.sentence for length in lengths)
    return Score(len(lengths), words, long, douma)
