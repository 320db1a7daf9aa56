"""Every published language of the help zone says the same as the Dutch, in the same order, with nothing in another language by accident."""

from __future__ import annotations

import re
import tomllib
import unicodedata

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
"""Languages in Latin letters, in which a leftover Dutch word cannot be told by its letters."""
LEFT_OVER = re.compile(
    r"\b(het|een|niet|geen|ook|naar|wordt|worden|bij|uw|gevaar|bellen|hulp|thuis|geweld|kinderen"
    r"|the|and|with|your|you|this|that|what|not|call|help|danger|child|children|violence)\b",
    re.I,
)
"""Dutch and English words that do not exist in those languages."""
OWN_WORDS = {"fr": {"danger", "violence"}}
"""Words of a language that happen to look like those."""
PRODUCTS = (
    *("WhatsApp", "DigiD", "Wi-Fi", "112NL", "cookie", "Chrome", "Firefox", "Samsung Internet"),
    *("Edge", "Safari", "Mac", "Windows", "Android", "iPhone", "Google", "Shift", "Ctrl", "Cmd"),
)
"""Names of products and keys, which nobody translates."""


def page(site: Site, locale: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring((site.path / locale / "index.html").read_text("utf-8"))


def own_text(element: lxml.html.HtmlElement) -> str:
    """The text of an element in the language of the page, without anything marked as another language and without every `bdi`."""
    parts = [element.text or ""]
    for child in element:
        is_text = isinstance(child.tag, str) and child.tag not in ("script", "style", "svg", "bdi")
        if is_text and child.get("lang") is None:
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return " ".join(parts)


def names(content: Content) -> list[str]:
    """Names that stay as they are in every language, longest first."""
    contacts = {contact.name for contact in content.contacts.values()}
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
def test_numbers_cards_and_blocks_are_in_the_same_order_as_in_dutch(
    locale: str, site: Site
) -> None:
    def shape(topic: lxml.html.HtmlElement) -> list[str]:
        return [
            element.get("href") or element.get("class") or element.tag
            for element in topic.iter("a", "section", "h2", "ul", "ol", "details")
            if not element.xpath("ancestor-or-self::*[contains(@class, 'beside')]")
        ]

    dutch = {
        topic.get("data-help-topic"): topic
        for topic in page(site, "nl").xpath("//*[starts-with(@data-help-topic, 'help/')]")
    }
    topics = page(site, locale).xpath("//*[starts-with(@data-help-topic, 'help/')]")
    assert topics
    for topic in topics:
        name = topic.get("data-help-topic")
        assert shape(topic) == shape(dutch[name]), name


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_word_in_another_language_is_marked_and_isolated(locale: str, site: Site) -> None:
    html = page(site, locale)
    assert (html.get("lang"), html.get("dir")) == (locale, language(locale).direction)
    marked = html.xpath("//body//*[@lang]")
    assert marked
    for element in marked:
        direction = language(element.get("lang")).direction
        is_isolated = element.tag == "bdi" or element.get("dir") == direction
        assert is_isolated or html.get("dir") == direction, lxml.html.tostring(element)
    for link in html.xpath("//body//a[starts-with(@href, 'tel:')]"):
        if re.search(r"\d{4}", link.text_content()):
            assert link.xpath(".//bdi"), "a number whose digits could be reversed"


@pytest.mark.parametrize("locale", LANGUAGES)
def test_title_and_name_are_neutral_and_the_same_on_every_page_of_the_language(
    locale: str, site: Site
) -> None:
    html = page(site, locale)
    title = html.findtext(".//title")
    assert title == html.xpath("string(//*[@class='help-name']/b)")
    assert title == html.xpath("string(//meta[@name='apple-mobile-web-app-title']/@content)")
    doors = {door.text_content().strip() for door in html.xpath("//*[@data-help-door]")}
    assert title not in doors


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_page_stays_within_its_limits(locale: str, site: Site) -> None:
    text = (site.path / locale / "index.html").read_text("utf-8")
    assert len((site.path / locale / "index.html.br").read_bytes()) < HELP_PAGE.limit
    assert len(packed(first_screen(text).encode(), PAGE)) < FIRST_SCREEN.limit


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_topic_is_quoted_by_its_own_title(locale: str, site: Site, content: Content) -> None:
    """Where the Dutch has the title of a topic in quotation marks, the translation uses the translated title."""
    dutch = {topic.title: topic for topic in content.all(HelpTopic, "nl")}
    for topic in content.all(HelpTopic, locale):
        original = content.pages["nl"][topic.id]
        for title, named in dutch.items():
            translated = content.pages[locale].get(named.id)
            if f"“{title}”" in original.text and translated is not None:
                assert translated.title in topic.text, (topic.file, title)


def test_every_language_is_on_the_list_of_every_other(site: Site, content: Content) -> None:
    locales = content.site.all_languages
    for locale in locales:
        links = page(site, locale).xpath("//details[@class='languages']//a")
        assert [link.get("hreflang") for link in links] == [
            listed for listed in locales if listed != locale
        ]


def test_poster_error_page_and_discreet_card_name_every_language(
    site: Site, content: Content
) -> None:
    for name in (
        "404.html",
        "app/nl/papier/poster/index.html",
        "app/en/papier/discreet/index.html",
    ):
        html = lxml.html.document_fromstring((site.path / name).read_text("utf-8"))
        marked = {element.get("lang") for element in html.xpath("//main//*[@lang]")}
        assert {*content.site.help_languages} <= marked, name


def test_nothing_about_the_choice_of_language_is_stored_or_sent(site: Site) -> None:
    for locale in ("nl", *LANGUAGES):
        text = (site.path / locale / "index.html").read_text("utf-8")
        choices = lxml.html.document_fromstring(text).xpath("//details[@class='languages']//*")
        assert choices
        for element in choices:
            assert not [name for name in element.attrib if name.startswith(("data-", "on"))]
            assert element.tag not in ("form", "input", "button")
    for name in ("help", "read-aloud"):
        [script] = (site.path / "static/js").glob(f"{name}.*.js")
        assert not re.search(
            r"localStorage|sessionStorage|cookie|fetch\(|sendBeacon", script.read_text("utf-8")
        )
