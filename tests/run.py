"""Runs the tests by level, and prints how many seconds each part takes.

python -m tests.run lint      formatting, rules, types, imports, scripts, workflows
python -m tests.run quick     units and the built site, without the slow tests: after each edit
python -m tests.run test      lint and everything that guards a promise: before you send a change
python -m tests.run release   every page, theme, region, naive exit and place, and the bench: nightly
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from meldapp import ROOT

WORKERS = str((os.cpu_count() or 1) + 2)
"""Workers for the browser tests: two more than there are cores, since browsers keep us waiting."""


@dataclass(frozen=True)
class Part:
    """One command of a level."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *, beside_others: bool = False) -> Result:
        """Run the command. Output appears as it comes, or in one piece if other parts run beside it."""
        environment = {**os.environ, "PYTHONUTF8": "1", **in_memory(), **self.environment}
        output = subprocess.PIPE if beside_others else None
        start = time.monotonic()
        if not beside_others:
            print(f"== {self.name}", flush=True)
        done = subprocess.run(
            self.command, cwd=ROOT, env=environment, stdout=output, stderr=output, check=False
        )
        if beside_others:
            print(f"== {self.name}\n{(done.stdout + done.stderr).decode()}", end="", flush=True)
        return Result(self.name, time.monotonic() - start, failed=bool(done.returncode))


@dataclass(frozen=True)
class Result:
    """How long a part took, and how it ended."""

    name: str
    seconds: float
    failed: bool

    def __str__(self) -> str:
        return f"{self.seconds:7.1f} s  {self.name}{'  FAILED' if self.failed else ''}"


def in_memory() -> dict[str, str]:
    """The environment that makes pytest create its folders in memory, if 4 GB of it is free.

    The tests create and remove a hundred thousand small files, which takes minutes on a disk.
    """
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30
    return {"PYTEST_DEBUG_TEMPROOT": str(memory)} if has_room else {}


def program(name: str, *arguments: str) -> list[str]:
    """Return the command for a program that is installed next to this Python."""
    return [shutil.which(name, path=str(Path(sys.executable).parent)) or name, *arguments]


def module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a module."""
    return [sys.executable, "-m", name, *arguments]


def pytest(*arguments: str, workers: str = WORKERS) -> list[str]:
    """Return the command that runs these tests on several workers.

    Each file stays with one worker, so that its tests share their fixtures. Files run in the order
    of their names: those with a browser, which take longest, come first.
    """
    return module(
        "pytest", "-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", *arguments
    )


def schema(name: str, pattern: str) -> list[str]:
    """Return the command that validates files against one of check-jsonschema's own schemas."""
    files = [str(path) for path in sorted((ROOT / ".github").glob(pattern))]
    return program("check-jsonschema", "--quiet", "--builtin-schema", name, *files)


LINT = [
    Part("formatting", program("ruff", "format", "--check", "--quiet")),
    Part("rules", program("ruff", "check", "--quiet")),
    Part("types", program("mypy", "--no-error-summary")),
    Part("imports", program("lint-imports", "--no-logo")),
    Part(
        "scripts",
        program("oxlint", "--deny-warnings", "--quiet", "static/js", "meldapp/editors/desk/static"),
    ),
    Part("workflows", schema("vendor.github-workflows", "workflows/*.yml")),
    Part("their time limits", schema("custom.github-workflows-require-timeout", "workflows/*.yml")),
    Part("issue forms", schema("vendor.github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml")),
]
LINTERS = Part("lint", module("tests.run", "lint"))
BROWSERS = Part("browsers at hand", module("tests.kit.browsers"))
LEVELS = {
    "lint": LINT,
    "quick": [
        Part(
            "units and site",
            pytest("-m", "not slow and not release", "tests/unit", "tests/site", workers="2"),
        )
    ],
    "test": [
        LINTERS,
        BROWSERS,
        Part("tests", pytest("-m", "not release")),
    ],
    "release": [
        LINTERS,
        BROWSERS,
        Part("every page", pytest("--timeout=7200"), {"EVERY_PAGE": "1"}),
        Part("every region", module("tests.release.every_region")),
        Part("bench", module("tests.release.bench")),
    ],
}


def main(arguments: Sequence[str]) -> int:
    """Run the parts of a level in order; returns 1 if one of them failed."""
    if len(arguments) != 1 or arguments[0] not in LEVELS:
        print(__doc__)
        return 2
    start = time.monotonic()
    parts = LEVELS[arguments[0]]
    if arguments[0] == "lint":
        with ThreadPoolExecutor() as pool:
            results = list(pool.map(partial(Part.run, beside_others=True), parts))
    else:
        results = [part.run() for part in parts]
    print("", *results, f"{time.monotonic() - start:7.1f} s  in all", sep="\n")
    return int(any(result.failed for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
