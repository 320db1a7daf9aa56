"""A file that stays under way for as long as a test wants: what a reader on a bad line meets."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, Route


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
        """The one request that is under way; an AssertionError when there are more, or none within five seconds. Later requests go through."""
        for _ in range(100):
            if self._under_way:
                break
            page.wait_for_timeout(50)
        assert len(self._under_way) == 1, f"{len(self._under_way)} requests for {self._file}"
        self._holding = False
        return self._under_way[0]
