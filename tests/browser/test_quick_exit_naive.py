"""Naive builds of the exit, all of them in use on public sites: each must fail a case.

A suite that lets one pass is a failing suite. They are made by changing the sources, so that no
test depends on a minifier's output.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from meldapp import ROOT
from meldapp.web import assets
from tests.kit import exit_cases
from tests.kit.marked_site import change, make_marked_site, write
from tests.kit.places import AppServer
from tests.kit.stage import Stage

pytestmark = pytest.mark.release

Patch = Callable[[Path], None]
EXIT, HELP, ERASE = "quick-exit.js", "help.js", "erase.js"
GATE = "if (!inHelpZone || sessionStorage.p) sessionStorage.q = 1;"
PRESS = """        coverPage();
        root.setPointerCapture(event.pointerId);"""


def handler_in_a_deferred_file(folder: Path) -> None:
    """The script in a file of its own instead of inline."""
    text = (folder / "nl/index.html").read_text("utf-8")
    inline = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    assert inline
    (folder / "static/js/exit.js").write_text(inline[1], "utf-8")
    deferred = '<script src="/static/js/exit.js" defer></script>'
    assert change(folder, "*.html", inline[0], deferred)


def worker_at_the_root(folder: Path) -> None:
    """The worker at the root of the site."""
    (folder / "sw.js").write_bytes((folder / "app/sw.js").read_bytes())


def worker_that_holds_its_cache(folder: Path) -> None:
    """A worker that opens its cache for the first page it answers and keeps it open, as most do."""
    worker = folder / "app/sw.js"
    holding = (
        ';self.addEventListener("fetch",()=>{self.held??=caches.keys().then((names)=>'
        "Promise.all(names.map((name)=>caches.open(name))))});"
    )
    write(worker, worker.read_text("utf-8") + holding)


def without_the_meta_referrer(folder: Path) -> None:
    """Only the link keeps the address from the other site."""
    assert change(folder, "*.html", '<meta name="referrer" content="no-referrer">', "")


@dataclass(frozen=True)
class Naive:
    """A naive build: its changes to the scripts or to the built site, and how it must fail."""

    case: str
    complaint: str
    scripts: dict[str, tuple[tuple[str, str], ...]] | None = None
    patch: Patch | None = None
    options: dict[str, int] = field(default_factory=dict)
    """Arguments of the case, if they differ from its defaults."""


NAIVE = {
    "exit by location.href": Naive(
        "case_5",
        "history is",
        {
            EXIT: (
                (
                    "location.replace(installed ? control.dataset.empty : control)",
                    "location.href = control.href",
                ),
            )
        },
    ),
    "replaceState per topic": Naive(
        "case_5",
        "reading changed",
        {
            HELP: (
                (
                    "    scrollTo(0, 0);",
                    "    history.replaceState(null, '', '?' + title(fold));",
                ),
            )
        },
    ),
    "cover at click": Naive(
        "case_1",
        "shows the page while the control is held",
        {EXIT: ((PRESS, "root.setPointerCapture(event.pointerId);"),)},
    ),
    "cover by hiding the root at press": Naive(
        "case_1",
        "a screen reader is not told|0 requests",
        {
            EXIT: (
                (PRESS, "root.style.visibility = 'hidden';"),
                ("> 48) uncover();\n      else exit();", "> 48) root.style.visibility = '';"),
            )
        },
    ),
    "cover in body": Naive(
        "case_1",
        "a screen reader is not told",
        {EXIT: (("root.append(cover)", "(document.body || root).append(cover)"),)},
    ),
    "rel without the meta referrer": Naive("case_10", "Referer", patch=without_the_meta_referrer),
    "no cover at pagehide": Naive(
        "case_7",
        "from memory without its cover",
        {EXIT: (("pagehide: () => coverPage()", "pagehide() {}"),)},
    ),
    "handler in a deferred file": Naive(
        "case_9", "history is|not within", patch=handler_in_a_deferred_file
    ),
    "worker with scope /": Naive(
        "case_13",
        "the worker answers for the help zone",
        {
            "register.js": (("dataset.base}app/", "dataset.base}"),),
            "offline.js": (("dataset.base}app/`", "dataset.base}`"),),
        },
        worker_at_the_root,
    ),
    "unregister before deleting caches": Naive(
        "case_14",
        "the word is in|Niet gelukt: de pagina",
        {
            ERASE: (
                ("for (const kind of kinds) await", "for (const kind of kinds.reverse()) await"),
                (
                    "await Promise.all((await cache.keys()).map((entry) => cache.delete(entry)));",
                    "",
                ),
            )
        },
        worker_that_holds_its_cache,
        # only offline, where no host clears up after it, and then one run in two leaves something
        {"runs": 20},
    ),
    "a gate that trusts navigation.entries() alone": Naive(
        "case_17",
        "shows the page|a frame with content",
        {
            EXIT: (
                (GATE, "if (!inHelpZone || navigation.entries().length > 1) sessionStorage.q = 1;"),
                ("(inHelpZone || !attempt(() => sessionStorage.p))", "inHelpZone"),
            )
        },
    ),
    "the same with window.navigation": Naive(
        "case_18",
        "shows the page|a frame with content",
        {
            EXIT: (
                (GATE, "if (!inHelpZone || navigation.entries().length > 1) sessionStorage.q = 1;"),
                ("(inHelpZone || !attempt(() => sessionStorage.p))", "inHelpZone"),
            )
        },
    ),
    "an installed app that goes outside": Naive(
        "case_22",
        "not within",
        {EXIT: (("installed ? control.dataset.empty : control", "control"),)},
    ),
}


@pytest.mark.parametrize("name", NAIVE)
def test_a_naive_build_fails(
    name: str, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    naive = NAIVE[name]
    static = tmp_path / "static"
    shutil.copytree(ROOT / "static", static)
    for file, pairs in (naive.scripts or {}).items():
        path = static / "js" / file
        source = path.read_text("utf-8")
        for old, new in pairs:
            assert old in source, f"nothing to replace: {old!r} is not in {file}"
            source = source.replace(old, new)
        path.write_text(source, "utf-8")
    folder = tmp_path / "site"
    monkeypatch.setattr(assets, "STATIC", static)
    make_marked_site(folder, stage.neutral.url, stage.search.url)
    if naive.patch:
        naive.patch(folder)
    with (
        AppServer(folder) as app,
        AppServer(folder, bare=True) as bare,
        pytest.raises((AssertionError, PlaywrightTimeout), match=naive.complaint),
    ):
        exit_cases.CASES[naive.case](replace(stage, app=app, bare=bare), **naive.options)


def test_erasing_works_with_a_worker_that_holds_its_cache(
    stage: Stage,
    marked_site: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "holding"
    shutil.copytree(marked_site, folder)
    worker_that_holds_its_cache(folder)
    with AppServer(folder) as app:
        exit_cases.case_14(replace(stage, app=app), runs=1)
