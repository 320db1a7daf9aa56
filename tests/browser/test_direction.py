"""Right to left: a trial locale `he` (the Dutch texts at a Hebrew address) is the mirror image of
the site.

Each page is measured as it is and again with its direction reversed: the words are the same, so
everything must be at the same distance from the opposite side.
"""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from meldapp import ROOT
from meldapp.content.load import load_content
from meldapp.content.markdown import PHONE as NUMBER
from meldapp.publish import hosting
from meldapp.publish.addresses import addresses
from meldapp.publish.freeze import freeze
from meldapp.publish.inspect import inspect, read_pages
from meldapp.publish.serve import SiteServer
from meldapp.web.app import create_app
from tests.kit.screens import DESK, LOOKED_AT, PHONE, SMALL, Readers, axe, complaints

PAGES = [f"app/he/{page}" for page in LOOKED_AT.values()]
PARTS = (
    ".top-bar, .tools a, .tools .icon, [data-quick-exit], .help-bar, .help-name, .search-bar, "
    ".languages a, .bottom-bar, .bottom-bar a, main, h1, .lead, .crumb a, .stepper li, .jump a, "
    ".side, .row, .row > .icon, .row-number, .row-text, .tile, .tile .icon, .chip, .dial, "
    ".dial bdi, .button, .button .icon, .answer, .block, .block-title, .block-title .icon, "
    ".block li, .block input, .door > summary, .door .icon, .call-card, .call-facts, "
    ".ladder-mark, .ladder-title, .ladder-ways a, .tile-map a, .danger-call, .page-foot, "
    ".foot-links a, .index-list a"
)
"""Everything with a left and a right, to be compared with its mirror image; except texts that are
shown in Dutch because they are not translated, which keep the direction of Dutch.
"""


def trial_content(folder: Path) -> Path:
    """A copy of the content with the Dutch texts also as a second language, one that reads from
    right to left.
    """
    shutil.copytree(ROOT / "content", folder, ignore=shutil.ignore_patterns("en"))
    shutil.copytree(folder / "nl", folder / "he")
    facts = folder / "site.toml"
    text = re.sub(
        r'titles = \{ nl = ("[^"]*")', r"titles = { nl = \1, he = \1", facts.read_text("utf-8")
    )
    facts.write_text(re.sub(r"help_languages = \[.*?\]", "help_languages = []", text), "utf-8")
    return folder


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trial site as it would be published, except for budgets and compression."""
    folder = tmp_path_factory.mktemp("trial")
    content = load_content(trial_content(folder / "content"), ("nl", "he"))
    # the English catalogue, since the titles of the two languages must differ
    shutil.copytree(ROOT / "translations" / "en", folder / "translations" / "he")
    shutil.copytree(ROOT / "translations" / "nl", folder / "translations" / "nl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("meldapp.web.app.TRANSLATIONS", folder / "translations")
        app = create_app(content=content)
    site = app.extensions["meldapp"]
    out = folder / "dist"
    out.mkdir()
    freeze(app, addresses(site), out)
    hosting.write_hosting(out, site)
    assert inspect(read_pages(out), out, site.base) == []
    return out


@pytest.fixture(scope="module")
def readers(trial: Path) -> Iterator[Readers]:
    with SiteServer(trial) as server, Readers(server.url()) as readers:
        yield readers


MEASURE = """selector => [...document.querySelectorAll(selector)].filter((element) => measures.shown(element)
  && element.closest("[dir]") === document.documentElement).map((element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { name: measures.name(element), words: element.matches(".say li"), left, right, top, bottom, width: document.documentElement.clientWidth };
})"""


def mirrored(page: Page, _address: str) -> list[str]:
    """Every part that is not at its mirrored position, give or take 1 px."""
    assert page.evaluate("document.documentElement.dir") == "rtl"
    rtl = page.evaluate(MEASURE, PARTS)
    page.evaluate("document.documentElement.dir = 'ltr'")
    ltr = page.evaluate(MEASURE, PARTS)
    faults = [] if len(rtl) == len(ltr) else [f"{len(rtl)} parts, and {len(ltr)} in the mirror"]
    for part, mirror in zip(rtl, ltr, strict=False):
        # heights are not compared: with punctuation at its other end, a line may break elsewhere;
        # and an example sentence is as wide as its words, so only its start counts
        offsets = (
            0 if part["words"] else part["left"] - (part["width"] - mirror["right"]),
            part["right"] - (part["width"] - mirror["left"]),
        )
        if max(map(abs, offsets)) > 1:
            faults.append(
                f"{part['name']} is {max(offsets, key=abs):.1f} px away from its mirror image"
            )
    return faults[:6]


def assert_none(faults: list[str]) -> None:
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])


@pytest.fixture(scope="module")
def every_kind(readers: Readers) -> dict[str, dict[str, list[str]]]:
    """The faults of a page of each layout (or kind), by measure; each page is loaded once."""
    loose = (
        "[...document.querySelectorAll('main a[href^=\"tel:\"]')].filter((link) => "
        "!link.querySelector('bdi') && getComputedStyle(link).unicodeBidi !== 'plaintext' && "
        "/\\d{4}/.test(link.textContent)).map(measures.name)"
    )

    def look(page: Page, address: str) -> dict[str, list[str]]:
        measured = {"mirror on a phone": mirrored(page, address)}
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.set_viewport_size({"width": DESK.width, "height": DESK.height})
        measured["mirror on a desk"] = mirrored(page, address)
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
        page.evaluate("measures.open()")
        measured["axe"] = axe(page)
        measured["text"] = page.evaluate("measures.text()") + page.evaluate("measures.targets()")
        measured["numbers that are not isolated"] = page.evaluate(loose)
        page.set_viewport_size({"width": SMALL.width, "height": SMALL.height})
        measured["reflow"] = page.evaluate("measures.sideways()")
        measured["complaints"] = list(complaints(page))
        return measured

    return readers.read(["he/", *PAGES], look)


@pytest.mark.parametrize(
    "what",
    [
        "mirror on a phone",
        "mirror on a desk",
        "axe",
        "text",
        "numbers that are not isolated",
        "reflow",
        "complaints",
    ],
)
@pytest.mark.release
def test_every_kind_of_page_works_from_right_to_left(
    every_kind: dict[str, dict[str, list[str]]], what: str
) -> None:
    """All parts are at their mirrored positions, axe finds nothing, all text can be read, and each
    number to dial is isolated from the words around it.
    """
    assert_none(
        [f"{address}: {fault}" for address, faults in every_kind.items() for fault in faults[what]]
    )


@pytest.mark.release
def test_the_exit_is_at_the_inline_end_and_the_rail_at_the_inline_start(readers: Readers) -> None:
    def look(page: Page, _address: str) -> dict[str, dict[str, float]]:
        boxes = {
            name: page.locator(selector).first.bounding_box()
            for name, selector in {
                "exit": "[data-quick-exit]",
                "rail": ".bottom-bar",
                "home": ".top-bar-home",
                "search": ".search-bar",
                "language": ".languages a",
            }.items()
        }
        return {name: {**box} for name, box in boxes.items() if box}

    boxes = readers.read(["app/he/"], look, DESK)["app/he/"]
    assert boxes["exit"]["x"] == 0
    assert boxes["rail"]["x"] + boxes["rail"]["width"] == DESK.width
    order = [boxes[name]["x"] for name in ("exit", "search", "language", "home")]
    assert order == sorted(order)


@pytest.mark.release
def test_arrows_are_mirrored_and_pictures_are_not(readers: Readers) -> None:
    """Icons that mean "next" or "back" are mirrored.

    A phone, a house or a pair of scales is the same in both directions.
    """

    def look(page: Page, _address: str) -> list[str]:
        measured: list[list[str]] = page.evaluate(
            "[...document.querySelectorAll('.icon')].filter(measures.shown).map((icon) => "
            "[icon.classList.contains('icon-mirrored') ? 'mirrored' : 'unchanged', "
            "getComputedStyle(icon).transform])"
        )
        wanted = {"mirrored": {"matrix(-1, 0, 0, 1, 0, 0)"}, "unchanged": {"none"}}
        faults = [
            f"an icon that should be {kind} has the transform {transform}"
            for kind, transform in measured
            if transform not in wanted[kind]
        ]
        arrows: list[str] = page.evaluate(
            "[...document.querySelectorAll('a.row:not(.row-back)')].map((row) => "
            "getComputedStyle(row, '::after')).filter((style) => style.content !== "
            "'none').map((style) => style.transform)"
        )
        return faults + [
            f"a row's arrow has the transform {arrow}"
            for arrow in arrows
            if not arrow.startswith("matrix(0.707107, -0.707107")
        ]

    assert_none(
        readers.faults(["app/he/", "app/he/stappen/2/", "app/he/wegen/1/", "app/he/bel/"], look)
    )


@pytest.mark.release
def test_digits_of_phone_numbers_keep_their_order(readers: Readers) -> None:
    """The digits of each phone number run from left to right, wherever it is.

    With Arabic words around it, since otherwise the browser has nothing to reorder.
    """
    places = """() => {
      const boxes = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let node; (node = walker.nextNode()); ) {
        if (["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.parentElement.tagName)) continue;
        if (!node.parentElement.closest("a, bdi")) node.data = node.data.replace(/\\p{Script=Latin}+/gu, "كلمة");
        boxes.push([node.data, [...node.data].map((_, at) => (range.setStart(node, at), range.setEnd(node, at + 1), range.getBoundingClientRect())).map(({ left, top, width }) => [left, top, width])]);
      }
      return boxes;
    }"""

    def look(page: Page, _address: str) -> list[str]:
        page.evaluate("measures.open()")
        faults = []
        count = 0
        for text, boxes in page.evaluate(places):
            for match in NUMBER.finditer(text):
                count += 1
                digits = [
                    boxes[at]
                    for at in range(match.start(), match.end())
                    if text[at].isdigit() and boxes[at][2]
                ]
                if any(
                    digit[1] == after[1] and digit[0] >= after[0]
                    for digit, after in itertools.pairwise(digits)
                ):
                    faults.append(f"{match[0]!r} is shown in another order")
        return faults if count else ["no number was found, so this proves nothing"]

    assert_none(
        readers.faults(["he/", "app/he/bel/", "app/he/stappen/2/", "app/he/offline/"], look)
    )


@pytest.mark.release
def test_language_and_direction_match_the_address(trial: Path) -> None:
    for page in trial.rglob("*.html"):
        head = re.search(r"<html[^>]*>", page.read_text("utf-8"))
        address = page.relative_to(trial).as_posix()
        wanted = ("he", "rtl") if address.startswith(("he/", "app/he/")) else ("nl", "ltr")
        assert head, address
        assert f'lang="{wanted[0]}" dir="{wanted[1]}"' in head[0], address


@pytest.mark.release
def test_another_language_on_one_page_has_its_own_direction(trial: Path) -> None:
    assert re.findall(
        r'<div lang="(\w+)" dir="(\w+)">', (trial / "404.html").read_text("utf-8")
    ) == [("nl", "ltr"), ("he", "rtl")]


SIDES = re.compile(
    r"(?<![\w-])(left|right)(?![\w-])|(margin|padding|border)-(left|right|top|bottom)|(?<![\w-])(top|bottom|width|height|(min|max)-(width|height))\s*:",
    re.I,
)
MEDIA = re.compile(r"@(media|container)[^{]*{")


def test_the_style_sheets_use_no_left_or_right() -> None:
    """Logical properties only.

    Except in media queries: the width of a screen has no direction.
    """
    faults = []
    for sheet in sorted((ROOT / "static/css").rglob("*.css")):
        text = MEDIA.sub(
            "{",
            re.sub(
                r"/\*.*?\*/",
                lambda match: "\n" * match[0].count("\n"),
                sheet.read_text("utf-8"),
                flags=re.S,
            ),
        )
        faults += [f"{sheet.relative_to(ROOT)}: {match[0]}" for match in SIDES.finditer(text)]
    assert faults == []


def test_templates_and_scripts_set_no_sides() -> None:
    sides: list[Any] = []
    for file in [
        *sorted((ROOT / "static/js").glob("*.js")),
        *sorted((ROOT / "meldapp/web/templates").rglob("*.html")),
    ]:
        sides += [
            f"{file.name}: {match[0]}"
            for match in re.finditer(
                r"style\.\w+|style=\"|scrollLeft|text-?align", file.read_text("utf-8"), re.I
            )
        ]
    assert sides == []
