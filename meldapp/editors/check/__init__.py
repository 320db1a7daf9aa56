"""What an editor must know about the content: `python build.py check`.

Each module here looks at one subject and yields a `Finding` for each thing to say; `gather` asks
them all. `run` prints it, calmly, or as rows for a spreadsheet; only an error makes it fail.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from meldapp.content.faults import ContentError
from meldapp.content.load import load_content
from meldapp.editors import go_live, languages, neutral, report
from meldapp.editors.check import colours, exits, facts, glossary, page, rules
from meldapp.editors.check.exits import Look
from meldapp.editors.check.texts import file_name, pages_with_dutch
from meldapp.editors.report import LEVELS, Finding
from meldapp.editors.words import SPELLINGS, read_guide, read_word_lists


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
    findings: list[Finding] = []
    for text, dutch in pages_with_dutch(content):
        if text.locale in content.site.help_languages:
            continue
        raw = (content_dir.parent / text.file).read_text("utf-8-sig")
        words = (lists.get(text.locale, []), guides[text.locale])
        findings += page.PageCheck(text, raw, dutch, content, *words, day).findings()
    findings += rules.findings(content, lists, guides, day)
    for locale in content.site.languages:
        findings += glossary.findings(content, content_dir, locale, lists.get(locale, []))
        if locale not in lists:
            findings.append(
                Finding(
                    file_name(content_dir / SPELLINGS, content_dir),
                    0,
                    "note",
                    "word",
                    f"there is no list of words for {locale!r}, so its words were not looked at",
                    f"Add a table [{locale}.word].",
                )
            )
    findings += languages.findings(content, content_dir)
    findings += facts.findings(content, content_dir, day)
    findings += colours.findings(content, content_dir)
    findings += go_live.findings(content, content_dir, day)
    findings += exits.findings(content, content_dir, look)
    return sorted(findings, key=lambda one: (LEVELS.index(one.level), one.file, one.line, one.kind))


def run(
    content_dir: Path,
    locales: Iterable[str] | None = None,
    format: str = "text",
    saved: Path | None = None,
    region: str | None = None,
) -> int:
    """Print what an editor must know as text or as CSV; returns 1 when there are errors, else 0.

    `saved` is a folder with saved app-link files (neutral.recorded), `region` the one whose list
    before going live is given in full. Raises KeyError for one that does not exist.
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
            print("\n".join(go_live.describe(load_content(content_dir, locales), region)))
    return 1 if any(one.level == "error" for one in findings) else 0
