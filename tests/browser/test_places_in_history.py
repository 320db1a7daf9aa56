"""Back and Forward return readers to where they were on a page, in every engine, even if htmx swapped the page in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests.kit.places import AppServer
from tests.kit.stage import Stage
from tests.kit.windows import ENGINES, Chromium, Window

pytestmark = [
    pytest.mark.release,  # before each change, test_htmx.py tests one such return, in Chromium
    # selenium's warning about its own code
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
]

T = TypeVar("T")
LONG, OTHER = "begrippen", "bel"
DEEP = 5_800
"""At least how far down, in px, the last link of a long page is."""
LINKS = """[...document.querySelectorAll('main a[href^="/app/nl/"]')]
  .filter((link) => !link.hash && link.getClientRects().length && !link.closest("[data-hx-ignore]"))"""


@dataclass
class Reader:
    """Somebody reading in a window."""

    window: Window
    app: AppServer

    def open(self, page_id: str) -> None:
        """Type the address of a page and wait until htmx has loaded."""
        self.window.goto(self.app.url(f"app/nl/{page_id}/"))
        self.window.until(lambda: self.window.run("return 'htmx' in window"), "htmx")

    def page(self) -> str:
        """The id of the page in `main`."""
        return str(self.window.run("return document.getElementById('main')?.dataset.page"))

    def place(self) -> int:
        """How far the page is scrolled, in px."""
        return int(self.window.run("return Math.round(scrollY)"))

    def press_last_link(self) -> int:
        """Scroll to the last link of the page and click it; returns the scroll position there."""
        before = self.page()

        def last() -> list[float]:
            self.window.run(f"{LINKS}.at(-1).scrollIntoView({{ block: 'center' }})")
            box: list[float] = self.window.run(
                f"const box = {LINKS}.at(-1).getClientRects()[0];"
                "return [Math.round(scrollY), box.left + box.width / 2, box.top + box.height / 2]"
            )
            return box

        # the open lines appear above it a moment after the page
        place, x, y = self.at_rest(last, pause=0.1)
        self.window.click(x, y)
        self.window.until(lambda: self.page() != before, "the next page")
        return round(place)

    def at_rest(self, look: Callable[[], T], pause: float = 0) -> T:
        """The result of `look` once it has been the same four times, `pause` seconds apart."""
        seen: list[T] = []

        def is_same() -> bool:
            time.sleep(pause)
            seen.append(look())
            return len(seen) >= 4 and all(earlier == seen[-1] for earlier in seen[-4:])

        self.window.until(is_same, "rest")
        return seen[-1]

    def travel(self, steps: int, page_id: str, place: int) -> None:
        """Press Back or Forward, and check that it ends within 100 px of a place on a page."""
        self.window.travel(steps)
        self.window.until(lambda: self.page() == page_id, f"the page {page_id}")
        self.is_at(place)

    def is_at(self, place: int) -> None:
        """Check that the page comes to rest within 100 px of this place."""
        end = self.at_rest(self.place)
        assert abs(end - place) <= 100, f"at {end} px instead of {place} px"


@contextmanager
def chromium_window(stage: Stage) -> Iterator[Window]:
    with stage.tab() as tab:
        yield Chromium(tab)


@pytest.fixture(params=["Chromium", "Chromium without navigation", "WebKitGTK", "Firefox"])
def reader(
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
    stage: Stage,
    marked_site: Path,
) -> Iterator[Reader]:
    """A reader in each engine."""
    if request.param in ENGINES:
        opened = ENGINES[request.param]()
    else:
        opened = chromium_window(
            stage.without_navigation() if "without" in request.param else stage
        )
    with AppServer(marked_site) as app, opened as window:
        window.goto(stage.search.url)
        record_property("engine", window.engine())
        yield Reader(window, app)


def test_back_returns_to_the_last_link_of_a_long_page(reader: Reader) -> None:
    reader.open(LONG)
    place = reader.press_last_link()
    assert place >= DEEP
    reader.is_at(0)
    following = reader.page()
    for _ in range(2):
        reader.travel(-1, LONG, place)
        reader.travel(1, following, 0)
    assert reader.window.run("return Object.keys({ ...localStorage, ...sessionStorage })") == ["p"]


def test_each_page_in_a_series_keeps_its_own_place(reader: Reader) -> None:
    reader.open(LONG)
    first = reader.press_last_link()
    second_page = reader.page()
    reader.window.press(f'.bottom-bar [data-section="{OTHER}"]')
    reader.window.until(lambda: reader.page() == OTHER, "the third page")
    third = reader.press_last_link()
    reader.travel(-1, OTHER, third)
    reader.travel(-1, second_page, 0)
    reader.travel(-1, LONG, first)
    reader.travel(2, OTHER, third)


def test_a_reload_and_another_document_keep_the_place(reader: Reader) -> None:
    reader.open(LONG)
    place = reader.press_last_link()
    reader.travel(-1, LONG, place)
    reader.window.reload()
    reader.window.until(lambda: reader.window.at(reader.app.url(f"app/nl/{LONG}/")), "the reload")
    reader.is_at(place)
    reader.window.until(
        lambda: reader.window.run("return history.state?.y") is not None, "the place noted"
    )
    reader.window.goto(reader.app.url("nl/"))
    reader.travel(-1, LONG, place)


def test_a_link_within_the_page_adds_no_history_entry(reader: Reader) -> None:
    reader.open("stappen")
    reader.window.press('main a[href$="/stappen/2/"]')
    reader.window.until(lambda: reader.page() == "stappen/2", "the step")
    length = reader.window.run("return history.length")
    jumps = "main a[href^='#']"
    place = reader.window.run(
        f"return [...document.querySelectorAll({jumps!r})]"
        ".filter((link) => link.getClientRects().length)[1].hash.slice(1)"
    )
    reader.window.press(jumps, 1)
    script = "return document.activeElement.id"
    reader.window.until(lambda: reader.window.run(script) == place, "the focus on the place")
    top = reader.window.run("return document.activeElement.getBoundingClientRect().top")
    assert 0 < top < 700, "the place is out of view"
    assert reader.window.run("return [history.length, location.hash]") == [length, ""]
    reader.window.travel(-1)
    reader.window.until(
        lambda: reader.page() == "stappen", "the previous page after pressing Back once"
    )
