"""Steps: moving from page to page in the app zone.

Plain links first, then htmx, which swaps `main` and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kit.fault_server import FaultServer
from tests.kit.levels import later
from tests.kit.screens import EVERY_PAGE, LOOKED_AT, complaints, listen

START, STEPS, FIRST, SECOND, CALL = (
    "app/nl/",
    "app/nl/stappen/",
    "app/nl/stappen/1/",
    "app/nl/stappen/2/",
    "app/nl/bel/",
)


@pytest.fixture(scope="module")
def running(site: Any) -> Iterator[FaultServer]:
    with FaultServer(site.path) as server:
        yield server


@pytest.fixture
def server(running: FaultServer) -> Iterator[FaultServer]:
    """The frozen site on a server with switchable faults, none of them on at the start."""
    running.forget()
    yield running
    running.heal()
    running.latency = 0


class Reader:
    """A tab on a phone. Steps are taken by pressing links."""

    def __init__(self, page: Page, server: FaultServer) -> None:
        self.page = page
        self.server = server
        listen(page)

    def open(self, address: str) -> None:
        """Type an address, and wait until htmx is there."""
        self.page.goto(self.server.url(address))
        expect(self.page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
        self.server.forget()

    def press(self, selector: str) -> None:
        """Press a link."""
        self.page.locator(selector).first.click()

    def link(self, address: str) -> str:
        """The selector of the link to an address in the text."""
        return f'main a[href="/{address}"]'

    def at(self, address: str) -> None:
        """Wait until this address is shown with its page and its title, which a step sets last of
        all.
        """
        page_id = re.sub(r"^app/\w+/", "", address).rstrip("/") or "index"
        heading = self.page.locator(f'main[data-page="{page_id}"] h1')
        expect(heading).to_be_attached()
        expect(self.page).to_have_url(self.server.url(address))
        # the title of the erase page, which stays in the history, says nothing about erasing
        title = "Wissen" if page_id == "wissen" else (heading.text_content() or "").strip()
        expect(self.page).to_have_title(re.compile(re.escape(title)))

    def mark(self) -> None:
        """Mark `main` and the nodes around it; the marks last as long as the nodes do."""
        self.page.evaluate(
            "for (const node of document.querySelectorAll('html, body, header, .bottom-bar, "
            "[data-quick-exit], main')) node.marked = true"
        )

    def marked(self) -> list[str]:
        """Which nodes still have their mark."""
        marks: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('html, body, header, .bottom-bar, [data-quick-exit], "
            "main')].filter((node) => node.marked).map((node) => node.localName)"
        )
        return marks

    def current(self) -> dict[str, str]:
        """Which items in the bar are marked as current, and how."""
        state: dict[str, str] = self.page.evaluate(
            "Object.fromEntries([...document.querySelectorAll('.bottom-bar "
            "[aria-current]')].map((link) => [link.dataset.section, "
            "link.getAttribute('aria-current')]))"
        )
        return state

    def state(self) -> tuple[str, str, dict[str, str], str]:
        """What must change along with the page: title, heading, bar and language link."""
        translation = self.page.evaluate("document.querySelector('.languages a').pathname")
        return self.page.title(), self.page.locator("h1").inner_text(), self.current(), translation

    def asked(self, address: str) -> int:
        """How often an address was requested from the server."""
        return self.server.paths.count(f"/{address}")


AROUND = ["html", "body", "header", "a", "nav"]


@pytest.fixture
def reader(browser: Browser, server: FaultServer) -> Iterator[Reader]:
    """A reader with a fresh tab."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, service_workers="block")
    yield Reader(context.new_page(), server)
    context.close()


# -- without JavaScript ----------------------------------------------------------------------------


def test_steps_are_plain_links_that_work_without_javascript(
    browser: Browser, server: FaultServer
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    reader = Reader(context.new_page(), server)
    reader.page.goto(server.url(START))
    for selector, address in (
        (reader.link(FIRST), FIRST),
        (".next a", SECOND),
        ('.bottom-bar a[href$="/wegen/"]', "app/nl/wegen/"),
        (".next a", "app/nl/wegen/1/"),
        (".answer", None),
        (".tools-search", "app/nl/zoeken/"),
        (".languages a", "app/en/zoeken/"),
        (".top-bar-home", "app/en/"),
    ):
        before = reader.page.url
        reader.press(selector)
        expect(reader.page).not_to_have_url(before)
        if address:
            reader.at(address)
        assert reader.page.locator("h1").count() == 1
        assert reader.page.locator("[data-quick-exit]").is_visible()
    assert complaints(reader.page) == []
    context.close()


# -- one step --------------------------------------------------------------------------------------


def test_a_step_swaps_main_and_nothing_else(reader: Reader) -> None:
    reader.open(START)
    reader.mark()
    reader.press(reader.link(FIRST))
    reader.at(FIRST)
    assert reader.marked() == AROUND
    assert [path for path in reader.server.paths if path.endswith("/")] == [f"/{FIRST}"]
    assert complaints(reader.page) == []


def test_title_and_focus_follow_and_the_page_starts_at_its_top(reader: Reader) -> None:
    reader.open(START)
    reader.page.evaluate("document.querySelector('.foot-links').scrollIntoView()")
    reader.press(reader.link("app/nl/over/"))
    reader.at("app/nl/over/")
    heading = reader.page.locator("h1")
    expect(heading).to_be_focused()
    assert reader.page.title().startswith(heading.inner_text())
    box = heading.bounding_box()
    assert box
    assert 60 < box["y"] < 300, "the heading must be just below the bar, without scrolling"
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate(
        "document.querySelector('main').contains(document.activeElement)"
    ), "Tab must continue from the heading"


@pytest.mark.parametrize(
    ("address", "current"),
    [
        later(STEPS, {"stappen": "page"}),
        (SECOND, {"stappen": "true"}),
        later("app/nl/wegen/1/", {"wegen": "true"}),
        later("app/nl/signalen/", {"signalen": "page"}),
        (CALL, {"bel": "page"}),
        ("app/nl/over/", {}),
    ],
)
def test_the_bar_shows_where_the_reader_is(
    reader: Reader, address: str, current: dict[str, str]
) -> None:
    reader.open("app/nl/zoeken/a-z/")
    assert reader.current() == {}
    reader.page.locator(
        f'main a[href="/{address}"]:visible, .bottom-bar a[href="/{address}"], .foot-links '
        f'a[href="/{address}"]'
    ).first.click()
    reader.at(address)
    assert reader.current() == current
    loaded = reader.page.context.new_page()
    loaded.goto(reader.page.url)
    assert Reader(loaded, reader.server).current() == current, "a full load must mark the same"


def test_the_language_link_follows_the_page_and_loads_another_document(reader: Reader) -> None:
    reader.open(START)
    reader.press(reader.link(FIRST))
    reader.at(FIRST)
    reader.press(".next a")
    reader.at(SECOND)
    reader.mark()
    reader.press(".languages a")
    reader.at("app/en/stappen/2/")
    assert reader.marked() == [], "another language is another document"
    assert reader.page.locator("html").get_attribute("lang") == "en"
    assert reader.page.locator("[data-quick-exit]").get_attribute("data-htmx-powered") is None
    assert complaints(reader.page) == []


def test_a_swapped_page_is_the_same_as_after_a_full_load(browser: Browser, reader: Reader) -> None:
    """A page of every other layout, or of every kind, one after another in one document.

    Its scripts must do the same when it is swapped in as when it is loaded.
    """
    state = """() => ({
      title: document.title,
      text: document.querySelector("main").innerText.replace(/\\s+/g, " "),
      buttons: [...document.querySelectorAll("main button")].filter((button) => button.checkVisibility()).length,
      current: [...document.querySelectorAll(".bottom-bar [aria-current]")].map((link) => link.dataset.section + link.getAttribute("aria-current")),
      languages: [...document.querySelectorAll(".languages a")].map((link) => link.pathname),
    })"""
    # in a window of its own: a tab in the background is drawn only once a second
    window = browser.new_context(viewport={"width": 360, "height": 640}, service_workers="block")
    fresh = Reader(window.new_page(), reader.server)
    wrong = []
    reader.open(CALL)
    reader.mark()
    addresses = [*LOOKED_AT.values()]
    for address in addresses if EVERY_PAGE else addresses[1::2]:
        # any link will do: another test checks that every page can be reached
        reader.page.locator(".top-bar-home").evaluate(
            "(link, path) => { link.href = path }", f"/app/nl/{address}"
        )
        reader.press(".top-bar-home")
        reader.at(f"app/nl/{address}")
        fresh.page.goto(reader.page.url)
        expect(fresh.page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
        for _ in range(40):  # scripts may still be loading
            swapped, loaded = reader.page.evaluate(state), fresh.page.evaluate(state)
            if swapped == loaded:
                break
            reader.page.wait_for_timeout(50)
        wrong += [
            f"{address} {what}: {swapped[what]!r:.300} instead of {loaded[what]!r:.300}"
            for what in loaded
            if swapped[what] != loaded[what]
        ]
        if reader.marked() != AROUND:
            wrong.append(f"{address} was loaded, not swapped")
    assert not wrong, "\n".join(wrong)
    assert complaints(reader.page) + complaints(fresh.page) == []
    window.close()


def test_links_to_numbers_and_other_sites_are_left_to_the_browser(reader: Reader) -> None:
    reader.open(CALL)
    powered = reader.page.locator(
        'a[href^="tel:"][data-htmx-powered], a[href^="sms:"][data-htmx-powered], '
        'a[href^="http"][data-htmx-powered], a[data-quick-exit][data-htmx-powered]'
    )
    assert powered.count() == 0


def test_a_click_with_control_opens_a_tab_and_leaves_this_one_as_it_is(reader: Reader) -> None:
    reader.open(START)
    with reader.page.context.expect_page() as opened:
        reader.page.locator(reader.link(FIRST)).first.click(modifiers=["Control"])
    expect(opened.value).to_have_url(reader.server.url(FIRST))
    reader.at(START)


# -- Back and Forward ------------------------------------------------------------------------------


def test_back_and_forward_restore_page_title_bar_and_language_link(reader: Reader) -> None:
    reader.open(START)
    reader.mark()
    way = [
        (START, ""),
        (FIRST, reader.link(FIRST)),
        (SECOND, ".next a"),
        (CALL, '.bottom-bar a[href$="/bel/"]'),
    ]
    seen = {}
    for address, selector in way:
        if selector:
            reader.press(selector)
        reader.at(address)
        seen[address] = reader.state()
    assert len({title for title, *_ in seen.values()}) == 4
    for go, order in ((reader.page.go_back, way[-2::-1]), (reader.page.go_forward, way[1:])):
        for address, _ in order:
            go()
            reader.at(address)
            expect(reader.page).to_have_title(seen[address][0])
            assert reader.state() == seen[address]
            expect(reader.page.locator("h1")).to_be_focused()
    assert reader.marked() == AROUND, "it must be one document all the way"
    assert complaints(reader.page) == []


def test_back_from_another_document_shows_the_page_again(reader: Reader) -> None:
    reader.open(START)
    reader.press(reader.link(FIRST))
    reader.at(FIRST)
    reader.press(".languages a")
    reader.at("app/en/stappen/1/")
    reader.page.go_back()
    reader.at(FIRST)
    assert reader.page.locator("h1").is_visible()
    reader.page.go_back()
    reader.at(START)
    assert reader.page.title().startswith(reader.page.locator("h1").inner_text())
    reader.page.go_forward()
    reader.at(FIRST)


@pytest.mark.parametrize("late", ["vendor/htmx", "js/"], ids=["htmx", "every-script"])
def test_back_over_a_step_on_a_discarded_page_does_not_wait_for_scripts(
    reader: Reader, late: str
) -> None:
    reader.open(START)
    reader.press(reader.link(FIRST))
    reader.at(FIRST)
    reader.press(".languages a")
    reader.at("app/en/stappen/1/")
    reader.server.fault("hang", f"/static/{late}")
    for address in (FIRST, START):
        reader.page.go_back(wait_until="commit")
        reader.at(address)
        assert reader.page.evaluate("!window.htmx")
    reader.server.heal()
    reader.page.go_forward(wait_until="commit")
    reader.at(FIRST)


def test_back_to_another_place_on_a_page_does_not_reload_it(reader: Reader) -> None:
    reader.server.fault("hang", "/static/vendor/htmx")
    reader.page.goto(reader.server.url(FIRST))
    reader.mark()
    reader.page.evaluate("location.hash = 'main'")
    reader.page.go_back()
    expect(reader.page).to_have_url(reader.server.url(FIRST))
    reader.page.wait_for_timeout(300)
    assert sorted(reader.marked()) == sorted([*AROUND, "main"])
    assert reader.page.evaluate("!window.htmx")


def test_back_returns_to_where_the_reader_was_on_the_page(reader: Reader) -> None:
    reader.open("app/nl/geweldsvormen/")
    link = reader.page.locator("main .rows a").last
    link.scroll_into_view_if_needed()
    place = reader.page.evaluate("scrollY")
    assert place > 200
    link.click()
    expect(reader.page.locator('main[data-page="geweldsvormen"]')).to_have_count(0)
    expect(reader.page.locator("h1")).to_be_focused()
    reader.page.go_back()
    reader.at("app/nl/geweldsvormen/")
    reader.page.wait_for_timeout(300)
    assert abs(reader.page.evaluate("scrollY") - place) < 100


# -- quick taps ------------------------------------------------------------------------------------


def test_of_two_quick_taps_the_second_counts(reader: Reader) -> None:
    reader.open(START)
    reader.server.latency = 0.4
    reader.page.evaluate(
        "document.querySelector('main a[href$=\"/stappen/1/\"]').click(); "
        "document.querySelector('.bottom-bar a[href$=\"/bel/\"]').click()"
    )
    reader.at(CALL)
    reader.page.wait_for_timeout(900)
    reader.at(CALL)
    assert reader.page.title().startswith(reader.page.locator("h1").inner_text())
    assert reader.current() == {"bel": "page"}
    assert complaints(reader.page) == []


def test_a_second_tap_beats_one_that_hangs(reader: Reader) -> None:
    reader.open(START)
    reader.server.fault("hang", f"/{FIRST}")
    reader.press(reader.link(FIRST))
    reader.page.wait_for_timeout(200)
    reader.press('.bottom-bar a[href$="/bel/"]')
    reader.at(CALL)
    reader.server.heal()
    reader.page.wait_for_timeout(300)
    reader.at(CALL)


def test_two_taps_on_one_link_are_one_step(reader: Reader) -> None:
    reader.open(START)
    reader.server.latency = 0.2
    reader.page.locator(reader.link(FIRST)).first.dblclick()
    reader.at(FIRST)
    reader.page.wait_for_timeout(600)
    reader.page.go_back()
    reader.at(START)


# -- faults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("404", "Server error page"),
        later("500", "Server error page"),
        ("portal", "Welcome to the portal"),
        later("redirect", "Welcome to the portal"),
        ("empty", ""),
    ],
)
def test_a_response_that_is_not_ours_is_shown_as_it_is(
    reader: Reader, kind: str, words: str
) -> None:
    reader.open(START)
    reader.server.fault(kind, f"/{FIRST}")
    reader.server.fault(kind, "/portal-login")
    reader.press(reader.link(FIRST))
    expect(reader.page.locator("[data-quick-exit]")).to_have_count(0)
    expect(reader.page.locator("body")).to_contain_text(words)
    reader.page.wait_for_timeout(300)
    assert reader.asked(FIRST) == 2, "once by htmx, once by the browser, and no more"


@pytest.mark.parametrize("kind", [later("404"), "500", later("portal"), later("empty"), "truncate"])
def test_a_passing_fault_costs_a_full_load_and_no_more(reader: Reader, kind: str) -> None:
    reader.open(START)
    reader.mark()
    reader.server.fault(kind, f"/{FIRST}", times=1)
    reader.press(reader.link(FIRST))
    reader.at(FIRST)
    expect(reader.page.locator("h1")).to_be_visible()
    expect(reader.page.locator("html")).not_to_have_js_property("marked", True)
    assert reader.asked(FIRST) == 2
    reader.page.go_back()
    reader.at(START)


def test_with_the_server_gone_the_browser_tries_the_address_once(reader: Reader) -> None:
    reader.open(START)
    loads: list[str] = []
    reader.page.on(
        "request",
        lambda request: loads.append(request.url) if request.is_navigation_request() else None,
    )
    reader.server.stop()
    try:
        reader.press(reader.link(FIRST))
        expect(reader.page.locator("[data-quick-exit]")).to_have_count(0)
        reader.page.wait_for_timeout(300)
    finally:
        reader.server.start()
    assert loads == [reader.server.url(FIRST)]
    reader.page.reload()
    reader.at(FIRST)


@pytest.mark.parametrize("file", ["lookup", "search"])
def test_a_script_that_failed_to_load_is_requested_again_at_the_next_step(
    reader: Reader, file: str
) -> None:
    reader.open(START)
    reader.server.fault("500", f"/static/js/{file}", times=1)
    with (
        reader.page.expect_response(f"**/static/js/{file}.*"),
        reader.page.expect_response("**/static/js/search.*"),
    ):
        reader.press(".tools-search")
    reader.at("app/nl/zoeken/")
    expect(reader.page.locator('main a[href$="/zoeken/a-z/"]')).to_be_visible()
    expect(reader.page.locator("[data-search-status]")).to_contain_text("werkt nu niet")
    for selector, address in ((".top-bar-home", START), (".tools-search", "app/nl/zoeken/")):
        reader.press(selector)
        reader.at(address)
    reader.page.locator("[data-search] input").fill("stalking")
    expect(reader.page.locator("[data-search-results] a").first).to_have_attribute(
        "href", "/app/nl/geweldsvormen/stalking/"
    )
    assert reader.page.locator(f"script[src*='/{file}.']").count() == 1


def test_after_one_fault_the_next_is_handled_too(reader: Reader) -> None:
    """After Back from a full load, the same document may live on with its old state."""
    reader.open(START)
    for _ in range(2):
        reader.server.fault("500", f"/{FIRST}", times=1)
        reader.press(reader.link(FIRST))
        reader.at(FIRST)
        reader.page.go_back()
        reader.at(START)
        expect(reader.page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)


def test_back_to_a_page_that_fails_loads_its_address(reader: Reader) -> None:
    reader.open(START)
    reader.press(reader.link(FIRST))
    reader.at(FIRST)
    reader.server.fault("500", f"/{START}", times=1)
    reader.page.go_back()
    reader.at(START)
    expect(reader.page.locator("h1")).to_be_visible()
