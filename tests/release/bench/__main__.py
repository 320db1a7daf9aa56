"""`make bench`: speed and size against their limits. Machines differ, so ratios and budgets say more than seconds.

make bench                    everything
.venv/bin/python -m tests.release.bench build regions compare offline search      parts of it
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from meldapp import ROOT
from meldapp.editors import translations
from meldapp.publish.build import Build, build_region
from tests.release.bench import generators

ONE_REGION, ALL_REGIONS = 10, 75
"""Seconds from scratch, on two cores."""
MEMORY = 1_000
"""MB, for all processes of a run together."""
RATIO = 1.25
"""Our milliseconds per page as a multiple of Eleventy's for the same job."""


def beside(value: float, limit: float, unit: str) -> str:
    """A figure against its limit."""
    verdict = "  — PAST ITS LIMIT" if value > limit else ""
    return f"{value:.1f} {unit} of {limit:g}{verdict}"


def build(folder: Path) -> bool:
    """One region, two languages: seconds by step, sizes."""
    start = time.perf_counter()
    report = build_region(Build(None, folder / "dist"))
    seconds = time.perf_counter() - start
    print(f"one region, {report.pages} pages: {beside(seconds, ONE_REGION, 's')}")
    for name, part in report.seconds.items():
        print(f"  {name}: {part:.2f} s, {1000 * part / report.pages:.2f} ms a page")
    for line in report.budgets:
        print(line)
    return seconds > ONE_REGION


def regions(folder: Path) -> bool:
    """Time and memory by number of regions: 1, 5 and 25."""
    past = False
    every = sorted(path.stem for path in (ROOT / "content/regions").glob("*.toml"))
    every.remove("noord-oost-gelderland")
    for count in (1, 5, 25):
        content = folder / f"content-{count}"
        shutil.copytree(ROOT / "content", content)
        for slug in every[count - 1 :]:
            (content / f"regions/{slug}.toml").unlink()
            shutil.rmtree(content / f"regions/{slug}", ignore_errors=True)
        command = [sys.executable, str(ROOT / "build.py"), "build-all", "--content", str(content)]
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--out", str(folder / f"all-{count}")], stdout=subprocess.DEVNULL
        )
        memory = peak_memory(process)
        seconds = time.perf_counter() - start
        if process.returncode:
            raise RuntimeError(f"building {count} regions failed")
        limit = ALL_REGIONS if count == 25 else ONE_REGION * max(1, count / 2)
        print(f"{count:2} regions: {beside(seconds, limit, 's')}; {beside(memory, MEMORY, 'MB')}")
        past |= seconds > limit or memory > MEMORY
    return past


def peak_memory(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process; returns the peak memory of it and its children, in MB (0 without /proc)."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.2)
    return peak


def _memory(pid: int) -> float:
    """Proportional memory (PSS) of a process and its children, in MB."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    held = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return held / 1000 + sum(_memory(int(child)) for child in children)


def compare(folder: Path) -> bool:
    """The same job by us, Eleventy and Pelican: pages in our frame, links checked, compressed, a list of hashes.

    Theirs is the lighter job: plain Markdown without blocks, no search index, no bundles, no budgets.
    """
    start = time.perf_counter()
    report = build_region(Build(None, folder / "ours"))
    ours = 1000 * (time.perf_counter() - start) / report.pages
    print(f"ours: {report.pages} pages, {ours:.1f} ms a page")
    pages = generators.write_source(folder / "source", folder / "ours")
    past = False
    for name, generate in generators.GENERATORS.items():
        start = time.perf_counter()
        if not generate(folder / "source", folder / name):
            print(f"{name}: not installed")
            continue
        theirs = 1000 * (time.perf_counter() - start) / pages
        written = sum(1 for _ in (folder / name).rglob("index.html"))
        if written < pages:
            raise RuntimeError(f"{name} made {written} of {pages} pages")
        ratio = beside(ours / theirs, RATIO, "of its time")
        print(f"{name}: {pages} pages, {theirs:.1f} ms a page; ours takes {ratio}")
        past |= name == "Eleventy" and ours / theirs > RATIO
    return past


STEPS = {"build": build, "regions": regions, "compare": compare}
BROWSER = {"offline": "offline_times", "search": "search_times", "exit": "exit_times"}
"""What is measured in a browser, each in its own script."""


def main(names: list[str]) -> int:
    """Run these parts, or all of them; returns 1 if anything is past its limit."""
    translations.compile_all()
    past = False
    for name in names or [*STEPS, *BROWSER]:
        print(f"\n== {name}", flush=True)
        if name in STEPS:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                past |= STEPS[name](Path(folder))
        else:
            past |= bool(importlib.import_module(f"tests.release.bench.{BROWSER[name]}").main([]))
    return int(past)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
