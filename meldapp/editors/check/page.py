"""One page: whether it is whole, current and readable, and what words it should not use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from meldapp.content.load import Content
from meldapp.content.markdown import plain
from meldapp.content.marks import own_words
from meldapp.content.pages import HelpTopic, Page, ViolenceType, source_hash
from meldapp.content.sentences import Piece, count_words, pieces
from meldapp.editors import answers, readability
from meldapp.editors.check import claims
from meldapp.editors.check.look import Look, plainer, shortened, unfinished, untold
from meldapp.editors.originals import original_of, pages_in
from meldapp.editors.readability import Limits
from meldapp.editors.report import LEVELS, Finding, Level
from meldapp.editors.words import read_guide

SHORTEST_PAGE = 120
"""Words below which a page for professionals is a stub."""
LONGEST_TITLE = 50
"""Characters of a heading or block title: more than two lines on a narrow phone."""
LIST_LIMITS = {"signals": 10, "checklist": 10}
"""Lists that are looked through rather than remembered may be longer than the seven of DESIGN §4.
"""


def findings(look: Look) -> Iterator[Finding]:
    """Yield what there is to say about every page of the languages of both zones."""
    for page in pages_in(look.content, look.content.site.languages):
        yield from unfinished(page.file, look.raw(page.file))
        yield from PageCheck(page, look).findings()


def page_findings(page: Page, content: Content, content_dir: Path, raw: str) -> list[Finding]:
    """Return what an editor must know about one page, whose file says `raw`; errors first."""
    if page.locale not in content.site.languages:
        return []
    guides = {page.locale: read_guide(content_dir, page.locale)}
    look = Look(content, content_dir, guides, date.today())
    findings = [*unfinished(page.file, raw), *PageCheck(page, look).findings()]
    return sorted(findings, key=lambda one: (LEVELS.index(one.level), one.line, one.kind))


@dataclass(frozen=True)
class PageCheck:
    """One page being looked at."""

    page: Page
    look: Look

    @cached_property
    def pieces(self) -> list[Piece]:
        """Its own words, without those of the rules in it."""
        return list(pieces(own_words(self.page.text)))

    @property
    def zone(self) -> str:
        """`help` or `app`."""
        return "help" if isinstance(self.page, HelpTopic) else "app"

    @property
    def limits(self) -> Limits:
        """What its readers can take."""
        return readability.HELP if self.zone == "help" else readability.PROFESSIONAL

    def findings(self) -> Iterator[Finding]:
        """Yield what there is to say, without order."""
        yield from self._whole()
        yield from self._claims()
        yield from self._dates()
        yield from self._translation()
        yield from untold(self.page, self.look.content)
        if self.page.locale in claims.CLAIMS:
            yield from self._reading()
        yield from self._words()
        yield from self._answers()
        yield from self._approval()

    def _find(
        self, level: Level, kind: str, message: str, remedy: str, line: int = 0, brief: str = ""
    ) -> Finding:
        return Finding(self.page.file, line, level, kind, message, remedy, brief)

    def _texts(self) -> Iterator[tuple[int, str]]:
        """What readers see, with its line."""
        yield self.page.lines.get("title", 0), self.page.title
        yield self.page.lines.get("summary", 0), self.page.summary
        for piece in self.pieces:
            yield piece.line + self.page.starts, piece.words

    def _whole(self) -> Iterator[Finding]:
        words = count_words(f"{self.page.title} {self.page.summary} {plain(self.page.whole)}")
        if self.page.professional and words < SHORTEST_PAGE:
            yield self._find(
                "error",
                "stub",
                f"a page for professionals of {words} words, at least {SHORTEST_PAGE} are needed",
                "Write what the reader came for, or join it with another page.",
            )
        elif not self.page.text.strip():
            yield self._find(
                "error", "stub", "this page has no text", "Write it, or remove the file."
            )
        names = [name for name, _, _ in self.page.blocks]
        if isinstance(self.page, ViolenceType):
            for name in ("signals", "do", "never"):
                if name not in names:
                    yield self._find(
                        "error",
                        "violence-type",
                        f"a form of violence has a block {name!r}",
                        f"Add /// {name} | …",
                    )
        dutch = original_of(self.page, self.look.content)
        if isinstance(dutch, Page) and names != [name for name, _, _ in dutch.blocks]:
            yield self._different_blocks(names, dutch)

    def _different_blocks(self, names: list[str], dutch: Page) -> Finding:
        theirs = [name for name, _, _ in dutch.blocks]
        at = next(
            (
                index
                for index, (one, other) in enumerate(zip(names, theirs, strict=False))
                if one != other
            ),
            min(len(names), len(theirs)),
        )
        line = self.page.blocks[at][2] if at < len(names) else 0
        here = f"{names[at]!r}" if at < len(names) else "missing"
        there = (
            f"{theirs[at]!r} (line {dutch.blocks[at][2]} of {dutch.file})"
            if at < len(theirs)
            else "not there"
        )
        return self._find(
            "error",
            "blocks",
            f"block {at + 1} is {here}, in the Dutch page it is {there}",
            "Give the translation the same blocks in the same order.",
            line,
        )

    def _claims(self) -> Iterator[Finding]:
        for line, words in self._texts():
            yield from claims.findings(self.page.file, line, words, self.page.locale)

    def _dates(self) -> Iterator[Finding]:
        if self.page.review_by < self.look.today:
            yield self._find(
                "warning",
                "overdue",
                f"somebody was to look at this page by {self.page.review_by}",
                "Read it again, then give it a new checked and review_by.",
                self.page.lines.get("review_by", 0),
            )
        if self.page.checked > self.look.today:
            yield self._find(
                "warning",
                "overdue",
                f"checked lies in the future: {self.page.checked}",
                "Give the day on which somebody checked the page.",
                self.page.lines.get("checked", 0),
            )

    def _translation(self) -> Iterator[Finding]:
        dutch = original_of(self.page, self.look.content)
        if dutch is None or self.page.source_hash == source_hash(dutch):
            return
        if self.page.source_hash:
            message = f"{dutch.file} has changed since this was translated"
        else:
            message = "nobody has noted which Dutch text this follows"
        yield self._find(
            "warning",
            "translation",
            message,
            f"Bring it up to the Dutch text, then run: python build.py stamp {self.page.locale}",
            self.page.lines.get("source_hash", 0),
        )

    def _reading(self) -> Iterator[Finding]:
        yield from self._long_pieces()
        yield from self._long_lists()
        yield from self._scores()

    def _long_pieces(self) -> Iterator[Finding]:
        limits = self.limits
        for piece in self.pieces:
            line = piece.line + self.page.starts
            for sentence in piece.sentences:
                length = count_words(sentence)
                if length > limits.sentence:
                    yield self._find(
                        "warning",
                        "sentence",
                        f"a sentence of {length} words, at most {limits.sentence} are read: "
                        f"{shortened(sentence)}",
                        "Split it.",
                        line,
                        f"sentence of {length} words",
                    )
            if piece.kind == "title" and len(piece.words) > LONGEST_TITLE:
                yield self._find(
                    "warning",
                    "title",
                    f"a title of {len(piece.words)} characters, at most {LONGEST_TITLE} fit: "
                    f"{piece.words}",
                    "Shorten it.",
                    line,
                    f"title of {len(piece.words)} characters",
                )
            if piece.kind == "item" and piece.count > limits.item and piece.block != "say":
                yield self._find(
                    "warning",
                    "item",
                    f"a list item of {piece.count} words, at most {limits.item} are read: "
                    f"{shortened(piece.words)}",
                    "Shorten it.",
                    line,
                    f"{self.page.locale}/{self.page.id} line {line}",
                )

    def _long_lists(self) -> Iterator[Finding]:
        counts = Counter[tuple[str, int]]()
        for piece in self.pieces:
            if piece.kind == "item":
                counts[piece.block, piece.list_number] += 1
                most = LIST_LIMITS.get(piece.block, self.limits.items)
                if counts[piece.block, piece.list_number] == most + 1:
                    yield self._find(
                        "warning",
                        "list",
                        f"a list of more than {most} items",
                        "Keep what matters most, or make two lists.",
                        piece.line + self.page.starts,
                        "list too long",
                    )

    def _scores(self) -> Iterator[Finding]:
        limits = self.limits
        score = readability.score(self.pieces, limits, self.page.locale)
        if score.words >= readability.SHORTEST and score.average > limits.average:
            yield self._find(
                "warning",
                "average",
                f"{score.average:.1f} words in an average sentence, at most {limits.average} are "
                f"wanted; {score.share:.0%} of the sentences are over {limits.sentence}",
                "Make the longest sentences shorter.",
                0,
                f"{score.average:.1f} words a sentence",
            )
        if score.words >= readability.SHORTEST and score.average < limits.least:
            yield self._find(
                "warning",
                "average",
                f"{score.average:.1f} words in an average sentence, at least {limits.least} are "
                "wanted: it reads like a telegram",
                "Join sentences with omdat, want, maar, dus (because, but, so).",
                0,
                f"{score.average:.1f} words a sentence",
            )
        if score.douma is not None and score.douma < limits.score:
            yield self._find(
                "warning",
                "score",
                f"Flesch-Douma {score.douma:.0f}, at least {limits.score} is wanted",
                "Use shorter words and sentences.",
                0,
                f"Flesch-Douma {score.douma:.0f}",
            )
        if (words := count_words(plain(self.page.whole))) > limits.page:
            yield self._find(
                "warning",
                "page",
                f"{words} words, at most {limits.page} are read on a phone",
                "Cut what the reader would skip, or split the page.",
                0,
                f"{self.page.locale}/{self.page.id} ({words} words)",
            )

    def _words(self) -> Iterator[Finding]:
        guide = self.look.guides[self.page.locale]
        for line, words in self._texts():
            yield from plainer(guide, self.page.file, line, words, self.page.id)
        for piece in self.pieces:
            line = piece.line + self.page.starts
            for words, instead in guide.find(piece, self.zone, self.page.id):
                yield self._find(
                    "warning",
                    "style",
                    f"{shortened(words)!r} has something better: {instead}",
                    "See the writing guide of this language.",
                    line,
                    f"{shortened(words)} → {instead}",
                )
            if guide.is_telegram(piece):
                yield self._find(
                    "warning",
                    "style",
                    f"short sentences that nothing joins: {shortened(piece.words)}",
                    "Join some of them with omdat, want, maar, dus (because, but, so).",
                    line,
                    "telegram style",
                )

    def _answers(self) -> Iterator[Finding]:
        """Each question that the page promises to answer, with the sentence nearest to it."""
        for question, sentence in answers.nearest(self.page, self.look.content):
            yield self._find(
                "note",
                "answer" if sentence else "no-answer",
                f"{question} — {sentence}" if sentence else question,
                "See that the page answers it, or take it out of answers.",
                self.page.lines.get("answers", 0),
            )

    def _approval(self) -> Iterator[Finding]:
        if self.page.approval == "concept":
            yield self._find(
                "note",
                "concept",
                "Veilig Thuis has not approved these words yet",
                "Once they have: python build.py approve",
            )
        elif self.page.approval == "changed":
            yield self._find(
                "note",
                "changed",
                f"the words changed after they were approved on {self.page.approved}",
                "Have them looked at again, then: python build.py approve",
                self.page.lines.get("approved", 0),
            )
