"""Sanity checks on a frozen site before it replaces the old one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
from lxml.html import HtmlElement

from meldapp.publish.addresses import file_of

FOR_EDITORS = re.compile(r"\b(?:public_url|exit_url|[\w-]+\.(?:toml|md|csv))\b")
"""Names of our fields and files: words for an editor, which no reader understands."""


@dataclass(frozen=True)
class Page:
    """What one page links to and holds."""

    html: str
    title: str
    ids: set[str]
    links: list[str]
    loads: list[str]
    """Everything a browser fetches with the page."""
    loads_later: list[str]
    """What nobody waits for: styles for paper, and htmx, which our script loads (`data-then`)."""
    loads_by_part: list[str]
    """Scripts that only a part of the page needs, such as search (`data-script`)."""
    loads_on_install: list[str]
    """The icon for a home screen."""
    faults: list[str]
    """What is wrong with it, its links aside."""


def read_page(html: str) -> Page:
    """Read the HTML of one page."""
    tree = lxml.html.document_fromstring(html)

    def values(path: str) -> list[str]:
        return [str(value) for value in tree.xpath(path)]

    fetched = "@rel='icon' or @rel='manifest' or @rel='stylesheet' or @rel='preload'"
    return Page(
        html,
        title=tree.findtext(".//title") or "",
        ids=set(values("//@id")),
        links=values("//a/@href"),
        loads=values(
            "//script/@src | //img/@src | //source/@src | //iframe/@src"
            f" | //link[not(@media='print')][{fetched}]/@href"
        ),
        loads_later=[
            *values("//link[@media='print']/@href"),
            *" ".join(values("//@data-then")).split(),
        ],
        loads_by_part=" ".join(values("//@data-script")).split(),
        loads_on_install=values("//link[@rel='apple-touch-icon']/@href"),
        faults=list(_faults_in(tree)),
    )


def _faults_in(tree: HtmlElement) -> Iterator[str]:
    # the page that an installed app leaves to is empty: no title, no exit
    if tree.get("data-zone") != "blank":
        for name, path in (("titles (h1)", "//h1"), ("exits", "//a[@data-quick-exit]/@href")):
            if (count := len(tree.xpath(path))) != 1:
                yield f"{count} {name}, a page has one"
        if not tree.get("lang"):
            yield "no language"
    for words in FOR_EDITORS.findall(" ".join(tree.body.itertext())):
        yield f"{words!r}, which is for an editor, not for a reader"
    for value in tree.xpath("//@*[starts-with(name(), 'on') or name() = 'style']"):
        yield f"an attribute {value.attrname!r}, which our own security policy forbids"
    for address in tree.xpath("//@src | //link/@href"):
        if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
            yield f"loads {address} from another site"


def read_pages(folder: Path) -> dict[str, Page]:
    """Every page of a frozen site by the name of its file, such as `app/nl/index.html`."""
    return {
        file.relative_to(folder).as_posix(): read_page(file.read_text("utf-8"))
        for file in sorted(folder.rglob("*.html"))
    }


def inspect(pages: Mapping[str, Page], folder: Path, base: str) -> list[str]:
    """Every fault of a frozen site that is served under `base`, one line each with its page."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    faults = [
        f"  {name}: {fault}"
        for name, page in pages.items()
        for fault in [*page.faults, *_dead_links(name, page, pages, files, base)]
    ]
    return faults + list(_same_titles(pages))


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
        if name.startswith("app/") and name not in ("app/leeg/index.html", "app/index.html"):
            other = first.setdefault(page.title, name)
            if other != name:
                yield f"  {name}: has the same title as {other}: {page.title!r}"
