"""How heavy a site may be (OFFLINE §1). A build prints the figures and fails past them."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from meldapp.publish.offline import OfflineReport
from meldapp.web.site import Site

HELP_PAGE = 24_000
"""Everything the help zone needs: one round trip of a new connection (10 × 1,460 bytes)."""
APP_PAGE = 20_000
"""HTML with its styles inside it: the same round trip."""
SCRIPTS_OF_A_PAGE = 18_000
"""JavaScript any app page loads; htmx alone is 12,000."""
ALL_SCRIPTS = 30_000
FIRST_VIEW = 34_000
"""All requests of a first view of an app page."""
LANGUAGE = 210_000
"""One language complete for offline use, search included."""

REQUEST = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"')
"""What a browser asks for when it reads the head of a page."""
THEN = re.compile(r' data-then="([^"]+)"')
"""What follows once the page stands: htmx."""
EXTRA = re.compile(r' data-script="([^"]+)"')
"""The scripts that parts of a page name and static/js/app.js loads: search, finder, worksheets. They count in the sum of all scripts."""


@dataclass(frozen=True)
class Line:
    """One budget: what it is about, the bytes (brotli), the limit."""

    what: str
    size: int
    limit: int

    @property
    def past(self) -> bool:
        """Whether it is over the limit."""
        return self.size > self.limit

    def __str__(self) -> str:
        return f"  {self.what}: {self.size:,} bytes of {self.limit:,}{' — TOO HEAVY' if self.past else ''}"


def measure(folder: Path, site: Site, offline: OfflineReport) -> list[Line]:
    """Weigh a compressed site: the heaviest page of each sort, and every page past its limit."""
    weigh = functools.cache(lambda path: _weight(f"{folder}/{path}"))
    help_pages = [f"{locale}/index.html" for locale in site.content.site.languages]
    app_pages = sorted(
        path.relative_to(folder).as_posix() for path in (folder / "app").rglob("*.html")
    )
    scripts, view, all_scripts = {}, {}, {}
    for page in [*help_pages, *app_pages]:
        first, extra = _requests((folder / page).read_text("utf-8"), site.base)
        asked = {path: weigh(path) for path in first}
        scripts[page] = sum(size for path, size in asked.items() if path.endswith(".js"))
        view[page] = weigh(page) + sum(asked.values())
        if page in app_pages:
            all_scripts |= {path: weigh(path) for path in [*first, *extra] if path.endswith(".js")}
    return [
        *(
            Line(f"help zone {os.path.dirname(page)}, everything in it", view[page], HELP_PAGE)
            for page in help_pages
        ),
        *_heaviest("app page", {page: weigh(page) for page in app_pages}, APP_PAGE),
        *_heaviest(
            "scripts of an app page", {page: scripts[page] for page in app_pages}, SCRIPTS_OF_A_PAGE
        ),
        Line("all scripts of the app zone", sum(all_scripts.values()), ALL_SCRIPTS),
        *_heaviest(
            "first view of an app page", {page: view[page] for page in app_pages}, FIRST_VIEW
        ),
        *(
            Line(f"{locale} complete for offline use", language.complete, LANGUAGE)
            for locale, language in offline.languages.items()
        ),
    ]


def _heaviest(what: str, sizes: dict[str, int], limit: int) -> list[Line]:
    """A line for the heaviest page, and one for every other that is past the limit."""
    heaviest, *others = sorted(sizes, key=lambda page: -sizes[page])
    told = [heaviest, *(page for page in others if sizes[page] > limit)]
    return [
        Line(f"{what} ({page.removesuffix('index.html')})", sizes[page], limit) for page in told
    ]


def _requests(text: str, base: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a page asks this site for at once, and the scripts that its parts name."""
    head, _, body = text.partition("</head>")
    before, _, after = head.partition("<style>")
    requests = before + after.partition("</style>")[2]
    return _own([*REQUEST.findall(requests), *THEN.findall(requests)], base), _own(
        " ".join(EXTRA.findall(body)).split() if "data-script" in body else (), base
    )


def _own(addresses: Iterable[str], base: str) -> tuple[str, ...]:
    """Those of this site, and none of another."""
    return tuple(address.removeprefix(base) for address in addresses if address.startswith(base))


def _weight(file: str) -> int:
    """The bytes that travel: a picture is not compressed again."""
    try:
        return os.stat(f"{file}.br").st_size
    except FileNotFoundError:
        return os.stat(file).st_size
