"""The real browsers of the tests: found, or installed, or a clear failure.

A missing browser never skips a test.

Chromium runs as people run it: with a profile on disk (without one there is no history), and with
pages kept for Back (bfcache), which test tools switch off. WebKitGTK, the engine closest to an
iPhone's that runs here, is driven by selenium on a virtual screen.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--window-size=390,844",
    "--lang=nl",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-default-browser-check",
)
"""How every Chromium starts. Nothing here switches off a feature that people have."""


STARTING = 60
"""Seconds within which a browser must report its address."""


ANSWERING = 30
"""Seconds within which WebKitGTK must answer; while it changes pages it may never do so."""


class NoBrowserError(RuntimeError):
    """A browser is missing and could not be installed."""


@cache
def chromium() -> str:
    """Path of a Chromium, installed if there is none.

    Raises NoBrowserError with what to do.
    """
    if program := _on_path(NAMES) or _playwrights_own():
        return program
    if _apt_install("chromium") and (program := _on_path(NAMES)):
        return program
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if program := _playwrights_own():
        return program
    raise NoBrowserError(
        "The browser tests need Chromium and found none.\n"
        "Install it (Debian, Ubuntu: sudo apt-get install chromium; elsewhere: .venv/bin/python "
        "-m playwright install chromium) and run make test again."
    )


@cache
def chromium_shell() -> str:
    """Path of a headless-only Chromium.

    The same engine in half the processor time, for tests of the contents of a page.

    If there is none and it cannot be installed, this is the full browser.
    """
    shell = ("chromium-headless-shell",)
    return _on_path(shell) or (_on_path(shell) if _apt_install(*shell) else "") or chromium()


@cache
def webkit() -> tuple[str, str]:
    """Paths of WebKitWebDriver and MiniBrowser, installed if they are missing.

    Raises NoBrowserError with what to do.
    """
    for attempt in (1, 2):
        driver = shutil.which("WebKitWebDriver")
        browser = next(
            (
                str(path)
                for folder in ("/usr/lib", "/usr/libexec", "/usr/lib64")
                for path in sorted(Path(folder).glob("**/MiniBrowser"))
            ),
            "",
        )
        if driver and browser and shutil.which("Xvfb"):
            return driver, browser
        if attempt == 1:
            _apt_install("webkit2gtk-driver", "xvfb")
    raise NoBrowserError(
        "The browser tests need WebKitGTK, the engine closest to an iPhone's, and found none.\n"
        "Install it (Debian, Ubuntu: sudo apt-get install webkit2gtk-driver xvfb) and run make "
        "test again."
    )


@cache
def firefox() -> str:
    """Path of a Firefox, installed if there is none. Raises NoBrowserError with what to do."""
    names = ("firefox-esr", "firefox")
    if program := _on_path(names) or (_on_path(names) if _apt_install("firefox-esr") else ""):
        return program
    raise NoBrowserError(
        "The browser tests need Firefox and found none.\n"
        "Install it (Debian: sudo apt-get install firefox-esr; Ubuntu: firefox) and run make test again."
    )


def _on_path(names: tuple[str, ...]) -> str:
    return next((path for name in names if (path := shutil.which(name))), "")


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else ""


def _apt_install(*packages: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    subprocess.run(["apt-get", "update"], check=False, **quiet)  # type: ignore[call-overload]
    return bool(
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", *packages], check=False, **quiet
        ).returncode
        == 0
    )  # type: ignore[call-overload]


@contextmanager
def chromium_profile(playwright: Playwright, profile: Path, *more: str) -> Iterator[BrowserContext]:
    """A Chromium with its profile in this folder.

    Closing it writes the history and everything else to disk.

    Playwright only connects to it, without its defaults: those switch off bfcache, and keep every
    tab focused and visible.
    """
    command = [
        chromium(),
        *ARGUMENTS,
        f"--user-data-dir={profile}",
        "--remote-debugging-port=0",
        *more,
    ]
    port = profile / "DevToolsActivePort"
    port.unlink(missing_ok=True)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        number, path = written(port, r"(\d+)\n(\S+)", process).groups()
        browser = _connect(playwright, f"ws://127.0.0.1:{number}{path}")
        try:
            yield browser.contexts[0]
        finally:
            with suppress(PlaywrightError):
                browser.new_browser_cdp_session().send("Browser.close")
            with suppress(PlaywrightError):
                browser.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def written(file: Path, pattern: str, process: subprocess.Popen[bytes]) -> re.Match[str]:
    """Wait for what a browser writes to a file once it listens; NoBrowserError if it does not."""
    end = time.monotonic() + STARTING
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            if match := re.search(pattern, file.read_text("utf-8", "replace")):
                return match
        time.sleep(0.02)
    raise NoBrowserError(f"{process.args} did not start within {STARTING} s")


def _connect(playwright: Playwright, address: str) -> Browser:
    """Connect to a Chromium that has just started.

    While it is still busy, it sometimes misses the first request.
    """
    for last in (False, False, True):
        try:
            return playwright.chromium.connect_over_cdp(address, no_defaults=True, timeout=10_000)
        except PlaywrightTimeout:
            if last:
                raise
    raise AssertionError("not reached")


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen for a browser that needs one; yields its name for DISPLAY."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as names:
            number = names.readline().strip()
        if not number:
            raise NoBrowserError(
                "Xvfb did not start; is its installation broken? Try: apt-get install --reinstall "
                "xvfb"
            )
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def webkit_driver(display: str) -> Iterator[Any]:
    """A WebKitGTK window on this screen, driven by selenium."""
    driver_path, browser_path = webkit()
    options = Options()
    options.binary_location = browser_path
    options.add_argument("--automation")
    options.accept_insecure_certs = True  # the tests make their own certificates
    options.set_capability("browserName", "MiniBrowser")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        # selenium passes on the whole environment; a HOME of its own keeps the profile separate
        service = Service(
            driver_path,
            env={
                **os.environ,
                "DISPLAY": display,
                "HOME": home,
                "XDG_DATA_HOME": home,
                "XDG_CACHE_HOME": home,
                "NO_AT_BRIDGE": "1",
                "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            },
        )
        # selenium takes its timeout from here; without one it waits for ever
        before = socket.getdefaulttimeout()
        socket.setdefaulttimeout(ANSWERING)
        try:
            driver = webdriver.WebKitGTK(options=options, service=service)
        finally:
            socket.setdefaulttimeout(before)
        try:
            yield driver
        finally:
            with suppress(HTTPError):  # it ends even if it does not answer
                driver.quit()


if __name__ == "__main__":
    # run before the tests: they run in several processes, and only one of those could install
    try:
        print(
            "Browsers of the tests:",
            ", ".join(dict.fromkeys([chromium(), chromium_shell(), webkit()[1], firefox()])),
        )
    except NoBrowserError as missing:
        sys.exit(str(missing))
