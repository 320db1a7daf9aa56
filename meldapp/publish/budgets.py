"""How heavy a site may be.

A build prints the figures with their reasons and fails past a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from meldapp.publish.compress import PAGE, packed, size_on_the_line
from meldapp.publish.inspect import Page
from meldapp.publish.offline import LanguageSize


@dataclass(frozen=True)
class Budget:
    """A limit in bytes as they travel (brotli), and the reason for it."""

    limit: int
    why: str


FIRST_SCREEN = Budget(14_000, "one round trip of a new connection: 10 × 1,460 bytes")
HELP_PAGE = Budget(24_000, "all topics in one page, which stays quick on one bar of signal")
APP_PAGE = Budget(20_000, "a long text still comes within two round trips")
SCRIPTS_OF_A_PAGE = Budget(18_000, "htmx alone is 12,000")
ALL_SCRIPTS = Budget(30_000, "search, finder and worksheets load on their own pages only")
FIRST_VIEW = Budget(34_000, "the styles and scripts of GOV.UK alone are 27,500")
WORKER = Budget(6_000, "each visit asks for it")
CORE = Budget(90_000, "what someone needs to act, ready in 12 s on 100 kbit/s")
LANGUAGE = Budget(240_000, "everything, ready in 25 s on 100 kbit/s")

DOOR = re.compile(r'class="door( door-link)?"')
FIRST_SCREEN_LETTERS = 1_200
"""More letters than a phone of 360 × 640 shows below a title in the smallest type."""


@dataclass(frozen=True)
class Line:
    """One weighed thing beside its budget."""

    what: str
    size: int
    budget: Budget

    @property
    def past(self) -> bool:
        """Whether it is over the limit."""
        return self.size > self.budget.limit

    def __str__(self) -> str:
        verdict = " — TOO HEAVY" if self.past else ""
        return (
            f"  {self.what}: {self.size:,} bytes of {self.budget.limit:,}{verdict} "
            f"({self.budget.why})"
        )


def weigh(
    pages: Mapping[str, Page], folder: Path, base: str, languages: Mapping[str, LanguageSize]
) -> list[Line]:
    """Weigh a compressed site: the heaviest page of each sort, and every page past its limit."""

    def weight(addresses: Iterable[str], suffix: str = "") -> int:
        return sum(
            size_on_the_line(folder / address.removeprefix(base))
            for address in set(addresses)
            if address.startswith(base) and address.endswith(suffix)
        )

    def opening(name: str) -> int:
        """The first screen with the styles it needs; all of a page that is light enough."""
        styles = [address for address in pages[name].loads if address.endswith(".css")]
        whole = html[name] + weight(styles)
        if whole <= FIRST_SCREEN.limit:
            return whole
        beginning = first_screen(pages[name].html)
        return len(packed(beginning.encode(), PAGE)) + weight(
            style for style in styles if style in beginning
        )

    html = {name: size_on_the_line(folder / name) for name in pages}
    loads = {name: [*page.loads, *page.loads_later] for name, page in pages.items()}
    every = {name: [*loads[name], *page.loads_by_part] for name, page in pages.items()}
    apps = [name for name in pages if name.startswith("app/")]
    helps = [name for name in pages if re.fullmatch(r"(?!app/)[^/]+/index\.html", name)]
    first_views = {name: html[name] + weight(loads[name]) for name in apps}
    scripts = {name: weight(loads[name], ".js") for name in apps}
    all_scripts = weight((address for name in apps for address in every[name]), ".js")
    app_pages = {name: html[name] + weight(loads[name], ".css") for name in apps}
    help_pages = {name: html[name] + weight(every[name]) for name in helps}
    return [
        *_heaviest("first screen", {name: opening(name) for name in helps + apps}, FIRST_SCREEN),
        *_heaviest("help zone", help_pages, HELP_PAGE),
        *_heaviest("app page", app_pages, APP_PAGE),
        *_heaviest("scripts of an app page", scripts, SCRIPTS_OF_A_PAGE),
        Line("all scripts of the app zone", all_scripts, ALL_SCRIPTS),
        *_heaviest("first view of an app page", first_views, FIRST_VIEW),
        Line("worker", size_on_the_line(folder / "app/sw.js"), WORKER),
        *(Line(f"{locale}, core tier", size.core, CORE) for locale, size in languages.items()),
        *(
            Line(f"{locale}, complete for offline use", size.complete, LANGUAGE)
            for locale, size in languages.items()
        ),
    ]


def _heaviest(what: str, sizes: Mapping[str, int], budget: Budget) -> list[Line]:
    """A line for the heaviest page, and one for every other that is past the limit."""
    heaviest_first = sorted(sizes.items(), key=lambda item: -item[1])
    lines = [
        Line(f"{what} ({name.removesuffix('index.html')})", size, budget)
        for name, size in heaviest_first
    ]
    return lines[:1] + [line for line in lines[1:] if line.past]


def first_screen(html: str) -> str:
    """The part of a page that must be there before its first screen is complete.

    In the help zone that ends with the doors and the first number to call, elsewhere
    FIRST_SCREEN_LETTERS letters below the title.
    """
    title = html.find("<h1")
    if 'data-zone="help"' in html:
        doors = [door.end() for door in DOOR.finditer(html)]
        return html[: html.find(">", max(*doors, html.find('href="tel:', title))) + 1]
    letters = 0
    for piece in re.finditer(r"<[^>]*>|[^<]+", html[title:]):
        letters += 0 if piece[0].startswith("<") else len(piece[0].strip())
        if letters > FIRST_SCREEN_LETTERS:
            return html[: title + piece.end()]
    return html
