"""A frozen site as readers get it: its pages, their links and their contents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
from lxml.html import HtmlElement

from meldapp.publish.build import Report


@dataclass(frozen=True)
class Page:
    """One frozen page. `address` is its path on the host."""

    address: str
    file: Path

    @cached_property
    def html(self) -> str:
        return self.file.read_text("utf-8")

    @cached_property
    def tree(self) -> HtmlElement:
        return lxml.html.document_fromstring(self.html)

    def select(self, selector: str) -> list[HtmlElement]:
        """Every element that matches an XPath from the root."""
        elements: list[HtmlElement] = self.tree.xpath(selector)
        return elements

    def by_class(self, name: str) -> list[HtmlElement]:
        """Every element with this class."""
        return self.select(f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")

    @property
    def zone(self) -> str:
        return self.tree.get("data-zone", "")

    @property
    def language(self) -> str:
        return self.tree.get("lang", "")

    @cached_property
    def title(self) -> str:
        return self.tree.findtext("head/title") or ""

    @cached_property
    def ids(self) -> set[str]:
        return set(self.select("//@id"))

    @cached_property
    def links(self) -> list[str]:
        """The targets of its links, as absolute paths or full addresses."""
        return [urljoin(self.address, address) for address in self.select("//a/@href")]

    def meta(self, name: str) -> str:
        """The content of a meta tag; empty if there is none."""
        return "".join(self.select(f"//meta[@name='{name}']/@content"))

    def __repr__(self) -> str:
        return self.address


@dataclass(frozen=True)
class Site:
    """A folder with a frozen site, served under `base`."""

    path: Path
    base: str = "/"

    @cached_property
    def _pages(self) -> dict[str, Page]:
        pages = {}
        for file in sorted(self.path.rglob("*.html")):
            address = self.base + file.relative_to(self.path).as_posix().removesuffix("index.html")
            pages[address] = Page(address, file)
        return pages

    def pages(self, zone: str = "") -> list[Page]:
        """Every page (of one zone: `app` or `help`), except the empty page of an installed app."""
        return [
            page
            for page in self._pages.values()
            if page.zone == zone or (not zone and page.zone != "blank")
        ]

    def page(self, address: str) -> Page:
        """The page at an address; raises KeyError if there is none."""
        return self._pages[address]

    def internal_links(self) -> set[str]:
        """Every address inside the site that some page links to or loads."""
        targets = {
            link
            for page in self._pages.values()
            for link in [
                *page.links,
                *(
                    urljoin(page.address, address)
                    for address in page.select("//link/@href | //script/@src | //img/@src")
                ),
            ]
        }
        return {link for link in targets if not urlsplit(link).scheme}

    def has(self, link: str) -> bool:
        """Whether an address leads to a page or file, and its fragment to an element on it."""
        parts = urlsplit(link)
        if not parts.path.startswith(self.base):
            return False
        page = self._pages.get(parts.path)
        if page is not None:
            return not parts.fragment or parts.fragment in page.ids
        return (
            not parts.fragment
            and (self.path / unquote(parts.path.removeprefix(self.base))).is_file()
        )

    def snapshot(self) -> dict[str, bytes]:
        """Every file with its bytes."""
        return {
            path.relative_to(self.path).as_posix(): path.read_bytes()
            for path in sorted(self.path.rglob("*"))
            if path.is_file()
        }


@dataclass(frozen=True)
class Built:
    """A built site, the report of its build, and the messages that the build printed."""

    site: Site
    report: Report
    said: list[str]
