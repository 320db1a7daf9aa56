"""Fixtures of every test: the frozen site of the default region, and a tiny content tree to break."""

from __future__ import annotations

import os
import pickle
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from meldapp import ROOT
from meldapp.content.load import Content, load_content
from meldapp.editors import translations
from meldapp.publish.build import Build, Report, Steps, build_region, fill
from meldapp.web.app import create_app
from meldapp.web.site import Site as RegionSite
from tests.kit.content_tree import TINY, Tree
from tests.kit.frozen_site import Built, Site


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which engines the tests ran in, and whether their pages had `window.navigation`."""
    counts = Counter(
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "engine"
    )
    for engine, count in sorted(counts.items()):
        terminalreporter.write_line(f"{engine}: {count} tests")


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Compile the catalogues: without them every button would be English."""
    translations.compile_all()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Site:
    """The default region in its languages, built once for all workers of a run.

    With SITE it is the site in that folder: tests/release/every_region.py walks through each
    region.
    """
    if given := os.environ.get("SITE"):
        return Site(Path(given))

    def build(folder: Path) -> None:
        content = request.getfixturevalue("content")  # other tests read it too
        folder.mkdir()
        fill(folder, Build(None, folder), content, Steps())

    folder, _ = made_once(tmp_path_factory, "default-region", build)
    return Site(folder)


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Any]
) -> tuple[Path, Any]:
    """A folder that one worker makes for all workers of a run, and what making it returned."""
    base = factory.getbasetemp()
    # Each worker of xdist has a folder of its own in that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    said = folder.with_suffix(".pickle")
    with FileLock(folder.with_suffix(".lock")):
        if not said.exists():
            said.write_bytes(pickle.dumps(make(folder)))
    return folder, pickle.loads(said.read_bytes())


@pytest.fixture(scope="session")
def content() -> Content:
    """What the frozen site is made from."""
    return load_content(ROOT / "content")


@pytest.fixture(scope="session")
def tiny_build(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The tiny tree, frozen once under a prefix."""

    def build(folder: Path) -> tuple[Report, list[str]]:
        said: list[str] = []
        build = Build(None, folder, base="/pre/fix/", content_dir=TINY)
        return build_region(build, said.append), said

    folder, (report, said) = made_once(tmp_path_factory, "tiny-dist", build)
    return Built(Site(folder, "/pre/fix/"), report, said)


@pytest.fixture(scope="session")
def tiny_site(tiny_build: Built) -> Site:
    """The frozen tiny tree: every kind of page and block."""
    return tiny_build.site


@pytest.fixture(scope="session")
def tiny_region(tiny_site: Site) -> RegionSite:
    """What the frozen tiny tree was made from."""
    region: RegionSite = create_app(base=tiny_site.base, content_dir=TINY).extensions["meldapp"]
    return region


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A copy of the tiny tree; its site goes to an empty place."""
    folder = tmp_path / "content"
    shutil.copytree(TINY, folder)
    return Tree(folder, tmp_path / "sites" / "dist")
