"""What an editor must know about the content: `python build.py check`.

Each module here looks at one subject and yields a `Finding` for each thing to say; `gather` asks
them all. `run` prints it, calmly, or as rows for a spreadsheet; only an error makes it fail.
"""

from __future__ import annotations

import functools
import sys
from datetime import date
from pathlib import Path

from meldapp.content.faults import ContentError
from meldapp.content.load import Content, load_content
from meldapp.editors import go_live, report
from meldapp.editors.check import exits, facts, glossary, languages, page, papers, rules
from meldapp.editors.check.exits import AppLinks
from meldapp.editors.check.look import Look
from meldapp.editors.report import LEVELS, Finding
from meldapp.editors.wording import read_guide


def gather(
    content_dir: Path, *, app_links: AppLinks, today: date | None = None
) -> tuple[list[Finding], Content | None]:
    """Return everything an editor must know, errors first, and the content that was read.

    Faults that keep the content from loading come back as errors, without content; nothing else is
    then checked.
    """
    try:
        content = load_content(content_dir)
        guides = {locale: read_guide(content_dir, locale) for locale in content.site.languages}
    except ContentError as error:
        return [
            Finding(fault.file, fault.line, "error", "content", fault.problem, fault.remedy)
            for fault in error.faults
        ], None
    look = Look(content, content_dir, guides, today or date.today())
    findings = list(exits.findings(look, app_links))
    for check in (page, rules, glossary, languages, facts, papers):
        findings += check.findings(look)
    findings.sort(key=lambda one: (LEVELS.index(one.level), one.file, one.line, one.kind))
    return findings, content


def run(
    content_dir: Path, format: str = "text", saved: Path | None = None, region: str | None = None
) -> int:
    """Print what an editor must know as text or as CSV; returns 1 when there are errors, else 0.

    `saved` is a folder with saved app-link files (exits.recorded), `region` the one whose list
    before going live is given in full. Raises KeyError for one that does not exist.
    """
    app_links = functools.partial(exits.recorded, folder=saved) if saved else exits.app_links
    findings, content = gather(content_dir, app_links=app_links)
    if format == "csv":
        report.print_rows(findings)
        print(report.counts(findings), file=sys.stderr)
    else:
        print("\n".join(report.describe(findings)))
        if content:
            print("\n".join(go_live.describe(content, region)))
    return 1 if any(one.level == "error" for one in findings) else 0
