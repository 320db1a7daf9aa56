"""What an editor is told: every finding is planted once in a copy of the content, and must be found
there and nowhere else.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from meldapp import ROOT
from meldapp.content.load import load_content
from meldapp.content.pages import source_hash
from meldapp.content.sentences import pieces, split_sentences
from meldapp.editors import check, readability
from meldapp.editors.check import exits
from meldapp.editors.check.claims import find_claims
from meldapp.editors.heads import write_fields
from meldapp.editors.report import LEVELS, Finding, describe
from meldapp.editors.stamp import stamp
from meldapp.editors.wording import Better, WordList, read_word_lists
from tests.kit.content_tree import TINY, Tree, run

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 21)
"""A day on which nothing but what is planted is overdue."""


def unreachable(_address: str) -> None:
    """Stand in for the network: nothing can be looked up."""


@pytest.fixture(scope="session")
def sound() -> list[Finding]:
    """What there is to say about the content as it is."""
    return check.gather(ROOT / "content", app_links=unreachable)[0]


def copy(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT / "content", folder / "content"))


def put(content: Path, name: str, old: str, new: str) -> None:
    """Change one thing in one file; the old words must be there."""
    path = content / name
    text = path.read_text("utf-8")
    assert len(re.findall(old, text, flags=re.M)) >= 1, f"{old!r} is not in {name}"
    path.write_text(re.sub(old, lambda _: new, text, count=1, flags=re.M), "utf-8")


def add(content: Path, name: str, words: str) -> int:
    """Put a paragraph at the end of a page; returns its line."""
    path = content / name
    text = path.read_text("utf-8").rstrip("\n") + f"\n\n{words}\n"
    path.write_text(text, "utf-8")
    return text.rstrip("\n").count("\n") + 1


@pytest.fixture(scope="session")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Finding], dict[str, int]]:
    """What there is to say once everything below is planted, and the lines where some of it stands."""
    content = copy(tmp_path_factory.mktemp("spoiled"))
    lines = {
        "claim": add(content, "nl/privacy.md", "Met deze knop laat u geen sporen achter."),
        "claim en": add(content, "en/privacy.md", "With this button you browse anonymously."),
        "denied": add(content, "nl/over.md", "Deze website maakt u niet onvindbaar."),
        "long": add(
            content,
            "nl/stappen/2.md",
            " ".join(["Een", *["lange"] * 24, "zin", "eindigt", "hier."]),
        ),
        "word": add(content, "nl/stappen/4.md", "Indien u twijfelt, belt u."),
        "label": add(content, "nl/stappen/5.md", "De dader woont daar nog."),
        "item": add(
            content,
            "nl/wegen/3.md",
            "- Dit is een punt dat veel meer woorden telt dan een lezer in één keer kan zien.",
        ),
        "list": add(
            content, "nl/wegen/4.md", "\n".join(f"- Punt {number}." for number in range(1, 9))
        ),
        "page": add(
            content, "nl/veilig-thuis/radarfunctie.md", "\n\n".join(["Dit is een zin."] * 100)
        ),
        "address": add(content, "nl/casus/1.md", "Zie [hier](https://a.nl) en (www.b.nl/c)."),
        "unfinished": add(content, "nl/casus/index.md", "TODO: nog een casus."),
        "term": add(content, "en/stappen/4.md", "Ask the attention officer."),
    }
    put(content, "nl/bel.md", r"^checked: .*", "checked: 2025-06-01")
    put(content, "nl/bel.md", r"^review_by: .*", "review_by: 2025-12-01")
    put(content, "en/stappen/3.md", r"^source_hash: .*", "source_hash: 0000000000000000")
    put(content, "en/wegen/2.md", r"^source_hash: .*\n", "")
    path = content / "nl/wegen/5.md"
    path.write_text(
        re.sub(
            r"\n---\n.*",
            "\n---\n\nKijk of de hulp werkt.\n",
            path.read_text("utf-8"),
            count=1,
            flags=re.S,
        ),
        "utf-8",
    )
    for locale in ("nl", "en"):
        path = content / locale / "geweldsvormen/dieren.md"
        path.write_text(
            re.sub(r"/// never .*?\n///\n", "", path.read_text("utf-8"), flags=re.S), "utf-8"
        )
    path = content / "en/gesprek/kind.md"
    path.write_text(path.read_text("utf-8").replace("/// never |", "/// tip |"), "utf-8")
    with (content / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('\n[unread]\nname = "Nergens genoemd"\npublisher = "Niemand"\n')
    with (content / "contacts.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[unsure-line]\nname = "Twijfellijn"\nnumber = "0800-1234"\ncost = "free"\nsource = '
            '"pol21"\nchecked = 2025-01-01\nstatus = "uncertain"\n'
        )
        file.write('for_whom = { nl = "iedereen", en = "everyone" }\n')
    return check.gather(content, today=TODAY, app_links=unreachable)[0], lines


def of_kind(findings: list[Finding], kind: str, file: str = "") -> list[Finding]:
    return [one for one in findings if one.kind == kind and one.file.endswith(file)]


# -- the content itself ----------------------------------------------------------------------------


def test_the_content_has_no_errors(sound: list[Finding]) -> None:
    assert [one for one in sound if one.level == "error"] == []


def test_every_translation_follows_its_dutch_text(sound: list[Finding]) -> None:
    assert of_kind(sound, "translation") == [], "run: python build.py stamp en"


def test_every_source_is_used(sound: list[Finding]) -> None:
    assert of_kind(sound, "unused", "sources.toml") == []


def test_the_lists_of_words_are_long_enough() -> None:
    lists = read_word_lists(ROOT / "content")
    counted = {
        language: sum(len(words.better) for words in word_lists if words.kind == "word")
        for language, word_lists in lists.items()
    }
    assert counted["nl"] >= 60
    assert counted["en"] >= 25


# -- errors ----------------------------------------------------------------------------------------


def test_a_stub_is_an_error(spoiled: tuple[list[Finding], dict[str, int]]) -> None:
    [one] = of_kind(spoiled[0], "stub", "nl/wegen/5.md")
    assert one.level == "error"
    assert "at least 120" in one.message


def test_an_address_that_is_not_a_link_is_a_warning(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    [one] = of_kind(spoiled[0], "link", "nl/casus/1.md")
    assert (one.level, one.line) == ("warning", spoiled[1]["address"])
    assert "not a link: www.b.nl/c" in one.message


def test_an_unfinished_text_is_an_error(spoiled: tuple[list[Finding], dict[str, int]]) -> None:
    [one] = of_kind(spoiled[0], "stub", "nl/casus/index.md")
    assert (one.level, one.line) == ("error", spoiled[1]["unfinished"])


def test_a_form_of_violence_without_what_never_to_do_is_an_error(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    assert {one.file for one in of_kind(spoiled[0], "violence-type")} == {
        "content/nl/geweldsvormen/dieren.md",
        "content/en/geweldsvormen/dieren.md",
    }
    assert all(
        one.level == "error" and "'never'" in one.message
        for one in of_kind(spoiled[0], "violence-type")
    )


def test_other_blocks_than_the_dutch_page_are_an_error(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    [one] = of_kind(spoiled[0], "blocks", "en/gesprek/kind.md")
    assert one.level == "error"
    assert "'tip'" in one.message
    assert "'never'" in one.message
    assert "content/nl/gesprek/kind.md" in one.message


def test_a_promise_no_website_can_keep_is_an_error(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    assert {(one.file, one.line, one.level) for one in of_kind(spoiled[0], "claim")} == {
        ("content/nl/privacy.md", spoiled[1]["claim"], "error"),
        ("content/en/privacy.md", spoiled[1]["claim en"], "error"),
    }


@pytest.mark.parametrize(
    "words",
    [
        "U kunt anoniem surfen.",
        "Zo surft u veilig.",
        "U laat geen enkel spoor na, en niemand ziet het.",
        "Dit maakt u onvindbaar.",
        "Veilig internetten begint hier.",
        "Veilig te surfen is zo eenvoudig.",
    ],
)
def test_a_promise_is_recognised(words: str) -> None:
    assert find_claims(words, "nl") != []


@pytest.mark.parametrize(
    "words",
    [
        "Anoniem surfen bestaat niet.",
        "Deze knop maakt u niet onvindbaar.",
        "Er zijn geen sporen van geweld.",
        "Geen website maakt u onvindbaar.",
        "Advies vragen mag anoniem.",
        "Beloof nooit dat iemand veilig kan surfen.",
    ],
)
def test_a_denied_promise_is_none(words: str) -> None:
    assert find_claims(words, "nl") == []


def test_an_english_promise_is_recognised_and_a_denied_one_is_none() -> None:
    assert find_claims("This app leaves no trace.", "en") != []
    assert find_claims("You can browse safely here.", "en") != []
    assert find_claims("No website can make you untraceable.", "en") == []
    assert find_claims("There is no such thing as anonymous browsing.", "en") == []


def test_faults_of_loading_are_reported_the_same_way(tree: Tree) -> None:
    tree.change("nl/bel.md", "title: Bel", "titel: Bel")
    findings, content = check.gather(tree.path, today=TODAY, app_links=unreachable)
    assert content is None
    assert {one.level for one in findings} == {"error"}
    assert any(
        one.file == "content/nl/bel.md" and one.line and "title" in one.message and one.remedy
        for one in findings
    )
    assert "checked once these are put right" in "\n".join(describe(findings))


def test_a_faulty_list_of_words_is_an_error(tree: Tree) -> None:
    tree.write("plain-words.toml", "[nl.word]\nindien = als\n")
    [one] = check.gather(tree.path, today=TODAY, app_links=unreachable)[0]
    assert (one.file, one.line, one.level) == ("content/plain-words.toml", 2, "error")


# -- warnings --------------------------------------------------------------------------------------


def test_an_overdue_page_is_a_warning_at_its_line(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    [one] = of_kind(spoiled[0], "overdue", "nl/bel.md")
    assert one.level == "warning"
    assert one.line > 1
    assert "2025-12-01" in one.message


def test_a_number_not_looked_up_for_a_year_is_overdue(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    [one] = of_kind(spoiled[0], "overdue", "contacts.toml")
    assert "Twijfellijn" in one.message


def test_a_translation_that_lags_or_was_never_stamped_is_a_warning(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    messages = {one.file: one.message for one in of_kind(spoiled[0], "translation")}
    assert "has changed" in messages["content/en/stappen/3.md"]
    assert "nobody has noted" in messages["content/en/wegen/2.md"]
    assert "content/en/stappen/2.md" in messages, "the Dutch page got a sentence more"
    assert "content/en/wegen/1.md" not in messages


def test_a_source_nothing_rests_on_is_a_warning(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    assert "'unread'" in " ".join(
        one.message for one in of_kind(spoiled[0], "unused", "sources.toml")
    )


def test_a_contact_nobody_names_and_nobody_sees_is_a_warning(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    assert [
        one.brief
        for one in of_kind(spoiled[0], "unused", "contacts.toml")
        if one.level == "warning"
    ] == ["unsure-line"]


@pytest.mark.parametrize(
    ("kind", "file", "line"),
    [
        ("sentence", "nl/stappen/2.md", "long"),
        ("word", "nl/stappen/4.md", "word"),
        ("label", "nl/stappen/5.md", "label"),
        ("item", "nl/wegen/3.md", "item"),
        ("term", "en/stappen/4.md", "term"),
    ],
)
def test_what_is_hard_to_read_is_a_warning_at_its_line(
    spoiled: tuple[list[Finding], dict[str, int]], kind: str, file: str, line: str
) -> None:
    [one] = of_kind(spoiled[0], kind, file)
    assert (one.level, one.line) == ("warning", spoiled[1][line])


def test_a_list_of_eight_items_is_too_long(spoiled: tuple[list[Finding], dict[str, int]]) -> None:
    assert [one.level for one in of_kind(spoiled[0], "list", "nl/wegen/4.md")] == ["warning"]


def test_a_word_is_found_whole_with_any_ending_and_not_where_the_law_needs_it() -> None:
    words = WordList(
        "label",
        {
            "pleger*": Better(instead="wie geweld gebruikt", pages=("begrippen",)),
            "op basis van": Better(instead="door"),
        },
    )
    assert list(words.find("Plegers doen dit op  basis van angst.")) == [
        ("Plegers", "wie geweld gebruikt"),
        ("op  basis van", "door"),
    ]
    assert list(words.find("Verpleger en pleger.", "begrippen")) == []


def test_a_neutral_address_that_opens_an_app_is_an_error_at_its_line(tree: Tree) -> None:
    tree.change(
        "regions/klein.toml",
        'name = "Klein"',
        'name = "Klein"\nexit_url = "https://app.example/"',
    )
    findings, _ = check.gather(
        tree.path,
        today=TODAY,
        app_links=lambda address: ["assetlinks.json"] if "app.example" in address else [],
    )
    [one] = of_kind(findings, "exit")
    assert (one.file, one.level) == ("content/regions/klein.toml", "error")
    assert one.line > 1
    assert "assetlinks.json" in one.message


def test_a_municipality_in_the_files_of_two_regions_or_of_none_is_an_error(tree: Tree) -> None:
    tree.change("regions/klein.toml", '"GM0002"', '"GM0003"')
    findings, _ = check.gather(tree.path, today=TODAY, app_links=lambda _: [])
    nowhere, twice = of_kind(findings, "municipality")
    assert (twice.file, twice.level) == ("content/regions/klein.toml", "error")
    assert twice.message == "'t Dal (GM0003) is in regions/groot.toml as well"
    assert (nowhere.file, nowhere.level) == ("content/municipalities.csv", "error")
    assert nowhere.message == "Beekstad (GM0002) is in the file of no region"


def test_a_neutral_address_that_could_not_be_reached_is_reported(sound: list[Finding]) -> None:
    [one] = of_kind(sound, "exit")
    assert (one.file, one.level) == ("content/site.toml", "note")


# -- readability -----------------------------------------------------------------------------------


def test_an_abbreviation_or_a_time_does_not_end_a_sentence() -> None:
    assert split_sentences('Bel bijv. De Luisterlijn. Dat kan om 8.30 uur. "Echt?" Ja!') == [
        "Bel bijv. De Luisterlijn.",
        "Dat kan om 8.30 uur.",
        '"Echt?"',
        "Ja!",
    ]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("geweld", 2),
        ("kindermishandeling", 6),
        ("vertrouwensarts", 4),
        ("aandachtsfunctionaris", 7),
        ("huis", 1),
    ],
)
def test_syllables_are_counted_by_hyphenation(word: str, count: int) -> None:
    assert readability.syllables(word) == count


def test_the_score_is_that_of_douma() -> None:
    text = list(pieces("Het kind wil niet naar huis. " * 10))
    score = readability.score(text, readability.PROFESSIONAL, "nl")
    assert (score.sentences, score.words, score.long) == (10, 60, 0)
    assert score.douma == pytest.approx(206.84 - 0.93 * 6 - 77 * 1.0)
    assert readability.score(text, readability.PROFESSIONAL, "en").douma is None


def test_a_sentence_is_long_by_the_limit_of_its_zone() -> None:
    text = list(pieces("Kort. " + "Nu " + " ".join(["woord"] * 19) + "."))
    assert readability.score(text, readability.PROFESSIONAL, "nl").long == 0
    assert readability.score(text, readability.HELP, "nl").long == 1
    assert readability.score(text, readability.HELP, "nl").share == 0.5


def test_pieces_are_what_people_read() -> None:
    text = (
        "Een [link](page:stappen/2).\n\n/// call | Bel\nveilig-thuis\n\nVraag "
        "**advies**.\n///\n\n1. Eerst\n2. Dan\n\n## Kop"
    )
    assert [(piece.kind, piece.block, piece.line, piece.words) for piece in pieces(text)] == [
        ("paragraph", "", 1, "Een link."),
        ("title", "call", 3, "Bel"),
        ("paragraph", "call", 6, "Vraag advies."),
        ("item", "", 9, "Eerst"),
        ("item", "", 10, "Dan"),
        ("title", "", 12, "Kop"),
    ]


# -- telling ---------------------------------------------------------------------------------------


def test_the_report_starts_with_errors_and_ends_with_counts(
    spoiled: tuple[list[Finding], dict[str, int]],
) -> None:
    report = list(describe(spoiled[0]))
    chapters = [line for line in report if line and not line.startswith((" ", "-"))]
    assert chapters[0].startswith("To put right first")
    assert [chapter.partition(" (")[0].partition(":")[0] for chapter in chapters[1:-1]] == [
        "Overdue",
        "Translations behind the Dutch text",
        "Not used by anything",
        "Too long for a phone",
        "List items too long",
        "Worth another look, one line a page",
        "Not approved by Veilig Thuis yet",
        "Rules, and the pages that include them",
        "Questions that pages promise to answer",
        "Languages of the help zone",
        "Good to know",
    ]
    assert re.fullmatch(r"\d+ errors, \d+ warnings in \d+ files, \d+ notes\.", report[-1])


def test_warnings_get_one_entry_a_page(spoiled: tuple[list[Finding], dict[str, int]]) -> None:
    report = "\n".join(
        describe(
            [
                one
                for one in spoiled[0]
                if one.file == "content/nl/stappen/4.md"
                and one.kind in ("word", "style", "sentence")
            ]
        )
    )
    assert report.count("content/nl/stappen/4.md") == 1
    assert f"Indien → als ({spoiled[1]['word']})" in report


def test_the_report_of_the_whole_content_does_not_drown_the_editor(sound: list[Finding]) -> None:
    assert len(list(describe(sound))) <= 200  # eleven languages take a line each


def test_rows_hold_every_finding(
    spoiled: tuple[list[Finding], dict[str, int]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check, "gather", lambda *_, **__: (spoiled[0], None))
    assert check.run(ROOT / "content", "csv") == 1
    printed = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(printed.out)))
    assert list(rows[0]) == ["file", "line", "level", "kind", "message", "remedy"]
    assert len(rows) == len(spoiled[0])
    assert all(
        row["file"] and row["message"] and row["remedy"] and row["level"] in LEVELS for row in rows
    )
    assert "errors" in printed.err


@pytest.mark.parametrize("form", ["text", "csv"])
def test_only_an_error_fails_the_check(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    warning = Finding("content/nl/bel.md", 3, "warning", "overdue", "old", "look again")
    monkeypatch.setattr(check, "gather", lambda *_, **__: ([warning], None))
    assert check.run(TINY, form) == 0
    monkeypatch.setattr(
        check,
        "gather",
        lambda *_, **__: (
            [warning, Finding("content/nl/bel.md", 3, "error", "stub", "short", "write")],
            None,
        ),
    )
    assert check.run(TINY, form) == 1


def test_the_command_line_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exits, "app_links", unreachable)  # a test leaves the network alone
    outcome = run("check", "--content", str(TINY), "--format", "csv")
    assert outcome.code == 1, "the tiny pages are stubs"
    assert outcome.out.startswith("file,line,level,kind,message,remedy\n")


# -- stamping --------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "stamped", ["", "source_hash: old{newline}", "source_hash:  0123  {newline}"]
)
def test_a_stamp_changes_nothing_but_itself(tmp_path: Path, newline: str, stamped: str) -> None:
    page = tmp_path / "page.md"
    before = f"---{newline}title: T\N{LATIN SMALL LETTER E WITH DIAERESIS}st{newline}"
    body = f"---{newline}source_hash: in the text{newline}  {newline}no end of line"
    order = f"order: 10{newline}"
    page.write_bytes(f"{before}{stamped.format(newline=newline)}{order}{body}".encode())
    assert write_fields(page, {"source_hash": "abc"}) is True
    if stamped:
        head = re.sub("old|0123", "abc", stamped.format(newline=newline)) + order
    else:
        head = f"{order}source_hash: abc{newline}"  # a new field comes last
    assert page.read_bytes() == f"{before}{head}{body}".encode()
    assert write_fields(page, {"source_hash": "abc"}) is False


def test_stamping_notes_the_dutch_text_in_every_page_of_a_language(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    stamp(tree.path, "en")
    put(tree.path, "nl/bel.md", r"^title: .*", "title: Bel nu")
    put(tree.path, "en/wegen/2.md", r"^source_hash: .*\n", "")
    dutch = {path: path.read_bytes() for path in (tree.path / "nl").rglob("*") if path.is_file()}
    capsys.readouterr()
    stamp(tree.path, "en")
    assert capsys.readouterr().out.startswith("2 texts in en stamped")
    content = load_content(tree.path)
    assert all(
        page.source_hash == source_hash(content.pages["nl"][page.id])
        for page in content.pages["en"].values()
    )
    assert {path: path.read_bytes() for path in dutch} == dutch
    stamp(tree.path, "en")
    assert capsys.readouterr().out.startswith("0 texts in en stamped")


def test_a_stamp_of_the_dutch_texts_is_about_their_rules_alone(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.change("nl/rules/keel.md", "benauwdheid.", "heesheid.")
    before = {path: path.read_bytes() for path in tree.path.rglob("*.md")}
    stamp(tree.path, "nl")
    assert capsys.readouterr().out.startswith("1 rule in nl stamped")
    changed = [path.name for path, text in before.items() if path.read_bytes() != text]
    assert changed == ["keel.md"]
    stamp(tree.path, "nl")
    assert capsys.readouterr().out.startswith("0 rules in nl stamped")
