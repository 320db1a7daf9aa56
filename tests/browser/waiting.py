"""Waiting for what a page does by itself, and a file that stays under way for as long as a test wants: what a reader on a bad line meets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route


def eventually(page: Page, check: Callable[[], Any], seconds: float = 15) -> Any:
    """Ask until the answer is yes, and return it; an AssertionError when it never is. (Playwright's own `wait_for_function` needs what our policy forbids.)"""
    for _ in range(round(seconds / 0.05)):
        if answer := check():
            return answer
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {seconds} s")


class Held:
    """The first requests for one file, kept under way until a test takes hold of them."""

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
        """The one request that is under way; an AssertionError when there are more, or none comes. Later requests go through."""
        eventually(page, lambda: self._under_way)
        assert len(self._under_way) == 1, f"{len(self._under_way)} requests for {self._file}"
        self._holding = False
        return self._under_way[0]
