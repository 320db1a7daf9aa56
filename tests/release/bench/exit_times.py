"""How fast the exit covers and leaves, against its limits.

20 presses each, on this machine and with its processor slowed down six times.

    python -m tests.release.bench.exit_times

Times run from the timestamp of the pointer event. It also measures how long the erase page takes
with everything stored. The default region is frozen first, with marks.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.kit.browsers import chromium, chromium_profile
from tests.kit.exit_cases import ERASE, wait_until_stored
from tests.kit.marked_site import make_marked_site, write
from tests.kit.places import AppServer, Elsewhere
from tests.kit.stage import Stage

PRESSES = 20
REQUEST, ERASED = 50, 2000
"""Milliseconds from the release to the request for the neutral site, and from the press on the
erase page to its list.
"""
LONG = 3000
"""Paragraphs of the long page."""
LISTEN = """addEventListener('pointerdown', e => window.pressedAt = performance.timeOrigin + e.timeStamp, true);
addEventListener('pointerup', e => document.cookie = 'up=' + (performance.timeOrigin + e.timeStamp) + '; path=/', true);"""
"""Records the timestamps; the second must outlive the page."""


def press(stage: Stage, url: str, slower: int) -> tuple[float, float, int]:
    """One press: milliseconds to the first frame without content, milliseconds from release to the
    request, number of requests.
    """
    with stage.tab() as tab:
        tab.page.add_init_script(LISTEN)
        tab.goto(url)
        tab.settle(0.3)
        tab.cdp.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        with tab.film() as film:
            tab.settle(0.2)
            tab.press()
            tab.settle(0.4)
            pressed = tab.page.evaluate("window.pressedAt") / 1000
            empty = film.first_without(pressed)
            assert empty is not None, "no frame without content"
            tab.release()
            stage.neutral.log.wait(seconds=20)
            tab.settle(0.2)
        cookies = {
            cookie["name"]: cookie["value"] for cookie in stage.context.cookies(stage.app.origin)
        }
        released = float(cookies["up"]) / 1000
        asked = stage.neutral.log.asked
        return (empty - pressed) * 1000, (asked[0].at - released) * 1000, len(asked)


def report(name: str, stage: Stage, url: str, slower: int, median: float, p95: float) -> bool:
    """Print twenty presses as one line.

    Returns whether they are past a limit: these milliseconds to the first empty frame, 50 to the
    request, and a single request each.
    """
    measured = [press(stage, url, slower) for _ in range(PRESSES)]
    covers, requests = sorted(row[0] for row in measured), sorted(row[1] for row in measured)
    once = all(row[2] == 1 for row in measured)
    past = (
        statistics.median(covers) > median
        or _p95(covers) > p95
        or statistics.median(requests) > REQUEST
        or not once
    )
    print(
        f"{name:34} cover {statistics.median(covers):4.0f} ms median of {median:.0f}, "
        f"{_p95(covers):4.0f} p95 of {p95:.0f}; "
        f"neutral site {statistics.median(requests):4.0f} median of {REQUEST}, "
        f"{_p95(requests):4.0f} p95, "
        f"{'once each time' if once else 'NOT ONCE'}{'  — PAST ITS LIMIT' if past else ''}"
    )
    return past


def erase(stage: Stage) -> bool:
    """Erase a fully stored language three times; returns whether the median is past its limit."""
    took: list[float] = []
    for _ in range(3):
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            stage.profile(Path(folder)) as fresh,
            fresh.tab() as tab,
        ):
            tab.goto(stage.app_page)
            wait_until_stored(tab)
            tab.goto(stage.app.url("app/nl/wissen/"))
            took.append(tab.page.evaluate(ERASE))
    past = statistics.median(took) > ERASED
    print(
        f"{'erase page, everything stored':34} {statistics.median(took):4.0f} ms of "
        f"{ERASED}{'  — PAST ITS LIMIT' if past else ''}"
    )
    return past


def _p95(times: list[float]) -> float:
    return times[min(len(times) - 1, round(0.95 * len(times)) - 1)]


def make_long(folder: Path) -> None:
    """Give one page a long text."""
    page = folder / "app/nl/stappen/2/index.html"
    words = "<p>" + "Wat u ziet en hoort, schrijft u op. " * 6 + "</p>\n"
    write(page, page.read_text("utf-8").replace("</main>", words * LONG + "</main>"))


def main(_arguments: list[str]) -> int:
    """Print the table; returns 1 if anything is past its limit."""
    chromium()
    neutral, search = Elsewhere("127.0.0.2", "Weer"), Elsewhere("127.0.0.3", "Zoeken")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place) / "site"
        folder.mkdir()
        make_marked_site(folder, neutral.url, search.url)
        make_long(folder)
        with (
            AppServer(folder) as app,
            AppServer(folder, bare=True) as bare,
            sync_playwright() as playwright,
            chromium_profile(playwright, Path(place) / "profile") as context,
        ):
            stage = Stage(playwright, context, app, bare, neutral, search)
            times = [
                report("help zone", stage, stage.help_page, 1, 50, 100),
                report("app zone", stage, app.url("app/nl/stappen/1/"), 1, 50, 100),
                report(
                    f"{LONG} paragraphs, 6× slower",
                    stage,
                    app.url("app/nl/stappen/2/"),
                    6,
                    200,
                    200,
                ),
                erase(stage),
            ]
    neutral.close()
    search.close()
    return int(any(times))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
