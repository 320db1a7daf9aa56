"""How many touches it takes on a phone of 360 × 640, and what is within reach without scrolling, measured in a browser.

`test_taps.py` counts links on the frozen site; this checks where they are on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from meldapp.publish.serve import SiteServer
from tests.kit.screens import EVERY_PAGE, KINDS, LOOKED_AT, PHONE, Readers
from tests.kit.waiting import eventually

FRAME = 132
"""The most that the bars may take up of a phone's screen, in px."""
IN_REACH = """selector => [...document.querySelectorAll(selector)].filter((element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return hit && (element.contains(hit) || hit.contains(element)) && top >= 0 && bottom <= innerHeight;
}).map((element) => element.getAttribute("href") ?? element.textContent.trim())"""
"""The elements that can be seen and touched without scrolling: links by their address, others by their text."""


@pytest.fixture(scope="module")
def readers(site: Any) -> Iterator[Readers]:
    """Browsers that read the frozen site."""
    with SiteServer(site.path) as server, Readers(server.url()) as readers:
        yield readers


def pages_below(site: Any, *folders: str) -> list[str]:
    """The addresses of the Dutch pages in these folders."""
    return [
        f"app/nl/{folder}/{page.parent.name}/"
        for folder in folders
        for page in sorted((site.path / "app/nl" / folder).glob("*/index.html"))
    ]


def test_an_example_sentence_is_one_touch_from_the_top_of_its_page(
    readers: Readers, site: Any
) -> None:
    """The sentence is on the first screen, or a chip there leads to it."""

    def look(page: Page, _address: str) -> list[str]:
        if not page.locator(".block.say q").count() or page.evaluate(IN_REACH, ".block.say q"):
            return []
        chip = page.locator('.jump a[href="#say"]').first
        if "#say" not in page.evaluate(IN_REACH, ".jump a"):
            return ["no way to its sentences on the first screen"]
        chip.click()
        eventually(page, lambda: page.evaluate(IN_REACH, "#say q"), 5, "a sentence in reach")
        return []

    pages = pages_below(site, "stappen", "geweldsvormen", "gesprek", "beroepen")
    assert len(pages) > 40
    assert readers.faults(pages if EVERY_PAGE else pages[::6], look) == []


def test_the_next_and_the_previous_step_are_within_reach(readers: Readers, site: Any) -> None:
    def look(page: Page, address: str) -> list[str]:
        number = int(address.rstrip("/").rsplit("/", 1)[1])
        rows = len(page.locator(".stepper a").all())
        in_reach = page.evaluate(IN_REACH, ".stepper a")
        folder = f"/{address.rstrip('/').rsplit('/', 1)[0]}/"
        wanted = [f"{folder}{other}/" for other in (number - 1, number + 1) if 1 <= other <= rows]
        return [f"{link} is not within reach" for link in wanted if link not in in_reach]

    pages = [
        address
        for address in pages_below(site, "stappen", "wegen", "mantelzorg", "vrijwilligers")
        if address.rstrip("/")[-1].isdigit()
    ]
    assert len(pages) >= 19
    assert readers.faults(pages if EVERY_PAGE else pages[::2], look) == []


def test_every_help_topic_leads_to_someone_in_one_touch(readers: Readers) -> None:
    """Opened as views by their script."""

    def look(page: Page, _address: str) -> list[str]:
        faults = []
        doors = page.locator("[data-help-door]")
        for number in range(0, doors.count(), 1 if EVERY_PAGE else 3):
            doors.nth(number).locator("summary").click()
            if page.locator('main a[href^="tel:"]:visible').count() < 2:  # one is 112
                faults.append(f"door {number} leads to nobody")
            topics = page.locator("[data-shown] [data-help-topic] > summary")
            for place in range(topics.count()):
                topics.nth(place).click()
                words = page.locator("h1").inner_text()
                if not page.locator(
                    '[data-shown] .topic-text :is(a[href^="tel:"], a[rel*="external"]):visible'
                ).count():
                    faults.append(f"{words!r} leads to nobody")
                if not page.locator(".topic-back:visible").count():
                    faults.append(f"{words!r} has no way back at its end")
                page.locator(".help-back").click()
            page.locator(".help-back").click()
        return faults

    assert readers.faults(["nl/", "en/"] if EVERY_PAGE else ["nl/"], look) == []


def test_every_page_of_the_app_zone_leads_to_the_help_zone(site: Any) -> None:
    pages = [page for page in site.pages("app") if not page.address.endswith("/leeg/")]
    assert len(pages) > 300
    assert [
        page for page in pages if not page.select(f"//main//a[@href='{site.base}{page.language}/']")
    ] == []


def test_the_bars_leave_room_for_the_page(readers: Readers) -> None:
    def look(page: Page, _address: str) -> list[str]:
        heights = [
            page.locator(bar).bounding_box()["height"] for bar in (".top-bar", ".bottom-bar")
        ]
        return [f"the bars take {heights} px"] if sum(heights) > FRAME else []

    assert readers.faults(["app/nl/", "app/en/stappen/2/"], look) == []


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value; }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 600);
})"""


def test_nothing_jumps_while_a_page_loads(readers: Readers) -> None:
    """The cumulative layout shift is at most 0.02."""

    def look(page: Page, _address: str) -> list[str]:
        shift = page.evaluate(SHIFTS)
        return [f"shifts by {shift:.3f}"] if shift > 0.02 else []

    pages = ["nl/", *(f"app/nl/{page}" for page in LOOKED_AT.values())]
    assert readers.faults(pages, look, PHONE) == []
    desk = [
        "nl/",
        *(f"app/nl/{KINDS[kind]}" for kind in ("start", "step", "call", "municipalities")),
    ]
    assert readers.faults(desk, look, PHONE.with_(width=1280, height=800)) == []


def test_a_shift_is_noticed(readers: Readers) -> None:
    """The measurement above can fail."""

    def look(page: Page, _address: str) -> float:
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => { document.querySelector('h1').style.marginBlockStart = '300px'; setTimeout(done, 200); })))"
        )
        return float(page.evaluate(SHIFTS))

    assert readers.read(["app/nl/stappen/2/"], look)["app/nl/stappen/2/"] > 0.02
