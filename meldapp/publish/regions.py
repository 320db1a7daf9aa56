"""Builds every region in a pool of processes, and puts them in place together."""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import pickle
import shutil
import signal
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from meldapp.content.faults import ContentError, Fault
from meldapp.content.load import Content, load_content
from meldapp.editors import go_live
from meldapp.publish import folder, open_data
from meldapp.publish.build import Build, Report, Say, Steps, fill, silent
from meldapp.publish.errors import BuildError, explaining_disk_errors
from meldapp.web import front


@dataclass(frozen=True)
class Result:
    """One region of a run: what was made, or what went wrong."""

    slug: str
    report: Report | None = None
    problem: str = ""
    lacks: int = 0
    """How many things it should have before it goes live."""


def build_all(
    build: Build,
    *,
    own_host: bool = False,
    jobs: int = 0,
    keep_going: bool = False,
    say: Say = silent,
) -> list[Result]:
    """Build every region and put them in place together; returns a result per region, by name.

    Each region goes below `build.out` and, unless it has a host of its own, under its own prefix
    below `build.base`. `jobs` is how many are built at a time, 0 one for each core. A fault in one
    region stops the run and nothing is published; when it keeps going, that region keeps its old
    site. Raises ContentError or BuildError, and then the old folder is untouched.
    """
    folder.check(build.out)
    say("Reading the content …")
    content, results = _read(build, keep_going)
    with folder.staging(build.out) as staged:
        builds = [
            replace(
                build,
                region=slug,
                out=staged / slug,
                base="/" if own_host else f"{build.base}{slug}/",
            )
            for slug in content.regions
        ]
        # closed before the staged folder goes: a process may still be writing there
        with contextlib.closing(_build_each(builds, content, jobs)) as built:
            for number, result in enumerate(built, start=1):
                outcome = "FAILED" if result.problem else "built"
                say(f"  {number:2} of {len(builds)}  {result.slug}: {outcome}")
                results.append(result)
                if result.problem and not keep_going:
                    raise BuildError(
                        f"{result.slug} could not be built, so nothing was published:\n"
                        f"{result.problem}"
                    )
        for slug in (result.slug for result in results if result.problem):
            shutil.rmtree(staged / slug, ignore_errors=True)
            if (build.out / slug).is_dir():
                shutil.copytree(build.out / slug, staged / slug)
        front.write_front_page(staged, content, build.base, own_host, build.exit_url)
        open_data.write_open_data(staged, content, content.regions.values())
        (staged / folder.MARK).write_text("every region\n", newline="\n")
        folder.swap(staged, build.out)
    return sorted(results, key=lambda result: result.slug)


def _read(build: Build, keep_going: bool) -> tuple[Content, list[Result]]:
    """The content, and a result for each region whose own files are faulty.

    Raises ContentError for faults that regions share, and for any fault when the run does not keep
    going.
    """
    try:
        return load_content(build.content_dir, build.locales), []
    except ContentError as error:
        by_region: dict[str, list[Fault]] = {}
        start = f"{build.content_dir.name}/regions/"
        for fault in error.faults:
            if not (keep_going and fault.file.startswith(start)):
                raise
            name, _, _ = fault.file.removeprefix(start).partition("/")
            by_region.setdefault(name.removesuffix(".toml"), []).append(fault)
        try:
            content = load_content(
                build.content_dir, build.locales, without_regions=frozenset(by_region)
            )
        except ContentError:  # the default region is one of them: nothing can be built without it
            raise error from None
    return content, [
        Result(slug, problem="\n".join(map(str, faults))) for slug, faults in by_region.items()
    ]


# -- the pool --------------------------------------------------------------------------------------


def _build_each(builds: Sequence[Build], content: Content, jobs: int) -> Generator[Result]:
    """The result of each build, as it comes. Raises BuildError when a process is killed."""
    jobs = min(jobs or os.cpu_count() or 1, len(builds))
    # The content travels in a file: a pipe to a process that is killed while it starts would block
    # for good.
    file = builds[0].out.with_name(".content")
    file.write_bytes(pickle.dumps(content))
    # `spawn` is what every system has
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start_process)
    try:
        for done in as_completed([pool.submit(_build, build, file) for build in builds]):
            yield done.result()
    except BrokenProcessPool as error:
        # the pool overlooks one that was just being started, and would wait for it
        for process in multiprocessing.active_children():
            process.kill()
        raise BuildError(
            "A process that was building a region was stopped, perhaps because memory ran out.\n"
            "Build fewer regions at a time: --jobs 1"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        file.unlink()


def _start_process() -> None:
    # Ctrl-C is for the process that waits for this one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process with its parent: if that is killed, nobody waits for the folder it fills."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _build(build: Build, content_file: Path) -> Result:
    """Build one region; the result says what is wrong with it."""
    assert build.region
    content = _content(content_file)
    lacks = len(list(go_live.missing(content, content.regions[build.region])))
    try:
        with explaining_disk_errors(build.out):
            build.out.mkdir()
            report = fill(build.out, build, content, Steps())
        return Result(build.region, report, lacks=lacks)
    except (BuildError, ContentError) as error:
        return Result(build.region, problem=str(error))


@functools.cache
def _content(file: Path) -> Content:
    """What a process of the pool builds from, read once."""
    content: Content = pickle.loads(file.read_bytes())
    return content
