"""The scanner that names a faulty block before the library prints or swallows it."""

from __future__ import annotations

import re

import pytest

from meldapp import ROOT
from meldapp.content.blocks import BLOCKS, INCLUDED, LONGEST_QUOTE, scan
from meldapp.content.markdown import BLOCK_CLASSES

GROUPS = ("In huis", "Kind van 4 tot 12 jaar")


def faults(text: str, locale: str = "nl") -> list[tuple[int, str]]:
    """Line and problem of every fault."""
    return [(fault.line, fault.problem) for fault in scan(text, locale, GROUPS)[1]]


def block(name: str, *lines: str, title: str = "Titel") -> str:
    """A text with one block; its first item stands on line 2."""
    return "\n".join([f"/// {name} | {title}", *lines, "///"])


def test_a_block_knows_its_name_title_line_and_items() -> None:
    (first, second), faults = scan(
        "Tekst\n\n/// do | Doe | dit\n- Kijk\n    goed.\n* Luister\n///\n\n/// tip | "
        "Tip\nTekst\n///",
        "nl",
    )
    assert not faults
    assert (first.name, first.title, first.line) == ("do", "Doe | dit", 3)
    assert first.items == [(4, "Kijk goed."), (6, "Luister")]
    assert (second.name, second.line, second.items) == ("tip", 9, [])


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_is_known_to_the_renderer_and_explained_to_writers(name: str) -> None:
    assert name in {*INCLUDED, *(block.NAME for block in BLOCK_CLASSES)}
    assert f"| `{name}` |" in (ROOT / "docs/writing.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/// nver | Titel\n- Niet\n///", (1, "the block 'nver' does not exist")),
        ("/// | Titel\nx\n///", (1, "the block '' does not exist")),
        ("/// tip\nx\n///", (1, "the block 'tip' has no title")),
        ("/// tip |\nx\n///", (1, "the block 'tip' has no title")),
        ("/// tip Let op\nx\n///", (1, "the block 'tip' has no bar before its title")),
        ("x\n/// tip | Titel\nx", (2, "the block 'tip' is not closed")),
        ("/// tip | Titel\nx\n/// do | Titel\n- x\n///", (1, "the block 'tip' is not closed")),
        ("x\n///", (2, "this /// closes a block that was never opened")),
        ("//// tip | Titel\nx\n////", (1, "a block has three slashes, not 4")),
        ("x\n  /// tip | Titel", (2, "a block may not be indented")),
        (block("tip"), (1, "the block 'tip' is empty")),
        (block("tip", "", "  "), (1, "the block 'tip' is empty")),
        (block("do", "Kijk."), (1, "'do' needs a list of at least 1 items, not 0")),
        (block("do", *["- x"] * 8), (1, "'do' has 8 items, at most 7 are read")),
        (block("checklist", *["- x"] * 11), (1, "'checklist' has 11 items, at most 10 are read")),
        (
            block("signals", "- a", "- b", title="In huis"),
            (1, "'signals' needs a list of at least 3 items, not 2"),
        ),
        (
            block("signals", "- a", "- b", "- c", title="Thuis"),
            (1, "'Thuis' is not a group of signals"),
        ),
        (
            block("say", "- kort", "- " + "woord " * (LONGEST_QUOTE + 1)),
            (3, "a sentence to say of 26 words, at most 25 can be remembered"),
        ),
        (
            block("never", "- Ga nooit.", "- Ga altijd."),
            (3, "this item of 'never' says what to do: 'Ga altijd.'"),
        ),
        (
            block("urgent", "- x", title="Bel 112"),
            (1, "the title of 'urgent' must start with 'Bel nu 112'"),
        ),
        (
            block("urgent", *["- x"] * 6, title="Bel nu 112"),
            (1, "'urgent' has 6 items, at most 5 are read"),
        ),
    ],
)
def test_a_faulty_block_is_named_with_its_line(text: str, expected: tuple[int, str]) -> None:
    assert expected in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tekst",
        "a / b // c",
        "https://example.org///x",
        block("do", "- x"),
        block("do", *["- x"] * 7),
        block("signals", "- a", "- b", "- c", title="In huis"),
        block("details", "Geen lijst."),
        block("urgent", "Een zin.", title="Bel nu 112 bij gevaar"),
    ],
)
def test_a_sound_text_has_no_faults(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("name", "most"), [("urgent", 1), ("consult", 1), ("caution", 2), ("tip", 3)]
)
def test_a_page_holds_no_more_of_one_block_than_a_reader_takes_in(name: str, most: int) -> None:
    one = block(name, "x", title="Bel nu 112") + "\n\n"
    assert faults(one * most) == []
    assert faults(one * (most + 1)) == [
        (most * 4 + 1, f"there are {most + 1} '{name}' blocks, at most {most} fit a page")
    ]


@pytest.mark.parametrize(
    ("locale", "sound", "wrong"),
    [
        (
            "nl",
            ["Ga niet weg.", "Geen woord.", "Zeg nooit ja.", "Bel niemand."],
            ["Ga weg.", "Genieten mag.", "Negeer het."],
        ),
        (
            "en",
            ["Do not go.", "Never say so.", "Don't go.", "Don’t go.", "You cannot."],
            ["Know this.", "Notice it."],
        ),
    ],
)
def test_what_not_to_do_is_said_as_such(locale: str, sound: list[str], wrong: list[str]) -> None:
    items = [f"- {item}" for item in [*sound, *wrong]]
    assert [line for line, _ in faults(block("never", *items), locale)] == [
        number for number, item in enumerate(items, 2) if item[2:] in wrong
    ]


def test_the_right_name_is_offered_for_a_misspelt_one() -> None:
    for misspelt, meant in (
        ("nver", "never"),
        ("urgnt", "urgent"),
        ("Do", "do"),
        ("signal", "signals"),
    ):
        remedies = [fault.remedy for fault in scan(f"/// {misspelt} | x\nx\n///", "nl")[1]]
        assert f"Do you mean '{meant}'?" in remedies, misspelt


def test_every_remedy_says_what_to_do() -> None:
    text = "/// zzz | x\nx\n///\n/// tip\n\n///\n//// do | x\n- x\n////\n///\n  /// tip | x"
    remedies = [fault.remedy for fault in scan(text, "nl")[1]]
    assert len(remedies) >= 6
    assert all(
        re.match(r"(Use|Write|Remove|Put|Fill|Start|Do you mean|Keep|Join|Say|Split) ?", remedy)
        for remedy in remedies
    )
