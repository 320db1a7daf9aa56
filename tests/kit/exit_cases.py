"""The cases that every change to the exit must pass: plain functions that take a stage, so that they can be run on naive builds too."""

from __future__ import annotations

import base64
import re
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Error

from tests.kit.marked_site import WORD
from tests.kit.screens import EVERY_PAGE
from tests.kit.stage import CONTROL, Stage, Tab, shows_mark

RESUME = "Lees verder"
First, Second = TypeVar("First"), TypeVar("Second")


def at_topic(stage: Stage, tab: Tab) -> None:
    """Read a topic in the help zone."""
    tab.goto(stage.help_page)
    tab.read_topics(1)


def at_step(stage: Stage, tab: Tab) -> None:
    """Read the fourth step in the app zone."""
    tab.goto(stage.app.url("app/nl/stappen/"))
    tab.read_steps(4)


ZONES: tuple[Callable[[Stage, Tab], None], ...] = (at_topic, at_step)
IN_EACH_ZONE = ("nl/", "app/nl/stappen/2/")
"""An address in each zone."""


def combined(first: Sequence[First], second: Sequence[Second]) -> list[tuple[First, Second]]:
    """Every pair, in a run that covers everything; otherwise enough pairs to use each item at least once."""
    if EVERY_PAGE:
        return list(product(first, second))
    count = max(len(first), len(second))
    return [(first[n % len(first)], second[n % len(second)]) for n in range(count)]


def away(stage: Stage, tab: Tab) -> None:
    """Wait until the tab shows the neutral site, requested once."""
    tab.at(stage.neutral.url)
    tab.settle(0.1)
    assert len(stage.neutral.log.asked) == 1, (
        f"the neutral site was requested {len(stage.neutral.log.asked)} times"
    )


def stays(stage: Stage, tab: Tab, why: str) -> None:
    """Check that nothing happened: the page can be seen and heard, and the neutral site got no request."""
    tab.settle(0.35)
    assert not stage.neutral.log.asked, f"{why}: the neutral site was requested"
    assert tab.content() == "screen and screen reader", (
        f"{why}: the page is not back ({tab.content() or 'nothing'} shows it)"
    )


def case_1(stage: Stage) -> None:
    """Press and hold: no content half a second later, and the address has not changed. Release: the neutral site is requested once, within a second. (`make bench` checks the 100 and 50 ms of an idle machine.)"""
    for go_there in ZONES:
        with stage.tab() as tab:
            go_there(stage, tab)
            address = tab.page.url
            tab.settle(0.2)
            with tab.film() as film:
                tab.settle(0.1)
                pressed = tab.press()
                tab.settle(0.5)
            assert film.content(until=pressed), "the film never showed the page"
            assert not film.again(pressed), (
                f"content {film.again(pressed)[-1] - pressed:.3f} s after the press"
            )
            assert not tab.content(), (
                f"the {tab.content()} shows the page while the control is held"
            )
            assert stage.loading in tab.words(), "a screen reader is not told what is happening"
            assert tab.page.url == address, "the address changed before the release"
            assert not stage.neutral.log.asked, "the neutral site was requested before the release"
            released = tab.release()
            away(stage, tab)
            took = stage.neutral.log.asked[0].at - released
            assert took <= 1, f"{took * 1000:.0f} ms from release to the request"


def case_2(stage: Stage) -> None:
    """Press, move 200 px away, release: the page is back, no request. A touch that slides 20 or 45 px still exits, one that slides 120 px does not."""
    for go_there in ZONES:
        with stage.tab() as tab:
            go_there(stage, tab)
            tab.press()
            x, y = tab.centre()
            tab.page.mouse.move(x, y + 100, steps=3)
            tab.page.mouse.move(x - 20, y + 200, steps=3)
            tab.settle(0.1)
            assert not tab.content(), "the page came back before the release"
            tab.release()
            stays(stage, tab, "released 200 px away")
            tab.leave()
            away(stage, tab)
    slides = ((20, True), (45, True), (120, False))
    for distance, leaves in slides if EVERY_PAGE else slides[1:]:
        with stage.tab() as tab:
            tab.cdp.send(
                "Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5}
            )
            at_step(stage, tab)
            tab.slide(distance)
            if leaves:
                away(stage, tab)
            else:
                stays(stage, tab, f"slid {distance} px")


def case_3(stage: Stage) -> None:
    """The neutral site does not answer: no content in any frame for 5 s, even after Esc. The same if it answers 204, and without a network."""

    def nothing(tab: Tab, seconds: float, *, then: Callable[[], None] = lambda: None) -> None:
        with tab.film() as film:
            pressed = tab.leave()
            tab.settle(0.3)
            then()
            tab.settle(seconds - 0.3)
            assert not film.again(pressed), (
                f"content {film.again(pressed)[-1] - pressed:.2f} s after the press"
            )
            assert not shows_mark(tab.picture()), "the screen still shows the page"

    with stage.tab() as tab:
        at_step(stage, tab)
        stage.neutral.hang()
        with tab.beating() as out_of_reach:
            nothing(tab, 5, then=lambda: tab.keys("Escape", "Escape", "Escape"))
            assert out_of_reach(), "a screen reader can still reach the page"
    with stage.tab() as tab:
        at_topic(stage, tab)
        stage.neutral.behaviour = "204"
        nothing(tab, 0.8)
        assert not tab.content(), f"the {tab.content()} still shows the page"
    with stage.tab() as tab:
        at_topic(stage, tab)
        tab.cdp.send("Network.enable")
        tab.cdp.send(
            "Network.emulateNetworkConditions",
            {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
        )
        nothing(tab, 0.8)
        assert not tab.content(), f"the {tab.content()} still shows the page"


def late_answer(stage: Stage) -> None:
    """A step was requested when the reader left, and its response comes late, or never: it changes nothing, neither page nor address nor history."""
    for broken in (False, True) if EVERY_PAGE else (False,):
        with stage.tab() as tab:
            at_step(stage, tab)
            before = tab.entries()
            without_worker(tab)
            stage.neutral.hang()
            stage.app.hold(r"/stappen/\d/$")
            box = tab.page.locator("main .next a").first.bounding_box()
            assert box is not None
            tab.page.mouse.click(box["x"] + 20, box["y"] + 20)
            tab.settle(0.1)
            assert tab.page.evaluate("!document.querySelector('exit-cover')"), (
                "the step was taken as a full page"
            )
            with tab.beating() as out_of_reach:
                tab.leave()
                stage.neutral.log.wait()
                if broken:
                    tab.cdp.send(
                        "Network.emulateNetworkConditions",
                        {
                            "offline": True,
                            "latency": 0,
                            "downloadThroughput": -1,
                            "uploadThroughput": -1,
                        },
                    )
                stage.app.release()
                tab.settle(0.5)
                if not broken:
                    assert out_of_reach(), (
                        "a screen reader can reach the page after the late answer"
                    )
            assert len(stage.neutral.log.asked) == 1, "the late answer stopped or repeated the exit"
            # without a network the exit ends at the browser's own error page, in place of ours
            assert tab.entries() in ([*before[:-1], stage.neutral.url], before), (
                f"the late answer turned {before} into {tab.entries()}"
            )
            assert not shows_mark(tab.picture()), "the late answer shows the page"
            assert not broken or not tab.content(), (
                "a screen reader can reach the page after the late answer"
            )


def case_4(stage: Stage) -> None:
    """The help zone from a search engine, four topics, exit, Back once: the search engine again, and no entry of ours."""
    with stage.tab() as tab:
        stage.search.body = lambda: f'<a href="{stage.help_page}">result</a>'
        tab.goto(stage.search.url)
        tab.page.locator("a").click()
        tab.at(stage.help_page)
        tab.read_topics(4)
        tab.leave()
        away(stage, tab)
        tab.travel(-1)
        tab.at(stage.search.url)
        ours = [entry for entry in tab.entries() if entry.startswith(stage.app.origin)]
        assert not ours, f"the tab's history still holds {ours}"


def case_5(stage: Stage) -> None:
    """The help zone in a fresh tab, four topics, exit: one entry, the neutral one. While reading, history.length, address and title never change."""
    with stage.tab() as tab:
        tab.goto(stage.help_page)

        def state() -> tuple[object, ...]:
            return tab.page.evaluate(
                "[history.length, location.href, document.title]"
            ), tab.entries()

        at_first = state()
        heading = tab.page.locator("h1").inner_text()
        tab.read_topics(4)
        assert state() == at_first, f"reading changed {at_first} into {state()}"
        assert tab.page.locator("h1").inner_text() != heading, "the heading does not name the topic"
        assert tab.page.evaluate("document.activeElement.tagName") == "H1", (
            "the focus is not on the heading"
        )
        while tab.page.locator(".help-back").is_visible():
            tab.page.locator(".help-back").click()
        assert tab.page.locator("h1").inner_text() == heading
        tab.page.keyboard.press("Tab")
        for way in ("[data-help-skip]", "[data-help-open]"):
            tab.page.locator(way).first.focus()
            tab.page.keyboard.press("Enter")
            tab.settle(0.05)
        assert state() == at_first, f"a jump inside the page changed {at_first} into {state()}"
        assert not tab.page.locator("a[href^='#']").count(), (
            "a #fragment link adds an entry to the history"
        )
        tab.leave()
        away(stage, tab)
        assert tab.entries() == [stage.neutral.url], f"the tab's history is {tab.entries()}"


def case_6(stage: Stage) -> None:
    """The help zone, four topics, exit: the browser's history page shows no row of ours."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        stage.profile(Path(folder)) as fresh,
        fresh.tab() as tab,
    ):
        tab.goto(stage.help_page)
        tab.read_topics(4)
        tab.leave()
        away(stage, tab)
        rows = history_rows(tab)
        assert any(stage.neutral.origin in row for row in rows), (
            f"the history page does not show the neutral site, so it proves nothing: {rows}"
        )
        assert not [row for row in rows if stage.app.origin in row], (
            f"the history page shows {rows}"
        )


def history_rows(tab: Tab) -> list[str]:
    """The addresses on Chromium's own history page."""
    tab.page.goto("chrome://history/")
    tab.until(
        lambda: tab.page.locator("history-item a").count() > 0, what="rows on the history page"
    )
    tab.settle(0.2)
    return [str(link.get_attribute("href")) for link in tab.page.locator("history-item a").all()]


def case_7(stage: Stage) -> None:
    """The app zone, four steps, exit, Back six times and Forward: never content. An ordinary external link and Back: the page is shown."""
    bare = stage.on_bare_host()
    # without headers a page stays in memory; with them it is reloaded, and may load slowly
    for host in (stage, bare) if EVERY_PAGE else (bare,):
        back_at_once(host)
    for host in (stage, bare) if EVERY_PAGE else (stage,):
        back_to_a_slow_page(host)
    # two pages, two documents; without headers the first is still in memory when the reader leaves from the second
    host = bare
    with host.tab() as tab:
        without_worker(tab)
        tab.goto(host.app.url("app/nl/stappen/2/"))
        tab.goto(host.app.url("app/nl/stappen/3/"))
        tab.leave()
        away(stage, tab)
        never_back(stage, tab)
    for host in (stage, bare) if EVERY_PAGE else (bare,):
        with host.tab() as tab:
            if host is not stage:
                without_worker(tab)  # it would add the header that keeps a page out of memory
                watch_return(tab)
            at_step(host, tab)
            tab.page.locator("main .elsewhere").click()
            tab.at(stage.search.url)
            tab.travel(-1)
            tab.at(host.app.url("app/nl/stappen/4/"))
            tab.until(
                lambda tab=tab: tab.content() == "screen and screen reader",
                what="the page after Back from an ordinary link",
            )
            if host is not stage:
                assert_covered_return(tab)


def without_worker(tab: Tab) -> None:
    """Send every request of this tab to the host."""
    tab.cdp.send("Network.enable")
    tab.cdp.send("Network.setBypassServiceWorker", {"bypass": True})


def watch_return(tab: Tab) -> None:
    """Record, before any script of a page runs, whether the page is covered when it is restored from memory: it becomes visible before its pageshow."""
    tab.page.add_init_script("""addEventListener('visibilitychange', () => { if (!document.hidden) window.bare = !document.querySelector('exit-cover') }, true);
      addEventListener('pageshow', e => { if (e.persisted) window.uncovered = window.bare }, true);""")


def assert_covered_return(tab: Tab) -> None:
    """Check that the page was restored from memory, and covered at that moment."""
    assert tab.page.evaluate("window.uncovered") is False, (
        "the page comes back from memory without its cover, or not from memory at all"
    )


def back_at_once(stage: Stage) -> None:
    """Leave, then go through the history with the browser's own buttons."""
    with stage.tab() as tab:
        at_step(stage, tab)
        tab.leave()
        away(stage, tab)
        never_back(stage, tab)


def back_to_a_slow_page(stage: Stage) -> None:
    """Leave, and go Back to a page that loads slowly, its text long before its end; then reload it
    while it is still leading out.
    """
    with stage.tab() as tab:
        at_step(stage, tab)
        tab.leave()
        away(stage, tab)
        without_worker(tab)
        stage.neutral.hang()
        stage.app.drip("</main>")
        with tab.film() as film:
            tab.travel(-1)
            tab.settle(0.6)
            assert not shows_mark(tab.picture()), "the screen shows the page while it loads"
            tab.cdp.send("Page.reload")
            tab.settle(0.6)
            assert not shows_mark(tab.picture()), "the screen shows the page after a reload"
        assert not film.content(), "a frame with content"


def never_back(stage: Stage, tab: Tab) -> None:
    """Go Back six times and Forward: no frame shows content."""
    with tab.film() as film:
        for step in (-1, -1, -1, -1, -1, -1, 1, 1):
            if tab.travel(step):
                tab.settle(0.25)
                tab.at(stage.neutral.url)
                assert not tab.content(), f"the {tab.content()} shows the page after Back"
        assert not film.content(), "a frame with content after Back"


def case_8(stage: Stage) -> None:
    """After an exit from the app zone, typing its address works again."""
    with stage.tab() as tab:
        at_step(stage, tab)
        tab.leave()
        away(stage, tab)
        tab.goto(stage.app_page)
        assert tab.content() == "screen and screen reader", (
            "the app does not come back when its address is typed"
        )
        stage.neutral.log.clear()
        tab.leave()
        away(stage, tab)


def case_9(stage: Stage) -> None:
    """All other scripts hang: the exit works and replaces the entry. JavaScript off: the link works and sends no Referer."""
    for path, way in combined(IN_EACH_ZONE, ("press", "Enter", "Shift", "Escape")):
        with stage.tab() as tab:
            without_worker(tab)
            stage.app.hold(r"\.js$")
            tab.page.goto(stage.app.url(path), wait_until="commit")
            tab.until(
                lambda tab=tab: tab.content() == "screen and screen reader",
                what="the page without its scripts",
            )
            leave_by(tab, way)
            away(stage, tab)
            assert tab.entries() == [stage.neutral.url], (
                f"{way}: the tab's history is {tab.entries()}"
            )
            if path == "nl/" and way == "press":
                tab.travel(-1)
    for host, path in combined((stage.on_bare_host(), stage), (*IN_EACH_ZONE, "404.html")):
        with host.tab() as tab:
            tab.cdp.send("Emulation.setScriptExecutionDisabled", {"value": True})
            tab.goto(host.app.url(path))
            tab.leave()
            stage.neutral.log.wait()
            assert "referer" not in stage.neutral.log.asked[0].headers, "the link sends a Referer"


def leave_by(tab: Tab, way: str) -> None:
    """Leave by "press", "tap", "Enter", "Shift" or "Escape"."""
    if way == "press":
        tab.leave()
    elif way == "tap":
        tab.cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
        tab.touch("touchStart", *tab.centre())
        tab.settle(0.03)
        tab.touch("touchEnd")
    elif way == "Enter":
        tab.page.locator(CONTROL).focus()
        tab.keys("Enter")
    elif way == "Shift":
        tab.keys("Shift", "Shift", "Shift")
    else:
        tab.keys("Escape", "Escape")


TEN_PAGES = (
    "nl/",
    "app/nl/",
    "app/nl/stappen/",
    "app/nl/stappen/1/",
    "app/nl/wegen/",
    "app/nl/signalen/",
    "app/nl/bel/",
    "app/nl/zoeken/",
    "app/nl/gemeente/",
    "app/nl/wissen/",
)
"""Pages of both zones; test_house_rules.py checks the requests of every kind of page."""


def case_10(stage: Stage) -> None:
    """Referer is absent on exit by tap, Enter and Shift ×3. A visit to ten pages makes no request to another origin."""
    host = stage.on_bare_host()  # the HTML must do it without headers
    for path, way in combined(IN_EACH_ZONE, ("tap", "press", "Enter", "Shift")):
        with host.tab() as tab:
            tab.goto(host.app.url(path))
            leave_by(tab, way)
            away(stage, tab)
            assert "referer" not in stage.neutral.log.asked[0].headers, (
                f"{way}: Referer {stage.neutral.log.asked[0].headers['referer']}"
            )
    with stage.tab() as tab:
        asked: list[str] = []
        tab.page.on("request", lambda request: asked.append(request.url))
        for path in TEN_PAGES if EVERY_PAGE else TEN_PAGES[::3]:
            tab.goto(stage.app.url(path))
        tab.settle(0.2)
        elsewhere = [url for url in asked if not url.startswith((stage.app.origin, "data:"))]
        assert len(asked) >= 4
        assert not elsewhere, f"requested from elsewhere: {elsewhere}"
        for site in (stage.neutral, stage.search):
            assert not site.log.asked, "another site got a request without an exit"


def case_11(stage: Stage) -> None:
    """Shift ×3 from the body, a text field and swapped content exits; with a letter in between or a long pause it does not. Esc ×2 likewise."""
    leaving = ("Shift", "Shift", "Shift")
    for go_there in (*ZONES, in_text_field):
        with stage.tab() as tab:
            go_there(stage, tab)
            tab.keys(*leaving)
            away(stage, tab)
    with stage.tab() as tab:
        at_step(stage, tab)
        for keys in (
            ("Shift", "Shift", "a", "Shift"),
            ("Shift", "a", "Shift", "Shift"),
            ("Shift+A", "Shift+B", "Shift+C"),
            ("Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"),
            ("a", "Alt+Shift", "Alt+Shift", "Alt+Shift"),
            ("Escape", "a", "Escape"),
        ):
            tab.keys(*keys)
            stays(stage, tab, " ".join(keys))
            tab.keys("a")
        tab.page.keyboard.down("Alt")
        tab.keys(*leaving)
        tab.page.keyboard.up("Alt")
        stays(stage, tab, "Alt held, Shift three times")
        tab.keys("Escape")
        tab.settle(1.1)
        tab.keys("Escape")
        stays(stage, tab, "Esc twice in more than a second")
        tab.keys("a", "Shift")
        assert "Nog 2 keer" in tab.words(), "the page does not say how many presses are left"
        tab.keys("Shift")
        assert "Nog 1 keer" in tab.words(), "the page does not say how many presses are left"
        tab.settle(5.2)
        assert "Nog 1 keer" not in tab.words(), "the count is still shown after it has expired"
        tab.keys("Shift")
        stays(stage, tab, "Shift after a long pause")
        tab.keys("Shift", "Shift")
        away(stage, tab)
    with stage.tab() as tab:  # a radio button has a value too, but none that Esc could clear
        tab.goto(stage.app.url("app/nl/werkblad/"))
        tab.page.locator("main input[type=radio]").first.focus()
        tab.keys("Escape", "Escape")
        away(stage, tab)
    for keys, typed, gone in (
        (("Escape", "Escape"), "", True),
        (("Escape", "Escape"), "buurvrouw", False),
    ):
        with stage.tab() as tab:
            in_text_field(stage, tab)
            tab.page.keyboard.type(typed)
            tab.keys(*keys)
            if gone:
                away(stage, tab)
            else:
                tab.page.evaluate("scrollTo(0, 0)")  # typing has scrolled to the results
                stays(stage, tab, "Esc twice in a field with text")


def in_text_field(stage: Stage, tab: Tab) -> None:
    """Put the focus in the search field."""
    tab.goto(stage.app.url("app/nl/zoeken/"))
    tab.page.locator("main input[type=search], main input[type=text]").first.focus()


def case_13(stage: Stage) -> None:
    """The help zone visited, profile closed: no worker, caches, storage, cookies or IndexedDB, and no file of the profile holds the mark."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with stage.profile(Path(folder)) as fresh, fresh.tab() as tab:
            at_topic(stage, tab)
            kept = stored(tab)
            assert not any(kept.values()), f"the help zone keeps {kept}"
            tab.leave()
            away(stage, tab)
        holders = files_with_mark(Path(folder))
        assert not holders, f"the word is in {holders}"
    # after a visit to the app zone, its worker still does not touch the help zone
    with stage.tab() as tab:
        tab.goto(stage.app_page)
        wait_until_stored(tab)
        tab.goto(stage.help_page)
        assert not tab.page.evaluate("!!navigator.serviceWorker.controller"), (
            "the worker answers for the help zone"
        )
        assert not tab.page.evaluate("caches.match(location.href).then(Boolean)"), (
            "the help zone is in a cache"
        )


def stored(tab: Tab) -> dict[str, int]:
    """How many items of each kind this site keeps in the browser."""
    return dict(
        tab.page.evaluate("""async () => ({
          workers: (await navigator.serviceWorker.getRegistrations()).length,
          caches: (await caches.keys()).length,
          databases: (await indexedDB.databases()).length,
          storage: localStorage.length + sessionStorage.length,
          cookies: document.cookie.length + (await cookieStore?.getAll() ?? []).length,
        })""")
    )


def files_with_mark(profile: Path) -> list[str]:
    """The files of a profile that contain the word of the mark."""
    return files_with(profile, WORD)


def files_with(profile: Path, word: str) -> list[str]:
    """The files of a profile that contain a word, in either of the encodings that browsers write."""
    needles = (word.encode(), word.encode("utf-16-le"))
    files = []
    for path in profile.rglob("*"):
        if (
            path.is_file()
            and not path.is_symlink()
            and any(needle in path.read_bytes() for needle in needles)
        ):
            files.append(path.relative_to(profile).as_posix())
    return files


def wait_until_stored(tab: Tab) -> None:
    """Wait until the worker has every page of the language."""
    tab.until(
        lambda: tab.page.evaluate("""async () => {
          const worker = (await navigator.serviceWorker.getRegistration("/app/"))?.active;
          if (!worker) return false;
          const { port1, port2 } = new MessageChannel();
          const answer = new Promise(done => { port1.onmessage = e => done(e.data); setTimeout(done, 1000, null); });
          worker.postMessage({ language: document.documentElement.lang }, [port2]);
          return Boolean((await answer)?.whole);
        }"""),
        seconds=60,
        what="everything stored for offline use",
    )


def case_14(stage: Stage, runs: int = 5 if EVERY_PAGE else 1) -> None:
    """The app zone ready for offline use, then erased: nothing is left, and no file of the profile contains the mark; also while still storing, and offline. With EVERY_PAGE there are five runs, which cover all of that, otherwise a single one, online; further runs repeat the same five."""
    for run in range(runs):
        offline, storing = run % 5 in (2, 4), run % 5 == 1
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            # The other tab opens first, and not on a page of the app zone: an update that it starts never ends while Playwright is connected.
            with (
                stage.profile(Path(folder)) as fresh,
                another_tab(fresh, "nl/") as other_tab,
                fresh.tab() as tab,
            ):
                tab.goto(stage.app_page)
                if not storing:
                    wait_until_stored(tab)
                if run == 0:
                    assert files_with_mark(Path(folder)), (
                        "no file contains the mark before erasing, so its absence proves nothing"
                    )
                if offline:
                    stage.app.vanish()
                tab.page.locator('main a[href$="/wissen/"]').first.click()
                button = tab.page.locator("[data-erase-start] button")
                button.wait_for(timeout=20_000)
                tab.page.evaluate(ERASE)
                assert tab.page.locator("[data-erase-result]").inner_text() == ERASED
                tab.page.get_by_text("Wat precies?").click()
                erased = tab.page.locator("[data-erase-list] li").all_inner_texts()
                assert len(erased) == 5, erased
                assert "cookies" in erased, erased
                words = tab.page.locator("[data-erase]").inner_text().lower()
                assert not re.search("melding|databank|bestand", words), words
                tab.settle(1 if storing else 0)
                kept = stored(tab)
                assert not any(kept.values()), f"still there: {kept}"
                other_tab.until(
                    lambda other_tab=other_tab: (
                        other_tab.page.is_closed()
                        or not other_tab.page.url.startswith(stage.app.origin)
                    ),
                    what="the other tab gone",
                )
                if run == 0:
                    button.click()
                    tab.settle(0.5)
                    assert tab.page.locator("[data-erase-result]").inner_text() == ERASED, (
                        "a second press changes the result"
                    )
                assert tab.page.url.endswith("/wissen/"), "the erase page itself went away"
            stage.app.release()
            holders = files_with_mark(Path(folder))
            assert not holders, (
                f"run {run + 1}{' offline' if offline else ''}: the word is in {holders}"
            )


ERASED = "Gewist: alles wat deze website op dit toestel bewaarde."

ERASE = """() => new Promise(done => {
  const list = document.querySelector("[data-erase-result]"), start = performance.now();
  new MutationObserver(() => done(performance.now() - start)).observe(list, { childList: true });
  document.querySelector("[data-erase-start] button").click();
})"""


@contextmanager
def another_tab(stage: Stage, path: str) -> Iterator[Tab]:
    """A second tab on this page; it may have gone by the end."""
    tab = stage.new_tab()
    tab.goto(stage.app.url(path))
    yield tab
    if not tab.page.is_closed():
        tab.page.close()


def case_15(stage: Stage) -> None:
    """An installed window with one history entry closes; with two it shows the app's empty page and requests nothing from outside."""
    for steps in (1, 2):
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            stage.profile(Path(folder), f"--app={stage.app_page}") as installed,
        ):
            stage.neutral.reset()
            tab = Tab(installed.context.pages[0])
            tab.at(stage.app_page)
            assert tab.page.evaluate("matchMedia('(display-mode: standalone)').matches"), (
                "this is not the window of an installed app"
            )
            if steps == 1:
                tab.leave()
                gone(tab)
            else:
                tab.page.locator(".bottom-bar a").first.click()
                tab.until(lambda tab=tab: len(tab.entries()) == 2, what="a second entry")
                with tab.film() as film:
                    pressed = tab.leave()
                    tab.at(stage.app.url("app/leeg/"))
                    assert not film.again(pressed), "a frame with content"
                assert tab.page.title() == "Informatie"
                assert not tab.words().replace("Informatie", "").strip(), (
                    f"the empty page says {tab.words()!r}"
                )
                tab.travel(-1)
                tab.settle(0.4)
                assert not tab.content(), "Back shows the page"
            assert not stage.neutral.log.asked, "an installed app requested an outside address"


def case_16(stage: Stage) -> None:
    """The help zone hidden and shown again, reached by Back, or reloaded: a neutral screen, with content only after "Lees verder". The app zone in a tab: nothing happens."""

    def neutral_until_asked(tab: Tab, how: str) -> None:
        tab.until(lambda: RESUME in tab.words(), what=f"the neutral screen {how}")
        assert not tab.content(), f"{how}: the {tab.content()} shows the page"
        tab.page.mouse.click(100, 600)
        tab.settle(0.1)
        assert not tab.content(), f"{how}: a click next to the button shows the page"
        tab.page.get_by_role("button", name=RESUME).click()
        tab.until(
            lambda: tab.content() == "screen and screen reader",
            what=f"{how}: the page after {RESUME}",
        )

    with stage.tab() as tab:
        watch_return(tab)
        at_topic(stage, tab)
        scrolled = tab.page.evaluate("scrollTo(0, 40), scrollY")
        with elsewhere(stage):
            tab.until(
                lambda: tab.page.evaluate("document.visibilityState") == "hidden",
                what="the tab hidden",
            )
        with tab.film() as film:
            shown = time.time()
            tab.page.bring_to_front()
            tab.settle(0.3)
            # Chromium may show the last frame it drew before the window was hidden; nothing is drawn while it is
            assert not film.again(shown), "a frame with content when the window is shown again"
        neutral_until_asked(tab, "after the window was hidden")
        assert tab.page.evaluate("scrollY") == scrolled, "the reader lost their place"
        focused = tab.page.evaluate("document.activeElement.tagName")
        assert focused == "H1", "the reader lost the focus"
        tab.page.locator("main .elsewhere >> visible=true").first.click()
        tab.at(stage.search.url)
        with tab.film() as film:
            tab.travel(-1)
            tab.settle(0.4)
            assert not film.content(), "a frame with content after Back"
        neutral_until_asked(tab, "after Back")
        tab.goto(stage.search.url)
        with tab.film() as film:
            shown = time.time()
            tab.travel(-1)
            tab.settle(0.4)
            assert not film.again(shown), "a frame with content after Back from a typed address"
        assert_covered_return(tab)
        neutral_until_asked(tab, "after Back from a typed address")
        tab.page.reload()
        neutral_until_asked(tab, "after a reload")
        tab.leave()
        away(stage, tab)
    with stage.tab() as tab:
        at_step(stage, tab)
        with elsewhere(stage):
            tab.settle(0.2)
        tab.page.bring_to_front()
        stays(stage, tab, "the app zone hidden and shown again")


# -- both zones in one tab -------------------------------------------------------------------------


def never_content(
    stage: Stage, tab: Tab, *steps: int, hurry: bool = False, allowed: str = "about:"
) -> None:
    """Go through the history: no frame and no screen reader gets content, only the neutral site, the neutral screen or the `allowed` address.

    With `hurry`, each step follows before the previous one has finished.
    """
    with tab.film() as film:
        for number, step in enumerate(steps):
            target = tab.entry()[0] + step
            if not tab.travel(step) or (hurry and number < len(steps) - 1):
                continue

            def arrived(target: int = target) -> bool:
                number, address = tab.entry()
                if number != target and not hurry:
                    return False
                if address.startswith((stage.neutral.url, allowed)):
                    return bool(tab.page.evaluate("document.readyState") == "complete")
                return RESUME in tab.words()

            tab.until(arrived, what="the neutral site or the neutral screen")
            assert not tab.content(), f"the {tab.content()} shows the page after {steps}"
        tab.settle(0.1)
        assert not film.content(), f"a frame with content after {steps}"


def only_marks(stage: Stage, tab: Tab, *marks: str) -> None:
    """Check that in this tab the site keeps these marks and otherwise only what the worker needs."""
    tab.goto(stage.app.url("app/leeg/"))
    kept = tab.page.evaluate("({ ...sessionStorage })")
    assert kept == dict.fromkeys(marks, "1"), f"sessionStorage holds {kept}"
    kept = {kind: count for kind, count in stored(tab).items() if kind not in KEPT_BY_APP}
    assert not any(kept.values()), f"still there: {kept}"


KEPT_BY_APP = ("workers", "caches", "storage")


def read_on(tab: Tab) -> None:
    """Press "Lees verder" on the neutral screen."""
    tab.until(lambda: RESUME in tab.words(), what="the neutral screen")
    tab.page.get_by_role("button", name=RESUME).click()
    tab.until(lambda: WORD in tab.page.locator("main").inner_text(), what="the page")


def to_app_zone(stage: Stage, tab: Tab) -> None:
    """Go from the help zone to the app zone by its own link."""
    tab.page.locator('main a[href="/app/nl/"]').click()
    tab.at(stage.app_page)


def app_then_help(stage: Stage, tab: Tab) -> None:
    """App page → help zone → exit → Back ×4 and Forward."""
    tab.goto(stage.app.url("app/nl/stappen/2/"))
    at_topic(stage, tab)
    tab.leave()
    away(stage, tab)
    never_content(stage, tab, -1, -1, -1, -1, 1, 1)
    only_marks(stage, tab, "p", "q")


def steps_then_help(stage: Stage, tab: Tab) -> None:
    """Four steps in one document → help zone → exit → Back in a hurry, a reload, Forward."""
    at_step(stage, tab)
    at_topic(stage, tab)
    tab.leave()
    away(stage, tab)
    never_content(stage, tab, -1, -1, -1, 1, -1, hurry=True)
    tab.page.reload()
    never_content(stage, tab, -1, 1, 1)


def help_then_app_and_back(stage: Stage, tab: Tab) -> None:
    """Help zone → its link to the app zone → Back → read on → exit → Forward."""
    tab.goto(stage.help_page)
    to_app_zone(stage, tab)
    tab.travel(-1)
    tab.at(stage.help_page)
    read_on(tab)
    tab.leave()
    away(stage, tab)
    never_content(stage, tab, 1, -1, 1, 1)
    only_marks(stage, tab, "p", "q")


def by_the_door(stage: Stage, tab: Tab) -> None:
    """Two steps in the app zone → its link to the help zone, which replaces the page → exit → Back ×3."""
    tab.goto(stage.app.url("app/nl/stappen/"))
    tab.read_steps(2)
    tab.page.locator("a[data-replace]").first.click()
    tab.at(stage.help_page)
    tab.leave()
    away(stage, tab)
    never_content(stage, tab, -1, -1, -1, 1)


def app_help_app(stage: Stage, tab: Tab) -> None:
    """App → help → app → exit → Back ×4."""
    tab.goto(stage.app_page)
    tab.goto(stage.help_page)
    to_app_zone(stage, tab)
    tab.leave()
    away(stage, tab)
    never_content(stage, tab, -1, -1, -1, -1, 1, 1, 1)


def another_site_between(stage: Stage, tab: Tab) -> None:
    """App page → another site → help zone → exit → Back ×3: what a page can see of the history ends at the other site."""
    tab.goto(stage.app.url("app/nl/stappen/2/"))
    tab.goto(stage.search.url)
    at_topic(stage, tab)
    tab.leave()
    away(stage, tab)
    tab.travel(-1)
    tab.at(stage.search.url)
    never_content(stage, tab, -1, -1)


def erased_between(stage: Stage, tab: Tab) -> None:
    """App page → everything erased → a step → help zone → exit → Back ×4: the erase removed the mark, but not the pages from the history."""
    tab.goto(stage.app.url("app/nl/stappen/2/"))
    tab.goto(stage.app.url("app/nl/wissen/"))
    tab.page.locator("[data-erase-start] button").click()
    tab.until(lambda: ERASED in tab.page.locator("[data-erase-result]").inner_text(), what="erased")
    assert tab.page.evaluate("sessionStorage.length") == 0
    tab.page.locator(".top-bar-home").click()
    tab.at(stage.app_page)
    at_topic(stage, tab)
    tab.leave()
    away(stage, tab)
    never_content(stage, tab, -1, -1, -1, -1)


def marks_lost(stage: Stage, tab: Tab) -> None:
    """A browser that was closed may restore its tabs without their marks: then the reader decides whether an app page is shown. Switching tabs or reloading does not show it."""
    tab.goto(stage.app.url("app/nl/stappen/2/"))
    tab.goto(stage.search.url)
    tab.goto(stage.app.url("app/leeg/"))
    tab.page.evaluate("sessionStorage.clear()")
    never_content(stage, tab, -2)
    tab.page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    tab.settle(0.2)
    assert not tab.content(), f"the {tab.content()} shows the page after switching tabs"
    tab.page.reload()
    tab.until(lambda: RESUME in tab.words(), what="the neutral screen after a reload")
    assert not tab.content(), f"the {tab.content()} shows the page after a reload"
    read_on(tab)
    tab.page.reload()
    tab.until(lambda: tab.content() == "screen and screen reader", what="the page the reader chose")


WALKS: tuple[Callable[[Stage, Tab], None], ...] = (
    app_then_help,
    steps_then_help,
    help_then_app_and_back,
    by_the_door,
    app_help_app,
    another_site_between,
    erased_between,
    marks_lost,
)


LATER = (app_help_app, another_site_between, erased_between)
"""Walks only for runs that cover everything."""


def walks(stage: Stage) -> None:
    """Every walk that mixes the zones, in a tab of its own."""
    for walk in WALKS:
        if walk in LATER and not EVERY_PAGE:
            continue
        with stage.tab() as tab:
            try:
                walk(stage, tab)
            except AssertionError as error:
                raise AssertionError(f"{walk.__doc__}: {error}") from error
            tab.goto(stage.app_page)
            assert tab.has_navigation() == stage.navigation


def case_17(stage: Stage) -> None:
    """Without `window.navigation`: both zones in one tab, exit, Back and Forward never show content."""
    walks(stage.without_navigation())


def case_18(stage: Stage) -> None:
    """The same walks with `window.navigation`. (Cases 3 to 7 and 10 also run both ways.)"""
    walks(stage)


def case_19(stage: Stage) -> None:
    """Esc twice straight after arriving from a search page, before touching anything: exit, and Back leads to the search page or the neutral site."""
    hosts = (stage, stage.without_navigation())
    for host, path in combined(hosts, ("nl/", "app/nl/", "app/nl/stappen/2/")):
        with host.tab() as tab:
            address = host.app.url(path)
            host.search.body = lambda address=address: f'<a href="{address}">result</a>'
            tab.goto(host.search.url)
            tab.page.locator("a").click()
            tab.at(address)
            tab.keys("Escape", "Escape")
            away(host, tab)
            never_content(host, tab, -1, allowed=host.search.url)


def case_20(stage: Stage) -> None:
    """At 400 % zoom the exit is reachable and does not take the focus by itself. (Its distance from other controls: test_quick_exit_pages.py.)"""
    with stage.tab() as tab:
        without_worker(tab)
        size = {"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": False}
        tab.cdp.send("Emulation.setDeviceMetricsOverride", size)
        for path in IN_EACH_ZONE:
            tab.goto(stage.app.url(path))
            assert tab.page.evaluate("document.activeElement === document.body"), "took focus"
            tab.keys("Tab", "Tab")
            assert tab.page.evaluate(f"document.activeElement.matches('{CONTROL}')"), (
                "not the second Tab stop"
            )
            tab.keys("Enter")
            away(stage, tab)
            stage.neutral.log.clear()


NOTE = "kwartelei"
"""A word that occurs nowhere in the app."""


def case_21(stage: Stage) -> None:
    """Worksheet filled in, a link in the bar, Back: the words are there. Exit, Back: gone. Profile closed: no file contains them."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with stage.profile(Path(folder)) as fresh, fresh.tab() as tab:
            tab.goto(stage.app.url("app/nl/werkblad/"))
            tab.until(lambda: tab.page.evaluate("'htmx' in window"), what="htmx")
            field = tab.page.locator("main textarea").first
            field.press_sequentially(NOTE)
            tab.page.locator('.bottom-bar [data-section="bel"]').click()
            tab.page.locator('main[data-page="bel"]').wait_for()
            tab.travel(-1)
            tab.page.locator('main[data-page="werkblad"]').wait_for()
            tab.until(lambda: field.input_value() == NOTE, what="the words after Back")
            tab.leave()
            away(stage, tab)
            never_content(stage, tab, -1, -1, 1)
            tab.goto(stage.app.url("app/nl/werkblad/"))
            assert field.input_value() == "", "the words are still there"
        assert files_with(Path(folder), stage.app.origin.removeprefix("http://")), (
            "the profile was not written, so the search proves nothing"
        )
        holders = files_with(Path(folder), NOTE)
        assert not holders, f"the words are in {holders}"


def case_22(stage: Stage) -> None:
    """The help zone in a standalone window: the exit closes it or ends at the empty page, and nothing of ours is reachable from there."""
    ways = [(True, "help"), (False, "app, help"), (False, "help"), (False, "help, app")]
    for closes, way in ways if EVERY_PAGE else ways[1:2]:
        start = stage.app_page if way.startswith("app") else stage.help_page
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            stage.profile(Path(folder), f"--app={start}") as installed,
        ):
            stage.neutral.reset()
            tab = Tab(installed.context.pages[0])
            if not closes:  # an iPhone does not let a page close its own window
                tab.page.add_init_script("window.close = () => {}")
                tab.page.reload()
                if way.startswith("help"):
                    read_on(tab)
            tab.at(start)
            assert tab.page.evaluate("matchMedia('(display-mode: standalone)').matches"), (
                "this is not the window of an installed app"
            )
            if way == "help, app":
                to_app_zone(stage, tab)
                tab.page.locator(".bottom-bar a").first.click()
                tab.until(lambda tab=tab: len(tab.entries()) == 3, what="three entries")
            elif way == "app, help":
                tab.goto(stage.help_page)
            if closes:
                tab.leave()
                gone(tab)
            else:
                tab.leave()
                tab.at(stage.app.url("app/leeg/"))
                for step in (-1, -1, 1, 1):
                    with tab.film() as film:
                        if tab.travel(step):
                            tab.at(stage.app.url("app/leeg/"))
                        assert not tab.content(), "the page is reachable"
                        assert not film.content(), "the page is reachable"
                        assert RESUME not in tab.words(), "the page is a single press away"
            assert not stage.neutral.log.asked, "an installed app requested an outside address"


def gone(tab: Tab) -> None:
    """Wait until the window has closed itself."""
    end = time.time() + 15
    while not tab.page.is_closed() and time.time() < end:
        with suppress(Error):  # the window may go away in the meantime
            tab.settle(0.05)
    assert tab.page.is_closed(), "the window did not close"


@contextmanager
def elsewhere(stage: Stage) -> Iterator[None]:
    """Look at another tab while the block runs."""
    page = stage.context.new_page()
    page.bring_to_front()
    try:
        yield
    finally:
        page.close()


def other_tabs_leave(stage: Stage) -> None:
    """An exit in one tab takes the others along: they are covered at once, then closed or sent to the neutral site, where Back shows nothing."""
    with (
        stage.tab() as tab,
        another_tab(stage, "app/nl/stappen/2/") as app_tab,
        another_tab(stage, "nl/") as help_tab,
    ):
        app_tab.goto(stage.app.url("app/nl/stappen/3/"))
        tab.goto(stage.app_page)
        tab.page.bring_to_front()
        tab.leave()
        tab.at(stage.neutral.url)
        for other_tab in (app_tab, help_tab):
            other_tab.until(
                lambda other_tab=other_tab: (
                    other_tab.page.is_closed() or other_tab.page.url.startswith(stage.neutral.url)
                ),
                what="the other tab gone",
            )
        if not app_tab.page.is_closed():
            app_tab.page.bring_to_front()
            app_tab.travel(-1)
            app_tab.settle(0.4)
            assert not app_tab.content(), "Back in the other tab shows the page"


CASES: dict[str, Callable[[Stage], None]] = {
    name: case for name, case in globals().items() if name.startswith("case_")
}


def cut_off(stage: Stage) -> None:
    """A hasty Back stops a page from loading above its control. It does not stay empty: after an exit it leads out, and in the help zone it asks."""
    for address, after_exit in (("app/nl/stappen/2/", True), ("nl/", False)):
        with stage.tab() as tab:
            without_worker(tab)
            tab.goto(stage.app.url(address))
            if after_exit:
                tab.page.evaluate("sessionStorage.q = 1")
            stage.app.drip("<body")
            tab.cdp.send("Page.reload")
            tab.until(
                lambda: tab.page.evaluate("!document.querySelector('main') && !stop()"),
                what="a page with only its head",
            )
            assert not tab.page.locator(CONTROL).count(), "the page was not cut off"
            stage.app.release()
            if after_exit:
                away(stage, tab)
            else:
                read_on(tab)


def two_fingers(stage: Stage) -> None:
    """A second finger, or the hand that holds the phone, is on the screen while the control is pressed, and lets go first: the press still leaves, once."""
    for go_there, control_first in combined(ZONES, (True, False)):
        with stage.tab() as tab:
            tab.cdp.send(
                "Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5}
            )
            go_there(stage, tab)
            x, y = tab.centre()
            places = [(x, y), (x - 100, y + 300)][:: 1 if control_first else -1]
            tab.fingers("touchStart", places[0])
            tab.settle(0.05)
            tab.fingers("touchStart", *places)
            tab.settle(0.05)
            tab.fingers("touchEnd")
            away(stage, tab)


def on_paper(stage: Stage) -> None:
    """A covered page is printed: nothing of it is on paper. A printer leaves out backgrounds, including the cover's."""
    for go_there in ZONES:
        with stage.tab() as tab:
            go_there(stage, tab)
            assert prints_mark(tab), "the mark is not printed, so its absence proves nothing"
            stage.neutral.hang()
            tab.leave()
            tab.settle(0.2)
            # while a navigation waits for its response, Chromium does not answer the driver
            tab.page.evaluate("stop()")
            assert not prints_mark(tab), "the page behind the cover is printed"


def prints_mark(tab: Tab) -> bool:
    """Whether the printed page has the colour of the mark."""
    paper = base64.b64decode(tab.cdp.send("Page.printToPDF", {"printBackground": False})["data"])
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", paper, re.DOTALL):
        with suppress(zlib.error):
            if b"1 0 1 rg" in zlib.decompressobj().decompress(stream):
                return True
    return False


def restored(stage: Stage, profile: Path) -> None:
    """The browser restores a closed tab, as Ctrl+Shift+T does: an app page that was left by the exit leads out, and the help zone asks."""
    places = (("app/nl/stappen/2/", True), ("nl/", False))
    for address, after_exit in places if EVERY_PAGE else places[:1]:
        folder = profile / address.split("/")[0]
        with stage.profile(folder) as before:
            tab = Tab(before.context.pages[0])
            tab.goto(stage.app.url(address))
            if after_exit:
                tab.page.evaluate("sessionStorage.q = 1")
        stage.neutral.reset()
        with stage.profile(folder, "--restore-last-session") as after:
            tab = Tab(after.context.pages[0])
            if after_exit:
                away(stage, tab)
            else:
                read_on(tab)


def other_tab_stays_empty(stage: Stage) -> None:
    """Everything is erased in one tab, and another one, which the neutral site does not answer, comes to the front meanwhile: it stores nothing again."""
    with stage.tab() as tab, another_tab(stage, "app/nl/stappen/2/") as other_tab:
        other_tab.goto(
            stage.app.url("app/nl/stappen/3/")
        )  # pages cannot close a tab with two entries
        tab.goto(stage.app.url("app/nl/wissen/"))
        wait_until_stored(tab)
        stage.neutral.hang()
        tab.page.bring_to_front()
        tab.page.locator("[data-erase-start] button").click()
        tab.until(
            lambda: ERASED in tab.page.locator("[data-erase-result]").inner_text(), what="erased"
        )
        other_tab.page.bring_to_front()
        tab.settle(0.5)
        tab.page.bring_to_front()
        tab.settle(2)
        kept = stored(tab)
        assert not any(kept.values()), f"the other tab stored again: {kept}"


def erased_before_it_came(stage: Stage, profile: Path) -> None:
    """Erased on a first visit on a slow line, while the worker is still loading: once it has, it goes too, and the page reports it. A host without headers cannot help."""
    bare = stage.on_bare_host()
    for host in (stage, bare) if EVERY_PAGE else (bare,):
        with host.profile(profile) as fresh, fresh.tab() as tab:
            host.app.hold(r"app/sw\.js$")
            tab.goto(host.app.url("app/nl/wissen/"))
            tab.until(
                lambda host=host: any(asked.path == "/app/sw.js" for asked in host.app.log.asked),
                what="the worker requested",
            )
            tab.page.evaluate(ERASE)
            host.app.release()
            tab.settle(3)  # long enough to store everything
            result = tab.page.locator("[data-erase-result]")
            tab.until(lambda result=result: ERASED in result.inner_text(), what="erased again")
            kept = stored(tab)
            assert not any(kept.values()), f"stored after the erase: {kept}"
