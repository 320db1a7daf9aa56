"""The municipality finder in a browser.

Every Dutch town and municipality through the real script, and the ways people type them.
"""

from __future__ import annotations

import csv
import re
import tomllib
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from meldapp import ROOT
from meldapp.publish.serve import SiteServer
from tests.kit.screens import EVERY_PAGE
from tests.kit.waiting import Held

FINDER = "app/nl/gemeente/"
ASK_ALL = """async (wanted) => {
  const field = document.querySelector("#finder-place");
  const part = (name) => document.querySelector(`[data-fill="${name}"]`).textContent;
  const answer = document.querySelector("[data-finder-answer]");
  const answers = [];
  for (const [name, municipality] of wanted) {
    field.value = name;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((next) => setTimeout(next));
    const rows = [...document.querySelectorAll("[data-finder-choices] button")];
    const own = rows.find((row) => row.querySelector("b").textContent === name && row.querySelector("b + span").textContent.startsWith(`gemeente ${municipality},`));
    const direct = !answer.hidden;
    if (!direct) own?.click();
    answers.push([answer.hidden ? "" : part("organisation"), part("lies"), direct, rows.length]);
  }
  return answers;
}"""
"""Types each name; if there is a choice, chooses the one in the intended municipality."""


@pytest.fixture
def page(phone: BrowserContext, server: SiteServer) -> Page:
    return opened(phone, server)


@pytest.fixture(scope="module")
def typing(shared_phone: BrowserContext, server: SiteServer) -> Page:
    """The finder page, opened once for tests that only type and look."""
    return opened(shared_phone, server)


def opened(phone: BrowserContext, server: SiteServer) -> Page:
    page = phone.new_page()
    page.goto(server.url(FINDER))
    expect(page.locator("#finder-place")).to_be_visible()
    return page


def ask(page: Page, text: str) -> None:
    """Type a name as people do."""
    page.locator("#finder-place").fill("")
    page.locator("#finder-place").press_sequentially(text)


def answer(page: Page) -> Any:
    return page.locator("[data-finder-answer]")


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "content" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_organisations() -> dict[str, str]:
    """Municipality → the name of its organisation, read straight from the files."""
    regions = [
        tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "content/regions").glob("*.toml")
    ]
    return {code: region["organisation"] for region in regions for code in region["municipalities"]}


def test_every_dutch_municipality_and_place_leads_to_its_veilig_thuis(
    page: Page,
) -> None:
    municipalities = {row["code"]: row for row in rows("municipalities.csv")}
    organisations = read_organisations()
    wanted = [(row["name"], row) for row in municipalities.values()] + [
        (row["name"], municipalities[row["municipality"]]) for row in rows("places.csv")
    ]
    assert len(wanted) >= 342 + 2636
    if not EVERY_PAGE:
        wanted = wanted[::60]
    answers = page.evaluate(ASK_ALL, [[name, row["name"]] for name, row in wanted])
    wrong = []
    for (name, row), (organisation, lies, _, _) in zip(wanted, answers, strict=True):
        if organisation != organisations[row["code"]] or row["name"] not in lies:
            wrong.append((name, row["name"], organisation, lies))
    assert wrong == []
    direct = sum(1 for _, _, at_once, _ in answers if at_once)
    assert direct > 0.9 * len(wanted), "most names are unique and must be answered without a choice"


@pytest.mark.parametrize(
    ("typed", "municipality", "organisation"),
    [
        ("Zelhem", "Bronckhorst", "Noord Oost Gelderland"),
        ("zelhem ", "Bronckhorst", "Noord Oost Gelderland"),
        ("den haag", "'s-Gravenhage", "Haaglanden"),
        ("s gravenhage", "'s-Gravenhage", "Haaglanden"),
        ("den bosch", "'s-Hertogenbosch", "Oost-Brabant"),
        ("hengelo (o.)", "Hengelo (O.)", "Twente"),
        ("Exloermond 1e", "", ""),
        ("st annaparochie", "Waadhoeke", "Friesland"),
        ("Sint-Annaparochie", "Waadhoeke", "Friesland"),
        ("noardeast fryslan", "Noardeast-Fryslân", "Friesland"),
        ("SUDWEST-FRYSLÂN", "Súdwest-Fryslân", "Friesland"),
    ],
)
def test_a_name_need_not_be_typed_exactly(
    typing: Page, typed: str, municipality: str, organisation: str
) -> None:
    ask(typing, typed)
    if not municipality:
        expect(typing.locator("[role=status]").last).not_to_be_empty()
        return
    expect(answer(typing)).to_be_visible()
    expect(answer(typing)).to_contain_text(organisation)
    expect(answer(typing)).to_contain_text(municipality)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Zuthpen", "Zutphen"),
        ("Doetichem", "Doetinchem"),
        ("Winterswijck", "Winterswijk"),
        ("Apeldorn", "Apeldoorn"),
        ("Harderwyk", "Harderwijk"),
        ("Groenloo", "Groenlo"),
    ],
)
def test_a_misspelt_name_is_offered_not_assumed(typing: Page, typed: str, meant: str) -> None:
    ask(typing, typed)
    choices = typing.locator("[data-finder-choices] b")
    if meant in {"Groenlo", "Apeldoorn"}:  # a doubled letter does not count as a typo
        expect(answer(typing)).to_contain_text(meant)
        return
    expect(choices.filter(has_text=re.compile(f"^{meant}$"))).to_have_count(1)
    expect(answer(typing)).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "municipalities"),
    [
        ("Beek", {"Montferland", "Berg en Dal", "Beek (L.)"}),
        ("Hengelo", {"Bronckhorst", "Hengelo (O.)"}),
        ("Laren", {"Lochem", "Laren (NH.)"}),
        ("Oosterwolde", {"Oldebroek", "Ooststellingwerf"}),
    ],
)
def test_a_name_that_occurs_twice_lets_the_reader_choose(
    page: Page, name: str, municipalities: set[str]
) -> None:
    ask(page, name)
    expect(answer(page)).to_be_hidden()
    choices = page.locator("[data-finder-choices] button").filter(
        has=page.locator("b", has_text=re.compile(f"^{name}$"))
    )
    shown = {
        re.sub(r"^gemeente (.+), .+$", r"\1", text)
        for text in choices.locator("b + span").all_inner_texts()
    }
    assert shown >= municipalities
    chosen = sorted(municipalities)[0]
    choices.filter(has_text=f"gemeente {chosen},").click()
    expect(answer(page)).to_be_visible()
    expect(answer(page)).to_contain_text(chosen)
    expect(answer(page)).to_be_focused()


def test_an_answer_has_number_channels_and_local_team(page: Page) -> None:
    ask(page, "Enschede")
    expect(answer(page).locator('a[href="tel:08002000"]')).to_be_visible()
    expect(answer(page)).to_contain_text("Chat en andere nummers")
    expect(answer(page)).to_contain_text("Vraag Veilig Thuis")
    expect(answer(page).locator('[data-fill="reach"]')).to_be_hidden()
    expect(answer(page).locator('[data-fill="website"]')).to_have_text("veiligthuis.nl")
    ask(page, "Maastricht")
    expect(answer(page).locator('[data-fill="website"]')).to_have_text(
        "Website van Veilig Thuis Zuid-Limburg"
    )
    assert (answer(page).locator('[data-fill="website"]').get_attribute("href") or "").startswith(
        "https://"
    )


def test_a_municipality_in_this_region_leads_to_its_own_page(page: Page) -> None:
    ask(page, "Zelhem")
    answer(page).get_by_role("link", name="Meer over Bronckhorst").click()
    expect(page.locator('main[data-page="gemeente/bronckhorst"]')).to_be_attached()
    page.go_back()
    expect(page.locator("#finder-place")).to_be_visible()
    ask(page, "Enschede")
    expect(answer(page).locator('[data-fill="own"]')).to_be_hidden()


def test_an_uncertain_region_is_marked_as_uncertain(page: Page) -> None:
    ask(page, "Eemnes")
    expect(answer(page)).to_contain_text("niet zeker")
    ask(page, "Baarn")
    expect(answer(page)).not_to_contain_text("niet zeker")


def test_an_unknown_name_is_reported_as_not_found(page: Page) -> None:
    ask(page, "Qqqqqq")
    expect(page.locator("[data-finder] [role=status]")).to_contain_text("Geen plaats gevonden")
    expect(page.locator("[data-finder-choices] button")).to_have_count(0)
    expect(answer(page)).to_be_hidden()
    page.locator("#finder-place").fill("")
    expect(page.locator("[data-finder] [role=status]")).to_be_empty()


def test_a_town_from_the_search_results_is_handed_over_in_memory(
    phone: BrowserContext, server: SiteServer
) -> None:
    """An address with the town in it would end up in the history, and reach the host."""
    page = phone.new_page()
    page.goto(server.url("app/nl/zoeken/"))
    expect(page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[data-search] input").fill("Zwolle")
    page.locator("[data-search-results] a[data-htmx-powered]").first.click()
    expect(answer(page)).to_contain_text("Veilig Thuis IJsselland")
    expect(page.locator("#finder-place")).to_have_value("Zwolle")
    assert page.url == server.url(FINDER)
    assert not [address for address in asked if "wolle" in address]
    page.locator(".tools-search").click()
    expect(page.locator("[data-search] input")).to_have_value("")


def test_what_is_typed_is_neither_in_the_address_nor_sent(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, "Zelhem")
    expect(answer(page)).to_be_visible()
    assert page.url.endswith("/gemeente/")
    assert asked == []
    field = page.locator("#finder-place")
    assert (
        field.get_attribute("autocomplete"),
        field.get_attribute("spellcheck"),
        field.get_attribute("name"),
    ) == ("off", "false", None)
    assert page.locator("form").count() == 0


def test_the_keyboard_reaches_choice_and_answer(page: Page) -> None:
    page.locator("#finder-place").focus()
    page.keyboard.type("Hengelo")
    expect(page.locator("[data-finder-choices] button").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-finder-choices] button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(answer(page)).to_be_focused()


def test_a_square_on_the_map_opens_its_municipality(page: Page) -> None:
    page.locator('.tile-map a[data-code="GM0301"]').click()
    expect(page.locator('main[data-page="gemeente/zutphen"]')).to_be_attached()
    expect(page.locator("h1")).to_have_text("Zutphen")


def test_when_the_list_fails_to_load_the_page_says_so_and_the_next_name_tries_again(
    phone: BrowserContext, server: SiteServer
) -> None:
    phone.route("**/plaatsen.json", lambda route: route.abort())
    page = opened(phone, server)
    ask(page, "Z")
    expect(page.locator("[data-finder] [role=status]")).to_contain_text(
        "kan nu niet worden geladen"
    )
    phone.unroute("**/plaatsen.json")
    ask(page, "Zelhem")
    expect(answer(page)).to_be_visible()


def test_a_name_typed_in_full_before_the_list_fails_is_answered_after_a_retry(
    phone: BrowserContext, server: SiteServer
) -> None:
    places = Held(phone, "plaatsen.json")
    page = opened(phone, server)
    ask(page, "Zelhem")
    places.only(page).abort()
    expect(answer(page)).to_contain_text("Bronckhorst")
    expect(page.locator("[data-finder] [role=status]")).to_contain_text("Zelhem")


def test_without_a_script_every_list_is_there_and_the_field_is_not(
    browser: Any, server: SiteServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url(FINDER))
    expect(page.locator("#finder-place")).to_be_hidden()
    page.get_by_text("Alle plaatsen in deze gemeenten").click()
    expect(page.get_by_text("Zelhem")).to_be_visible()
    page.get_by_role("link", name="Gemeenten van de andere regio").click()
    page.get_by_text("Veilig Thuis Twente").click()
    expect(page.get_by_text("Enschede")).to_be_visible()
    context.close()
