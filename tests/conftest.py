"""Fixtures of every test: the frozen site of the default region, and a tiny content tree to break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from content_tree import TINY, Tree
from frozen_site import Site

from meldapp import translations
from meldapp.freeze import Build, build_region

@pytest.fixture(scope="session", autouse=True)
def _words() -> None:
    """Compile the catalogues: without them every button would be English."""
    translations.compile_all()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The default region in its languages, frozen once."""
    folder = tmp_path_factory.mktemp("site") / "dist"
    build_region(Build(None, folder))
    return Site(folder)


@pytest.fixture(scope="session")
def tiny_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The tiny tree, frozen once under a prefix: every kind of page and block."""
    folder = tmp_path_factory.mktemp("tiny") / "dist"
    build_region(Build(None, folder, base="/pre/fix/", content_dir=TINY))
    return Site(folder, "/pre/fix/")


@pytest.fixture
def tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tree:
    """A copy of the tiny tree; its site goes to an empty place."""
    folder = tmp_path / "content"
    shutil.copytree(TINY, folder)
    return Tree(folder, tmp_path / "sites" / "dist", capsys)
