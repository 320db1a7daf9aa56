"""From content to a site on a host: read, freeze, inspect, offline, compress, weigh, swap.

A build never touches the old site until the new one is whole: it fills a folder beside it, checks
that, and swaps the two at the end.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from meldapp import ROOT
from meldapp.content.load import Content, load_content
from meldapp.publish import addresses, budgets, folder, hosting, offline, open_data
from meldapp.publish.compress import compress
from meldapp.publish.errors import BuildError
from meldapp.publish.freeze import freeze
from meldapp.publish.inspect import inspect, read_pages
from meldapp.web.app import create_app
from meldapp.web.site import Site

DETAILS_SHOWN = 40
Say = Callable[[str], None]
"""Takes a message about progress."""


@dataclass(frozen=True)
class Build:
    """What to build.

    `base` starts and ends with a slash; `locales` and `exit_url` override the content.
    """

    region: str | None
    out: Path
    base: str = "/"
    locales: tuple[str, ...] | None = None
    exit_url: str | None = None
    content_dir: Path = ROOT / "content"


@dataclass(frozen=True)
class Report:
    """What a build made: seconds by step, sizes in bytes."""

    region: str
    pages: int
    files: int
    size: int
    seconds: Mapping[str, float]
    budgets: Sequence[budgets.Line]


def silent(_message: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Steps:
    """Times the steps of a build and announces them."""

    say: Say = silent
    seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def __call__(self, name: str, message: str = "") -> Iterator[None]:
        """Run one step."""
        if message:
            self.say(message)
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def build_region(build: Build, say: Say = silent) -> Report:
    """Build the site of one region and put it in place of the old one.

    Raises ContentError for faulty content, BuildError for anything else a person can put right.
    Either way the old site is untouched.
    """
    steps = Steps(say)
    folder.check(build.out)
    with steps("read", "Reading the content …"):
        content = load_content(build.content_dir, build.locales)
    with folder.staging(build.out) as staged:
        report = fill(staged, build, content, steps)
        with steps("swap"):
            folder.swap(staged, build.out)
    return report


def fill(staged: Path, build: Build, content: Content, steps: Steps) -> Report:
    """Make the whole site of one region in an empty folder: every step between reading and
    swapping.

    Raises BuildError.
    """
    app = create_app(build.region, base=build.base, exit_url=build.exit_url, content=content)
    site: Site = app.extensions["meldapp"]
    every = addresses.addresses(site)
    with steps("freeze", f"Freezing {len(every)} addresses …"):
        freeze(app, every, staged)
    with steps("inspect", "Inspecting the new site …"):
        pages = read_pages(staged)
        if faults := inspect(pages, staged, site.base):
            _refuse("not sound", faults)
    with steps("offline", "Bundling what works offline …"):
        languages = offline.write_offline(staged, offline.options_for(site, staged))
        hosting.write_hosting(staged, site)
        open_data.write_open_data(staged, site.content, [site.region])
    with steps("compress", "Compressing …"):
        compress(staged)
    with steps("weigh"):
        lines = budgets.weigh(pages, staged, site.base, languages)
        if heavy := [str(line) for line in lines if line.past]:
            _refuse(
                "too heavy for a phone with one bar of signal",
                heavy,
                "Shorten or split the page that is named; or its styles or scripts have grown.",
            )
    (staged / folder.MARK).write_text(f"{site.region.slug} {site.base}\n", newline="\n")
    sizes = [path.stat().st_size for path in staged.rglob("*") if path.is_file()]
    return Report(
        site.region.slug, len(pages), len(sizes), sum(sizes), steps.seconds, budgets=lines
    )


def _refuse(problem: str, details: Sequence[str], remedy: str = "") -> NoReturn:
    lines = [f"The new site is {problem}, so it was not put in place:", *details[:DETAILS_SHOWN]]
    if len(details) > DETAILS_SHOWN:
        lines.append(f"  … and {len(details) - DETAILS_SHOWN} more")
    if remedy:
        lines.append(remedy)
    raise BuildError("\n".join(lines))
