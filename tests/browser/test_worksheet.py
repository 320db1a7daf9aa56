"""Worksheets: in memory only.

What is filled in becomes text to copy, print or share, is gone with the page, and never reaches the
disk.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from meldapp.publish.serve import SiteServer
from tests.kit.browsers import chromium_profile
from tests.kit.waiting import eventually

SHEETS = {"werkblad": 20, "veiligheidsplan": 8, "teamafspraken": 6, "na-de-melding/overdracht": 3}
"""Worksheet → how many fields it has."""
MARK = "kwartelei"
"""A word that occurs nowhere in the app."""
STATUS = ".worksheet [role=status]"


def opened(context: BrowserContext, server: SiteServer, sheet: str = "werkblad") -> Page:
    page = context.new_page()
    page.goto(server.url(f"app/nl/{sheet}/"))
    expect(page.locator('.worksheet [data-do="clear"]')).to_be_visible()
    return page


@pytest.fixture
def clipboard(phone: BrowserContext, server: SiteServer) -> BrowserContext:
    """A phone on which pages may read the clipboard."""
    phone.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.origin)
    return phone


def copied(page: Page) -> str:
    page.locator('[data-do="copy"]').click()
    expect(page.locator(STATUS)).to_contain_text("Gekopieerd")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


@pytest.mark.parametrize(("sheet", "count"), SHEETS.items())
def test_no_field_can_be_kept_or_sent(
    phone: BrowserContext, server: SiteServer, sheet: str, count: int
) -> None:
    page = opened(phone, server, sheet)
    fields = page.locator("main textarea")
    assert fields.count() == count
    for number in range(count):
        field = fields.nth(number)
        assert field.get_attribute("autocomplete") == "off"
        assert field.get_attribute("spellcheck") == "false"
        assert field.get_attribute("name") is None
        assert field.evaluate("(field) => field.labels.length") == 1
    boxes = page.locator("main input")
    assert boxes.evaluate_all(
        "all => all.every(({ form }) => form?.method === 'dialog' && form.autocomplete === 'off')"
    )
    if boxes.count():  # Enter would submit an ordinary form, with its contents in the address
        boxes.first.focus()
        page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.url == server.url(f"app/nl/{sheet}/")


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_warns_against_names_before_the_first_field(site: Any, sheet: str) -> None:
    html = site.page(f"/app/nl/{sheet}/").html
    assert 0 < html.index("Geen namen van cliënten") < html.index("<textarea")


def test_the_filled_in_sheet_becomes_text_with_headings_answers_and_reasons(
    clipboard: BrowserContext, server: SiteServer
) -> None:
    page = opened(clipboard, server)
    page.get_by_label("Wie?").fill("buurman")
    page.get_by_label("Wat zag of hoorde ik zelf?").fill("schreeuwen\nen gebonk")
    page.get_by_label("Wat was het advies?").fill("vraag Veilig Thuis")
    first = page.locator("fieldset").first
    first.get_by_label("Ja").check()
    first.get_by_label("Waarom?").fill("het komt terug")
    page.locator("fieldset").nth(1).get_by_label("Weet ik niet").check()
    page.get_by_label("Wie doet wat, en wanneer?").fill("ik bel morgen")
    lines = copied(page).split("\n")
    assert re.fullmatch(r"Werkblad feiten en afweging \(\d{1,2}-\d{1,2}-\d{4}\)", lines[0])
    questions = page.locator("legend").all_inner_texts()
    assert lines[1:] == [
        "", "Feiten", "Wie?", "buurman", "Wat zag of hoorde ik zelf?", "schreeuwen", "en gebonk",
        "", "Overleg", "Wat was het advies?", "vraag Veilig Thuis",
        "", questions[0], "Ja", "Waarom?", "het komt terug",
        "", questions[1], "Weet ik niet",
        "", "Besluit", "Wie doet wat, en wanneer?", "ik bel morgen",
    ]  # fmt: skip


def test_the_five_questions_are_those_of_the_weighing_framework(site: Any) -> None:
    asked = [
        legend.text_content().strip()
        for legend in site.page("/app/nl/werkblad/").select("//legend")
    ]
    titles = [
        site.page(f"/app/nl/wegen/{number}/").select("//h1")[0].text_content().strip()
        for number in range(1, 6)
    ]
    assert asked == [f"{number}. {title}" for number, title in enumerate(titles, start=1)]


@pytest.mark.parametrize("sheet", ["teamafspraken", "na-de-melding/overdracht"])
def test_a_checklist_becomes_text_with_its_ticks(
    clipboard: BrowserContext, server: SiteServer, sheet: str
) -> None:
    page = opened(clipboard, server, sheet)
    boxes = page.locator(".checklist input")
    boxes.nth(1).check()
    page.locator("textarea").first.fill("maandag")
    text = copied(page)
    labels = [
        re.sub(r"\s+", " ", words.strip())
        for words in page.locator(".checklist label").all_inner_texts()
    ]
    assert [line for line in text.split("\n") if line.startswith("[")] == [
        f"[{'x' if number == 1 else ' '}] {label}" for number, label in enumerate(labels)
    ]
    assert text.endswith("\nmaandag")


def test_an_empty_sheet_is_not_copied(clipboard: BrowserContext, server: SiteServer) -> None:
    page = opened(clipboard, server)
    page.evaluate("navigator.clipboard.writeText('before')")
    page.locator('[data-do="copy"]').click()
    expect(page.locator(STATUS)).to_have_text("Er is nog niets ingevuld.")
    assert page.evaluate("navigator.clipboard.readText()") == "before"


def test_a_failed_copy_is_reported(phone: BrowserContext, server: SiteServer) -> None:
    phone.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', "
        "'NotAllowedError'))"
    )
    page = opened(phone, server)
    page.locator("textarea").first.fill("iets")
    page.locator('[data-do="copy"]').click()
    expect(page.locator(STATUS)).to_have_text("Dit lukte niet. Druk de pagina af.")


def test_sharing_is_offered_only_if_the_phone_supports_it(
    phone: BrowserContext, server: SiteServer
) -> None:
    phone.add_init_script("delete Navigator.prototype.share")
    expect(opened(phone, server).locator('[data-do="share"]')).to_be_hidden()


def test_sharing_passes_on_the_text(phone: BrowserContext, server: SiteServer) -> None:
    phone.add_init_script("navigator.share = async (what) => { self.shared = what; }")
    page = opened(phone, server)
    page.get_by_label("Wie?").fill("buurman")
    page.locator('[data-do="share"]').click()
    shared = eventually(page, lambda: page.evaluate("self.shared"))
    assert list(shared) == ["text"]
    assert shared["text"].endswith("Feiten\nWie?\nbuurman")


def test_cancelled_sharing_is_not_reported_as_a_failure(
    phone: BrowserContext, server: SiteServer
) -> None:
    phone.add_init_script(
        "navigator.share = () => Promise.reject(new DOMException('no', 'AbortError'))"
    )
    page = opened(phone, server)
    page.locator("textarea").first.fill("iets")
    page.locator('[data-do="share"]').click()
    page.wait_for_timeout(50)
    expect(page.locator(STATUS)).to_be_empty()


def filled(page: Page) -> list[Any]:
    """The contents of the sheet."""
    fields: list[Any] = page.evaluate(
        "[...document.querySelectorAll('.worksheet textarea')].map((field) => "
        "field.value).filter(Boolean).concat([...document.querySelectorAll('.worksheet "
        "input:checked')].map((box) => box.name))"
    )
    return fields


def fill(page: Page) -> None:
    page.locator("textarea").first.fill(MARK)
    page.locator("fieldset input").first.check()
    assert len(filled(page)) == 2


def test_one_press_clears_everything(phone: BrowserContext, server: SiteServer) -> None:
    page = opened(phone, server)
    fill(page)
    page.locator('[data-do="clear"]').click()
    assert filled(page) == []
    expect(page.locator(STATUS)).to_have_text("Alles is leeggemaakt.")


def test_the_clear_button_is_set_apart_and_can_be_undone_for_ten_seconds(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = opened(phone, server)
    clear, undo = page.locator('[data-do="clear"]'), page.locator('[data-do="undo"]')
    expect(undo).to_be_hidden()
    assert page.locator('.worksheet-tools [data-do="clear"]').count() == 0
    bottom = page.locator(".worksheet-tools").evaluate(
        "(row) => row.getBoundingClientRect().bottom"
    )
    top = clear.evaluate("(button) => button.getBoundingClientRect().top")
    assert top - bottom >= 24, "it could be pressed by accident"
    fill(page)
    before = filled(page)
    clear.click()
    undo.click()
    assert filled(page) == before
    expect(undo).to_be_hidden()
    expect(clear).to_be_focused()
    expect(page.locator(STATUS)).to_have_text("Wat u had ingevuld, staat er weer.")
    clear.click()
    start = time.monotonic()
    expect(undo).to_be_hidden()
    assert time.monotonic() - start >= 9
    assert filled(page) == []


@pytest.mark.parametrize("after", ["typing", "another page and Back"])
def test_undo_never_overwrites_newer_words(
    phone: BrowserContext, server: SiteServer, after: str
) -> None:
    page = opened(phone, server)
    expect(page.locator(".bottom-bar a[data-htmx-powered]").first).to_be_attached()
    fill(page)
    page.locator('[data-do="clear"]').click()
    if after == "typing":
        page.locator("textarea").first.press_sequentially("nieuw")
    else:
        by_link(page)
        page.go_back()
        expect(page.locator("main textarea").first).to_be_visible()
    expect(page.locator('[data-do="undo"]')).to_be_hidden()


def by_link(page: Page) -> None:
    page.locator('.bottom-bar [data-section="bel"]').click()
    expect(page.locator('main[data-page="bel"]')).to_be_attached()


def test_back_from_another_page_restores_the_words(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = opened(phone, server)
    expect(page.locator(".bottom-bar a[data-htmx-powered]").first).to_be_attached()
    fill(page)
    before = filled(page)
    for _ in range(2):
        by_link(page)
        page.go_back()
        expect(page.locator("main textarea").first).to_have_value(MARK)
        assert filled(page) == before
    assert page.evaluate("Object.keys({ ...localStorage, ...sessionStorage })") == ["p"]


def test_each_sheet_keeps_its_own_words(phone: BrowserContext, server: SiteServer) -> None:
    page = opened(phone, server)
    expect(page.locator(".bottom-bar a[data-htmx-powered]").first).to_be_attached()
    page.locator("textarea").first.fill("een")
    for sheet, words in (("veiligheidsplan", "twee"), ("werkblad", "een")):
        # any link will do
        page.locator(".top-bar-home").evaluate(
            "(link, path) => { link.href = path }", f"/app/nl/{sheet}/"
        )
        page.locator(".top-bar-home").click()
        expect(page.locator(f'main[data-page="{sheet}"]')).to_be_attached()
        if sheet == "veiligheidsplan":
            expect(page.locator("textarea").first).to_have_value("")
            page.locator("textarea").first.fill(words)
    expect(page.locator("textarea").first).to_have_value("een")


def test_erasing_forgets_the_words(phone: BrowserContext, server: SiteServer) -> None:
    page = opened(phone, server)
    expect(page.locator(".bottom-bar a[data-htmx-powered]").first).to_be_attached()
    fill(page)
    page.locator('main a[href="/app/nl/wissen/"]').last.click()
    page.locator("[data-erase-start] button").click()
    expect(page.locator("[data-erase-result]")).to_have_text(re.compile("^Gewist"))
    page.go_back()
    expect(page.locator("main textarea").first).to_be_visible()
    assert filled(page) == []


def by_address(page: Page) -> None:
    page.goto(page.url.replace("werkblad", "bel"))


def by_reload(page: Page) -> None:
    page.reload()
    page.evaluate("history.pushState(0, '', '#x')")


def by_other_site(page: Page) -> None:
    page.goto("about:blank")


@pytest.mark.parametrize("leave", [by_address, by_reload, by_other_site])
def test_words_are_gone_with_the_document_and_back_does_not_restore_them(
    phone: BrowserContext, server: SiteServer, leave: Callable[[Page], None]
) -> None:
    page = opened(phone, server)
    expect(page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
    fill(page)
    leave(page)
    page.go_back()
    expect(page.locator("main textarea").first).to_be_visible()
    assert filled(page) == []


def test_a_sheet_reached_by_a_step_works(clipboard: BrowserContext, server: SiteServer) -> None:
    page = clipboard.new_page()
    page.goto(server.url("app/nl/"))
    expect(page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
    for sheet in ("werkblad", "veiligheidsplan"):
        page.locator(f'main a[href$="/{sheet}/"]').first.click()
        expect(page.locator(f'main[data-page="{sheet}"] [data-do="copy"]')).to_be_visible()
        page.locator("textarea").first.fill(f"{MARK} {sheet}")
        assert copied(page).endswith(f"{MARK} {sheet}")
        page.go_back()
        expect(page.locator('main[data-page="index"]')).to_be_attached()


def test_everything_filled_in_is_printed(phone: BrowserContext, server: SiteServer) -> None:
    page = opened(phone, server)
    long = "\n".join(f"regel {number}" for number in range(40))
    page.get_by_label("Wat zag of hoorde ik zelf?").fill(long)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert "regel 39" in page.locator(".worksheet-paper").inner_text()
    assert page.locator(".worksheet textarea:visible").count() == 0
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".worksheet-paper").inner_text() == ""


def test_an_empty_sheet_is_printed_with_its_fields_to_write_in(
    phone: BrowserContext, server: SiteServer
) -> None:
    page = opened(phone, server)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".worksheet textarea:visible").count() == 20


def test_without_a_script_the_sheet_can_be_filled_in_and_offers_no_dead_button(
    browser: Browser, server: SiteServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url("app/nl/werkblad/"))
    page.locator("textarea").first.fill("iets")
    page.keyboard.press("Enter")
    assert page.url.endswith("/werkblad/")
    assert page.locator("main button:visible").count() == 0
    context.close()


def files_with(folder: Path, word: str) -> list[str]:
    """Every file of a profile that contains a word, in either encoding that browsers write."""
    files = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if word.encode() in content or word.encode("utf-16-le") in content:
                files.append(str(path.relative_to(folder)))
    return files


@pytest.mark.release  # exit case 21 does the same with one field
@pytest.mark.parametrize(
    "leave", ["closed while it is open", "left by the exit", "left by another address"]
)
def test_nothing_that_was_filled_in_reaches_the_disk(
    tmp_path: Path, server: SiteServer, leave: str, playwright: Playwright
) -> None:
    with chromium_profile(playwright, tmp_path / "profile") as context:
        page = context.pages[0] if context.pages else context.new_page()
        context.route(
            lambda address: not address.startswith("http://127.0.0.1"),
            lambda route: route.fulfill(body="elsewhere", content_type="text/html"),
        )
        page.goto(server.url("app/nl/werkblad/"))
        expect(page.locator('[data-do="clear"]')).to_be_visible()
        for number in range(20):
            page.locator("main textarea").nth(number).press_sequentially(f"{MARK} {number}")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.wait_for_timeout(3000)  # a browser saves the state of its tabs every few seconds
        if leave == "left by the exit":
            page.locator("[data-quick-exit]").click(no_wait_after=True)
            page.wait_for_timeout(1000)
        elif leave == "left by another address":
            page.goto(server.url("app/nl/bel/"))
            page.wait_for_timeout(500)
    assert files_with(tmp_path / "profile", server.origin.removeprefix("http://")), (
        "the profile was not written, so the search proves nothing"
    )
    assert files_with(tmp_path / "profile", MARK) == []
