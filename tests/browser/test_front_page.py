"""The front page above all regions in a browser: a town leads to its region, also when the list of towns comes late or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from waiting import Held

from meldapp.front import write_front_page
from meldapp.load import Content
from meldapp.serve import SiteServer


@pytest.fixture(scope="module")
def server(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The front page above all regions, served; the regions themselves are not there."""
    folder = tmp_path_factory.mktemp("front")
    write_front_page(folder, content, "/", False, None)
    with SiteServer(folder) as server:
        yield server


def opened(phone: BrowserContext, server: SiteServer) -> Page:
    page = phone.new_page()
    page.goto(server.url(""))
    expect(page.locator("#front-place")).to_be_visible()
    return page


def regions(page: Page) -> list[str]:
    """The regions that show, as their addresses."""
    return [link.get_attribute("href") or "" for link in page.locator("[data-front-region]:visible > a").all()]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Zelhem", ["/noord-oost-gelderland/"]),
        ("zuthpen", []),
        ("den haag", ["/haaglanden/"]),
        ("sudwest fryslan", ["/friesland/"]),
        ("Twente", ["/twente/"]),
        ("Laren", ["/gooi-en-vechtstreek/", "/noord-oost-gelderland/"]),
    ],
)
def test_only_the_regions_with_the_town_stay(phone: BrowserContext, server: SiteServer, content: Content, typed: str, shown: list[str]) -> None:
    page = opened(phone, server)
    assert len(regions(page)) == len(content.regions) == 25
    page.locator("#front-place").press_sequentially(typed)
    expect(page.locator("[data-front-region]:visible")).to_have_count(len(shown))
    assert sorted(regions(page)) == shown
    expect(page.locator("[data-front-status]")).to_have_text("" if shown else "Geen plaats gevonden met deze naam. Controleer de spelling of vraag het Veilig Thuis.")
    page.locator("#front-place").fill("")
    expect(page.locator("[data-front-region]:visible")).to_have_count(25)
    assert page.url == server.url("")


def test_when_the_list_does_not_come_every_region_stays_and_the_next_letter_tries_again(phone: BrowserContext, server: SiteServer) -> None:
    phone.route("**/plaatsen.json", lambda route: route.abort())
    page = opened(phone, server)
    with page.expect_event("requestfailed"):
        page.locator("#front-place").press_sequentially("Z")
    expect(page.locator("[data-front-region]:visible")).to_have_count(25)
    phone.unroute("**/plaatsen.json")
    page.locator("#front-place").press_sequentially("elhem")
    expect(page.locator("[data-front-region]:visible")).to_have_count(1)


def test_a_name_typed_in_full_before_the_list_fails_is_answered_when_it_comes(phone: BrowserContext, server: SiteServer) -> None:
    places = Held(phone, "plaatsen.json")
    page = opened(phone, server)
    page.locator("#front-place").press_sequentially("Zelhem")
    places.only(page).abort()
    expect(page.locator("[data-front-region]:visible")).to_have_count(1)
