"""Styles, scripts and icons: what is inlined in a page, what is in separate files, and what neither may do."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

import pytest

from meldapp import ROOT
from meldapp.web import colours
from meldapp.web.app import create_app
from meldapp.web.assets import ZONES, Assets
from meldapp.web.colours import EDGES, FILLS, FOCUS, GROUNDS, TEXTS, WARM, contrast
from tests.kit.content_tree import TINY
from tests.kit.frozen_site import Site

STATIC = ROOT / "static"
STYLE_SHEETS = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "meldapp/web/templates").rglob("*.html"))
HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"


def sha256(text: str | bytes) -> str:
    return (
        "'sha256-"
        + base64.b64encode(
            hashlib.sha256(text.encode() if isinstance(text, str) else text).digest()
        ).decode()
        + "'"
    )


# -- policy ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["site", "tiny_site"])
def test_the_policy_of_a_page_allows_its_own_inline_code_and_nothing_else(
    kind: str, request: pytest.FixtureRequest
) -> None:
    frozen: Site = request.getfixturevalue(kind)
    for page in frozen.pages():
        scripts = re.findall(r"<script>(.*?)</script>", page.html, flags=re.S)
        assert len(scripts) == (2 if 'data-zone="app"' in page.html else 1), page
        (style,) = re.findall(r"<style>(.*?)</style>", page.html, flags=re.S)
        (policy,) = page.select("//meta[@http-equiv='Content-Security-Policy']/@content")
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert directives == {
            "default-src": "'self'",
            "script-src": " ".join(["'self'", *map(sha256, scripts)]),
            "style-src": f"'self' {sha256(style)}",
            "img-src": "'self' data:",
            "connect-src": "'self'",
            "object-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'self'",
        }, page


def test_the_empty_page_allows_nothing(site: Site) -> None:
    text = (site.path / "app/leeg/index.html").read_text("utf-8")
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert "<style" not in text
    assert "<a " not in text


def test_a_region_has_its_own_colours_and_a_style_hash_to_match() -> None:
    answer = (
        create_app("groot", content_dir=TINY).test_client().get("/app/nl/").get_data(as_text=True)
    )
    (style,) = re.findall(r"<style>(.*?)</style>", answer, flags=re.S)
    assert style.rindex("--primary:#0A4A56") > style.rindex("--primary:#0B5563")
    assert sha256(style) in html.unescape(answer)


def test_the_exit_script_is_at_most_three_kibibytes() -> None:
    assert len(Assets().inline_scripts["quick_exit_script"].encode()) <= 3072


# -- scripts -----------------------------------------------------------------------------------------------------------


def test_htmx_is_the_release_its_name_says() -> None:
    (file,) = (STATIC / "vendor").glob("htmx*.js")
    assert file.name == "htmx-4.0.1.min.js"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == HTMX
    assert b'"4.0.1"' in file.read_bytes()


def test_no_page_needs_more_than_a_strict_policy_allows(site: Site) -> None:
    """hx-on, js: values and trigger filters use eval; all of these need a policy that allows it."""
    for page in site.pages():
        attributes = [pair for element in page.tree.iter("*") for pair in element.attrib.items()]
        assert not [
            (name, value)
            for name, value in attributes
            if name == "style"
            or ("hx-" in name and ("hx-on" in name or not name.startswith("data-hx-")))
            or re.match(r"\s*(js|javascript):", value)
            or ("hx-trigger" in name and "[" in value)
        ], page
        [policy] = page.select("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "unsafe-" not in policy, page
        config = page.meta("htmx-config")
        assert page.zone == "help" or {
            '"transitions":false',
            '"includeIndicatorCSS":false',
            '"noSwap":["4xx","5xx"]',
        } <= set(re.findall(r'"\w+":(?:\[[^]]*\]|[^,}]+)', config)), page


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_of_ours_needs_more_than_the_policy_allows(script: Path) -> None:
    code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", script.read_text("utf-8"), flags=re.S)
    assert not re.findall(
        r"\beval\(|new Function|\bFunction\(|set(?:Timeout|Interval)\(\s*[\"'`]|document\.write|hx-on|\.style\.cssText|setAttribute\([\"']style|insertAdjacentHTML",
        code,
    )
    assert not re.findall(r"https?://", code), "an address is a fact, and belongs in the content"
    assert not re.findall(
        r"(?:local|session)Storage|indexedDB|document\.cookie", code
    ) or script.name in ("quick-exit.js", "erase.js")
    assert not re.findall(r"on(?:before)?unload", code)
    assert not re.findall(
        r"(?<!\.)\.(?:scroll)?(?:left|right)\b|\bmargin(?:Left|Right)\b", code, flags=re.I
    ) or re.search(r"getBoundingClientRect|visualViewport", code)


def test_no_template_contains_a_script() -> None:
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        assert set(re.findall(r"<script(?![^>]*\bsrc=)[^>]*>([^<]*)", text)) <= {
            "{{ quick_exit_script }}",
            "{{ early_script }}",
        }, path
        assert not re.search(r"""\son[a-z]+=["']|\sstyle=["']|javascript:|\bhx-on""", text), path


def test_a_static_file_is_named_after_its_bytes(site: Site) -> None:
    files = [
        path
        for path in (site.path / "static").rglob("*")
        if path.is_file() and path.suffix not in (".br", ".gz")
    ]
    assert len(files) > 5
    assert [
        path.name
        for path in files
        if path.name.split(".")[-2] != hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    ] == []


def test_inlined_code_and_the_worker_are_not_static_files() -> None:
    assets = Assets()
    assert {"vendor/htmx-4.0.1.min.js", "js/app.js"} <= assets.files.keys()
    not_static = {"js/quick-exit.js", "js/sw.js", "js/sw-kill.js", "icons/icons.svg"}
    assert not not_static & assets.files.keys()
    assert not [
        name
        for name in assets.served
        if name.startswith(("css/components", "css/base", "css/tokens"))
    ]
    with pytest.raises(KeyError):
        assets.path("js/gone.js")


# -- icons -------------------------------------------------------------------------------------------------------------


def test_icons_take_the_colour_of_the_text_around_them() -> None:
    assets = Assets()
    assert len(assets.icons) > 20
    for name, drawing in assets.icons.items():
        assert 'aria-hidden="true"' in drawing, name
        assert 'viewBox="0 0 24 24"' in drawing, name
        assert not re.search(r"#[0-9a-fA-F]{3,6}\b|\brgb|style=|<script|href", drawing), name
    with pytest.raises(KeyError):
        assets.icon("gone")


def test_every_icon_has_a_text_label(site: Site) -> None:
    for page in site.pages():
        silent = [
            link
            for link in page.select(
                "//a[descendant::*[local-name()='svg']] | //button[descendant::*[local-name()='svg']] | //summary[descendant::*[local-name()='svg']]"
            )
            if not link.text_content().strip() and not link.get("aria-label")
        ]
        assert not silent, page


# -- styles ------------------------------------------------------------------------------------------------------------


def imported_by(zone: str) -> list[str]:
    """The style sheets that a zone's sheet imports."""
    return re.findall(r'@import "(.+)";', (STATIC / f"css/{zone}.css").read_text("utf-8"))


def rules(path: Path) -> list[tuple[str, dict[str, str]]]:
    """Selector and declarations of every rule, including those inside @media."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    rules = re.findall(r"([^{};]+)\{([^{}]*)\}", css)
    return [
        (
            selector.strip(),
            {
                name.strip(): value.strip()
                for name, _, value in (part.partition(":") for part in body.split(";"))
                if name.strip()
            },
        )
        for selector, body in rules
    ]


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_serves_both_reading_directions(sheet: Path) -> None:
    css = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", sheet.read_text("utf-8"), flags=re.S)
    assert not re.findall(r"\b(?:left|right)\b", css)
    physical = (
        r"(?<![\w-])(?:margin|padding|inset|border-width|border-radius|border-style)\s*:\s*([^;}]+)"
    )
    for value in re.findall(physical, css):
        sides = (
            re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "()", value)
            .replace("!important", "")
            .split("/")[0]
            .split()
        )
        assert len(sides) < 4 or sides[1] == sides[3], f"{value} differs between left and right"
    assert not re.findall(r"translateX\((?!0)|translate\((?!0)[^,)]+|\bfloat\s*:|\bclear\s*:", css)


def test_print_styles_do_not_delay_the_screen() -> None:
    """In the app zone they are in a separate file, for print only; a help page is a single file."""
    assets = Assets()
    sheets = "".join((STATIC / "css" / name).read_text("utf-8") for name in imported_by("app"))
    paper = assets.files["css/paper.css"][1].decode()
    assert "@media print" not in assets.styles["app"]
    assert paper.count("@media print{") == sheets.count("@media print {") > 5
    assert assets.styles["help"].count("@media print{") > 3


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=lambda path: path.name)
def test_every_style_sheet_is_used(sheet: Path) -> None:
    name = sheet.relative_to(STATIC / "css").as_posix()
    texts = "".join(path.read_text("utf-8") for path in TEMPLATES)
    imported = {file for zone in ZONES for file in imported_by(zone)}
    assert name in imported | {f"{zone}.css" for zone in ZONES} or f"css/{name}" in texts


def test_no_style_outlives_what_it_was_for() -> None:
    """Every class in the style sheets occurs in a template, a script, or code that produces HTML."""
    htmx = sorted((STATIC / "vendor").glob("*.js"))
    makers = [*TEMPLATES, *SCRIPTS, *htmx, *sorted((ROOT / "meldapp").rglob("*.py"))]
    written = set(re.findall(r"[\w-]+", "".join(path.read_text("utf-8") for path in makers)))
    # the suffix comes from a fact, or htmx adds the class
    composed = re.compile(r"(?:jump|paper)-[a-z]+|[crt]\d+|htmx-request")
    unused = {
        (sheet.name, name)
        for sheet in STYLE_SHEETS
        for selector, _ in rules(sheet)
        for name in re.findall(r"\.([a-z][\w-]*)", selector)
        if name not in written and not composed.fullmatch(name)
    }
    assert unused == set()


def test_text_grows_with_the_readers_own_font_size() -> None:
    assert not [
        (sheet.name, selector)
        for sheet in STYLE_SHEETS
        for selector, given in rules(sheet)
        if re.search(r"\dpx", given.get("font-size", "") + given.get("font", "").split("/")[0])
    ]
    assert not [
        path.name
        for path in TEMPLATES
        if "user-scalable" in path.read_text("utf-8") or "maximum-scale" in path.read_text("utf-8")
    ]


# -- colours -----------------------------------------------------------------------------------------------------------

TOKENS = (STATIC / "css/tokens.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", part))
    for part in TOKENS.split("@media screen and (prefers-color-scheme: dark)")
)
DIVIDERS = {"line", "primary-tint"}
"""Decorative lines: between rows, between steps, around what its background already sets apart."""


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#777777", "#FFFFFF"), 2) == 4.48


@pytest.mark.parametrize(
    "theme", [pytest.param(LIGHT, id="light"), pytest.param({**LIGHT, **DARK}, id="dark")]
)
def test_every_pair_of_adjacent_colours_has_enough_contrast(theme: dict[str, str]) -> None:
    assert colours.too_close(theme) == {}


def test_the_dark_theme_has_every_colour_of_the_light_one() -> None:
    assert (
        LIGHT.keys()
        == DARK.keys()
        == GROUNDS
        | TEXTS
        | EDGES
        | DIVIDERS
        | WARM.keys()
        | set().union(*WARM.values())
        | FILLS.keys()
        | set(FILLS.values())
        | set(FOCUS)
    )


@pytest.mark.parametrize(
    "sheet",
    [sheet for sheet in STYLE_SHEETS if sheet.name != "tokens.css"],
    ids=lambda path: path.name,
)
def test_colours_are_used_only_in_pairs_whose_contrast_is_checked(sheet: Path) -> None:
    def tokens(value: str) -> set[str]:
        return set(re.findall(r"var\(--([a-z-]+)\)", value)) & LIGHT.keys()

    for selector, given in rules(sheet):
        words = tokens(given.get("color", "")) | (
            tokens(given.get("fill", "")) if "text" in selector else set()
        )
        ground = tokens(given.get("background", "") + given.get("background-color", "")) | (
            tokens(given.get("fill", "")) - words
        )
        edges = set().union(
            *(
                tokens(value)
                for name, value in given.items()
                if re.match(r"border|outline|stroke|box-shadow|text-decoration|accent|caret", name)
            )
        )
        warm = words & WARM.keys()
        words -= warm
        assert ground <= GROUNDS | {"warm-tint"} | FILLS.keys(), selector
        assert edges <= EDGES | DIVIDERS | set(FOCUS) | FILLS.keys() | ground, selector
        if fill := ground & FILLS.keys():
            assert words == {FILLS[name] for name in fill}, (
                f"{selector}: text on a fill needs the colour that belongs to that fill"
            )
        elif ".icon" in selector:
            assert words <= EDGES | TEXTS, selector
        else:
            assert words <= TEXTS, selector


def test_every_custom_property_that_a_style_uses_is_defined() -> None:
    """A misspelt colour is ignored without any other warning."""
    css = "".join(sheet.read_text("utf-8") for sheet in STYLE_SHEETS)
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+)\s*:", css))


def test_every_colour_has_a_name() -> None:
    loose = re.compile(
        r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|color-mix)a?\(|:\s*(?:white|black|red|gr[ae]y)\b"
    )
    for sheet in STYLE_SHEETS:
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)
        if sheet.name not in (
            "tokens.css",
            "paper.css",
            "sheet.css",
        ):  # paper is white, whatever the screen does
            on_screen = re.sub(r"@media print\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
            assert not loose.findall(on_screen), sheet.name


def test_red_means_112_and_nothing_else() -> None:
    red = [
        (sheet.name, selector)
        for sheet in STYLE_SHEETS
        for selector, given in rules(sheet)
        if sheet.name != "tokens.css" and any("--now" in value for value in given.values())
    ]
    assert red
    assert [
        place for place in red if not re.search(r"urgent|dial-now|danger|show-card-now", place[1])
    ] == []
