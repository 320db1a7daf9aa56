"""How heavy a site may be (OFFLINE §1). A build prints the figures and fails past them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import brotli

from .offline import OfflineReport
from .site import Site

HELP_PAGE = 14_000
"""Everything the help zone needs: one round trip of a new connection (10 × 1,460 bytes)."""
APP_PAGE = 12_000
"""HTML with its styles inside it: the same round trip."""
SCRIPTS_OF_A_PAGE = 16_000
"""JavaScript any app page loads; htmx alone is 12,000."""
ALL_SCRIPTS = 24_000
FIRST_VIEW = 30_000
"""All requests of a first view of an app page."""
LANGUAGE = 150_000
"""One language complete for offline use, search included."""

EVERY_PAGE = ("vendor/htmx-4.0.1.min.js", "js/app.js", "js/offline.js")
"""Scripts that every app page loads."""


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


def _weight(path: Path) -> int:
    return path.with_name(path.name + ".br").stat().st_size


def measure(folder: Path, site: Site, offline: OfflineReport) -> list[Line]:
    """Weigh a compressed site: the heaviest page of each sort, and every page past its limit."""
    help_pages = {path: _weight(path) for path in (folder / locale / "index.html" for locale in site.content.site.languages)}
    help_script = _best(site, "js/help.js")
    app_pages = {path: _weight(path) for path in sorted((folder / "app").rglob("*.html"))}
    scripts = {name: _best(site, name) for name in site.assets.names if name.endswith(".js") and not name.startswith("js/help")}
    always = sum(scripts[name] for name in EVERY_PAGE)
    heaviest_extra = max((size for name, size in scripts.items() if name not in EVERY_PAGE), default=0)
    lines = [Line(f"help zone {path.parent.name}, everything in it", size + help_script, HELP_PAGE) for path, size in help_pages.items()]
    heaviest = max(app_pages, key=lambda path: app_pages[path])
    lines.append(Line(f"heaviest app page ({_name(folder, heaviest)})", app_pages[heaviest], APP_PAGE))
    lines += [Line(f"app page {_name(folder, path)}", size, APP_PAGE) for path, size in app_pages.items() if size > APP_PAGE and path != heaviest]
    lines.append(Line("scripts of an app page", always, SCRIPTS_OF_A_PAGE))
    lines.append(Line("all scripts of the app zone", sum(scripts.values()), ALL_SCRIPTS))
    lines.append(Line("first view of an app page", app_pages[heaviest] + always + heaviest_extra, FIRST_VIEW))
    lines += [Line(f"{locale} complete for offline use", size.complete, LANGUAGE) for locale, size in offline.languages.items()]
    return lines


def _best(site: Site, name: str) -> int:
    return len(brotli.compress(site.assets.content(name)))


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).parent.as_posix() + "/"
