"""What a region lacks before it goes live, and what in its papers has grown old."""

from __future__ import annotations

from datetime import date

import pytest

from meldapp.content.load import load_content
from meldapp.editors import go_live
from meldapp.editors.check import gather, papers
from meldapp.editors.check.look import Look
from tests.kit.content_tree import Tree, run

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 29)
REGION = "regions/klein.toml"
SOUND = """[accessibility]
status = "B"
statement_url = "https://www.toegankelijkheidsverklaring.nl/register/1"
statement_date = 2026-05-01
audit_date = 2026-04-01
audit_report = "https://klein.example/onderzoek"
contact = "toegankelijk@klein.example"

[security]
contact = "veilig@klein.example"
expires = 2027-10-01
"""


def warnings(tree: Tree) -> list[str]:
    content = load_content(tree.path)
    return [finding.message for finding in papers.findings(Look(content, tree.path, {}, TODAY))]


def test_papers_in_order_give_no_findings(tree: Tree) -> None:
    tree.add(REGION, SOUND)
    assert warnings(tree) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('status = "B"', 'status = "C"', "status C holds for six months"),
        ("statement_date = 2026-05-01", "statement_date = 2025-11-01", "older than a year"),
        ("audit_date = 2026-04-01", "audit_date = 2023-11-01", "older than three years"),
        ("audit_date = 2026-04-01\n", "", "audit_date is missing"),
        ('contact = "toegankelijk@klein.example"\n', "", "no contact"),
        ("statement_date = 2026-05-01\n", "", "statement_date is missing"),
        ("expires = 2027-10-01", "expires = 2026-12-10", "expires on 2026-12-10"),
        ("expires = 2027-10-01", "expires = 2026-11-01", "has expired on 2026-11-01"),
        ("expires = 2027-10-01", "expires = 2028-10-01", "more than a year ahead"),
    ],
)
def test_what_is_outdated_or_missing_is_named(tree: Tree, old: str, new: str, message: str) -> None:
    tree.add(REGION, SOUND)
    tree.change(REGION, old, new)
    messages = warnings(tree)
    assert len(messages) == 1, messages
    assert message in messages[0]


def test_a_contact_that_cannot_be_reached_is_refused(tree: Tree) -> None:
    tree.add(REGION, SOUND.replace("veilig@klein.example", "de receptie"))
    outcome = run("check", "--content", str(tree.path))
    assert outcome.code == 1
    assert "is neither a mail address nor a full address" in outcome.out


def lacks(tree: Tree) -> dict[str, str]:
    content = load_content(tree.path)
    return {one.what: one.ground for one in go_live.missing(content, content.regions["klein"])}


def test_what_is_filled_in_leaves_the_list(tree: Tree) -> None:
    before = lacks(tree)
    tree.add(REGION, SOUND)
    gone = before.keys() - lacks(tree).keys()
    assert {before[what] for what in gone} == {"law"}
    assert len(gone) == 4
    assert "law" not in lacks(tree).values()


def test_the_list_gives_the_default_region_in_full_and_counts_the_others(tree: Tree) -> None:
    lines = list(go_live.describe(load_content(tree.path)))
    assert any("[security] contact" in line for line in lines)
    assert any(line.strip().startswith("groot: 4, ") for line in lines)


def test_another_region_can_be_given_in_full(tree: Tree) -> None:
    outcome = run("check", "--content", str(tree.path), "--region", "groot", "--answers", "docs")
    assert "Veilig Thuis Groot (content/regions/groot.toml) lacks:" in outcome.out
    assert "    klein: 4, " in outcome.out
    wrong = run("check", "--content", str(tree.path), "--region", "grot")
    assert wrong.code == 1
    assert "There is no region 'grot'" in wrong.err


def test_colours_that_cannot_be_read_are_an_error_of_the_check(tree: Tree) -> None:
    tree.add("regions/klein.toml", '[colours]\nprimary = "#A0D8E0"')
    wrong = [one for one in gather(tree.path, app_links=lambda _: [])[0] if one.kind == "colour"]
    assert {(one.level, one.file, one.line) for one in wrong} == {
        ("error", "content/regions/klein.toml", tree.line("regions/klein.toml", "primary ="))
    }
