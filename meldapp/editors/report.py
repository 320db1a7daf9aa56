"""The findings of the check as a report: first what stops a build, last what may wait."""

from __future__ import annotations

import csv
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")


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


WIDTH = 110
MOST_NAMES = 20
"""Names in one group; the others are in the rows of FORMAT=csv."""
MOST_IN_FOLDER = 12
"""Pages of one folder that are named; if there are more, they are only counted."""
RULE_PAGES = 5
"""Pages listed for a rule."""
MOST_ERRORS = 40
"""Errors listed in full: one cause often shows on many pages."""
CHAPTERS = {
    "overdue": "Overdue: look at these again",
    "papers": "Papers of a region: look at these again",
    "news": "Rules that changed: tell readers what is new",
    "translation": "Translations behind the Dutch text",
    "unused": "Not used by anything",
    "page": "Too long for a phone",
    "item": "List items too long",
}
"""Kinds of warning with a chapter of their own; all others share one line per page."""
AS_ROWS = "make check FORMAT=csv"
ANSWERS = ("answer", "no-answer")
APPROVAL = {
    "changed": "Changed after Veilig Thuis approved them",
    "concept": "Not approved by Veilig Thuis yet",
}


def print_rows(findings: list[Finding]) -> None:
    """Print every finding as a row of CSV."""
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["file", "line", "level", "kind", "message", "remedy"])
    for one in findings:
        rows.writerow([one.file, one.line or "", one.level, one.kind, one.message, one.remedy])


def describe(findings: list[Finding]) -> Iterator[str]:
    """Yield the report line by line: what stops a build first, what may wait last."""
    yield from _errors([one for one in findings if one.level == "error"])
    yield from _warnings([one for one in findings if one.level == "warning"])
    yield from _notes([one for one in findings if one.level == "note"])
    yield ""
    yield counts(findings)


def _errors(errors: list[Finding]) -> Iterator[str]:
    if not errors:
        return
    yield from chapter("To put right first (errors)")
    for file, in_file in _grouped(errors[:MOST_ERRORS], lambda error: error.file):
        yield f"  {file}"
        for error in in_file:
            place = f"line {error.line}: " if error.line else ""
            yield from _wrap(f"{place}{error.message}", 4)
            yield from _wrap(error.remedy, 8)
    if len(errors) > MOST_ERRORS:
        more = f"and {len(errors) - MOST_ERRORS} more"
        yield from _wrap(f"{more}. Put these right first; for all of them: {AS_ROWS}", 2)
    if {error.kind for error in errors} == {"content"}:
        yield ""
        yield "The texts themselves are checked once these are put right."


def _warnings(warnings: list[Finding]) -> Iterator[str]:
    """The chapters, then a line for each page with any other warning."""
    by_kind = dict(_grouped(warnings, lambda warning: warning.kind))
    for kind, title in CHAPTERS.items():
        if chosen := by_kind.get(kind):
            yield from chapter(f"{title} ({len(chosen)})")
            yield from _together(chosen)
    if reading := [warning for warning in warnings if warning.kind not in CHAPTERS]:
        yield from chapter(f"Worth another look, one line a page ({len(reading)})")
        for file, in_file in _grouped(reading, lambda warning: warning.file):
            yield from _wrap(f"{file}   {_brief(in_file)}", 2)


def _notes(notes: list[Finding]) -> Iterator[str]:
    by_kind = dict(_grouped(notes, lambda note: note.kind))
    for kind, title in APPROVAL.items():
        if pages := {_name(note) for note in by_kind.get(kind, ())}:
            yield from chapter(f"{title} ({count(len(pages), 'page')})")
            yield from _by_folder(pages)
    if rules := by_kind.get("rule"):
        yield from chapter(f"Rules, and the pages that include them ({len(rules)})")
        for rule in rules:
            rule_id, _, names = rule.message.partition(": ")
            yield from _wrap(f"{rule_id}: {_first(names.split(', '), RULE_PAGES)}", 2)
    if answers := [note for note in notes if note.kind in ANSWERS]:
        yield from chapter(f"Questions that pages promise to answer ({len(answers)})")
        missing = len(by_kind.get("no-answer", ()))
        nearest = f"Each with the sentence nearest to it: {AS_ROWS}, or make review."
        yield from _wrap(f"{nearest} For {missing} nothing is near (no-answer).", 2)
    if languages := by_kind.get("language"):
        yield from chapter(f"Languages of the help zone ({len(languages)})")
        for language in languages:
            yield from _wrap(language.message, 2)
    listed = (*APPROVAL, *ANSWERS, "rule", "language", "native")
    if others := [note for note in notes if note.kind not in listed]:
        yield from chapter(f"Good to know ({len(others)})")
        yield from _together(others)


def _by_folder(page_ids: set[str]) -> Iterator[str]:
    """A line for each folder with its pages, those without a folder first where they occur."""
    by_folder: dict[str, list[str]] = {}
    for page_id in sorted(page_ids, key=_natural):
        folder, slash, name = page_id.partition("/")
        by_folder.setdefault(folder + slash if slash else "", []).append(name or page_id)
    for folder, names in by_folder.items():
        which = ", ".join(names) if len(names) <= MOST_IN_FOLDER else count(len(names), "page")
        yield from _wrap(f"{folder} {which}".lstrip(), 2)


def chapter(title: str) -> list[str]:
    """An empty line, and a title with a line below it."""
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
    for finding in findings:
        groups.setdefault(key(finding), []).append(finding)
    return list(groups.items())


def _together(findings: list[Finding]) -> Iterator[str]:
    """Each remedy once, with everything it applies to."""
    for remedy, alike in _grouped(findings, lambda finding: finding.remedy):
        yield from _wrap(remedy, 2)
        if len(alike) == 1:
            (finding,) = alike
            place = f"{finding.file}:{finding.line}" if finding.line else finding.file
            yield from _wrap(f"{place}: {finding.message}", 6)
        else:
            names = list(dict.fromkeys(finding.brief or _name(finding) for finding in alike))
            yield from _wrap(_first(names, MOST_NAMES), 6)


def _first(names: list[str], most: int) -> str:
    """The first of these names, and how many more there are."""
    more = f" and {len(names) - most} more (all of them: {AS_ROWS})" if len(names) > most else ""
    return "; ".join(names[:most]) + more


def _natural(words: str) -> list[tuple[int, str]]:
    """A sort key that puts casus/2 before casus/10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", words)]


def _brief(findings: list[Finding]) -> str:
    """The warnings of one page in one line: equal ones together, with their lines."""
    lines_of: dict[str, list[int]] = {}
    for finding in findings:
        lines_of.setdefault(finding.brief or finding.message, []).append(finding.line)
    return "; ".join(
        f"{words} ({', '.join(str(line) for line in lines if line)})" if any(lines) else words
        for words, lines in lines_of.items()
    )


def _name(finding: Finding) -> str:
    """The page id, from content/<locale>/<id>.md; the path of another file."""
    page = re.fullmatch(r"[^/]+/[^/]+/(.+?)(?:/index)?\.md", finding.file)
    return page[1] if page else finding.file


def count(number: int, word: str) -> str:
    """Return a number with its word, such as "2 pages"."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def counts(findings: list[Finding]) -> str:
    """Return the number of errors, warnings and notes, in one line."""
    levels = Counter(one.level for one in findings)
    pages = len({one.file for one in findings if one.level == "warning"})
    notes = f", {count(levels['note'], 'note')}" if levels["note"] else ""
    where = f" in {count(pages, 'file')}" if pages else ""
    errors, warnings = count(levels["error"], "error"), count(levels["warning"], "warning")
    return f"{errors}, {warnings}{where}{notes}."
