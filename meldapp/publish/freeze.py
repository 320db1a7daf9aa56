"""Pages → a new folder, checked, compressed, put in the place of the old one.

A build never touches the old site until the new one is whole: it fills a folder beside it, checks that, and swaps the two at the end.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import ctypes
import errno
import glob
import gzip
import os
import resource
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from flask import Flask
from flask_frozen import Freezer, MissingURLGeneratorWarning

from meldapp import ROOT
from meldapp.content.load import Content, load_content
from meldapp.publish import budgets, hosting, inspect
from meldapp.publish.addresses import (
    addresses,
    by_language,
    page_addresses,
    path_of,
    search_files,
    weight,
)
from meldapp.publish.offline import OfflineReport, Options, write_offline
from meldapp.publish.parallel import on_all_cores
from meldapp.web.app import create_app
from meldapp.web.site import Site

MARK = ".meldapp"
"""A file in every folder we build; a folder without it is not ours to replace."""
COMPRESSED = (".html", ".js", ".css", ".svg", ".json", ".txt", ".webmanifest", ".xml")
Say = Callable[[str], None]


class BuildError(Exception):
    """The site cannot be built. The message says what is wrong and what to do; the old site is untouched."""


@dataclass(frozen=True)
class Build:
    """What to build. `base` starts and ends with a slash; `locales` and `exit_url` override the content."""

    region: str | None
    out: Path
    base: str = "/"
    locales: tuple[str, ...] | None = None
    exit_url: str | None = None
    content_dir: Path | None = None


@dataclass
class Report:
    """What a build made. Times in seconds, sizes in bytes, memory in bytes."""

    region: str = ""
    pages: int = 0
    files: int = 0
    size: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    budgets: list[budgets.Line] = field(default_factory=list)
    offline: OfflineReport | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def memory(self) -> int:
        """Peak memory of this process."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def build_region(build: Build, say: Say = lambda _: None) -> Report:
    """Build the site of one region and put it in place of the old one.

    Raises ContentError for faulty content, BuildError for anything else a person can put right. Either way the old site is untouched.
    """
    report = Report()
    check_out(build.out)
    with _timed(report, "read"):
        say("Reading the content …")
        content = load_content(build.content_dir or ROOT / "content", build.locales)
    with staging(build.out) as folder:
        build_into(folder, build, content, report, say)
        with _timed(report, "publish"):
            publish(folder, build.out)
    return report


def build_into(folder: Path, build: Build, content: Content, report: Report, say: Say) -> None:
    """Make the whole site of one region in an empty folder."""
    try:
        app = create_app(build.region, base=build.base, exit_url=build.exit_url, content=content)
        site: Site = app.extensions["meldapp"]
        report.region = site.region.slug
        with _timed(report, "render and freeze"):
            names = freeze_pages(app, site, folder, say)
        with _timed(report, "inspect"):
            if faults := inspect.inspect(folder, site):
                raise BuildError(
                    "The new site is not sound, so it was not put in place:\n"
                    + "\n".join(faults[:40])
                )
        with _timed(report, "offline set and compress"):
            say("Making the offline set and compressing …")
            report.offline = write_offline(folder, offline_options(site))
            compress(
                [*names, *report.offline.written, *hosting.write_hosting(folder, site)], folder
            )
        report.budgets = budgets.measure(folder, site, report.offline)
        if past := [str(line) for line in report.budgets if line.past]:
            raise BuildError(
                "The new site is too heavy, so it was not put in place:\n"
                + "\n".join(past)
                + "\nShorten the page that is named, or split it."
            )
        (folder / MARK).write_text(f"{site.region.slug} {build.base}\n")
        report.pages = sum(name.endswith(".html") for name in names)
        report.files, report.size = weight(folder)
    except OSError as error:
        raise _explained(error, folder) from error


def _explained(error: OSError, folder: Path) -> BuildError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BuildError(
            f"The disk is full while building beside {folder.parent}.\nMake room (a site takes about 30 MB while it is built) and build again; the old site is untouched."
        )
    return BuildError(
        f"Cannot write the new site: {error.strerror} ({error.filename or folder}).\nCheck that the folder may be written to; the old site is untouched."
    )


def freeze_pages(app: Flask, site: Site, folder: Path, say: Say) -> list[str]:
    """Write every address into the folder; returns the names of the files."""
    everything = addresses(site)
    app.config.update(
        FREEZER_DESTINATION=str(folder),
        FREEZER_REDIRECT_POLICY="error",
        FREEZER_REMOVE_EXTRA_FILES=False,  # the folder is new
        FREEZER_IGNORE_MIMETYPE_WARNINGS=False,
    )
    say(f"Freezing {len(everything)} addresses …")
    on_all_cores(
        lambda some: _freeze(app, some), by_language(everything, site.content.site.languages)
    )
    return [path_of(address) for address in everything]


def _freeze(app: Flask, some: list[str]) -> None:
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    freezer.register_generator(lambda: iter(some))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # It counts endpoints by generators that yield endpoints; ours yields addresses, and every one of them must answer 200.
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)
        freezer.freeze()


def offline_options(site: Site) -> Options:
    """What this site wants on the device: the frame and the call page first."""
    pages = {
        locale: [
            *(f"app/{locale}/{path}" for path in [*paths, *search_files(paths)]),
            "app/plaatsen.json",
        ]
        for locale, paths in page_addresses(site).items()
    }
    shared = [
        name
        for name in site.assets.served
        if not name.endswith(".png") and not name.startswith(("js/help", "js/front", "vendor/htmx"))
    ]
    return Options(
        base=site.base,
        pages=pages,
        shared=["app/leeg/", *(f"static/{name}" for name in shared)],
        later=[
            f"static/{name}" for name in site.assets.served if name.startswith("vendor/htmx")
        ],  # without it every link works
        last_resort={locale: site.last_resort(locale) for locale in pages},
        core=[
            f"app/{locale}/{path}"
            for locale in pages
            for path in ("", "bel/", "offline/", "stappen/", "404/")
        ],
        checked=max(
            page.checked for locale in pages for page in site.content.pages[locale].values()
        ).isoformat(),
        headers=hosting.worker_headers(site),
    )


# -- folders ---------------------------------------------------------------------------------------------------------


def check_out(out: Path) -> None:
    """Refuse a folder that holds something else; raises BuildError."""
    try:
        if out.is_dir():
            if any(out.iterdir()) and not (out / MARK).exists():
                raise BuildError(
                    f"{out} holds something else than a site of ours, so it is left alone.\nGive --out an empty or new folder, or remove what is in it yourself."
                )
        elif out.exists():
            raise BuildError(
                f"{out} is a file.\nGive --out a folder that is empty, does not exist yet, or holds an earlier build."
            )
    except OSError as error:
        raise _explained(error, out) from error


def clear_leftovers(out: Path) -> None:
    """Remove what killed builds left beside `out`, and put back an old site that one of them had put aside. Raises BuildError."""
    out = out.resolve()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for old in out.parent.glob(f".{glob.escape(out.name)}.new-*"):
            if not _running(old.name.rsplit("-", 1)[-1]):
                shutil.rmtree(old, ignore_errors=True)
        aside = out.parent / f".{out.name}.old"
        if aside.exists() and out.exists():
            shutil.rmtree(aside)
        elif aside.exists():
            aside.rename(out)  # a build was killed between its two renames
    except OSError as error:
        raise _explained(error, out) from error


@contextlib.contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A new, empty folder beside `out`; gone afterwards, whatever happens."""
    out = out.resolve()
    clear_leftovers(out)
    folder = out.parent / f".{out.name}.new-{os.getpid()}"
    try:
        folder.mkdir()
    except OSError as error:
        raise _explained(error, out) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def publish(folder: Path, out: Path) -> None:
    """Put the new folder in the place of the old one, in one step where the system can."""
    out = out.resolve()
    try:
        if not out.exists():
            folder.rename(out)
        elif not _exchange(folder, out):
            aside = out.parent / f".{out.name}.old"
            shutil.rmtree(aside, ignore_errors=True)
            out.rename(aside)
            folder.rename(out)
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise _explained(error, out) from error


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders change names at once (Linux renameat2); False where that does not exist."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    at_working_folder, exchange = -100, 2
    return (
        renameat2 is not None
        and renameat2(
            at_working_folder, os.fsencode(first), at_working_folder, os.fsencode(second), exchange
        )
        == 0
    )


# -- compression -----------------------------------------------------------------------------------------------------


def compress(names: Iterable[str], folder: Path) -> None:
    """Write `.br` and `.gz` beside each file that travels compressed; what is compressed already stays."""
    files = [folder / name for name in names if name.endswith(COMPRESSED)]
    with concurrent.futures.ThreadPoolExecutor(
        os.cpu_count()
    ) as pool:  # both release the interpreter lock
        list(pool.map(_compress, files))


def _compress(file: Path) -> None:
    content = file.read_bytes()
    if not (packed := file.with_name(f"{file.name}.br")).exists():
        packed.write_bytes(
            brotli.compress(content, quality=9 if file.suffix == ".html" else 11, lgwin=16)
        )
    file.with_name(f"{file.name}.gz").write_bytes(
        gzip.compress(content, 9, mtime=0)
    )  # no date: equal files stay equal


@contextlib.contextmanager
def _timed(report: Report, name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    report.seconds[name] = report.seconds.get(name, 0) + time.perf_counter() - start
