"""Cases 4, 5 and 7 of the exit in WebKitGTK, the engine nearest to an iPhone's that runs here."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from tests.kit.browsers import screen, webkit_driver
from tests.kit.marked_site import WORD
from tests.kit.places import AppServer, Elsewhere
from tests.kit.stage import CONTROL, shows_mark

pytestmark = pytest.mark.filterwarnings(
    "ignore:setting remote_server_addr:DeprecationWarning"
)  # selenium's own, about itself


class Window:
    """A WebKitGTK window, with the three sites."""

    def __init__(self, driver: Any, app: AppServer, neutral: Elsewhere, search: Elsewhere) -> None:
        self.driver, self.app, self.neutral, self.search = driver, app, neutral, search

    def until(self, true: Callable[[], object], what: str, seconds: float = 10) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, (
                f"not within {seconds} s: {what}; the window is at {self.driver.current_url}"
            )
            time.sleep(0.05)

    def at(self, start: str) -> bool:
        """Whether the page that is there has an address that starts like this. (The driver names the next page's address before that page has come.)"""
        try:
            return str(self.driver.execute_script("return location.href")).startswith(start)
        except WebDriverException:  # between two pages
            return False

    def press(self, selector: str, number: int = 0) -> None:
        """Press an element with the mouse."""
        found = [
            element
            for element in self.driver.find_elements(By.CSS_SELECTOR, selector)
            if element.is_displayed()
        ]
        self.driver.execute_script(
            "arguments[0].closest('[data-quick-exit]') || arguments[0].scrollIntoView({ block: 'center' })",
            found[number],
        )
        ActionChains(self.driver).move_to_element(found[number]).click().perform()

    def shows(self) -> bool:
        """Whether the screen shows content."""
        return shows_mark(base64.b64decode(self.driver.get_screenshot_as_base64()))

    def state(self) -> list[object]:
        """What a page can read of its history, address and title."""
        found: list[object] = self.driver.execute_script(
            "return [history.length, location.href, document.title]"
        )
        return found

    def leave(self) -> None:
        """Press the exit and wait for the neutral site."""
        self.press(CONTROL)
        self.until(lambda: self.at(self.neutral.url), "the neutral site")
        assert len(self.neutral.log.asked) == 1, "the neutral site was not asked once"
        assert "referer" not in self.neutral.log.asked[0].headers

    def read_topics(self, count: int = 4) -> None:
        """Open so many topics of the help zone, with the way back between them."""
        self.until(
            lambda: self.driver.find_elements(By.CSS_SELECTOR, ".help-back"),
            "the help zone's script",
        )
        for number in range(count):
            self.press("[data-help-door] > summary", number)
            self.press("[data-help-topics][data-shown] [data-help-topic] > summary")
            assert WORD in self.driver.find_element(By.TAG_NAME, "main").text, (
                "the topic did not open"
            )
            if number < count - 1:
                for _ in range(2):
                    self.press(".help-back")


@pytest.fixture
def window(marked_site: Path, elsewhere: tuple[Elsewhere, Elsewhere]) -> Iterator[Window]:
    """A window with an empty history."""
    for place in elsewhere:
        place.reset()
    with AppServer(marked_site) as app, screen() as display, webkit_driver(display) as driver:
        yield Window(driver, app, *elsewhere)


def test_back_after_the_help_zone_is_the_page_before_it(window: Window) -> None:
    window.search.body = lambda: f'<a href="{window.app.url("nl/")}">result</a>'
    window.driver.get(window.search.url)
    window.press("a")
    window.until(lambda: window.at(window.app.url("nl/")), "the help zone")
    length = window.driver.execute_script("return history.length")
    window.read_topics()
    assert window.driver.execute_script("return history.length") == length
    window.leave()
    window.driver.back()
    window.until(lambda: window.at(window.search.url), "the search engine after Back")


def test_reading_in_the_help_zone_changes_nothing_and_leaves_one_entry(window: Window) -> None:
    window.driver.get(window.app.url("nl/"))
    before = window.state()
    window.read_topics()
    assert window.state() == before
    assert window.shows()
    window.leave()
    assert window.state()[0] == before[0], "the exit made an entry of its own"
    window.driver.back()
    time.sleep(1)
    assert not window.driver.current_url.startswith(window.app.origin), (
        "Back leads to the help zone"
    )
    assert not window.shows()


def test_back_after_the_app_zone_never_shows_it(window: Window) -> None:
    window.driver.get(window.app.url("app/nl/stappen/"))
    window.until(lambda: window.driver.execute_script("return 'htmx' in window"), "htmx")
    for number in range(1, 5):
        window.press(f'main a[href$="/stappen/{number}/"]')
        window.until(
            lambda number=number: (
                window.driver.execute_script("return document.getElementById('main')?.dataset.page")
                == f"stappen/{number}"
            ),
            f"step {number}",
        )
    assert window.shows()
    window.leave()
    for way in (*[window.driver.back] * 6, *[window.driver.forward] * 2):
        way()
        for _ in range(6):
            assert not window.shows(), "content after Back or Forward"
            time.sleep(0.05)
        window.until(
            lambda: not window.driver.current_url.startswith(window.app.origin),
            "the neutral site after Back",
        )
    window.driver.get(window.app.url("app/nl/"))
    window.until(window.shows, "the app when its address is typed")
    window.press("main .elsewhere")
    window.until(lambda: window.at(window.search.url), "the other site")
    window.driver.back()
    window.until(window.shows, "the page after Back from an ordinary link")
