"""Blueprint of the approval: the sheet that Veilig Thuis reviews, on screen instead of on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from meldapp.content.pages import HelpTopic, Page
from meldapp.editors.approve import APPROVED, names_position, sign
from meldapp.editors.desk.state import the_desk, to_screen
from meldapp.editors.native import CHECKED
from meldapp.editors.review import AGREED, OTHER, Item, Sheet, sheet_of

bp = Blueprint("approval", __name__)


def _page(name: str) -> Page:
    page = the_desk().text(name)
    if not isinstance(page, Page):
        abort(404)
    return page


def _is_translation(page: Page) -> bool:
    """Whether a native speaker reads it, instead of Veilig Thuis."""
    return page.locale in the_desk().reading.content.site.help_languages


def _sheets(page: Page) -> tuple[Sheet, list[Item]]:
    """The sheet of a page, and everything to agree to: in its rules too, the gravest first."""
    content = the_desk().reading.content
    whole = sheet_of(page, content)
    included = [content.included[page.locale][rule] for rule, _ in page.rules]
    items = [item for rule in included for item in sheet_of(rule, content).items]
    of_page = [item for item in whole.items if item.kind != "page"]
    return whole, sorted([*of_page, *items], key=lambda item: item.risk)


@bp.get("/akkoord/<path:name>")
def sheet(name: str, problems: Sequence[str] = ()) -> str:
    """The review sheet of one page, with its buttons."""
    page = _page(name)
    whole, items = _sheets(page)
    return render_template(
        "approval.html",
        name=name,
        page=page,
        sheet=whole,
        items=[] if _is_translation(page) else items,
        native=_is_translation(page),
        remarks=the_desk().remarks().get(name, ()),
        problems=problems,
        form=request.form,
        today=date.today(),
        agreed=AGREED,
        other=OTHER,
    )


@bp.post("/akkoord/<path:name>")
def decide(name: str) -> ResponseReturnValue:
    """Write the approval into the page, or keep what must change."""
    desk, form = the_desk(), request.form
    with desk.lock:
        page = _page(name)
        items = [] if _is_translation(page) else _sheets(page)[1]
        answers = {item: form.get(f"answer.{item.id}", "") for item in items}
        remarks = [
            f"{item.words} → {form.get(f'instead.{item.id}', '').strip()}"
            for item, given in answers.items()
            if given == OTHER
        ]
        if instead := form.get("instead.page", "").strip():
            remarks.append(instead)
        if remarks:
            desk.remark(name, remarks)
            return to_screen(f"tekst/{name}?remarked=1")
        problems = _problems(page, list(answers.values()))
        if problems:
            return sheet(name, [desk.words(problem) for problem in problems]), 422
        by, day = _signed()
        if desk.files.keep_versions:
            desk.files.keep(name, desk.files.read(name))
        fields = CHECKED if _is_translation(page) else APPROVED
        sign(desk.content_dir, page, fields, by, day)
        desk.remark(name, [])
    return to_screen(f"tekst/{name}?approved=1")


def _signed() -> tuple[str, date]:
    """Position and organisation, and the day; raises ValueError for words that are not a day."""
    position, organisation = (
        request.form.get(field, "").strip() for field in ("position", "organisation")
    )
    return f"{position}, {organisation}", date.fromisoformat(request.form.get("day", ""))


def _problems(page: Page, answers: list[str]) -> list[str]:
    """Why nothing is written yet."""
    problems = []
    if request.form.get("words") != page.words_hash:
        problems.append("The words changed since you opened this sheet. Read them again.")
    if not page.advises:
        problems.append("This page is about the app itself, so there is nothing to approve.")
    if any(given != AGREED for given in answers):
        problems.append("Answer each statement first.")
    if not request.form.get("read"):
        problems.append("Tick that you read all the words of the page.")
    if isinstance(page, HelpTopic) and page.behind:
        problems.append("The Dutch text has changed. Bring the translation up to it first.")
    try:
        by, day = _signed()
        if not names_position(by):
            problems.append("Give a position and an organisation, of three letters or more each.")
        if day > date.today():
            problems.append("The day lies in the future.")
    except ValueError:
        problems.append("Give the day as year-month-day.")
    return problems
