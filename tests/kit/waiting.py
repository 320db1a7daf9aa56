"""Waiting for what a page does by itself, and holding back a file for as long as a test wants, as
happens to a reader on a bad line.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route
from playwright.sync_api import Error as PlaywrightError


def eventually(page: Page, check: Callable[[], Any], seconds: float = 30, what: str = "") -> Any:
    """Repeat a check until it is true, and return its value; AssertionError if it never is.

    (Playwright's own `wait_for_function` needs `unsafe-eval`, which our policy forbids.)
    """
    end = time.monotonic() + seconds
    while True:
        with suppress(PlaywrightError):  # the page went away in the meantime
            if answer := check():
                return answer
        assert time.monotonic() < end, (
            f"not within {seconds} s: {what or check}; the tab is at {page.url}"
        )
        page.wait_for_timeout(20)


class Held:
    """The first requests for one file, held back until a test takes one."""

    def __init__(self, phone: BrowserContext, file: str) -> None:
        self._file = file
        self._holding = True
        self._under_way: list[Route] = []
        phone.route(f"**/{file}", self._meet)

    def _meet(self, route: Route) -> None:
        if self._holding:
            self._under_way.append(route)
        else:
            route.continue_()

    def only(self, page: Page) -> Route:
        """The one held request; AssertionError if there are more, or if none comes.

        Later requests go through.
        """
        eventually(page, lambda: self._under_way)
        assert len(self._under_way) == 1, f"{len(self._under_way)} requests for {self._file}"
        self._holding = False
        return self._under_way[0]
