"""Sanity checks on a frozen site before it replaces the old one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html

from meldapp.publish.addresses import file_of

BLANK = "app/leeg/index.html"
"""The empty page that an installed app leaves to: no title, no exit."""
FOR_EDITORS = re.compile(r"\b(?:public_url|exit_url|[\w-]+\.(?:toml|md|csv))\b")
"""Names of our fields and files: words for an editor, which no reader understands."""
LOADED = {"icon", "manifest", "stylesheet", "preload"}
"""Kinds of `<link>` that a browser fetches."""


@dataclass
class Page:
    """What one page links to and holds."""

    html: str
    title: str = ""
    language: str = ""
    headings: int = 0
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    """Everything a browser fetches with the page."""
    loads_later: list[str] = field(default_factory=list)
    """What nobody waits for: styles for paper, and htmx, which our script loads (`data-then`)."""
    loads_by_part: list[str] = field(default_factory=list)
    """Scripts that only a part of the page needs, such as search (`data-script`)."""
    loads_on_install: list[str] = field(default_factory=list)
    """The icon for a home screen."""
    exits: int = 0
    ids: set[str] = field(default_factory=set)
    handlers: list[str] = field(default_factory=list)
    words_for_editors: list[str] = field(default_factory=list)


def read_page(html: str) -> Page:
    """Read the HTML of one page."""
    page = Page(html)
    tree = lxml.html.document_fromstring(html)
    page.title = tree.findtext(".//title") or ""
    page.language = tree.get("lang", "")
    page.headings = len(tree.xpath("//h1"))
    page.ids = set(tree.xpath("//@id"))
    page.links = tree.xpath("//a/@href")
    page.exits = len(tree.xpath("//a[@data-quick-exit]/@href"))
    page.loads = tree.xpath("//script/@src | //img/@src | //source/@src | //iframe/@src")
    for link in tree.iter("link"):
        if link.get("media") == "print":
            page.loads_later.append(link.get("href", ""))
        elif link.get("rel") in LOADED:
            page.loads.append(link.get("href", ""))
        elif link.get("rel") == "apple-touch-icon":
            page.loads_on_install.append(link.get("href", ""))
    page.loads_later += " ".join(tree.xpath("//@data-then")).split()
    page.loads_by_part = " ".join(tree.xpath("//@data-script")).split()
    handlers = tree.xpath("//*[@*[starts-with(name(), 'on') or name() = 'style']]")
    page.handlers = [
        name
        for element in handlers
        for name in element.attrib
        if name.startswith("on") or name == "style"
    ]
    page.words_for_editors = FOR_EDITORS.findall(" ".join(tree.body.itertext()))
    return page


def read_pages(folder: Path) -> dict[str, Page]:
    """Every page of a frozen site by the name of its file, such as `app/nl/index.html`."""
    return {
        file.relative_to(folder).as_posix(): read_page(file.read_text("utf-8"))
        for file in sorted(folder.rglob("*.html"))
    }


def inspect(pages: Mapping[str, Page], folder: Path, base: str) -> list[str]:
    """Every fault of a frozen site that is served under `base`: one line each, naming the page."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    faults = [
        f"  {name}: {fault}"
        for name, page in pages.items()
        for fault in [*_faults_of(name, page), *_dead_links(name, page, pages, files, base)]
    ]
    return faults + list(_same_titles(pages))


def _faults_of(name: str, page: Page) -> Iterator[str]:
    if name != BLANK:
        if page.headings != 1:
            yield f"{page.headings} titles (h1), a page has one"
        if page.exits != 1:
            yield f"{page.exits} exits, a page has one"
        if not page.language:
            yield "no language"
    for words in page.words_for_editors:
        yield f"{words!r}, which is for an editor, not for a reader"
    for handler in page.handlers:
        yield f"an attribute {handler!r}, which our own security policy forbids"
    for address in [*page.loads, *page.loads_on_install]:
        if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
            yield f"loads {address} from another site"


def _dead_links(
    name: str, page: Page, pages: Mapping[str, Page], files: set[str], base: str
) -> Iterator[str]:
    for address in dict.fromkeys([*page.links, *page.loads, *page.loads_on_install]):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = file_of(unquote(parts.path.removeprefix(base))) if parts.path else name
        if parts.path and not parts.path.startswith(base):
            yield f"the link {address} does not start with {base}"
        elif target not in files:
            yield f"the link {address} leads nowhere"
        elif parts.fragment and (target not in pages or parts.fragment not in pages[target].ids):
            yield (
                f"the link {address} names a place that does not exist"
                if parts.path
                else f"no place {parts.fragment!r} on this page"
            )


def _same_titles(pages: Mapping[str, Page]) -> Iterator[str]:
    """Pages of the app zone that share a title.

    In a reader's history and tabs nobody could tell them apart.
    """
    first: dict[str, str] = {}
    for name, page in pages.items():
        if name.startswith("app/") and name not in (BLANK, "app/index.html"):
            other = first.setdefault(page.title, name)
            if other != name:
                yield f"  {name}: has the same title as {other}: {page.title!r}"
