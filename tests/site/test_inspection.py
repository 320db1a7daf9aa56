"""Faults that readers would run into are found before a site replaces the old one.

Each fault is planted once in a sound site.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meldapp.publish.inspect import Page, inspect, read_page, read_pages
from tests.kit.frozen_site import Site

PAGE = "app/nl/over/index.html"


BASE = "/pre/fix/"


@pytest.fixture(scope="module")
def pages(tiny_site: Site) -> dict[str, Page]:
    """The pages of the frozen tiny site, as read by the build."""
    return read_pages(tiny_site.path)


@pytest.fixture
def faults(tiny_site: Site, pages: dict[str, Page]) -> Callable[[str], list[str]]:
    """Finds the faults of the site with other HTML for this page."""
    return lambda html: inspect({**pages, PAGE: read_page(html)}, tiny_site.path, BASE)


@pytest.fixture
def sound(tiny_site: Site) -> str:
    """The HTML of this page."""
    return (tiny_site.path / PAGE).read_text("utf-8")


def test_a_sound_site_has_no_faults(tiny_site: Site, pages: dict[str, Page]) -> None:
    assert len(pages) > 100
    assert inspect(pages, tiny_site.path, BASE) == []


def before_end(words: str) -> Callable[[str], str]:
    return lambda html: html.replace("</main>", f"{words}</main>")


FAULTS = {
    "no title": (
        lambda html: html.replace("<h1", "<h3").replace("</h1", "</h3"),
        "0 titles (h1), a page has one",
    ),
    "two titles": (before_end("<h1>x</h1>"), "2 titles (h1), a page has one"),
    "no exit": (
        lambda html: html.replace("data-quick-exit", "data-gone"),
        "0 exits, a page has one",
    ),
    "two exits": (
        before_end('<a href="https://x.example/" data-quick-exit>x</a>'),
        "2 exits, a page has one",
    ),
    "no language": (lambda html: html.replace('<html lang="nl"', "<html"), "no language"),
    "words for an editor": (
        before_end("<p>Fill in public_url in site.toml.</p>"),
        "'public_url', which is for an editor, not for a reader",
    ),
    "a handler": (
        before_end('<p onclick="x()">x</p>'),
        "an attribute 'onclick', which our own security policy forbids",
    ),
    "a style": (
        before_end('<p style="color: red">x</p>'),
        "an attribute 'style', which our own security policy forbids",
    ),
    "a script from elsewhere": (
        before_end('<script src="https://x.example/x.js"></script>'),
        "loads https://x.example/x.js from another site",
    ),
    "a script without a scheme": (
        before_end('<script src="//x.example/x.js"></script>'),
        "loads //x.example/x.js from another site",
    ),
    "a picture from elsewhere": (
        before_end('<img alt="" src="https://x.example/x.png">'),
        "loads https://x.example/x.png from another site",
    ),
    "a style sheet from elsewhere": (
        before_end('<link rel="stylesheet" href="https://x.example/x.css">'),
        "loads https://x.example/x.css from another site",
    ),
    "a link without an address": (
        before_end('<link rel="icon"><a href="/pre/fix/gone/">x</a>'),
        "the link /pre/fix/gone/ leads nowhere",
    ),
    "a dead link": (
        before_end('<a href="/pre/fix/app/nl/gone/">x</a>'),
        "the link /pre/fix/app/nl/gone/ leads nowhere",
    ),
    "a link without its slash": (
        before_end('<a href="/pre/fix/app/nl/bel">x</a>'),
        "the link /pre/fix/app/nl/bel leads nowhere",
    ),
    "a link outside the prefix": (
        before_end('<a href="/app/nl/bel/">x</a>'),
        "the link /app/nl/bel/ does not start with /pre/fix/",
    ),
    "a dead file": (
        before_end('<script src="/pre/fix/static/gone.js"></script>'),
        "the link /pre/fix/static/gone.js leads nowhere",
    ),
    "a dead anchor": (before_end('<a href="#gone">x</a>'), "no place 'gone' on this page"),
    "a dead anchor elsewhere": (
        before_end('<a href="/pre/fix/app/nl/bel/#gone">x</a>'),
        "the link /pre/fix/app/nl/bel/#gone names a place that does not exist",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_names_its_page(
    faults: Callable[[str], list[str]], sound: str, name: str
) -> None:
    spoil, words = FAULTS[name]
    spoiled = spoil(sound)
    assert spoiled != sound
    assert f"  {PAGE}: {words}" in faults(spoiled)


def test_two_pages_with_the_same_title_are_found(
    faults: Callable[[str], list[str]], sound: str, pages: dict[str, Page]
) -> None:
    title = pages["app/nl/bel/index.html"].title
    assert faults(sound.replace(pages[PAGE].title, title)) == [
        f"  {PAGE}: has the same title as app/nl/bel/index.html: {title!r}"
    ]


def test_links_to_existing_anchors_are_not_faults(
    faults: Callable[[str], list[str]], sound: str
) -> None:
    linked = before_end(
        '<a href="#main">x</a><a href="/pre/fix/app/nl/bel/#main">x</a><a '
        'href="mailto:x@x.example">x</a><img alt="" src="data:,">'
    )
    assert faults(linked(sound)) == []
