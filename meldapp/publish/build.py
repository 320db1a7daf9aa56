"""From content to a site on a host: read, freeze, inspect, offline, compress, weigh, swap.

A build never touches the old site until the new one is whole: it fills a folder beside it, checks
that, and swaps the two at the end.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from meldapp import ROOT
from meldapp.content.load import Content, load_content
from meldapp.publish import addresses, budgets, folder, hosting, offline, open_data
from meldapp.publish.compress import compress
from meldapp.publish.errors import BuildError, explaining_disk_errors
from meldapp.publish.freeze import freeze
from meldapp.publish.inspect import inspect, read_pages
from meldapp.web.app import create_app
from meldapp.web.site import Site

FAULTS_SHOWN = 40
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
    content_dir: Path | None = None


@dataclass(frozen=True)
class Report:
    """What a build made: seconds by step, sizes in bytes."""

    region: str
    pages: int
    files: int
    size: int
    seconds: Mapping[str, float]
    budgets: Sequence[budgets.Line]


@dataclass
class Steps:
    """Times the steps of a build and announces them."""

    say: Say
    seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def __call__(self, name: str, message: str = "") -> Iterator[None]:
        """Run one step."""
        if message:
            self.say(message)
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def silent(_message: str) -> None:
    """Say nothing."""


def build_region(build: Build, say: Say = silent) -> Report:
    """Build the site of one region and put it in place of the old one.

    Raises ContentError for faulty content, BuildError for anything else a person can put right.
    Either way the old site is untouched.
    """
    steps = Steps(say)
    folder.check(build.out)
    with steps("read", "Reading the content …"):
        content = load_content(build.content_dir or ROOT / "content", build.locales)
    with folder.staging(build.out) as staged:
        report = fill(staged, build, content, steps)
        with steps("swap"):
            folder.swap(staged, build.out)
    return replace(report, seconds=steps.seconds)


def fill(staged: Path, build: Build, content: Content, steps: Steps) -> Report:
    """Make the whole site of one region in an empty folder: every step between reading and
    swapping.

    Raises BuildError.
    """
    app = create_app(build.region, base=build.base, exit_url=build.exit_url, content=content)
    site: Site = app.extensions["meldapp"]
    with explaining_disk_errors(staged):
        every = addresses.addresses(site)
        with steps("freeze", f"Freezing {len(every)} addresses …"):
            freeze(app, every, staged)
        with steps("inspect", "Inspecting the new site …"):
            pages = read_pages(staged)
            _refuse_faults(inspect(pages, staged, site.base))
        with steps("offline", "Bundling what works offline …"):
            languages = offline.write_offline(staged, offline.options_for(site, staged))
            hosting.write_hosting(staged, site)
            open_data.write_open_data(staged, site.content, [site.region])
        with steps("compress", "Compressing …"):
            compress(staged)
        with steps("weigh"):
            lines = budgets.weigh(pages, staged, site.base, languages)
            _refuse_weight(lines)
        (staged / folder.MARK).write_text(f"{site.region.slug} {site.base}\n", newline="\n")
        files, size = folder.weight(staged)
    return Report(site.region.slug, len(pages), files, size, steps.seconds, lines)


def _refuse_faults(faults: Sequence[str]) -> None:
    if faults:
        more = len(faults) - FAULTS_SHOWN
        raise BuildError(
            "\n".join(
                [
                    "The new site is not sound, so it was not put in place:",
                    *faults[:FAULTS_SHOWN],
                    *([f"  … and {more} more"] if more > 0 else []),
                ]
            )
        )


def _refuse_weight(lines: Sequence[budgets.Line]) -> None:
    if heavy := [str(line) for line in lines if line.past]:
        raise BuildError(
            "\n".join(
                [
                    "The new site is too heavy for a phone with one bar of signal, so it was not "
                    "put in place:",
                    *heavy,
                    "Shorten the page that is named, or split it.",
                ]
            )
        )
