"""Tests of every region (`make release-test`).

Links, house rules and taps in all of them, and browser tests in the largest and the smallest.

The build itself inspects and weighs each page of each region. The default region gets all of
`make test`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from meldapp import ROOT
from meldapp.content.load import load_content
from meldapp.editors import translations
from meldapp.publish.build import Build
from meldapp.publish.regions import build_all

WALKED = ("tests/site/test_taps.py", "tests/site/test_site.py")
IN_A_BROWSER = (
    "tests/browser/test_offline_real.py",
    "tests/browser/test_htmx.py",
    "tests/browser/test_house_rules.py",
    "tests/browser/test_print.py",
)


def walk(site: Path, tests: Iterable[str]) -> str:
    """Run these tests on the site in a folder.

    Returns their output if one fails, otherwise an empty string.
    """
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-m",
        "not default_region",
        *tests,
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "SITE": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"  {site.name:28} {done.stdout.rstrip().rpartition(chr(10))[2]}", flush=True)
    return "" if done.returncode == 0 else f"{site.name}\n{done.stdout}{done.stderr}"


def main() -> int:
    """Build and test every region; returns 1 if anything fails."""
    translations.compile_all()
    content = load_content(ROOT / "content")
    by_size = sorted(content.regions, key=lambda slug: len(content.regions[slug].municipalities))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "sites"
        print("Building every region …", flush=True)
        build_all(Build(None, out), own_host=True, say=print)
        print("Testing each …", flush=True)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            faults = [*pool.map(lambda slug: walk(out / slug, WALKED), content.regions)]
        print("The smallest and the largest in a browser …", flush=True)
        faults += [walk(out / slug, IN_A_BROWSER) for slug in (by_size[0], by_size[-1])]
    print("\n".join(fault for fault in faults if fault))
    return int(any(faults))


if __name__ == "__main__":
    sys.exit(main())
