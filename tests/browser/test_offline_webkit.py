"""The essentials of offline use in WebKitGTK, the engine closest to an iPhone's that runs here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.kit.browsers import screen, webkit_driver
from tests.kit.fault_server import FaultServer
from tests.kit.offline_site import NAMES
from tests.kit.offline_stage import Releases, listed, releases  # noqa: F401 (pytest finds fixtures by their names)

# selenium's warning about its own code
pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")
STEP = "app/nl/stappen/2/"
STATUS = "return document.querySelector('[data-offline-status]')?.dataset.state ?? ''"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen for the browser."""
    with screen() as name:
        yield name


class Phone:
    """A WebKitGTK window on a server with faults."""

    def __init__(self, driver: Any, server: FaultServer) -> None:
        self.driver = driver
        self.server = server

    def visit(self, path: str) -> str:
        """Open an address; returns the heading of the page."""
        self.driver.get(self.server.url(path))
        return self.heading()

    def heading(self) -> str:
        """The heading of the page."""
        heading: str = self.driver.execute_script(
            "return document.querySelector('h1')?.innerText ?? ''"
        )
        return heading

    def until(self, check: Callable[[], object], seconds: float = 40) -> None:
        """Wait until a check is true."""
        end = time.monotonic() + seconds
        while not check():
            assert time.monotonic() < end, f"not in {seconds} s; the page says {self.heading()!r}"
            time.sleep(0.1)

    def install(self) -> None:
        """Make a first visit, until everything is on the device."""
        self.visit("app/nl/stappen/")
        self.until(lambda: self.driver.execute_script(STATUS) == "ready")
        self.server.forget()

    def press(self, path: str) -> None:
        """Click the link to an address."""
        # with the pointer: Back skips entries that a script made without a user gesture
        self.driver.find_element("css selector", f"main a[href='{self.server.base}{path}']").click()

    def step_over(self, path: str, title: str) -> None:
        """Click a link until it shows the new version's page, with this heading.

        Until the new version is let in, the old one answers.
        """
        for last in (False, False, True):
            self.press(path)
            try:
                return self.until(lambda: self.heading() == title, 20 if last else 5)
            except AssertionError:
                if last:
                    raise

    def wait(self, script: str) -> Any:
        """Run the body of an async function, and return its result."""
        return self.driver.execute_async_script(
            f"const done = arguments[arguments.length - 1]; (async () => "
            f"{{ {script} }})().then(done, (error) => done(String(error)));"
        )

    def update(self) -> None:
        """Check for a new version, and wait until its install has ended."""
        self.wait(
            f"""const registration = await navigator.serviceWorker.getRegistration({self.server.base + "app/"!r});
            await registration.update().catch(() => {{}});
            const worker = registration.installing;
            if (worker) await new Promise((end) => worker.addEventListener('statechange', () => worker.state !== 'installing' && end()));"""
        )


@pytest.fixture(scope="module")
def window(display: str) -> Iterator[Any]:
    """One window; each test has its own server and therefore its own origin."""
    with webkit_driver(display) as driver:
        driver.set_script_timeout(30)
        yield driver


@pytest.fixture
def phone(window: Any, releases: Releases) -> Iterator[Phone]:
    """Somebody who has never been at this address."""
    with FaultServer(releases("one")) as server:
        yield Phone(window, server)
        server.heal()
        window.get("about:blank")


def test_every_page_opens_with_the_server_gone(phone: Phone) -> None:
    phone.install()
    phone.server.stop()
    for name in NAMES:
        assert phone.visit(f"app/nl/{name}") == f"nl {name or 'start'}"
    assert phone.visit("app/nl/stappen/2?q=x") == "nl stappen/2/"
    assert phone.visit("app/nl/onbekend/") == "nl offline/"
    phone.server.start()


def test_steps_and_back_work_offline(phone: Phone) -> None:
    phone.install()
    phone.until(lambda: phone.driver.execute_script("return typeof htmx === 'object'"))
    phone.driver.execute_script("window.sameDocument = true")
    phone.server.stop()
    for number in (1, 2):
        phone.press(f"app/nl/stappen/{number}/")
        phone.until(lambda number=number: phone.heading() == f"nl stappen/{number}/")
    phone.driver.back()
    phone.until(lambda: phone.heading() == "nl stappen/1/")
    assert phone.driver.execute_script("return window.sameDocument === true")
    phone.server.start()


@pytest.mark.release
def test_a_portal_is_never_shown_under_our_address(phone: Phone) -> None:
    phone.install()
    phone.server.fault("portal")
    assert phone.visit(STEP) == "nl stappen/2/"
    assert phone.visit("app/nl/onbekend/") == "nl offline/"
    assert phone.visit("app/en/bel/") == "nl offline/"


def test_damaged_bytes_on_the_wire_and_in_the_store_are_never_shown(phone: Phone) -> None:
    phone.server.fault("damage", "/app/offline/nl-core")
    phone.install()
    phone.server.heal()
    key = listed(phone.server.folder, "nl")[STEP]
    scope = phone.server.url("app/")
    damage = (
        f"await (await caches.open('files {scope}')).put('{scope}offline/{key}', new "
        "Response('<h1>damaged</h1>'));"
    )
    phone.wait(damage)
    assert phone.visit(STEP) == "nl stappen/2/"
    assert [path for path in phone.server.paths if path.startswith("/app/nl/")] == [f"/{STEP}"]
    phone.wait(damage)
    phone.server.stop()
    assert phone.visit(STEP) == "nl offline/"
    phone.server.start()


@pytest.mark.release
def test_a_failed_install_is_retried(phone: Phone) -> None:
    phone.server.fault("truncate", "/app/(offline/|nl/stappen/4)")
    phone.visit("app/nl/stappen/")
    phone.until(lambda: sum("offline" in path for path in phone.server.paths) >= 3)
    time.sleep(2)
    assert phone.driver.execute_script("return navigator.serviceWorker.controller === null")
    phone.server.heal()
    phone.driver.execute_script("dispatchEvent(new Event('online'))")
    phone.until(lambda: phone.driver.execute_script(STATUS) == "ready")


def test_an_update_comes_with_the_next_step_and_a_rollback_fetches_nothing(
    phone: Phone,
    releases: Releases,
) -> None:
    phone.install()
    phone.until(lambda: phone.driver.execute_script("return typeof htmx === 'object'"))
    phone.server.deploy(releases("two"))
    phone.update()
    phone.step_over(STEP, "nl stappen/2/ second edition")
    phone.until(lambda: phone.driver.execute_script(STATUS) == "ready")
    phone.server.deploy(releases("one"))
    phone.server.forget()
    phone.update()
    assert set(phone.server.paths) <= {"/app/sw.js", "/favicon.ico"}


@pytest.mark.release
def test_a_second_language_is_stored_once_it_is_chosen(phone: Phone) -> None:
    phone.install()
    assert phone.visit("app/en/") == "en start"
    phone.until(lambda: phone.driver.execute_script(STATUS) == "ready")
    phone.server.stop()
    assert phone.visit("app/en/stappen/3/") == "en stappen/3/"
    assert phone.visit("app/nl/stappen/3/") == "nl stappen/3/"
    phone.server.start()


def test_with_the_caches_wiped_and_no_network_our_own_page_is_still_shown(phone: Phone) -> None:
    phone.install()
    phone.wait("for (const name of await caches.keys()) await caches.delete(name);")
    phone.server.stop()
    assert phone.visit(STEP) in ("nl last resort 112 0800-2000", "nl offline/")
    phone.server.start()
