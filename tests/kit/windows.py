"""A browser window of any engine, used as a reader would: go, press, type and look.

WebKitGTK is driven by selenium. Firefox speaks WebDriver BiDi itself, so it needs no driver, just a
few commands over a socket.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import websocket
from playwright.sync_api import Error as PlaywrightError
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys
from urllib3.exceptions import HTTPError

from tests.kit.browsers import firefox, screen, webkit_driver, written
from tests.kit.stage import Tab, shows_mark

KEYS = {"Escape": ("\ue00c", Keys.ESCAPE), "Shift": ("\ue008", Keys.SHIFT)}
"""A key's name in BiDi and in selenium."""


class EngineError(RuntimeError):
    """The browser refused a command, or was changing pages."""


class Window(ABC):
    """One window with one tab."""

    @abstractmethod
    def goto(self, url: str) -> None:
        """Go to an address as if it were typed, and wait for the page."""

    @abstractmethod
    def run(self, script: str) -> Any:
        """Run a function body in the page and return its result; EngineError while pages change."""

    @abstractmethod
    def click(self, x: float, y: float) -> None:
        """Click the mouse at a point, in CSS px."""

    @abstractmethod
    def key(self, name: str) -> None:
        """Press a key: "Escape" or "Shift"."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Type into the field that has the focus."""

    @abstractmethod
    def travel(self, steps: int) -> None:
        """Press Back (-1) or Forward (1), without waiting for the page; nothing happens at the end."""

    @abstractmethod
    def reload(self) -> None:
        """Reload the page."""

    @abstractmethod
    def picture(self) -> bytes:
        """What the window shows, as a PNG."""

    # -- the same for every engine -------------------------------------------------------------------------------------

    def engine(self) -> str:
        """Name, version and whether pages have `window.navigation`, for the test report."""
        agent = str(self.run("return navigator.userAgent"))
        name = re.search(r"Firefox/[\d.]+", agent) or re.search(r"AppleWebKit/[\d.]+", agent)
        has = "with" if self.run("return 'navigation' in window") else "without"
        return f"{name[0] if name else agent} {has} navigation"

    def until(self, true: Callable[[], object], what: str, seconds: float = 60) -> None:
        """Wait until something is true."""
        end = time.monotonic() + seconds
        while True:
            with suppress(EngineError):
                if true():
                    return
            assert time.monotonic() < end, f"not within {seconds} s: {what}; at {self.address()}"
            time.sleep(0.03)

    def address(self) -> str:
        """The address of the window; empty while pages change."""
        with suppress(EngineError):
            return str(self.run("return location.href"))
        return ""

    def at(self, start: str) -> bool:
        """Whether the window shows a page with this start of its address, fully loaded."""
        script = "return document.readyState === 'complete' && location.href"
        return str(self.run(script)).startswith(start)

    def wait_for(self, start: str) -> None:
        """Wait for a page with this start of its address."""
        self.until(lambda: self.at(start), f"the page {start}")

    def press(self, selector: str, number: int = 0) -> None:
        """Click a visible element with the mouse, after scrolling to it."""
        place: list[float] = []

        def find() -> bool:
            place[:] = self.run(f"""
              const all = [...document.querySelectorAll({json.dumps(selector)})];
              const element = all.filter((match) => match.getClientRects().length)[{number}];
              if (!element) return [];
              if (!element.closest("header, exit-cover")) element.scrollIntoView({{ block: "center" }});
              const box = element.getClientRects()[0];
              return [box.left + box.width / 2, box.top + box.height / 2];""")
            return bool(place)

        self.until(find, f"{selector} to press")
        self.click(*place)

    def shows(self) -> bool:
        """Whether the window shows content."""
        return shows_mark(self.picture())

    def words(self) -> str:
        """The words within reach: those of the cover if there is one, otherwise the page's."""
        return str(
            self.run(
                "const cover = document.querySelector('exit-cover');"
                "return cover ? (document.body?.inert ? '' : '(not inert) ') + cover.innerText"
                " : document.body?.innerText ?? ''"
            )
        )


class WebKit(Window):
    """WebKitGTK, the engine closest to an iPhone's that runs here."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def _do(self, command: Callable[[], Any]) -> Any:
        try:
            return command()
        except (WebDriverException, HTTPError) as error:  # an error, or no answer in time
            raise EngineError(str(error)) from error

    def goto(self, url: str) -> None:
        self._do(lambda: self._driver.get(url))

    def run(self, script: str) -> Any:
        return self._do(lambda: self._driver.execute_script(script))

    def click(self, x: float, y: float) -> None:
        actions = ActionBuilder(self._driver)
        actions.pointer_action.move_to_location(round(x), round(y)).click()
        self._do(actions.perform)

    def key(self, name: str) -> None:
        actions = ActionBuilder(self._driver)
        actions.key_action.key_down(KEYS[name][1]).key_up(KEYS[name][1])
        self._do(actions.perform)

    def type(self, text: str) -> None:
        actions = ActionBuilder(self._driver)
        actions.key_action.send_keys(text)
        self._do(actions.perform)

    def travel(self, steps: int) -> None:
        with suppress(EngineError):
            self.run(f"setTimeout(() => history.go({steps}))")

    def reload(self) -> None:
        self._do(self._driver.refresh)

    def picture(self) -> bytes:
        return base64.b64decode(self._do(self._driver.get_screenshot_as_base64))


class Firefox(Window):
    """Firefox, driven over WebDriver BiDi."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self._socket = socket
        self._count = 0
        self._send("session.new", capabilities={})
        self._context = self._send("browsingContext.getTree")["contexts"][0]["context"]
        size = {"width": 390, "height": 844}
        self._send("browsingContext.setViewport", context=self._context, viewport=size)

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._count:
                break
        if answer["type"] == "error":
            raise EngineError(answer["message"])
        return dict(answer["result"])

    def _act(self, kind: str, *actions: dict[str, Any]) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        self._send("input.performActions", context=self._context, actions=[source])

    def goto(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def run(self, script: str) -> Any:
        answer = self._send(
            "script.evaluate",
            expression=f"JSON.stringify((() => {{ {script} }})() ?? null)",
            target={"context": self._context},
            awaitPromise=False,
        )
        if answer["type"] == "exception":
            raise EngineError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def click(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        self._act("pointer", move, down, up)

    def key(self, name: str) -> None:
        value = KEYS[name][0]
        self._act("key", {"type": "keyDown", "value": value}, {"type": "keyUp", "value": value})

    def type(self, text: str) -> None:
        for letter in text:
            press = {"type": "keyDown", "value": letter}, {"type": "keyUp", "value": letter}
            self._act("key", *press)

    def travel(self, steps: int) -> None:
        with suppress(EngineError):
            self._send("browsingContext.traverseHistory", context=self._context, delta=steps)

    def reload(self) -> None:
        self._send("browsingContext.reload", context=self._context, wait="none")

    def picture(self) -> bytes:
        shot = self._send("browsingContext.captureScreenshot", context=self._context)
        return base64.b64decode(shot["data"])

    def close(self) -> None:
        """Close the browser; it writes its profile."""
        with suppress(EngineError, websocket.WebSocketException, OSError):
            self._send("browser.close")
        self._socket.close()


class Chromium(Window):
    """A tab of the Chromium that the other exit tests use."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    def _do(self, command: Callable[[], Any]) -> Any:
        try:
            return command()
        except PlaywrightError as error:
            raise EngineError(str(error)) from error

    def engine(self) -> str:
        version = self._tab.cdp.send("Browser.getVersion")["product"]
        return f"{version} with{'' if self._tab.has_navigation() else 'out'} navigation"

    def goto(self, url: str) -> None:
        self._tab.goto(url)

    def run(self, script: str) -> Any:
        return self._do(lambda: self._tab.page.evaluate(f"() => {{ {script} }}"))

    def click(self, x: float, y: float) -> None:
        self._tab.page.mouse.click(x, y)

    def key(self, name: str) -> None:
        self._tab.keys(name)

    def type(self, text: str) -> None:
        self._tab.page.keyboard.type(text)

    def travel(self, steps: int) -> None:
        self._tab.travel(steps)

    def reload(self) -> None:
        self._do(self._tab.page.reload)

    def picture(self) -> bytes:
        return self._tab.picture()


@contextmanager
def webkit_window() -> Iterator[Window]:
    """A WebKitGTK window on a virtual screen."""
    with screen() as display, webkit_driver(display) as driver:
        yield WebKit(driver)


@contextmanager
def firefox_window(profile: Path | None = None) -> Iterator[Window]:
    """A Firefox window with its profile in a folder."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        folder = profile or Path(home) / "profile"
        folder.mkdir(exist_ok=True)
        (folder / "user.js").write_text(
            'user_pref("browser.shell.checkDefaultBrowser", false);\n'
            'user_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
            'user_pref("app.update.enabled", false);\n'
        )
        log = Path(home) / "log"
        command = [firefox(), "--headless", "--no-remote", "--remote-debugging-port=0"]
        with log.open("wb") as stderr:  # a pipe that nobody reads would fill and block the browser
            process = subprocess.Popen(
                [*command, "--profile", str(folder)],
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env={**os.environ, "HOME": home, "MOZ_HEADLESS_WIDTH": "500"},
            )
        try:
            address = written(log, r"listening on (ws://\S+)\n", process)[1]
            # Firefox rejects connections with an Origin header
            socket = websocket.create_connection(
                f"{address}/session", suppress_origin=True, timeout=60
            )
            window = Firefox(socket)
            yield window
            window.close()
            process.wait(20)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


ENGINES: dict[str, Callable[[], Any]] = {"WebKitGTK": webkit_window, "Firefox": firefox_window}
