"""What an editor must know about the content: errors, what is overdue, translations, readability, words.

`run` prints it, calmly, or as rows for a spreadsheet; only an error makes it fail. `stamp` notes that a translation follows the Dutch text as it
is now. Everything is found by `gather`, one `Finding` each.
"""

from __future__ import annotations

import csv
import re
import sys
import textwrap
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from meldapp.content import blocks
from meldapp.content.faults import ContentError, Fault
from meldapp.content.load import Content, load_content, source_hash
from meldapp.content.markdown import plain
from meldapp.content.pages import HelpTopic, Page, Profession, Rule, ViolenceType
from meldapp.editors import neutral, readability

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
SHORTEST_PAGE = 120
"""Words below which a page for professionals is a stub."""
OUTDATED_DAYS = 366
"""A number or name is looked up again within a year, as a page is."""
LONGEST_TITLE = 50
"""Characters of a heading or block title: more than two lines on a narrow phone."""
LIST_LIMITS = {"signals": 10, "checklist": 10}
"""Lists that are looked through rather than remembered may be longer than the seven of DESIGN §4."""
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
"""What no website can promise (SAFETY §7). It stands in the code, so that no editor needs to remember it."""
CLAUSE = re.compile(r"[,;:()–]|\s(?:en|maar|want|dus|zodat|and|but|because|so)\s", re.I)
SPELLINGS = "plain-words.toml"
Look = Callable[[str], "list[str] | None"]
"""Answers which app-link files the host of an address has; None when it could not look."""


@dataclass(frozen=True)
class Finding:
    """One thing an editor must know. `line` counts from 1; 0 when there is none."""

    file: str
    line: int
    level: Level
    kind: str
    message: str
    remedy: str
    brief: str = ""
    """The message in the one line a page gets for its warnings."""


# -- the lists of words ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WordList:
    """The words of one language that have a better one. Written words may end in * for any ending."""

    kind: str
    """word (has a plainer one), term (has a fixed one) or label (puts a person in a box)"""
    better: Mapping[str, str]
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Word → the pages on which the law or a source asks for it."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """One group per word, the longest first."""
        parts = [
            r"\s+".join(re.escape(part) for part in word.removesuffix("*").split())
            + (r"\w*" if word.endswith("*") else "")
            for word in self._words
        ]
        return re.compile(
            r"(?<![\w-])(?:" + "|".join(f"({part})" for part in parts) + r")(?![\w-])", re.I
        )

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self.better, key=len, reverse=True)

    def find(self, words: str, page_id: str = "") -> Iterator[tuple[str, str]]:
        """Yield each word of the list in a text, as it stands there, with the better one."""
        for match in self._pattern.finditer(words) if self.better else ():
            word = self._words[(match.lastindex or 1) - 1]
            if page_id not in self.allowed.get(word, ()):
                yield match[0], self.better[word]


def read_word_lists(content_dir: Path) -> dict[str, list[WordList]]:
    """Language → its lists, from plain-words.toml; empty when there is no such file. Raises ContentError for a faulty one."""
    path = content_dir / SPELLINGS
    if not path.exists():
        return {}
    name = _shown(path, content_dir)

    def faulty(problem: str, remedy: str, line: int = 0) -> ContentError:
        return ContentError([Fault(name, line, problem, remedy)])

    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        match = re.search(r"line (\d+)", str(error))
        raise faulty(
            f"this is not TOML: {error}",
            'Write each word as "word" = "better word", both in quotes.',
            int(match[1]) if match else 0,
        ) from None
    lists: dict[str, list[WordList]] = {}
    for language, kinds in tables.items():
        lists[language] = []
        for kind, words in kinds.items() if isinstance(kinds, dict) else ():
            if kind not in ("word", "term", "label"):
                raise faulty(
                    f"the table [{language}.{kind}] is not known here", "Use word, term or label."
                )
            better, allowed = {}, {}
            for word, value in words.items():
                if isinstance(value, dict) and isinstance(value.get("instead"), str):
                    better[word], allowed[word] = value["instead"], tuple(value.get("pages", ()))
                elif isinstance(value, str):
                    better[word] = value
                else:
                    raise faulty(
                        f"'{word}' has no better word",
                        f'Write "{word}" = "…", or "{word}" = {{ instead = "…", pages = ["…"] }}.',
                    )
            lists[language].append(WordList(kind, better, allowed))
    return lists


# -- finding -----------------------------------------------------------------------------------------------------------


def gather(
    content_dir: Path,
    locales: Iterable[str] | None = None,
    *,
    today: date | None = None,
    look: Look | None = None,
) -> list[Finding]:
    """Return everything an editor must know, errors first. `look` gives a recorded answer about a neutral address; without it the network is asked.

    Faults that keep the content from loading come back as errors; the rest is then not looked at.
    """
    try:
        content = load_content(content_dir, locales)
        lists = read_word_lists(content_dir)
    except ContentError as error:
        return [
            Finding(fault.file, fault.line, "error", "content", fault.problem, fault.remedy)
            for fault in error.faults
        ]
    day = today or date.today()
    found: list[Finding] = []
    for page, dutch in _pages(content):
        found += _Page(
            page, dutch, content, content_dir, lists.get(page.locale, []), day
        ).findings()
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
    found += _facts(content, content_dir, day)
    found += _exits(content, content_dir, look)
    return sorted(found, key=lambda one: (LEVELS.index(one.level), one.file, one.line, one.kind))


def _shown(path: Path, content_dir: Path) -> str:
    return str(path.relative_to(content_dir.parent))


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
        today: date,
    ) -> None:
        self.page, self.dutch, self.content, self.lists, self.today = (
            page,
            dutch,
            content,
            lists,
            today,
        )
        self.raw = (content_dir.parent / page.file).read_text("utf-8-sig").replace("\r\n", "\n")
        self.offset = page.starts
        self.pieces = list(readability.pieces(page.text))
        self.limits = readability.HELP if isinstance(page, HelpTopic) else readability.PROFESSIONAL

    def findings(self) -> Iterator[Finding]:
        """Yield what there is to say, without order."""
        yield from self._whole()
        yield from self._claims()
        yield from self._dates()
        yield from self._translation()
        if self.page.locale in CLAIMS:
            yield from self._reading()
        yield from self._words()

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
        limits, lists = self.limits, Counter[tuple[str, int]]()
        for piece in self.pieces:
            line = piece.line + self.offset
            for sentence in piece.sentences:
                length = readability.count_words(sentence)
                if length > limits.sentence:
                    yield self._find(
                        "warning",
                        "sentence",
                        f"a sentence of {length} words, at most {limits.sentence} are read: {_start(sentence)}",
                        "Split it.",
                        line,
                        f"sentence of {length} words",
                    )
            if piece.kind == "title" and len(piece.words) > LONGEST_TITLE:
                yield self._find(
                    "warning",
                    "title",
                    f"a title of {len(piece.words)} characters, at most {LONGEST_TITLE} fit: {piece.words}",
                    "Shorten it.",
                    line,
                    f"title of {len(piece.words)} characters",
                )
            if piece.kind == "item":
                lists[piece.block, piece.list_number] += 1
                if (
                    lists[piece.block, piece.list_number]
                    == LIST_LIMITS.get(piece.block, limits.items) + 1
                ):
                    yield self._find(
                        "warning",
                        "list",
                        f"a list of more than {LIST_LIMITS.get(piece.block, limits.items)} items",
                        "Keep what matters most, or make two lists.",
                        line,
                        "list too long",
                    )
                if piece.count > limits.item and piece.block != "say":
                    yield self._find(
                        "warning",
                        "item",
                        f"a list item of {piece.count} words, at most {limits.item} are read: {_start(piece.words)}",
                        "Shorten it.",
                        line,
                        f"item of {piece.count} words",
                    )
        score = readability.score(self.pieces, limits, self.page.locale)
        if score.words >= readability.SHORTEST and score.average > limits.average:
            yield self._find(
                "warning",
                "average",
                f"{score.average:.1f} words in an average sentence, at most {limits.average} are wanted; {score.share:.0%} of the sentences are over {limits.sentence}",
                "Make the longest sentences shorter.",
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
        if limits.page and (words := sum(piece.count for piece in self.pieces)) > limits.page:
            yield self._find(
                "warning",
                "page",
                f"{words} words, at most {limits.page} are read in the help zone",
                "Cut what the reader would skip.",
                0,
                f"{words} words",
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


def find_claims(words: str, locale: str) -> list[str]:
    """Return the forbidden promises in a text. One that its own clause denies ("maakt u niet onvindbaar") is none."""
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
    sources, contacts = (
        _shown(content_dir / "sources.toml", content_dir),
        _shown(content_dir / "contacts.toml", content_dir),
    )
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
        file = _shown(content_dir / f"regions/{region.slug}.toml", content_dir)
        raw = (content_dir / f"regions/{region.slug}.toml").read_text("utf-8-sig")
        used |= (
            {team.source for team in region.local_teams.values()}
            | {contact.source for contact in region.contacts}
            | ({region.monitoring.source} if region.monitoring else set())
            | {fact.source for fact in region.facts.values()}
        )
        for code, team in region.local_teams.items():
            yield from _to_look_up(
                file,
                _line_with(raw, f"local_teams.{code}]") or _line_with(raw, code),
                f"{team.name} ({content.municipalities[code].name})"
                if code in content.municipalities
                else team.name,
                team.checked,
                team.status,
                today,
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
    raw = (content_dir / "contacts.toml").read_text("utf-8-sig")
    for contact in content.contacts.values():
        line = _line_with(raw, f"[{contact.id}]")
        yield from _to_look_up(contacts, line, contact.name, contact.checked, contact.status, today)
        # The page with all numbers shows every contact that may be shown, so that one is never quite unused.
        if contact.id not in named and not contact.shown:
            yield Finding(
                contacts,
                line,
                "warning",
                "unused",
                f"no text names the contact '{contact.id}', and it may not be shown",
                "Have it checked, or remove it.",
                contact.id,
            )
        elif contact.id not in named:
            yield Finding(
                contacts,
                line,
                "note",
                "unused",
                f"the contact '{contact.id}' stands on the page with all numbers only",
                "Name it on the page where a reader needs it.",
                contact.id,
            )
    raw = (content_dir / "sources.toml").read_text("utf-8-sig")
    for source in content.sources.keys() - used:
        yield Finding(
            sources,
            _line_with(raw, f"[{source}]") or _line_with(raw, f'["{source}"]'),
            "warning",
            "unused",
            f"nothing rests on the source '{source}'",
            "Name it where it is used, or remove it.",
            source,
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
    """The neutral addresses: one that opens an app would leave that app on the screen instead of a plain page (SAFETY §3)."""
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
                "Run this again with a connection to the internet, or with answers saved elsewhere: make check ANSWERS=folder.",
                address,
            )
        elif found:
            yield Finding(
                file,
                line,
                "error",
                "exit",
                f"the exit goes to {address}, which opens an app on some phones ({', '.join(found)})",
                "Choose a plain site without an app.",
            )


def _look(address: str) -> list[str] | None:
    """Ask over the network; None when that is not possible."""
    return neutral.app_links(address)


def _line_with(text: str, words: str) -> int:
    return next(
        (number for number, line in enumerate(text.splitlines(), start=1) if words in line), 0
    )


# -- telling -----------------------------------------------------------------------------------------------------------

WIDTH = 110
MOST_NAMES = 20
"""Names in one group; the rest stands in the rows of FORMAT=csv."""
MOST_ERRORS = 40
"""Errors told in full: one cause often shows on many pages."""
CHAPTERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Overdue: look at these again", frozenset({"overdue"})),
    ("Translations behind the Dutch text", frozenset({"translation"})),
    ("Not used by anything", frozenset({"unused"})),
)
"""What is told as one thing with its pages. All other warnings get one line a page."""


def run(
    content_dir: Path,
    locales: Iterable[str] | None = None,
    format: str = "text",
    answers: Path | None = None,
) -> int:  # noqa: A002 (the word on the command line)
    """Print what an editor must know as text or as CSV; returns 1 when there are errors, else 0. `answers` is a folder with saved app-link files (neutral.recorded)."""
    findings = gather(
        content_dir,
        locales,
        look=(lambda address: neutral.recorded(address, answers)) if answers else None,
    )
    if format == "csv":
        _print_rows(findings)
        print(_counts(findings), file=sys.stderr)
    else:
        print("\n".join(describe(findings)))
    return 1 if any(one.level == "error" for one in findings) else 0


def _print_rows(findings: list[Finding]) -> None:
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["file", "line", "level", "kind", "message", "remedy"])
    rows.writerows(
        [one.file, one.line or "", one.level, one.kind, one.message, one.remedy] for one in findings
    )


def describe(findings: list[Finding]) -> Iterator[str]:
    """Yield the report line by line: what stops a build first, what may wait last."""
    errors = [one for one in findings if one.level == "error"]
    if errors:
        yield from _chapter("To put right first (errors)")
        for file, own in _grouped(errors[:MOST_ERRORS], lambda one: one.file):
            yield f"  {file}"
            for one in own:
                place = f"line {one.line}: " if one.line else ""
                yield from _wrap(f"{place}{one.message}", 4)
                yield from _wrap(one.remedy, 8)
        if len(errors) > MOST_ERRORS:
            yield from _wrap(
                f"and {len(errors) - MOST_ERRORS} more. Put these right first; for all of them: make check FORMAT=csv",
                2,
            )
        if {one.kind for one in errors} == {"content"}:
            yield ""
            yield "The texts themselves are looked at once these are put right."
    warnings = [one for one in findings if one.level == "warning"]
    for title, kinds in CHAPTERS:
        chosen = [one for one in warnings if one.kind in kinds]
        if chosen:
            yield from _chapter(f"{title} ({len(chosen)})")
            yield from _together(chosen)
    reading = [one for one in warnings if not any(one.kind in kinds for _, kinds in CHAPTERS)]
    if reading:
        yield from _chapter(f"Worth another look, one line a page ({len(reading)})")
        for file, own in _grouped(reading, lambda one: one.file):
            yield from _wrap(f"{file}   {_brief(own)}", 2)
    notes = [one for one in findings if one.level == "note"]
    if review := [one for one in notes if one.kind == "review"]:
        yield from _chapter(
            f"Still to be reviewed by Veilig Thuis ({len({_name(one) for one in review})} pages)"
        )
        ids = sorted({_name(one) for one in review}, key=_natural)
        for folder in dict.fromkeys(
            page_id.partition("/")[0] if "/" in page_id else "" for page_id in ids
        ):
            own = [
                page_id
                for page_id in ids
                if page_id.startswith(f"{folder}/") or not folder and "/" not in page_id
            ]
            yield from _wrap(
                f"{folder + '/ ' if folder else ''}{', '.join(page_id.removeprefix(f'{folder}/') for page_id in own)}",
                2,
            )
    others = [one for one in notes if one.kind != "review"]
    if others:
        yield from _chapter(f"Good to know ({len(others)})")
        yield from _together(others)
    yield ""
    yield _counts(findings)


def _chapter(title: str) -> list[str]:
    return ["", title, "-" * len(title)]


def _wrap(words: str, indent: int) -> list[str]:
    return textwrap.wrap(
        words,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 4),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _grouped(
    findings: list[Finding], key: Callable[[Finding], str]
) -> list[tuple[str, list[Finding]]]:
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        groups.setdefault(key(one), []).append(one)
    return list(groups.items())


def _together(findings: list[Finding]) -> Iterator[str]:
    """What to do once, with everything it is to be done for."""
    for remedy, own in _grouped(findings, lambda one: one.remedy):
        yield from _wrap(remedy, 2)
        if len(own) == 1:
            yield from _wrap(
                f"{own[0].file}{f':{own[0].line}' if own[0].line else ''}: {own[0].message}", 6
            )
        else:
            names = list(dict.fromkeys(one.brief or _name(one) for one in own))
            more = (
                f" and {len(names) - MOST_NAMES} more (all of them: make check FORMAT=csv)"
                if len(names) > MOST_NAMES
                else ""
            )
            yield from _wrap("; ".join(names[:MOST_NAMES]) + more, 6)


def _natural(words: str) -> list[tuple[int, str]]:
    """Order in which casus/2 stands before casus/10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", words)]


def _brief(findings: list[Finding]) -> str:
    """The warnings of one page in one line: equal ones together, with their lines."""
    lines: dict[str, list[int]] = {}
    for one in findings:
        lines.setdefault(one.brief or one.message, []).append(one.line)
    return "; ".join(
        words + (f" ({', '.join(str(line) for line in found if line)})" if any(found) else "")
        for words, found in lines.items()
    )


def _name(finding: Finding) -> str:
    """The page id, from content/<locale>/<id>.md; the path of another file."""
    found = re.fullmatch(r"[^/]+/[^/]+/(.+?)(?:/index)?\.md", finding.file)
    return found[1] if found else finding.file


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _counts(findings: list[Finding]) -> str:
    levels = Counter(one.level for one in findings)
    pages = len({one.file for one in findings if one.level == "warning"})
    notes = f", {_count(levels['note'], 'note')}" if levels["note"] else ""
    where = f" in {_count(pages, 'file')}" if pages else ""
    return (
        f"{_count(levels['error'], 'error')}, {_count(levels['warning'], 'warning')}{where}{notes}."
    )


# -- stamping ----------------------------------------------------------------------------------------------------------


def stamp(content_dir: Path, language: str, say: Callable[[str], None]) -> int:
    """Write into every page and rule of a translation which Dutch text it follows, and nothing else; returns 0, or 1 for a language that is none.

    Raises ContentError for content that does not load, such as a translation without `origin`.
    """
    published = load_content(content_dir).site.languages
    source = published[0]
    if language == source:
        say(
            f"{language} is the language the others are translated from.\nName a translation, such as: python build.py stamp en"
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
    for text, dutch in texts:
        changed += write_stamp(content_dir.parent / text.file, source_hash(dutch))
    say(
        f"{_count(changed, 'text')} in {language} stamped, {len(texts) - changed} already followed the Dutch text."
    )
    return 0


def write_stamp(path: Path, value: str) -> bool:
    """Set `source_hash` in the head of a page, byte for byte the same elsewhere; returns whether it changed."""
    old = path.read_bytes()
    end = re.search(rb"\n---[ \t]*(?:\r?\n|$)", old)
    assert end, f"{path} has no head"  # it loaded, so it has one
    head, rest = old[: end.start() + 1], old[end.start() + 1 :]
    newline = b"\r\n" if b"\r\n" in head else b"\n"
    line = b"source_hash: " + value.encode()
    new, count = re.subn(rb"^source_hash[ \t]*:[^\r\n]*", line, head, count=1, flags=re.M)
    if not count:
        new, count = re.subn(rb"^(?=origin[ \t]*:)", line + newline, head, count=1, flags=re.M)
    if not count:
        new = head + line + newline
    if new + rest == old:
        return False
    path.write_bytes(new + rest)
    return True


__all__ = [
    "Finding",
    "describe",
    "find_claims",
    "gather",
    "read_word_lists",
    "run",
    "stamp",
    "write_stamp",
]
