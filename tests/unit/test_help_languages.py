"""Languages that have the help zone only: what their texts may be, what stops a build, and what falls back by itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import lxml.html
import pytest
from flask import Flask

from meldapp.content.faults import ContentError
from meldapp.content.load import load_content
from meldapp.content.page_reader import LARGEST_RECORDING
from meldapp.content.pages import HelpTopic
from meldapp.editors import check, translations
from meldapp.editors.report import describe
from meldapp.publish.addresses import addresses
from meldapp.publish.freeze import freeze
from meldapp.web.app import create_app
from meldapp.web.front import write_front_page
from tests.kit.content_tree import TINY, Tree, run
from tests.kit.help_language import CODE, add_texts, add_words, in_letters, speaking

pytestmark = pytest.mark.slow

TOPIC = f"{CODE}/help/thuis.md"
RULE = f"{CODE}/rules/keel.md"


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_words(tmp_path_factory.mktemp("words") / "translations")


@pytest.fixture(autouse=True)
def _words(catalogues: Path) -> Iterator[None]:
    with speaking(catalogues):
        yield


@pytest.fixture
def trial(tmp_path: Path) -> Tree:
    """The tiny tree with a trial language of the help zone."""
    folder = tmp_path / "content"
    shutil.copytree(TINY, folder)
    add_texts(folder)
    return Tree(folder, tmp_path / "dist")


def app(tree: Tree) -> Flask:
    return create_app(content_dir=tree.path)


def page(tree: Tree, address: str = f"/{CODE}/") -> lxml.html.HtmlElement:
    answer = app(tree).test_client().get(address)
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.get_data(as_text=True))


def problems(tree: Tree) -> dict[str, str]:
    """File and problem of each fault → its remedy."""
    try:
        load_content(tree.path)
    except ContentError as error:
        return {f"{fault.file}: {fault.problem}": fault.remedy for fault in error.faults}
    return {}


def topic(tree: Tree, name: str = "help/thuis") -> HelpTopic:
    page = load_content(tree.path).pages[CODE][name]
    assert isinstance(page, HelpTopic)
    return page


# -- the texts -----------------------------------------------------------------------------------------------------------


def test_a_topic_gives_its_words_and_takes_the_rest_from_the_dutch(trial: Tree) -> None:
    content = load_content(trial.path)
    mine, dutch = content.pages[CODE]["help/thuis"], content.pages["nl"]["help/thuis"]
    assert isinstance(mine, HelpTopic)
    assert isinstance(dutch, HelpTopic)
    assert mine.title == in_letters(dutch.title)
    for name in ("door", "order", "checked", "checked_by", "review_by", "sources"):
        assert getattr(mine, name) == getattr(dutch, name)


@pytest.mark.parametrize("field", ["door: young", "checked: 2026-11-21", "approved: 2026-11-21"])
def test_what_follows_from_the_dutch_may_not_be_given(trial: Tree, field: str) -> None:
    trial.change(TOPIC, "title:", f"{field}\ntitle:")
    name = field.partition(":")[0]
    assert f"content/{TOPIC}: the field '{name}' follows from the Dutch text" in problems(trial)


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (f"{CODE}/help/onbekend.md", "this is not a topic that exists in Dutch"),
        (f"{CODE}/stappen/1.md", "this is not a topic that exists in Dutch"),
        (f"{CODE}/zoeken.toml", "this is not a page, so nobody would see it"),
        (f"{CODE}/rules/onbekend.md", "the rule 'onbekend' does not exist in the language"),
    ],
)
def test_what_nobody_would_see_is_a_fault(trial: Tree, file: str, problem: str) -> None:
    trial.write(file, "---\ntitle: x\nsummary: x\nsentence: x\n---\nx\n")
    assert any(fault.startswith(f"content/{file}: {problem}") for fault in problems(trial))


def test_a_topic_that_somebody_needs_tonight_may_not_be_missing_and_another_is_left_out(
    trial: Tree,
) -> None:
    trial.remove(f"{CODE}/help/jong.md")
    assert page(trial).xpath("//*[@data-help-topic='help/jong']") == []
    assert page(trial).xpath("//*[@data-help-door='young']") == [], "a door with nothing behind it"
    trial.write("site.toml", 'needed_topics = ["help/jong"]\n' + trial.text("site.toml"))
    [fault] = problems(trial)
    assert fault == (
        "content/he/help/jong.md: the topic 'help/jong' is missing in 'he'; it is one that somebody needs tonight"
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "{rule:keel}",
            "{rule:keel}\n\nעוד",
            "this cannot be laid beside content/nl/help/thuis.md",
        ),
        ("{rule:keel}", "- {rule:keel}", "this cannot be laid beside content/nl/help/thuis.md"),
        ("(call:veilig-thuis)", "(call:alarm)", "the links differ from those of content/nl"),
        ("{rule:keel}", "עוד", "the rules differ from those of content/nl"),
    ],
)
def test_a_translation_has_the_paragraphs_links_and_rules_of_the_dutch(
    trial: Tree, old: str, new: str, problem: str
) -> None:
    trial.change(TOPIC, old, new)
    assert any(fault.startswith(f"content/{TOPIC}: {problem}") for fault in problems(trial))


def test_the_title_of_a_112_card_holds_the_number(trial: Tree) -> None:
    for name in ("nl/help/thuis.md", "en/help/thuis.md"):
        start = "Bel nu 112" if name.startswith("nl") else "Call 112 now"
        trial.add(name, f"\n/// urgent | {start}\n- x\n///")
    trial.add(TOPIC, "\n/// urgent | עכשיו\n- x\n///")
    assert f"content/{TOPIC}: the title of 'urgent' must contain the number 112" in problems(trial)


def test_a_card_of_a_contact_has_its_words(trial: Tree) -> None:
    trial.change(f"{CODE}/contacts.toml", "[veilig-thuis-chat]", "[luisterlijn]")
    fault = "content/he/contacts.toml: the contact 'veilig-thuis-chat' does not say for whom it is in 'he'"
    assert fault in problems(trial)
    trial.change(f"{CODE}/contacts.toml", "[luisterlijn]", "[niemand]")
    assert "content/he/contacts.toml: the contact 'niemand' does not exist" in problems(trial)


def test_a_card_of_a_rule_has_text(trial: Tree) -> None:
    for file in ("nl/help/thuis.md", "en/help/thuis.md", TOPIC):
        trial.add(file, "\n/// rule | keel-vraag\n///")
    for locale in ("nl", "en"):
        trial.write(f"{locale}/rules/keel-vraag.md", trial.text(f"{locale}/rules/keel.md"))
    trial.write(f"{CODE}/rules/keel-vraag.md", trial.text(RULE))
    faults = problems(trial)
    assert f"content/{TOPIC}: the card of the rule 'keel-vraag' has no text in 'he'" in faults
    assert f"content/{TOPIC}: the card of the rule 'keel' has no text in 'he'" not in faults


def test_a_wrong_number_is_a_fault_of_its_own_file_alone(trial: Tree) -> None:
    """Not of each language that says something of the contact: nobody should name another there."""
    trial.change("contacts.toml", '"0800-2000"', '"0800-20x0"')
    [fault] = problems(trial)
    assert fault.startswith("content/contacts.toml: number: '0800-20x0' is not a phone number")


def test_a_wrong_source_of_a_dutch_rule_is_no_fault_of_its_translations(trial: Tree) -> None:
    trial.change("nl/rules/keel.md", "sources: ", "sources: weg, ")
    [fault] = problems(trial)
    assert fault == "content/nl/rules/keel.md: the source 'weg' does not exist"


# -- behind the Dutch ------------------------------------------------------------------------------------------------------


def test_a_change_in_a_dutch_rule_hides_the_old_translation_until_it_follows(trial: Tree) -> None:
    old = in_letters("Na geweld tegen uw hals gaat u naar een arts.")
    text = page(trial).text_content()
    assert old in text
    trial.change("nl/rules/keel.md", "gaat u naar een arts.", "belt u een arts.")
    behind = page(trial)
    assert old not in behind.text_content()
    shown = behind.xpath("//*[@data-help-topic='help/thuis']//p[not(@class)]/span[@lang='nl']")
    assert [one.text_content() for one in shown] == ["Na geweld tegen uw hals belt u een arts."]
    assert shown[0].get("dir") == "ltr"
    findings, _ = check.gather(trial.path, app_links=lambda _: [])
    assert any(
        one.file == f"content/{RULE}" and one.kind == "translation" and "in Dutch" in one.message
        for one in findings
    )
    assert run("stamp", "--content", str(trial.path), CODE).code == 0
    assert old in page(trial).text_content()


def test_a_change_in_what_only_professionals_read_of_a_rule_hides_nothing(trial: Tree) -> None:
    trial.change("nl/rules/keel.md", "Bel 112 bij benauwdheid.", "Bel 112 bij ademnood.")
    old = in_letters("Na geweld tegen uw hals gaat u naar een arts.")
    assert old in page(trial).text_content()


def test_a_topic_behind_the_dutch_says_so_and_has_the_whole_dutch_below_it(trial: Tree) -> None:
    trial.add("nl/help/thuis.md", "Nieuwe zin.")
    assert problems(trial) == {}, "a change in Dutch may not stop the build for every language"
    [place] = page(trial).xpath("//*[@data-help-topic='help/thuis']")
    warning = in_letters("De Nederlandse tekst is nieuwer dan deze vertaling.")
    assert warning in place.text_content()
    [dutch] = place.xpath(".//div[@class='beside'][@lang='nl'][@dir='ltr']")
    assert "Nieuwe zin." in dutch.text_content()
    assert warning not in page(trial).xpath("//*[@data-help-topic='help/jong']")[0].text_content()


# -- side by side ----------------------------------------------------------------------------------------------------------


def test_every_paragraph_has_the_dutch_one_under_it(trial: Tree) -> None:
    for topic_page in page(trial).xpath(
        "//*[@data-help-topic][starts-with(@data-help-topic, 'help/')]"
    ):
        leaves = [
            element
            for element in topic_page.xpath(".//p | .//li")
            if not element.xpath(
                "ancestor-or-self::*[@class='beside' or contains(@class, 'call-card') or contains(@class, 'topic-end')]"
            )
        ]
        assert leaves
        for leaf in leaves:
            dutch = leaf.xpath("./span[@class='beside']") or leaf.xpath(
                "./following-sibling::*[1][@class='beside']"
            )
            assert [one.get("lang") for one in dutch] == ["nl"], leaf.text_content()


def test_the_box_that_shows_the_dutch_needs_no_script_and_is_forgotten(trial: Tree) -> None:
    [box] = page(trial).xpath("//input[@id='beside']")
    assert (box.get("type"), box.get("name")) == ("checkbox", None)
    [form] = page(trial).xpath(f"//form[@id='{box.get('form')}']")
    assert (form.get("method"), form.get("autocomplete")) == ("dialog", "off")
    assert page(trial).xpath("//label[@for='beside']")
    start = box.xpath("following-sibling::*[contains(@class, 'help-start')]")
    assert start, "the style sheet reaches the texts from the box by way of its siblings"


def test_dutch_pages_have_no_box_and_no_line_about_a_translation(trial: Tree) -> None:
    for address in ("/nl/", "/en/"):
        assert page(trial, address).xpath("//*[@id='beside'] | //*[@class='beside']") == []


def test_dutch_words_are_set_apart_where_the_page_runs_from_right_to_left(trial: Tree) -> None:
    trial.change("nl/help/jong.md", "bellen.", "bellen. Dat is [Slachtofferhulp]{nl}.")
    trial.change(f"{CODE}/help/jong.md", in_letters("bellen."), "בב. [Slachtofferhulp]{nl}.")
    run("stamp", "--content", str(trial.path), CODE)
    names = page(trial).xpath("//*[@data-help-topic='help/jong']//p[not(@class)]/bdi")
    assert [(one.get("lang"), one.get("dir"), one.text) for one in names] == [
        ("nl", "ltr", "Slachtofferhulp")
    ]


# -- checked by a native speaker -------------------------------------------------------------------------------------------


def unchecked(tree: Tree) -> bool:
    line = in_letters("Deze vertaling is nog niet nagekeken door een moedertaalspreker.")
    return line in page(tree).text_content()


def test_the_line_at_the_top_goes_when_a_native_speaker_read_every_topic_and_comes_back_with_a_change(
    trial: Tree,
) -> None:
    assert unchecked(trial)
    done = run("approve", "--content", str(trial.path), "--native", CODE, "--by", "tolk, Bureau")
    assert done.code == 0, done.err
    assert topic(trial).native_check == date.today()
    assert topic(trial).native_check_by == "tolk, Bureau"
    assert not unchecked(trial)
    trial.change(TOPIC, in_letters("bellen"), "בבבב")
    assert not topic(trial).is_natively_checked
    assert unchecked(trial)


def test_what_is_behind_the_dutch_is_not_noted_as_checked(trial: Tree) -> None:
    trial.add("nl/help/thuis.md", "Nieuwe zin.")
    done = run("approve", "--content", str(trial.path), "--native", CODE, "--by", "tolk, Bureau")
    assert f"content/{TOPIC}: not noted, since the Dutch text has changed" in done.out
    assert topic(trial).native_check is None
    assert topic(trial, "help/jong").is_natively_checked


def test_a_sheet_for_a_native_speaker_has_the_dutch_beside_everything(
    trial: Tree, tmp_path: Path
) -> None:
    done = run("review", "--content", str(trial.path), CODE, "--out", str(tmp_path / "sheets"))
    assert done.code == 0, done.err
    sheet = lxml.html.parse(str(tmp_path / "sheets" / f"{CODE}.html"))
    rows = {row[0].text_content(): row for row in sheet.xpath("//table//tr")}
    for dutch in (
        "Thuis is het niet veilig",
        "U kunt Veilig Thuis bellen.",
        "Sluit deze website meteen",
    ):
        assert rows[dutch][1].text_content() == in_letters(dutch)
        assert (rows[dutch][1].get("lang"), rows[dutch][1].get("dir")) == (CODE, "rtl")
        assert "☐" in rows[dutch][2].text_content()
    assert run("review", "--content", str(trial.path), "en").code == 1


# -- an agency -------------------------------------------------------------------------------------------------------------


def test_what_goes_out_to_an_agency_comes_back_the_same(trial: Tree, tmp_path: Path) -> None:
    file = tmp_path / "he.xlf"
    before = {path: path.read_text("utf-8") for path in (trial.path / CODE).rglob("*.*")}
    assert run("export", "--content", str(trial.path), CODE, "--out", str(file)).code == 0
    pages = load_content(trial.path).pages[CODE]
    shutil.rmtree(trial.path / CODE)
    done = run("import", "--content", str(trial.path), str(file))
    assert done.code == 0, done.out
    assert load_content(trial.path).pages[CODE] == pages
    assert set((trial.path / CODE).rglob("*.*")) == before.keys()


def test_a_language_of_both_zones_does_not_go_to_an_agency(trial: Tree, tmp_path: Path) -> None:
    file = tmp_path / "en.xlf"
    done = run("export", "--content", str(trial.path), "en", "--out", str(file))
    assert done.code == 1
    assert "'en' is a language of both zones" in done.err
    assert not file.exists()


def test_what_an_agency_did_not_touch_stays_to_the_byte(trial: Tree, tmp_path: Path) -> None:
    file = tmp_path / "he.xlf"
    name = f"{CODE}/help/thuis.md"
    title = f'title: "Oui\N{NARROW NO-BREAK SPACE}? {topic(trial).title[:20]}"  # of two'
    text = re.sub("title: .*", lambda _: title, trial.text(name), count=1)
    head, end, body = text.partition("\n---\n")
    trial.write(name, f"{head}{end}{body.replace('.', ' [free in]{en}.', 1)}")
    before = {path: path.read_bytes() for path in (trial.path / CODE).rglob("*.md")}
    assert run("export", "--content", str(trial.path), CODE, "--out", str(file)).code == 0
    done = run("import", "--content", str(trial.path), str(file))
    assert done.code == 0, done.out
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{rule:keel}</target>", "x</target>", "must hold {rule:keel}"),
        (
            r"(?s)<target[^>]*>[^<]*</target>(?=\s*</trans-unit>\s*</body>)",
            "<target/>",
            "is not translated",
        ),
    ],
)
def test_a_topic_that_lost_something_at_the_agency_is_left_out_and_named(
    trial: Tree, tmp_path: Path, old: str, new: str, words: str
) -> None:
    file = tmp_path / "he.xlf"
    run("export", "--content", str(trial.path), CODE, "--out", str(file))
    text = file.read_text("utf-8")
    pattern = old if old.startswith("(?s)") else re.escape(old)
    file.write_text(re.sub(pattern, new, text, count=1), "utf-8")
    lost = re.search(
        r'original="(\S+)"(?:(?!original=).)*?' + re.escape(new), file.read_text("utf-8"), re.S
    )
    assert lost
    trial.change(f"{CODE}/{lost[1]}.md", "title:", "title: ")
    done = run("import", "--content", str(trial.path), str(file))
    assert done.code == 1
    assert f"{lost[1]}: " in done.out
    assert words in done.out
    assert "title:  " in trial.text(f"{CODE}/{lost[1]}.md"), "it was written all the same"


def test_a_file_from_before_a_change_in_dutch_makes_a_translation_that_is_behind(
    trial: Tree, tmp_path: Path
) -> None:
    file = tmp_path / "he.xlf"
    run("export", "--content", str(trial.path), CODE, "--out", str(file))
    trial.change("nl/help/thuis.md", "summary: Dit kunt u doen.", "summary: Dit helpt.")
    assert run("import", "--content", str(trial.path), str(file)).code == 0
    assert topic(trial).behind
    assert not topic(trial, "help/jong").behind


# -- the rest of the site ----------------------------------------------------------------------------------------------------


def test_a_language_without_all_its_words_is_not_published(
    trial: Tree, catalogues: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "translations"
    shutil.copytree(catalogues, folder)
    path = folder / CODE / "LC_MESSAGES/messages.po"
    text = path.read_text("utf-8")
    words = in_letters("Sluit deze website meteen")
    assert f'msgstr "{words}"' in text
    path.write_text(text.replace(f'msgstr "{words}"', 'msgstr ""'), "utf-8")
    monkeypatch.setattr(translations, "FOLDER", folder)
    done = trial.build()
    assert done.code == 1
    assert "'Close this website now' has no words in 'he'" in done.err
    assert not trial.out.exists()


def test_the_app_zone_stays_as_it_was_to_the_byte(trial: Tree, tmp_path: Path) -> None:
    """The posters aside, which say where to call in each language."""
    folders = []
    for path in (TINY, trial.path):
        site = create_app(content_dir=path)
        folder = tmp_path / f"frozen{len(folders)}"
        freeze(
            site,
            [one for one in addresses(site.extensions["meldapp"]) if one.startswith("/app/")],
            folder,
        )
        folders.append(
            {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*.*")}
        )
    plain, more = folders
    assert len(plain) > 50
    assert plain.keys() == more.keys()
    assert [str(name) for name in plain if plain[name] != more[name]] == []


def test_the_app_zone_is_not_there_in_the_language_and_links_to_it_name_the_language_they_lead_to(
    trial: Tree,
) -> None:
    assert app(trial).test_client().get(f"/app/{CODE}/").status_code == 404
    links = page(trial).xpath("//nav[@class='help-work']//a")
    assert [(link.get("href"), link.get("hreflang")) for link in links] == [
        ("/app/en/", "en"),
        ("/app/en/vrijwilligers/", "en"),
    ]
    assert [link.xpath("string(./bdi[@lang='en'])") for link in links] == ["(English)", "(English)"]


def test_every_page_of_the_help_zone_lists_the_languages_in_their_own_script(trial: Tree) -> None:
    for address, others in (("/nl/", ["en", CODE]), (f"/{CODE}/", ["nl", "en"])):
        links = page(trial, address).xpath("//details[@class='languages']//a")
        assert [link.get("hreflang") for link in links] == others
        for link in links:
            assert link.get("lang") == link.get("hreflang")
            assert link.get("rel") == "alternate"
    hebrew = page(trial, "/nl/").xpath("//details[@class='languages']//a[@lang='he']")
    assert [(one.text, one.get("dir"), one.get("href")) for one in hebrew] == [
        ("עברית", "rtl", "/he/")
    ]


def test_the_page_for_what_does_not_exist_says_so_in_each_language(trial: Tree) -> None:
    [part] = page(trial, "/404.html").xpath(f"//main/div[@lang='{CODE}'][@dir='rtl']")
    assert part.findtext("h2") == in_letters("Deze pagina bestaat niet.")
    assert part.xpath(".//a/@href") == [f"/{CODE}/"]


def test_the_front_page_of_all_regions_leads_to_the_same_language(
    trial: Tree, tmp_path: Path
) -> None:
    content = load_content(trial.path)
    write_front_page(tmp_path / "front", content, "/", False, None)
    html = lxml.html.parse(str(tmp_path / "front" / CODE / "index.html"))
    assert html.getroot().get("dir") == "rtl"
    links = html.xpath("//main//a[contains(@class, 'door-link')]/@href")
    assert links == [f"/{slug}/{CODE}/" for slug in ("groot", "klein")]
    assert len(html.xpath("//details[@class='languages']//a")) == 2


def test_the_card_to_show_says_it_in_dutch_and_in_the_language(trial: Tree) -> None:
    card, danger = page(trial).xpath(
        "//*[@data-help-topic='show-card']//div[contains(@class, 'show-card')]"
    )
    dutch, translated = card.xpath("./p")
    assert dutch.get("lang") == "nl"
    assert dutch.text_content() == (
        "Mijn taal is Hebreeuws. Ik wil graag met een tolk praten. Wilt u Veilig Thuis voor mij bellen? 0800-2000"
    )
    assert "עברית" in translated.text_content()
    assert translated.xpath("string(./a/bdi)") == "0800-2000"
    assert danger.xpath("string(./p[@lang='nl'])") == "Ik ben in gevaar. Bel 112."


def test_hours_and_days_are_those_of_the_language(trial: Tree) -> None:
    text = page(trial).text_content()
    assert "יום שני" in text, "Monday, from the CLDR"
    assert "9:00" in text
    for word in ("maandag", "Monday", "every day", "free"):
        assert word not in text


def test_a_recording_is_offered_under_a_name_that_tells_nothing_and_never_offline(
    trial: Tree,
) -> None:
    trial.write(f"{CODE}/help/thuis.mp3", b"ID3" + b"\0" * 2000)
    [sound] = page(trial).xpath("//audio")
    assert re.fullmatch(r"/static/audio/[0-9a-f]{16}\.mp3", sound.get("src"))
    assert sound.get("preload") == "none"
    answer = app(trial).test_client().get(sound.get("src"))
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    done = trial.build()
    assert done.code == 0, done.err
    assert (trial.out / sound.get("src").lstrip("/")).exists()
    lists = [path.read_text("utf-8") for path in (trial.out / "app/offline").glob("*.json")]
    assert lists
    assert not any("audio" in text for text in lists)


def test_a_recording_that_is_too_heavy_or_belongs_to_nothing_is_a_fault(trial: Tree) -> None:
    trial.write(f"{CODE}/help/thuis.mp3", b"\0" * (LARGEST_RECORDING + 1))
    trial.write(f"{CODE}/help/niets.mp3", b"\0")
    assert [fault.partition(": ")[2] for fault in problems(trial)] == [
        "no topic has the name of this recording",
        "a recording of 400,001 bytes, at most 400,000 are sent",
    ]


def test_the_check_says_for_each_language_what_it_lacks(trial: Tree) -> None:
    trial.add("nl/help/thuis.md", "Nieuwe zin.")
    (trial.path / "de/help").mkdir(parents=True)
    trial.write("site.toml", 'needed_topics = ["help/thuis"]\n' + trial.text("site.toml"))
    findings, _ = check.gather(trial.path, app_links=lambda _: [])
    lines = [one.message for one in findings if one.kind == "language"]
    assert lines[0] == (
        "he (עברית): 6 topics, 1 behind the Dutch, 6 never checked by a native speaker,"
        " 0 rules shown in Dutch, 0 strings missing, 0 Dutch topics left out"
    )
    assert re.fullmatch(
        r"de \(Deutsch\): not published; 1 needed topic and \d\d strings missing: help/thuis",
        lines[1],
    )
    assert "Languages of the help zone (2)" in "\n".join(describe(findings))
