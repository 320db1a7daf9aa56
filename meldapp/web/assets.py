"""Styles, scripts and icons.

What each page carries inside it, and what lies beside it under a name with a fingerprint.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import minify
from markupsafe import Markup

from meldapp.web.colours import by_theme

minify.config({"js-version": 2020})  # no newer syntax than the sources: older phones must run it
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")

INLINE_SCRIPTS = {
    "quick_exit_script": ("js/quick-exit.js",),
    "early_script": ("js/early.js", "js/register.js"),
}
"""The scripts that stand in the page itself, by their names in templates.

The exit in every page, the other in those of the app zone.
"""
REGISTER = "js/register.js"
"""Left out where the region asks its readers before anything is stored."""
SERVED_ELSEWHERE = {
    *(path for paths in INLINE_SCRIPTS.values() for path in paths),
    "js/sw.js",
    "js/sw-kill.js",
}
"""Scripts that are not static files of their own.

Those in the page, and the worker in its scope.
"""

STYLES = {
    "app": (
        "tokens",
        "base",
        "components/button",
        "components/quick-exit",
        "components/top-bar",
        "components/bottom-bar",
        "components/stepper",
        "components/jump",
        "components/side",
        "components/blocks",
        "components/call-card",
        "components/rows",
        "components/ladder",
        "components/answers",
        "components/start",
        "components/search",
        "components/say-large",
        "components/lists",
        "components/offline-status",
        "components/page-foot",
    ),
    "help": (
        "tokens",
        "base",
        "components/quick-exit",
        "components/blocks",
        "components/call-card",
        "components/help-bar",
        "components/languages",
        "components/door",
    ),
}
STYLES["translation"] = (*STYLES["help"], "components/side-by-side", "components/show-card")
"""The style sheets of each zone, in order.

They stand in the page itself: a first view takes one round trip.
"""


PAGE_STYLES = "css/pages/"
"""Style sheets of a few pages only.

Files of their own, which those pages link to within main, so that a swap brings them too.
"""
PAPER = "css/paper.css"
"""How pages of the app zone look on paper, from all its style sheets: a file that a browser fetches
last, so that a first screen does not wait for it. A help page is one file.
"""
FOR_PAPER = re.compile(r"@media print\{(?:[^{}]*\{[^{}]*\})*\}")
"""What a minified style sheet says for paper."""


@dataclass(frozen=True)
class Assets:
    """The files of `static/`, read once.

    `base` is the prefix of every address, with a slash at both ends.
    """

    folder: Path
    base: str = "/"
    colours: dict[str, str] = field(default_factory=dict, hash=False)
    """A region's own colours: token name → value, or `dark-` and token name."""
    asks_first: bool = False
    """Whether nothing is stored on a device before its reader says so."""

    @cached_property
    def _files(self) -> dict[str, tuple[str, bytes]]:
        """logical name → (name with fingerprint, bytes)."""
        files = {}
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if (
                not path.is_file()
                or name in SERVED_ELSEWHERE
                or (name.startswith("css/") and not name.startswith(PAGE_STYLES))
                or name == "icons/icons.svg"
                or path.suffix in {"", ".py", ".md"}
            ):
                continue
            content = path.read_bytes()
            if path.suffix == ".js" and not name.startswith("vendor/"):
                content = minified_script(content.decode()).encode()
            if path.suffix == ".css":
                content = minified_style(content.decode()).encode()
            files[name] = (_marked(name, content), content)
        paper = "".join(FOR_PAPER.findall(self._whole_styles["app"])).encode()
        return {**files, PAPER: (_marked(PAPER, paper), paper)}

    def path(self, name: str) -> str:
        """The address of a file, such as path("js/app.js").

        Raises KeyError when it does not exist.
        """
        return f"{self.base}static/{self._files[name][0]}"

    def has(self, name: str) -> bool:
        """Whether static/ holds this file."""
        return name in self._files

    def content(self, name: str) -> bytes:
        """The bytes of a file, by the name without fingerprint."""
        return self._files[name][1]

    @cached_property
    def served(self) -> dict[str, bytes]:
        """Name with fingerprint → bytes, for every file that lies beside the pages."""
        return dict(self._files.values())

    @cached_property
    def inline_scripts(self) -> dict[str, Markup]:
        """The scripts that stand in the page itself, by their names in templates."""
        return {
            name: Markup(
                minified_script(
                    "\n".join(
                        (self.folder / path).read_text("utf-8")
                        for path in paths
                        if not (self.asks_first and path == REGISTER)
                    )
                )
            )
            for name, paths in INLINE_SCRIPTS.items()
        }

    def style(self, zone: str) -> Markup:
        """The style sheet of a zone, as it stands in its pages."""
        return self._styles[zone]

    @cached_property
    def _styles(self) -> dict[str, Markup]:
        """The style sheet of each zone; that of the app zone without what is for paper."""
        screen = {"app": FOR_PAPER.sub("", self._whole_styles["app"])}
        return {zone: Markup(style) for zone, style in (self._whole_styles | screen).items()}

    @cached_property
    def _whole_styles(self) -> dict[str, str]:
        own = _own_colours(self.colours)
        return {
            zone: minified_style(
                "\n".join((self.folder / f"css/{name}.css").read_text("utf-8") for name in names)
                + own
            )
            for zone, names in STYLES.items()
        }

    def token(self, name: str, *, dark: bool = False) -> str:
        """A colour by its name in tokens.css, or the region's own."""
        if colour := self.colours.get(f"dark-{name}" if dark else name):
            return colour
        light, _, night = (self.folder / "css/tokens.css").read_text("utf-8").partition("@media")
        match = re.search(rf"--{name}: (#\w+)", night if dark else light)
        assert match, f"tokens.css has no --{name}"
        return match[1]

    def csp(self, zone: str) -> str:
        """The Content-Security-Policy of a page.

        This site only, and the inline scripts and style by their hash.
        """
        scripts = " ".join(
            f"'{_hash(script)}'"
            for name, script in self.inline_scripts.items()
            if zone == "app" or name == "quick_exit_script"
        )
        style = _hash(self.style(zone))
        return (
            f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' '{style}'; "
            "img-src 'self' data:; connect-src 'self'; "
            "object-src 'none'; base-uri 'none'; form-action 'self'"
        )

    @cached_property
    def _icons(self) -> dict[str, Markup]:
        text = (self.folder / "icons/icons.svg").read_text("utf-8")
        mirrored = {"next", "back", "up", "chevron", "details", "steps"}
        return {
            name: Markup(
                f'<svg class="icon{" icon-mirrored" if name in mirrored else ""}" viewBox="0 0 24 '
                f'24" aria-hidden="true" focusable="false">{drawing}</svg>'
            )
            for name, drawing in re.findall(r'<symbol id="([a-z-]+)"[^>]*>(.*?)</symbol>', text)
        }

    def icon(self, name: str) -> Markup:
        """An icon as inline SVG, hidden from screen readers.

        Raises KeyError for one that is not drawn.
        """
        return self._icons[name]

    @property
    def icon_names(self) -> frozenset[str]:
        """Every icon there is."""
        return frozenset(self._icons)


def minified_script(source: str) -> str:
    """A script without comments and spaces, its local names shortened.

    Raises minify.MinifyError for one with a fault.
    """
    return str(minify.string("application/javascript", source))


def minified_style(source: str) -> str:
    """A style sheet without comments and spaces. Raises minify.MinifyError for one with a fault."""
    return str(minify.string("text/css", source))


def _marked(name: str, content: bytes) -> str:
    """The name of a file with a fingerprint: `js/app.js` → `js/app.0123abcd.js`."""
    start, _, suffix = name.rpartition(".")
    return f"{start}.{hashlib.sha256(content).hexdigest()[:8]}.{suffix}"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _own_colours(colours: dict[str, str]) -> str:
    if not colours:
        return ""
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in theme.items())
        for theme in by_theme(colours)
    )
    return f"\n:root{{{light}}}" + (
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}" if dark else ""
    )
