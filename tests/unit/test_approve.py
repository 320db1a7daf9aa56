"""Approval: what the commands write, when it falls back, and what a release refuses."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from meldapp.content.faults import ContentError, ExplainedError
from meldapp.content.load import load_content
from meldapp.editors.approve import approve, take_answers
from meldapp.editors.review import COLUMNS, TABLE, read_answers, write
from tests.kit.content_tree import Tree

pytestmark = pytest.mark.slow

BY, DAY = "gedragswetenschapper, Veilig Thuis Klein", date(2026, 12, 3)
TOPIC, RULE, ABOUT = "nl/help/thuis.md", "nl/rules/keel.md", "nl/veilig-thuis/anoniem.md"
LINE = "Nog niet goedgekeurd door Veilig Thuis. Twijfelt u? Bel "


def state(tree: Tree, page_id: str) -> str:
    return load_content(tree.path).pages["nl"][page_id].approval


def do_approve(tree: Tree, *pages: str, by: str = BY) -> None:
    approve(tree.path, pages or ("help/thuis",), by, DAY)


@pytest.mark.parametrize("name", ["help/thuis", "nl/help/thuis", "content/nl/help/thuis.md"])
def test_approving_writes_three_fields_and_nothing_else(tree: Tree, name: str) -> None:
    before = tree.text(TOPIC)
    do_approve(tree, name)
    written = re.search(
        rf"approved: 2026-12-03\napproved_by: {BY}\napproved_text: [0-9a-f]{{16}}\n",
        tree.text(TOPIC),
    )
    assert written
    assert tree.text(TOPIC).replace(written[0], "") == before
    assert state(tree, "help/thuis") == "approved"


def test_line_ends_comments_and_order_stay(tree: Tree) -> None:
    text = tree.text(TOPIC).replace("order: 10", "# eerst\norder: 10").replace("\n", "\r\n")
    tree.write(TOPIC, text)
    do_approve(tree)
    do_approve(tree, by="jurist, Veilig Thuis: Klein")
    after = (tree.path / TOPIC).read_bytes().decode()
    assert after.count("\n") == after.count("\r\n") == text.count("\r\n") + 3
    assert 'approved_by: "jurist, Veilig Thuis: Klein"\r\n' in after
    assert "# eerst\r\norder" in after


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (TOPIC, "title: Thuis is", "title: In huis is"),
        (TOPIC, "summary: Dit", "summary: Wat"),
        (TOPIC, "kunt [Veilig", "mag [Veilig"),
        (RULE, "sentence_you: Na geweld", "sentence_you: Bij geweld"),
    ],
)
def test_an_approval_lapses_when_the_words_change_even_those_of_a_rule(
    tree: Tree, file: str, old: str, new: str
) -> None:
    do_approve(tree)
    tree.change(file, old, new)
    assert state(tree, "help/thuis") == "changed"


def test_what_readers_do_not_see_leaves_the_approval(tree: Tree) -> None:
    do_approve(tree)
    tree.change(TOPIC, "order: 10", "order: 20\nkeywords: klap")
    tree.change(TOPIC, "bellen.", "bellen. {check:safety}")
    assert state(tree, "help/thuis") == "approved"


def test_a_page_about_the_app_is_not_for_veilig_thuis_to_approve(tree: Tree) -> None:
    assert state(tree, "privacy") == "none"
    with pytest.raises(ExplainedError, match="about the app itself"):
        do_approve(tree, "privacy")


@pytest.mark.parametrize(
    ("page", "by", "words"),
    [
        ("help/thius", BY, "Do you mean 'nl/help/thuis'?"),
        ("help/thuis", "Jansen", "not a position and an organisation"),
    ],
)
def test_what_cannot_be_approved_is_reported_and_nothing_is_written(
    tree: Tree, page: str, by: str, words: str
) -> None:
    before = tree.text(TOPIC)
    with pytest.raises(ExplainedError, match=re.escape(words)):
        do_approve(tree, "help/thuis", page, by=by)
    assert tree.text(TOPIC) == before


def test_half_an_approval_stops_the_build(tree: Tree) -> None:
    tree.change(TOPIC, "order: 10", "order: 10\napproved: 2026-12-03")
    with pytest.raises(ContentError, match="approved_by and approved_text belong together"):
        load_content(tree.path)


def test_a_concept_says_so_once_at_the_top_and_an_approved_page_in_its_foot(tree: Tree) -> None:
    for name in ("stappen/1", *(f"help/{path.stem}" for path in (tree.path / "nl/help").iterdir())):
        do_approve(tree, name)
    concept, approved, about = (
        tree.page(f"/app/nl/{name}/") for name in ("stappen/2", "stappen/1", "privacy")
    )
    assert concept.count(LINE) == 1
    assert concept.index(LINE) < concept.index('class="page-foot"')
    assert LINE not in approved
    assert f"Goedgekeurd door {BY} op 3 december 2026" in approved
    assert LINE not in about
    assert "oedgekeurd" not in about
    assert LINE not in tree.page("/nl/")
    tree.change(TOPIC, "bellen.", "altijd bellen.")
    assert tree.page("/nl/").count(LINE) == 1


def test_a_release_refuses_concepts_in_the_help_zone_and_lists_them(tree: Tree) -> None:
    do_approve(tree)
    refused = tree.build("--release")
    assert refused.code == 1
    assert not tree.out.exists()
    topics = {path.stem for path in (tree.path / "nl/help").iterdir()} - {"thuis"}
    assert all(f"content/nl/help/{topic}.md" in refused.err for topic in topics)
    assert f"content/{TOPIC}" not in refused.err
    for locale in ("nl", "en"):
        for path in (tree.path / locale / "help").iterdir():
            do_approve(tree, f"{locale}/help/{path.stem}")
    assert tree.build("--release").code == 0


# -- review --


def filled_in(tree: Tree, folder: Path, **answers: str) -> Path:
    """The table of the review with an answer in each row.

    Of `answers` by statement, else akkoord.
    """
    write(load_content(tree.path), folder)
    table = folder / TABLE
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in rows:
            instead = next((new for old, new in answers.items() if old in row["statement"]), "")
            answer = "anders" if instead else "Akkoord"
            writer.writerow(
                {**row, "answer": answer, "instead": instead, "by": BY, "day": "2026-12-03"}
            )
    return table


def test_the_sheets_show_each_statement_with_its_source(tree: Tree, tmp_path: Path) -> None:
    assert write(load_content(tree.path), tmp_path / "review") == 6
    sheet = (tmp_path / "review/nl-rules-keel.html").read_text("utf-8")
    assert sheet.index("Bel 112 bij benauwdheid") < sheet.index("gaat diegene naar een arts")
    assert "Afwegingskader van de artsen (Vereniging van artsen, 2018-06)" in sheet
    assert "☐ akkoord" in sheet
    assert "☐ anders:" in sheet
    assert "Functie en organisatie" in sheet
    index = (tmp_path / "review/index.html").read_text("utf-8")
    kinds = re.findall(r"<td>(Veiligheid|Wet|Medisch)</td>", index)
    assert kinds == ["Veiligheid"] * 2 + ["Wet"] * 2 + ["Medisch"] * 2


def test_a_rule_without_statements_has_a_sheet_too(tree: Tree, tmp_path: Path) -> None:
    tree.write(RULE, re.sub(r" \{check:\w+\}", "", tree.text(RULE)))
    write(load_content(tree.path), tmp_path / "review")
    sheet = (tmp_path / "review/nl-rules-keel.html").read_text("utf-8")
    assert "Bel 112 bij benauwdheid." in sheet
    assert "Afwegingskader van de artsen" in sheet


def test_the_answers_approve_the_pages_that_were_agreed_to(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = filled_in(tree, tmp_path / "review", benauwdheid="noem ook heesheid")
    take_answers(tree.path, table)
    assert state(tree, "stappen/1") == "approved"
    assert state(tree, "veilig-thuis/anoniem") == "concept"  # it includes the rule
    assert "must change: noem ook heesheid" in capsys.readouterr().out


def test_an_answer_about_other_words_approves_nothing(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = filled_in(tree, tmp_path / "review")
    tree.change(TOPIC, "bellen.", "altijd bellen.")
    take_answers(tree.path, table)
    assert state(tree, "help/thuis") == "concept"
    assert "its words changed after the table was made" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("ja,,BY,2026-12-03", "the answer 'ja' is not known"),
        ("anders,,BY,2026-12-03", "'anders' without words"),
        ("akkoord,,,2026-12-03", "who answered, or the day, is missing"),
        ("akkoord,,BY,3-12-2026", "who answered, or the day, is missing"),
    ],
)
def test_an_answer_that_cannot_be_read_is_named(tmp_path: Path, answer: str, problem: str) -> None:
    table = tmp_path / TABLE
    table.write_text(f"{','.join(COLUMNS)}\nnl/bel,1,page,Bel,,{answer.replace('BY', 'x')}\n")
    with pytest.raises(ContentError, match=re.escape(f"{TABLE}:2: {problem}")):
        read_answers(table)


def test_a_table_saved_by_a_dutch_spreadsheet_is_read_too(tmp_path: Path) -> None:
    table = tmp_path / TABLE
    table.write_text(
        f"{';'.join(COLUMNS)}\nnl/bel;1;page;Bel;a, b;akkoord;;jurist, VT;2026-12-03\n", "utf-8-sig"
    )
    assert [(one.text, one.by) for one in read_answers(table)] == [("nl/bel", "jurist, VT")]
