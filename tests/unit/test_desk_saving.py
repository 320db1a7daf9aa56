"""What happens to what somebody types: saved when it is sound, refused when not, never lost."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from meldapp.content.load import load_content
from meldapp.content.paste import KINDS
from meldapp.editors.approve import approve
from meldapp.editors.desk import create_desk
from meldapp.editors.in_place import MARK
from meldapp.editors.stamp import stamp
from tests.kit.content_tree import Tree
from tests.kit.desk import HOST, PORT, TOKEN, Typist, desk, form_of, said, typist
from tests.unit.test_paste import CASES

__all__ = ["desk"]
pytestmark = pytest.mark.slow
NAME = "nl/veilig-thuis/anoniem.md"
PAGE = f"tekst/{NAME}"
NUMBER = "feiten/contacts.toml?at=veilig-thuis"


def drafts(desk: Typist) -> list[dict[str, str]]:
    """What is kept of unsaved words."""
    return [json.loads(path.read_text()) for path in sorted(desk.workshop.glob("drafts/*.json"))]


def kept(desk: Typist) -> list[str]:
    """The versions that are kept."""
    return [p.read_text() for p in sorted((desk.workshop / "versions").rglob("*")) if p.is_file()]


def test_saving_without_typing_changes_nothing(desk: Typist, tree: Tree) -> None:
    before = {path: path.read_bytes() for path in tree.path.rglob("*") if path.is_file()}
    for screen in (
        PAGE,
        "tekst/nl/stappen/1.md",
        "tekst/nl/rules/keel.md",
        NUMBER,
        "vertaling/en/stappen/1.md",
        "feiten/regions/klein.toml",
        "feiten/regions/klein.toml?at=facts.opvang",
        "tekst/nl/help/thuis.md",
        "feiten/regions/groot.toml?at=contacts.bezorgd",
    ):
        answer = desk.save(screen)
        assert answer.status_code == 303, screen
        assert answer.location.endswith("saved=0"), screen
    assert {path: path.read_bytes() for path in tree.path.rglob("*") if path.is_file()} == before
    assert drafts(desk) == []


@pytest.mark.parametrize(("mark", "end"), [(b"", "\n"), (MARK, "\r\n")])
def test_one_word_changes_and_nothing_else(desk: Typist, tree: Tree, mark: bytes, end: str) -> None:
    old = mark + tree.text(NAME).replace("\n", end).encode()
    tree.write(NAME, old)
    form = desk.form(PAGE)
    word = form["text"].split()[0]
    answer = desk.post(PAGE, form | {"text": form["text"].replace(word, "Zeker", 1), "do": "save"})
    assert answer.status_code == 303, said(answer)
    assert (tree.path / NAME).read_bytes() == old.replace(word.encode(), b"Zeker", 1)


def test_a_browser_sends_other_line_ends_and_the_file_keeps_its_own(
    desk: Typist, tree: Tree
) -> None:
    before = tree.text(NAME)
    form = desk.form(PAGE)
    text = f"{form['text']}\n\nNog een zin."
    desk.post(PAGE, form | {"text": text.replace("\n", "\r\n"), "do": "save"})
    assert tree.text(NAME) == before.rstrip("\n") + "\n\nNog een zin.\n"


def test_a_field_of_the_head_is_saved_in_its_place(desk: Typist, tree: Tree) -> None:
    before = tree.text(NAME)
    assert desk.save(PAGE, field__title="Anoniem melden").status_code == 303
    after = tree.text(NAME)
    changed = [(a, b) for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]
    assert [new for _, new in changed] == ["title: Anoniem melden"]


def test_comparing_with_the_sources_sets_both_days(desk: Typist, tree: Tree) -> None:
    desk.save(PAGE, compared="1")
    today = date.today()
    assert f"checked: {today}\n" in tree.text(NAME)
    assert f"review_by: {today + timedelta(days=365)}\n" in tree.text(NAME)
    load_content(tree.path)


def test_every_paste_fault_is_refused_in_line_and_nothing_is_written(
    desk: Typist, tree: Tree
) -> None:
    before = tree.text(NAME)
    form = desk.form(PAGE)
    for kind, (pasted, _, line) in CASES.items():
        typed = {"text": f"{form['text']}\n\n{pasted}", "do": "save"}
        answer = desk.post(PAGE, form | typed)
        assert answer.status_code == 422, kind
        assert f'data-line="{form["text"].count(chr(10)) + 2 + line}"' in answer.text, kind
        assert KINDS[kind].problem not in said(answer), kind  # it is said in Dutch
        assert form_of(answer)["text"].endswith(pasted), kind
        assert tree.text(NAME) == before, kind


def test_every_paste_fault_is_repaired_by_the_desk(desk: Typist) -> None:
    for kind, (pasted, right, _) in CASES.items():
        answer = desk.post("plak", {"pasted": f"Eerst dit.\n\n{pasted}"}).json
        assert answer is not None
        assert answer["text"] == f"Eerst dit.\n\n{right}", kind
        assert answer["count"] == len(answer["repaired"]) == 1, kind
        assert answer["repaired"] != [KINDS[kind].problem], kind


@pytest.mark.parametrize(
    ("field", "words", "message"),
    [
        ("title", "T" * 41, "41 tekens"),
        ("title", "", "het veld 'Titel' is leeg"),
        ("checked", "2026-02-30", "geen dag van de kalender"),
        ("review_by", "2030-01-01", "meer dan 12 maanden"),
        ("sources", "bestaat-niet", "de bron 'bestaat-niet' bestaat niet"),
        ("changed", "gisteren iets", "geen dag met wat er nieuw is"),
        ("related", "nergens", "de pagina 'nergens' bestaat niet"),
    ],
)
def test_a_faulty_field_says_so_beside_it(
    desk: Typist, tree: Tree, field: str, words: str, message: str
) -> None:
    before = tree.text(NAME)
    answer = desk.save(PAGE, **{f"field__{field}": words})
    assert answer.status_code == 422
    assert message in said(answer)
    wrong = [part for part in answer.text.split('<div class="field ') if 'class="wrong"' in part]
    assert len(wrong) == 1
    assert f'name="field.{field}"' in wrong[0]
    assert 'aria-invalid="true"' in wrong[0]
    assert tree.text(NAME) == before


def test_a_fault_that_only_the_whole_content_shows_is_refused(desk: Typist, tree: Tree) -> None:
    form = desk.form(PAGE)
    answer = desk.post(
        PAGE, form | {"text": "[x](page:nergens) en bel 0900-1234567.", "do": "save"}
    )
    assert answer.status_code == 422
    assert "de pagina 'nergens' bestaat niet" in said(answer)
    assert "0900-1234567" in said(answer)


def test_a_rule_that_would_break_a_page_is_refused(desk: Typist, tree: Tree) -> None:
    before = tree.text("nl/rules/keel.md")
    answer = desk.save("tekst/nl/rules/keel.md", field__telltale="U kunt")
    assert answer.status_code == 422
    assert "nl/" in said(answer)
    assert tree.text("nl/rules/keel.md") == before


def test_a_fault_elsewhere_does_not_keep_a_sound_text_from_being_saved(
    desk: Typist, tree: Tree
) -> None:
    tree.add("nl/over.md", "– een streepje")
    assert desk.save(PAGE, field__title="Anoniem melden").status_code == 303
    assert "Anoniem melden" in tree.text(NAME)
    listed = said(desk.get("?state=fault"))
    assert "nl/over.md" in listed
    assert "1 van" in listed


def test_a_faulty_text_on_disk_can_be_put_right(desk: Typist, tree: Tree) -> None:
    sound = tree.text("nl/over.md")
    tree.add("nl/over.md", "– een streepje")
    answer = desk.get("tekst/nl/over.md")
    assert "gedachtestreepje" in said(answer)
    form = form_of(answer)
    text = form["text"].replace("–", "-")
    assert desk.post("tekst/nl/over.md", form | {"text": text, "do": "save"}).status_code == 303
    assert tree.text("nl/over.md") == f"{sound}\n- een streepje\n"


def test_a_head_that_cannot_be_read_is_shown_as_a_whole_file(desk: Typist, tree: Tree) -> None:
    sound = tree.text("nl/over.md")
    tree.change("nl/over.md", "title: Over", "title: Over: deze")
    form = desk.form("tekst/nl/over.md")
    answer = desk.post(
        "tekst/nl/over.md",
        form | {"whole": form["whole"].replace("Over: deze", "Over"), "do": "save"},
    )
    assert answer.status_code == 303
    assert tree.text("nl/over.md") == sound


def test_a_file_saved_as_windows_letters_is_put_right_by_saving_it(
    desk: Typist, tree: Tree
) -> None:
    tree.write(NAME, tree.text(NAME).replace("Vraag", "Vraag één keer").encode("cp1252"))
    assert "niet als UTF-8" in said(desk.get(PAGE))
    assert desk.save(PAGE).status_code == 303
    assert "Vraag één keer" in tree.text(NAME)
    load_content(tree.path)


# -- meanwhile -------------------------------------------------------------------------------------


def test_a_file_that_changed_meanwhile_shows_both_and_loses_nothing(
    desk: Typist, tree: Tree
) -> None:
    form = desk.form(PAGE) | {"text": "Mijn woorden.", "do": "save"}
    tree.add(NAME, "Hun woorden.")
    theirs = tree.text(NAME)
    answer = desk.post(PAGE, form)
    assert answer.status_code == 409
    assert "Mijn woorden." in said(answer)
    assert "Hun woorden." in said(answer)
    assert tree.text(NAME) == theirs
    assert len(drafts(desk)) == 1


def over(answer_text: str) -> str:
    """What the screen with both versions asks to confirm."""
    return answer_text.partition('name="over" value="')[2].partition('"')[0]


def test_mine_can_be_saved_over_theirs_which_are_kept(desk: Typist, tree: Tree) -> None:
    form = desk.form(PAGE) | {"text": "Mijn woorden.", "do": "save"}
    tree.change(NAME, "checked_by: redactie", "checked_by: jurist")
    tree.add(NAME, "Hun woorden.")
    theirs = tree.text(NAME)
    confirm = over(desk.post(PAGE, form).text)
    assert desk.post(PAGE, form | {"over": confirm}).status_code == 303
    assert "Mijn woorden." in tree.text(NAME)
    assert "checked_by: jurist" in tree.text(NAME)  # what I left alone is theirs
    assert theirs in kept(desk)
    assert drafts(desk) == []


def test_theirs_can_stay_and_mine_are_kept(desk: Typist, tree: Tree) -> None:
    form = desk.form(PAGE) | {"text": "Mijn woorden.", "do": "save"}
    tree.add(NAME, "Hun woorden.")
    theirs = tree.text(NAME)
    desk.post(PAGE, form)
    assert desk.post(PAGE, form | {"do": "drop"}).status_code == 303
    assert tree.text(NAME) == theirs
    assert any("Mijn woorden." in words for words in kept(desk))
    assert drafts(desk) == []


def test_a_third_version_asks_again(desk: Typist, tree: Tree) -> None:
    form = desk.form(PAGE) | {"text": "Mijn woorden.", "do": "save"}
    tree.add(NAME, "Hun woorden.")
    confirm = over(desk.post(PAGE, form).text)
    tree.add(NAME, "Nog meer.")
    assert desk.post(PAGE, form | {"over": confirm}).status_code == 409


def test_another_entry_of_the_same_file_is_no_reason_to_ask(desk: Typist, tree: Tree) -> None:
    form = desk.form(NUMBER) | {"field.note.nl": "Dag en nacht.", "do": "save"}
    tree.change("contacts.toml", 'nl = "bij gevaar nu"', 'nl = "bij gevaar"')
    assert desk.post(NUMBER, form).status_code == 303
    assert 'nl = "bij gevaar"' in tree.text("contacts.toml")
    assert "Dag en nacht." in tree.text("contacts.toml")


def test_the_same_entry_is(desk: Typist, tree: Tree) -> None:
    form = desk.form(NUMBER) | {"field.name": "Veilig Thuis Nederland", "do": "save"}
    tree.change("contacts.toml", 'name = "Veilig Thuis"', 'name = "VT"')
    assert desk.post(NUMBER, form).status_code == 409


# -- not saved -------------------------------------------------------------------------------------


def test_words_that_were_not_saved_are_offered_again(desk: Typist, tree: Tree) -> None:
    form = desk.form(PAGE) | {"text": "– nog niet af", "do": "draft"}
    assert "gedachtestreepje" in said(desk.post(PAGE, form))
    assert len(drafts(desk)) == 1
    again = desk.get(PAGE)
    assert "Hier staan woorden die nog niet zijn opgeslagen" in said(again)
    assert form_of(again)["text"] != "– nog niet af"
    address = f"{PAGE}?draft={form['tab']}"
    assert address in again.text
    back = form_of(desk.get(address))
    assert back["text"] == "– nog niet af"
    assert back["tab"] == form["tab"]
    assert "Anoniem" in said(desk.get()).partition("Zoeken")[0]
    assert NAME in said(desk.get("?state=draft"))


def test_unsaved_words_survive_a_restart_of_the_desk(desk: Typist, tree: Tree) -> None:
    form = desk.form(PAGE) | {"text": "Nog niet af.", "do": "draft"}
    desk.post(PAGE, form)
    later = typist(tree)
    assert form_of(later.get(f"{PAGE}?draft={form['tab']}"))["text"] == "Nog niet af."
    tree.add(NAME, "Hun woorden.")
    answer = later.post(PAGE, form | {"do": "save"})
    assert answer.status_code == 409  # what the file said then is known still


def test_discarded_words_are_kept_as_a_version(desk: Typist) -> None:
    form = desk.form(PAGE) | {"text": "Nog niet af.", "do": "draft"}
    desk.post(PAGE, form)
    desk.post(PAGE, {"tab": form["tab"], "base": form["base"], "do": "drop"})
    assert drafts(desk) == []
    assert any("Nog niet af." in words for words in kept(desk))


def test_words_typed_back_leave_no_draft(desk: Typist) -> None:
    form = desk.form(PAGE)
    desk.post(PAGE, form | {"text": "Nog niet af.", "do": "draft"})
    desk.post(PAGE, form | {"do": "draft"})
    assert drafts(desk) == []


def test_two_tabs_keep_their_own_words(desk: Typist, tree: Tree) -> None:
    first, second = desk.form(PAGE), desk.form(PAGE)
    desk.post(PAGE, first | {"text": "Een.", "do": "draft"})
    desk.post(PAGE, second | {"text": "Twee.", "do": "draft"})
    assert sorted(one["form"]["text"] for one in drafts(desk)) == ["Een.", "Twee."]  # type: ignore[index]
    assert desk.post(PAGE, first | {"text": "Een.", "do": "save"}).status_code == 303
    assert [one["form"]["text"] for one in drafts(desk)] == ["Twee."]  # type: ignore[index]
    assert desk.post(PAGE, second | {"text": "Twee.", "do": "save"}).status_code == 409


# -- preview ---------------------------------------------------------------------------------------


def test_the_preview_shows_the_words_of_its_tab_until_they_are_faulty(desk: Typist) -> None:
    form, other = desk.form(PAGE), desk.form(PAGE)
    look = f"voorbeeld/{form['tab']}/-/app/nl/veilig-thuis/anoniem/"
    desk.post(PAGE, form | {"text": "Mijn **eigen** woorden.", "do": "draft"})
    assert "Mijn <strong>eigen</strong> woorden." in desk.get(look).text
    desk.post(PAGE, form | {"text": "– stuk", "do": "draft"})
    assert "Mijn <strong>eigen</strong> woorden." in desk.get(look).text
    assert "eigen" not in desk.get(look.replace(form["tab"], other["tab"])).text


@pytest.mark.parametrize(
    ("look", "there", "gone"),
    [
        ("-", "@media screen and (max-width:0)", "prefers-color-scheme:dark"),
        ("d", "@media screen and (min-width:0)", "prefers-color-scheme:dark"),
        ("g", "font:225%/1.5", "font:112.5%/1.5"),
        ("r", 'lang="nl" dir="rtl"', 'lang="nl" dir="ltr"'),
    ],
)
def test_the_look_of_the_preview_is_chosen(desk: Typist, look: str, there: str, gone: str) -> None:
    page = desk.get(f"voorbeeld/0000000000000000/{look}/app/nl/stappen/1/").text
    assert there in page
    assert gone not in page


def test_a_topic_is_open_in_its_preview(desk: Typist) -> None:
    page = desk.get("voorbeeld/0000000000000000/-/nl/?topic=help/thuis").text
    assert 'data-help-topic="help/thuis" id="here" open' in page
    assert 'data-help-door="unsafe" open' in page


# -- facts and translations ------------------------------------------------------------------------


def test_a_number_is_corrected_and_compared(desk: Typist, tree: Tree) -> None:
    before = tree.text("contacts.toml")
    assert desk.save(NUMBER, field__cost="usual", compared="1").status_code == 303
    lines = zip(before.split("\n"), tree.text("contacts.toml").split("\n"), strict=True)
    changed = [new for old, new in lines if old != new]
    assert changed == ['cost = "usual"', f"checked = {date.today()}"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"field__number": "bel mij"}, "geen telefoonnummer"),
        ({"field__hours": "ma-vr 25-26"}, "geen tijd, zoals 09:00"),
        ({"field__hours": "werkdagen 09:00-17:00"}, "'werkdagen' zijn geen dagen"),
        ({"field__url": "http://a.nl"}, "geen heel adres"),
        ({"field__source": "niets"}, "de bron 'niets' bestaat niet"),
    ],
)
def test_a_faulty_number_is_refused(
    desk: Typist, tree: Tree, typed: dict[str, str], message: str
) -> None:
    before = tree.text("contacts.toml")
    answer = desk.save(NUMBER, **typed)
    assert answer.status_code == 422
    assert message in said(answer)
    assert tree.text("contacts.toml") == before


def test_hours_are_typed_by_the_line(desk: Typist, tree: Tree) -> None:
    desk.save(NUMBER, field__hours="maandag t/m vrijdag 9.00 - 17 uur\nsat 10:00-12:00")
    hours = load_content(tree.path).contacts["veilig-thuis"].hours
    assert hours is not None
    assert [(one.days, one.opens, one.closes) for one in hours] == [  # type: ignore[union-attr]
        ("mon-fri", "09:00", "17:00"),
        ("sat", "10:00", "12:00"),
    ]
    assert desk.form(NUMBER)["field.hours"] == "ma-vr 09:00-17:00\nza 10:00-12:00"
    desk.save(NUMBER, field__hours="Altijd")
    assert load_content(tree.path).contacts["veilig-thuis"].hours == "always"


def test_a_region_gets_a_fact_a_team_and_a_site(desk: Typist, tree: Tree) -> None:
    file = "feiten/regions/klein.toml"
    before = tree.text("regions/klein.toml")
    assert (
        desk.save(
            f"{file}?at=facts.vt_klachten",
            field__value__nl="via de website",
            field__source="lijst",
            compared="1",
        ).status_code
        == 303
    )
    assert (
        desk.save(
            f"{file}?at=local_teams.GM0002",
            field__name="Team Beek",
            field__source="lijst",
            field__status="ok",
            compared="1",
        ).status_code
        == 303
    )
    assert desk.save(file, field__public_url="https://klein.example/app/").status_code == 303
    region = load_content(tree.path).regions["klein"]
    assert region.facts["vt_klachten"].value["nl"] == "via de website"
    assert region.local_teams["GM0002"].name == "Team Beek"
    assert region.public_url == "https://klein.example/app/"
    after = tree.text("regions/klein.toml")
    assert [line for line in before.split("\n") if line not in after.split("\n")] == []


@pytest.mark.parametrize(
    "at", ["nothing", "facts", "facts.opvang.value", "colours", "contacts.x.y", "a b", "__proto__"]
)
def test_other_tables_are_not_edited(desk: Typist, at: str) -> None:
    assert desk.get(f"feiten/regions/klein.toml?at={at}").status_code == 404


def test_a_translation_is_saved_block_by_block_and_follows_when_somebody_says_so(
    desk: Typist, tree: Tree
) -> None:
    screen = "vertaling/en/stappen/1.md"
    stamp(tree.path, "en")
    assert " 0 van" in said(desk.get("?locale=en&state=behind"))
    before = tree.text("en/stappen/1.md")
    tree.change("nl/stappen/1.md", "Neem iemand mee.", "Neem altijd iemand mee.")
    assert " 1 van" in said(desk.get("?locale=en&state=behind"))
    form = desk.form(screen)
    number = next(
        name for name, words in form.items() if name.startswith("block.") and "/// tip" in words
    )
    typed = form[number].replace("\n", "\nAlways: ", 1)
    desk.post(screen, form | {number: typed, "follows": "1", "do": "save"})
    lines = zip(before.split("\n"), tree.text("en/stappen/1.md").split("\n"), strict=True)
    changed = [new.partition(":")[0] for old, new in lines if old != new]
    assert changed == ["source_hash", "Always"]
    assert " 0 van" in said(desk.get("?locale=en&state=behind"))


def test_the_list_is_filtered(desk: Typist) -> None:
    everything = said(desk.get("?words=&locale="))
    for query, there, gone in (
        ("words=anoniem", "nl/veilig-thuis/anoniem.md", "nl/over.md"),
        ("locale=en", "en/over.md", "nl/over.md"),
        ("section=stappen", "nl/stappen/1.md", "nl/over.md"),
        ("section=.", "nl/over.md", "nl/stappen/1.md"),
        ("section=rules", "nl/rules/keel.md", "nl/over.md"),
        ("state=concept", "nl/stappen/1.md", "nl/over.md"),
    ):
        assert gone in everything
        listed = said(desk.get(f"?{query}"))
        assert there in listed, query
        assert gone not in listed, query


def test_the_desk_speaks_english_when_asked(tree: Tree) -> None:
    app = create_desk(tree.path, port=PORT, token=TOKEN, language="en")
    page = app.test_client().get(f"/{TOKEN}/", headers={"Host": HOST}).text
    assert '<html lang="en">' in page
    assert "Editing desk" in page
    assert "not approved" in page


# -- a number that texts write out -----------------------------------------------------------------


def test_a_new_number_stands_in_the_texts_that_wrote_out_the_old_one(
    desk: Typist, tree: Tree
) -> None:
    stamp(tree.path, "en")
    desk.get()
    answer = desk.save(NUMBER, field__number="0800-2222")
    assert answer.status_code == 303, said(answer)
    for name in ("nl/bel.md", "en/bel.md"):
        assert "0800-2222" in tree.text(name)
        assert "0800-2000" not in tree.text(name)
    assert load_content(tree.path).contacts["veilig-thuis"].number == "0800-2222"
    assert "0 van" in said(desk.get("?locale=en&state=behind"))


def test_an_old_number_that_stays_in_use_stays_in_the_texts(desk: Typist, tree: Tree) -> None:
    assert desk.save(NUMBER, field__number="0800-2222", field__also="0800-2000").status_code == 303
    assert "0800-2000" in tree.text("nl/bel.md")


def test_a_faulty_entry_shows_its_own_faults_only(desk: Typist) -> None:
    answer = desk.save(NUMBER, field__number="bel mij")
    assert "geen telefoonnummer" in said(answer)
    assert "veilig-thuis' bestaat niet" not in said(answer)


def test_a_new_number_says_which_pages_must_be_approved_again(desk: Typist, tree: Tree) -> None:
    for locale in ("nl", "en"):
        tree.add(f"{locale}/stappen/1.md", "Veilig Thuis: 0800-2000.")
    approve(tree.path, ["stappen/1"], "jurist, Veilig Thuis Klein", date.today())
    form = desk.form(NUMBER) | {"field.number": "0800-2222", "do": "draft"}
    assert "opnieuw akkoord geven: " in said(desk.post(NUMBER, form))


def test_a_remedy_counts_lines_as_the_text_does(desk: Typist) -> None:
    form = desk.form(PAGE)
    typed = "/// tip | Een\nWoorden.\n\n/// tip | Twee\nWoorden.\n///"
    answer = said(desk.post(PAGE, form | {"text": typed, "do": "draft"}))
    assert "Regel 1: het blok 'tip' is niet gesloten" in answer
    assert "Zet een regel met /// voor regel 4." in answer


# -- a region whose site cannot be built -----------------------------------------------------------


def test_a_colour_that_cannot_be_read_is_reported_and_keeps_no_text_from_being_saved(
    desk: Typist, tree: Tree
) -> None:
    tree.add("regions/klein.toml", '[colours]\nprimary = "#FFFF99"')
    opening = said(desk.get())
    assert "Hierdoor kan de site niet gebouwd worden" in opening
    assert "primary on page heeft een contrast van" in opening
    assert desk.save(PAGE, field__title="Anoniem melden").status_code == 303


# -- finding, and choosing between versions --------------------------------------------------------


def test_a_text_is_found_by_a_sentence_in_it(desk: Typist, tree: Tree) -> None:
    listed = said(desk.get("?locale=nl&words=kies de luisterlijn"))
    assert "1 van" in listed
    assert "nl/bel.md" in listed
    assert "0 van" in said(desk.get("?locale=nl&words=luisterlijn de kies"))


def test_of_two_versions_the_lines_that_differ_are_shown(desk: Typist, tree: Tree) -> None:
    form = desk.form(PAGE)
    tree.write(NAME, tree.text(NAME).rstrip("\n") + "\n\nVan een ander.\n")
    answer = said(desk.post(PAGE, form | {"text": f"{form['text']}\n\nVan mij.", "do": "save"}))
    assert "Van een ander." in answer
    assert "Van mij." in answer
    assert "title: " not in answer


def test_a_translation_that_is_behind_says_so_on_its_screens(desk: Typist, tree: Tree) -> None:
    stamp(tree.path, "en")
    for screen in ("tekst", "vertaling"):
        assert "loopt achter" not in said(desk.get(f"{screen}/en/stappen/1.md"))
    tree.add("nl/stappen/1.md", "Nog een zin.")
    for screen in ("tekst", "vertaling"):
        assert "loopt achter op het Nederlands" in said(desk.get(f"{screen}/en/stappen/1.md"))
