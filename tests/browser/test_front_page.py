"""The front page above all regions, in a browser.

A town leads to its region, even if the list of towns comes late or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from meldapp.content.load import Content
from meldapp.publish.serve import SiteServer
from meldapp.web.front import write_front_page
from tests.kit.levels import later
from tests.kit.screens import axe
from tests.kit.waiting import Held


@pytest.fixture(scope="module")
def server(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """A server with the front page above all regions, but without the regions themselves."""
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
    """The addresses of the visible regions."""
    return [
        link.get_attribute("href") or ""
        for link in page.locator("[data-front-region]:visible > a").all()
    ]


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
def test_only_the_regions_with_the_town_remain(
    phone: BrowserContext, server: SiteServer, content: Content, typed: str, shown: list[str]
) -> None:
    page = opened(phone, server)
    assert len(regions(page)) == len(content.regions) == 25
    page.locator("#front-place").press_sequentially(typed)
    expect(page.locator("[data-front-region]:visible")).to_have_count(len(shown))
    assert sorted(regions(page)) == shown
    expect(page.locator("[data-front-status]")).to_have_text(
        f"Resultaten: {len(shown)}"
        if shown
        else "Geen plaats gevonden met deze naam. Controleer de spelling of vraag het Veilig Thuis."
    )
    page.locator("#front-place").fill("")
    expect(page.locator("[data-front-region]:visible")).to_have_count(25)
    expect(page.locator("[data-front-status]")).to_be_empty()
    assert page.url == server.url("")


def test_a_name_in_two_regions_says_which_municipality_each_is_in(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = opened(phone, server)
    towns = page.locator("[data-front-region]:visible [data-front-town]:not(:empty)")
    page.locator("#front-place").fill("Laren")
    expect(towns).to_have_text(
        ["Laren ligt in de gemeente Laren (NH.).", "Laren ligt in de gemeente Lochem."]
    )
    page.locator("#front-place").fill("Zutphen")
    expect(towns).to_have_text(["Zutphen is een gemeente."])
    page.locator("#front-place").fill("Zutph")
    expect(towns).to_have_count(0)


def test_when_the_list_fails_to_load_every_region_remains_and_the_next_letter_tries_again(
    phone: BrowserContext, server: SiteServer
) -> None:
    phone.route("**/plaatsen.json", lambda route: route.abort())
    page = opened(phone, server)
    with page.expect_event("requestfailed"):
        page.locator("#front-place").press_sequentially("Z")
    expect(page.locator("[data-front-region]:visible")).to_have_count(25)
    phone.unroute("**/plaatsen.json")
    page.locator("#front-place").press_sequentially("elhem")
    expect(page.locator("[data-front-region]:visible")).to_have_count(1)


def test_a_name_typed_in_full_before_the_list_fails_is_answered_after_a_retry(
    phone: BrowserContext, server: SiteServer
) -> None:
    places = Held(phone, "plaatsen.json")
    page = opened(phone, server)
    page.locator("#front-place").press_sequentially("Zelhem")
    places.only(page).abort()
    expect(page.locator("[data-front-region]:visible")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", later("dark")])
@pytest.mark.parametrize("typed", [later(""), "Laren", later("xyz")])
def test_axe_finds_nothing_and_nothing_overflows_whatever_was_typed(
    phone: BrowserContext, server: SiteServer, typed: str, scheme: Literal["light", "dark"]
) -> None:
    page = opened(phone, server)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 640})
    page.locator("#front-place").fill(typed)
    expect(page.locator("[data-front-status]")).to_have_text(
        re.compile({"": "^$", "Laren": "2", "xyz": "Geen"}[typed])
    )
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator("[data-quick-exit]")).to_be_in_viewport()
