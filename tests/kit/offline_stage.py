"""Shared by the offline tests.

Small sites that are made once, a server with faults, and a reader with a fresh browser profile.

Fixtures, imported by name: `chromium_browser` (one for the whole run), `releases` (small sites by
name), `server`, `reader`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response
from playwright.sync_api import Error as PlaywrightError

from tests.kit.browsers import ARGUMENTS, chromium_shell
from tests.kit.fault_server import FaultServer
from tests.kit.offline_site import make_site
from tests.kit.waiting import eventually

PORTAL_WORDS = "Free wifi"
SOON = 40_000
"""Milliseconds within which anything must have happened, even on a busy machine."""


@pytest.fixture(scope="session")
def chromium_browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium, in which every reader gets a profile of their own."""
    browser = playwright.chromium.launch(
        executable_path=chromium_shell(),
        args=[argument for argument in ARGUMENTS if argument != "--headless"],
    )
    yield browser
    browser.close()


@dataclass
class Releases:
    """Small sites, each made once: `releases("two", changed=…)` returns the folder of that name."""

    folder: Path
    folders: dict[str, Path] = field(default_factory=dict)
    reports: dict[str, Any] = field(default_factory=dict)

    def __call__(self, name: str = "one", **options: Any) -> Path:
        if name not in self.folders:
            self.folders[name] = self.folder / name
            self.reports[name] = make_site(self.folders[name], **(VERSIONS.get(name, {}) | options))
        return self.folders[name]


VERSIONS: dict[str, dict[str, Any]] = {
    "one": {},
    "two": {
        "changed": {"nl/stappen/2/": "second edition", "en/stappen/2/": "second edition"},
        "checked": "2027-01-05",
    },
    "three": {"changed": {"nl/stappen/3/": "third edition"}, "script": "\n// release three\n"},
    "larger": {"added": ["nieuw/"]},
}


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """The releases of the small site."""
    return Releases(tmp_path_factory.mktemp("releases"))


@pytest.fixture
def server(releases: Releases) -> Iterator[FaultServer]:
    """A server with the first release."""
    with FaultServer(releases("one")) as running:
        yield running
        running.heal()


@dataclass
class Reader:
    """Somebody with a phone: a browser profile, its tabs, and ways to ask what the page shows and
    what is stored.
    """

    context: BrowserContext
    server: FaultServer
    page: Page

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Run a block without a server."""
        self.server.stop()
        yield
        self.server.start()

    def visit(self, path: str = "app/nl/stappen/", page: Page | None = None) -> Response | None:
        """Open an address as a full page."""
        return (page or self.page).goto(self.server.url(path))

    def heading(self, page: Page | None = None) -> str:
        """The heading of the page."""
        return (page or self.page).locator("h1").inner_text()

    def settle(self, state: str = "ready", page: Page | None = None) -> str:
        """Wait until the status line is in this state; returns its text."""
        line = (page or self.page).locator(f"[data-offline-status][data-state={state}]")
        line.wait_for(timeout=SOON)
        return line.inner_text()

    def install(self, path: str = "app/nl/stappen/") -> str:
        """Make a first visit, until everything is on the device; then clear the log."""
        self.visit(path)
        words = self.settle()
        self.eventually(lambda: self.page.evaluate("typeof htmx === 'object'"))
        self.server.forget()
        return words

    def step(self, path: str, page: Page | None = None) -> None:
        """Follow the link to an address, and wait for its page."""
        tab = page or self.page
        tab.locator(f'main a[href="{self.server.base}{path}"]').click()
        tab.wait_for_url(self.server.url(path), timeout=SOON)

    def step_over(self, path: str, title: str, page: Page | None = None) -> None:
        """Follow a link until it shows the new version's page, with this heading.

        As long as the browser keeps the new version waiting, the old one answers; ending the idle
        worker lets the new one in.
        """
        tab = page or self.page
        for last in (False, False, True):
            tab.locator(f'main a[href="{self.server.base}{path}"]').click()
            try:
                return tab.locator(f"h1:text-is('{title}')").wait_for(
                    timeout=SOON if last else SOON / 20
                )
            except PlaywrightError:
                if last:
                    raise
            self.end_idle_workers(tab)

    def end_idle_workers(self, tab: Page) -> None:
        """Stop workers as a browser does when they have been idle for half a minute.

        While it is driven by a test, it does not do so itself.
        """
        session = self.context.new_cdp_session(tab)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        session.detach()

    def eventually(self, check: Callable[[], Any], seconds: float = SOON / 1000) -> Any:
        """Repeat a check until it is true, and return its value."""
        return eventually(self.page, check, seconds)

    def worker(self, what: str) -> Any:
        """The state of the `active`, `waiting` or `installing` worker of this page's scope.

        Empty if there is none.
        """
        return self.page.evaluate(
            "async ([what, base]) => (await navigator.serviceWorker.getRegistration(base + "
            "'app/'))?.[what]?.state ?? ''",
            [what, self.server.base],
        )

    def update(self, page: Page | None = None) -> None:
        """Check for a new version, as the app does when it comes to the front.

        Returns when its install has succeeded or failed.
        """
        (page or self.page).evaluate(
            """async (base) => {
              const registration = await navigator.serviceWorker.getRegistration(base + 'app/');
              await registration.update().catch(() => {});
              const worker = registration.installing;
              if (worker) await new Promise((end) => worker.addEventListener('statechange', () => worker.state !== 'installing' && end()));
            }""",
            self.server.base,
        )

    def stored(self, cache: str = "files") -> list[str]:
        """The keys of a cache, without their common prefix."""
        keys: list[str] = self.page.evaluate(
            "async (name) => (await (await caches.open(name)).keys()).map(({ url }) => "
            "url.split('/').pop())",
            f"{cache} {self.server.url('app/')}",
        )
        return keys

    def damage(self, *keys: str) -> None:
        """Replace the stored bytes of these keys by something else."""
        self.page.evaluate(
            """async ([name, scope, keys]) => {
              const cache = await caches.open(name);
              for (const key of keys) await cache.put(scope + 'offline/' + key, new Response('<!doctype html><h1>damaged</h1>'));
            }""",
            [f"files {self.server.url('app/')}", self.server.url("app/"), list(keys)],
        )

    def forget_files(self, *keys: str, cache: str = "files") -> None:
        """Delete stored files behind the worker's back."""
        self.page.evaluate(
            "async ([name, scope, keys]) => { const cache = await caches.open(name); for (const "
            "key of keys) await cache.delete(scope + 'offline/' + key); }",
            [f"{cache} {self.server.url('app/')}", self.server.url("app/"), list(keys)],
        )

    def wipe(self) -> None:
        """Delete every cache of this origin, as a browser does when it is short of space."""
        self.page.evaluate(
            "async () => { for (const name of await caches.keys()) await caches.delete(name); }"
        )

    def limit_storage(self, size: int | None) -> None:
        """Limit this origin to this many bytes; None removes the limit."""
        session = self.context.new_cdp_session(self.page)
        session.send(
            "Storage.overrideQuotaForOrigin",
            {"origin": self.server.origin} | ({} if size is None else {"quotaSize": size}),
        )

    def new_tab(self) -> Page:
        """Another tab of the same reader."""
        return self.context.new_page()


@pytest.fixture
def reader(chromium_browser: Browser, server: FaultServer) -> Iterator[Reader]:
    """Somebody who has never been here before."""
    context = chromium_browser.new_context()
    context.set_default_timeout(SOON)
    yield Reader(context, server, context.new_page())
    context.close()


def asked(server: FaultServer, *, but: str = r"favicon|\.webmanifest") -> list[str]:
    """The addresses requested since the log was cleared, except those a browser adds by itself."""
    return [path for path in server.paths if not re.search(but, path)]


def listed(folder: Path, locale: str) -> dict[str, str]:
    """Path → key of every file on the list of a release."""
    name = re.search(rf"{locale}\.[0-9a-f]{{32}}\.json", (folder / "app/sw.js").read_text("utf-8"))
    assert name
    content = json.loads((folder / "app/offline" / name[0]).read_text("utf-8"))
    return {path: sha for tier in content["tiers"] for path, sha, _ in tier["files"]}
