"""What an editor must know about the content.

Errors, what is overdue, translations, readability, words.

`run` prints it, calmly, or as rows for a spreadsheet; only an error makes it fail. `stamp` notes
that a translation follows the Dutch text as it is now. Everything is found by `gather`, one
`Finding` each.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from meldapp.content import blocks
from meldapp.content.facts import Region
from meldapp.content.faults import ContentError
from meldapp.content.load import (
    Content,
    followed_hash,
    load_content,
    source_hash,
    source_language,
)
from meldapp.content.markdown import plain
from meldapp.content.marks import Included, own_words
from meldapp.content.pages import HelpTopic, Page, Profession, Rule, ViolenceType
from meldapp.content.sentences import Piece, count_words, pieces
from meldapp.editors import answers, go_live, languages, neutral, readability, report
from meldapp.editors.heads import write_fields
from meldapp.editors.report import LEVELS, Finding, Level, count, describe
from meldapp.editors.words import SPELLINGS, Guide, WordList, read_guide, read_word_lists

SHORTEST_PAGE = 120
"""Words below which a page for professionals is a stub."""
OUTDATED_DAYS = 366
"""A number or name is looked up again within a year, as a page is."""
LONGEST_TITLE = 50
"""Characters of a heading or block title: more than two lines on a narrow phone."""
LIST_LIMITS = {"signals": 10, "checklist": 10}
"""Lists that are looked through rather than remembered may be longer than the seven of DESIGN §4.
"""
UNFINISHED = re.compile(r"\b(TODO|TBD|FIXME|XXX+)\b|\blorem ipsum\b|\[\.\.\.\]")
CLAIMS = {
    "nl": re.compile(
        r"anonie?me?\s+(?:te\s+)?(?:surf|internet|brows)\w*|(?:surft?|browset?|internet)\s+(?:\w+\s+)?anoniem|(?:geen|zonder)\s+(?:enkele?\s+|een\s+)?spo(?:or|ren)\b(?!\s+van)|spoorloos"
        r"|onvindbaar|niet\s+te\s+traceren|veilige?\s+(?:te\s+)?(?:surf|internet|brows)\w*|(?:surft?|browset?)\s+(?:\w+\s+)?veilig",
        re.I,
    ),
    "en": re.compile(
        r"anonymous(?:ly)?\s+(?:brows|surf)\w*|(?:brows|surf)\w*\s+(?:\w+\s+)?anonymously|(?:no|without\s+(?:leaving\s+)?(?:a|any))\s+traces?\b(?!\s+of)|untraceable"
        r"|cannot\s+be\s+traced|(?:safe|safely|secure|securely)\s+(?:brows|surf)\w*|(?:brows|surf)\w*\s+(?:\w+\s+)?(?:safely|securely)",
        re.I,
    ),
}
"""What no website can promise (SAFETY §7).

It stands in the code, so that no editor needs to remember it.
"""
CLAUSE = re.compile(r"[,;:()–]|\s(?:en|maar|want|dus|zodat|and|but|because|so)\s", re.I)
Look = Callable[[str], "list[str] | None"]
"""Answers which app-link files the host of an address has; None when it could not look."""


# -- finding ---------------------------------------------------------------------------------------


def gather(
    content_dir: Path,
    locales: Iterable[str] | None = None,
    *,
    today: date | None = None,
    look: Look | None = None,
) -> list[Finding]:
    """Return everything an editor must know, errors first.

    `look` gives a recorded answer about a neutral address; without it the network is asked.

    Faults that keep the content from loading come back as errors; the rest is then not looked at.
    """
    try:
        content = load_content(content_dir, locales)
        lists = read_word_lists(content_dir)
        guides = {locale: read_guide(content_dir, locale) for locale in content.site.languages}
    except ContentError as error:
        return [
            Finding(fault.file, fault.line, "error", "content", fault.problem, fault.remedy)
            for fault in error.faults
        ]
    day = today or date.today()
    found: list[Finding] = []
    for page, dutch in _pages(content):
        if page.locale in content.site.help_languages:
            continue
        words = (lists.get(page.locale, []), guides.get(page.locale, Guide()))
        found += _Page(page, dutch, content, content_dir, *words, day).findings()
    found += _rules(content, lists, guides, day)
    for locale in content.site.languages:
        found += _terms(content, content_dir, locale, lists.get(locale, []))
        if locale not in lists:
            found.append(
                Finding(
                    _shown(content_dir / SPELLINGS, content_dir),
                    0,
                    "note",
                    "word",
                    f"there is no list of words for {locale!r}, so its words were not looked at",
                    f"Add a table [{locale}.word].",
                )
            )
    found += languages.findings(content, content_dir)
    found += _facts(content, content_dir, day)
    found += go_live.findings(content, content_dir, day)
    found += _exits(content, content_dir, look)
    return sorted(found, key=lambda one: (LEVELS.index(one.level), one.file, one.line, one.kind))


def page_findings(
    page: Page, content: Content, content_dir: Path, raw: str, today: date | None = None
) -> list[Finding]:
    """Return what an editor must know about one page, whose file says `raw`; errors first."""
    if page.locale not in content.site.languages:
        return []
    dutch = next((other for one, other in _pages(content) if one is page), None)
    lists = read_word_lists(content_dir).get(page.locale, [])
    guide = read_guide(content_dir, page.locale)
    look = _Page(page, dutch, content, content_dir, lists, guide, today or date.today())
    look.raw = raw
    return sorted(look.findings(), key=lambda one: (LEVELS.index(one.level), one.line, one.kind))


def _shown(path: Path, content_dir: Path) -> str:
    return path.relative_to(content_dir.parent).as_posix()


def _pages(content: Content) -> Iterator[tuple[Page, Page | None]]:
    """Every page with the Dutch page it must follow, None for a Dutch one."""
    source = content.site.languages[0]
    for locale, pages in content.pages.items():
        for page in pages.values():
            yield page, content.pages[source].get(page.id) if locale != source else None
    for regional in content.region_pages.values():
        for locale, pages in regional.items():
            for page in pages.values():
                own = regional.get(source, {}).get(page.id)
                yield (
                    page,
                    (own or content.pages[source].get(page.id)) if locale != source else None,
                )


class _Page:
    """One page being looked at."""

    def __init__(
        self,
        page: Page,
        dutch: Page | None,
        content: Content,
        content_dir: Path,
        lists: list[WordList],
        guide: Guide,
        today: date,
    ) -> None:
        self.page, self.dutch, self.content = page, dutch, content
        self.lists, self.guide, self.today = lists, guide, today
        self.raw = (content_dir.parent / page.file).read_text("utf-8-sig").replace("\r\n", "\n")
        self.offset = page.starts
        self.pieces = list(pieces(own_words(page.text)))
        self.zone = "help" if isinstance(page, HelpTopic) else "app"
        self.limits = readability.HELP if self.zone == "help" else readability.PROFESSIONAL

    def findings(self) -> Iterator[Finding]:
        """Yield what there is to say, without order."""
        yield from self._whole()
        yield from self._claims()
        yield from self._dates()
        yield from self._translation()
        if self.page.locale in CLAIMS:
            yield from self._reading()
        yield from self._words()
        yield from self._answers()
        yield from self._approval()

    def _find(
        self, level: Level, kind: str, message: str, remedy: str, line: int = 0, brief: str = ""
    ) -> Finding:
        return Finding(self.page.file, line, level, kind, message, remedy, brief)

    def _head(self, key: str) -> int:
        return next(
            (
                number
                for number, line in enumerate(self.raw.splitlines(), 1)
                if re.match(rf"{key}\s*:", line)
            ),
            0,
        )

    def _texts(self) -> Iterator[tuple[int, str]]:
        """What readers see, with its line."""
        yield self._head("title"), self.page.title
        yield self._head("summary"), self.page.summary
        for piece in self.pieces:
            yield piece.line + self.offset, piece.words

    def _whole(self) -> Iterator[Finding]:
        words = readability.count_words(
            f"{self.page.title} {self.page.summary} {plain(self.page.whole)}"
        )
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
        for number, line in enumerate(self.raw.splitlines(), 1):
            if match := UNFINISHED.search(line):
                yield self._find(
                    "error",
                    "stub",
                    f"this text is not finished: {match[0]!r}",
                    "Finish it, or take it out.",
                    number,
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
        if self.dutch is not None:
            theirs = [name for name, _, _ in self.dutch.blocks]
            if names != theirs:
                yield self._different_blocks(names, theirs)

    def _different_blocks(self, names: list[str], theirs: list[str]) -> Finding:
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
            f"{theirs[at]!r} (line {self.dutch.blocks[at][2]} of {self.dutch.file})"
            if self.dutch and at < len(theirs)
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
            for claim in find_claims(words, self.page.locale):
                yield self._find(
                    "error",
                    "claim",
                    f"no website can promise {claim!r}",
                    "Say what happens, what does not, and what the reader can do (SAFETY §7).",
                    line,
                )

    def _dates(self) -> Iterator[Finding]:
        if self.page.review_by < self.today:
            yield self._find(
                "warning",
                "overdue",
                f"somebody was to look at this page by {self.page.review_by}",
                "Read it again, then give it a new checked and review_by.",
                self._head("review_by"),
            )
        if self.page.checked > self.today:
            yield self._find(
                "warning",
                "overdue",
                f"checked lies in the future: {self.page.checked}",
                "Give the day on which somebody checked the page.",
                self._head("checked"),
            )

    def _translation(self) -> Iterator[Finding]:
        if self.dutch is None or self.page.source_hash == source_hash(self.dutch):
            return
        if self.page.source_hash:
            message = f"{self.dutch.file} has changed since this was translated"
        else:
            message = "nobody has noted which Dutch text this follows"
        yield self._find(
            "warning",
            "translation",
            message,
            f"Bring it up to the Dutch text, then run: python build.py stamp {self.page.locale}",
            self._head("source_hash"),
        )

    def _reading(self) -> Iterator[Finding]:
        yield from self._long_pieces()
        yield from self._long_lists()
        yield from self._scores()

    def _long_pieces(self) -> Iterator[Finding]:
        limits = self.limits
        for piece in self.pieces:
            line = piece.line + self.offset
            for sentence in piece.sentences:
                length = readability.count_words(sentence)
                if length > limits.sentence:
                    yield self._find(
                        "warning",
                        "sentence",
                        f"a sentence of {length} words, at most {limits.sentence} are read: "
                        f"{_start(sentence)}",
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
                    f"{_start(piece.words)}",
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
                        piece.line + self.offset,
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
        if (words := readability.count_words(plain(self.page.whole))) > limits.page:
            yield self._find(
                "warning",
                "page",
                f"{words} words, at most {limits.page} are read on a phone",
                "Cut what the reader would skip, or split the page.",
                0,
                f"{self.page.locale}/{self.page.id} ({words} words)",
            )

    def _words(self) -> Iterator[Finding]:
        for line, words in self._texts():
            for lexicon in self.lists:
                for word, better in lexicon.find(words, self.page.id):
                    yield self._find(
                        "warning",
                        lexicon.kind,
                        f"{word!r} has a plainer or fixed word: {better}",
                        f"Write {better}, unless the law or a name needs this word.",
                        line,
                        f"{word} → {better}",
                    )

        for piece in self.pieces:
            line = piece.line + self.offset
            for words, instead in self.guide.find(piece, self.zone, self.page.id):
                yield self._find(
                    "warning",
                    "style",
                    f"{_start(words)!r} has something better: {instead}",
                    "See the writing guide of this language.",
                    line,
                    f"{_start(words)} → {instead}",
                )
            if self.guide.is_telegram(piece):
                yield self._find(
                    "warning",
                    "style",
                    f"short sentences that nothing joins: {_start(piece.words)}",
                    "Join some of them with omdat, want, maar, dus (because, but, so).",
                    line,
                    "telegram style",
                )

    def _answers(self) -> Iterator[Finding]:
        """Each question that the page promises to answer, with the sentence nearest to it."""
        for question, sentence in answers.nearest(self.page, self.content):
            yield self._find(
                "note",
                "answer" if sentence else "no-answer",
                f"{question} — {sentence}" if sentence else question,
                "See that the page answers it, or take it out of answers.",
                self._head("answers"),
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
                self._head("approved"),
            )


def _rules(
    content: Content,
    lists: Mapping[str, list[WordList]],
    guides: Mapping[str, Guide],
    today: date,
) -> Iterator[Finding]:
    """Where each rule is used; its words; rules that are behind, overdue or unused."""
    used: dict[tuple[str, str], list[str]] = {}
    for page, _ in _pages(content):
        for rule_id in dict.fromkeys(rule_id for rule_id, _ in page.rules):
            used.setdefault((page.locale, rule_id), []).append(page.id)
    for locale in content.site.languages:
        for rule in content.rules[locale].values():
            yield from _rule_state(rule, used.get((locale, rule.id), []), content, today)
            yield from _rule_words(rule, lists.get(locale, []), guides[locale])


def _rule_state(
    rule: Rule, page_ids: list[str], content: Content, today: date
) -> Iterator[Finding]:
    if not page_ids:
        yield Finding(
            rule.file,
            0,
            "warning",
            "unused",
            f"no page includes the rule '{rule.id}'",
            "Include it where a reader needs it, or remove it.",
            f"{rule.locale}: {rule.id}",
        )
    elif rule.locale == content.site.languages[0]:
        message = f"{rule.id}: {', '.join(page_ids)}"
        yield Finding(rule.file, 0, "note", "rule", message, "Where it is used.")
    if rule.review_by < today:
        yield Finding(
            rule.file,
            rule.lines.get("review_by", 0),
            "warning",
            "overdue",
            f"somebody was to look at this rule by {rule.review_by}",
            "Read it again, then give it a new checked and review_by.",
        )
    if content.included[rule.locale].get(rule.id, Included(rule)).foreign:
        yield Finding(
            rule.file,
            rule.lines.get("source_hash", 0),
            "warning",
            "translation",
            "the Dutch rule has changed since, so readers get it in Dutch",
            f"Bring it up to the Dutch text, then run: python build.py stamp {rule.locale}",
        )


def _rule_words(rule: Rule, lists: list[WordList], guide: Guide) -> Iterator[Finding]:
    sentences = {
        rule.lines.get("sentence", 0): rule.sentence,
        rule.lines.get("sentence_you", 0): rule.sentence_you,
    }
    texts = [
        *((line, "", words) for line, words in sentences.items() if words),
        *(
            (piece.line + rule.starts, rule.block, piece.words)
            for piece in pieces(own_words(rule.text))
        ),
    ]
    for line, block, words in texts:
        for sentence in readability.split_sentences(plain(own_words(words))):
            if (length := count_words(sentence)) > readability.PROFESSIONAL.sentence:
                yield Finding(
                    rule.file,
                    line,
                    "warning",
                    "sentence",
                    f"a sentence of {length} words: {_start(sentence)}",
                    "Split it.",
                    f"sentence of {length} words",
                )
        piece = Piece("paragraph", block, 0, line, plain(own_words(words)))
        better = [pair for word_list in lists for pair in word_list.find(piece.words)]
        for word, instead in [*better, *guide.find(piece, "app", rule.id)]:
            yield Finding(
                rule.file,
                line,
                "warning",
                "style",
                f"{_start(word)!r} has something better: {instead}",
                "See the writing guide of this language.",
                f"{_start(word)} → {instead}",
            )


def find_claims(words: str, locale: str) -> list[str]:
    """Return the forbidden promises in a text.

    One that its own clause denies ("maakt u niet onvindbaar") is none.
    """
    pattern, negation = CLAIMS.get(locale), blocks.NEGATIONS.get(locale)
    found = []
    for sentence in readability.split_sentences(words) if pattern else ():
        for clause in CLAUSE.split(sentence):
            for match in pattern.finditer(clause) if pattern else ():
                rest = clause[: match.start()] + " " + clause[match.end() :]
                if not (negation and negation.search(rest)):
                    found.append(re.sub(r"\s+", " ", match[0]))
    return found


def _start(words: str) -> str:
    return textwrap.shorten(words, 60, placeholder=" …")


def _terms(
    content: Content, content_dir: Path, locale: str, lists: list[WordList]
) -> Iterator[Finding]:
    """Claims and words in the glossary."""
    path = content_dir / locale / "begrippen.toml"
    raw = path.read_text("utf-8-sig") if path.exists() else ""
    for term in content.terms[locale].values():
        line = _line_with(raw, f"[{term.id}]")
        for claim in find_claims(term.meaning, locale):
            yield Finding(
                _shown(path, content_dir),
                line,
                "error",
                "claim",
                f"no website can promise {claim!r}",
                "Say what happens, what does not, and what the reader can do (SAFETY §7).",
            )
        for lexicon in lists:
            for word, better in lexicon.find(f"{term.term}. {term.meaning}", "begrippen"):
                yield Finding(
                    _shown(path, content_dir),
                    line,
                    "warning",
                    lexicon.kind,
                    f"{word!r} has a plainer or fixed word: {better}",
                    f"Write {better}, unless the law or a name needs this word.",
                    f"{word} → {better}",
                )
    source = content.site.languages[0]
    if locale != source:
        for missing in sorted(content.terms[source].keys() - content.terms[locale].keys()):
            yield Finding(
                _shown(path, content_dir),
                0,
                "warning",
                "translation",
                f"the term '{missing}' has no translation",
                f"Add it to {locale}/begrippen.toml.",
                missing,
            )


def _facts(content: Content, content_dir: Path, today: date) -> Iterator[Finding]:
    """Numbers to look up again; contacts and sources that nothing uses."""
    named: set[str] = set()
    used = {contact.source for contact in content.contacts.values()}
    for page, _ in _pages(content):
        used |= {*page.sources} | ({page.framework} if isinstance(page, Profession) else set())
        named |= {
            *re.findall(r"\(call:([\w-]+)\)", page.text),
            *re.findall(r"^/// *call *\|.*\n\s*([\w-]+)", page.text, flags=re.M),
        }
    for rules in content.rules.values():
        for rule in rules.values():
            used |= {*rule.sources}
            named |= {target for _, scheme, target in rule.links if scheme == "call"}
    for region in content.regions.values():
        used |= (
            {team.source for team in region.local_teams.values()}
            | {contact.source for contact in region.contacts}
            | ({region.monitoring.source} if region.monitoring else set())
            | {fact.source for fact in region.facts.values()}
        )
        yield from _region_facts(region, content, content_dir, today)
    yield from _contacts(content, content_dir, named, today)
    path = content_dir / "sources.toml"
    raw = path.read_text("utf-8-sig")
    for source in content.sources.keys() - used:
        yield Finding(
            _shown(path, content_dir),
            _line_with(raw, f"[{source}]") or _line_with(raw, f'["{source}"]'),
            "warning",
            "unused",
            f"nothing rests on the source '{source}'",
            "Name it where it is used, or remove it.",
            source,
        )


def _region_facts(
    region: Region, content: Content, content_dir: Path, today: date
) -> Iterator[Finding]:
    path = content_dir / f"regions/{region.slug}.toml"
    file, raw = _shown(path, content_dir), path.read_text("utf-8-sig")
    for code, team in region.local_teams.items():
        municipality = content.municipalities.get(code)
        yield from _to_look_up(
            file,
            _line_with(raw, f"local_teams.{code}]") or _line_with(raw, code),
            f"{team.name} ({municipality.name})" if municipality else team.name,
            team.checked,
            team.status,
            today,
        )
    for key, fact in region.facts.items():
        line = _line_with(raw, f"[facts.{key}]")
        yield from _to_look_up(file, line, f"the fact '{key}'", fact.checked, "ok", today)
        if not fact.is_fresh(today):
            yield Finding(
                file,
                line,
                "warning",
                "overdue",
                f"the fact '{key}' is older than three years, so it is not shown",
                "Compare it with its source, then give it a new checked.",
                key,
            )
    for contact in region.contacts:
        yield from _to_look_up(
            file,
            _line_with(raw, f"contacts.{contact.id}]"),
            contact.name,
            contact.checked,
            contact.status,
            today,
        )


def _contacts(
    content: Content, content_dir: Path, named: set[str], today: date
) -> Iterator[Finding]:
    """Contacts to look up again, and those that no text has `named`."""
    path = content_dir / "contacts.toml"
    file, raw = _shown(path, content_dir), path.read_text("utf-8-sig")
    for contact in content.contacts.values():
        line = _line_with(raw, f"[{contact.id}]")
        yield from _to_look_up(file, line, contact.name, contact.checked, contact.status, today)
        # The page with all numbers shows every contact that may be shown, so that one is never
        # quite unused.
        if contact.id not in named and not contact.shown:
            yield Finding(
                file,
                line,
                "warning",
                "unused",
                f"no text names the contact '{contact.id}', and it may not be shown",
                "Have it checked, or remove it.",
                contact.id,
            )
        elif contact.id not in named:
            yield Finding(
                file,
                line,
                "note",
                "unused",
                f"the contact '{contact.id}' stands on the page with all numbers only",
                "Name it on the page where a reader needs it.",
                contact.id,
            )


def _to_look_up(
    file: str, line: int, name: str, checked: date, status: str, today: date
) -> Iterator[Finding]:
    if today - checked > timedelta(days=OUTDATED_DAYS):
        yield Finding(
            file,
            line,
            "warning",
            "overdue",
            f"{name} was last looked up on {checked}",
            "Compare it with its source, then give it a new checked.",
            name,
        )
    if status == "old":
        yield Finding(
            file,
            line,
            "note",
            "look-up",
            f"{name} comes from an old source",
            "Ask them whether it still holds, then set status to ok.",
            name,
        )
    if status == "uncertain":
        yield Finding(
            file,
            line,
            "note",
            "look-up",
            f"{name} is uncertain, so it is not shown",
            "Ask them, then set status to ok.",
            name,
        )


def _exits(content: Content, content_dir: Path, look: Look | None) -> Iterator[Finding]:
    """The neutral addresses: one that opens an app would leave that app on the screen instead of a
    plain page (SAFETY §3).
    """
    addresses = {content.site.exit_url: content_dir / "site.toml"}
    for region in content.regions.values():
        if region.exit_url:
            addresses.setdefault(region.exit_url, content_dir / f"regions/{region.slug}.toml")
    for address, path in addresses.items():
        file, line = _shown(path, content_dir), _line_with(path.read_text("utf-8-sig"), address)
        found = (look or _look)(address)
        if found is None:
            yield Finding(
                file,
                line,
                "note",
                "exit",
                f"could not look whether {address} opens an app on a phone",
                "Run this again with a connection to the internet, or with answers saved "
                "elsewhere: make check ANSWERS=folder.",
                address,
            )
        elif found:
            yield Finding(
                file,
                line,
                "error",
                "exit",
                f"the exit goes to {address}, which opens an app on some phones "
                f"({', '.join(found)})",
                "Choose a plain site without an app.",
            )


def _look(address: str) -> list[str] | None:
    """Ask over the network; None when that is not possible."""
    return neutral.app_links(address)


def _line_with(text: str, words: str) -> int:
    return next(
        (number for number, line in enumerate(text.splitlines(), start=1) if words in line), 0
    )


def run(
    content_dir: Path,
    locales: Iterable[str] | None = None,
    format: str = "text",
    saved: Path | None = None,
) -> int:
    """Print what an editor must know as text or as CSV; returns 1 when there are errors, else 0.

    `saved` is a folder with saved app-link files (neutral.recorded).
    """
    findings = gather(
        content_dir,
        locales,
        look=(lambda address: neutral.recorded(address, saved)) if saved else None,
    )
    if format == "csv":
        report.print_rows(findings)
        print(report.counts(findings), file=sys.stderr)
    else:
        print("\n".join(report.describe(findings)))
        if not any(one.kind == "content" for one in findings):
            print("\n".join(go_live.describe(load_content(content_dir, locales))))
    return 1 if any(one.level == "error" for one in findings) else 0


# -- stamping --------------------------------------------------------------------------------------


def stamp(content_dir: Path, language: str, say: Callable[[str], None]) -> int:
    """Write into every page and rule of a translation which Dutch text it follows, and nothing
    else; returns 0, or 1 for a language that is none.

    Raises ContentError for content that does not load.
    """
    source = source_language(content_dir)
    if language == source:
        say(
            f"{language} is the language the others are translated from.\nName a translation, "
            "such as: python build.py stamp en"
        )
        return 1
    content = load_content(content_dir, (source, language))
    changed = 0
    texts: list[tuple[Page | Rule, Page | Rule]] = [
        (page, dutch)
        for page, dutch in _pages(content)
        if page.locale == language and dutch is not None
    ]
    texts += [
        (rule, content.rules[source][rule.id])
        for rule in content.rules[language].values()
        if rule.id in content.rules[source]
    ]
    help_only = language in content.site.help_languages
    for text, dutch in texts:
        follows = followed_hash(text, dutch, help_only)
        changed += write_stamp(content_dir.parent / text.file, follows)
    say(
        f"{count(changed, 'text')} in {language} stamped, {len(texts) - changed} already followed "
        "the Dutch text."
    )
    return 0


def write_stamp(path: Path, value: str) -> bool:
    """Set `source_hash` in the head of a page, byte for byte the same elsewhere.

    Returns whether it changed.
    """
    return write_fields(path, {"source_hash": value})


__all__ = [
    "Finding",
    "describe",
    "find_claims",
    "gather",
    "page_findings",
    "read_word_lists",
    "run",
    "stamp",
    "write_stamp",
]
