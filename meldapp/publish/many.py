"""Every region in one go, each in a process of its own, put in place together."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from meldapp import ROOT
from meldapp.content.faults import ContentError, Fault
from meldapp.content.load import Content, load_content
from meldapp.publish import freeze, parallel
from meldapp.publish.freeze import MARK, Build, BuildError, Report, Say
from meldapp.web import front


@dataclass(frozen=True)
class Many:
    """What to build: every region under `out`, each below its own prefix, or for the root of a host of its own."""

    out: Path
    base: str = "/"
    own_host: bool = False
    locales: tuple[str, ...] | None = None
    exit_url: str | None = None
    content_dir: Path = ROOT / "content"
    jobs: int = 0
    """How many at a time; 0 is one for each core."""
    keep_going: bool = False

    def build(self, slug: str, folder: Path) -> Build:
        """The build of one region into a folder."""
        return Build(
            slug,
            folder,
            "/" if self.own_host else f"{self.base}{slug}/",
            self.locales,
            self.exit_url,
            self.content_dir,
        )


@dataclass
class Result:
    """One region of a run: what was made, or what went wrong."""

    slug: str
    report: Report = field(default_factory=Report)
    seconds: float = 0
    problem: str = ""
    missing: list[str] = field(default_factory=list)
    """What the region could still add, in words for its editor."""


def build_all(many: Many, say: Say) -> list[Result]:
    """Build every region and put them in place together; returns a result per region, by name.

    A fault in one region stops all and nothing is published; with `keep_going` the others are published and that one keeps its old site.
    Raises ContentError or BuildError, and then the old folder is untouched.
    """
    freeze.check_out(many.out)
    say("Reading the content …")
    content, faults = _read(many)
    results = [Result(slug, problem="\n".join(map(str, found))) for slug, found in faults.items()]
    with freeze.staging(many.out) as folder:
        for result in [*results, *_build_each(content, many, folder, say)]:
            if result.problem and not many.keep_going:
                raise BuildError(
                    f"{result.slug} could not be built, so nothing was published:\n{result.problem}"
                )
            if result.problem:
                shutil.rmtree(folder / result.slug, ignore_errors=True)
                if (old := many.out / result.slug).is_dir():
                    shutil.copytree(old, folder / result.slug)
            else:
                result.missing = missing(content, result.slug)
            results.append(result) if result not in results else None
        front.write_front_page(folder, content, many.base, many.own_host, many.exit_url)
        (folder / MARK).write_text("every region\n")
        freeze.publish(folder, many.out)
    return sorted(results, key=lambda result: result.slug)


def _build_each(content: Content, many: Many, folder: Path, say: Say) -> Iterator[Result]:
    def build(slug: str) -> Result:
        start = time.perf_counter()
        result = Result(slug)
        try:
            (folder / slug).mkdir()
            freeze.build_into(
                folder / slug,
                many.build(slug, folder / slug),
                content,
                result.report,
                lambda _: None,
            )
        except (BuildError, ContentError) as error:
            result.problem = str(error)
        result.report.offline = None  # nobody asks for it where this goes
        result.seconds = time.perf_counter() - start
        return result

    slugs = [*content.regions]
    for number, result in enumerate(parallel.each(build, slugs, many.jobs), start=1):
        say(
            f"  {number:2} of {len(slugs)}  {result.slug}: {'FAILED' if result.problem else f'{result.seconds:.1f} s'}"
        )
        yield result


def _read(many: Many) -> tuple[Content, dict[str, list[Fault]]]:
    """The content, and the faults of single regions. Raises ContentError for faults that regions share, or when the run does not keep going."""
    try:
        return load_content(many.content_dir, many.locales), {}
    except ContentError as error:
        by_region: dict[str, list[Fault]] = {}
        for fault in error.faults:
            folder, *rest = Path(fault.file).relative_to(many.content_dir.name).parts
            if folder != "regions" or not many.keep_going:
                raise
            by_region.setdefault(Path(rest[0]).stem, []).append(fault)
        try:
            return load_content(
                many.content_dir, many.locales, without_regions=frozenset(by_region)
            ), by_region
        except ContentError:  # the default region is one of them: nothing can be built without it
            raise error from None


def missing(content: Content, slug: str) -> list[str]:
    """What a region could still add, in words for its editor."""
    region = content.regions[slug]
    without_team = sum(code not in region.local_teams for code in region.municipalities)
    wanted = {
        "website": not region.website,
        "exit address of its own": not region.exit_url,
        "public address for its posters": not (region.public_url or content.site.public_url),
        "monitoring terms": not region.monitoring,
        f"{without_team} of {len(region.municipalities)} local teams": without_team > 0,
        "numbers of its own": not region.contacts,
    }
    return [name for name, lacks in wanted.items() if lacks]


__all__ = ["Many", "Result", "build_all", "missing"]
