"""Printed pages.

The whole text, with readable numbers and addresses, and no bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from meldapp.publish.serve import SiteServer
from tests.kit.screens import EVERY_PAGE, LOOKED_AT, PHONE, Readers

LOCALES = ("nl", "en")


@pytest.fixture(scope="module")
def readers(site: Any) -> Iterator[Readers]:
    with SiteServer(site.path) as server, Readers(server.url()) as readers:
        yield readers


@pytest.fixture(scope="module")
def on_paper(readers: Readers) -> dict[str, dict[str, list[str]]]:
    """The faults of a page of every kind on paper, printed by a reader who uses the dark theme."""

    def look(page: Page, _address: str) -> dict[str, list[str]]:
        page.emulate_media(media="print", color_scheme="dark")
        faults: dict[str, list[str]] = page.evaluate(
            """() => {
              const visible = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility() && element.getBoundingClientRect().height > 0).map(measures.name);
              const printed = (link) => link.textContent + getComputedStyle(link, "::after").content;
              const digits = (text) => text.replace(/\\D/g, "");
              const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
              const light = (colour) => { const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number); return red * 0.299 + green * 0.587 + blue * 0.114 > 150; };
              return {
                bars: visible(".top-bar, .help-bar, .bottom-bar, .side, .jump, .stepper, [data-quick-exit], .skip-link, .exit-hint, .languages, .no-print, button"),
                folded: [...document.querySelectorAll("main details > :not(summary)")].filter((part) => part.textContent.trim() && !part.closest("[hidden]") && part.parentElement.checkVisibility() && (!part.checkVisibility() || !part.getBoundingClientRect().height)).map(measures.name),
                numbers: shown('main a[href^="tel:"]').filter((link) => !digits(printed(link)).includes(digits(link.getAttribute("href")).replace(/^31/, ""))).map(measures.name),
                addresses: shown('main a[href^="http"]').filter((link) => !printed(link).includes(link.getAttribute("href"))).map(measures.name),
                light: measures.lines().filter(({ element }) => light(getComputedStyle(element).color) && !element.closest(".dial-now, .button, .chip[aria-current]")).map(({ text }) => text),
                text: document.querySelector("h1").checkVisibility() ? [] : ["no title"],
              };
            }"""
        )
        return faults

    addresses = [f"{locale}/" for locale in LOCALES] + [
        f"app/{locale}/{page}"
        for number, (kind, page) in enumerate(LOOKED_AT.items())
        for locale in (LOCALES if EVERY_PAGE else LOCALES[number % 2 :][:1])
        if kind != "sheet to print"
    ]
    return readers.read(addresses, look)


@pytest.mark.parametrize("what", ["bars", "folded", "numbers", "addresses", "light", "text"])
def test_on_paper_nothing_is_lost_and_nothing_is_in_the_way(
    on_paper: dict[str, dict[str, list[str]]], what: str
) -> None:
    """No bars or buttons; all folds are open.

    Each number and address can be read; no light text from a dark theme.
    """
    faults = [
        f"{address}: {fault}"
        for address, faults_of_page in on_paper.items()
        for fault in faults_of_page[what]
    ]
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])


def sheets_of(page: Page, _address: str) -> int:
    """How many sheets of A4 a page takes up."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, format="A4")))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_five_steps_fit_one_sheet(readers: Readers, locale: str) -> None:
    assert readers.read([f"app/{locale}/stappen/samen/"], sheets_of, PHONE) == {
        f"app/{locale}/stappen/samen/": 1
    }


def test_a_long_page_takes_more_than_one_sheet(readers: Readers) -> None:
    """The count above can fail."""
    assert readers.read(["app/nl/bel/"], sheets_of)["app/nl/bel/"] > 1


def test_each_sheet_to_print_fits_one_sheet(readers: Readers, site: Any) -> None:
    addresses = [
        f"app/{locale}/papier/{folder.name}/"
        for locale in LOCALES
        for folder in (site.path / f"app/{locale}/papier").iterdir()
        if folder.is_dir()
    ]
    assert addresses
    assert {
        address: count
        for address, count in readers.read(addresses, sheets_of).items()
        if count != 1
    } == {}


def test_all_five_steps_are_on_the_printed_sheet(readers: Readers) -> None:
    def look(page: Page, _address: str) -> list[str]:
        page.emulate_media(media="print")
        faults = [] if page.locator(".sheet-do:visible").count() == 5 else ["not five steps"]
        faults += [] if page.locator(".sheet-say:visible").count() == 5 else ["not five sentences"]
        words = page.locator("main").inner_text()
        return faults + [
            f"{part} is missing" for part in ("112", "0800-2000", "1.", "5.") if part not in words
        ]

    assert readers.faults(["app/nl/stappen/samen/", "app/en/stappen/samen/"], look) == []
