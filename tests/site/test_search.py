"""The search index, as it is frozen: what it holds, where it leads, what it weighs."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import brotli
import pytest

from meldapp import ROOT
from meldapp.content.load import Content
from meldapp.web.app import create_app
from meldapp.web.folding import fold
from meldapp.web.search import FILES, FIRST, WEIGHTS, Entry, entries, shorten, write_postings
from meldapp.web.site import current_site
from tests.kit.frozen_site import Site

LIMIT = 40_000
LISTS = {"nl": 80, "en": 30}
"""The least number of queries in each list."""


def queries(locale: str) -> list[tuple[str, set[str]]]:
    """What people look for in a language, and the pages that should be among the first three."""
    text = (ROOT / f"tests/kit/search_queries_{locale}.tsv").read_text("utf-8")
    return [
        (query, set(expected.split("|")))
        for query, expected in csv.reader(text.splitlines(), delimiter="\t")
    ]


def index(site: Site, locale: str) -> dict[str, Any]:
    """The frozen index of a language."""
    index: dict[str, Any] = json.loads((site.path / f"app/{locale}/zoeken/index.json").read_bytes())
    return index


def lengthen(text: str) -> list[str]:
    """What `shorten` wrote, written out."""
    words, before = [], ""
    for part in text.split(" "):
        before = before[: int(part[0], 36)] + part[1:]
        words.append(before)
    return words


@pytest.fixture(scope="module", params=LISTS)
def locale(request: pytest.FixtureRequest) -> str:
    """Each published language."""
    language: str = request.param
    return language


def everything(content: Content, locale: str) -> list[Entry]:
    """Every entry of the default region in a language."""
    app = create_app(content=content)
    with app.test_request_context(f"/app/{locale}/zoeken/"):
        current_site().use(locale)
        return entries(current_site(), locale)


def test_every_address_in_the_index_exists(site: Site, locale: str) -> None:
    addresses = index(site, locale)["entries"]["address"]
    assert [address for address in addresses if not site.has(f"/app/{locale}/{address}")] == []


def test_every_page_number_and_term_can_be_found(site: Site, locale: str) -> None:
    addresses = set(index(site, locale)["entries"]["address"])
    start = f"/app/{locale}/"
    pages = {
        page.address.removeprefix(start)
        for page in site.pages("app")
        if page.address.startswith(start)
    }
    apart = {
        address
        for address in pages
        if address in ("", "404/", "offline/")
        or address.startswith(("gemeente/", "bronnen/", "installeren/", "zoeken/a-z"))
    }
    assert pages - apart - addresses == set()
    call, glossary = site.page(f"{start}bel/"), site.page(f"{start}begrippen/")
    cards = {f"bel/#{card.get('id')}" for card in call.by_class("call-card")}
    terms = {f"begrippen/#{term}" for term in glossary.select("//dl//@id")}
    assert len(cards) > 20
    assert len(terms) > 50
    assert (cards | terms) - addresses == set()


def test_the_index_of_a_language_is_light(site: Site, locale: str) -> None:
    assert (
        sum(
            len(brotli.compress((site.path / f"app/{locale}/zoeken/{name}").read_bytes()))
            for name in FILES
        )
        <= LIMIT
    )


def test_the_index_is_stored_for_use_without_internet(site: Site, locale: str) -> None:
    lists = list((site.path / "app/offline").glob(f"{locale}.*.json"))
    assert lists
    assert all(
        f'"app/{locale}/zoeken/{name}"' in path.read_text("utf-8")
        for path in lists
        for name in FILES
    )


@pytest.mark.slow
def test_the_same_content_gives_the_same_index(site: Site, content: Content, locale: str) -> None:
    client = create_app(content=content).test_client()
    for name in FILES:
        answer = client.get(f"/app/{locale}/zoeken/{name}")
        assert answer.mimetype == "application/json"
        assert answer.data == (site.path / f"app/{locale}/zoeken/{name}").read_bytes()
    assert client.get(f"/app/{locale}/zoeken/x.json").status_code == 404


@pytest.mark.release
def test_another_sentence_in_a_text_changes_no_more_than_two_small_files(
    tmp_path: Path, site: Site
) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    page = tmp_path / "content/nl/stappen/2.md"
    page.write_text(
        page.read_text("utf-8") + "\nBij nachtzwaluwen en weerhaantjes geldt het omgekeerde.\n",
        "utf-8",
    )
    client = create_app(content_dir=tmp_path / "content").test_client()
    changed = {
        name: client.get(f"/app/nl/zoeken/{name}").data
        for name in FILES
        if client.get(f"/app/nl/zoeken/{name}").data
        != (site.path / f"app/nl/zoeken/{name}").read_bytes()
    }
    assert 1 <= len(changed) <= 2
    assert "index.json" not in changed
    assert sum(len(brotli.compress(file)) for file in changed.values()) < 4_000
    assert any(b"nachtzwaluwen"[2:] in file for file in changed.values())


def test_columns_are_of_one_length(site: Site, locale: str) -> None:
    columns = index(site, locale)
    lengths = {len(column) for column in columns["entries"].values()}
    assert len(lengths) == 1
    assert len(lengthen(columns["words"])) == len(columns["postings"].split(" "))


@pytest.mark.slow
def test_uncertain_contacts_are_not_in_the_index(content: Content, locale: str) -> None:
    hidden = {f"bel/#{contact.id}" for contact in content.contacts.values() if not contact.shown}
    assert hidden & {entry.address for entry in everything(content, locale)} == set()


def test_words_survive_being_shortened() -> None:
    words = ["kind", "kindcheck", "kinderen", "opvang", "ouder", "ouderen"]
    assert shorten(words) == "0kind 4check 4eren 0opvang 1uder 5en"
    assert lengthen(shorten(words)) == words
    long = ["a" * 50, "a" * 60]
    assert lengthen(shorten(long)) == long


def test_postings_are_one_character_each() -> None:
    written = write_postings([(0, 1), (1, 0), (40, 2)])
    assert [ord(sign) - FIRST for sign in written] == [1, 0, 38 * len(WEIGHTS) + 2]


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Crèche", "creche"), ("signaal", "signal"), ("foto's", "fotos"), ("'s-Heerenberg", "s "
                                                                                            "herenberg"), ("MÜNCHHAUSEN", "munchausen"), ("ﬁnancieel", "financiel"),
        ("ĳsvogel", "ijsvogel"), ("Straße", "strase"), ("İstanbul", "istanbul"), ("ısı", "isi"), ("إساءة", "اساءه"), ("مُعَنَّف", "معنف"), ("насильство", "насильство"), ("Її", "і"), ("112", "112"), ("  – ", ""),
    ],
)  # fmt: skip
def test_words_are_compared_in_one_form(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_the_lists_of_queries_are_long_and_lead_to_pages_that_exist(
    site: Site, locale: str
) -> None:
    rows = queries(locale)
    assert len(rows) >= LISTS[locale]
    assert len({query for query, _ in rows}) == len(rows)
    expected = {page for _, pages in rows for page in pages}
    addresses = {
        f"/app/{locale}/{page.replace('#', '/#') if '#' in page else page + '/'}"
        for page in expected
        if "?" not in page
    }
    assert [address for address in addresses if not site.has(address)] == []


@pytest.mark.slow
def test_a_search_word_list_is_read_from_the_language(content: Content) -> None:
    rules = content.search_rules
    assert "de" in rules["nl"].stop.split()
    assert "the" in rules["en"].stop.split()
