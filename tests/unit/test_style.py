"""The writing guides point at what must not creep back, in the right blocks and zone."""

from __future__ import annotations

from pathlib import Path

import pytest

from meldapp import ROOT
from meldapp.content.faults import ContentError
from meldapp.content.sentences import pieces
from meldapp.editors.wording import GUIDE, read_guide

CONTENT = ROOT / "content"


def said(locale: str, text: str, zone: str = "app", page_id: str = "x") -> list[str]:
    """What the guide writes instead of something in this text."""
    guide = read_guide(CONTENT, locale)
    advice = [instead for piece in pieces(text) for _, instead in guide.find(piece, zone, page_id)]
    return advice + ["telegram" for piece in pieces(text) if guide.is_telegram(piece)]


@pytest.mark.parametrize(
    "text",
    [
        "/// do | Doe dit\n- Vraag of de ander vrij kan praten.\n///",
        "Praat met wie het overkomt.",
        'Zeg "nee".',
        "Vraag het in diens eigen woorden.",
        "Deze tekst rust op openbare bronnen.",
        "Praat met alle betrokkenen.",
        "De jeugdige woont thuis.",
        "De functionarissen beslissen.",
        "Het bevoegd gezag beslist.",
        "Overleg met uw ketenpartner.",
        "Praat klein over wat er gebeurt.",
        "Advies kan altijd. U noemt geen namen. Veilig Thuis schrijft niets. U beslist zelf.",
    ],
)
def test_dutch_that_must_not_creep_back(text: str) -> None:
    assert said("nl", text)


@pytest.mark.parametrize(
    "text",
    [
        "De ander luistert vaak mee.",
        "Overleg met uw aandachtsfunctionaris.",
        "Veilig Thuis is betrokken bij het gezin.",
        "Advies kan altijd, want u hoeft geen namen te noemen. U beslist zelf. Dat blijft zo. Bel "
        "nu.",
        "Zeg “nee”.",
    ],
)
def test_dutch_that_is_fine(text: str) -> None:
    assert said("nl", text) == []


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Is there danger now? Call 112.", "app"),
        ("Do you follow a link or call a number? Then the rules apply.", "app"),
        ("Structural unsafety", "app"),
        ("You need not give names.", "app"),
        ("Take two decisions", "app"),
        ("Our attention officer", "app"),
        ("Talk to the person it happens to.", "app"),
        ("You do not have to call.", "help"),
        ("The texts rest on public sources.", "app"),
        ("Let no child interpret.", "app"),
    ],
)
def test_english_that_must_not_creep_back(text: str, zone: str) -> None:
    assert said("en", text, zone)


@pytest.mark.parametrize(
    "text",
    [
        "If someone is in danger now, call 112.",
        "You do not have to give names.",
        "What happens next? They call you.",
        "/// say | Say\n- Is it safe to talk? Nod if it is.\n///",
    ],
)
def test_english_that_is_fine(text: str) -> None:
    assert said("en", text) == []


def test_a_pattern_may_stand_on_the_pages_it_names() -> None:
    assert said("nl", "Vroeger heette dit VGV.", page_id="begrippen") == []
    assert said("nl", "Vroeger heette dit VGV.")


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("[a]\nfind = '('\ninstead = \"b\"", "3?2: find: '\\(' is not a regular expression"),
        ("[a]\nfind = 'b'", "1: the field 'instead' is missing"),
        ('[a]\nfind = \'b\'\ninstead = "c"\nzones = "help"', "4: the field 'zones' is not known"),
        ("[a\nfind", "1: this is not TOML"),
    ],
)
def test_a_faulty_guide_is_named_with_its_line(tmp_path: Path, table: str, problem: str) -> None:
    (tmp_path / "content/nl").mkdir(parents=True)
    (tmp_path / "content/nl" / GUIDE).write_text(table)
    with pytest.raises(ContentError, match=problem):
        read_guide(tmp_path / "content", "nl")


def test_a_language_without_a_guide_is_not_checked(tmp_path: Path) -> None:
    guide = read_guide(tmp_path, "tr")
    assert guide.advice == ()
    assert guide.connectives is None
