"""How heavy a site may be (OFFLINE §1).

A build prints the figures with their reasons and fails past a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import brotli

from meldapp.publish.compress import PAGE, size_on_the_line
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
    views = [_View.of(name, page, folder, base) for name, page in pages.items()]
    helps = [view for view in views if re.fullmatch(r"[^/]+/index\.html", view.name)]
    helps = [view for view in helps if view.name != "app/index.html"]
    apps = [view for view in views if view.name.startswith("app/")]
    scripts = {name: size for view in apps for name, size in view.every_script.items()}
    return [
        *_heaviest(
            "first screen", {view.name: view.first_screen for view in helps + apps}, FIRST_SCREEN
        ),
        *_heaviest("help zone", {view.name: view.everything for view in helps}, HELP_PAGE),
        *_heaviest("app page", {view.name: view.without_scripts for view in apps}, APP_PAGE),
        *_heaviest(
            "scripts of an app page", {view.name: view.scripts for view in apps}, SCRIPTS_OF_A_PAGE
        ),
        Line("all scripts of the app zone", sum(scripts.values()), ALL_SCRIPTS),
        *_heaviest(
            "first view of an app page", {view.name: view.all_requests for view in apps}, FIRST_VIEW
        ),
        Line("worker", size_on_the_line(folder / "app/sw.js"), WORKER),
        *(Line(f"{locale}, core tier", size.core, CORE) for locale, size in languages.items()),
        *(
            Line(f"{locale}, complete for offline use", size.complete, LANGUAGE)
            for locale, size in languages.items()
        ),
    ]


@dataclass(frozen=True)
class _View:
    """What one page costs its reader."""

    name: str
    html: int
    first_screen: int
    """With the styles it needs; all of the page where that is light enough."""
    requests: Mapping[str, int]
    """Everything that comes with the page, by address."""
    by_part: Mapping[str, int]
    """Scripts that a part of it needs."""

    @classmethod
    def of(cls, name: str, page: Page, folder: Path, base: str) -> _View:
        def sizes(loads: Iterable[str]) -> dict[str, int]:
            return {
                address: size_on_the_line(folder / address.removeprefix(base))
                for address in loads
                if address.startswith(base)
            }

        at_once = sizes(page.loads)
        html = size_on_the_line(folder / name)
        styles = {path: size for path, size in at_once.items() if path.endswith(".css")}
        screen = html + sum(styles.values())
        if screen > FIRST_SCREEN.limit:  # else the whole page is light enough
            beginning = first_screen(page.html)
            screen = _packed(beginning) + sum(
                size for path, size in styles.items() if path in beginning
            )
        requests = at_once | sizes(page.loads_later)
        return cls(name, html, screen, requests, sizes(page.loads_by_part))

    @property
    def all_requests(self) -> int:
        return self.html + sum(self.requests.values())

    @property
    def everything(self) -> int:
        return self.all_requests + sum(self.by_part.values())

    @property
    def scripts(self) -> int:
        return sum(size for path, size in self.requests.items() if path.endswith(".js"))

    @property
    def without_scripts(self) -> int:
        return self.html + sum(s for path, s in self.requests.items() if path.endswith(".css"))

    @property
    def every_script(self) -> dict[str, int]:
        return {
            path: size
            for path, size in {**self.requests, **self.by_part}.items()
            if path.endswith(".js")
        }


def first_screen(html: str) -> str:
    """The part of a page that must be there before its first screen stands.

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


def _packed(html: str) -> int:
    return len(brotli.compress(html.encode(), quality=PAGE, lgwin=16))


def _heaviest(what: str, sizes: Mapping[str, int], budget: Budget) -> list[Line]:
    """A line for the heaviest page, and one for every other that is past the limit."""
    names: Sequence[str] = sorted(sizes, key=lambda name: -sizes[name])
    return [
        Line(f"{what} ({name.removesuffix('index.html')})", sizes[name], budget)
        for number, name in enumerate(names)
        if number == 0 or sizes[name] > budget.limit
    ]
