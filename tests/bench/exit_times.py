"""How fast the exit covers and leaves, beside the limits of SAFETY §4: 20 presses each, on this machine and with its processor slowed six times.

    .venv/bin/python tests/bench/exit_times.py

Times run from the time stamp of the pointer event. The default region is frozen first, with marks.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1] / "browser")]

from browsers import chromium, chromium_profile  # noqa: E402
from marked_site import make_marked_site, write  # noqa: E402
from places import AppServer, Elsewhere  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from stage import Stage  # noqa: E402

PRESSES = 20
LONG = 3000
"""Paragraphs of the long page."""
LISTEN = """addEventListener('pointerdown', e => window.pressedAt = performance.timeOrigin + e.timeStamp, true);
addEventListener('pointerup', e => document.cookie = 'up=' + (performance.timeOrigin + e.timeStamp) + '; path=/', true);"""
"""Notes the time stamps; the second must outlive the page."""


def press(stage: Stage, url: str, slower: int) -> tuple[float, float, int]:
    """One press: milliseconds to the first frame without content, milliseconds from release to the request, number of requests."""
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
        cookies = {cookie["name"]: cookie["value"] for cookie in stage.context.cookies(stage.app.origin)}
        released = float(cookies["up"]) / 1000
        asked = stage.neutral.log.asked
        return (empty - pressed) * 1000, (asked[0].at - released) * 1000, len(asked)


def report(name: str, stage: Stage, url: str, slower: int, limit: str) -> None:
    """Twenty presses as one line."""
    measured = [press(stage, url, slower) for _ in range(PRESSES)]
    covers, requests = sorted(row[0] for row in measured), sorted(row[1] for row in measured)
    once = all(row[2] == 1 for row in measured)
    print(
        f"{name:34} cover {statistics.median(covers):4.0f} ms median, {_p95(covers):4.0f} p95 ({limit}); "
        f"neutral site {statistics.median(requests):4.0f} median, {_p95(requests):4.0f} p95 (limit 50), {'once each time' if once else 'NOT ONCE'}"
    )


def _p95(times: list[float]) -> float:
    return times[min(len(times) - 1, round(0.95 * len(times)) - 1)]


def make_long(folder: Path) -> None:
    """Give one page a long text."""
    page = folder / "app/nl/stappen/2/index.html"
    words = "<p>" + "Wat u ziet en hoort, schrijft u op. " * 6 + "</p>\n"
    write(page, page.read_text("utf-8").replace("</main>", words * LONG + "</main>"))


def main() -> None:
    """Print the table."""
    chromium()
    neutral, search = Elsewhere("127.0.0.2", "Weer"), Elsewhere("127.0.0.3", "Zoeken")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place) / "site"
        folder.mkdir()
        make_marked_site(folder, neutral.url, search.url)
        make_long(folder)
        with AppServer(folder) as app, AppServer(folder, bare=True) as bare, sync_playwright() as playwright, chromium_profile(playwright, Path(place) / "profile") as context:
            stage = Stage(playwright, context, app, bare, neutral, search)
            usual = "limits 50, 100"
            for slower in (1, 6):
                speed = "" if slower == 1 else ", 6× slower"
                report(f"help zone{speed}", stage, stage.help_page, slower, usual if slower == 1 else "no limit of its own")
                report(f"app zone{speed}", stage, app.url("app/nl/stappen/1/"), slower, usual if slower == 1 else "no limit of its own")
            report(f"{LONG} paragraphs, 6× slower", stage, app.url("app/nl/stappen/2/"), 6, "limit p95 200")
    neutral.close()
    search.close()


if __name__ == "__main__":
    main()
