"""The walkthrough in docs/een-tekst-verbeteren.md: each step is done as the guide says.

With DESK_PICTURES set, its pictures are made anew: `make pictures`.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from meldapp import ROOT
from meldapp.content.load import load_content
from tests.kit.content_tree import Tree
from tests.kit.desk import served

GUIDE = ROOT / "docs/een-tekst-verbeteren.md"
PICTURES = ROOT / "docs/images"
SIZE = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A copy of the real texts, for somebody to work on."""
    folder = tmp_path_factory.mktemp("guide")
    shutil.copytree(ROOT / "content", folder / "content")
    return Tree(folder / "content", folder / "dist")


@pytest.fixture(scope="module")
def page(browser: Browser, tree: Tree) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZE, locale="nl-NL")  # type: ignore[arg-type]
    with served(tree) as address:
        page = context.new_page()
        page.goto(address)
        yield page
        context.close()


def picture(page: Page, name: str) -> None:
    """Make a picture anew if asked to; otherwise check that there is one of this size."""
    file = PICTURES / f"{name}.png"
    if os.environ.get("DESK_PICTURES"):
        shot = Image.open(io.BytesIO(page.screenshot()))
        shot.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(file, optimize=True)
    with Image.open(file) as image:
        assert image.size == tuple(SIZE.values())


def test_every_picture_of_the_guide_exists_and_has_a_description() -> None:
    pictures = re.findall(r"!\[(.+?)\]\(images/(.+?)\)", GUIDE.read_text("utf-8"))
    assert len(pictures) == 5
    for words, name in pictures:
        assert len(words) > 20
        assert (PICTURES / name).stat().st_size < 120_000, name


@pytest.mark.parametrize("line", ["make edit", "make edit REGION=twente"])
def test_the_command_in_the_guide_exists(line: str) -> None:
    assert line in GUIDE.read_text("utf-8")
    assert "\nedit: " in (ROOT / "Makefile").read_text("utf-8")


def test_the_guide_uses_the_names_that_the_desk_shows() -> None:
    desk = ROOT / "meldapp/editors/desk"
    words = (desk / "words.toml").read_text("utf-8")
    names = re.findall(r"\*\*([^*]+)\*\*", GUIDE.read_text("utf-8"))
    for name in names:
        is_control = not re.search(r"[?.]|uit Word|Een fout|site", name)
        assert not is_control or f'"{name}"' in words, name


@pytest.mark.release
def test_the_walkthrough_works(page: Page, tree: Tree) -> None:
    expect(page.locator("#found tbody tr").first).to_be_visible()
    picture(page, "desk-list")
    correct_a_number(page, tree)
    add_a_sentence(page, tree)
    approve(page, tree)
    load_content(tree.path)


def correct_a_number(page: Page, tree: Tree) -> None:
    page.get_by_role("link", name="Nummers").click()
    page.get_by_label("Zoeken").fill("politie")
    page.get_by_role("link", name="Politie, geen spoed").click()
    page.get_by_label("Nummer", exact=True).fill("0900-8843")
    page.get_by_label("Ik heb dit vandaag met de bron vergeleken").check()
    expect(page.locator("#said")).to_contain_text("Het nummer verandert ook in deze teksten")
    page.get_by_label("Nummer", exact=True).fill("0900-8844")
    expect(page.locator("#said")).not_to_contain_text("Het nummer verandert ook")
    expect(page.locator("#said")).to_contain_text("Geen fouten.")
    picture(page, "desk-number")
    page.get_by_label("Nummer", exact=True).fill("0900-8843")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(".notice.good")).to_contain_text("Opgeslagen.")
    for language in ("nl", "en", "ar"):
        assert "0900-8843" in tree.text(f"{language}/help/zonder-papieren.md")


def add_a_sentence(page: Page, tree: Tree) -> None:
    page.get_by_role("link", name="Teksten").click()
    page.get_by_label("Zoeken").fill("stappen/2")
    page.get_by_role("link", name="Overleg met een deskundige").first.click()
    text = page.locator("#text")
    text.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Twijfelt u? Bel ")
    page.get_by_label("Belnummer").select_option(label="Veilig Thuis")
    page.keyboard.type(".\n\n")
    frame = page.frame_locator("iframe:not(.coming)")
    expect(frame.locator("main")).to_contain_text("Twijfelt u? Bel Veilig Thuis.")
    picture(page, "desk-text")
    text.press("Control+End")
    page.keyboard.type("\n\n– een streepje uit Word")
    expect(page.locator("#said")).to_contain_text("gedachtestreepje")
    picture(page, "desk-fault")
    for _ in range(len("\n\n– een streepje uit Word")):
        page.keyboard.press("Backspace")
    expect(page.locator("#said")).to_contain_text("Geen fouten.")
    page.keyboard.press("Control+s")
    expect(page.locator(".notice.good")).to_contain_text("Opgeslagen.")
    words = tree.text("nl/stappen/2.md")
    assert "\n---\n\nTwijfelt u? Bel [Veilig Thuis](call:veilig-thuis).\n\n" in words


def approve(page: Page, tree: Tree) -> None:
    page.get_by_role("link", name="Nakijken en akkoord geven").click()
    for answer in page.get_by_role("radio", name="akkoord").all():
        answer.check()
    page.get_by_label("Ik heb alle woorden").check()
    page.get_by_label("Functie").fill("gedragswetenschapper")
    page.get_by_role("heading", name="Uitspraken om na te kijken").scroll_into_view_if_needed()
    page.locator("fieldset.item").last.scroll_into_view_if_needed()
    picture(page, "desk-approve")
    page.get_by_role("button", name="Leg dit antwoord vast").click()
    expect(page.locator(".tools .chip")).to_have_text("goedgekeurd")
    assert "approved_by: gedragswetenschapper, Veilig Thuis" in tree.text("nl/stappen/2.md")
