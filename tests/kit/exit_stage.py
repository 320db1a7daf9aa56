"""Fixtures of the exit's tests, imported by name: `elsewhere` (the two other sites), `marked_site` (a folder), `stage` (all of it with a Chromium)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.kit.browsers import chromium, chromium_profile
from tests.kit.marked_site import make_marked_site
from tests.kit.places import AppServer, Elsewhere
from tests.kit.stage import Stage


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[tuple[Elsewhere, Elsewhere]]:
    """The neutral site and the search engine."""
    neutral, search = Elsewhere("127.0.0.2", "Weer"), Elsewhere("127.0.0.3", "Zoeken")
    yield neutral, search
    neutral.close()
    search.close()


@pytest.fixture(scope="session")
def marked_site(
    tmp_path_factory: pytest.TempPathFactory, elsewhere: tuple[Elsewhere, Elsewhere], _words: None
) -> Path:
    """The default region in Dutch, with a mark on every page and its exit to our neutral site."""
    folder = tmp_path_factory.mktemp("marked")
    neutral, search = elsewhere
    make_marked_site(folder, neutral.url, search.url)
    return folder


@pytest.fixture(scope="module")
def stage(
    marked_site: Path,
    elsewhere: tuple[Elsewhere, Elsewhere],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Everything a case needs; one Chromium for a whole test file."""
    chromium()  # found, or installed, before Playwright runs
    neutral, search = elsewhere
    with (
        AppServer(marked_site) as app,
        AppServer(marked_site, bare=True) as bare,
        sync_playwright() as playwright,
        chromium_profile(playwright, tmp_path_factory.mktemp("profile")) as context,
    ):
        yield Stage(playwright, context, app, bare, neutral, search)


__all__ = ["elsewhere", "marked_site", "stage"]
