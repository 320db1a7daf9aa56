"""The search page in a browser.

The real scripts on the frozen site, against what people look for.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from meldapp import ROOT
from meldapp.publish.serve import SiteServer
from meldapp.web.folding import fold
from tests.kit.screens import EVERY_PAGE
from tests.kit.waiting import Held

FIRST = 3
WANTED = 0.95


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone without a worker, so that each test meets the files themselves."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="nl-NL", service_workers="block"
    )
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, server: SiteServer) -> Page:
    """The Dutch search page."""
    return opened(phone, server, "nl")


@pytest.fixture(scope="module")
def typing(shared_phone: BrowserContext, server: SiteServer) -> Page:
    """The Dutch search page, for tests that only type and look: opened once."""
    return opened(shared_phone, server, "nl")


def opened(phone: BrowserContext, server: SiteServer, locale: str) -> Page:
    """The search page of a language with its field shown."""
    page = phone.new_page()
    page.goto(server.url(f"app/{locale}/zoeken/"))
    expect(page.locator("[data-search] input")).to_be_visible()
    return page


def search(page: Page, text: str) -> list[str]:
    """Type a text and return where the results lead, as page ids.

    `stappen/2`, `bel#kindertelefoon`, `gemeente?q=Enschede`.
    """
    page.locator("[data-search][data-ready]").wait_for(state="attached")
    page.locator("[data-search] input").fill(text)
    page.locator("[data-search-results]:not([aria-busy])").wait_for(state="attached")
    return [
        identify(address)
        for address in page.eval_on_selector_all(
            "[data-search-results] a", f"links => links.map({LEADS_TO})"
        )
    ]


def identify(address: str) -> str:
    """The page id of an address."""
    parts = urlsplit(address)
    name = "/".join(parts.path.strip("/").split("/")[2:])
    return (
        name
        + (f"#{parts.fragment}" if parts.fragment else "")
        + (f"?q={parse_qs(parts.query)['q'][0]}" if parts.query else "")
    )


LEADS_TO = """({ pathname, hash, dataset }) =>
  pathname + hash + (dataset.words ? `?q=${encodeURIComponent(dataset.words)}` : "")"""
"""Where a result leads, and with which words for the field there."""
SEARCH_ALL = """async (queries) => {
  const field = document.querySelector("[data-search] input");
  const results = document.querySelector("[data-search-results]");
  const found = [];
  for (const query of queries) {
    field.value = query;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    do await new Promise((done) => setTimeout(done)); while (results.hasAttribute("aria-busy"));
    found.push({
      links: [...results.querySelectorAll("a")].map(LEADS_TO),
      personal: document.querySelector("[data-search-personal]").checkVisibility(),
    });
  }
  return found;
}""".replace("LEADS_TO", LEADS_TO)
"""Types one text after the other as `search` does, without a message to the browser for each. Where
the results of each lead, and whether the door to the help zone is shown.
"""


def search_all(page: Page, texts: list[str]) -> list[dict[str, Any]]:
    """Type each text in turn; what SEARCH_ALL found for each."""
    search(page, "112")  # the index is there
    found: list[dict[str, Any]] = page.evaluate(SEARCH_ALL, texts)
    return found


def towns() -> dict[str, set[str]]:
    """The municipalities that a name can stand for."""
    towns: dict[str, set[str]] = {}
    with (ROOT / "content/places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            towns.setdefault(row["name"], set()).add(row["municipality"])
    return towns


def queries(locale: str) -> list[tuple[str, set[str]]]:
    """What people look for, and the pages that should be among the first three."""
    text = (ROOT / f"tests/kit/search_queries_{locale}.tsv").read_text("utf-8")
    return [
        (query, set(expected.split("|")))
        for query, expected in csv.reader(text.splitlines(), delimiter="\t")
    ]


def as_place(page_id: str, places: dict[str, set[str]]) -> set[str]:
    """What a page id comes down to: two names of one municipality are the same answer."""
    start, mark, name = page_id.partition("?q=")
    return {f"{start}?{code}" for code in places[name]} if mark else {page_id}


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_right_page_is_among_the_first_three(
    phone: BrowserContext, server: SiteServer, locale: str
) -> None:
    page, places = opened(phone, server, locale), towns()
    wrong = []
    asked = queries(locale)
    answers = search_all(page, [query for query, _ in asked])
    for (query, expected), answer in zip(asked, answers, strict=True):
        results = [identify(address) for address in answer["links"][:FIRST]]
        if not {mark for page_id in results for mark in as_place(page_id, places)} & {
            mark for page_id in expected for mark in as_place(page_id, places)
        }:
            wrong.append(f"{query}: {', '.join(results)}")
    assert len(wrong) <= (1 - WANTED) * len(asked), "\n".join(wrong)


def test_folding_is_the_same_in_python_and_in_the_browser(typing: Page, site: Any) -> None:
    words = {word for page in site.pages("app") for word in page.tree.text_content().split()} | set(
        towns()
    )
    letters = [
        chr(code)
        for code in (
            *range(0x21, 0x24F),
            *range(0x370, 0x530),
            *range(0x600, 0x6FF),
            *range(0xFB00, 0xFB10),
            *range(0xFE70, 0xFEFD),
        )
    ]
    pick = random.Random(112)
    words |= {"".join(pick.choices(letters, k=6)) for _ in range(5_000)}
    assert len(words) > 10_000
    asked = sorted(words)[:: 1 if EVERY_PAGE else 5]
    folded = typing.evaluate("words => words.map((word) => fold(word))", asked)
    assert [
        (word, theirs, fold(word))
        for word, theirs in zip(asked, folded, strict=True)
        if theirs != fold(word)
    ] == []


def test_every_town_and_municipality_is_found(typing: Page) -> None:
    with (ROOT / "content/municipalities.csv").open(encoding="utf-8") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    places = towns()
    for code, name in names.items():
        places.setdefault(name, set()).add(code)
    assert len(places) > 2_500
    results = typing.evaluate(
        """async (names) => {
          const { dataset } = document.querySelector("[data-search]");
          const [regions, ...index] = await Promise.all([dataset.places, ...dataset.index.split(" ")].map((address) => fetch(address).then((answer) => answer.json())));
          const ranking = await search.openIndex(index);
          await search.enterPlaces(regions, ranking, { ...dataset, place: "{municipality};" });
          return names.map((name) => ranking.find(name).slice(0, 3).filter(({ kind }) => kind === "place").map(({ summary }) => summary).join(""));
        }""",
        list(places),
    )
    missing = [
        name
        for name, summaries in zip(places, results, strict=True)
        if not {names[code] for code in places[name]}
        <= {part.strip() for part in summaries.split(";")}
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Zelhem", "gemeente/bronckhorst"),
        ("Zutphen", "gemeente/zutphen"),
        ("Enschede", "gemeente?q=Enschede"),
        ("welke veilig thuis hoort bij Borculo", "gemeente/berkelland"),
        ("Best", "gemeente?q=Best"),
    ],
)
def test_a_town_leads_to_its_municipality(typing: Page, name: str, first: str) -> None:
    assert search(typing, name)[0] == first


def test_a_name_that_two_places_bear_gives_both(typing: Page) -> None:
    assert search(typing, "Laren")[:2] == ["gemeente/lochem", "gemeente?q=Laren (NH.)"]


def test_results_come_while_a_word_is_typed(page: Page) -> None:
    field = page.locator("[data-search] input")
    field.press_sequentially("kindertel")
    expect(page.locator("[data-search-results] a").first).to_have_attribute(
        "href", "/app/nl/bel/#kindertelefoon"
    )


@pytest.mark.parametrize(
    "typed", ["kindermishandleing", "kindermishandelng", "kindermisshandelin", "kindermishandelimg"]
)
def test_two_faults_in_a_long_word_are_forgiven(typing: Page, typed: str) -> None:
    assert "geweldsvormen/kindermishandeling" in search(typing, typed)[:FIRST]


def test_each_result_is_one_link_with_title_answer_and_section(page: Page) -> None:
    search(page, "beroepsgeheim")
    rows = page.locator("[data-search-results] > li")
    assert rows.count() > 2
    for row in rows.all():
        assert row.locator("a").count() == 1
        title, answer = row.locator("b").inner_text(), row.locator("span > span").inner_text()
        assert title
        assert answer
    first = rows.first
    assert first.locator("b").inner_text() == "Beroepsgeheim en meldrecht"
    assert first.locator("small").inner_text() == "Veilig Thuis"


def test_the_number_of_results_is_told(typing: Page) -> None:
    count = len(search(typing, "stalking"))
    expect(typing.locator("[data-search] [role=status]")).to_have_text(f"Resultaten: {count}")


def personal_queries(locale: str) -> list[tuple[str, bool]]:
    """What people type, and whether it is about themselves."""
    text = (ROOT / f"tests/kit/search_personal_{locale}.tsv").read_text("utf-8")
    rows = csv.reader(text.splitlines(), delimiter="\t")
    return [(query, answer == "yes") for query, answer in rows]


@pytest.mark.parametrize(("locale", "least"), [("nl", 20), ("en", 15)])
def test_a_question_about_oneself_leads_to_the_help_zone_first(
    phone: BrowserContext, server: SiteServer, locale: str, least: int
) -> None:
    page = opened(phone, server, locale)
    asked = personal_queries(locale)
    assert sum(about_self for _, about_self in asked) >= least
    answers = search_all(page, [query for query, _ in asked])
    assert [
        query
        for (query, about_self), answer in zip(asked, answers, strict=True)
        if answer["personal"] != about_self
    ] == []


def test_the_door_and_the_number_stand_above_the_results(page: Page) -> None:
    search(page, "mijn man slaat mij")
    door = page.locator("[data-search-personal]")
    expect(door.locator("a").first).to_have_attribute("href", "/nl/")
    expect(door.locator("a").last).to_have_attribute("href", "tel:08002000")
    first = page.locator("[data-search-results] a").first
    below, above = first.bounding_box(), door.bounding_box()
    assert below
    assert above
    assert above["y"] + above["height"] <= below["y"]
    page.locator("[data-search] input").press("Enter")
    expect(door.locator("a").first).to_be_focused()
    search(page, "")
    expect(door).to_be_hidden()


def test_the_door_takes_the_place_of_the_page_in_the_history(page: Page) -> None:
    search(page, "mijn man slaat mij")
    before = page.evaluate("history.length")
    page.locator("[data-search-personal] a").first.click()
    page.wait_for_url("**/nl/")
    assert page.evaluate("history.length") == before


def test_nothing_found_gives_subjects_and_a_number_to_call(page: Page) -> None:
    assert search(page, "xqzwvk") == []
    expect(page.locator("[data-search-status]")).to_contain_text("Niets gevonden")
    expect(page.locator("[data-search-none] a[href='tel:08002000']")).to_be_visible()
    assert page.locator("main .chips a:visible").count() == 8
    expect(page.locator('main a[href$="/zoeken/a-z/"]')).to_be_visible()
    search(page, "stalking")
    expect(page.locator("[data-search-none]")).to_be_hidden()


def test_an_empty_field_shows_nothing(page: Page) -> None:
    search(page, "stalking")
    assert search(page, "") == []
    expect(page.locator("[data-search-status]")).to_have_text("")


def test_enter_opens_the_first_result(page: Page) -> None:
    search(page, "wurging")
    first = page.locator("[data-search-results] a").first.get_attribute("href")
    page.locator("[data-search] input").press("Enter")
    page.wait_for_url(f"**{first}")
    expect(page.locator("h1")).to_be_focused()


def test_a_number_leads_to_its_own_card(page: Page) -> None:
    search(page, "slachtofferhulp")
    page.locator("[data-search-results] a").first.click()
    page.wait_for_url("**/app/nl/bel/#slachtofferhulp")
    expect(page.locator("#slachtofferhulp")).to_be_in_viewport()


def test_what_is_typed_is_not_kept(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url + (request.post_data or "")))
    before = page.url
    search(page, "mijn geheime buurman")
    page.locator("[data-search-results] a").first.click()
    page.locator("[data-search]").wait_for(state="detached")
    page.go_back()
    expect(page.locator("[data-search] input")).to_be_visible()
    assert page.url == before
    assert page.locator("[data-search] input").input_value() == ""
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    # the gate's own mark that an app page lies in this tab, and nothing else
    assert page.evaluate("JSON.stringify(sessionStorage)") == '{"p":"1"}'
    assert not [
        request for request in requests if "geheim" in request.casefold() and "zoeken" in request
    ]
    field = page.locator("[data-search] input")
    assert (
        field.get_attribute("autocomplete"),
        field.get_attribute("spellcheck"),
        field.get_attribute("name"),
    ) == ("off", "false", None)
    assert page.locator("main form").count() == 0


def test_search_works_after_a_step_and_after_back(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = phone.new_page()
    page.goto(server.url("app/nl/"))
    for _ in range(2):
        page.locator(".tools-search").click()
        page.wait_for_url("**/zoeken/")
        expect(page.locator("[data-search] input")).to_be_visible()
        assert search(page, "wijkteam")[0] == "wijkteam"
        page.locator("[data-search-results] a").first.click()
        page.wait_for_url("**/wijkteam/")


def test_words_typed_in_the_bar_of_a_wide_screen_are_answered_on_the_search_page(
    browser: Browser, server: SiteServer
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, service_workers="block")
    page = context.new_page()
    page.goto(server.url("app/nl/bel/"))
    expect(page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
    bar = page.locator("[data-search-bar] input")
    for words, first in (
        ("stalking", "/app/nl/geweldsvormen/stalking/"),
        ("wijkteam", "/app/nl/wijkteam/"),
    ):
        bar.fill(words)
        bar.press("Enter")
        expect(page.locator("[data-search] input")).to_have_value(words)
        expect(page.locator("[data-search-results] a").first).to_have_attribute("href", first)
        expect(page.locator("[data-search] input")).to_be_focused()
        expect(bar).to_have_value("")
        assert page.url == server.url("app/nl/zoeken/"), "what is typed is not in the address"
    context.close()


def test_without_javascript_the_lists_remain(browser: Browser, server: SiteServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url("app/nl/zoeken/"))
    expect(page.locator("[data-search]")).to_be_hidden()
    assert page.locator("main .chips a:visible").count() == 8
    page.locator('main a[href$="/zoeken/a-z/"]').click()
    page.wait_for_url("**/zoeken/a-z/")
    links = {
        identify(link.get_attribute("href") or "") for link in page.locator(".index-list a").all()
    }
    context.close()
    assert {
        "begrippen",
        "gemeente",
        "gemeente/zutphen",
        "stappen/2",
        "geweldsvormen/stalking",
    } <= links


def test_a_failed_index_says_so_and_offers_the_list(
    phone: BrowserContext, server: SiteServer
) -> None:
    phone.route("**/index.json", lambda route: route.abort())
    page = opened(phone, server, "nl")
    assert search(page, "stalking") == []
    expect(page.locator("[data-search-status]")).to_contain_text("A tot Z")
    expect(page.locator("[data-search-none]")).to_be_visible()
    phone.unroute("**/index.json")
    assert search(page, "stalking")[0] == "geweldsvormen/stalking"


def test_what_was_typed_before_the_index_fails_is_found_when_it_comes(
    phone: BrowserContext, server: SiteServer
) -> None:
    index = Held(phone, "index.json")
    page = opened(phone, server, "nl")
    page.locator("[data-search] input").press_sequentially("stalking")
    expect(page.locator("[data-search-results][aria-busy]")).to_be_attached()
    index.only(page).abort()
    expect(page.locator("[data-search-results] a").first).to_have_attribute(
        "href", "/app/nl/geweldsvormen/stalking/"
    )


def test_a_town_is_found_when_the_list_of_towns_comes_after_it_was_typed(
    phone: BrowserContext, server: SiteServer
) -> None:
    places = Held(phone, "plaatsen.json")
    page = opened(phone, server, "nl")
    results = search(page, "Zelhem")
    assert "gemeente/bronckhorst" not in results, "the towns are not there yet"
    places.only(page).continue_()
    expect(page.locator("[data-search-results] a").first).to_have_attribute(
        "href", "/app/nl/gemeente/bronckhorst/"
    )
    expect(page.locator("[data-search-none]")).to_be_hidden()


def test_results_that_someone_is_choosing_from_stay_as_they_are_when_the_towns_come(
    phone: BrowserContext, server: SiteServer
) -> None:
    places = Held(phone, "plaatsen.json")
    page = opened(phone, server, "nl")
    before = search(page, "Laren kind")
    page.keyboard.press("Tab")
    expect(page.locator("[data-search-results] a").first).to_be_focused()
    with page.expect_response("**/plaatsen.json"):
        places.only(page).continue_()
    page.wait_for_timeout(1_500)
    expect(page.locator("[data-search-results] a").first).to_be_focused()
    assert [
        identify(link.get_attribute("href") or "")
        for link in page.locator("[data-search-results] a").all()
    ] == before
