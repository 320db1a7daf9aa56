"""What most browser tests need: the frozen site on a server, and a Chromium with a phone's screen. A test file with other needs brings its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from meldapp.publish.serve import SiteServer
from tests.kit.browsers import chromium_shell
from tests.kit.screens import PLAIN

expect.set_options(
    timeout=15_000
)  # a busy machine stands still for seconds; what is right at once costs nothing


@pytest.fixture(scope="module")
def server(site: Any) -> Iterator[SiteServer]:
    """The frozen site, served with the headers of a host."""
    with SiteServer(site.path) as server:
        yield server


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers; a thread can have one at a time."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that keeps pages for Back, as people's do."""
    browser = playwright.chromium.launch(
        executable_path=chromium_shell(),
        args=list(PLAIN),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone without a worker, so that a test meets the files themselves."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, locale="nl-NL", service_workers="block"
    )
    yield context
    context.close()
