"""Looks a frozen site over before it is put in place: what a reader would stumble on must not be published."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from meldapp.web.site import Site

ASIDE = re.compile(r"<!--.*?-->|<script>[^<]*</script>|<style>.*?</style>", re.DOTALL)
"""What looks like tags and is none: comments, scripts and styles in the page."""
TAG = re.compile(r"""<([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>""")
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
TELLING = frozenset({"a", "html", "iframe", "img", "link", "script", "source"})
MARKED = re.compile(r"\s(?:id|style|on[a-z]+)\b")
BLANK = "app/leeg/index.html"
"""The empty page that an installed app leaves to."""
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


class Page:
    """What one page links to and holds. It reads the HTML that our templates write; that this is good HTML is for the tests."""

    def __init__(self, text: str) -> None:
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.headings = 0
        self.exits: list[str] = []
        self.title = title_of(text)
        self.language = ""
        self.handlers: list[str] = []
        for tag, attributes in TAG.findall(ASIDE.sub("", text)):
            self.headings += tag == "h1"
            if tag in TELLING or MARKED.search(attributes):
                self._note(
                    tag,
                    {
                        name: unescape(one or other or bare)
                        for name, one, other, bare in ATTRIBUTE.findall(attributes)
                    },
                )

    def _note(self, tag: str, given: dict[str, str]) -> None:
        """Take down what matters of one tag."""
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
            if "data-quick-exit" in given:
                self.exits.append(given["href"])
        elif tag == "link" and given.get("rel") in (
            "icon",
            "manifest",
            "stylesheet",
            "preload",
            "apple-touch-icon",
        ):
            self.loads.append(given.get("href", ""))
        elif tag in ("script", "img", "source", "iframe") and given.get("src"):
            self.loads.append(given["src"])
        elif tag == "html":
            self.language = given.get("lang", "")
        self.handlers += [name for name in given if name.startswith("on") or name == "style"]


def title_of(text: str) -> str:
    """The title of a page; empty where there is none."""
    found = TITLE.search(text)
    return unescape(found[1]) if found else ""


def read(file: Path) -> Page:
    """What one file of a frozen site links to and holds."""
    return Page(file.read_text("utf-8"))


def inspect(folder: Path, site: Site) -> list[str]:
    """Return every fault of a frozen site: one line each, naming the page."""
    faults: list[str] = []
    files = sorted(folder.rglob("*.html"))
    pages = {path: read(path) for path in files}
    named = {path.relative_to(folder).as_posix(): page for path, page in pages.items()}
    file_at = functools.cache(
        lambda address: _file_at(address, folder, site.base)
    )  # every page links to the same bars
    for (name, page), path in zip(named.items(), files, strict=True):
        if name != BLANK:
            if page.headings != 1:
                faults.append(f"  {name}: {page.headings} titles (h1), a page has one")
            if len(page.exits) != 1:
                faults.append(f"  {name}: {len(page.exits)} exits, a page has one")
            if not page.language:
                faults.append(f"  {name}: no language")
        for handler in page.handlers:
            faults.append(
                f"  {name}: an attribute {handler!r}, which our own security policy forbids"
            )
        for address in page.loads:
            if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
                faults.append(f"  {name}: loads {address} from another site")
        for address in {*page.links, *page.loads}:
            fault = _dead(address, path, pages, file_at)
            if fault:
                faults.append(f"  {name}: {fault}")
    return faults + _same_titles({name: page.title for name, page in named.items()})


def _same_titles(titles: Mapping[str, str]) -> list[str]:
    """A fault for every page of the app zone whose title another has already: in its history and its tabs nobody could tell them apart."""
    faults = []
    first: dict[str, str] = {}
    for name in sorted(
        name for name in titles if name.startswith("app/") and name not in (BLANK, "app/index.html")
    ):
        if (other := first.setdefault(titles[name], name)) != name:
            faults.append(f"  {name}: has the same title as {other}: {titles[name]!r}")
    return faults


def _file_at(path: str, folder: Path, base: str) -> Path | str:
    """The file that a path of this site leads to, or what is wrong with it."""
    if not path.startswith(base):
        return f"does not start with {base}"
    inside = unquote(path.removeprefix(base))
    target = (
        folder / inside / "index.html" if inside.endswith("/") or not inside else folder / inside
    )
    return target if target.is_file() else "leads nowhere"


def _dead(
    address: str, path: Path, pages: dict[Path, Page], file_at: Callable[[str], Path | str]
) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    if not parts.path:
        return (
            ""
            if not parts.fragment or parts.fragment in pages[path].ids
            else f"no place {parts.fragment!r} on this page"
        )
    target = file_at(parts.path)
    if isinstance(target, str):
        return f"the link {address} {target}"
    if parts.fragment and target.suffix == ".html" and target not in pages:
        pages[target] = read(target)
    if parts.fragment and (target not in pages or parts.fragment not in pages[target].ids):
        return f"the link {address} names a place that does not exist"
    return ""


__all__ = ["Page", "inspect", "read", "title_of"]
