"""Every published language of the help zone says the same as the Dutch, in the same order, and nothing in another language by accident."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path

import lxml.html
import pytest

from meldapp import ROOT
from meldapp.content.load import Content
from meldapp.content.locales import language
from meldapp.content.pages import HelpTopic
from meldapp.publish.budgets import FIRST_SCREEN, HELP_PAGE, first_screen
from meldapp.publish.compress import PAGE, packed
from tests.kit.frozen_site import Site

LANGUAGES: list[str] = tomllib.loads((ROOT / "content/site.toml").read_text("utf-8"))[
    "help_languages"
]
LATIN = {"tr", "pl", "so", "ro", "es", "fr"}
"""Languages in the letters of Dutch, in which a word that was left over does not show by its letters."""
LEFT_OVER = re.compile(
    r"\b(het|een|niet|geen|ook|naar|wordt|worden|bij|uw|gevaar|bellen|hulp|thuis|geweld|kinderen"
    r"|the|and|with|your|you|this|that|what|not|call|help|danger|child|children|violence)\b",
    re.I,
)
"""Words of Dutch and English that are none in those languages."""
OWN_WORDS = {"fr": {"danger", "violence"}}
"""Words of a language that look like those."""
PRODUCTS = (
    *("WhatsApp", "DigiD", "Wi-Fi", "112NL", "cookie", "Chrome", "Firefox", "Samsung Internet"),
    *("Edge", "Safari", "Mac", "Windows", "Android", "iPhone", "Google", "Shift", "Ctrl", "Cmd"),
)
"""Names of things and keys, which nobody translates."""


def page(site: Site, locale: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring((site.path / locale / "index.html").read_text("utf-8"))


def own_text(element: lxml.html.HtmlElement) -> str:
    """What an element says in the language of the page: what is marked as another language aside, and with it every `bdi`."""
    parts = [element.text or ""]
    for child in element:
        is_text = isinstance(child.tag, str) and child.tag not in ("script", "style", "svg", "bdi")
        if is_text and child.get("lang") is None:
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return " ".join(parts)


def names(content: Content) -> list[str]:
    """Names that stay as they are in every language, the longest first."""
    contacts = {one.name for one in content.contacts.values()}
    return sorted(
        {*contacts, "Veilig Thuis", *PRODUCTS},
        key=len,
    )[::-1]


def without_names(text: str, content: Content) -> str:
    for name in names(content):
        text = text.replace(name, " ")
    return text


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_dutch_or_english_word_is_left_over(locale: str, site: Site, content: Content) -> None:
    body = page(site, locale).find("body")
    text = without_names(own_text(body), content)
    if locale in LATIN:
        left_over = {match[0] for match in LEFT_OVER.finditer(text)} - OWN_WORDS.get(locale, set())
    else:
        left_over = {
            word
            for word in re.findall(r"[^\W\d_]{2,}", text)
            if all("LATIN" in unicodedata.name(letter, "") for letter in word)
        }
    assert left_over == set()


@pytest.mark.parametrize("locale", LANGUAGES)
def test_numbers_cards_and_blocks_come_in_the_order_of_the_dutch(locale: str, site: Site) -> None:
    def shape(topic: lxml.html.HtmlElement) -> list[str]:
        return [
            element.get("href") or element.get("class") or element.tag
            for element in topic.iter("a", "section", "h2", "ul", "ol", "details")
            if not element.xpath("ancestor-or-self::*[contains(@class, 'beside')]")
        ]

    dutch = {
        one.get("data-help-topic"): one
        for one in page(site, "nl").xpath("//*[starts-with(@data-help-topic, 'help/')]")
    }
    topics = page(site, locale).xpath("//*[starts-with(@data-help-topic, 'help/')]")
    assert topics
    for topic in topics:
        name = topic.get("data-help-topic")
        assert shape(topic) == shape(dutch[name]), name


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_word_in_another_language_is_marked_and_set_apart(locale: str, site: Site) -> None:
    html = page(site, locale)
    assert (html.get("lang"), html.get("dir")) == (locale, language(locale).direction)
    marked = html.xpath("//body//*[@lang]")
    assert marked
    for element in marked:
        tongue = language(element.get("lang"))
        is_set_apart = element.tag == "bdi" or element.get("dir") == tongue.direction
        assert is_set_apart or html.get("dir") == tongue.direction, lxml.html.tostring(element)
    for link in html.xpath("//body//a[starts-with(@href, 'tel:')]"):
        if re.search(r"\d{4}", link.text_content()):
            assert link.xpath(".//bdi"), "a number that could be turned round"


@pytest.mark.parametrize("locale", LANGUAGES)
def test_title_and_name_are_neutral_and_the_same_on_every_page_of_the_language(
    locale: str, site: Site
) -> None:
    html = page(site, locale)
    title = html.findtext(".//title")
    assert title == html.xpath("string(//*[@class='help-name']/b)")
    assert title == html.xpath("string(//meta[@name='apple-mobile-web-app-title']/@content)")
    doors = {one.text_content().strip() for one in html.xpath("//*[@data-help-door]")}
    assert title not in doors


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_page_stays_within_its_limits(locale: str, site: Site) -> None:
    text = (site.path / locale / "index.html").read_text("utf-8")
    assert len((site.path / locale / "index.html.br").read_bytes()) < HELP_PAGE.limit
    assert len(packed(first_screen(text).encode(), PAGE)) < FIRST_SCREEN.limit


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_topic_that_another_names_has_that_title(
    locale: str, site: Site, content: Content
) -> None:
    """What stands between quotation marks in Dutch as the title of a topic is quoted by its own title here."""
    dutch = {one.title: one for one in content.all(HelpTopic, "nl")}
    for topic in content.all(HelpTopic, locale):
        original = content.pages["nl"][topic.id]
        for title, named in dutch.items():
            mine = content.pages[locale].get(named.id)
            if f"“{title}”" in original.text and mine is not None:
                assert mine.title in topic.text, (topic.file, title)


def test_every_language_is_in_the_list_of_every_other(site: Site, content: Content) -> None:
    everyone = content.site.all_languages
    for locale in everyone:
        links = page(site, locale).xpath("//details[@class='languages']//a")
        assert [link.get("hreflang") for link in links] == [
            one for one in everyone if one != locale
        ]


def test_posters_page_for_what_is_missing_and_discreet_card_name_every_language(
    site: Site, content: Content
) -> None:
    for name in (
        "404.html",
        "app/nl/papier/poster/index.html",
        "app/en/papier/discreet/index.html",
    ):
        html = lxml.html.document_fromstring((site.path / name).read_text("utf-8"))
        marked = {one.get("lang") for one in html.xpath("//main//*[@lang]")}
        assert {*content.site.help_languages} <= marked, name


def test_nothing_about_the_choice_of_language_is_stored_or_sent(site: Site) -> None:
    scripts = Path(site.path / "static/js")
    texts = [path.read_text("utf-8") for path in scripts.glob("*.js")]
    assert texts
    for locale in ("nl", *LANGUAGES):
        text = (site.path / locale / "index.html").read_text("utf-8")
        for element in lxml.html.document_fromstring(text).xpath(
            "//details[@class='languages']//*"
        ):
            assert not [name for name in element.attrib if name.startswith(("data-", "on"))]
            assert element.tag not in ("form", "input", "button")
    for path in scripts.glob("help*.js"):
        assert not re.search(
            r"localStorage|sessionStorage|cookie|fetch\(|sendBeacon", path.read_text("utf-8")
        )
    for path in scripts.glob("read-aloud*.js"):
        assert not re.search(
            r"localStorage|sessionStorage|cookie|fetch\(|sendBeacon", path.read_text("utf-8")
        )
