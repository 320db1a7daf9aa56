"""Every region in one go: the steps of one build, once per region in a pool of processes, put in
place together.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import shutil
import signal
import threading
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from meldapp import ROOT
from meldapp.content.faults import ContentError, Fault
from meldapp.content.load import Content, load_content
from meldapp.publish import folder, open_data
from meldapp.publish.build import Build, Report, Say, Steps, fill, silent
from meldapp.publish.errors import BuildError, explaining_disk_errors
from meldapp.web import front


@dataclass(frozen=True)
class AllRegions:
    """What to build: every region below `out`, each under its own prefix, or for the root of a host
    of its own.
    """

    out: Path
    base: str = "/"
    own_host: bool = False
    locales: tuple[str, ...] | None = None
    exit_url: str | None = None
    content_dir: Path = ROOT / "content"
    jobs: int = 0
    """How many regions at a time; 0 is one for each core."""
    keep_going: bool = False
    """Publish the other regions when one is faulty; that one keeps its old site."""

    def build(self, slug: str, staged: Path) -> Build:
        """The build of one region into a staged folder."""
        base = "/" if self.own_host else f"{self.base}{slug}/"
        return Build(slug, staged / slug, base, self.locales, self.exit_url, self.content_dir)


@dataclass(frozen=True)
class Result:
    """One region of a run: what was made, or what went wrong."""

    slug: str
    report: Report | None = None
    problem: str = ""
    seconds: float = 0
    missing: Sequence[str] = ()
    """What the region could still add, in words for its editor."""


def build_all(regions: AllRegions, say: Say = silent) -> list[Result]:
    """Build every region and put them in place together; returns a result per region, by name.

    A fault in one region stops the run and nothing is published, unless it keeps going. Raises
    ContentError or BuildError, and then the old folder is untouched.
    """
    folder.check(regions.out)
    say("Reading the content …")
    content, faulty = _read(regions)
    results = [*faulty]
    _stop_at_a_problem(results, regions)
    with folder.staging(regions.out) as staged, explaining_disk_errors(staged):
        # closed before the staged folder goes: a process may still be writing there
        with contextlib.closing(_build_each(content, regions, staged)) as built:
            for number, result in enumerate(built, start=1):
                outcome = "FAILED" if result.problem else f"{result.seconds:.1f} s"
                say(f"  {number:2} of {len(content.regions)}  {result.slug}: {outcome}")
                results.append(result)
                _stop_at_a_problem(results, regions)
        for result in results:
            if result.problem:
                _keep_old_site(regions.out / result.slug, staged / result.slug)
        front.write_front_page(staged, content, regions.base, regions.own_host, regions.exit_url)
        open_data.write_open_data(staged, content, content.regions.values())
        (staged / folder.MARK).write_text("every region\n", newline="\n")
        folder.swap(staged, regions.out)
    return sorted(results, key=lambda result: result.slug)


def _stop_at_a_problem(results: Sequence[Result], regions: AllRegions) -> None:
    for result in results:
        if result.problem and not regions.keep_going:
            raise BuildError(
                f"{result.slug} could not be built, so nothing was published:\n{result.problem}"
            )


def _keep_old_site(old: Path, staged: Path) -> None:
    shutil.rmtree(staged, ignore_errors=True)
    if old.is_dir():
        shutil.copytree(old, staged)


def _read(regions: AllRegions) -> tuple[Content, list[Result]]:
    """The content, and a result for each region whose own files are faulty.

    Raises ContentError for faults that regions share, and for any fault when the run does not keep
    going.
    """
    try:
        return load_content(regions.content_dir, regions.locales), []
    except ContentError as error:
        by_region: dict[str, list[Fault]] = {}
        for fault in error.faults:
            parts = Path(fault.file).relative_to(regions.content_dir.name).parts
            if parts[0] != "regions" or not regions.keep_going:
                raise
            by_region.setdefault(Path(parts[1]).stem, []).append(fault)
        try:
            content = load_content(
                regions.content_dir, regions.locales, without_regions=frozenset(by_region)
            )
        except ContentError:  # the default region is one of them: nothing can be built without it
            raise error from None
    return content, [
        Result(slug, problem="\n".join(map(str, faults))) for slug, faults in by_region.items()
    ]


# -- the pool --------------------------------------------------------------------------------------


def _build_each(content: Content, regions: AllRegions, staged: Path) -> Generator[Result]:
    """The result of each region, as it comes. Raises BuildError when a process is killed."""
    jobs = min(regions.jobs or os.cpu_count() or 1, len(content.regions))
    builds = [regions.build(slug, staged) for slug in content.regions]
    if jobs == 1:
        yield from (_build(content, build) for build in builds)
        return
    # `spawn` is what every system has. The content goes by a file: through the pipe of a process
    # that starts it would block for good when that process is killed meanwhile.
    file = staged / ".content"
    file.write_bytes(pickle.dumps(content))
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start_process, (file,))
    try:
        for done in as_completed([pool.submit(_build_in_process, build) for build in builds]):
            yield done.result()
    except BrokenProcessPool as error:
        # the pool itself misses one that was being started, and would wait for it
        for process in multiprocessing.active_children():
            process.kill()
        raise BuildError(
            "A process that was building a region was stopped, perhaps because memory ran out.\n"
            "Build fewer regions at a time: --jobs 1"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        file.unlink()


def _build(content: Content, build: Build) -> Result:
    """Build one region; what is wrong with it ends up in the result."""
    assert build.region
    start = time.perf_counter()
    result = Result(build.region, missing=missing(content, build.region))
    try:
        build.out.mkdir()
        result = replace(result, report=fill(build.out, build, content, Steps(silent)))
    except (BuildError, ContentError) as error:
        result = replace(result, problem=str(error))
    return replace(result, seconds=time.perf_counter() - start)


_content: Content
"""What a process of the pool builds from; only such a process has it."""


def _start_process(file: Path) -> None:
    global _content  # noqa: PLW0603 (an initializer has no other way to hand something to the work)
    # Ctrl-C is for the process that waits for this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _content = pickle.loads(file.read_bytes())


def _end_with_parent() -> None:
    """A process of a pool outlives a parent that is killed, and would go on filling a folder nobody
    waits for.
    """
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _build_in_process(build: Build) -> Result:
    return _build(_content, build)


def missing(content: Content, slug: str) -> list[str]:
    """What a region could still add, in words for its editor."""
    region = content.regions[slug]
    without_team = sum(
        not (code in region.local_teams and region.local_teams[code].shown)
        for code in region.municipalities
    )
    wanted = {
        "website": not region.website,
        "exit address of its own": not region.exit_url,
        "public address for its posters": not (region.public_url or content.site.public_url),
        "monitoring terms": not region.monitoring,
        f"{without_team} of {len(region.municipalities)} local teams": without_team > 0,
        "numbers of its own": not region.contacts,
    }
    return [name for name, lacks in wanted.items() if lacks]
