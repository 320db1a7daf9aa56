"""The exit in WebKitGTK, the engine closest to an iPhone's that runs here, and in Firefox.

The walks are those of tests/kit/exit_cases.py: mixed zones, series of Back and Forward at any pace,
a reload, Esc before anything is touched. No picture taken on the way may show content.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kit.levels import later
from tests.kit.marked_site import WORD
from tests.kit.places import AppServer, Elsewhere, make_certificate
from tests.kit.stage import CONTROL
from tests.kit.windows import ENGINES, EngineError, Window, firefox_window

# selenium's warning about its own code
pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")

LABEL = "Sluit deze website meteen"
RESUME = "Lees verder"
ERASED = "Gewist: alles wat deze website op dit toestel bewaarde."


@dataclass
class Scene:
    """A window with an empty history, and the three sites."""

    window: Window
    app: AppServer
    neutral: Elsewhere
    search: Elsewhere

    def goto(self, path: str) -> None:
        """Type an address of the app."""
        self.window.goto(self.app.url(path))
        self.window.wait_for(self.app.url(path))

    def read_topics(self, count: int = 1) -> None:
        """Open this many topics of the help zone, going back after each but the last."""
        window = self.window
        window.until(lambda: window.run("return !!document.querySelector('.help-back')"), "help.js")
        for number in range(count):
            window.press("[data-help-door] > summary", number)
            # a door with one topic opens that topic
            if not window.run(
                f"return document.querySelector('main').innerText.includes('{WORD}')"
            ):
                window.press("[data-help-topics][data-shown] [data-help-topic] > summary")
            window.until(
                lambda: window.run(
                    f"return document.querySelector('main').innerText.includes('{WORD}')"
                ),
                "the text of a topic",
            )
            while number < count - 1 and window.run(
                "return !document.querySelector('.help-back').hidden"
            ):
                window.press(".help-back")

    def read_steps(self, count: int = 4) -> None:
        """Go through this many steps of the app zone in one document."""
        window = self.window
        self.goto("app/nl/stappen/")
        window.until(lambda: window.run("return 'htmx' in window"), "htmx")
        for number in range(1, count + 1):
            window.press(f'main a[href$="/stappen/{number}/"]')
            self.until_page(f"stappen/{number}")

    def until_page(self, page_id: str) -> None:
        """Wait until `main` holds the page with this id."""
        window = self.window
        script = "return document.getElementById('main')?.dataset.page"
        window.until(lambda: window.run(script) == page_id, f"the page {page_id}")

    def help_page(self) -> None:
        """Type the address of the help zone and read a topic."""
        self.goto("nl/")
        self.read_topics()

    def to_app_zone(self) -> None:
        """Go from the help zone to the app zone by its own link."""
        self.window.press('main a[href="/app/nl/"]')
        self.window.wait_for(self.app.url("app/nl/"))

    def back_to_help(self) -> None:
        """Go Back to the help zone and read on."""
        self.window.travel(-1)
        self.window.until(lambda: RESUME in self.window.words(), "the neutral screen")
        self.window.press("exit-cover button")
        self.window.until(lambda: RESUME not in self.window.words(), "the page")

    def leave(self) -> None:
        """Press the exit and wait for the neutral site, requested once and without a Referer."""
        assert LABEL in self.window.words(), "the page was covered before the exit"
        self.window.press(CONTROL)
        self.away()

    def away(self) -> None:
        """Wait for the neutral site."""
        self.window.wait_for(self.neutral.url)
        self.window.until(lambda: not self.window.shows(), "the first frame of the neutral site")
        assert len(self.neutral.log.asked) == 1, "the neutral site was not requested exactly once"
        assert "referer" not in self.neutral.log.asked[0].headers

    def never_content(self, *steps: int, hurry: bool = False) -> None:
        """Go through the history: no picture shows content, and each step ends at the neutral site or the neutral screen (or stays put, at either end of the history)."""
        for number, step in enumerate(steps):
            self.window.travel(step)
            if hurry and number < len(steps) - 1:
                continue
            quiet = 0
            end = time.monotonic() + 30
            while quiet < 4:
                assert time.monotonic() < end, f"stuck at {self.window.address()} after {steps}"
                time.sleep(0.03)
                try:
                    shown = self.window.shows()
                except EngineError:  # changing pages
                    continue
                assert not shown, f"a picture shows content after {steps}"
                try:
                    words = self.window.words()
                    safe = RESUME in words or not self.window.address().startswith(self.app.origin)
                except EngineError:
                    safe = False
                quiet = quiet + 1 if safe else 0
            assert WORD not in words, f"a screen reader can reach content after {steps}"

    def only_marks(self, *marks: str) -> None:
        """Check that the site keeps these marks in this tab, and nothing else."""
        self.goto("app/leeg/")
        kept = self.window.run("return Object.entries({ ...sessionStorage })")
        assert sorted(map(tuple, kept)) == [(mark, "1") for mark in marks]
        assert self.window.run("return localStorage.length + document.cookie.length") == 0


IN_EACH = pytest.mark.parametrize("scene", ENGINES, indirect=True)
IN_WEBKIT_FIRST = pytest.mark.parametrize("scene", ["WebKitGTK", later("Firefox")], indirect=True)
"""Firefox, which takes twice as long, only before a release."""


@pytest.fixture(scope="module")
def without_worker(marked_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marked site without its worker: WebKit waits for ever for a worker from a host whose
    certificate it does not trust.
    """
    folder = tmp_path_factory.mktemp("without") / "site"
    shutil.copytree(
        marked_site, folder, copy_function=os.link, ignore=shutil.ignore_patterns("sw.js")
    )
    return folder


@pytest.fixture
def scene(
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
    marked_site: Path,
    without_worker: Path,
    elsewhere: tuple[Elsewhere, Elsewhere],
    tmp_path: Path,
) -> Iterator[Scene]:
    """A window of the engine that the test names."""
    for place in elsewhere:
        place.reset()
    # Over https WebKit does not keep a page with `no-store` for Back; over http it does, and briefly
    # shows its last frame, which was drawn before the exit.
    folder, certificate = marked_site, None
    if request.param == "WebKitGTK":
        certificate = make_certificate(tmp_path)
        folder = without_worker
    with (
        AppServer(folder, certificate=certificate) as app,
        ENGINES[request.param]() as window,
    ):
        scene = Scene(window, app, *elsewhere)
        window.goto(scene.search.url)
        record_property("engine", window.engine())
        yield scene


# -- the help zone by itself ---------------------------------------------------------------------------------------------


@pytest.mark.release  # cases 4 and 5 again, in each engine
@IN_EACH
def test_back_after_the_help_zone_is_the_page_before_it(scene: Scene) -> None:
    scene.search.body = lambda: f'<a href="{scene.app.url("nl/")}">result</a>'
    scene.window.goto(scene.search.url)
    scene.window.press("a")
    scene.window.wait_for(scene.app.url("nl/"))
    before = scene.window.run("return [history.length, location.href, document.title]")
    scene.read_topics(4)
    assert scene.window.run("return [history.length, location.href, document.title]") == before
    assert scene.window.run("return sessionStorage.length + localStorage.length") == 0
    scene.leave()
    assert scene.window.run("return history.length") == before[0], "the exit added an entry"
    scene.window.travel(-1)
    scene.window.wait_for(scene.search.url)
    scene.never_content(1)
    scene.only_marks()


# -- both zones ----------------------------------------------------------------------------------------------------------


def app_then_help(scene: Scene) -> None:
    scene.goto("app/nl/stappen/2/")
    scene.help_page()
    scene.leave()
    scene.never_content(-1, -1, 1, 1)
    scene.only_marks("p", "q")


def steps_then_help_in_a_hurry(scene: Scene) -> None:
    scene.read_steps()
    scene.help_page()
    scene.leave()
    scene.never_content(-1, -1, -1, 1, -1, hurry=True)
    scene.window.reload()
    scene.never_content(-1, 1, 1, 1)


def help_then_app_and_back(scene: Scene) -> None:
    scene.goto("nl/")
    scene.to_app_zone()
    scene.back_to_help()
    scene.leave()
    scene.never_content(1, -1, 1)


def app_help_app(scene: Scene) -> None:
    scene.goto("app/nl/")
    scene.goto("nl/")
    scene.to_app_zone()
    scene.leave()
    scene.never_content(-1, -1, -1, 1, 1, 1)


def another_site_between(scene: Scene) -> None:
    scene.goto("app/nl/stappen/2/")
    scene.window.goto(scene.search.url)
    scene.help_page()
    scene.leave()
    scene.never_content(-1, -1, 1)


def erased_between(scene: Scene) -> None:
    scene.goto("app/nl/stappen/2/")
    scene.goto("app/nl/wissen/")
    scene.window.press("[data-erase-start] button")
    script = "return document.querySelector('[data-erase-result]').innerText"
    scene.window.until(lambda: scene.window.run(script) == ERASED, "erased")
    assert scene.window.run("return sessionStorage.length") == 0
    scene.window.press(".top-bar-home")
    scene.until_page("index")
    scene.help_page()
    scene.leave()
    scene.never_content(-1, -1, -1)


def four_steps(scene: Scene) -> None:
    scene.read_steps()
    scene.leave()
    scene.never_content(-1, -1, -1, -1, -1, 1, 1)
    scene.goto("app/nl/")
    assert scene.window.shows(), "the app does not come back when its address is typed"
    scene.window.press("main .elsewhere")
    scene.window.wait_for(scene.search.url)
    scene.window.travel(-1)
    scene.window.until(scene.window.shows, "the page after Back from an ordinary link")


@IN_WEBKIT_FIRST
@pytest.mark.parametrize(
    "walk",
    [
        later(app_then_help),
        later(steps_then_help_in_a_hurry),
        later(help_then_app_and_back),
        later(app_help_app),
        later(another_site_between),
        later(erased_between),
        four_steps,
    ],
)
def test_after_an_exit_back_and_forward_never_show_content(
    walk: Callable[[Scene], None], scene: Scene
) -> None:
    walk(scene)


@pytest.mark.release  # case 19 again, in each engine
@IN_EACH
@pytest.mark.parametrize("path", ["nl/", "app/nl/stappen/2/"])
def test_esc_twice_leaves_before_anything_is_touched(path: str, scene: Scene) -> None:
    scene.search.body = lambda: f'<a href="{scene.app.url(path)}">result</a>'
    scene.window.goto(scene.search.url)
    scene.window.press("a")
    scene.window.wait_for(scene.app.url(path))
    scene.window.key("Escape")
    scene.window.key("Escape")
    scene.away()
    scene.never_content(-1, -1, 1)


def test_the_exit_works_where_all_cookies_are_blocked(
    marked_site: Path, elsewhere: tuple[Elsewhere, Elsewhere], tmp_path: Path
) -> None:
    """Firefox then refuses the page its storage and its channel to the other tabs."""
    (tmp_path / "prefs.js").write_text('user_pref("network.cookie.cookieBehavior", 2);\n')
    with AppServer(marked_site) as app, firefox_window(tmp_path) as window:
        scene = Scene(window, app, *elsewhere)
        for path, by_key in (("nl/", False), ("app/nl/stappen/2/", True)):
            scene.neutral.reset()
            scene.goto(path)
            refused = "try { new BroadcastChannel('other') } catch (fault) { return fault.name }"
            assert window.run(refused) == "SecurityError"
            rows = window.run("return history.length")
            if by_key:
                for _ in range(3):
                    window.key("Shift")
                scene.away()
            else:
                scene.leave()
            assert window.run("return history.length") == rows, "the exit added an entry"


# -- words in a worksheet ------------------------------------------------------------------------------------------------


@pytest.mark.release  # case 21 again, in each engine
@IN_EACH
def test_words_in_a_worksheet_survive_back_but_not_an_exit(scene: Scene) -> None:
    window = scene.window
    scene.goto("app/nl/werkblad/")
    window.until(lambda: window.run("return 'htmx' in window"), "htmx")
    window.press("main textarea")
    window.type("kwartelei")
    field = "return document.querySelector('main textarea').value"
    assert window.run(field) == "kwartelei"
    window.press('.bottom-bar [data-section="bel"]')
    scene.until_page("bel")
    window.travel(-1)
    scene.until_page("werkblad")
    window.until(lambda: window.run(field) == "kwartelei", "the words after Back")
    window.press(CONTROL)
    scene.away()
    scene.never_content(-1, -1, 1)
    scene.goto("app/nl/werkblad/")
    assert window.run(field) == ""
