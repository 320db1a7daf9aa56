"""The words on buttons: the catalogues are complete and fresh, and when they are not, the command
to run is named.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

from meldapp import ROOT
from meldapp.content.faults import ContentError, ExplainedError
from meldapp.editors import translations
from meldapp.web.app import create_app
from tests.kit import catalogues


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every message of the code and the templates, extracted once."""
    path = tmp_path_factory.mktemp("template") / "messages.pot"
    translations.extract(path)
    return path


@pytest.fixture
def copied(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogues, fresh and complete, to spoil."""
    folder = tmp_path / "translations"
    shutil.copytree(ROOT / "translations", folder)
    monkeypatch.setattr(translations, "FOLDER", folder)
    monkeypatch.setattr(translations, "extract", lambda target: shutil.copy(template, target))
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_every_catalogue_is_complete_and_as_fresh_as_the_code() -> None:
    assert catalogues.faults() == []
    assert translations.catalogues().keys() >= {"nl", "en"}
    assert translations.catalogues().keys() >= {*catalogues.published_languages()}


DUTCH = "nl/LC_MESSAGES/messages.po"
STALE = {
    "a message without a translation": (
        DUTCH,
        'msgstr "Sluit deze website meteen"',
        'msgstr ""',
        "translations/nl/LC_MESSAGES/messages.po: 'Close this website now' has no translation. "
        "Write it there",
    ),
    "a message that is not in a catalogue": (
        DUTCH,
        'msgid "Close this website now"',
        'msgid "Close it"',
        "translations/nl/LC_MESSAGES/messages.po: 'Close this website now' is missing. Run: "
        "python build.py messages, then translate it",
    ),
    "a message nobody uses": (
        DUTCH,
        'msgid "Close this website now"',
        'msgid "Close it"',
        "translations/nl/LC_MESSAGES/messages.po: 'Close it' is no longer used. Run: python "
        "build.py messages",
    ),
    "a message missing in English": (
        "en/LC_MESSAGES/messages.po",
        'msgid "Close this website now"',
        'msgid "Close it"',
        "translations/en/LC_MESSAGES/messages.po: 'Close this website now' is missing. Run: "
        "python build.py messages",
    ),
    "a translation that loses a value": (
        DUTCH,
        "Stap %(number)s van",
        "Stap van",
        "translations/nl/LC_MESSAGES/messages.po: 'Step %(number)s of %(count)s' has other "
        "placeholders in its translation. Correct it there",
    ),
    "a guess nobody looked at": (
        DUTCH,
        'msgid "Close this website now"',
        '#, fuzzy\nmsgid "Close this website now"',
        "translations/nl/LC_MESSAGES/messages.po: 'Close this website now' is marked fuzzy. Check "
        "it",
    ),
    "a template older than the code": (
        "messages.pot",
        'msgid "Close this website now"',
        'msgid "Close it"',
        "translations/messages.pot is older than the code. Run: python build.py messages",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STALE)
def test_what_is_stale_or_incomplete_is_named_with_the_command_to_run(
    copied: Path, name: str
) -> None:
    file, old, new, words = STALE[name]
    before = catalogues.faults()
    change(copied / file, old, new)
    fresh = [fault for fault in catalogues.faults() if fault not in before]
    assert any(fault.startswith(words) for fault in fresh), fresh
    assert all(
        re.search(r"Run: python build.py messages|there$|remove the mark$", fault)
        for fault in fresh
    )


def test_a_missing_template_is_named(copied: Path) -> None:
    (copied / "messages.pot").unlink()
    assert (
        "translations/messages.pot is older than the code. Run: python build.py messages"
        in catalogues.faults()
    )


@pytest.mark.slow
def test_the_command_brings_the_catalogues_up_to_the_code_and_changes_nothing_twice(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(copied / DUTCH, 'msgid "Close this website now"', 'msgid "Close it"')
    translations.update()
    assert "translations/nl/LC_MESSAGES/messages.po: " in capsys.readouterr().out
    assert [fault for fault in catalogues.faults() if "Close" in fault] == [
        "translations/nl/LC_MESSAGES/messages.po: 'Close this website now' has no translation. "
        "Write it there"
    ]
    once = {path: path.read_bytes() for path in copied.rglob("*.po*")}
    translations.update()
    assert {path: path.read_bytes() for path in copied.rglob("*.po*")} == once
    assert b"-Date" not in once[copied / "messages.pot"]
    assert not [path for path in once if b".html:" in once[path]], "line numbers change too often"


@pytest.mark.slow
def test_plurals_and_contexts_are_looked_at_too(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Catalog()
    wanted.add(("%(num)s page", "%(num)s pages"))
    wanted.add("Close", context="door")

    def extract(target: Path) -> None:
        with target.open("wb") as file:
            write_po(file, wanted)

    monkeypatch.setattr(translations, "extract", extract)
    (copied / DUTCH).write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: '
        'nplurals=2; plural=(n != 1);\\n"\n\nmsgid "%(num)s page"\nmsgid_plural "%(num)s '
        'pages"\nmsgstr[0] "%(num)s pagina"\nmsgstr[1] ""\n\nmsgid "Close"\nmsgstr "Sluit"\n',
        "utf-8",
    )
    messages = [
        fault.removeprefix("translations/nl/LC_MESSAGES/messages.po: ")
        for fault in catalogues.faults()
        if "/nl/" in fault
    ]
    assert [fault.split(" ", 2)[0:2] and fault.split(". ")[0] for fault in messages] == [
        "'door: Close' is missing",
        "'Close' is no longer used",
        "'%(num)s page' has no translation",
    ]


@pytest.mark.slow
def test_compiling_writes_what_a_catalogue_says_and_only_when_it_changed(copied: Path) -> None:
    compiled = copied / "nl/LC_MESSAGES/messages.mo"
    compiled.unlink(missing_ok=True)
    translations.compile_all()
    with compiled.open("rb") as file:
        assert read_mo(file)["Close this website now"].string == "Sluit deze website meteen"
    inode = compiled.stat().st_ino
    translations.compile_all()
    assert compiled.stat().st_ino == inode
    change(copied / DUTCH, 'msgstr "Sluit deze website meteen"', 'msgstr "Weg hier"')
    translations.compile_all()
    with compiled.open("rb") as file:
        assert read_mo(file)["Close this website now"].string == "Weg hier"
    change(copied / DUTCH, 'msgstr "Weg hier"', 'msgstr "Nu weg"')
    os.utime(copied / DUTCH, (1, 1))  # unpacked over it, with the day it had there
    translations.compile_all()
    with compiled.open("rb") as file:
        assert read_mo(file)["Close this website now"].string == "Nu weg"
    assert [
        path.name for path in compiled.parent.iterdir() if path.suffix not in (".po", ".mo")
    ] == []


@pytest.mark.slow
def test_a_new_language_starts_with_every_message_of_its_zones(
    copied: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    translations.update("zh-Hant")
    with (copied / "zh_Hant/LC_MESSAGES/messages.po").open("rb") as file:
        begun = {message.id: message for message in read_po(file, "zh_Hant")}
    assert "Close this website now" in begun
    assert "Main menu" not in begun, "a message of the app zone"
    assert begun["Close this website now"].auto_comments == ["nl: Sluit deze website meteen"]
    assert translations.missing("zh-Hant") == sorted(filter(None, begun))
    monkeypatch.setattr(translations, "languages_of_both_zones", lambda: ("nl", "en", "zh-Hant"))
    monkeypatch.setattr(catalogues, "published_languages", lambda: ("nl", "en", "zh-Hant"))
    translations.update()
    with (copied / "zh_Hant/LC_MESSAGES/messages.po").open("rb") as file:
        begun = read_po(file, "zh_Hant")
    with template.open("rb") as file:
        wanted = {message.id for message in read_po(file)}
    assert {message.id for message in begun} == wanted
    assert any(
        fault.startswith("translations/zh_Hant/") and "has no translation" in fault
        for fault in catalogues.faults()
    )


def test_a_code_that_is_not_a_language_starts_no_catalogue(copied: Path) -> None:
    with pytest.raises(ExplainedError, match="'qqqq' is not a language code"):
        translations.update("qqqq")
    assert not (copied / "qqqq").exists()


def test_a_language_without_words_for_its_buttons_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "translations" / "en", tmp_path / "en")
    monkeypatch.setattr("meldapp.web.app.TRANSLATIONS", tmp_path)
    with pytest.raises(
        ContentError,
        match=r"translations/nl/LC_MESSAGES/messages.po: the buttons have no words in "
        r"'nl'\n.*python build.py messages nl",
    ):
        create_app(content_dir=ROOT / "tests/content")


def test_a_message_in_a_template_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meldapp/web/templates/app").mkdir(parents=True)
    (tmp_path / "meldapp/web/templates/app/x.html").write_text(
        '{{ _("One") }}{% trans who=1 %}\n  Two {{ who }}\n{% endtrans %}', "utf-8"
    )
    (tmp_path / "meldapp/x.py").write_text("gettext('Three')", "utf-8")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    translations.extract(tmp_path / "messages.pot")
    with (tmp_path / "messages.pot").open("rb") as file:
        messages = {message.id for message in read_po(file) if message.id}
    assert messages == {"One", "Two %(who)s", "Three"}


def test_a_compiled_catalogue_is_the_same_bytes_whenever_it_is_made() -> None:
    translations.compile_all()
    for path in translations.catalogues().values():
        assert b"POT-Creation-Date: 2000-01-01 " in path.with_suffix(".mo").read_bytes()
