"""What the desk writes changes in its place only: everything else stays, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from meldapp import ROOT
from meldapp.editors import tables
from meldapp.editors.desk.files import KEPT, Files
from meldapp.editors.heads import change, cut, values
from meldapp.editors.in_place import MARK, as_text, in_place

PAGE = """---
# wie dit leest
title: "Stap 1: kijk"  # met een dubbele punt
summary: Dit doet u.
answers:
    - Wat doe ik?
    - Wie bel ik?
keywords: [kijken, zien]
order: 10   # tussen 5 en 20
sources: >
  wet,
  lijst
---


Een alinea.

- een
- twee
"""
ORDER = ("title", "short", "summary", "sources", "keywords", "answers", "order")


def changed(**fields: str | list[str]) -> str:
    """The page with other fields."""
    parts = cut(PAGE)
    assert parts is not None
    return change(parts, fields, parts.text, ORDER)


def difference(new: str, old: str = PAGE) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    before, after = old.split("\n"), new.split("\n")
    return (
        [line for line in before if line not in after],
        [line for line in after if line not in before],
    )


def test_a_page_is_cut_and_put_together_again() -> None:
    parts = cut(PAGE)
    assert parts is not None
    assert parts.whole == PAGE
    assert parts.text == "Een alinea.\n\n- een\n- twee"
    assert PAGE.split("\n")[parts.above] == "Een alinea."
    assert values(parts)["answers"] == ["Wat doe ik?", "Wie bel ik?"]


@pytest.mark.parametrize("text", ["Geen kop.", "---\ntitle: open\n", "---\na: b: c\n---\nx\n"])
def test_a_head_that_cannot_be_read_is_not_cut(text: str) -> None:
    assert cut(text) is None


@pytest.mark.parametrize(
    ("fields", "gone", "come"),
    [
        ({"summary": "Zo."}, ["summary: Dit doet u."], ["summary: Zo."]),
        (
            {"title": "Kijk"},
            ['title: "Stap 1: kijk"  # met een dubbele punt'],
            ["title: Kijk  # met een dubbele punt"],
        ),
        ({"summary": "Kijk: zo"}, ["summary: Dit doet u."], ['summary: "Kijk: zo"']),
        ({"summary": "Kijk # zo"}, ["summary: Dit doet u."], ['summary: "Kijk # zo"']),
        ({"order": "20"}, ["order: 10   # tussen 5 en 20"], ["order: 20   # tussen 5 en 20"]),
        ({"short": "Stap 1"}, [], ["short: Stap 1"]),
        ({"order": ""}, ["order: 10   # tussen 5 en 20"], []),
        ({"answers": ["Wat doe ik?", "En nu?"]}, ["    - Wie bel ik?"], ["    - En nu?"]),
        (
            {"changed": ["2026-12-01 Nieuw: een zin"]},
            [],
            ["changed:", '  - "2026-12-01 Nieuw: een zin"'],
        ),
        ({"keywords": "zien"}, ["keywords: [kijken, zien]"], ["keywords: zien"]),
        ({"sources": "wet"}, ["sources: >", "  wet,", "  lijst"], ["sources: wet"]),
    ],
)
def test_a_field_changes_in_its_own_place(
    fields: dict[str, str | list[str]], gone: list[str], come: list[str]
) -> None:
    new = changed(**fields)
    assert difference(new) == (gone, come)
    parts = cut(new)
    assert parts is not None
    given = {name: value for name, value in fields.items() if value}
    assert {name: values(parts)[name] for name in given} == given
    assert new.index("# wie dit leest") < new.index("title:")


def test_a_new_field_comes_behind_the_one_before_it() -> None:
    lines = changed(short="Stap 1").split("\n")
    assert (
        lines.index("short: Stap 1")
        == lines.index('title: "Stap 1: kijk"  # met een dubbele punt') + 1
    )


@pytest.mark.slow
def test_every_page_there_is_can_be_cut_and_one_word_changed_in_its_place() -> None:
    for path in sorted((ROOT / "content").rglob("*.md")):
        parts = cut(path.read_text("utf-8-sig"))
        assert parts is not None, path
        assert parts.whole == path.read_text("utf-8-sig")
        new = change(parts, {next(iter(values(parts))): "Anders"}, parts.text, ())
        old_lines, new_lines = parts.whole.split("\n"), new.split("\n")
        assert len(old_lines) == len(new_lines), path
        assert sum(a != b for a, b in zip(old_lines, new_lines, strict=True)) == 1, path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", MARK])
@pytest.mark.parametrize("last", ["", "\n"])
def test_line_ends_the_mark_and_other_lines_stay(end: str, mark: bytes, last: str) -> None:
    old = mark + ("een\ntwee  \n\ndrie" + last).replace("\n", end).encode()
    text = as_text(old)
    assert text == "een\ntwee  \n\ndrie" + last
    assert in_place(old, text) == old
    new = in_place(old, text.replace("drie", "vier\nvijf"))
    assert new == old.replace(b"drie", b"vier" + end.encode() + b"vijf")


def test_a_file_with_both_line_ends_keeps_each() -> None:
    old = b"een\r\ntwee\ndrie\r\nvier\r\n"
    assert in_place(old, "een\ntwee\nDRIE\nvier\n") == b"een\r\ntwee\nDRIE\r\nvier\r\n"


def test_letters_of_windows_are_read_and_become_utf8() -> None:
    old = "Zij zegt één".encode("cp1252")
    assert as_text(old) == "Zij zegt één"
    assert in_place(old, as_text(old)) == "Zij zegt één".encode()


TABLE = """# Van allen.

[alarm]  # altijd
name = "112"
hours = "always"     # dag en nacht
for_whom = { nl = "bij gevaar", en = "danger" }
checked = 2026-11-21

[chat]
name = "Chat"
hours = [{ days = "mon-fri", from = "09:00", to = "17:00" }]
for_whom.nl = "iedereen"
for_whom.en = "everyone"
"""


@pytest.mark.parametrize(
    ("way", "fields", "gone", "come"),
    [
        (["alarm"], {"name": "113"}, ['name = "112"'], ['name = "113"']),
        (
            ["alarm"],
            {"hours": [{"days": "mon", "from": "09:00", "to": "12:00"}]},
            ['hours = "always"     # dag en nacht'],
            ['hours = [{days = "mon", from = "09:00", to = "12:00"}]     # dag en nacht'],
        ),
        (
            ["alarm"],
            {"for_whom.nl": "gevaar"},
            ['for_whom = { nl = "bij gevaar", en = "danger" }'],
            ['for_whom = { nl = "gevaar", en = "danger" }'],
        ),
        (
            ["chat"],
            {"for_whom.en": "all"},
            ['for_whom.en = "everyone"'],
            ['for_whom.en = "all"'],
        ),
        (["chat"], {"note.nl": "Let op."}, [], ['note = {nl = "Let op."}']),
        (["chat"], {"hours": None}, [TABLE.split("\n")[10]], []),
        (["new-one"], {"name": "Nieuw"}, [], ["[new-one]", 'name = "Nieuw"']),
        (["facts", "opvang"], {"source": "s"}, [], ["[facts.opvang]", 'source = "s"']),
    ],
)
def test_one_entry_changes_in_its_own_place(
    way: list[str], fields: dict[str, object], gone: list[str], come: list[str]
) -> None:
    new = tables.change(TABLE, way, fields)
    assert difference(new, TABLE) == (gone, come)
    assert tables.entry(new, way)


def test_a_first_field_above_all_tables_stays_above_them() -> None:
    new = tables.change(
        'name = "Klein"\n\n[alarm]\nname = "112"\n', (), {"website": "https://a.nl"}
    )
    assert tables.entry(new, ()) == {
        "name": "Klein",
        "website": "https://a.nl",
        "alarm": {"name": "112"},
    }


@pytest.mark.slow
def test_every_file_of_facts_survives_a_change_and_back() -> None:
    for path in [
        ROOT / "content/contacts.toml",
        *sorted((ROOT / "content/regions").glob("*.toml")),
    ]:
        text = path.read_text("utf-8")
        way = ("alarm",) if path.name == "contacts.toml" else ()
        name = tables.entry(text, way)["name"]
        other = tables.change(text, way, {"name": "Anders"})
        assert difference(other, text)[1] == ['name = "Anders"'], path
        assert tables.change(other, way, {"name": name}) == text, path


def test_the_last_ten_versions_of_a_file_are_kept(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "content/a.md").write_bytes(b"0")
    files = Files(tmp_path / "content", tmp_path / "own", keep_versions=True)
    for number in range(1, KEPT + 4):
        files.write("a.md", str(number).encode())
        files.write("a.md", str(number).encode())  # the same words are no version
    kept = [files.version(name, moment) for name, moment in files.versions()]
    assert kept == [str(number).encode() for number in range(KEPT + 2, 2, -1)]
