"""How heavy a site may be: the published site stays within each limit, and each limit stops a site
that exceeds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from meldapp.publish import budgets
from meldapp.publish.compress import size_on_the_line
from meldapp.publish.inspect import Page, read_page, read_pages
from meldapp.publish.offline import LanguageSize
from tests.kit.frozen_site import Site

LIMITS = {
    "FIRST_SCREEN": (14_000, "first screen (app/"),
    "HELP_PAGE": (24_000, "help zone (nl/)"),
    "APP_PAGE": (20_000, "app page (app/"),
    "SCRIPTS_OF_A_PAGE": (18_000, "scripts of an app page (app/"),
    "ALL_SCRIPTS": (30_000, "all scripts of the app zone"),
    "FIRST_VIEW": (34_000, "first view of an app page (app/"),
    "WORKER": (6_000, "worker"),
    "CORE": (90_000, "nl, core tier"),
    "LANGUAGE": (240_000, "nl, complete for offline use"),
}
OFFLINE = {
    "nl": LanguageSize(core=40, complete=100),
    "en": LanguageSize(20, 30),
}

Measure = Callable[[], list[budgets.Line]]


@pytest.fixture(scope="module")
def pages(tiny_site: Site) -> dict[str, Page]:
    """Every page of the frozen tiny tree."""
    return read_pages(tiny_site.path)


@pytest.fixture
def measured(tiny_site: Site, pages: dict[str, Page]) -> Measure:
    """Weighs the frozen tiny tree."""
    return lambda: budgets.weigh(pages, tiny_site.path, tiny_site.base, OFFLINE)


def limit(monkeypatch: pytest.MonkeyPatch, name: str, size: int) -> None:
    """Set another limit."""
    monkeypatch.setattr(budgets, name, replace(getattr(budgets, name), limit=size))


@pytest.mark.parametrize("name", LIMITS)
def test_the_limits_are_those_of_the_design(name: str) -> None:
    assert getattr(budgets, name).limit == LIMITS[name][0]


@pytest.mark.slow
def test_a_light_site_stays_within_every_limit(measured: Measure) -> None:
    assert [line for line in measured() if line.past] == []


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_stops_what_exceeds_it(
    measured: Measure, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limit(monkeypatch, name, 5)
    past = [str(line) for line in measured() if line.past]
    assert past
    assert all("TOO HEAVY" in line and "of 5 —" in line for line in past)
    assert any(LIMITS[name][1] in line for line in past)


def test_every_page_past_its_limit_is_named_or_else_the_heaviest(
    tiny_site: Site,
    pages: dict[str, Page],
    measured: Measure,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = {
        name.removesuffix("index.html"): len(Path(f"{tiny_site.path / name}.br").read_bytes())
        + sum(
            Path(f"{tiny_site.path / link.removeprefix('/pre/fix/')}.br").stat().st_size
            for link in [*page.loads, *page.loads_later]
            if link.endswith(".css")
        )
        for name, page in pages.items()
        if name.startswith("app/")
    }
    (heaviest,) = [line for line in measured() if line.what.startswith("app page (")]
    assert (heaviest.what, heaviest.size) == (
        f"app page ({max(sizes, key=lambda name: sizes[name])})",
        max(sizes.values()),
    )
    ordered = sorted(sizes.values())
    limit(monkeypatch, "APP_PAGE", ordered[-6])
    named = [line for line in measured() if line.what.startswith("app page (")]
    assert [line.size for line in named] == [
        size for size in reversed(ordered) if size > ordered[-6]
    ]


def test_a_page_weighs_what_its_reader_fetches(tiny_site: Site, measured: Measure) -> None:
    """Its own bytes and every script, picture and manifest that its head loads, htmx included."""
    (line,) = [line for line in measured() if line.what.startswith("first view")]
    page = tiny_site.page("/pre/fix/" + line.what.split("(")[1].rstrip(")"))
    fetched = [
        *page.select("//script/@src | //link[@rel!='apple-touch-icon']/@href"),
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
        if not path.name.startswith(("help.", "front.", "read-aloud."))
    ]
    assert line.size == sum(len(Path(f"{path}.br").read_bytes()) for path in scripts)


def test_a_language_weighs_everything_it_takes_to_read_it_offline(measured: Measure) -> None:
    sizes = {line.what: line.size for line in measured()}
    assert (sizes["nl, core tier"], sizes["en, core tier"]) == (40, 20)
    whole = sizes["nl, complete for offline use"], sizes["en, complete for offline use"]
    assert whole == (100, 30)


def test_the_default_region_leaves_room_for_the_largest(site: Site) -> None:
    """Each municipality has a page: those of Oost-Brabant take 900 bytes more than ours."""
    for locale in ("nl", "en"):
        files = (site.path / "app/offline").glob(f"{locale}[-.]*.json")
        assert sum(map(size_on_the_line, files)) < budgets.LANGUAGE.limit - 1_000


def test_a_line_gives_the_size_the_limit_and_the_reason() -> None:
    budget = budgets.Budget(12_000, "one round trip")
    assert str(budgets.Line("x", 1234, budget)) == "  x: 1,234 bytes of 12,000 (one round trip)"
    assert not budgets.Line("x", 12_000, budget).past
    assert budgets.Line("x", 12_001, budget).past


def test_the_first_screen_of_a_long_page_is_its_beginning() -> None:
    head = '<html lang="nl" data-zone="app"><head><style>p{}</style></head><body>' + "<i></i>" * 900
    paragraphs = "".join(f"<p>{number} {'x' * 100}</p>" for number in range(40))
    screen = budgets.first_screen(f"{head}<h1>Titel</h1>{paragraphs}</body></html>")
    assert screen.startswith(f"{head}<h1>Titel</h1>")
    assert "<p>10 " in screen
    assert "<p>12 " not in screen
    short = f"{head}<h1>Titel</h1><p>kort</p></body></html>"
    assert budgets.first_screen(short) == short


def test_the_first_screen_of_the_help_zone_holds_112_the_doors_and_a_number() -> None:
    html = (
        '<html lang="nl" data-zone="help"><p><a href="tel:112">112</a></p><h1>Wat is er?</h1>'
        '<details class="door"></details><a class="door door-link" href="/x/">Ik werk</a>'
        '<a href="tel:08002000">Bel</a><p>alle onderwerpen</p></html>'
    )
    assert budgets.first_screen(html).endswith('<a href="tel:08002000">')


def test_a_style_sheet_that_the_first_screen_needs_counts_towards_it(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/sw.js").write_text("")
    page = (
        '<html data-zone="app"><body><link rel="stylesheet" href="/x.css"><h1>x</h1></body></html>'
    )
    (tmp_path / "app/x.html").write_text(page)
    (tmp_path / "x.css").write_text("a" * 5000)
    pages = {"app/x.html": read_page(page)}
    (line,) = [
        line
        for line in budgets.weigh(pages, tmp_path, "/", {})
        if line.what.startswith("first screen")
    ]
    assert 5000 < line.size < 5200
