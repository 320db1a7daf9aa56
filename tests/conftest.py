"""Fixtures of every test: the frozen site of the default region, and a tiny content tree to break."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from meldapp import ROOT
from meldapp.content.load import Content, load_content
from meldapp.editors import translations
from meldapp.publish.build import Build, build_region
from meldapp.web.app import create_app
from meldapp.web.site import Site as RegionSite
from tests.kit.content_tree import TINY, Tree
from tests.kit.frozen_site import Built, Site

LONG = (
    "test_house_rules", "test_many", "test_offline_faults", "test_htmx", "test_finder_page", "test_open_now", "test_faults", "test_search_page",
    "test_direction", "test_offline_real", "test_worksheet", "test_print", "test_offline_webkit", "test_say_large", "test_check", "test_freeze",
)  # fmt: skip
"""Files that take long, the longest first: with several processes none of them may be what the others wait for."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long first; the order within a file stays."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture(scope="session", autouse=True)
def _words() -> None:
    """Compile the catalogues: without them every button would be English."""
    translations.compile_all()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The default region in its languages, frozen once; or the site in the folder SITE (`make regions` walks through every region so)."""
    if given := os.environ.get("SITE"):
        return Site(Path(given))
    folder = tmp_path_factory.mktemp("site") / "dist"
    build_region(Build(None, folder))
    return Site(folder)


@pytest.fixture(scope="session")
def content() -> Content:
    """What the frozen site is made from."""
    return load_content(ROOT / "content")


@pytest.fixture(scope="session")
def tiny_build(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The tiny tree, frozen once under a prefix."""
    folder = tmp_path_factory.mktemp("tiny") / "dist"
    said: list[str] = []
    report = build_region(Build(None, folder, base="/pre/fix/", content_dir=TINY), said.append)
    return Built(Site(folder, "/pre/fix/"), report, said)


@pytest.fixture(scope="session")
def tiny_site(tiny_build: Built) -> Site:
    """The frozen tiny tree: every kind of page and block."""
    return tiny_build.site


@pytest.fixture(scope="session")
def tiny_region(tiny_site: Site) -> RegionSite:
    """What the frozen tiny tree was made from."""
    found: RegionSite = create_app(base=tiny_site.base, content_dir=TINY).extensions["meldapp"]
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A copy of the tiny tree; its site goes to an empty place."""
    folder = tmp_path / "content"
    shutil.copytree(TINY, folder)
    return Tree(folder, tmp_path / "sites" / "dist")
