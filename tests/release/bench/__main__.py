"""`make bench`: speed and size beside their limits. Machines differ, so ratios and budgets say more than seconds.

make bench                    everything
.venv/bin/python -m tests.release.bench build regions compare offline search      some of it
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from meldapp.publish.many import Many, build_all

from meldapp import ROOT, kept
from meldapp.content.load import load_content
from meldapp.publish.freeze import Build, Report, build_into, build_region, check_out, staging


def build(folder: Path) -> None:
    """One region, two languages: seconds, milliseconds a page, sizes, memory. Limit: 5 s."""
    start = time.perf_counter()
    report = build_region(Build(None, folder / "dist"))
    whole = time.perf_counter() - start
    print(
        f"one region: {report.pages} pages, {report.files} files, {report.size / 1e6:.1f} MB; {whole:.1f} s of 5 s; {report.memory / 1e6:.0f} MB of memory"
    )
    for name, seconds in report.seconds.items():
        print(f"  {name}: {seconds:.2f} s, {1000 * seconds / report.pages:.2f} ms a page")
    for line in report.budgets:
        print(line)


def content(folder: Path) -> None:
    """Time against the number of pages: 1×, 2× and 4× the cases and articles."""
    base = None
    for times in (1, 2, 4):
        root = folder / f"content-{times}"
        shutil.copytree(ROOT / "content", root)
        for locale in ("nl", "en"):
            for path in sorted((root / locale / "meldcode").glob("*.md")):
                for copy in range(1, times) if path.name != "index.md" else ():
                    for more in range(12):
                        text = path.read_text("utf-8").replace(
                            "title: ", f"title: {copy}.{more} ", 1
                        )
                        (path.parent / f"{path.stem}-{copy}-{more}.md").write_text(
                            "\n".join(
                                line[:48] if line.startswith("title: ") else line
                                for line in text.split("\n")
                            ),
                            "utf-8",
                        )
        report, out = Report(), folder / f"out-{times}"
        check_out(out)
        with staging(out) as staged:
            start = time.perf_counter()
            loaded = load_content(root)
            try:
                build_into(
                    staged, Build(None, out, content_dir=root), loaded, report, lambda _: None
                )
            except Exception as error:  # more content than a phone may carry is what is tried here
                if "too heavy" not in str(error):
                    raise
            took = time.perf_counter() - start
        per_page = 1000 * took / report.pages
        base = base or per_page
        print(
            f"{times}× content: {report.pages} pages in {took:.1f} s, {per_page:.1f} ms a page, {per_page / base:.2f} of the first"
        )


def forget() -> None:
    """Throw away the texts that were rendered in earlier runs, so that what follows starts from scratch."""
    if templates := kept.compiled_templates():
        for file in Path(templates.directory).glob(kept.TEXTS.format(mark="*")):
            file.unlink()


def regions(folder: Path) -> None:
    """Time against the number of regions: 1, 5, 25, and second runs with one change, compared with a clean one. Limits: 60 s, 1 GB, 10 s."""
    for count in (1, 5, 25):
        root = folder / f"regions-{count}"
        shutil.copytree(ROOT / "content", root)
        keep = [
            "noord-oost-gelderland",
            *sorted(
                path.stem
                for path in (root / "regions").glob("*.toml")
                if path.stem != "noord-oost-gelderland"
            ),
        ][:count]
        for path in (root / "regions").glob("*.toml"):
            if path.stem not in keep:
                path.unlink()
        forget()
        start = time.perf_counter()
        results = build_all(Many(folder / f"all-{count}", content_dir=root), lambda _: None)
        took, pages = time.perf_counter() - start, sum(result.report.pages for result in results)
        memory = max(result.report.memory for result in results)
        render = sum(result.report.seconds.get("render and freeze", 0) for result in results)
        print(
            f"{count:2} regions: {pages} pages in {took:.1f} s, {1000 * took / pages:.2f} ms a page in all, {1000 * render / pages:.2f} ms of it render and freeze; {memory / 1e6:.0f} MB a process"
        )
    again, sites = folder / "regions-25", folder / "all-25"
    for what, file, old, new in (
        ("one text changed", "nl/stappen/1.md", None, "\nNog een zin.\n"),
        (
            "one text changed that each region shows in its own way",
            "nl/bel.md",
            None,
            "\nNog een zin.\n",
        ),
        ("one title changed", "en/stappen/2.md", "title: ", "title: Now "),
        ("nothing changed", "nl/stappen/1.md", None, ""),
    ):
        text = (again / file).read_text("utf-8")
        (again / file).write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
        start = time.perf_counter()
        build_all(Many(sites, content_dir=again), lambda _: None)
        print(f"25 regions again, {what}: {time.perf_counter() - start:.1f} s of 10 s")
    build_all(Many(folder / "clean", content_dir=again), lambda _: None)
    made, clean = (
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }
        for root in (sites, folder / "clean")
    )
    different = [name for name in made.keys() | clean.keys() if made.get(name) != clean.get(name)]
    print(
        f"  {len(different)} of {len(clean)} files differ from those of a clean build"
        + "".join(f"\n    {name}" for name in sorted(different)[:9])
    )


PELICAN = (
    'DEFAULT_DATE="fs"',
    r'PATH_METADATA="(?P<slug>.*)\\.md"',
    'ARTICLE_SAVE_AS="{slug}/index.html"',
)
"""What lets Pelican take our pages: they have no date, and the path is the address."""


def compare(folder: Path) -> None:
    """The same Dutch pages with MkDocs and Pelican, in one run: the ratio of milliseconds a page. Raises RuntimeError when one of them did not make every page."""
    source = folder / "pages"
    shutil.copytree(ROOT / "content/nl", source)
    pages = sum(1 for _ in source.rglob("*.md"))
    forget()
    start = time.perf_counter()
    report = build_region(Build(None, folder / "ours", locales=("nl",)))
    ours = 1000 * (time.perf_counter() - start) / report.pages
    print(f"ours: {report.pages} pages, {ours:.1f} ms a page, offline set and compression included")
    scripts = ROOT / ".venv/bench-env/bin"
    (folder / "mkdocs.yml").write_text(
        f"site_name: pages\ndocs_dir: {source}\nsite_dir: {folder / 'mkdocs'}\n", "utf-8"
    )
    for name, command in (
        (
            "MkDocs",
            [scripts / "mkdocs", "build", "--quiet", "--config-file", folder / "mkdocs.yml"],
        ),
        (
            "Pelican",
            [
                scripts / "pelican",
                "--quiet",
                "--output",
                folder / "pelican",
                "-e",
                *PELICAN,
                "--",
                source,
            ],
        ),
    ):
        if not Path(command[0]).exists():
            print(f"{name}: not installed; run make bench")
            continue
        start = time.perf_counter()
        done = subprocess.run(
            [str(part) for part in command], check=False, capture_output=True, text=True, cwd=folder
        )
        theirs = 1000 * (time.perf_counter() - start) / pages
        if (made := sum(1 for _ in (folder / name.lower()).rglob("index.html"))) < pages:
            raise RuntimeError(f"{name} made {made} of {pages} pages:\n{done.stderr[-2000:]}")
        print(
            f"{name}: {pages} pages, {theirs:.1f} ms a page; ours takes {ours / theirs:.2f} of that"
        )


BROWSER = {"offline": "offline_times", "search": "search_times", "exit": "exit_times"}
"""What is measured in a browser, each in a script of its own."""


def main(names: list[str]) -> int:
    """Run what is asked for, or all; returns 1 when something measured in a browser is past its limit."""
    steps = {"build": build, "content": content, "regions": regions, "compare": compare}
    past = False
    for name in names or [*steps, *BROWSER]:
        print(f"\n== {name}", flush=True)
        if name in steps:
            with tempfile.TemporaryDirectory() as folder:
                steps[name](Path(folder))
        else:
            past |= bool(importlib.import_module(f"tests.release.bench.{BROWSER[name]}").main([]))
    return int(past)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
