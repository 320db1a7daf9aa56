"""House rules, checked on the frozen site without a browser: that is what people get."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import html5lib
import pytest
from babel.dates import format_date
from babel.messages.pofile import read_po
from lxml.html import HtmlElement

from meldapp import ROOT
from meldapp.content.facts import digits
from meldapp.content.load import Content
from meldapp.content.locales import language
from meldapp.content.markdown import PHONE
from meldapp.web.app import create_app
from tests.kit.content_tree import TINY
from tests.kit.frozen_site import Page, Site

MUNICIPALITIES = (
    "Aalten", "Apeldoorn", "Berkelland", "Bronckhorst", "Brummen", "Doetinchem", "Elburg", "Epe", "Ermelo", "Harderwijk", "Hattem", "Heerde", "Lochem", "Montferland", "Nunspeet", "Oldebroek",
    "Oost Gelre", "Oude IJsselstreek", "Putten", "Voorst", "Winterswijk", "Zutphen",
)  # fmt: skip
"""The 22 municipalities of Noord Oost Gelderland (CBS/Kadaster 2025)."""


# -- every page ------------------------------------------------------------------------------------


def test_both_zones_exist_in_both_languages(site: Site) -> None:
    addresses = {page.address for page in site.pages()}
    assert {"/", "/nl/", "/en/", "/404.html", "/app/", "/app/nl/", "/app/en/"} <= addresses
    for locale in ("nl", "en"):
        start = f"/app/{locale}/"
        assert {
            start + path
            for path in (
                "stappen/samen/",
                "wegen/",
                "bel/",
                "gemeente/",
                "installeren/",
                "wissen/",
                "over/",
                "privacy/",
                "toegankelijkheid/",
                "404/",
                "offline/",
            )
        } <= addresses
        assert {start + f"stappen/{number}/" for number in range(1, 6)} | {
            start + f"wegen/{number}/" for number in range(1, 6)
        } <= addresses
        assert sum(address.startswith(f"{start}geweldsvormen/") for address in addresses) > 4
        assert sum(address.startswith(f"{start}vrijwilligers/") for address in addresses) >= 4
    assert [
        address.replace("/en/", "/nl/") for address in sorted(addresses) if "/en/" in address
    ] == [address for address in sorted(addresses) if "/nl/" in address]


def test_a_page_has_one_main_heading_that_takes_focus(site: Site) -> None:
    assert [
        page
        for page in site.pages()
        if [heading.get("tabindex") for heading in page.select("//h1")] != ["-1"]
    ] == []
    assert [
        page for page in site.pages() if not page.select("//main//h1")[0].text_content().strip()
    ] == []


def test_titles_are_unique_in_the_app_zone_and_neutral_in_the_help_zone(site: Site) -> None:
    titles = [page.title for page in site.pages("app") if page.address != "/app/"]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []
    for page in site.pages("help"):
        catalogue = ROOT / f"translations/{page.language}/LC_MESSAGES/messages.po"
        with catalogue.open("rb") as file:
            message = read_po(file).get("Information")
        assert message
        assert page.title == (message.string or "Information"), page
    assert site.page("/nl/").title == "Informatie"


def test_the_title_of_the_erase_page_does_not_mention_tracks(site: Site) -> None:
    """It stays in the browser's history."""
    titles = [site.page(f"/app/{locale}/wissen/").title for locale in ("nl", "en")]
    assert titles == ["Wissen – Meldcode", "Clear data – Reporting code"]


def test_every_page_declares_its_language_and_reading_direction(site: Site) -> None:
    for page in site.pages():
        match = re.match(r"(/app)?/([a-z]{2})/", page.address)
        expected = language(match[2] if match else "nl")
        assert (page.language, page.tree.get("dir")) == (expected.code, expected.direction), page


def test_every_page_has_a_description(site: Site) -> None:
    descriptions = {page: page.meta("description") for page in site.pages()}
    assert [page for page, words in descriptions.items() if not 10 <= len(words) <= 140] == []


def test_every_page_has_the_exit_as_second_tab_stop(site: Site) -> None:
    for page in site.pages():
        stops = page.select(
            "//body//a[@href] | //body//button[not(@hidden)] | //body//summary | //body//input | "
            "//body//select | //body//textarea"
        )
        # in the help zone the skip link is hidden until its script runs
        link = stops[1 if page.zone == "app" else 0]
        assert "data-quick-exit" in link.attrib, page
        assert (link.get("href"), link.get("rel"), link.get("target"), link.get("draggable")) == (
            "https://www.knmi.nl/",
            "noreferrer nofollow noopener",
            None,
            "false",
        ), page
        assert len(page.select("//*[@data-quick-exit]")) == 1, page
        assert not list(link.iterancestors("details", "dialog", "nav")), page


def test_every_head_starts_with_charset_policy_exit_and_in_the_app_zone_the_worker(
    site: Site,
) -> None:
    for page in site.pages():
        first, second, *scripts = page.tree.find("head")[
            : 4 if 'data-zone="app"' in page.html else 3
        ]
        assert first.get("charset") == "utf-8"
        assert second.get("http-equiv") == "Content-Security-Policy"
        assert [script.tag for script in scripts] == ["script"] * len(scripts)
        assert "exit-cover" in scripts[0].text
        assert "serviceWorker" in scripts[-1].text or len(scripts) == 1
        assert list(page.select("//script[not(@src)]")) == scripts, page


def test_no_page_has_inline_code_that_our_own_policy_forbids(site: Site) -> None:
    assert [
        (page, name)
        for page in site.pages()
        for name in {attribute.attrname for attribute in page.select("//@*")}
        if name == "style" or name.startswith("on") or name.startswith(("hx-on", "data-hx-on"))
    ] == []
    assert [
        page
        for page in site.pages()
        if page.select(
            "//*[starts-with(@href, 'javascript:')] | //iframe | //object | //embed | //base | "
            "//svg//script"
        )
    ] == []


def test_no_page_loads_anything_from_another_site(site: Site) -> None:
    asked = [
        (page, address)
        for page in site.pages()
        for address in page.select(
            "//script/@src | //link/@href | //img/@src | //img/@srcset | //source/@src | "
            "//form/@action | //*/@data-script | //use/@href | //image/@href"
        )
    ]
    assert [
        (page, address)
        for page, address in asked
        if not address.startswith(("/", "data:")) or address.startswith("//")
    ] == []
    styles = "".join(style.text for page in site.pages() for style in page.select("//style"))
    assert set(re.findall(r"url\((?!\"?data:)[^)]*\)|@import[^;]*", styles)) == set()
    assert [
        page
        for page in site.pages()
        if page.select(
            "//link[@rel='preconnect' or @rel='prefetch' or @rel='dns-prefetch' or @rel='preload']"
        )
    ] == []


def test_no_page_tells_other_sites_where_a_reader_came_from(site: Site) -> None:
    assert {page.meta("referrer") for page in site.pages()} == {"no-referrer"}
    leaving = [
        (page, link)
        for page in site.pages()
        for link in page.select("//a[starts-with(@href, 'http')]")
    ]
    assert len(leaving) > 100
    assert [
        (page, link.get("href"))
        for page, link in leaving
        if not {"noreferrer", "noopener"} <= set((link.get("rel") or "").split())
        or link.get("target")
    ] == []
    assert [
        (page, link.get("href"))
        for page, link in leaving
        if not link.get("href").startswith("https://")
        and "source-list" not in "".join(link.xpath("ancestor::ul/@class"))
    ] == []


def test_every_internal_link_and_anchor_leads_somewhere(site: Site) -> None:
    links = site.internal_links()
    assert len(links) > 300
    assert {link for link in links if not site.has(link)} == set()
    assert {
        link for link in links if not urlsplit(link).path.endswith("/") and "." not in link
    } == set()


def test_see_also_repeats_no_row_or_button_on_its_page(site: Site) -> None:
    def seen(page: Page, path: str) -> set[tuple[str | None, str]]:
        return {
            (link.get("href"), " ".join(link.text_content().split())) for link in page.select(path)
        }

    lists = {page.address: seen(page, "//nav[@class='related']//a") for page in site.pages()}
    assert any(lists.values())
    assert {
        address: twice
        for address, further in lists.items()
        if (
            twice := further
            & seen(
                site.page(address), "//main//a[@class='row' or @class='button'][not(ancestor::nav)]"
            )
        )
    } == {}


def test_references_inside_a_page_lead_to_something(site: Site) -> None:
    ids = "//@aria-labelledby | //@aria-describedby | //@aria-controls | //label/@for | //@list"
    assert [
        (page, name)
        for page in site.pages()
        for names in page.select(ids)
        for name in names.split()
        if name not in page.ids
    ] == []
    assert [page for page in site.pages() if len(page.select("//@id")) != len(page.ids)] == []


def test_the_help_zone_has_one_address_and_keeps_nothing(site: Site) -> None:
    for page in site.pages("help"):
        assert not page.select(
            # the checkbox that shows the Dutch beside a translation has no name and is not in a form
            "//link[@rel='manifest'] | //form[not(@method='dialog')] | //input[@name or not(@type='checkbox')] | "
            "//textarea | //select"
        ), page
        assert not [address for address in page.select("//a/@href") if address.startswith("#")], (
            f"{page}: every #fragment adds an entry to the history"
        )
        assert not any(
            "sw.js" in script or "htmx" in script or "offline" in script
            for script in page.select("//script/@src")
        ), page
    topics = site.page("/nl/").select("//details[@data-help-topic]")
    assert len(topics) >= 8
    doors = site.page("/nl/").select("//*[@data-help-topics]")
    assert len(doors) == 7
    assert all(3 <= len(door.xpath(".//details[@data-help-topic]")) <= 7 for door in doors)


def test_fields_are_never_filled_in_or_sent(site: Site) -> None:
    fields = [
        (page, field)
        for page in site.pages()
        for field in page.select(
            "//input[not(@type='checkbox' or @type='radio')] | //textarea | //select"
        )
    ]
    assert fields
    assert [
        (page, field.get("name") or field.get("id"))
        for page, field in fields
        if field.get("autocomplete") != "off"
    ] == []
    assert [
        page
        for page, field in fields
        if field.tag == "textarea" or field.get("type", "text") in ("text", "search")
        if field.get("spellcheck") != "false"
    ] == []
    # outside a dialog, a form with this method does nothing, but it stops browsers from restoring ticks
    assert [
        page
        for page in site.pages()
        if page.select("//form[@action or not(@method='dialog') or not(@autocomplete='off')]")
    ] == []
    boxes = "//input[@type='checkbox' or @type='radio']"
    kept = [page for page in site.pages() if page.select(f"{boxes}[not(@form='unsent')]")]
    assert {page.address.rsplit("/", 2)[-2] for page in kept} <= {"kaart", "poster", "discreet"}
    assert [
        page
        for page in site.pages()
        if page.select(f"{boxes}[@form='unsent']") and len(page.select("//form[@id='unsent']")) != 1
    ] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["site", "tiny_site"])
def test_every_kind_of_page_is_valid_html(kind: str, request: pytest.FixtureRequest) -> None:
    """Parsed strictly: one page of each kind in the default region, and every page of the tiny one."""
    frozen: Site = request.getfixturevalue(kind)
    pages = (
        frozen.pages()
        if kind == "tiny_site"
        else list(
            {
                re.sub(r"[^/]+/$", "*/", page.address): page
                for page in frozen.pages()
                if "/en/" not in page.address
            }.values()
        )
    )
    assert len(pages) > 20
    for page in pages:
        # attributes with a colon, htmx's way of saying "and below", pass even in strict mode
        html5lib.HTMLParser(strict=True).parse(page.html)


# -- words -----------------------------------------------------------------------------------------


def own_words(page: Page) -> set[str]:
    """The texts of a page in its own language, attributes included.

    Anything marked as another language is left out.
    """
    foreign = f"ancestor-or-self::*[@lang][1][@lang != '{page.language}']"
    texts = page.select(
        "//head/title/text() | //body//text()[not(ancestor::style or "
        f"ancestor::script)][not({foreign})]"
    )
    attributes = page.select(
        f"//body//@aria-label[not(parent::*[{foreign}])] | //@title | //@placeholder | //@alt | "
        "//meta[@name='description']/@content | //body//@*[starts-with(name(), 'data-')]"
    )
    return {re.sub(r"\s+", " ", str(text)).strip() for text in [*texts, *attributes]}


@pytest.mark.slow
def test_no_interface_text_is_left_untranslated(site: Site) -> None:
    with (ROOT / "translations/nl/LC_MESSAGES/messages.po").open("rb") as file:
        words = {
            str(message.id): str(message.string)
            for message in read_po(file, "nl")
            if message.id and "%(" not in str(message.id)
        }
    dutch = set(words.values())
    english = {
        original
        for original, translated in words.items()
        if original != translated and original not in dutch
    }
    only_dutch = {
        translated
        for original, translated in words.items()
        if original != translated and translated not in words
    }
    assert len(english) > 100
    assert [
        (page, left_over)
        for page in site.pages()
        if page.language == "nl"
        if (left_over := own_words(page) & english)
    ] == []
    assert [
        (page, left_over)
        for page in site.pages()
        if page.language == "en"
        if (left_over := own_words(page) & only_dutch)
    ] == []


@pytest.mark.slow
def test_no_template_or_content_markup_is_left_in_a_page(site: Site, tiny_site: Site) -> None:
    marks = re.compile(
        r"[\ue000-\uf8ff]|\{\{|\{%|%\(\w+\)s|/// |\bUndefined\b|\bNone\b(?! "
        r"of)|<built-in|<function|klzzwxh|\x02|\x03"
    )
    for page in [*site.pages(), *tiny_site.pages()]:
        assert not [text for text in own_words(page) if marks.search(text)], page


def test_every_block_of_a_text_appears_on_its_page(tiny_site: Site) -> None:
    names = {
        element.get("class").split()[1]
        for element in tiny_site.page("/pre/fix/app/nl/stappen/1/").select(
            "//main//*[starts-with(@class, 'block ')]"
        )
    }
    assert names == {
        "urgent",
        "do",
        "never",
        "say",
        "caution",
        "tip",
        "consult",
        "checklist",
        "details",
        "example",
        "call",
    }


# -- numbers ---------------------------------------------------------------------------------------


def cards(page: Page) -> dict[str, HtmlElement]:
    """Number as dialled → the card that holds it."""
    return {
        link.get("href").removeprefix("tel:"): card
        for card in page.by_class("call-card")
        for link in card.xpath(".//a[starts-with(@href, 'tel:')]")
    }


def test_every_number_that_can_be_dialled_belongs_to_a_contact(
    site: Site, content: Content
) -> None:
    numbers = {
        link.removeprefix("tel:")
        for page in site.pages()
        for link in page.links
        if link.startswith("tel:")
    }
    assert {"112", "08002000"} <= numbers
    assert numbers <= content.numbers
    uncertain = {
        digits(contact.number)
        for contact in content.contacts.values()
        if contact.number and not contact.shown
    }
    assert not numbers & uncertain


@pytest.mark.slow
def test_every_number_in_a_text_can_be_dialled(site: Site) -> None:
    """Except in names of sources, which are quoted as they are, on paper, and on a card to show."""
    texts = (
        "//body//text()[not(ancestor::a[starts-with(@href, 'tel:')] or ancestor::style or "
        "ancestor::script or ancestor::*[contains(@class, 'source') or contains(@class, "
        "'paper') or contains(@class, 'show-card')] or ancestor::footer)]"
    )
    assert [
        (page, match[0])
        for page in site.pages()
        for text in page.select(texts)
        for match in PHONE.finditer(text)
    ] == []


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_every_number_has_a_card_with_the_hours_and_costs_that_are_known(
    site: Site, content: Content, locale: str
) -> None:
    """Below them is the day on which they were compared with their sources."""
    page = site.page(f"/app/{locale}/bel/")
    with_card = cards(page)
    dialled = {
        link.removeprefix("tel:")
        for any_page in site.pages()
        if any_page.language == locale
        for link in any_page.links
        if link.startswith("tel:")
    }
    assert dialled <= with_card.keys()
    known = {
        digits(number): contact
        for contact in content.contacts.values()
        if contact.number and contact.shown
        for number in (contact.number, *contact.also)
    }
    for number, card in with_card.items():
        contact = known[number]
        assert len(card.xpath(".//*[@data-hours]")) == (contact.hours is not None), number
        assert len(card.xpath(".//*[@data-cost]")) == (contact.cost != "unknown"), number
        assert all(fact.text_content().strip() for fact in card.xpath(".//li[not(@hidden)]"))
    days = page.select("//main//p[@class='checked']")[0].text_content()
    assert all(
        format_date(contact.checked, "d MMMM y", locale=locale) in days
        for contact in known.values()
    )


def test_cards_say_the_same_wherever_they_appear(site: Site) -> None:
    known: dict[tuple[str, str], list[str]] = {}
    for page in site.pages():
        for number, card in cards(page).items():
            facts = [item.text_content() for item in card.xpath(".//*[@data-hours or @data-cost]")]
            assert facts == known.setdefault((page.language, number), facts), (page, number)


def test_the_call_page_has_every_contact_that_may_be_shown_and_no_other(
    site: Site, content: Content
) -> None:
    names = {
        name.text_content().strip() for name in site.page("/app/nl/bel/").by_class("call-name")
    }
    assert names == {contact.name for contact in content.contacts.values() if contact.shown}


def test_an_old_number_carries_a_warning_to_check_it(tiny_site: Site) -> None:
    card = cards(tiny_site.page("/pre/fix/app/nl/bel/"))["0880767000"]
    assert "Controleer dit nummer" in card.text_content()
    assert "0800-9999" not in "".join(page.html for page in tiny_site.pages())


@pytest.mark.default_region
def test_a_number_from_an_older_source_gives_the_year(site: Site, content: Content) -> None:
    cards = {card.get("id"): card for card in site.page("/app/nl/bel/").by_class("call-card")}
    older = {
        contact.id: content.sources[contact.source].date[:4]
        for contact in content.contacts.values()
        if contact.shown and contact.status == "ok"
        if content.sources[contact.source].date[:4] not in ("", str(contact.checked.year))
    }
    assert len(older) >= 3
    shown = {
        name: match[1]
        for name, card in cards.items()
        if (match := re.search(r"Bron: .*, (\d{4})\. Opgezocht", card.getparent().text_content()))
    }
    assert shown == older


# -- the region ------------------------------------------------------------------------------------


@pytest.mark.default_region
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_default_region_has_its_22_municipalities(site: Site, locale: str) -> None:
    overview = site.page(f"/app/{locale}/gemeente/")
    for name in MUNICIPALITIES:
        address = f"/app/{locale}/gemeente/{name.lower().replace(' ', '-')}/"
        assert address in overview.links
        page = site.page(address)
        assert page.select("//h1")[0].text_content().strip() == name
        assert "08002000" in cards(page)
        assert "Veilig Thuis Noord Oost Gelderland" in page.tree.text_content()
    municipalities = {
        page.address.split("/")[-2]
        for page in site.pages("app")
        if page.address.startswith(f"/app/{locale}/gemeente/")
    } - {"gemeente"}
    assert (
        len(
            [
                slug
                for slug in municipalities
                if site.page(f"/app/{locale}/gemeente/{slug}/")
                .select("//h1")[0]
                .text_content()
                .strip()
                in MUNICIPALITIES
            ]
        )
        == len(MUNICIPALITIES)
        == 22
    )


@pytest.mark.default_region
def test_dutch_names_are_marked_on_an_english_page(site: Site) -> None:
    heading = site.page("/app/en/gemeente/oost-gelre/").select("//h1//*[@lang='nl']")
    assert [element.text_content() for element in heading] == ["Oost Gelre"]
    assert not site.page("/app/nl/gemeente/oost-gelre/").select("//h1//*[@lang]")


def test_publishers_of_sources_are_marked_as_dutch_on_an_english_page(
    site: Site, content: Content
) -> None:
    # every note mentions Veilig Thuis
    publishers = {source.publisher for source in content.sources.values()} - {"Veilig Thuis"}
    names = re.compile("|".join(map(re.escape, sorted(publishers, key=len, reverse=True))))
    notes = [
        (page, note)
        for page in site.pages("app")
        if page.language == "en"
        for note in page.select("//p[@class='checked'] | //footer[@class='page-foot']/p")
    ]
    assert any(
        names.search(part) for _, note in notes for part in note.xpath(".//*[@lang='nl']//text()")
    )
    assert [
        (page, part)
        for page, note in notes
        for part in note.xpath(".//text()[ancestor-or-self::*[@lang][1][@lang='en']]")
        if names.search(part)
    ] == []


def test_every_page_says_when_it_was_checked(site: Site) -> None:
    professional = [
        page
        for page in site.pages("app")
        if re.match(
            r"/app/(nl|en)/(stappen/\d|wegen/\d|geweldsvormen/.|gesprek/.|beroepen/.)", page.address
        )
    ]
    assert len(professional) > 100
    for page in professional:
        foot = page.by_class("page-foot")[0].text_content()
        assert re.search(r"\b20\d\d\b", foot), page
        assert "/bronnen/" in "".join(page.links), page


def test_a_region_shows_its_own_numbers_except_the_uncertain_ones() -> None:
    answer = (
        create_app("groot", content_dir=TINY)
        .test_client()
        .get("/app/nl/bel/")
        .get_data(as_text=True)
    )
    assert "030-123 45 67" in answer
    assert "030-765 43 21" not in answer
    assert "Wellichtlijn" not in answer
