"""Many pages on many screens, in one browser per processor.

    with Readers(server.url()) as readers:
        faults = readers.read(["app/nl/", "app/nl/bel/"], look, PHONE)     look(page, address) → list of faults

Each reader is a thread with its own Chromium, since Playwright is not thread-safe. `look` runs in
that thread, once the page has loaded.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from tests.kit.browsers import chromium_shell

Result = TypeVar("Result")
Look = Callable[[Page, str], Result]
MEASURES = (Path(__file__).parent / "measures.js").read_text("utf-8")
PLAIN = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""How these browsers start: they can reach nothing but this machine, so that no test waits for the
neutral site.
"""


def municipality() -> str:
    """A municipality with its own page in the site under test."""
    pages = (
        Path(os.environ["SITE"], "app/nl/gemeente").glob("*/index.html")
        if "SITE" in os.environ
        else ()
    )
    return min(
        (page.parent.name for page in pages if page.parent.name != "andere-regios"),
        default="aalten",
    )


KINDS = {
    "start": "",
    "steps": "stappen/",
    "step": "stappen/2/",
    "steps together": "stappen/samen/",
    "weighing": "wegen/",
    "question": "wegen/1/",
    "outcome": "wegen/uitkomst/melden/",
    "signals": "signalen/",
    "signals of an age": "signalen/volwassen/",
    "violence types": "geweldsvormen/",
    "violence type": "geweldsvormen/ouderenmishandeling/",
    "conversations": "gesprek/",
    "conversation": "gesprek/kind/",
    "professions": "beroepen/",
    "profession": "beroepen/onderwijs/",
    "walk": "mantelzorg/",
    "step of a walk": "mantelzorg/1/",
    "volunteers": "vrijwilligers/",
    "step for volunteers": "vrijwilligers/1/",
    "plain section": "veilig-thuis/",
    "after a report": "na-de-melding/",
    "article": "na-de-melding/monitoring/",
    "case": "casus/1/",
    "local team": "wijkteam/",
    "call": "bel/",
    "municipalities": "gemeente/",
    "municipality": f"gemeente/{municipality()}/",
    "other regions": "gemeente/andere-regios/",
    "glossary": "begrippen/",
    "sources": "bronnen/",
    "search": "zoeken/",
    "pages from A to Z": "zoeken/a-z/",
    "sheets to print": "papier/",
    "sheet to print": "papier/kaart/",
    "worksheet": "werkblad/",
    "safety plan": "veiligheidsplan/",
    "install": "installeren/",
    "erase": "wissen/",
    "about": "over/",
    "privacy": "privacy/",
    "what is new": "nieuw/",
    "no connection": "offline/",
    "not there": "404/",
}
"""A page of every kind in the app zone, below `/app/<locale>/`; the fullest ones."""

EVERY_PAGE = bool(os.environ.get("EVERY_PAGE"))
"""Whether this run covers everything: `make release-test`."""

LAYOUTS = {
    kind: KINDS[kind]
    for kind in (
        "start",
        "step",
        "question",
        "signals of an age",
        "violence type",
        "conversation",
        "call",
        "municipality",
        "glossary",
        "search",
        "sheet to print",
        "worksheet",
    )
}
"""The kinds whose layout differs; the others are made of the same parts. Slow tests cover only
these before each change, and every kind before a release.
"""
LOOKED_AT = KINDS if EVERY_PAGE else LAYOUTS


@dataclass(frozen=True)
class Screen:
    """The screen on which a reader sees a page.

    `letters` is the font size the reader has set in the browser, in px; the default is 16.
    """

    width: int = 360
    height: int = 640
    dark: bool = False
    forced_colours: bool = False
    motion: bool = False
    script: bool = True
    letters: int = 16

    def with_(self, **changes: Any) -> Screen:
        """The same screen with these changes."""
        return replace(self, **changes)


PHONE = Screen()
SMALL = Screen(320, 640)
DESK = Screen(1280, 800)


class Desk:
    """One reader's browsers: one for each font size, with a tab for each screen."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browsers: dict[int, Browser] = {}
        self._pages: dict[Screen, Page] = {}

    def page(self, screen: Screen) -> Page:
        """The tab for this screen, without a service worker and without earlier complaints."""
        if screen not in self._pages:
            self._pages[screen] = self._open(screen)
        page = self._pages[screen]
        page.set_viewport_size({"width": screen.width, "height": screen.height})
        page.emulate_media(color_scheme="dark" if screen.dark else "light", media="null")
        complaints(page).clear()
        return page

    def _open(self, screen: Screen) -> Page:
        if screen.letters not in self._browsers:
            self._browsers[screen.letters] = self._playwright.chromium.launch(
                executable_path=chromium_shell(),
                args=[*PLAIN, f"--blink-settings=defaultFontSize={screen.letters}"],
            )
        context = self._browsers[screen.letters].new_context(
            viewport={"width": screen.width, "height": screen.height},
            color_scheme="dark" if screen.dark else "light",
            forced_colors="active" if screen.forced_colours else "none",
            reduced_motion="no-preference" if screen.motion else "reduce",
            java_script_enabled=screen.script,
            service_workers="block",
        )
        page = context.new_page()
        listen(page)
        return page

    def close(self) -> None:
        """Close every browser."""
        for browser in self._browsers.values():
            browser.close()


def listen(page: Page) -> None:
    """Record a page's complaints from now on.

    Errors in the console, failed scripts, violations of its security policy, requests elsewhere.
    """
    noted: list[str] = []
    page.meldapp_complaints = noted  # type: ignore[attr-defined]

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            noted.append(f"console: {message.text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: noted.append(f"script: {error}"))
    page.on(
        "request",
        lambda request: (
            noted.append(f"requests {request.url}")
            if not request.url.startswith(("http://127.0.0.1", "data:", "blob:"))
            else None
        ),
    )


def complaints(page: Page) -> list[str]:
    """The complaints that `listen` recorded."""
    return page.meldapp_complaints  # type: ignore[attr-defined, no-any-return]


class Readers:
    """Browsers side by side that read pages below one address."""

    def __init__(self, url: str, count: int | None = None) -> None:
        self.url = url
        self._jobs: queue.Queue[tuple[Future[Any], Callable[[Desk], Any]] | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=self._work, daemon=True)
            for _ in range(count or self.at_a_time())
        ]

    @staticmethod
    def at_a_time() -> int:
        """How many browsers: one per processor, shared out among the workers of a test run."""
        return max(
            1, (os.cpu_count() or 1) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
        )

    def __enter__(self) -> Readers:
        chromium_shell()  # install it before several ask for it at once
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(20)

    def _work(self) -> None:
        with ExitStack() as stack:
            desk = Desk(stack.enter_context(sync_playwright()))
            stack.callback(desk.close)
            while job := self._jobs.get():
                future, call = job
                try:
                    future.set_result(call(desk))
                except BaseException as error:  # raised again for the caller
                    future.set_exception(error)

    def read(
        self, addresses: Iterable[str], look: Look[Result], screen: Screen = PHONE
    ) -> dict[str, Result]:
        """What `look` returns for each page, loaded and with `measures` in it."""

        def visit(desk: Desk, address: str) -> Result:
            page = desk.page(screen)
            page.goto(self.url + address)
            if screen.script:
                page.evaluate(MEASURES)
            return look(page, address)

        futures: dict[str, Future[Result]] = {}
        for address in addresses:
            futures[address] = Future()
            self._jobs.put((futures[address], lambda desk, address=address: visit(desk, address)))
        return {address: future.result() for address, future in futures.items()}

    def faults(
        self, addresses: Iterable[str], look: Look[list[str]], screen: Screen = PHONE
    ) -> list[str]:
        """Every fault that `look` returns, each with its page."""
        return [
            f"{address}: {fault}"
            for address, faults in self.read(addresses, look, screen).items()
            for fault in faults
        ]


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong with the page in its present state, by these rules or by all.

    It is injected through the debugger, since our policy allows no other script.
    """
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    violations = page.evaluate(
        "options => axe.run(document, options).then(({ violations }) => violations)", options
    )
    return [
        f"axe {fault['id']}: {node['html'][:140]} — "
        f"{' '.join(check['message'] for check in node['any'] + node['all'] + node['none'])[:240]}"
        for fault in violations
        for node in fault["nodes"]
    ]
