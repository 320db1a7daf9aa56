"""Approval on screen: what is written, what is asked first, and what falls back at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from lxml import html

from meldapp.content.load import load_content
from tests.kit.content_tree import Tree
from tests.kit.desk import Typist, desk, said

__all__ = ["desk"]
pytestmark = pytest.mark.slow
NAME = "nl/veilig-thuis/anoniem.md"
SHEET, PAGE = f"akkoord/{NAME}", f"tekst/{NAME}"
MARKED = "Vraag het aan Veilig Thuis. {check:law}"


def sheet(desk: Typist, **answers: str) -> dict[str, str]:
    """The sheet as somebody fills it in who agrees to everything."""
    page = html.fromstring(desk.get(SHEET).text)
    form = {
        entry.get("name"): entry.get("value")
        for entry in page.xpath("//form//input[@type='hidden' or @type='date']")
    }
    form |= {
        name: "akkoord"
        for name in page.xpath("//input[@type='radio']/@name")
        if name not in answers
    }
    signed = {"position": "gedragswetenschapper", "organisation": "Veilig Thuis Klein", "read": "1"}
    return form | signed | answers


def approval(tree: Tree) -> str:
    return load_content(tree.path).pages["nl"]["veilig-thuis/anoniem"].approval


def test_approving_writes_position_and_day_into_the_head_and_nothing_else(
    desk: Typist, tree: Tree
) -> None:
    before = tree.text(NAME)
    assert desk.post(SHEET, sheet(desk)).status_code == 303
    new = [line for line in tree.text(NAME).split("\n") if line not in before.split("\n")]
    assert new[:2] == [
        f"approved: {date.today()}",
        "approved_by: gedragswetenschapper, Veilig Thuis Klein",
    ]
    assert len(new) == 3
    assert approval(tree) == "approved"
    assert "goedgekeurd" in said(desk.get(PAGE))
    assert NAME in said(desk.get("?state=approved"))


def test_typing_other_words_says_at_once_what_falls_back(desk: Typist, tree: Tree) -> None:
    desk.post(SHEET, sheet(desk))
    form = desk.form(PAGE)
    message = said(desk.post(PAGE, form | {"text": form["text"] + "\n\nMeer.", "do": "draft"}))
    assert "moet Veilig Thuis opnieuw akkoord geven: Anoniem" in message
    message = said(desk.post(PAGE, form | {"field.order": "20", "do": "draft"}))
    assert "opnieuw akkoord" not in message
    desk.save(PAGE, text=form["text"] + "\n\nMeer.")
    assert approval(tree) == "changed"
    assert NAME in said(desk.get("?state=changed"))


def test_a_rule_says_which_approved_pages_fall_back(desk: Typist, tree: Tree) -> None:
    desk.post(SHEET, sheet(desk))
    form = desk.form("tekst/nl/rules/keel.md")
    typed = form | {"field.title": "Keel en hals", "do": "draft"}
    assert "opnieuw akkoord geven: Anoniem" in said(desk.post("tekst/nl/rules/keel.md", typed))


def test_each_statement_is_answered_first(desk: Typist, tree: Tree) -> None:
    tree.change(NAME, "Vraag het aan Veilig Thuis.", MARKED)
    before = tree.text(NAME)
    full = sheet(desk)
    names = [name for name in full if name.startswith("answer.")]
    assert len(names) >= 1
    answer = desk.post(SHEET, {name: given for name, given in full.items() if name != names[0]})
    assert answer.status_code == 422
    assert "Geef eerst bij elke uitspraak een antwoord." in said(answer)
    assert tree.text(NAME) == before


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"position": ""}, "functie en een organisatie"),
        ({"position": "a,b"}, "functie en een organisatie"),
        ({"read": ""}, "alle woorden"),
        ({"day": "gisteren"}, "jaar-maand-dag"),
        ({"day": str(date.today() + timedelta(days=1))}, "toekomst"),
        ({"words": "0" * 16}, "zijn veranderd"),
    ],
)
def test_what_is_missing_is_asked_for(
    desk: Typist, tree: Tree, typed: dict[str, str], message: str
) -> None:
    before = tree.text(NAME)
    answer = desk.post(SHEET, sheet(desk, **typed))
    assert answer.status_code == 422
    assert message in said(answer)
    assert tree.text(NAME) == before


def test_what_must_change_is_kept_with_the_text_until_it_is_approved(
    desk: Typist, tree: Tree
) -> None:
    tree.change(NAME, "Vraag het aan Veilig Thuis.", MARKED)
    name = next(one for one in sheet(desk) if one.startswith("answer."))
    instead = name.replace("answer.", "instead.")
    desk.post(SHEET, sheet(desk, **{name: "anders", instead: "Vraag het altijd."}))
    assert approval(tree) == "concept"
    assert "→ Vraag het altijd." in said(desk.get(PAGE))
    assert NAME in said(desk.get("?state=remark"))
    desk.post(SHEET, sheet(desk))
    assert approval(tree) == "approved"
    assert " 0 van" in said(desk.get("?state=remark"))


def test_a_page_about_the_app_has_nothing_to_approve(desk: Typist) -> None:
    answer = desk.post("akkoord/nl/over.md", sheet(desk))
    assert answer.status_code == 422
    assert "over de app zelf" in said(answer)
    assert "akkoord/nl/over.md" not in desk.get("tekst/nl/over.md").text
