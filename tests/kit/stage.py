"""The setting of a case: the app and two other sites, a Chromium tab with real presses and keys,
and a film of every frame it shows.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.kit.browsers import chromium_profile
from tests.kit.marked_site import WORD
from tests.kit.places import AppServer, Elsewhere
from tests.kit.waiting import eventually

CONTROL = "[data-quick-exit]"
BETWEEN_PAGES = ("Not attached to an active page", "Unable to capture screenshot")
"""Errors of the browser while one page replaces another."""


def shows_mark(picture: bytes) -> bool:
    """Whether a picture of the screen has at least a hundred pixels in the colour of the mark."""
    red, green, blue = Image.open(io.BytesIO(picture)).convert("RGB").split()
    strong, weak = (
        (lambda value: 255 if value > 190 else 0),
        (lambda value: 255 if value < 90 else 0),
    )
    both = ImageChops.darker(
        ImageChops.darker(red.point(strong), blue.point(strong)), green.point(weak)
    )
    return both.histogram()[255] >= 100


@dataclass
class Film:
    """The frames a tab showed: (time.time, picture)."""

    frames: list[tuple[float, bytes]] = field(default_factory=list)

    def content(self, since: float = 0, until: float = float("inf")) -> list[float]:
        """When frames with content were shown between two moments."""
        return [at for at, picture in self.frames if since <= at <= until and shows_mark(picture)]

    def again(self, since: float) -> list[float]:
        """When frames showed content that had already gone, or had not gone half a second after
        this moment: how fast it goes is up to case 1 and `make bench`.
        """
        gone = self.first_without(since)
        return self.content(since=since + 0.5 if gone is None else min(gone, since + 0.5))

    def first_without(self, since: float) -> float | None:
        """When the first frame without content came after a moment, or None."""
        return next(
            (at for at, picture in self.frames if at >= since and not shows_mark(picture)), None
        )


class Tab:
    """One tab of the browser.

    Pointer and key events arrive as from a device; coordinates are in CSS px.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self._film: Film | None = None
        self.cdp.on("Page.screencastFrame", self._frame)

    # -- going and looking -------------------------------------------------------------------------

    def goto(self, url: str) -> None:
        """Go to an address as if it were typed."""
        self.page.goto(url, wait_until="load")

    def settle(self, seconds: float) -> None:
        """Let time pass."""
        self.page.wait_for_timeout(seconds * 1000)

    def until(self, true: Callable[[], bool], seconds: float = 30, what: str = "") -> None:
        """Wait until something is true; AssertionError if that takes too long."""
        eventually(self.page, true, seconds, what)

    def at(self, url: str, seconds: float = 30) -> None:
        """Wait until the tab is at this address and has loaded."""
        self.until(
            lambda: (
                self.page.url.startswith(url)
                and self.page.evaluate("document.readyState") == "complete"
            ),
            seconds,
            f"at {url}",
        )

    def entries(self) -> list[str]:
        """The addresses in the tab's own history, oldest first, except a new tab's empty page."""
        return [entry["url"] for entry in self._history()[1] if entry["url"] != "about:blank"]

    def _history(self) -> tuple[int, list[dict[str, Any]]]:
        history = self._ask("Page.getNavigationHistory")
        return history["currentIndex"], history["entries"]

    def _ask(self, what: str, **how: Any) -> dict[str, Any]:
        """Ask the browser about this tab.

        While one page replaces another it does not answer, or waits for a frame that never comes:
        then ask again.
        """
        end = time.time() + 30
        while True:
            try:
                return dict(self.cdp.send(what, how, timeout=5_000))
            except PlaywrightError as error:
                timed_out = isinstance(error, PlaywrightTimeout)
                if not (timed_out or str(error).endswith(BETWEEN_PAGES)) or time.time() > end:
                    raise
                self.settle(0.02)

    def entry(self) -> tuple[int, str]:
        """Number and address of the history entry that the tab shows."""
        current, entries = self._history()
        return current, entries[current]["url"]

    def travel(self, steps: int) -> bool:
        """Press Back (-1) or Forward (1); False if there is nowhere to go."""
        current, entries = self._history()
        target = current + steps
        if not 0 <= target < len(entries) or entries[target]["url"] == "about:blank":
            return False
        self._ask("Page.navigateToHistoryEntry", entryId=entries[target]["id"])
        return True

    @contextmanager
    def beating(self) -> Iterator[Callable[[], bool]]:
        """Make the page itself report ten times a second whether all of it is out of a screen
        reader's reach: covered and inert.

        Yields a function that tells whether every beat of the last second said so. While a
        navigation waits for its response, Chromium passes no requests on to the page, not even for
        the accessibility tree, but it does pass on the page's own messages.
        """
        beats: list[tuple[float, bool]] = []
        self.page.on(
            "console",
            lambda message: (
                beats.append((time.time(), message.text.endswith("true")))
                if message.text.startswith("beat ")
                else None
            ),
        )
        self.page.evaluate(
            "void setInterval(() => console.debug('beat ' + "
            "!!(document.querySelector('exit-cover') && document.body.inert)), 100)"
        )

        def out_of_reach() -> bool:
            self.settle(1.1)  # so that the last second starts after whatever is being tested
            recent = [covered for at, covered in beats if at > time.time() - 1]
            assert recent, "the page has stopped reporting"
            return all(recent)

        yield out_of_reach

    def words(self) -> str:
        """The words a screen reader can reach.

        None while a page is still loading, since the browser would not answer.
        """
        if self.page.evaluate("document.readyState") == "loading":
            return ""
        nodes = self._ask("Accessibility.getFullAXTree")["nodes"]
        return " ".join(
            str(node["name"].get("value", ""))
            for node in nodes
            if not node.get("ignored") and "name" in node
        )

    def picture(self) -> bytes:
        """A picture of what the screen shows now."""
        return base64.b64decode(
            self._ask("Page.captureScreenshot", format="jpeg", quality=80)["data"]
        )

    def content(self) -> str:
        """What shows content now: "screen", "screen reader", both, or nothing."""
        ways = [
            name
            for name, shown in (
                ("screen", shows_mark(self.picture())),
                ("screen reader", WORD in self.words()),
            )
            if shown
        ]
        return " and ".join(ways)

    def has_navigation(self) -> bool:
        """Whether the page has `window.navigation`."""
        return bool(self.page.evaluate("'navigation' in window"))

    def history_length(self) -> int:
        """The history.length that the page itself can read."""
        return int(self.page.evaluate("history.length"))

    # -- filming -----------------------------------------------------------------------------------

    @contextmanager
    def film(self) -> Iterator[Film]:
        """Film every frame while the block runs."""
        self._film = Film()
        self.cdp.send(
            "Page.startScreencast",
            {
                "format": "jpeg",
                "quality": 70,
                "maxWidth": 400,
                "maxHeight": 720,
                "everyNthFrame": 1,
            },
        )
        try:
            yield self._film
        finally:
            with suppress(PlaywrightError):
                self.cdp.send("Page.stopScreencast")
            self._film = None

    def _frame(self, event: dict[str, Any]) -> None:
        if self._film is not None:
            self._film.frames.append(
                (event["metadata"]["timestamp"], base64.b64decode(event["data"]))
            )
        with suppress(PlaywrightError):
            self.cdp.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    # -- the control -------------------------------------------------------------------------------

    def control(self) -> dict[str, float]:
        """The exit control's box: x, y, width, height."""
        box = self.page.locator(CONTROL).bounding_box()
        assert box is not None, "there is no exit on this page"
        return {**box}

    def centre(self) -> tuple[float, float]:
        """The middle of the control."""
        box = self.control()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def press(self) -> float:
        """Press the mouse on the control and hold it; returns the moment just before."""
        self.page.mouse.move(*self.centre())
        at = time.time()
        self.page.mouse.down()
        return at

    def release(self) -> float:
        """Let go of the mouse; returns the moment just before."""
        at = time.time()
        with suppress(PlaywrightError):
            self.page.mouse.up()
        return at

    def leave(self) -> float:
        """Click the control with the mouse; returns the moment of the press."""
        at = self.press()
        self.release()
        return at

    def touch(self, kind: str, x: float = 0, y: float = 0) -> None:
        """One finger: "touchStart", "touchMove" or "touchEnd"."""
        self.fingers(kind, *([] if kind == "touchEnd" else [(x, y)]))

    def fingers(self, kind: str, *places: tuple[float, float]) -> None:
        """Send a touch event with every finger that is down, in the order in which they came."""
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        with suppress(PlaywrightError):
            self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def slide(self, distance: float) -> None:
        """Put a finger on the lower edge of the control, slide it down this many px, lift it."""
        box = self.control()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 1
        self.touch("touchStart", x, y)
        for step in range(1, 6):
            self.touch("touchMove", x, y + distance * step / 5)
            self.settle(0.016)
        self.touch("touchEnd")

    def keys(self, *names: str, pause: float = 0.05) -> None:
        """Press keys one after another."""
        for number, name in enumerate(names):
            if number:
                self.settle(pause)
            with suppress(PlaywrightError):
                self.page.keyboard.press(name)

    # -- reading -----------------------------------------------------------------------------------

    def read_topics(self, count: int = 4) -> None:
        """Open this many topics of the help zone as a reader does: door, topic, back, back."""
        for number in range(count):
            self.page.locator("[data-help-door] > summary").nth(number).click()
            topics = self.page.locator("[data-help-topics] [data-help-topic] > summary:visible")
            views = 1
            if topics.count():  # a door with one topic opens that topic
                topics.first.click()
                views = 2
            assert WORD in self.page.locator("main").inner_text(), "the topic did not open"
            if number < count - 1:
                for _ in range(views):
                    self.page.locator(".help-back").click()

    def read_steps(self, count: int = 4) -> None:
        """Read the steps of the app zone up to and including this one, by its own links, each
        swapped in by htmx.
        """
        self.until(lambda: self.page.evaluate("'htmx' in window"), what="htmx")
        for number in range(1, count + 1):
            self.page.locator(f'main a[href$="/stappen/{number}/"]').first.click()
            self.until(
                lambda number=number: (
                    self.page.url.endswith(f"/stappen/{number}/")
                    and f"stappen/{number}" == self.page.locator("#main").get_attribute("data-page")
                ),
                what=f"step {number}",
            )


@dataclass
class Stage:
    """The three sites and a browser.

    `bare` is the same app on a host that sets no headers.
    """

    playwright: Playwright
    context: BrowserContext
    app: AppServer
    bare: AppServer
    neutral: Elsewhere
    search: Elsewhere
    navigation: bool = True
    """Whether pages have `window.navigation`; Safari had none before version 26.2."""
    locale: str = "nl"
    """The language in which the help zone is read."""
    loading: str = "Laden"
    """What a screen reader says in that language while the neutral site loads."""

    @contextmanager
    def profile(self, folder: Path, *more: str) -> Iterator[Stage]:
        """The same stage with another browser, whose profile is this folder."""
        with chromium_profile(self.playwright, folder, *more) as context:
            yield replace(self, context=context)

    def on_bare_host(self) -> Stage:
        """The same stage with the app on the host without headers."""
        return replace(self, app=self.bare)

    def without_navigation(self) -> Stage:
        """The same stage with a browser whose pages have no `window.navigation`."""
        return replace(self, navigation=False)

    def engine(self) -> str:
        """Name, version and whether pages have `window.navigation`, for the test report."""
        with self.tab() as tab:
            tab.goto(self.search.url)
            version = tab.cdp.send("Browser.getVersion")["product"]
            return f"{version} with{'' if tab.has_navigation() else 'out'} navigation"

    def new_tab(self) -> Tab:
        """Another tab."""
        page = self.context.new_page()
        if not self.navigation:
            page.add_init_script("delete window.navigation")
        return Tab(page)

    @contextmanager
    def tab(self) -> Iterator[Tab]:
        """A fresh tab, closed afterwards; all sites answer normally, with empty logs."""
        for place in (self.neutral, self.search):
            place.reset()
        self.app.release()
        self.app.log.clear()
        tab = self.new_tab()
        try:
            yield tab
        finally:
            for place in (self.neutral, self.search):
                place.release()
            self.app.release()
            with suppress(PlaywrightError):
                tab.page.close()

    @property
    def help_page(self) -> str:
        """Where the help zone starts."""
        return self.app.url(f"{self.locale}/")

    @property
    def app_page(self) -> str:
        """Where the app zone starts."""
        return self.app.url("app/nl/")
