"""Nothing that goes wrong in pasting passes in silence.

The build names its line, and `repair` mends it.
"""

from __future__ import annotations

import pytest

from meldapp.content.faults import ContentError, Wrong
from meldapp.content.load import load_content
from meldapp.content.paste import KINDS, repair, slips
from meldapp.editors.check import gather
from tests.kit.content_tree import Tree

pytestmark = pytest.mark.slow

PAGE = "nl/over.md"
CASES = {
    "list-under-paragraph": ("Neem mee:\n- paspoort", "Neem mee:\n\n- paspoort", 2),
    "sign-without-list": ("•\tpaspoort", "- paspoort", 1),
    "hyphen-without-space": ("-paspoort", "- paspoort", 1),
    "star-without-space": ("*paspoort", "- paspoort", 1),
    "item-without-plain-space": ("-\u00a0paspoort", "- paspoort", 1),
    "tab-before-item": ("\t- paspoort", "- paspoort", 1),
    "bracket-number": ("1) paspoort", "1. paspoort", 1),
    "heading-without-space": ("##Neem mee", "## Neem mee", 1),
    "escaped-bracket": (r"Bel \[112\](call:alarm).", "Bel [112](call:alarm).", 1),
    "unseen": ("Bel 1\u200b12.", "Bel 112.", 1),
    "fixed-hyphen": ("Bel 0800\u20112000.", "Bel 0800-2000.", 1),
    "entity": ("Bel&nbsp;112 &amp; wacht.", "Bel 112 & wacht.", 1),
    "quoted-address": ("Bel [112](“call:alarm”).", "Bel [112](call:alarm).", 1),
    "windows-letters": ("Zij zegt \x93nee\x94.", "Zij zegt “nee”.", 1),
    "nested-list": ("- tas\n    - paspoort", "- tas\n- paspoort", 2),
}


def slip(line: int, kind: str) -> Wrong:
    return Wrong(line, KINDS[kind].problem, KINDS[kind].remedy)


def test_every_kind_is_tried() -> None:
    assert CASES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", CASES)
def test_it_is_noticed_and_repaired(kind: str) -> None:
    pasted, right, line = CASES[kind]
    text = f"Eerst dit.\n\n{pasted}\n\nDan dat."
    assert slips(text) == [slip(line + 2, kind)]
    assert repair(text) == (f"Eerst dit.\n\n{right}\n\nDan dat.", [slip(line + 2, kind)])
    assert slips(f"Eerst dit.\n\n{right}\n\nDan dat.") == []


@pytest.mark.parametrize("sign", "–—•●▪‣◦○·")
def test_only_a_hyphen_starts_an_item(sign: str) -> None:
    assert repair(f"{sign}  paspoort") == ("- paspoort", [slip(1, "sign-without-list")])


@pytest.mark.parametrize("sign", "\u200b\u2060\u00ad\ufeff")
def test_invisible_characters_are_removed(sign: str) -> None:
    assert repair(f"Veilig{sign}heid") == ("Veiligheid", [slip(1, "unseen")])


@pytest.mark.parametrize("kind", CASES)
def test_the_build_and_the_check_name_its_line_and_the_remedy(tree: Tree, kind: str) -> None:
    pasted, _, line = CASES[kind]
    tree.add(PAGE, f"\n{pasted}")
    at = len(tree.text(PAGE).rstrip("\n").split("\n")) - pasted.count("\n") + line - 1
    with pytest.raises(ContentError) as caught:
        load_content(tree.path)
    assert (f"content/{PAGE}", at) in [(fault.file, fault.line) for fault in caught.value.faults]
    checked, _ = gather(tree.path, app_links=lambda _: [])
    assert {(one.level, one.line) for one in checked if one.file == f"content/{PAGE}"} == {
        ("error", at)
    }


def test_several_faults_in_one_line_are_all_repaired() -> None:
    pasted = (
        "Neem mee:\r\n•\u00a0pas\u00adpoort\r\n\t–\u00a0sleutel&nbsp;\r\n2)\tbel "
        "\\[112\\](‘call:alarm’)"
    )
    text, repaired = repair(pasted)
    assert text == "Neem mee:\n\n- paspoort\n- sleutel \n2. bel [112](call:alarm)"
    assert repair(text) == (text, [])
    assert {one.line for one in repaired} == {2, 3, 4}


@pytest.mark.parametrize(
    "text",
    [
        "Een zin\nop twee regels – met een streep.",
        "- een\n- twee\n  en verder\n\n  nog een alinea\n- drie",
        "## Kop\n- een\n- twee",
        "/// do | Doe dit\n- een\n///",
        "**Vet** begin\n\n*schuin* begin",
        "1. een\n2. twee",
        "-5 graden en 06-12",
        "In het jaar\n2019. Daarna niet.",
        "---",
        "بسم\u200cالله",
    ],
)
def test_what_is_sound_is_left_alone(text: str) -> None:
    assert slips(text) == []
    assert repair(text) == (text, [])
