"""How fast search is on a slow phone.

From key press to the new list, letter by letter, with the processor slowed down six times.

    python -m tests.release.bench.search_times dist        a built site; without one the default region is built first

Two moments are measured: when the list is in the page, and when it is drawn (the next frame). The
queries are typed as people type them, typos and all; they come from the list of queries, so that
none was picked for being fast.
"""

from __future__ import annotations

import csv
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from meldapp import ROOT
from meldapp.publish.build import Build, build_region
from meldapp.publish.serve import SiteServer
from tests.kit.browsers import chromium

SLOWER = 6
LIMIT = 50
"""Milliseconds from key press to list."""
QUERIES = 20
"""How many queries of each language are typed."""

CLOCK = """() => {
  self.times = [];
  let pressed = 0;
  document.addEventListener("input", () => (pressed = performance.now()), { capture: true });
  new MutationObserver(() => {
    if (!pressed) return;
    const listed = performance.now() - pressed, start = pressed;
    pressed = 0;
    requestAnimationFrame(() => setTimeout(() => times.push([listed, performance.now() - start])));
  }).observe(document.querySelector("[data-search-results]"), { childList: true });
}"""


@dataclass(frozen=True)
class Times:
    """Milliseconds of every key press in one language."""

    locale: str
    listed: list[float]
    drawn: list[float]
    ready: float
    """From requesting the index and the list of places until both are open."""

    def __str__(self) -> str:
        def three(times: list[float]) -> str:
            ordered = sorted(times)
            return (
                f"half within {statistics.median(ordered):.1f}, 95 % within "
                f"{ordered[int(0.95 * len(ordered))]:.1f}, slowest {ordered[-1]:.1f} ms"
            )

        return (
            f"{self.locale}: {len(self.listed)} key presses, {SLOWER}× slower processor\n  in "
            f"the page: {three(self.listed)}\n  drawn: {three(self.drawn)}\n  index and places "
            f"are open after {self.ready:.0f} ms"
        )

    @property
    def passed(self) -> bool:
        """Whether 95 of 100 key presses stay within the limit."""
        return sorted(self.listed)[int(0.95 * len(self.listed))] <= LIMIT


def measure(folder: Path, executable: str | None = None) -> list[Times]:
    """Type on the search page of each language of a built site."""
    with SiteServer(folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable or chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            return [
                _type(
                    browser.new_page(
                        viewport={"width": 390, "height": 844}, service_workers="block"
                    ),
                    server,
                    locale,
                )
                for locale in ("nl", "en")
            ]
        finally:
            browser.close()


def _type(page: Page, server: SiteServer, locale: str) -> Times:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(server.url(f"app/{locale}/zoeken/"))
    page.locator("[data-search] input").wait_for()
    ready: Any = page.evaluate("""async () => {
      const { dataset } = document.querySelector("[data-search]");
      const start = performance.now();
      const [regions, ...index] = await Promise.all([dataset.places, ...dataset.index.split(" ")].map((address) => fetch(address).then((answer) => answer.json())));
      await search.enterPlaces(regions, await search.openIndex(index), dataset);
      return performance.now() - start;
    }""")
    page.evaluate(CLOCK)
    rows = list(
        csv.reader(
            (ROOT / f"tests/kit/search_queries_{locale}.tsv").read_text("utf-8").splitlines(),
            delimiter="\t",
        )
    )
    field = page.locator("[data-search] input")
    for query, _ in rows[:: max(1, len(rows) // QUERIES)]:
        field.fill("")
        for letter in query:
            field.press_sequentially(letter)
            page.locator("[data-search-results]:not([aria-busy])").wait_for(state="attached")
            page.wait_for_timeout(40)  # nobody types faster, and it leaves time to draw the frame
    times = page.evaluate("times")
    return Times(locale, [listed for listed, _ in times], [drawn for _, drawn in times], ready)


def main(arguments: list[str]) -> int:
    """Measure and print; returns 1 if search is too slow."""
    if arguments:
        results = measure(Path(arguments[0]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "dist"
            build_region(Build(None, folder))
            results = measure(folder)
    for times in results:
        print(times)
    return 0 if all(times.passed for times in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
