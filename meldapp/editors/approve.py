"""Records that Veilig Thuis approved the words of a page; a release waits for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from meldapp.content.faults import ContentError, ExplainedError, Fault, near
from meldapp.content.load import Content, load_content
from meldapp.content.pages import HelpTopic, Page
from meldapp.editors.heads import write_fields
from meldapp.editors.originals import name_of, pages_in
from meldapp.editors.report import count
from meldapp.editors.review import AGREED, OTHER, Answer, read_answers

APPROVED = ("approved", "approved_by", "approved_text")
"""The fields of an approval: the day, by whom, and the fingerprint of the words."""


def names_position(by: str) -> bool:
    """Whether these words name a position and an organisation, with a comma between."""
    return bool(re.fullmatch(r"[^,\n]{3,},\s*[^,\n]{3,}", by))


def check_position(by: str) -> None:
    """Raise ExplainedError for words that do not name a position and an organisation."""
    if not names_position(by):
        raise ExplainedError(
            f"'{by}' is not a position and an organisation.\n"
            'Write both, with a comma between, such as --by "aandachtsfunctionaris, Veilig Thuis '
            'Twente"; not the name of a person.'
        )


def approve(content_dir: Path, names: Iterable[str], by: str, day: date) -> None:
    """Record in the heads of pages that their words are approved.

    A name is an id (`stappen/2`, for the Dutch page), language and id (`en/stappen/2`), or the path
    of the file. Raises ExplainedError, with nothing written, when one of them cannot be approved.
    """
    check_position(by)
    content = load_content(content_dir)
    pages = [_find(content, name) for name in names]
    for page in pages:
        if not page.advises:
            raise ExplainedError(
                f"{page.file} is about the app itself, so there is nothing to approve."
            )
    for page in pages:
        sign(content_dir, page, APPROVED, by, day)
        print(
            f"{page.file}: approved on {day} by {by}. When its words change, it is a concept again."
        )


def _find(content: Content, name: str) -> Page:
    wanted = {name, f"{content.site.languages[0]}/{name}"}
    pages = list(pages_in(content, content.site.languages))
    for page in pages:
        if name_of(page) in wanted or (name.endswith(".md") and page.file.endswith(name)):
            return page
    meant = near(name, map(name_of, pages)) or " Use an id, such as stappen/2 or en/stappen/2."
    raise ExplainedError(f"There is no page '{name}'.{meant}")


def sign(content_dir: Path, page: Page, fields: tuple[str, ...], by: str, day: date) -> bool:
    """Record in these fields of a page who read it and when; returns whether the file changed."""
    values = (day.isoformat(), by, page.words_hash)
    return write_fields(content_dir.parent / page.file, dict(zip(fields, values, strict=True)))


def take_answers(content_dir: Path, table: Path) -> None:
    """Approve each page that is agreed to in a filled-in table, and list what must change."""
    content = load_content(content_dir)
    answers = read_answers(table)
    pages = {name_of(page): page for page in pages_in(content, content.site.languages)}
    approved = 0
    for whole in answers:
        if whole.kind != "page" or whole.answer != AGREED or whole.text not in pages:
            continue
        page = pages[whole.text]
        if reason := _still_open(page, whole, answers):
            print(f"{page.file}: not approved, since {reason}.")
            continue
        approved += sign(content_dir, page, APPROVED, whole.by, date.fromisoformat(whole.day))
    others = [answer for answer in answers if answer.answer == OTHER]
    for one in others:
        print(f"{table}:{one.line}: {one.text}: '{one.statement}' must change: {one.instead}")
    print(f"{count(approved, 'page')} approved, {len(others)} to change.")


def _still_open(page: Page, whole: Answer, answers: Iterable[Answer]) -> str:
    """Why a page is not approved although somebody agreed to it; empty when it is."""
    if whole.id != page.words_hash:
        return "its words changed after the table was made"
    texts = {whole.text, *(f"{page.locale}/rules/{rule_id}" for rule_id, _ in page.rules)}
    refused = (one for one in answers if one.answer == OTHER and one.text in texts)
    return next((f"'{one.statement}' must change" for one in refused), "")


def check_release(content: Content) -> None:
    """Raise ContentError unless every topic of the help zone is approved.

    People in danger act on those words.
    """
    problems = {
        "changed": "its words changed after Veilig Thuis approved them",
        "concept": "Veilig Thuis has not approved this topic of the help zone",
    }
    faults = [
        Fault(
            page.file,
            page.lines.get("approved", 1),
            problems[page.approval],
            f"Once they have: python build.py approve {name_of(page)}"
            ' --by "position, organisation"',
        )
        for page in pages_in(content, content.site.languages)
        if isinstance(page, HelpTopic) and page.approval != "approved"
    ]
    if faults:
        raise ContentError(faults)
