"""Reading the content: what is sound is read as it stands. What is not is in test_faults.py."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from meldapp import ROOT
from meldapp.content.consistency.facts import NEEDED_CONTACTS, NEEDED_PAGES
from meldapp.content.load import Content, load_content, read_content
from meldapp.content.pages import KINDS, Question, Step, VolunteerStep, source_hash
from meldapp.editors.new_region import slugify
from tests.kit.content_tree import TINY, Tree

STEP = "nl/stappen/2.md"


def test_every_value_in_a_head_is_read_as_text(tree: Tree) -> None:
    tree.change(STEP, "title: Overleg", "title: no")
    tree.change(STEP, "checked_by: redactie", "checked_by: 007")
    tree.change(STEP, "number: 2", "number: 2\nkeywords: 0612, on, 1e3, ~, 2026-11-21, null")
    page = load_content(tree.path).pages["nl"]["stappen/2"]
    assert (page.title, page.checked_by, page.keywords) == (
        "no",
        "007",
        ("0612", "on", "1e3", "~", "2026-11-21", "null"),
    )


def test_a_list_may_be_written_in_one_line_or_in_several(tree: Tree) -> None:
    tree.change(
        STEP,
        "number: 2",
        "number: 2\nrelated: stappen/1, , stappen/3,\nkeywords:\n  - praten\n  - zeg, en vraag",
    )
    page = load_content(tree.path).pages["nl"]["stappen/2"]
    assert page.related == ("stappen/1", "stappen/3")
    assert page.keywords == ("praten", "zeg, en vraag")


def test_quotes_let_a_text_hold_a_colon(tree: Tree) -> None:
    tree.change(STEP, "title: Overleg", 'title: "Stap 2: overleg"')
    assert load_content(tree.path).pages["nl"]["stappen/2"].title == "Stap 2: overleg"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    ],
    ids=["BOM", "CRLF", "both"],
)
def test_windows_line_ends_and_byte_order_marks_change_nothing(
    tree: Tree, change: Callable[[str], str]
) -> None:
    before = load_content(tree.path)
    for path in tree.path.rglob("*"):
        if path.is_file():
            path.write_bytes(change(path.read_text("utf-8")).encode())
    assert load_content(tree.path) == before


def test_a_very_long_line_is_read_in_no_time(tree: Tree) -> None:
    tree.add("nl/over.md", "woord 0 [a](b) `c` * _ < & " * 1_000)
    outcome = tree.build()
    assert outcome.code == 1
    assert [place.split(": ")[0] for place in outcome.faults] == [
        f"content/nl/over.md:{tree.line('nl/over.md', 'woord 0')}"
    ]


def test_the_lines_of_a_page_count_from_the_first_line_of_its_file(tree: Tree) -> None:
    page = load_content(tree.path).pages["nl"]["stappen/1"]
    file = "nl/stappen/1.md"
    assert page.lines["summary"] == tree.line(file, "summary:")
    assert {name: line for name, _, line in page.blocks}["never"] == tree.line(file, "/// never")
    assert {(line, scheme) for line, scheme, _ in page.links} >= {
        (tree.line(file, "page:stappen/2"), "page"),
        (tree.line(file, "/// call"), "card"),
    }


def test_a_region_reads_its_own_pages_and_contacts_above_those_of_all() -> None:
    content = load_content(TINY)
    everyone, groot = content.for_region("klein"), content.for_region("groot")
    assert everyone.pages["nl"]["na-de-melding/intussen"].title == "Intussen"
    assert groot.pages["nl"]["na-de-melding/intussen"].title == "Intussen in Groot"
    assert "bezorgd" in groot.contacts
    assert "bezorgd" not in everyone.contacts


def test_languages_can_be_left_out_and_put_in_another_order(tree: Tree) -> None:
    assert load_content(tree.path, ["en"]).site.languages == ("en",)
    assert load_content(tree.path, ["en", "nl", "en"]).site.languages == ("en", "nl")


def test_hidden_files_are_not_pages(tree: Tree) -> None:
    before = load_content(tree.path)
    tree.write("nl/.DS_Store", b"\0\1\2")
    tree.write("nl/.git/config.md", "x")
    assert load_content(tree.path) == before


def test_a_fingerprint_follows_the_words_and_not_the_white_space(tree: Tree) -> None:
    page = load_content(tree.path).pages["nl"]["over"]
    same = page.model_copy(update={"text": f"\n {page.text}  \n\n"})
    assert (
        source_hash(same)
        == source_hash(page)
        != source_hash(page.model_copy(update={"summary": "Iets anders."}))
    )


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("'s-Gravenhage", "s-gravenhage"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("Bergen (NH.)", "bergen-nh"),
    ],
)
def test_a_name_becomes_part_of_an_address(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_the_pages_and_contacts_that_templates_name_are_asked_for() -> None:
    """A template that names a page the check does not ask for would fail in the middle of a build."""
    folder = ROOT / "meldapp/web/templates"
    texts = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.html"))
    optional = set(re.findall(r'if exists\("([^"]+)"\)|"([^"]+)" if exists', texts))
    named = (
        set(re.findall(r'(?:href|page_of)\("([a-z][a-z0-9/-]*[a-z0-9])"', texts))
        - {"stappen/samen", "gemeente/andere-regios", "zoeken/a-z"}
        - {kind.folder for kind in KINDS if kind not in (Step, Question, VolunteerStep)}
    )
    assert named - {name for pair in optional for name in pair} - set(NEEDED_PAGES) == set()
    assert set(re.findall(r'contact(?:s\[|\()"([a-z-]+)"', texts)) - set(NEEDED_CONTACTS) == set()


def test_every_municipality_lies_in_exactly_one_region(content: Content) -> None:
    listed = sorted(code for region in content.regions.values() for code in region.municipalities)
    assert listed == sorted(content.municipalities)
    assert len(listed) == 342
    twente = {
        content.municipalities[code].name for code in content.regions["twente"].municipalities
    }
    assert {"Almelo", "Enschede", "Wierden"} <= twente


@pytest.mark.slow
def test_a_dutch_name_is_set_apart_where_the_text_runs_from_right_to_left() -> None:
    pages = load_content(ROOT / "content", ("nl", "ar")).pages["ar"]
    text = pages["help/hoort-hij-het"].body
    assert '<bdi lang="nl" dir="ltr">Veilig Thuis</bdi>' in text
    assert "&lt;" not in text


def test_a_reading_that_takes_pages_over_says_what_a_fresh_one_says(tree: Tree) -> None:
    before = read_content(tree.path)
    for file, old, new in (
        ("nl/help/thuis.md", "title: ", "title: Nu "),
        ("nl/rules/keel.md", "gaat diegene naar", "gaat diegene eerst naar"),
        ("site.toml", "In huis", "In het huis"),
        ("nl/privacy.md", "summary: ", "summary: En "),
    ):
        tree.change(file, old, new)
        later, fresh = read_content(tree.path, before=before), read_content(tree.path)
        assert later.content.pages == fresh.content.pages, file
        assert later.content.rules == fresh.content.rules, file
        kept = before.content.pages["nl"]["over"] is later.content.pages["nl"]["over"]
        assert kept == (file != "site.toml"), file
        before = later
