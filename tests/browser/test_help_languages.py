"""A language of the help zone in use: two languages side by side, the card to show, reading aloud, the list of languages, and the exit, also from right to left."""

from __future__ import annotations

import io
import tomllib
import wave
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from meldapp import ROOT, TRANSLATIONS
from meldapp.publish.serve import SiteServer
from tests.kit import exit_cases
from tests.kit.levels import later
from tests.kit.screens import EVERY_PAGE, PHONE, SMALL, Readers, Screen, axe, complaints
from tests.kit.stage import Stage
from tests.kit.waiting import eventually

EVERY = tomllib.loads((ROOT / "content/site.toml").read_text("utf-8"))["help_languages"]
RTL = "ar"
LOCALES = EVERY if EVERY_PAGE else (RTL,)
"""Before a release, every language is tested."""
BESIDE = ".beside:visible"
TOPIC = '[data-help-topic="help/nu-gevaar"]'
CARD = '[data-help-topic="show-card"]'
SPEECH = """
const said = (self.said = []);
const voices = VOICES;
Object.defineProperty(self, "speechSynthesis", { value: { getVoices: () => voices, speak: (words) => said.push(words.text), cancel: () => said.push("silence"), addEventListener() {} } });
self.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
HERE = '[{ lang: "nl-NL", localService: true }, { lang: "ar-SA", localService: true }]'
AWAY = '[{ lang: "ar-SA", localService: false }, { lang: "nl-NL", localService: true }]'


def words(text: str) -> str:
    """The text of a button in the language that reads from right to left."""
    with (TRANSLATIONS / RTL / "LC_MESSAGES/messages.po").open("rb") as file:
        message = read_po(file).get(text)
    assert message
    return str(message.string)


@pytest.fixture
def page(phone: BrowserContext, server: SiteServer) -> Page:
    page = phone.new_page()
    page.goto(server.url(f"{RTL}/"))
    return page


@pytest.fixture
def without_script(browser: Browser, server: SiteServer) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, java_script_enabled=False, service_workers="block"
    )
    page = context.new_page()
    page.goto(server.url(f"{RTL}/"))
    yield page
    context.close()


def open_topic(page: Page) -> None:
    page.locator('[data-help-door="unsafe"] > summary').click()
    page.locator(f"{TOPIC} > summary").click()


# -- side by side --------------------------------------------------------------------------------------------------------


def test_one_press_shows_the_dutch_under_each_text_and_another_hides_it(page: Page) -> None:
    open_topic(page)
    assert page.locator(BESIDE).count() == 0
    rows = page.evaluate("history.length")
    page.locator(".beside-label").click()
    first = page.locator(f"{TOPIC} {BESIDE}").first
    expect(first).to_have_text("Er is nu gevaar")
    lead = page.locator(f"{TOPIC} .lead")
    below = page.locator(f'{TOPIC} .lead + .beside[lang="nl"][dir="ltr"]')
    assert below.bounding_box()["y"] > lead.bounding_box()["y"]  # type: ignore[index]
    assert page.evaluate("history.length") == rows
    page.locator(".beside-label").click()
    assert page.locator(BESIDE).count() == 0


def test_the_dutch_can_be_shown_without_a_script(without_script: Page) -> None:
    open_topic(without_script)
    without_script.locator(".beside-label").click()
    assert without_script.locator(f"{TOPIC} {BESIDE}").count() > 5


def test_the_choice_is_forgotten_with_the_page(page: Page) -> None:
    page.locator(".beside-label").click()
    expect(page.locator("#beside")).to_be_checked()
    page.reload()
    page.locator("exit-cover button").click()
    expect(page.locator("#beside")).not_to_be_checked()
    stored = (
        "[document.cookie, Object.keys(localStorage), Object.keys(sessionStorage)].flat().join()"
    )
    assert page.evaluate(stored) == ""


# -- the list of languages -------------------------------------------------------------------------------------------------


def test_the_list_of_languages_opens_below_the_exit_and_adds_no_entry_to_the_history(
    page: Page, server: SiteServer
) -> None:
    rows = page.evaluate("history.length")
    page.locator(".languages > summary").click()
    links = page.locator(".languages a:visible")
    assert links.count() == len(EVERY) + 1
    exit_box = page.locator("[data-quick-exit]").bounding_box()
    assert exit_box
    for link in links.all():
        box = link.bounding_box()
        assert box
        assert box["y"] >= exit_box["y"] + exit_box["height"] - 1
    middle = [exit_box["x"] + exit_box["width"] / 2, exit_box["y"] + exit_box["height"] / 2]
    on_top = "([x, y]) => document.elementFromPoint(x, y).matches('[data-quick-exit]')"
    assert page.evaluate(on_top, middle)
    page.locator('.languages a[hreflang="tr"]').click()
    page.wait_for_url(server.url("tr/"))
    assert page.evaluate("document.documentElement.dir") == "ltr"
    assert page.evaluate("history.length") == rows, "another language adds no entry to the history"


def test_the_list_of_languages_needs_no_script(without_script: Page, server: SiteServer) -> None:
    without_script.locator(".languages > summary").click()
    without_script.locator('.languages a[hreflang="nl"]').click()
    without_script.wait_for_url(server.url("nl/"))


# -- a card to show --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
def test_the_card_fills_the_screen_and_leaves_the_exit_free(
    script: bool, page: Page, without_script: Page
) -> None:
    shown = page if script else without_script
    shown.locator(f"{CARD} > summary").click()
    card = shown.locator(f"{CARD} .show-card").first
    expect(card.locator('[lang="nl"]')).to_contain_text("Mijn taal is Arabisch.")
    box = card.bounding_box()
    assert box
    assert box["height"] > 640 * 0.75
    size = card.locator("p").first.evaluate(
        "(element) => parseFloat(getComputedStyle(element).fontSize)"
    )
    assert size >= 22
    card.scroll_into_view_if_needed()
    assert shown.locator("[data-quick-exit]").is_visible()


# -- reading aloud ---------------------------------------------------------------------------------------------------------


def reading(phone: BrowserContext, server: SiteServer, voices: str) -> Page:
    page = phone.new_page()
    page.add_init_script(SPEECH.replace("VOICES", voices))
    page.goto(server.url(f"{RTL}/"))
    open_topic(page)
    return page


def test_a_topic_is_read_aloud_by_a_voice_on_the_device_without_the_dutch(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = reading(phone, server, HERE)
    page.locator(".beside-label").click()
    button = page.locator(f"{TOPIC} .read-aloud button")
    expect(button).to_have_text(words("Read aloud"))
    assert page.evaluate("said.filter((words) => words !== 'silence')") == []
    button.click()
    said = page.evaluate("said.filter((words) => words !== 'silence')")
    assert said[0] == page.locator(f"{TOPIC} .lead").inner_text()
    assert len(said) > 4
    assert not any("Bel nu" in part or "gevaar" in part for part in said)
    expect(button).to_have_text(words("Stop reading"))
    button.click()
    assert page.evaluate("said.at(-1)") == "silence"


def test_there_is_no_button_without_a_voice_on_the_device(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = reading(phone, server, AWAY)
    eventually(page, lambda: page.locator("script[src*=read-aloud]").count() == 1)
    page.wait_for_load_state("networkidle")
    assert page.locator(".read-aloud").count() == 0


@pytest.mark.parametrize("way", ["back", "exit"])
def test_every_way_out_stops_the_reading(
    way: str, phone: BrowserContext, server: SiteServer
) -> None:
    page = reading(phone, server, HERE)
    page.locator(f"{TOPIC} .read-aloud button").click()
    assert page.evaluate("said.at(-1)") != "silence"
    if way == "back":
        page.locator(".help-back").click()
    else:
        page.locator("[data-quick-exit]").dispatch_event("pointerdown")
    eventually(page, lambda: page.evaluate("said.at(-1)") == "silence")


def tone(seconds: int) -> bytes:
    """A recording of a single tone."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(0, 250, 10)) * (8000 // 25) * seconds)
    return file.getvalue()


def test_a_recording_is_silenced_and_cannot_be_resumed_from_a_lock_screen(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = phone.new_page()
    beside = '<audio controls preload="none" src="/sound.wav" hidden></audio>'

    def with_recording(route: Route) -> None:
        answer = route.fetch()
        before, topic, after = answer.text().partition(TOPIC.strip("[]"))
        mark = '<div class="topic-text">'
        route.fulfill(response=answer, body=before + topic + after.replace(mark, mark + beside, 1))

    page.route(server.url(f"{RTL}/"), with_recording)
    page.route("**/sound.wav", lambda route: route.fulfill(body=tone(20), content_type="audio/wav"))
    page.goto(server.url(f"{RTL}/"))
    open_topic(page)
    sound = page.locator("audio")
    expect(sound).to_be_visible()
    place = "sound => sound.paused ? -1 : sound.currentTime"
    sound.evaluate("sound => sound.play()")
    eventually(page, lambda: sound.evaluate(place) > 0)
    page.evaluate("dispatchEvent(new Event('ask'))")
    eventually(page, lambda: sound.evaluate(place) == -1)
    assert sound.evaluate("sound => sound.currentTime") == 0, "the lock screen still offers it"
    sound.evaluate("sound => void sound.play().catch(() => {})")
    page.wait_for_timeout(300)
    assert sound.evaluate(place) == -1, "it plays behind the cover"


# -- on every screen -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def readers(server: SiteServer) -> Iterator[Readers]:
    with Readers(server.url()) as readers:
        yield readers


def look(page: Page, _address: str) -> list[str]:
    faults = page.evaluate("measures.sideways()")
    page.evaluate("measures.open()")
    page.evaluate("document.getElementById('beside').click()")
    return [
        *faults,
        *page.evaluate("measures.sideways()"),
        *axe(page),
        *complaints(page),
    ]


@pytest.mark.parametrize(
    "screen",
    [later(SMALL), later(SMALL.with_(dark=True)), PHONE.with_(letters=32)],
    ids=["light", "dark", "text at 200 %"],
)
def test_it_can_be_read_on_a_small_screen(screen: Screen, readers: Readers) -> None:
    faults = readers.faults([f"{locale}/" for locale in LOCALES], look, screen)
    assert not faults, "\n".join(map(str, faults))


# -- the exit --------------------------------------------------------------------------------------------------------------


@pytest.mark.release
@pytest.mark.parametrize("name", ["case_1", "case_2", "case_3", "case_4", "case_5", "case_6"])
def test_the_exit_passes_from_right_to_left(
    name: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.locale, stage.loading = RTL, words("Loading")
    monkeypatch.setattr(exit_cases, "ZONES", (exit_cases.at_topic,))
    exit_cases.CASES[name](stage)
