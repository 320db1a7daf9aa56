"""What a network costs a reader of the app zone.

First view, ready offline, steps, a cold start, an update.

    python -m tests.release.bench.offline_times          two releases of the default region are built first

"Ready" is given for both tiers: the steps, and everything. Latency is the wait before each response, as in a browser's own throttling; all requests share the
bandwidth of the line. A second run per profile also charges a round trip for each new connection, which is closer to a real phone. Each figure is shown
against its limit.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from meldapp import ROOT
from meldapp.publish.addresses import file_of
from meldapp.publish.build import Build, build_region
from tests.kit.browsers import ARGUMENTS, chromium, chromium_profile
from tests.kit.fault_server import FaultServer


@dataclass(frozen=True)
class Line:
    """A network: seconds of latency, bytes a second, and the limits in seconds until the core and until everything is ready."""

    name: str
    latency: float
    bandwidth: float
    core: float | None = None
    everything: float | None = None


LINES = (
    Line("50 ms, 10 Mbit/s", 0.05, 10_000_000 / 8),
    Line("100 ms, 1,600 kbit/s", 0.1, 1_600_000 / 8, 2, 4),
    Line("300 ms, 400 kbit/s", 0.3, 400_000 / 8),
    Line("800 ms, 100 kbit/s", 0.8, 100_000 / 8, 12, 25),
)
FIRST_VIEW = 34_000
"""Bytes until the page has loaded."""
SLOWER = 6
"""How many times slower a cheap phone is than this machine."""
STEP = 50
"""Milliseconds from press to the new page in place."""
COLD = 5_000
"""Milliseconds to the first view when the browser has just started and there is no server."""
LISTS = 15_000
"""Bytes of lists that an update may cost, on top of one and a half times the changed page."""
CHANGED = "stappen/2"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@dataclass(frozen=True)
class Figure:
    """One measured figure, and its limit if it has one."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def past(self) -> bool:
        """Whether it is over the limit."""
        return self.limit is not None and self.value > self.limit

    def __str__(self) -> str:
        shown = (
            f"{self.value:,.0f}"
            if self.unit in ("bytes", "requests", "ms")
            else f"{self.value:.1f}"
        )
        beside = f" of {self.limit:,.0f}" if self.limit is not None else ""
        return (
            f"  {self.what}: {shown} {self.unit}{beside}{'  — PAST ITS LIMIT' if self.past else ''}"
        )


def first_visit(browser: Browser, folder: Path, line: Line, *, handshake: bool) -> list[Figure]:
    """Make a first visit to a page with a status line, until everything is on the device."""
    with FaultServer(folder) as server:
        context = browser.new_context(viewport={"width": 360, "height": 640})
        page = context.new_page()
        server.latency, server.bandwidth = line.latency, line.bandwidth
        server.handshake = line.latency if handshake else 0
        start = time.monotonic()
        page.goto(server.url("app/nl/over/"), wait_until="load")
        at_load = server.sent
        state = "[data-offline-status][data-state={}]"
        core = state.format("core") + ", " + state.format("ready")
        page.locator(core).wait_for(timeout=120_000)
        core_ready, at_core = time.monotonic() - start, server.sent
        page.locator(state.format("ready")).wait_for(timeout=120_000)
        ready = time.monotonic() - start
        seen = page.evaluate(PAINT) / 1000
        context.close()
        name = f"{line.name}, new connections at a round trip" if handshake else line.name
        limits = (None, None) if handshake else (line.core, line.everything)
        return [
            Figure(f"{name}: first view", seen, "s"),
            Figure(f"{name}: sent until the page has loaded", at_load, "bytes", FIRST_VIEW),
            Figure(f"{name}: the steps ready offline", core_ready, "s", limits[0]),
            Figure(f"{name}: sent until then", at_core, "bytes"),
            Figure(f"{name}: everything ready offline", ready, "s", limits[1]),
            Figure(f"{name}: sent until then", server.sent, "bytes"),
        ]


UNPACK = """async ([shell, ...bundles]) => {
  const start = performance.now();
  let count = 0;
  for (const text of bundles) {
    const { shell: leansOn, lines: own, files } = JSON.parse(text);
    const lines = [...(leansOn ? shell.match(/[^\\n]*\\n|[^\\n]+/g) : []), ...own];
    for (const parts of files) {
      const content = new TextEncoder().encode(parts.map((part) => lines[part] ?? part).join(""));
      await crypto.subtle.digest("SHA-256", content);
      count += 1;
    }
  }
  return [performance.now() - start, count];
}"""
"""What the worker does with a bundle except storing it; in a page, since a worker cannot be slowed down."""


def unpacking(browser: Browser, folder: Path) -> list[Figure]:
    """The time to unpack both bundles of a language and check each file, at full speed and slowed down."""
    tiers = [
        next((folder / "app/offline").glob(f"nl-{tier}.*.json")).read_text("utf-8")
        for tier in ("core", "rest")
    ]
    shell = (folder / file_of(json.loads(tiers[1])["shell"])).read_text("utf-8")
    figures = []
    with FaultServer(folder) as server:
        context = browser.new_context(service_workers="block")
        page = context.new_page()
        page.goto(server.url("app/nl/over/"))
        session = context.new_cdp_session(page)
        for slower in (1, SLOWER):
            session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            took, count = page.evaluate(UNPACK, [shell, *tiers])
            figures.append(Figure(f"unpacking {count} files, CPU {slower}× slower", took, "ms"))
        context.close()
    return figures


def steps(page: Page, count: int = 20) -> list[float]:
    """Milliseconds from a press on the bar until the new page is in place, for several in a row."""
    taken: list[float] = page.evaluate(
        """async (count) => {
          const times = [];
          for (let n = 0; n < count; n++) {
            const links = document.querySelectorAll('.bottom-bar a');
            const start = performance.now();
            const swapped = new Promise((end) => document.addEventListener('htmx:after:swap', () => end(performance.now()), { once: true }));
            links[n % links.length].click();
            times.push((await swapped) - start);
            await new Promise((end) => setTimeout(end, 100));
          }
          return times;
        }""",
        count,
    )
    return taken


def from_the_device(playwright: Playwright, folder: Path, scratch: Path) -> list[Figure]:
    """Steps from the worker, and a cold start with the server gone."""
    with FaultServer(folder) as server:
        with chromium_profile(playwright, scratch / "profile") as context:
            page = context.pages[0]
            page.goto(server.url("app/nl/over/"))
            page.locator("[data-offline-status][data-state=ready]").wait_for()
            page.goto(server.url("app/nl/"))
            page.locator(".bottom-bar a[data-htmx-powered]").first.wait_for()
            taken = steps(page)
        server.stop()
        with chromium_profile(playwright, scratch / "profile") as context:
            page = context.pages[0]
            page.goto(server.url("app/nl/"))
            cold = page.evaluate(PAINT)
        server.start()
    return [
        Figure("a step from the device, median", statistics.median(taken), "ms", STEP),
        Figure("a step from the device, 95 %", sorted(taken)[int(0.95 * len(taken))], "ms"),
        Figure("first view after a cold start with the server gone", cold, "ms", COLD),
    ]


def update(browser: Browser, old: Path, new: Path) -> list[Figure]:
    """What an update costs a returning reader after one page changed, and after a rollback."""
    with FaultServer(old) as server:
        page = browser.new_context().new_page()
        page.goto(server.url("app/nl/over/"))
        page.locator("[data-offline-status][data-state=ready]").wait_for()
        page.wait_for_timeout(2000)  # until any late requests have come in
        times = []
        for what, folder in (("one page changed", new), ("rolled back", old)):
            server.deploy(folder)
            server.forget()
            page.evaluate(
                """async () => {
                  const registration = await navigator.serviceWorker.getRegistration('/app/');
                  await registration.update();
                  const worker = registration.installing ?? registration.waiting;
                  while (worker.state === 'installing') await new Promise((end) => setTimeout(end, 20));
                  worker.postMessage('skip');
                  while (worker.state !== 'activated') await new Promise((end) => setTimeout(end, 20));
                }"""
            )
            limit = None
            if folder is new:
                changed = (new / f"app/nl/{CHANGED}/index.html").read_bytes()
                limit = 1.5 * len(brotli.compress(changed)) + LISTS
            times += [
                Figure(f"{what}: fetched", server.sent, "bytes", limit),
                Figure(f"{what}: requests", len(server.log), "requests"),
            ]
            times += [
                Figure(f"  {re.sub(r'[.][0-9a-f]{16,}', '', asked.path)}", asked.sent, "bytes")
                for asked in server.log
            ]
        page.context.close()
    return times


def two_releases(scratch: Path) -> tuple[Path, Path]:
    """The default region twice: as it is, and with one sentence added to one page."""
    content = scratch / "content"
    shutil.copytree(ROOT / "content", content)
    build_region(Build(None, scratch / "one"))
    page = content / f"nl/{CHANGED}.md"
    # not in the head: the title and summary also appear on other pages
    front, body = page.read_text("utf-8").split("\n---\n", 1)
    page.write_text(
        front + "\n---\n" + re.sub(r"\.\n", ". Bel bij twijfel.\n", body, count=1), "utf-8"
    )
    build_region(Build(None, scratch / "two", content_dir=content))
    return scratch / "one", scratch / "two"


def measure(one: Path, two: Path, scratch: Path) -> list[Figure]:
    """Every figure."""
    with sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(
            executable_path=chromium(),
            args=[argument for argument in ARGUMENTS if argument != "--headless"],
        )
        times = []
        for line in LINES:
            for handshake in (False, True):
                times += first_visit(browser, one, line, handshake=handshake)
        times += unpacking(browser, one)
        times += update(browser, one, two)
        browser.close()
        return times + from_the_device(playwright, one, scratch)


def main(_arguments: list[str]) -> int:
    """Measure and print; returns 1 if a figure is past its limit."""
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        times = measure(*two_releases(scratch), scratch)
    print("Offline (Chromium, this machine):")
    for figure in times:
        print(figure)
    return 1 if any(figure.past for figure in times) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
