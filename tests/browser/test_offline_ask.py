"""A region that asks first: nothing is stored on a device until its reader accepts the offer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from meldapp.publish.build import Build, build_region
from tests.kit.content_tree import Tree
from tests.kit.fault_server import FaultServer
from tests.kit.offline_stage import (  # noqa: F401 (a fixture)
    Reader,
    asked,
    chromium_browser,
)

KEPT = """async () => ({
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  caches: (await caches.keys()).length,
  marks: localStorage.length + document.cookie.length,
})"""
NOTHING = {"workers": 0, "caches": 0, "marks": 0}


@pytest.fixture
def server(tree: Tree) -> Iterator[FaultServer]:
    """The tiny site of a region that asks."""
    old = tree.text("regions/klein.toml")
    tree.write("regions/klein.toml", f'offline = "ask"\n{old}')
    build_region(Build("klein", tree.out, content_dir=tree.path))
    with FaultServer(tree.out) as running:
        yield running


@pytest.fixture
def reader(chromium_browser: Browser, server: FaultServer) -> Iterator[Reader]:
    """Somebody who opens a first page."""
    with chromium_browser.new_context() as context:
        reader = Reader(context, server, context.new_page())
        reader.visit("app/nl/over/")
        yield reader


def test_nothing_is_stored_before_the_press_and_everything_after_it(
    reader: Reader, server: FaultServer
) -> None:
    page = reader.page
    words = reader.settle("none")
    assert "Onderaan deze pagina" in words
    offer = page.locator("[data-offline-offer]")
    expect(offer).to_be_visible()
    page.locator(".foot-links a[href='/app/nl/privacy/']").click()  # a swap by htmx
    page.wait_for_url(server.url("app/nl/privacy/"))
    expect(offer).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING
    assert not [path for path in asked(server) if "sw.js" in path or "/offline/" in path]

    reader.visit("app/nl/over/")
    offer.get_by_role("button").click()
    expect(offer).to_contain_text("wordt nu op dit toestel bewaard")
    expect(offer.get_by_role("button")).to_have_count(0)
    reader.settle("ready")
    expect(offer).to_be_visible()
    assert page.evaluate(KEPT)["workers"] == 1

    reader.visit("app/nl/privacy/")  # with the worker: the reader has agreed
    page.wait_for_function("!document.documentElement.hasAttribute('data-ask-first')")
    expect(offer).to_be_hidden()


@pytest.mark.release
def test_after_erasing_the_region_asks_again(reader: Reader, server: FaultServer) -> None:
    page = reader.page
    page.locator("[data-offline-offer] button").click()
    reader.settle("ready")
    reader.visit("app/nl/wissen/")
    expect(page.locator("[data-offline-offer]")).to_have_count(0)
    page.locator("main button:visible").first.click()
    reader.eventually(lambda: _kept(page) == NOTHING)
    reader.visit("app/nl/over/")
    expect(page.locator("[data-offline-offer]")).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING


def _kept(page: Any) -> Any:
    return page.evaluate(KEPT)
