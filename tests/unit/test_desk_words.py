"""Everything the desk says has Dutch words, and the faults it knows are those the build reports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from meldapp import ROOT
from meldapp.content.blocks import BLOCKS, INCLUDED
from meldapp.content.facts import REGION_FACTS
from meldapp.content.marks import CHECK_KINDS
from meldapp.content.pages import KINDS, Rule, Section
from meldapp.content.paste import KINDS as SLIPS
from meldapp.editors.desk import facts
from meldapp.editors.desk.editing import FILLED
from meldapp.editors.desk.forms import fields_of
from meldapp.editors.desk.listing import STATES
from meldapp.editors.desk.preview import LOOKS
from meldapp.editors.desk.words import read_words

FOLDER = ROOT / "meldapp/editors/desk"
WORDS = read_words("nl")
SAID = re.compile(r'(?<![\w.])_\(\s*"([^"]+)"')


def used() -> set[str]:
    """Every message in the templates and the code of the desk."""
    pages = [path.read_text() for path in (FOLDER / "templates").glob("*.html")]
    texts = {text for page in pages for text in SAID.findall(page)}
    base = (FOLDER / "templates/base.html").read_text()
    texts |= set(re.findall(r'\("\w+\.\w+", _\("(\w+)"\)\)', base))
    code = (FOLDER / "approval.py").read_text() + (FOLDER / "changes.py").read_text()
    code += (ROOT / "meldapp/cli/editors.py").read_text()
    texts |= set(re.findall(r'(?:append|words)\(\s*"([^"]+)"', code))
    return texts | {"For example:", "Do you mean", "(it says"}


def test_every_message_has_dutch_words_and_none_is_left_over() -> None:
    assert used() == WORDS.table.keys()
    for english, dutch in WORDS.table.items():
        assert re.findall(r"\{\w+\}", english) == re.findall(r"\{\w+\}", dutch), english


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("state", STATES),
        ("look", LOOKS.values()),
        ("check", CHECK_KINDS),
        ("fact", REGION_FACTS),
        ("table", facts.TABLES),
        ("block", [name for name in BLOCKS if name not in (*INCLUDED, "call")]),
    ],
)
def test_every_name_has_words_in_both_languages(kind: str, keys: list[str]) -> None:
    for key in keys:
        assert all(WORDS.names[kind].get(key, ("", ""))), key


def test_every_field_of_every_form_has_words() -> None:
    models = (*KINDS, Section, Rule, *facts.TABLES.values(), facts.Source, facts.Region)
    for model in models:
        names = [info.alias or name for name, info in model.model_fields.items()]
        if model is facts.Region:
            names = list(facts.OF_REGION)
        for field in fields_of(model, {}, [name for name in names if name not in FILLED]):
            assert WORDS.name("field", field.label), (model, field.label)
            for option in field.options:
                if option and field.kind == "choice" and field.name != "icon":
                    assert WORDS.name("option", option), (model, field.name, option)


def test_a_limit_of_characters_is_shown_for_text_and_not_for_a_list() -> None:
    most = {field.name: field.most for field in fields_of(Section, {}, ["title", "related"])}
    assert most == {"title": 40, "related": 0}


def test_every_paste_fault_is_said_in_dutch() -> None:
    for slip in SLIPS.values():
        assert WORDS.fault(slip.problem) != slip.problem
        assert WORDS.fault(slip.remedy) != slip.remedy


def test_every_fault_that_is_known_is_one_that_the_code_reports() -> None:
    """So that a message which is worded anew does not stay English unnoticed."""
    rooms = [*(ROOT / "meldapp/content").rglob("*.py"), ROOT / "meldapp/web/app.py"]
    rooms.append(ROOT / "meldapp/web/colours.py")
    sources = [*rooms, *(ROOT / "meldapp/editors/check").glob("*.py")]
    code = " ".join(_joined(path) for path in sources)
    code += " ".join(f"{slip.problem} {slip.remedy}" for slip in SLIPS.values())
    code += "Correct this field. Correct this entry."  # the code chooses the last word
    for english in WORDS.faults:
        for part in re.split(r"\{\w+\}|'|\"", english):
            assert part.strip() in code, english


def _joined(path: Path) -> str:
    """The code with its strings on one line, and what is filled in left out."""
    text = re.sub(r"[\"']\s*\n\s*f?[\"']", "", path.read_text("utf-8"))
    return re.sub(r"\s+", " ", text.replace("\\'", "'").replace('\\"', '"'))


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("the page 'x' does not exist", "de pagina 'x' bestaat niet"),
        ("title: 41 characters, at most 40 fit a phone", "Titel: 41 tekens, en op een telefoon passen er hoogstens 40"),
        ("the block 'nver' does not exist", "het blok 'nver' bestaat niet"),
        ("Correct this field. For example: title: Praat", "Verbeter dit veld. Bijvoorbeeld: Praat"),
        ("Use a page id, such as stappen/2. Do you mean 'stappen/1'?", "Gebruik de naam van een pagina, zoals stappen/2. Bedoelt u 'stappen/1'?"),
        ("the field 'facts.opvang.source' is missing", "het veld 'Bron' is leeg"),
        ("the field 'facts.opvang.checked' is missing", "vink onderaan aan dat u dit vandaag met de bron hebt vergeleken"),
        ("the check 'zorg' does not exist", "het nakijkteken 'zorg' bestaat niet"),
        ("Use one of: safety, law.", "Kies uit: safety, law."),
        ("Write them after a bar: {region:opvang|vraag Veilig Thuis}.", "Zet ze achter een rechte streep: {region:opvang|vraag Veilig Thuis}."),
        ("nothing like this", "nothing like this"),
    ],
)  # fmt: skip
def test_a_fault_is_said_in_dutch_with_its_values(english: str, dutch: str) -> None:
    assert WORDS.fault(english) == dutch
    assert read_words("en").fault(english) == english
