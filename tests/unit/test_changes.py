"""What changed, for readers: the page by day, and a feed that is valid Atom (RFC 4287)."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html
import pytest
from lxml.etree import _Element

from meldapp import ROOT
from meldapp.web import changes
from meldapp.web.app import create_app
from tests.kit.content_tree import Tree
from tests.kit.frozen_site import Site

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = {"id", "title", "updated", "author"}
FEED = {"id", "title", "updated", "author", "rights", "link", "entry"}
ENTRY = {"id", "title", "updated", "link", "summary"}


def name(element: _Element) -> str:
    assert element.tag.startswith(ATOM), f"{element.tag} is no element of Atom"
    return element.tag.removeprefix(ATOM)


def validate(feed: _Element) -> None:
    """Hold a feed against the parts of RFC 4287 that one like ours can break (sections 3 and 4)."""
    assert name(feed) == "feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang")
    entries = feed.findall(f"{ATOM}entry")
    for holder, known in [(feed, FEED), *((entry, ENTRY) for entry in entries)]:
        names = [name(child) for child in holder]
        assert set(names) <= known
        for once in ONCE & known:
            assert names.count(once) == 1, f"{once} stands {names.count(once)} times"
        assert urlsplit(holder.findtext(f"{ATOM}id")).scheme, "an id is an absolute IRI"
        assert holder.findtext(f"{ATOM}title").strip()
        updated = holder.findtext(f"{ATOM}updated")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", updated)
        datetime.fromisoformat(updated)
        links = [(link.get("rel"), link.get("type")) for link in holder.findall(f"{ATOM}link")]
        assert len(links) == len(set(links)), "no two alternates of one type (4.1.1)"
        assert ("alternate", "text/html") in links
    assert [name(child) for child in feed.find(f"{ATOM}author")] == ["name"]
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    assert feed[-1] in entries, "entries come last"


def feed_of(tree: Tree, locale: str = "nl") -> _Element:
    answer = (
        create_app("klein", content_dir=tree.path).test_client().get(f"/data/changes.{locale}.atom")
    )
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return lxml.etree.fromstring(answer.data)


def test_the_page_tells_what_changed_by_day_and_where(tree: Tree) -> None:
    client = create_app("klein", content_dir=tree.path).test_client()
    page = lxml.html.document_fromstring(client.get("/app/nl/nieuw/").text)
    main = page.get_element_by_id("main")
    days = ["22 november 2026", "21 november 2026", "20 november 2026"]
    assert [day.text for day in main.iter("h2")][:3] == days
    items = main.xpath(".//h2/following-sibling::ul[1]/li")[:3]
    assert [(item.find("a").get("href"), item.text_content()) for item in items] == [
        ("/app/nl/privacy/", "Privacy: Nieuw: <b> & wat er bewaard wordt."),
        ("/app/nl/veilig-thuis/anoniem/", "Een keel is snel dicht: Eerst 112, dan de arts."),
        ("/app/nl/veilig-thuis/anoniem/", "Een keel is snel dicht: Ook de heesheid is genoemd."),
    ]


@pytest.mark.parametrize("public_url", ["", "https://klein.example/app"])
def test_the_feed_is_valid_with_and_without_a_public_address(tree: Tree, public_url: str) -> None:
    if public_url:
        old = tree.text("regions/klein.toml")
        tree.write("regions/klein.toml", f'public_url = "{public_url}"\n{old}')
    feed = feed_of(tree)
    validate(feed)
    assert len(feed.findall(f"{ATOM}entry")) == 3
    hrefs = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    start = f"{public_url}/" if public_url else "/"
    assert all(href.startswith(start) for href in hrefs)
    assert (f"{start}data/changes.nl.atom" in hrefs) is bool(public_url)


def test_what_is_not_atom_is_refused(tree: Tree) -> None:
    feed = feed_of(tree)
    feed.find(f"{ATOM}entry/{ATOM}id").text = feed.findtext(f"{ATOM}id")
    with pytest.raises(AssertionError):
        validate(feed)


def test_an_id_stays_when_another_line_is_added(tree: Tree) -> None:
    def ids() -> set[str | None]:
        return {element.text for element in feed_of(tree).iter(f"{ATOM}id")}

    before = ids()
    tree.change("nl/privacy.md", "changed:\n", "changed:\n  - 2026-11-23 Nog een regel.\n")
    assert len(ids()) == len(before) + 1
    assert before < ids()


def test_a_line_without_a_day_stops_the_build_at_its_place(tree: Tree) -> None:
    tree.change("nl/privacy.md", '"2026-11-22 Nieuw', '"gisteren Nieuw')
    faults = tree.build().faults
    [place] = faults
    assert place.startswith(f"content/nl/privacy.md:{tree.line('nl/privacy.md', 'changed:')}: ")
    assert "2026-12-01" in place + faults[place]


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_published_feeds_are_valid_and_their_links_lead_to_pages(
    site: Site, locale: str
) -> None:
    feed = lxml.etree.fromstring((site.path / f"data/changes.{locale}.atom").read_bytes())
    validate(feed)
    for link in feed.iter(f"{ATOM}link"):
        path = urlsplit(urljoin("https://x.example/data/", link.get("href"))).path
        assert (site.path / path.lstrip("/") / "index.html").is_file()


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_feed_readers_find_the_feed_and_no_page_leads_to_it(site: Site, locale: str) -> None:
    page = lxml.html.parse(str(site.path / f"app/{locale}/nieuw/index.html"))
    [address] = page.xpath("//link[@type='application/atom+xml']/@href")
    assert (site.path / address.lstrip("/")).is_file()
    assert not page.xpath("//a[contains(@href, '.atom')]"), "a browser would show it without exit"
    worker = (site.path / "app/sw.js").read_text("utf-8")
    lists = "".join(
        file.read_text("utf-8") for file in (site.path / "app/offline").glob(f"{locale}.*.json")
    )
    assert "nieuw/" in lists
    assert ".atom" not in worker + lists


def test_the_page_shows_the_newest_and_the_feed_more(tree: Tree) -> None:
    lines = "".join(f"  - 2026-10-{day:02} Regel {day}.\n" for day in range(1, 21))
    tree.change("nl/privacy.md", "changed:\n", f"changed:\n{lines}")
    client = create_app("klein", content_dir=tree.path).test_client()
    page = lxml.html.document_fromstring(client.get("/app/nl/nieuw/").text)
    assert len(page.xpath("//main//h2/following-sibling::ul/li/a")) >= changes.ON_THE_PAGE
    assert "Regel 12." in page.text_content()
    assert "Regel 11." not in page.text_content()
    assert len(feed_of(tree).findall(f"{ATOM}entry")) == 23


def test_the_lines_of_the_published_rules_are_stamped() -> None:
    unstamped = [
        path.name
        for path in (ROOT / "content/nl/rules").glob("*.md")
        if "\nchanged_text: " not in path.read_text("utf-8")
    ]
    assert unstamped == []
