"""Looks a frozen site over before it is put in place: what a reader would stumble on must not be published."""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .site import Site


class Page(HTMLParser):
    """What one page links to and holds."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.headings = 0
        self.exits: list[str] = []
        self.title = ""
        self.language = ""
        self.handlers: list[str] = []
        self._in_title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what matters of one tag."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
            if "data-quick-exit" in given:
                self.exits.append(given["href"])
        if tag == "link" and given.get("rel") in ("icon", "manifest", "stylesheet", "preload", "apple-touch-icon"):
            self.loads.append(given.get("href", ""))
        if tag in ("script", "img", "source", "iframe") and given.get("src"):
            self.loads.append(given["src"])
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "h1":
            self.headings += 1
        self._in_title = self._in_title or tag == "title"
        self.handlers += [name for name in given if name.startswith("on")] + (["style"] if "style" in given else [])

    def handle_endtag(self, tag: str) -> None:
        """Leave the title."""
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        """Collect the title."""
        if self._in_title:
            self.title += data


def inspect(folder: Path, site: Site, inspected: Collection[str] = ()) -> list[str]:
    """Return every fault of the frozen site: one line each, naming the page. `inspected` are files that were looked over in another region."""
    faults: list[str] = []
    pages = {path: Page(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html")) if path.relative_to(folder).as_posix() not in inspected}
    titles: dict[str, Path] = {}
    for path, page in list(pages.items()):
        name = path.relative_to(folder).as_posix()
        blank = name == "app/leeg/index.html"
        if not blank:
            if page.headings != 1:
                faults.append(f"  {name}: {page.headings} titles (h1), a page has one")
            if len(page.exits) != 1:
                faults.append(f"  {name}: {len(page.exits)} exits, a page has one")
            if not page.language:
                faults.append(f"  {name}: no language")
        if name.startswith("app/") and not blank and name != "app/index.html":
            if page.title in titles:
                faults.append(f"  {name}: has the same title as {titles[page.title]}: {page.title!r}")
            titles[page.title] = path.relative_to(folder)
        for handler in page.handlers:
            faults.append(f"  {name}: an attribute {handler!r}, which our own security policy forbids")
        for address in page.loads:
            if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
                faults.append(f"  {name}: loads {address} from another site")
        for address in {*page.links, *page.loads}:
            fault = _dead(address, path, folder, site, pages)
            if fault:
                faults.append(f"  {name}: {fault}")
    return faults


def _dead(address: str, path: Path, folder: Path, site: Site, pages: dict[Path, Page]) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    if not parts.path:
        return "" if not parts.fragment or parts.fragment in pages[path].ids else f"no place {parts.fragment!r} on this page"
    if not parts.path.startswith(site.base):
        return f"the link {address} does not start with {site.base}"
    inside = unquote(parts.path.removeprefix(site.base))
    target = folder / inside / "index.html" if inside.endswith("/") or not inside else folder / inside
    if not target.is_file():
        return f"the link {address} leads nowhere"
    if parts.fragment and target.suffix == ".html" and target not in pages:
        pages[target] = Page(target.read_text("utf-8"))
    if parts.fragment and (target not in pages or parts.fragment not in pages[target].ids):
        return f"the link {address} names a place that does not exist"
    return ""


__all__ = ["Page", "inspect"]
