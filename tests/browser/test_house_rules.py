"""The house rules, on the frozen site and in a real browser.

A page of every kind is checked once, on a phone of 360 × 640, in Dutch and the light theme or in
English and the dark one, with all folds open: sizes and distances of controls, reflow at 320 px, the
first screen, complaints. Only a page of each layout (`LAYOUTS`) is checked on a desktop screen of
1280 × 800, with text at twice the size and with the Tab key, and every other layout with axe. A new
view without a page in `KINDS` fails. With EVERY_PAGE=1 (`make release-test`, a quarter of an hour)
everything is checked on every page, in both themes.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from meldapp.content.load import Content
from meldapp.publish.serve import SiteServer
from meldapp.web.app import create_app
from meldapp.web.paper import COPIES
from tests.kit.levels import later
from tests.kit.screens import (
    DESK,
    EVERY_PAGE,
    KINDS,
    LAYOUTS,
    LOOKED_AT,
    PHONE,
    SMALL,
    Readers,
    Screen,
    axe,
    complaints,
)

COLOURS = ("color-contrast", "link-in-text-block")
"""The axe rules that a theme can break."""
SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
"""Text spacing that a reader may set (WCAG 1.4.12)."""


@pytest.fixture(scope="module")
def readers(site: Any) -> Iterator[Readers]:
    """Browsers that read the frozen site."""
    with SiteServer(site.path) as server, Readers(server.url()) as readers:
        yield readers


@pytest.fixture(scope="module")
def pages(site: Any) -> list[str]:
    """Every address of a page, except the empty one where the exit of an installed app ends."""
    addresses = [
        str(file.relative_to(site.path)).removesuffix("index.html")
        for file in sorted(site.path.rglob("*.html"))
    ]
    return [address for address in addresses if address != "app/leeg/"]


@pytest.fixture(scope="module")
def locales(site: Any) -> list[str]:
    """The published languages."""
    return sorted(
        folder.name for folder in (site.path / "app").iterdir() if (folder / "bel").is_dir()
    )


@pytest.fixture(scope="module")
def kinds(locales: list[str], pages: list[str]) -> list[str]:
    """A page of each layout, the help zone's included, in alternating languages; or every page."""
    if EVERY_PAGE:
        return pages
    return [
        "404.html",
        "nl/",
        *(
            f"app/{locales[number % len(locales)]}/{page}"
            for number, (kind, page) in enumerate(KINDS.items())
            if kind in LAYOUTS
        ),
    ]


@pytest.fixture(scope="module")
def walked(pages: list[str], locales: list[str]) -> list[str]:
    """The pages that are checked one by one.

    One of every kind, in alternating languages, and the help zone in Dutch, English and one
    language that reads from right to left; or every page.
    """
    if EVERY_PAGE:
        return pages
    wanted = {
        f"app/{locales[number % len(locales)]}/{page}"
        for number, page in enumerate(KINDS.values(), start=1)
    } | {f"app/nl/wegen/{number}/" for number in range(1, 6)}
    wanted |= {"", "404.html", "app/", "nl/", "en/", "ar/"}
    # the sheets to print differ most, and none may lose a line about 112
    wanted |= {f"app/{locale}/papier/{name}/" for locale in locales for name in COPIES}
    return [address for address in pages if address in wanted]


@pytest.fixture(scope="module")
def every_page(
    readers: Readers, walked: list[str], locales: list[str]
) -> dict[str, dict[str, Any]]:
    """The faults of each page, by measure; each page is loaded once."""
    # axe takes longer than everything else together, most of all on a help page
    every_other = [*LAYOUTS.values()][::2]
    with_axe = {"404.html", "nl/"} | {
        address for address in walked if address[len("app/nl/") :] in every_other
    }

    def look(page: Page, address: str) -> dict[str, Any]:
        faults: dict[str, Any] = {
            "language": page.evaluate(
                "[...document.querySelectorAll('.languages a')].map((link) => [link.hreflang, "
                "link.pathname.slice(1)])"
            )
        }
        faults["first screen"] = (
            page.evaluate("measures.firstScreen()") if address.startswith("app/") else []
        )
        faults["answers"] = page.evaluate(
            "[...document.querySelectorAll('.answers a')].map((answer) => "
            "answer.getBoundingClientRect().bottom)"
        )
        page.evaluate("measures.open()")
        faults["axe"] = axe(page) if EVERY_PAGE or address in with_axe else []
        faults["targets"] = page.evaluate("measures.targets()")
        faults["text"] = page.evaluate("measures.text()")
        page.set_viewport_size({"width": SMALL.width, "height": SMALL.height})
        faults["reflow"] = page.evaluate("measures.sideways()") + page.evaluate("measures.text()")
        faults["complaints"] = list(complaints(page))
        return faults

    others = [
        address
        for address in walked
        if not {*locales}.difference({"nl"}).isdisjoint(address.split("/"))
    ]
    return readers.read(
        [address for address in walked if address not in others], look
    ) | readers.read(others, look, PHONE.with_(dark=True))


def assert_none(faults: list[str]) -> None:
    """Fail with the faults in full, one per line, up to forty of them."""
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])


def faults_of(every_page: dict[str, dict[str, Any]], what: str) -> list[str]:
    """The faults of one sort, each with its page."""
    return [
        f"{address}: {fault}" for address, faults in every_page.items() for fault in faults[what]
    ]


# -- every page ------------------------------------------------------------------------------------


def test_axe_finds_nothing(every_page: dict[str, dict[str, Any]]) -> None:
    assert_none(faults_of(every_page, "axe"))


def test_no_page_has_errors_or_loads_from_another_site(
    every_page: dict[str, dict[str, Any]],
) -> None:
    assert_none(faults_of(every_page, "complaints"))


def test_no_page_scrolls_sideways_at_320_px(every_page: dict[str, dict[str, Any]]) -> None:
    assert_none(faults_of(every_page, "reflow"))


def test_all_text_can_be_read_with_every_fold_open(every_page: dict[str, dict[str, Any]]) -> None:
    assert_none(faults_of(every_page, "text"))


def test_controls_are_large_enough_and_far_enough_apart(
    every_page: dict[str, dict[str, Any]],
) -> None:
    assert_none(faults_of(every_page, "targets"))


def test_the_first_screen_shows_the_heading_and_the_way_to_call(
    every_page: dict[str, dict[str, Any]],
) -> None:
    assert_none(faults_of(every_page, "first screen"))


def test_the_answers_of_a_question_are_on_the_first_screen(
    every_page: dict[str, dict[str, Any]],
) -> None:
    questions = {
        address: looks["answers"] for address, looks in every_page.items() if looks["answers"]
    }
    asked = {address for address in every_page if re.fullmatch(r"app/../wegen/\d/", address)}
    assert len(asked) >= 5
    assert questions.keys() == asked
    bars = 68
    assert {
        address: answers
        for address, answers in questions.items()
        if len(answers) not in (3, 4) or max(answers) > PHONE.height - bars
    } == {}


def test_the_language_link_leads_to_the_same_page(
    every_page: dict[str, dict[str, Any]], locales: list[str], pages: list[str]
) -> None:
    wrong = []
    help_locales = sorted(page[:-1] for page in pages if page.count("/") == 1 and page != "app/")
    for address, looks in every_page.items():
        # start pages without a language show the first one
        if address.count("/") == 0 or address == "app/":
            continue
        zone, locale, place = (
            ("app/", *address.removeprefix("app/").split("/", 1))
            if address.startswith("app/")
            else ("", address.rstrip("/"), "")
        )
        languages = locales if zone else help_locales
        wanted = [[other, f"{zone}{other}/{place}"] for other in languages if other != locale]
        if sorted(looks["language"]) != wanted or not all(page in pages for _, page in wanted):
            wrong.append((address, looks["language"]))
    assert wrong == []


# -- a page of every kind --------------------------------------------------------------------------


def test_every_view_has_a_page_in_kinds(content: Content) -> None:
    app = create_app(content=content)
    addresses = app.url_map.bind("")
    seen = {addresses.match(f"/app/nl/{page}")[0] for page in KINDS.values()}
    views = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/app/<locale>/") and rule.rule.endswith("/")
    }
    assert views - seen == set()


def look_with(page: Page) -> dict[str, list[str]]:
    """Faults of a page with all folds open: what moves too long, and what breaks with spaced text."""
    page.evaluate("measures.open()")
    faults: dict[str, list[str]] = {"motion": []}
    for wish, most in (("reduce", 0.1), ("no-preference", 120)):
        page.emulate_media(reduced_motion=wish)  # type: ignore[arg-type]
        motion = page.evaluate("measures.motion()")
        faults["motion"] += (
            [f"{wish}: {motion['what']} moves for {motion['longest']} ms"]
            if motion["longest"] > most
            else []
        )
    page.emulate_media(reduced_motion="reduce")
    # a constructed sheet is not a style in the page, so the policy does not block it
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); "
        "document.adoptedStyleSheets = [sheet]; }",
        SPACING,
    )
    # drawings and previews of printed pages are not affected
    faults["spaced out"] = page.evaluate("measures.sideways()") + page.evaluate(
        "measures.text(false)"
    )
    return faults


@pytest.fixture(scope="module")
def on_the_desk(readers: Readers, kinds: list[str]) -> dict[str, dict[str, Any]]:
    """The faults of a page of each layout on a desktop screen; each page is loaded once."""

    def look(page: Page, _address: str) -> dict[str, list[str]]:
        page.evaluate("measures.open()")
        measured = ("targets", "text", "sideways")
        sizes = [fault for name in measured for fault in page.evaluate(f"measures.{name}()")]
        return {"sizes": sizes} | look_with(page)

    return readers.read(kinds, look, DESK)


@pytest.fixture(scope="module")
def on_the_phone(readers: Readers, kinds: list[str]) -> dict[str, dict[str, Any]]:
    """The same on a phone, except sizes, which `every_page` has for every kind of page."""
    return readers.read(kinds, lambda page, _: look_with(page), PHONE)


@pytest.mark.release
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["360", "1280"])
def test_axe_finds_nothing_in_light_and_dark(
    readers: Readers, kinds: list[str], screen: Screen
) -> None:
    def look(page: Page, _address: str) -> list[str]:
        page.evaluate("measures.open()")
        light = axe(page)
        page.emulate_media(color_scheme="dark")
        return light + axe(page, *COLOURS)

    assert_none(readers.faults(kinds, look, screen))


def test_sizes_and_distances_are_right_on_a_desktop_screen(
    on_the_desk: dict[str, dict[str, Any]],
) -> None:
    assert_none(faults_of(on_the_desk, "sizes"))


def test_text_can_be_spaced_out(
    on_the_desk: dict[str, dict[str, Any]], on_the_phone: dict[str, dict[str, Any]]
) -> None:
    assert_none(faults_of(on_the_desk, "spaced out") + faults_of(on_the_phone, "spaced out"))


def test_nothing_moves_for_long_or_at_all_with_reduced_motion(
    on_the_phone: dict[str, dict[str, Any]],
) -> None:
    assert_none(faults_of(on_the_phone, "motion"))


def test_every_kind_is_checked_on_the_phone(walked: list[str], kinds: list[str]) -> None:
    for page in KINDS.values():
        both = {f"app/nl/{page}", f"app/en/{page}"}
        assert both & {*walked}, page
        assert both <= {*walked} or not EVERY_PAGE
    for page in LAYOUTS.values():
        # Dutch in the light theme, English in the dark one
        both = {f"app/nl/{page}", f"app/en/{page}"}
        assert both <= {*walked, *kinds}, f"{page} is not checked in both languages"


@pytest.mark.parametrize("screen", [PHONE, later(DESK)], ids=["360", "1280"])
def test_text_at_twice_the_size_can_be_read_and_the_menu_is_then_not_fixed(
    readers: Readers, kinds: list[str], screen: Screen
) -> None:
    def look(page: Page, _address: str) -> list[str]:
        page.evaluate("measures.open()")
        faults = page.evaluate("measures.sideways()") + page.evaluate("measures.text()")
        fixed: list[str] = page.evaluate("measures.bars()")
        in_the_top_bar = page.evaluate(
            "(() => { const [menu, bar] = ['.bottom-bar', '.top-bar'].map((name) => document.querySelector(name)?.getBoundingClientRect()); return !menu || menu.bottom <= bar.bottom; })()"
        )
        faults += [f"{bar} is fixed" for bar in fixed if "bottom-bar" in bar and not in_the_top_bar]
        size = page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
        )
        height = page.evaluate(
            "document.querySelector('[data-quick-exit]').getBoundingClientRect().height"
        )
        if size < 36:
            faults.append(f"the font size is {size} px; at twice the default it should be 36")
        if height > screen.height / 4:
            faults.append(f"the exit takes up {height} px of {screen.height}")
        return faults

    assert_none(readers.faults(kinds, look, screen.with_(letters=32)))


# -- keyboard --------------------------------------------------------------------------------------


def tab_through(page: Page, address: str, back: bool = False) -> list[str]:
    """Every fault while tabbing to the end of the page, or to its end and back."""
    if address.startswith("app/") or EVERY_PAGE:
        page.evaluate("measures.open()")  # with all folds open the help zone has hundreds of stops
    stops: list[str] = page.evaluate("measures.stops()")
    faults = []
    # the page for "not found" has little to skip
    first = [".quick-exit-link"] if address == "404.html" else [".skip-link", ".quick-exit-link"]
    if not all(name in stop for name, stop in zip(first, stops, strict=False)):
        faults.append(f"Tab reaches first {stops[0]}, then {stops[1]}")
    for key, numbers in (("Tab", range(len(stops))), ("Shift+Tab", range(len(stops) - 2, -1, -1))):
        for number in numbers if back or key == "Tab" else []:
            page.keyboard.press(key)
            focus = page.evaluate("measures.focus()")
            faults += [f"{key}: {fault}" for fault in focus["faults"]]
            if focus["number"] != number:
                return [*faults, f"{key} goes to {focus['name']} instead of {stops[number]}"]
    return faults


def test_the_keyboard_reaches_everything_in_order_and_in_view(
    readers: Readers, locales: list[str]
) -> None:
    addresses = [
        "404.html",
        f"{locales[-1]}/",
        *(f"app/{locales[-1]}/{page}" for page in LOOKED_AT.values()),
    ]
    assert_none(readers.faults(addresses if EVERY_PAGE else addresses[::3], tab_through))


@pytest.mark.release
def test_the_keyboard_reaches_everything_beside_the_rail(readers: Readers) -> None:
    addresses = [f"app/nl/{KINDS[kind]}" for kind in ("start", "step", "question")]
    assert_none(readers.faults(addresses, tab_through, DESK))


@pytest.mark.release
def test_the_keyboard_also_goes_back_with_everything_in_view(readers: Readers) -> None:
    addresses = [
        f"app/nl/{KINDS[kind]}" for kind in ("start", "step", "weighing", "call", "worksheet")
    ]
    addresses = [*addresses, "nl/"] if EVERY_PAGE else addresses[:2]
    assert_none(
        readers.faults(addresses, lambda page, address: tab_through(page, address, back=True))
    )


def test_the_skip_link_leads_past_the_bars(readers: Readers, kinds: list[str]) -> None:
    def look(page: Page, _address: str) -> list[str]:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        title = page.evaluate(
            "document.querySelector('h1').getBoundingClientRect().top >= "
            "document.querySelector('header').getBoundingClientRect().bottom"
        )
        page.keyboard.press("Tab")
        inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
        return ([] if inside else ["the next Tab is not in the text"]) + (
            [] if title else ["the heading is under the bar"]
        )

    assert_none(readers.faults(kinds[1 : 12 if EVERY_PAGE else 6], look))


# -- readers' own settings -------------------------------------------------------------------------


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4
        for value in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """Contrast ratio (WCAG 2.2)."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def stands_out(page: Page, selector: str) -> list[str]:
    """Faults where the words or the edge of an element do not stand out on the actual screen."""
    faults = []
    for number, element in enumerate(page.locator(selector).all()):
        element.scroll_into_view_if_needed()
        box = element.bounding_box()
        assert box
        x, y = max(0, box["x"] - 4), max(0, box["y"] - 4)
        shot = Image.open(
            io.BytesIO(
                page.screenshot(
                    clip={"x": x, "y": y, "width": box["width"] + 8, "height": box["height"] + 8}
                )
            )
        ).convert("RGB")
        inside = shot.crop((12, 12, shot.width - 12, shot.height - 12))
        colours = Counter({colour: count for count, colour in inside.getcolors(1 << 20)})
        ground = colours.most_common(1)[0][0]
        words = max(
            (
                contrast(ground, colour)
                for colour, count in colours.items()
                if count > inside.width * inside.height / 500
            ),
            default=1,
        )
        if words < 4.5:
            faults.append(f"{selector} {number}: the words have a contrast of {words:.1f}")
        edges = [
            [shot.getpixel((left, shot.height // 2)) for left in range(12)],
            [shot.getpixel((shot.width // 2, shot.height - 1 - down)) for down in range(12)],
        ]
        for name, line in zip(("side", "bottom"), edges, strict=True):
            if max(contrast(line[0], colour) for colour in line) < 3:  # type: ignore[arg-type]
                faults.append(f"{selector} {number}: no edge at its {name}")
    return faults


@pytest.mark.parametrize("dark", [False, later(True)], ids=["light", "dark"])
def test_forced_colours_keep_the_exit_and_the_answers_visible(readers: Readers, dark: bool) -> None:
    def look(page: Page, address: str) -> list[str]:
        faults = stands_out(page, "[data-quick-exit]")
        if "wegen" in address:
            faults += stands_out(page, ".answer")
        if "bel" in address:
            faults += stands_out(page, ".dials .dial")
        current = page.evaluate(
            "(() => { const link = document.querySelector('.bottom-bar [aria-current]'); return "
            "!link || getComputedStyle(link).borderTopColor !== "
            "getComputedStyle(link.closest('li').parentElement.querySelector('a:not([aria-current])')).borderTopColor; })()"
        )
        return faults if current else [*faults, "the bar does not mark the current section"]

    screen = PHONE.with_(forced_colours=True, dark=dark)
    assert_none(
        readers.faults(
            ["nl/", "404.html", "app/nl/", "app/nl/wegen/1/", "app/en/bel/"], look, screen
        )
    )


def test_without_javascript_every_kind_of_page_is_complete(
    readers: Readers, kinds: list[str]
) -> None:
    def look(page: Page, address: str) -> list[str]:
        faults = [] if page.locator("h1").is_visible() else ["no title"]
        if not page.locator("[data-quick-exit]").is_visible():
            faults.append("no exit")
        if address.startswith("app/") and page.locator(".bottom-bar a:visible").count() != 4:
            faults.append("no menu of four")
        # buttons that need a script are not shown
        return faults + [
            f"offers {button.inner_text()!r}" for button in page.locator("button:visible").all()
        ]

    assert_none(readers.faults(kinds, look, PHONE.with_(script=False)))
