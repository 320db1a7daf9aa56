"""Writes down that Veilig Thuis approved the words of a page; a release waits for it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from meldapp.content.faults import ContentError, Fault, near
from meldapp.content.load import Content, load_content
from meldapp.content.pages import HelpTopic, Page
from meldapp.editors.heads import write_fields
from meldapp.editors.originals import name_of, pages_in
from meldapp.editors.review import AGREED, OTHER, Answer, read_answers


def no_position(by: str) -> str:
    """Why these words do not name a position and an organisation; empty when they do."""
    if re.fullmatch(r"[^,\n]{3,},\s*[^,\n]{3,}", by):
        return ""
    return (
        f"'{by}' is not a position and an organisation.\n"
        'Write both, with a comma between, such as --by "aandachtsfunctionaris, Veilig Thuis '
        'Twente"; not the name of a person.'
    )


def approve(content_dir: Path, page_name: str, by: str, day: date) -> int:
    """Write into the head of a page that its words are approved; returns the exit code.

    `page_name` is an id (`stappen/2`, for the Dutch page), language and id (`en/stappen/2`), or the
    path of the file.
    """
    if problem := no_position(by):
        print(problem)
        return 1
    content = load_content(content_dir)
    page = _find(content, page_name)
    if page is None:
        known = [name_of(each) for each in pages_in(content, content.site.languages)]
        print(
            f"There is no page '{page_name}'."
            + (near(page_name, known) or " Use an id, such as stappen/2 or en/stappen/2.")
        )
        return 1
    if not page.advises:
        print(f"{page.file} is about the app itself, so there is nothing to approve.")
        return 1
    write_approval(content_dir, page, by, day)
    print(f"{page.file}: approved on {day} by {by}. When its words change, it is a concept again.")
    return 0


def write_approval(content_dir: Path, page: Page, by: str, day: date) -> bool:
    """Write the three fields of an approval; returns whether the file changed."""
    fields = {
        "approved": day.isoformat(),
        "approved_by": by,
        "approved_text": page.words_hash,
    }
    return write_fields(content_dir.parent / page.file, fields)


def take_answers(content_dir: Path, table: Path) -> None:
    """Approve every page whose row and statements are agreed to in a filled-in table, and list what
    must change.
    """
    content = load_content(content_dir)
    by_text: dict[str, list[Answer]] = {}
    for answer in read_answers(table):
        by_text.setdefault(answer.text, []).append(answer)
    others = [
        answer for answers in by_text.values() for answer in answers if answer.answer == OTHER
    ]
    pages = {name_of(page): page for page in pages_in(content, content.site.languages)}
    approved = 0
    for name, answers in by_text.items():
        whole = next((one for one in answers if one.kind == "page" and one.answer == AGREED), None)
        page = pages.get(name)
        if whole is None or page is None:
            continue
        if reason := _still_open(page, whole, answers, by_text):
            print(f"{page.file}: not approved, since {reason}.")
            continue
        approved += write_approval(content_dir, page, whole.by, date.fromisoformat(whole.day))
    for answer in others:
        print(
            f"{table}:{answer.line}: {answer.text}: '{answer.statement}' must change: "
            f"{answer.instead}"
        )
    print(f"{approved} {'page' if approved == 1 else 'pages'} approved, {len(others)} to change.")


def _still_open(
    page: Page, whole: Answer, answers: list[Answer], by_text: dict[str, list[Answer]]
) -> str:
    """Why a page that somebody agreed to is not approved all the same; empty when it is."""
    if whole.id != page.words_hash:
        return "its words changed after the table was made"
    rules = {f"{page.locale}/rules/{rule_id}" for rule_id, _ in page.rules}
    everything = [*answers, *(one for rule in rules for one in by_text.get(rule, []))]
    refused = [one for one in everything if one.answer == OTHER]
    return f"'{refused[0].statement}' must change" if refused else ""


def check_release(content: Content) -> None:
    """Raise ContentError unless every topic of the help zone is approved.

    People in danger act on those words.
    """
    faults = [
        Fault(
            page.file,
            page.lines.get("approved", 1),
            "its words changed after Veilig Thuis approved them"
            if page.approval == "changed"
            else "Veilig Thuis has not approved this topic of the help zone",
            f"Once they have: python build.py approve {name_of(page)}"
            ' --by "position, organisation"',
        )
        for page in pages_in(content, content.site.languages)
        if isinstance(page, HelpTopic) and page.approval != "approved"
    ]
    if faults:
        raise ContentError(faults)


def _find(content: Content, name: str) -> Page | None:
    source = content.site.languages[0]
    wanted = {name, f"{source}/{name}"}
    return next(
        (
            page
            for page in pages_in(content, content.site.languages)
            if name_of(page) in wanted or (Path(name).suffix == ".md" and page.file.endswith(name))
        ),
        None,
    )
