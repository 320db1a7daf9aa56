"""Fixtures for all tests: the frozen site of the default region, and a tiny content tree to break."""

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
    """Report which engines the tests ran in, and whether their pages had `window.navigation`."""
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
    """Compile the catalogues: without them every button would be in English."""
    translations.compile_all()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Site:
    """The default region in its languages, built once for all workers of a run.

    With SITE set, the site in that folder instead: tests/release/every_region.py tests every
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
    """A folder that one worker makes for all workers of a run, and what `make` returned."""
    base = factory.getbasetemp()
    # each xdist worker has its own folder inside that of the run
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    result = folder.with_suffix(".pickle")
    with FileLock(folder.with_suffix(".lock")):
        if not result.exists():
            result.write_bytes(pickle.dumps(make(folder)))
    return folder, pickle.loads(result.read_bytes())


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The content of the frozen site, read once for all workers of a run."""
    _, content = made_once(tmp_path_factory, "content", lambda _: load_content(ROOT / "content"))
    return content  # type: ignore[no-any-return]  # from a pickle


@pytest.fixture(scope="session")
def tiny_build(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The tiny tree, frozen once under a prefix."""

    def build(folder: Path) -> tuple[Report, list[str]]:
        messages: list[str] = []
        build = Build(None, folder, base="/pre/fix/", content_dir=TINY)
        return build_region(build, messages.append), messages

    folder, (report, messages) = made_once(tmp_path_factory, "tiny-dist", build)
    return Built(Site(folder, "/pre/fix/"), report, messages)


@pytest.fixture(scope="session")
def tiny_site(tiny_build: Built) -> Site:
    """The frozen tiny tree, with every kind of page and block."""
    return tiny_build.site


@pytest.fixture(scope="session")
def tiny_region(tiny_site: Site) -> RegionSite:
    """The region site that the frozen tiny tree was made from."""
    region: RegionSite = create_app(base=tiny_site.base, content_dir=TINY).extensions["meldapp"]
    return region


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A copy of the tiny tree, with an empty place to build its site."""
    folder = tmp_path / "content"
    shutil.copytree(TINY, folder)
    return Tree(folder, tmp_path / "sites" / "dist")
