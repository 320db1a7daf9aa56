"""Ten naive builds of the exit, each of which public sites have: every one must fail a case. A suite that lets one pass is a failing suite."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.kit import exit_cases
from tests.kit.marked_site import change, write
from tests.kit.places import AppServer
from tests.kit.stage import Stage

Patch = Callable[[Path], None]


def script(*pairs: tuple[str, str], files: str = "*.html") -> Patch:
    """Replace pieces of a script, by default the one that stands in every page."""

    def patch(folder: Path) -> None:
        for old, new in pairs:
            assert change(folder, files, old, new), (
                f"nothing to replace: {old!r} stands nowhere in {files}"
            )

    return patch


def handler_in_a_deferred_file(folder: Path) -> None:
    """The script beside the page instead of in it."""
    text = (folder / "nl/index.html").read_text("utf-8")
    inline = re.search(r"<script>(.*?)</script>", text, re.S)
    assert inline
    (folder / "static/js/exit.js").write_text(inline[1], "utf-8")
    script((inline[0], '<script src="/static/js/exit.js" defer></script>'))(folder)


def worker_for_the_whole_site(folder: Path) -> None:
    """The worker at the root, with the root as its scope."""
    (folder / "sw.js").write_bytes((folder / "app/sw.js").read_bytes())
    script(('dataset.base+"app/"', "dataset.base"))(folder)
    script(("dataset.base}app/`", "dataset.base}`"), files="offline.*.js")(folder)


def worker_that_holds_its_cache(folder: Path) -> None:
    """A worker that opens its cache with the first page it answers and keeps it, as most do."""
    worker = folder / "app/sw.js"
    write(
        worker,
        worker.read_text("utf-8")
        + ';self.addEventListener("fetch",()=>{self.held??=caches.open(FILES)});',
    )


def unregister_before_deleting_caches(folder: Path) -> None:
    """Erasing as most pages do it: the worker first, then each cache as a whole."""
    worker_that_holds_its_cache(folder)
    script(
        (
            "of Object.entries(KEPT))await wait(remove()",
            "of Object.entries(KEPT).reverse())await wait(remove()",
        ),
        ("await Promise.all((await cache.keys()).map((entry)=>cache.delete(entry)));", ""),
        files="erase.*.js",
    )(folder)


NAIVE: dict[str, tuple[Patch, str, str]] = {
    "exit by location.href": (
        script(
            ("location.replace(pwa?a.dataset.empty:a)", "location.href=pwa?a.dataset.empty:a.href")
        ),
        "case_5",
        "history is",
    ),
    "replaceState per topic": (
        script(
            (
                "scrollTo(0,0);",
                "history.replaceState(null,'','?'+heading.textContent);scrollTo(0,0);",
            ),
            files="help.*.js",
        ),
        "case_5",
        "reading changed",
    ),
    "cover at click": (
        script(("cover()\nroot.setPointerCapture", "root.setPointerCapture")),
        "case_1",
        "shows the page while the control is held",
    ),
    "cover by hiding the root at press": (
        script(
            ("cover()\nroot.setPointerCapture(e.pointerId)", "root.style.visibility='hidden'"),
            (">48?show():exit()", ">48?root.style.visibility='':0"),
        ),
        "case_1",
        "a screen reader is not told|0 requests",
    ),
    "cover in body": (
        script(("root.append(box)", "(doc.body||root).append(box)")),
        "case_1",
        "a screen reader is not told",
    ),
    "rel without the meta referrer": (
        script(('<meta name="referrer" content="no-referrer">', "")),
        "case_10",
        "Referer",
    ),
    "no cover at pagehide": (
        script(("pagehide:()=>cover()", "pagehide(){}")),
        "case_7",
        "from memory without its cover",
    ),
    "handler in a deferred file": (handler_in_a_deferred_file, "case_9", "history is|not within"),
    "worker with scope /": (
        worker_for_the_whole_site,
        "case_13",
        "the worker answers for the help zone",
    ),
    "unregister before deleting caches": (
        unregister_before_deleting_caches,
        "case_14",
        "the word stands in|Niet gelukt: pagina",
    ),
}


@pytest.mark.parametrize("name", NAIVE)
def test_a_naive_build_fails(name: str, stage: Stage, marked_site: Path, tmp_path: Path) -> None:
    patch, case, complaint = NAIVE[name]
    folder = tmp_path / "naive"
    shutil.copytree(marked_site, folder)
    patch(folder)
    with (
        AppServer(folder) as app,
        AppServer(folder, bare=True) as bare,
        pytest.raises((AssertionError, PlaywrightTimeout), match=complaint),
    ):
        exit_cases.CASES[case](replace(stage, app=app, bare=bare))


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
