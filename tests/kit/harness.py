"""Browser fixtures, for conftest files.

One Playwright, one Chromium and one server per worker.

A thread can have only one Playwright at a time, so everything that drives a browser in the main
thread uses this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from meldapp.publish.serve import SiteServer
from tests.kit.browsers import chromium, chromium_profile, chromium_shell
from tests.kit.frozen_site import Site
from tests.kit.marked_site import make_marked_site
from tests.kit.places import AppServer, Elsewhere
from tests.kit.screens import PLAIN
from tests.kit.stage import Stage

# A busy machine may stall for seconds, and an expectation that already holds does not wait.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def server(site: Site) -> Iterator[SiteServer]:
    """The frozen site, served with the headers of a host."""
    with SiteServer(site.path) as server:
        yield server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The Playwright that drives the browsers."""
    chromium()  # installed, if need be, before Playwright runs
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that keeps pages for Back, as people's browsers do."""
    browser = playwright.chromium.launch(
        executable_path=chromium_shell(),
        args=list(PLAIN),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


def _phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, locale="nl-NL", service_workers="block"
    )
    yield context
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone without a service worker, so that tests get the files themselves."""
    yield from _phone(browser)


@pytest.fixture(scope="module")
def shared_phone(browser: Browser) -> Iterator[BrowserContext]:
    """One phone for all tests of a file, if they only type and look."""
    yield from _phone(browser)


# -- the exit --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[tuple[Elsewhere, Elsewhere]]:
    """The neutral site and the search engine."""
    neutral, search = Elsewhere("127.0.0.2", "Weer"), Elsewhere("127.0.0.3", "Zoeken")
    yield neutral, search
    neutral.close()
    search.close()


@pytest.fixture(scope="session")
def marked_site(
    tmp_path_factory: pytest.TempPathFactory, elsewhere: tuple[Elsewhere, Elsewhere]
) -> Path:
    """The default region in Dutch, with the help zone in Arabic too, a mark on every page, and the
    exit leading to our neutral site.
    """
    folder = tmp_path_factory.mktemp("marked")
    neutral, search = elsewhere
    make_marked_site(folder, neutral.url, search.url, locales=("nl", "ar"))
    return folder


@pytest.fixture(scope="module")
def stage(
    playwright: Playwright,
    marked_site: Path,
    elsewhere: tuple[Elsewhere, Elsewhere],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Everything a case needs, with one Chromium for a whole test file."""
    neutral, search = elsewhere
    with (
        AppServer(marked_site) as app,
        AppServer(marked_site, bare=True) as bare,
        chromium_profile(playwright, tmp_path_factory.mktemp("profile")) as context,
    ):
        yield Stage(playwright, context, app, bare, neutral, search)


__all__ = [
    "browser",
    "elsewhere",
    "marked_site",
    "phone",
    "playwright",
    "server",
    "shared_phone",
    "stage",
]
