"""What the check says of rules, facts of a region, approval and promised answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from meldapp.content.facts import OLDEST_FACT
from meldapp.content.load import load_content
from meldapp.editors.approve import approve
from meldapp.editors.check import gather
from meldapp.editors.report import Finding, describe
from meldapp.editors.stamp import stamp
from tests.kit.content_tree import Tree

pytestmark = pytest.mark.slow

RULE, ABOUT, TOPIC = "nl/rules/keel.md", "nl/veilig-thuis/anoniem.md", "nl/help/thuis.md"


def of_kind(tree: Tree, kind: str, file: str = "") -> list[Finding]:
    """What the check finds of one kind, in one file."""
    return [
        one
        for one in gather(tree.path, app_links=lambda _: [])[0]
        if one.kind == kind and one.file.endswith(file)
    ]


def test_each_rule_is_listed_with_its_pages(tree: Tree) -> None:
    assert [one.message for one in of_kind(tree, "rule")] == [
        "keel: help/thuis, veilig-thuis/anoniem"
    ]
    report = "\n".join(describe(gather(tree.path, app_links=lambda _: [])[0]))
    assert "keel: help/thuis; veilig-thuis/anoniem" in report


def test_a_rule_that_no_page_includes_is_named(tree: Tree) -> None:
    for locale in ("nl", "en"):
        tree.write(f"{locale}/rules/ongebruikt.md", tree.text(f"{locale}/rules/keel.md"))
    assert [one.file for one in of_kind(tree, "unused", "ongebruikt.md")] == [
        "content/en/rules/ongebruikt.md",
        "content/nl/rules/ongebruikt.md",
    ]


def test_a_rule_whose_translation_is_behind_is_named(tree: Tree) -> None:
    assert of_kind(tree, "translation", "en/rules/keel.md") == []
    tree.change(RULE, "benauwdheid.", "heesheid.")
    [one] = of_kind(tree, "translation", "en/rules/keel.md")
    assert one.line == tree.line("en/rules/keel.md", "source_hash:")


def test_a_rule_that_changed_asks_for_a_line_until_it_is_stamped(tree: Tree) -> None:
    assert of_kind(tree, "news") == []
    tree.change(RULE, "benauwdheid.", "heesheid.")
    [one] = of_kind(tree, "news")
    assert (one.file, one.line) == (f"content/{RULE}", tree.line(RULE, "changed_text:"))
    assert "stamp nl" in one.remedy
    stamp(tree.path, "nl")
    assert of_kind(tree, "news") == []


def test_a_change_that_a_translation_leaves_out_is_named(tree: Tree) -> None:
    tree.change("nl/privacy.md", "2026-11-22 Nieuw", "2026-11-25 Nieuw")
    tree.change("en/rules/keel.md", "  - 2026-11-21 First 112, then the doctor.\n", "")
    days = {
        one.file: one.message for one in of_kind(tree, "translation") if "says what" in one.message
    }
    assert set(days) == {"content/en/privacy.md", "content/en/rules/keel.md"}
    assert "2026-11-25" in days["content/en/privacy.md"]


def test_a_page_that_words_a_rule_itself_stops_the_build(tree: Tree) -> None:
    tree.add(ABOUT, "Na wurging naar een arts.")
    tree.add(ABOUT, "{rule:keel}")
    place = f"content/{ABOUT}:{tree.line(ABOUT, 'Na wurging')}"
    assert [
        (fault, remedy)
        for fault, remedy in tree.build().faults.items()
        if fault.startswith(f"{place}: 'wurging naar een arts' belongs to the rule 'keel'")
        and "{rule:keel}" in remedy
    ]


def test_capitals_hide_no_wording_of_a_rule(tree: Tree) -> None:
    """In the pattern and in the page; what stands behind a backslash means what it says."""
    telltale = next(line for line in tree.text(RULE).split("\n") if line.startswith("telltale"))
    tree.change(RULE, telltale, r"telltale: 'HIV\D{1,3}pil'")
    tree.add(ABOUT, "Vraag om een hiv-PIL.")
    assert "'hiv-PIL' belongs to the rule 'keel'" in "\n".join(tree.build().faults)


def test_the_id_of_a_rule_is_no_wording_of_it(tree: Tree) -> None:
    for locale in ("nl", "en"):
        rule = f"{locale}/rules/keel.md"
        telltale = next(line for line in tree.text(rule).split("\n") if line.startswith("telltale"))
        tree.change(rule, telltale, "telltale: keel")
    tree.change(
        "nl/rules/keel.md", "title: Een keel is snel dicht", "title: Een hals is snel dicht"
    )
    assert load_content(tree.path).rules["nl"]["keel"].telltale == ("keel",)


def test_marks_that_name_nothing_are_named_with_the_nearest(tree: Tree) -> None:
    tree.add(ABOUT, "\n".join([
        "Zie {rule:keeel}.",
        "Vraag {region:opvng|het}.",
        "Vraag {region:opvang}.",
        "Zo is het. {check:medisch}",
        "Let op {regel:keel}.",
    ]))  # fmt: skip
    tree.add(TOPIC, "/// rule | kel\n///\n\n/// region | opvangg\nVraag het.\n///")
    summary = next(line for line in tree.text("nl/stappen/2.md").split("\n") if "summary" in line)
    tree.change("nl/stappen/2.md", summary, f"{summary} {{check:law}}")
    said = "\n".join(f"{fault} {remedy}" for fault, remedy in tree.build().faults.items())
    for words in (
        "the rule 'keeel' does not exist", "Do you mean 'keel'?",
        "a region has no fact 'opvng' Do you mean 'opvang'?",
        "'opvang' has no words for a region without this fact",
        "the check 'medisch' does not exist", "Do you mean 'medical'?",
        "the mark '{regel:keel}' is not known",
        "the rule 'kel' does not exist",
        "a region has no fact 'opvangg'",
        "a mark does not work in 'summary'",
    ):  # fmt: skip
        assert words in said


def test_facts_of_a_region_that_are_unknown_or_rest_on_nothing_stop_the_build(tree: Tree) -> None:
    tree.add(
        "regions/klein.toml",
        '[facts.opvangg]\nurl = "https://a.example"\nsource = "niets"\nchecked = 2026-11-21',
    )
    said = "\n".join(f"{fault} {remedy}" for fault, remedy in tree.build().faults.items())
    assert "a region has no fact 'opvangg' Do you mean 'opvang'?" in said
    assert "the source 'niets' does not exist" in said


def test_a_fact_that_is_too_old_to_show_is_named(tree: Tree) -> None:
    assert of_kind(tree, "overdue", "klein.toml") == []
    day = date.today() - OLDEST_FACT - timedelta(days=1)
    head, facts = tree.text("regions/klein.toml").split("[facts.opvang]")
    tree.write("regions/klein.toml", f"{head}[facts.opvang]{facts.replace('2026-11-21', str(day))}")
    assert any("it is not shown" in one.message for one in of_kind(tree, "overdue", "klein.toml"))


def test_what_is_not_approved_is_listed_apart_from_what_changed_after_it(tree: Tree) -> None:
    assert of_kind(tree, "concept", TOPIC)
    approve(tree.path, ["help/thuis"], "jurist, Veilig Thuis Klein", date(2026, 12, 3))
    assert of_kind(tree, "concept", TOPIC) == []
    tree.change(TOPIC, "bellen.", "altijd bellen.")
    [one] = of_kind(tree, "changed", TOPIC)
    assert one.line == tree.line(TOPIC, "approved:")


def test_a_promised_answer_stands_beside_the_sentence_nearest_to_it(tree: Tree) -> None:
    answers = "answers:\n  - Kan ik Veilig Thuis bellen?\n  - Hoeveel kost olifantenvoer?\n"
    tree.change(TOPIC, "summary:", f"{answers}summary:")
    [near] = of_kind(tree, "answer", TOPIC)
    assert near.message == "Kan ik Veilig Thuis bellen? — U kunt Veilig Thuis bellen."
    [far] = of_kind(tree, "no-answer", TOPIC)
    assert far.message == "Hoeveel kost olifantenvoer?"
