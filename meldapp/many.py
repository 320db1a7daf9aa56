"""Every region in one go: what regions share is made once, the rest in parallel, and all are put in place together."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from . import ROOT, freeze, front, parallel
from .addresses import link_or_copy, path_of
from .earlier import Earlier, Heads, heads_of, keep, recall
from .faults import ContentError, Fault
from .freeze import MARK, Build, BuildError, Report, Say
from .load import Content, load_content
from .pattern import Pattern, is_plain, make_pattern, pattern_of


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
    force: bool = False
    """Build also what did not change, and take nothing over from the old sites."""

    def build(self, slug: str, folder: Path) -> Build:
        """The build of one region into a folder."""
        return Build(slug, folder, "/" if self.own_host else f"{self.base}{slug}/", self.locales, self.exit_url, self.content_dir)


@dataclass
class Result:
    """One region of a run: what was made, or what went wrong."""

    slug: str
    report: Report = field(default_factory=Report)
    seconds: float = 0
    unchanged: bool = False
    problem: str = ""
    missing: list[str] = field(default_factory=list)
    """What the region could still add, in words for its editor."""


def build_all(many: Many, say: Say) -> list[Result]:
    """Build every region and put them in place together; returns a result per region, by name.

    A fault in one region stops all and nothing is published; with `keep_going` the others are published and that one keeps its old site.
    Raises ContentError or BuildError, and then the old folder is untouched.
    """
    freeze.check_out(many.out)
    freeze.clear_leftovers(many.out)
    say("Reading the content …")
    content, faults = _read(many)
    results = [Result(slug, problem="\n".join(map(str, found))) for slug, found in faults.items()]
    code = _code_fingerprint(many, content)
    shared = _shared_fingerprint(many, code)
    marks = {slug: _fingerprint(many, slug, shared) for slug in content.regions}
    todo = [slug for slug, mark in marks.items() if many.force or not _bears(many.out / slug, mark)]
    results += [Result(slug, unchanged=True) for slug in marks.keys() - set(todo)]
    if len(todo) < len(marks):
        say(f"{len(marks) - len(todo)} of {len(marks)} regions did not change.")
    if todo or faults:
        with freeze.staging(many.out, spare=True) as folder:
            for result in results:
                _keep(many.out / result.slug, folder / result.slug)
            for number, result in enumerate(_build_each(content, many, folder, marks, code, todo, say), start=1):
                results.append(result)
                say(f"  {number:2} of {len(todo)}  {result.slug}: {'FAILED' if result.problem else f'{result.seconds:.1f} s'}")
                if result.problem and not many.keep_going:
                    raise BuildError(f"{result.slug} could not be built, so nothing was published:\n{result.problem}")
                if result.problem:
                    shutil.rmtree(folder / result.slug)
                    _keep(many.out / result.slug, folder / result.slug)
            front.write_front_page(folder, content, many.base, many.own_host, many.exit_url)
            (folder / MARK).write_text("every region\n")
            freeze.remove_empty(str(folder))
            freeze.publish(folder, many.out)
    for result in results:
        if not result.problem:
            result.missing = missing(content, result.slug)
    return sorted(results, key=lambda result: result.slug)


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
            return load_content(many.content_dir, many.locales, without_regions=frozenset(by_region)), by_region
        except ContentError:  # the default region is one of them: nothing can be built without it
            raise error from None


def _keep(old: Path, new: Path) -> None:
    """Take an old site over as it is, or nothing when there is none."""
    if old.is_dir():
        shutil.copytree(old, new, copy_function=link_or_copy, dirs_exist_ok=True)


# -- which region changed --------------------------------------------------------------------------------------------


def _digest(paths: list[Path], below: Path, *, start: str) -> str:
    """Fingerprint of these files, by their path below a folder: wherever that lies."""
    digest = hashlib.sha256(start.encode())
    for path in paths:
        digest.update(path.relative_to(below).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files_in(*folders: Path) -> list[Path]:
    """The files that decide what is made; what a compiled catalogue (.mo) says stands in the .po it is made from."""
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in (".pyc", ".mo")]


def _code_fingerprint(many: Many, content: Content) -> str:
    """Everything but the content that decides what is made: code, templates, styles, words, pinned libraries, options, and the day as far as a page says that it is overdue."""
    pages = [content.pages, *content.region_pages.values()]
    overdue = [page.file for by_locale in pages for found in by_locale.values() for page in found.values() if page.review_by < date.today()]
    options = json.dumps([many.base, many.own_host, many.locales, many.exit_url, sorted(overdue)])
    return _digest([*_files_in(ROOT / "meldapp", ROOT / "static", ROOT / "translations"), ROOT / "requirements/app.txt"], ROOT, start=options)


def _shared_fingerprint(many: Many, code: str) -> str:
    """Everything that decides what regions share: code and texts."""
    own = many.content_dir / "regions"
    return _digest([path for path in _files_in(many.content_dir) if own not in path.parents], many.content_dir, start=code)


def _fingerprint(many: Many, slug: str, shared: str) -> str:
    # Every region's file counts: the finder and the list of sources name all regions. Its own texts count for itself alone.
    own = many.content_dir / "regions"
    return _digest([*sorted(own.glob("*.toml")), *(path for path in sorted((own / slug).rglob("*")) if path.is_file())], own, start=shared + slug)


def _bears(site: Path, mark: str) -> bool:
    """Whether a site was built from what is there now."""
    return (site / MARK).is_file() and mark in (site / MARK).read_text("utf-8")


# -- each region -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Run:
    """What is the same for every region of a run."""

    content: Content
    many: Many
    folder: Path
    pattern: Pattern
    marks: Mapping[str, str]
    code: str
    heads: Heads


def _build_each(content: Content, many: Many, folder: Path, marks: Mapping[str, str], code: str, slugs: Sequence[str], say: Say) -> Iterator[Result]:
    if not slugs:
        return
    say(f"Making what {len(slugs)} regions share …")
    run = _Run(content, many, folder, make_pattern(content), marks, code, heads_of(content))
    freeze.prepare(content, run.pattern)
    # One of those that are made from the pattern looks over for all what they share.
    first = next((slug for slug in slugs if is_plain(content, slug)), "")
    yield from parallel.each(lambda slug: _build_one(run, slug, inspected=slug != first), slugs, many.jobs)


def _build_one(run: _Run, slug: str, inspected: bool) -> Result:
    start = time.perf_counter()
    folder, content = run.folder / slug, run.content
    result = Result(slug)
    known = frozenset(map(path_of, run.pattern.shared)) if inspected else frozenset()
    try:
        folder.mkdir(exist_ok=True)
        earlier = None if run.many.force else recall(run.many.out / slug, content, run.code, run.heads)
        pattern = pattern_of(content, slug, run.pattern, earlier.own if earlier else {}) if is_plain(content, slug) else None
        made = freeze.build_into(folder, run.many.build(slug, folder), content, result.report, lambda _: None, pattern=pattern, inspected=known if pattern else (), earlier=earlier)
        keep(folder, content, run.code, run.heads, made if pattern else Earlier(folder), pattern, earlier)
        with (folder / MARK).open("a", encoding="utf-8") as file:
            file.write(f"{run.marks[slug]}\n")
    except (BuildError, ContentError) as error:
        result.problem = str(error)
    result.report.offline = None  # nobody asks for it where this goes
    result.seconds = time.perf_counter() - start
    return result


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
