"""Styles, scripts and icons: those inside pages, and those beside them, under names with a
fingerprint.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from functools import cached_property

import minify
from markupsafe import Markup

from meldapp import ROOT
from meldapp.web.colours import by_theme, themes

minify.config({"js-version": 2020})  # no newer syntax than the sources: older phones must run it
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")

STATIC = ROOT / "static"
ZONES = ("app", "help", "translation")
"""The style sheets inside pages, as static/css/<zone>.css puts them together."""
INLINE_SCRIPTS = {
    "quick_exit_script": ("js/quick-exit.js",),
    "early_script": ("js/early.js", "js/register.js"),
}
"""The scripts inside pages, by their names in templates: the exit in every one, the other in
those of the app zone.
"""
REGISTER = "js/register.js"
"""Left out where the region asks its readers before anything is stored."""
BESIDE = ("*/*.js", "*/*.png", "icons/*.svg", "css/pages/*.css")
"""The files beside the pages; a style sheet of a few pages is linked to within main, so that a swap
brings it too.
"""
NOT_BESIDE = {
    *(path for paths in INLINE_SCRIPTS.values() for path in paths),
    "js/sw.js",
    "js/sw-kill.js",
    "icons/icons.svg",
}
"""What is inside pages, and the worker, which must be in its scope."""
PAPER = "css/paper.css"
"""How pages of the app zone look on paper, from all its style sheets: a file that a browser fetches
last, so that a first screen does not wait for it. A help page is one file.
"""
FOR_PAPER = re.compile(r"@media print\{(?:[^{}]*\{[^{}]*\})*\}")
"""What a minified style sheet says for paper."""


@dataclass(frozen=True)
class Assets:
    """The files of `static/`, read once, under an address prefix with a slash at both ends."""

    base: str = "/"
    colours: dict[str, str] = field(default_factory=dict)
    """A region's own colours: token name → value, or `dark-` and token name."""
    asks_first: bool = False
    """Whether nothing is stored on a device before its reader says so."""

    @cached_property
    def files(self) -> dict[str, tuple[str, bytes]]:
        """Name in static/ → name with fingerprint and bytes, of every file beside the pages."""
        files = {}
        for path in sorted(path for pattern in BESIDE for path in STATIC.glob(pattern)):
            name = path.relative_to(STATIC).as_posix()
            if name in NOT_BESIDE:
                continue
            content = path.read_bytes()
            if path.suffix == ".css":
                content = minified_style(content.decode()).encode()
            elif name.startswith("js/"):
                content = minified_script(content.decode()).encode()
            files[name] = (_marked(name, content), content)
        paper = "".join(FOR_PAPER.findall(self._whole_styles["app"])).encode()
        return {**files, PAPER: (_marked(PAPER, paper), paper)}

    def path(self, name: str) -> str:
        """The address of a file, such as path("js/app.js"); raises KeyError for another."""
        return f"{self.base}static/{self.files[name][0]}"

    @cached_property
    def served(self) -> dict[str, bytes]:
        """Name with fingerprint → bytes, for every file beside the pages."""
        return dict(self.files.values())

    @cached_property
    def inline_scripts(self) -> dict[str, Markup]:
        """The scripts inside pages, by their names in templates."""
        left_out = REGISTER if self.asks_first else ""
        sources = {
            name: "\n".join(_read(path) for path in paths if path != left_out)
            for name, paths in INLINE_SCRIPTS.items()
        }
        return {name: Markup(minified_script(source)) for name, source in sources.items()}

    @cached_property
    def styles(self) -> dict[str, Markup]:
        """The style sheet of each zone; that of the app zone without what is for paper."""
        screen = {"app": FOR_PAPER.sub("", self._whole_styles["app"])}
        return {zone: Markup(style) for zone, style in (self._whole_styles | screen).items()}

    @cached_property
    def _whole_styles(self) -> dict[str, str]:
        colours = _own_colours(self.colours)
        return {zone: minified_style(_with_imports(f"{zone}.css") + colours) for zone in ZONES}

    def token(self, name: str, *, dark: bool = False) -> str:
        """A colour by its name in tokens.css, or the region's own."""
        return self._themes[dark][name]

    @cached_property
    def _themes(self) -> tuple[dict[str, str], dict[str, str]]:
        return themes(self.colours)

    def csp(self, zone: str) -> str:
        """The policy of a page: this site only, and the inline scripts and style by their hash."""
        scripts = " ".join(
            f"'{_hash(script)}'"
            for name, script in self.inline_scripts.items()
            if zone == "app" or name == "quick_exit_script"
        )
        return (
            f"default-src 'self'; script-src 'self' {scripts}; "
            f"style-src 'self' '{_hash(self.styles[zone])}'; img-src 'self' data:; "
            "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
        )

    @cached_property
    def icons(self) -> dict[str, Markup]:
        """Every icon as inline SVG, hidden from screen readers; a mirrored one points the other way
        where a page runs from right to left.
        """
        symbol = r'<symbol id="([a-z-]+)"(?: class="(icon-mirrored)")?[^>]*>(.*?)</symbol>'
        return {
            name: Markup(
                f'<svg class="{"icon " + mirrored if mirrored else "icon"}" viewBox="0 0 24 24" '
                f'aria-hidden="true" focusable="false">{drawing}</svg>'
            )
            for name, mirrored, drawing in re.findall(symbol, _read("icons/icons.svg"))
        }

    def icon(self, name: str) -> Markup:
        """An icon; raises KeyError for one that is not drawn."""
        if name not in self.icons:
            raise KeyError(f'static/icons/icons.svg has no <symbol id="{name}">')
        return self.icons[name]


def minified_script(source: str) -> str:
    """Minify a script; raises minify.MinifyError for a fault in it."""
    return str(minify.string("application/javascript", source))


def minified_style(source: str) -> str:
    """Minify a style sheet; raises minify.MinifyError for a fault in it."""
    return str(minify.string("text/css", source))


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _with_imports(name: str) -> str:
    """A style sheet with its imports in place."""
    return re.sub(r'@import "(.+)";', lambda match: _with_imports(match[1]), _read(f"css/{name}"))


def _marked(name: str, content: bytes) -> str:
    """The name of a file with a fingerprint: `js/app.js` → `js/app.0123abcd.js`."""
    start, _, suffix = name.rpartition(".")
    return f"{start}.{hashlib.sha256(content).hexdigest()[:8]}.{suffix}"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _own_colours(colours: dict[str, str]) -> str:
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in theme.items())
        for theme in by_theme(colours)
    )
    at_night = f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}" if dark else ""
    return f":root{{{light}}}{at_night}"
