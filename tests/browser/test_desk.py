"""The editing desk in a browser: an editor's first ten minutes, and what may go wrong in them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.kit.content_tree import TINY, Tree
from tests.kit.desk import add_arabic, served
from tests.kit.levels import later
from tests.kit.screens import EVERY_PAGE, axe
from tests.kit.waiting import eventually

NAME = "nl/veilig-thuis/anoniem.md"
PAGE = f"tekst/{NAME}"
TEXT = "#text"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Tree]]:
    """One desk for all tests; each test works on its own texts."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(TINY, folder / "content")
    tree = Tree(folder / "content", folder / "dist")
    add_arabic(tree)
    with served(tree) as address:
        yield address, tree


@pytest.fixture
def tree(desk: tuple[str, Tree]) -> Tree:
    return desk[1]


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    yield context
    context.close()


@pytest.fixture
def open_(desk: tuple[str, Tree], window: BrowserContext) -> Iterator[Open]:
    """Open a screen; by the end, no request may have gone elsewhere and no policy been violated."""
    host = urlsplit(desk[0]).netloc
    elsewhere: list[str] = []
    complaints: list[str] = []

    def open_screen(path: str = "", *, context: BrowserContext = window) -> Page:
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                None if urlsplit(request.url).netloc == host else elsewhere.append(request.url)
            ),
        )
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if "Content Security" in message.text else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(desk[0] + path)
        return page

    yield open_screen
    assert elsewhere == []
    assert complaints == []


def type_at_end(page: Page, words: str) -> None:
    """Type at the end of the text."""
    page.locator(TEXT).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def said(page: Page) -> str:
    return page.locator("#said").inner_text()


def test_open_filter_edit_preview_and_save(open_: Open, tree: Tree) -> None:
    before = (tree.path / NAME).read_bytes()
    page = open_()
    page.get_by_label("Zoeken").fill("anoniem")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Anoniem").click()
    frame = page.frame_locator("iframe:not(.coming)")
    expect(frame.locator("h1")).to_have_text("Anoniem")
    type_at_end(page, "\n\nEen nieuwe zin met ")
    page.get_by_label("Belnummer").select_option(label="Veilig Thuis")
    page.keyboard.type(".")
    expect(frame.locator("main")).to_contain_text("Een nieuwe zin met Veilig Thuis.")
    expect(frame.get_by_role("link", name="Veilig Thuis").last).to_be_attached()
    assert (tree.path / NAME).read_bytes() == before
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".notice.good")).to_contain_text("Opgeslagen.")
    added = "\n\nEen nieuwe zin met [Veilig Thuis](call:veilig-thuis)."
    assert (tree.path / NAME).read_bytes() == before.rstrip(b"\n") + f"{added}\n".encode()


def test_the_preview_follows_within_two_seconds(open_: Open) -> None:
    """The best of three, since a busy machine may stall for seconds."""
    page = open_("tekst/nl/stappen/1.md")
    text = page.frame_locator("iframe:not(.coming)").locator("main")
    taken = []
    for word in ("een", "twee", "drie"):
        start = time.monotonic()
        type_at_end(page, f"\n\nWoord {word}.")
        expect(text).to_contain_text(f"Woord {word}.")
        taken.append(time.monotonic() - start)
    assert min(taken) < 2, taken


def test_a_faulty_text_is_not_saved_and_its_fault_leads_to_its_line(
    open_: Open, tree: Tree
) -> None:
    name = "nl/over.md"
    before = tree.text(name)
    page = open_(f"tekst/{name}")
    type_at_end(page, "\n\n– een streepje")
    expect(page.locator("#said")).to_contain_text("Dit kan nog niet worden opgeslagen")
    with page.expect_navigation():  # the message was already there while typing
        page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#said")).to_contain_text("gedachtestreepje")
    assert tree.text(name) == before
    page.get_by_role("button", name="Regel 3").click()
    assert page.evaluate("getSelection().toString()") == "– een streepje"
    page.keyboard.type("- een streepje")
    expect(page.locator("#said")).to_contain_text("Geen fouten.")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".notice.good")).to_be_visible()
    assert tree.text(name).endswith("\n\n- een streepje\n")


def test_pasted_text_is_repaired_and_the_repairs_are_listed(open_: Open) -> None:
    page = open_("tekst/nl/bronnen.md")
    page.locator(TEXT).focus()
    page.keyboard.press("Control+End")
    page.evaluate("""() => {
        const clipboard = new DataTransfer();
        clipboard.setData("text/plain", "\\n\\nNeem mee:\\n•\\tpaspoort\\n•\\tsleutel");
        const paste = new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true });
        document.querySelector("#text").dispatchEvent(paste);
    }""")
    expect(page.locator("[data-repaired]")).to_contain_text("gedachtestreepje of een punt")
    assert page.locator(TEXT).input_value().endswith("Neem mee:\n\n- paspoort\n- sleutel")
    expect(page.frame_locator("iframe:not(.coming)").locator("main li").last).to_be_attached()
    page.keyboard.press("Control+z")
    assert "paspoort" not in page.locator(TEXT).input_value()
    page.locator(TEXT).fill("Neem mee:\n– tas")
    page.get_by_role("button", name="Herstel geplakte tekst").click()
    expect(page.locator(TEXT)).to_have_value("Neem mee:\n\n- tas")


def test_losing_a_link_in_pasted_text_is_reported(open_: Open) -> None:
    page = open_("tekst/nl/bronnen.md")
    page.locator(TEXT).focus()
    page.evaluate("""() => {
        const clipboard = new DataTransfer();
        clipboard.setData("text/plain", "Zie de site.");
        clipboard.setData("text/html", '<p>Zie <a href="https://a.example/">de site</a>.</p>');
        const paste = new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true });
        document.querySelector("#text").dispatchEvent(paste);
    }""")
    expect(page.locator("[data-repaired]")).to_contain_text("Links en vette woorden gaan")


def test_when_a_file_has_changed_in_the_meantime_both_versions_are_shown(
    open_: Open, tree: Tree
) -> None:
    name = "nl/privacy.md"
    page = open_(f"tekst/{name}")
    type_at_end(page, "\n\nMijn woorden.")
    tree.add(name, "Hun woorden.")
    page.keyboard.type(" Meer.")
    expect(page.locator("#said")).to_contain_text("veranderd sinds u het opende")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#theirs + pre")).to_contain_text("Hun woorden.")
    expect(page.locator("#mine + pre")).to_contain_text("Mijn woorden. Meer.")
    assert axe(page) == []
    page.get_by_role("button", name="Sla op wat ik typte").click()
    expect(page.locator(".notice.good")).to_be_visible()
    assert tree.text(name).endswith("\n\nMijn woorden. Meer.\n")
    page.goto(page.url.partition("tekst/")[0] + "wijzigingen")
    page.get_by_role("link", name=name).first.click()
    expect(page.locator("#then + pre")).to_contain_text("Hun woorden.")


def test_unsaved_words_from_a_closed_browser_are_offered_again(
    open_: Open, browser: Browser
) -> None:
    before = browser.new_context()
    page = open_("tekst/nl/gemeente.md", context=before)
    type_at_end(page, "\n\nNog niet af")
    expect(page.locator("#said")).to_contain_text("nog niet opgeslagen", ignore_case=True)
    before.close()
    page = open_("tekst/nl/gemeente.md")
    expect(page.locator(TEXT)).not_to_contain_text("Nog niet af")
    page.get_by_role("link", name="Ga verder met die woorden").click()
    assert page.locator(TEXT).input_value().endswith("Nog niet af")
    expect(page.frame_locator("iframe").locator("main")).to_contain_text("Nog niet af")


def test_two_tabs_do_not_overwrite_each_other(open_: Open, tree: Tree) -> None:
    name = "nl/signalen.md"
    first, second = open_(f"tekst/{name}"), open_(f"tekst/{name}")
    for page, words in ((first, "\n\nEen."), (second, "\n\nTwee.")):
        page.bring_to_front()
        type_at_end(page, words)
        expect(page.locator("#said")).to_contain_text("Geen fouten.")
    first.get_by_role("button", name="Opslaan").click()
    expect(first.locator(".notice.good")).to_be_visible()
    second.get_by_role("button", name="Opslaan").click()
    expect(second.locator("h1")).to_contain_text("veranderd terwijl u typte")
    second.get_by_role("button", name="Laat staan wat er nu staat").click()
    expect(second.locator(TEXT)).to_have_value(first.locator(TEXT).input_value())
    assert tree.text(name).endswith("\n\nEen.\n")


def test_everything_can_be_done_with_the_keyboard(open_: Open, tree: Tree) -> None:
    name = "nl/wissen.md"
    page = open_("?words=wissen&locale=nl")
    for _ in range(30):
        page.keyboard.press("Tab")
        if "wissen" in str(page.evaluate("document.activeElement.getAttribute('href')")):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/tekst/**")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nMet het toetsenbord.")
    page.keyboard.press("Control+S")  # a capital S, as with Caps Lock on
    expect(page.locator(".notice.good")).to_be_visible()
    assert tree.text(name).endswith("\n\nMet het toetsenbord.\n")


def test_a_contact_can_be_corrected(open_: Open, tree: Tree) -> None:
    before = tree.text("contacts.toml")
    page = open_("nummers")
    page.get_by_label("Zoeken").fill("alarm")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    page.get_by_role("link", name="112").click()
    page.get_by_label("Voor wie (nl)").fill("bij gevaar")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".notice.good")).to_be_visible()
    assert tree.text("contacts.toml") == before.replace('nl = "bij gevaar nu"', 'nl = "bij gevaar"')


def test_an_approved_page_needs_approval_again_after_a_change(open_: Open, tree: Tree) -> None:
    name = "nl/help/jong.md"
    page = open_(f"tekst/{name}")
    page.get_by_role("link", name="Nakijken en akkoord geven").click()
    for answer in page.get_by_role("radio", name="akkoord").all():
        answer.check()
    page.get_by_label("Ik heb alle woorden").check()
    page.get_by_label("Functie").fill("gedragswetenschapper")
    page.get_by_role("button", name="Leg dit antwoord vast").click()
    expect(page.locator(".tools .chip")).to_have_text("goedgekeurd")
    assert "approved_by: gedragswetenschapper, Veilig Thuis Klein\n" in tree.text(name)
    type_at_end(page, " Meer.")
    expect(page.locator("#said")).to_contain_text("moet Veilig Thuis opnieuw akkoord geven")


def test_a_translation_runs_from_right_to_left_beside_the_dutch(open_: Open, tree: Tree) -> None:
    page = open_("vertaling/ar/help/thuis.md")
    block = page.locator("textarea[name^='block.']").first
    assert block.evaluate("block => getComputedStyle(block).direction") == "rtl"
    dutch = page.locator(".dutch").first
    assert dutch.evaluate("block => getComputedStyle(block).direction") == "ltr"
    boxes = dutch.bounding_box(), block.bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] < boxes[1]["x"]
    block.press("Control+End")
    page.keyboard.type(" الآن")
    page.get_by_label("De vertaling zegt wat de Nederlandse tekst nu zegt").check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".notice.good")).to_be_visible()
    assert "الآن" in tree.text("ar/help/thuis.md")
    page.get_by_role("link", name="Als één tekst").click()
    preview = page.frame_locator("iframe")
    expect(preview.locator("html")).to_have_attribute("dir", "rtl")
    expect(preview.locator("#here")).to_contain_text("الآن")
    assert axe(page, "color-contrast", "label", "aria-valid-attr") == []


@pytest.mark.release
def test_the_preview_can_be_dark_enlarged_and_mirrored(open_: Open) -> None:
    page = open_("tekst/nl/stappen/1.md")
    frame = page.frame_locator("iframe:not(.coming)")

    def style(name: str) -> str:
        return str(frame.locator("html").evaluate(f"html => getComputedStyle(html).{name}"))

    light, size = style("backgroundColor"), style("fontSize")
    page.get_by_role("button", name="Donker").click()
    eventually(page, lambda: style("backgroundColor") != light)
    page.get_by_role("button", name="Tekst 200%").click()
    eventually(page, lambda: float(style("fontSize")[:-2]) == 2 * float(size[:-2]))
    page.get_by_role("button", name="Gespiegeld").click()
    eventually(page, lambda: style("direction") == "rtl")
    expect(page.get_by_role("button", name="Donker")).to_have_attribute("aria-pressed", "true")


SCREENS = (
    *("", PAGE, "tekst/nl/rules/keel.md", "vertaling/en/stappen/1.md", "nummers", "bronnen"),
    *("regios", "regio/klein", "feiten/contacts.toml?at=veilig-thuis", "wijzigingen"),
    f"akkoord/{NAME}",
)


@pytest.mark.parametrize("width", [1280, later(768)])
def test_axe_finds_nothing_and_nothing_sticks_out(open_: Open, width: int) -> None:
    page = open_()
    start = page.url
    page.set_viewport_size({"width": width, "height": 900})
    for screen in SCREENS if EVERY_PAGE else SCREENS[::2]:
        page.goto(start + screen)
        for fold in reversed(page.locator("details:not([open]) > summary").all()):
            fold.click()
        assert axe(page) == [], screen
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, screen
        tiny = page.locator("main :is(input, select, textarea, button):visible").evaluate_all(
            "all => all.filter((control) => control.getBoundingClientRect().height < 20).map((control) => control.outerHTML)"
        )
        assert tiny == [], screen
