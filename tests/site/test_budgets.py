"""How heavy a site may be: each limit is met by the site that is published, and stops the one that is past it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from meldapp.publish import budgets
from meldapp.publish.offline import LanguageSize, OfflineReport
from meldapp.web.site import Site as RegionSite
from tests.kit.frozen_site import Site

LIMITS = {
    "HELP_PAGE": (24_000, "help zone nl, everything in it"),
    "APP_PAGE": (20_000, "app page (app/"),
    "SCRIPTS_OF_A_PAGE": (18_000, "scripts of an app page (app/"),
    "ALL_SCRIPTS": (30_000, "all scripts of the app zone"),
    "FIRST_VIEW": (34_000, "first view of an app page (app/"),
    "LANGUAGE": (150_000, "nl complete for offline use"),
}
OFFLINE = OfflineReport(
    "x",
    {
        "nl": LanguageSize(pages=1, files=1, shared=10, bundle=20, list=30, worker=40),
        "en": LanguageSize(1, 1, 1, 1, 1, 1),
    },
)


Measure = Callable[[], list[budgets.Line]]


@pytest.fixture
def measured(tiny_site: Site, tiny_region: RegionSite) -> Measure:
    """Weighs the frozen tiny tree."""
    return lambda: budgets.measure(tiny_site.path, tiny_region, OFFLINE)


@pytest.mark.parametrize("name", LIMITS)
def test_the_limits_are_those_of_the_design(name: str) -> None:
    assert getattr(budgets, name) == LIMITS[name][0]


def test_a_light_site_is_past_no_limit(measured: Measure) -> None:
    assert [line for line in measured() if line.past] == []


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_stops_what_is_past_it(
    measured: Measure, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(budgets, name, 5)
    past = [str(line) for line in measured() if line.past]
    assert past
    assert all("TOO HEAVY" in line and "of 5 —" in line for line in past)
    assert any(LIMITS[name][1] in line for line in past)


def test_every_page_past_its_limit_is_named_and_else_the_heaviest(
    tiny_site: Site, measured: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {
        file.parent.relative_to(tiny_site.path).as_posix(): len(Path(f"{file}.br").read_bytes())
        for file in (tiny_site.path / "app").rglob("*.html")
    }
    (one,) = [line for line in measured() if line.what.startswith("app page (")]
    assert (one.what, one.size) == (
        f"app page ({max(pages, key=lambda name: pages[name])}/)",
        max(pages.values()),
    )
    ordered = sorted(pages.values())
    monkeypatch.setattr(budgets, "APP_PAGE", ordered[-6])
    named = [line for line in measured() if line.what.startswith("app page (")]
    assert [line.size for line in named] == [
        size for size in reversed(ordered) if size > ordered[-6]
    ]


def test_a_page_weighs_what_its_reader_fetches(tiny_site: Site, measured: Measure) -> None:
    """Its own bytes and every script, picture and manifest its head asks for, htmx included."""
    (line,) = [line for line in measured() if line.what.startswith("first view")]
    page = tiny_site.page("/pre/fix/" + line.what.split("(")[1].rstrip(")"))
    fetched = [
        *page.select("//head//script/@src | //head/link/@href"),
        *page.select("//head//script/@data-then"),
    ]
    assert any("htmx" in address for address in fetched)
    files = [
        tiny_site.path / address.removeprefix("/pre/fix/")
        for address in set(fetched)
        if address.startswith("/")
    ]
    assert line.size == sum(
        len(brotli.decompress(Path(f"{file}.br").read_bytes()) and Path(f"{file}.br").read_bytes())
        if Path(f"{file}.br").exists()
        else file.stat().st_size
        for file in [page.file, *files]
    )


def test_no_script_of_the_app_zone_is_left_out(tiny_site: Site, measured: Measure) -> None:
    (line,) = [line for line in measured() if line.what == "all scripts of the app zone"]
    scripts = [
        path
        for path in (tiny_site.path / "static").rglob("*.js")
        if not path.name.startswith(("help.", "front."))
    ]
    assert line.size == sum(len(Path(f"{path}.br").read_bytes()) for path in scripts)


def test_a_language_weighs_all_it_takes_to_read_it_offline(measured: Measure) -> None:
    sizes = {line.what: line.size for line in measured()}
    assert (sizes["nl complete for offline use"], sizes["en complete for offline use"]) == (100, 4)


def test_a_line_says_how_much_of_how_much() -> None:
    assert str(budgets.Line("x", 1234, 12_000)) == "  x: 1,234 bytes of 12,000"
    assert not budgets.Line("x", 5, 5).past
    assert budgets.Line("x", 6, 5).past
