"""Example sentences, shown large.

On the whole page but never over the exit, upside down for whoever sits opposite, read aloud on the
device or not at all.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from meldapp.publish.serve import SiteServer
from tests.kit.levels import later
from tests.kit.waiting import eventually

CARD = "app/nl/gesprek/kind/"
VIEW = "[data-say-large]"
WORDS = "[data-say-words]"
SPEECH = """
const spoken = (self.spoken = []);
const voices = VOICES;
Object.defineProperty(self, "speechSynthesis", { value: { getVoices: () => voices, speak: (words) => spoken.push([words.text, words.lang, words.chosen]), cancel: () => spoken.push("silence"), addEventListener() {} } });
self.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } set voice(voice) { this.chosen = voice?.name; } get voice() { return this.chosen; } };
"""
LOCAL = (
    '[{ name: "Away", lang: "nl-NL", localService: false }, { name: "Here", lang: "nl-NL", '
    "localService: true }]"
)


@pytest.fixture
def page(phone: BrowserContext, server: SiteServer) -> Page:
    page = phone.new_page()
    page.goto(server.url(CARD))
    expect(page.locator(".say-open").first).to_be_visible()
    return page


def open_large(page: Page, number: int = 0) -> None:
    page.locator(".say-open").nth(number).click()
    expect(page.locator(VIEW)).to_be_visible()


def press(page: Page, name: str) -> None:
    page.locator(f'{VIEW} [data-say="{name}"]').click()


def exit_is_free(page: Page) -> bool:
    """Whether the exit itself is on top at its centre and near its corners."""
    return bool(
        page.evaluate(
            """() => {
              const exit = document.querySelector("[data-quick-exit]");
              const { left, right, top, bottom } = exit.getBoundingClientRect();
              const points = [[(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2]];
              return points.every(([x, y]) => document.elementFromPoint(x, y) === exit);
            }"""
        )
    )


def test_every_block_of_sentences_has_a_button(page: Page) -> None:
    blocks = page.locator("main .block.say").count()
    assert blocks == 5
    assert page.locator("main .block.say .say-open").count() == blocks


def test_without_a_script_the_sentences_are_shown_without_buttons(
    browser: Browser, server: SiteServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url(CARD))
    assert page.locator("main .block.say q:visible").count() > 5
    assert page.locator(".say-open:visible, [data-say]:visible").count() == 0
    context.close()


def test_the_sentences_are_shown_one_by_one(page: Page) -> None:
    sentences = [
        text.strip("“” ")
        for text in page.locator("main .block.say").nth(1).locator("q").all_inner_texts()
    ]
    open_large(page, 1)
    expect(page.locator(WORDS)).to_be_focused()
    for number, sentence in enumerate(sentences, start=1):
        expect(page.locator(WORDS)).to_have_text(sentence)
        expect(page.locator(".say-large-place")).to_have_text(f"Zin {number} van {len(sentences)}")
        assert page.locator('[data-say="back"]').is_disabled() == (number == 1)
        assert page.locator('[data-say="next"]').is_disabled() == (number == len(sentences))
        if number < len(sentences):
            press(page, "next")
    press(page, "back")
    expect(page.locator(WORDS)).to_have_text(sentences[-2])


def test_the_sentence_is_large_and_alone_on_the_screen(page: Page) -> None:
    open_large(page)
    assert (
        page.locator("h1:visible, .bottom-bar:visible, .tools:visible, main .block:visible").count()
        == 0
    )
    assert (
        page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{WORDS}')).fontSize)")
        >= 28
    )
    assert page.evaluate("document.documentElement.scrollHeight") <= 640
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_it_is_not_a_dialog_and_closing_returns_to_the_button(page: Page) -> None:
    open_large(page, 2)
    assert page.locator("dialog, [role=dialog], [aria-modal]").count() == 0
    assert page.locator("h1").count() == 1
    press(page, "close")
    expect(page.locator(VIEW)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".say-open").nth(2)).to_be_focused()
    expect(page.locator(".say-open").nth(2)).to_be_in_viewport()


def test_the_sentence_can_be_turned_for_the_person_opposite(page: Page) -> None:
    open_large(page)
    turn = page.locator('[data-say="turn"]')
    assert turn.get_attribute("aria-pressed") == "false"
    turn.click()
    assert turn.get_attribute("aria-pressed") == "true"
    assert page.evaluate(
        f"getComputedStyle(document.querySelector('{WORDS}')).transform"
    ).startswith("matrix(-1, 0, 0, -1")
    turn.click()
    assert turn.get_attribute("aria-pressed") == "false"
    assert page.evaluate(f"getComputedStyle(document.querySelector('{WORDS}')).transform") == "none"


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (320, 256),
        later(320, 640),
        later(390, 844),
        later(768, 1024),
        (1440, 900),
        later(844, 390),
    ],
)
def test_nothing_covers_the_exit(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_large(page)
    assert exit_is_free(page)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert exit_is_free(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_exit_works_while_a_sentence_is_large(page: Page) -> None:
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(request.url) if request.is_navigation_request() else None,
    )
    open_large(page)
    with page.expect_event("request", lambda request: "knmi.nl" in request.url):
        page.locator("[data-quick-exit]").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert len([url for url in asked if "knmi.nl" in url]) == 1


def test_back_from_the_large_view_shows_the_previous_page_as_usual(
    page: Page, server: SiteServer
) -> None:
    page.goto(server.url("app/nl/gesprek/"))
    expect(page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
    page.locator('main a[href$="/gesprek/kind/"]').first.click()
    expect(page.locator('main[data-page="gesprek/kind"] .say-open')).to_have_count(5)
    open_large(page)
    page.go_back()
    expect(page.locator('main[data-page="gesprek"]')).to_be_attached()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".bottom-bar")).to_be_visible()
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1


def test_a_second_visit_does_not_duplicate_the_buttons(page: Page, server: SiteServer) -> None:
    page.goto(server.url("app/nl/gesprek/"))
    expect(page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
    for _ in range(2):
        page.locator('main a[href$="/gesprek/kind/"]').first.click()
        expect(page.locator('main[data-page="gesprek/kind"] .say-open')).to_have_count(5)
        page.go_back()
        expect(page.locator('main[data-page="gesprek"]')).to_be_attached()


def reading(phone: BrowserContext, server: SiteServer, voices: str, locale: str = "nl") -> Page:
    """The large view in a browser with these voices."""
    phone.add_init_script(SPEECH.replace("VOICES", voices))
    page = phone.new_page()
    page.goto(server.url(f"app/{locale}/gesprek/kind/"))
    expect(page.locator(".say-open").first).to_be_visible()
    open_large(page)
    return page


def spoken(page: Page) -> list[Any]:
    """The calls to the speech API so far."""
    calls: list[Any] = page.evaluate("self.spoken")
    return calls


@pytest.mark.parametrize(
    ("voices", "locale", "offered"),
    [
        ("[]", "nl", False),
        ('[{ name: "Away", lang: "nl-NL", localService: false }]', "nl", False),
        ('[{ name: "English", lang: "en-GB", localService: true }]', "nl", False),
        ('[{ name: "English", lang: "en-GB", localService: true }]', "en", True),
        (LOCAL, "nl", True),
    ],
    ids=["no voice", "voice of a server", "other language", "english page", "local voice"],
)
def test_reading_aloud_is_offered_only_with_a_voice_on_the_device(
    phone: BrowserContext, server: SiteServer, voices: str, locale: str, offered: bool
) -> None:
    page = reading(phone, server, voices, locale)
    assert page.locator('[data-say="read"]').is_visible() == offered


def test_it_reads_the_sentence_with_the_local_voice(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = reading(phone, server, LOCAL)
    sentence = page.locator(WORDS).inner_text()
    press(page, "read")
    eventually(page, lambda: [sentence, "nl", "Here"] in spoken(page))


@pytest.mark.parametrize("leave", ["next", "close", "exit", "step back", "another page"])
def test_it_falls_silent_when_the_reader_moves_on(
    phone: BrowserContext, server: SiteServer, leave: str
) -> None:
    page = reading(phone, server, LOCAL)
    press(page, "read")
    page.evaluate("self.spoken.length = 0")
    if leave in ("next", "close"):
        press(page, leave)
    elif leave == "exit":
        box = page.locator("[data-quick-exit]").bounding_box()
        assert box
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()  # the cover comes at once, long before the page goes
    elif leave == "step back":
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    else:
        page.evaluate("document.dispatchEvent(new CustomEvent('htmx:after:swap'))")
    eventually(page, lambda: "silence" in spoken(page))
