"""What a region's papers become on its pages: the accessibility statement, version and licences."""

from __future__ import annotations

import json
import re
import tomllib

import lxml.html
import pytest
import yaml
from lxml.html import HtmlElement

from meldapp import ROOT, __version__
from meldapp.web.app import create_app
from tests.kit.content_tree import Tree
from tests.kit.frozen_site import Site

pytestmark = pytest.mark.slow

STATEMENT = """
[accessibility]
status = "B"
statement_url = "https://register.example/1"
statement_date = 2026-05-01
audit_date = 2026-04-01
audit_report = "https://klein.example/onderzoek"
contact = "toegankelijk@klein.example"
"""


def main(tree: Tree, address: str) -> HtmlElement:
    """The main part of a page of the region `klein`."""
    client = create_app("klein", content_dir=tree.path).test_client()
    answer = client.get(address)
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.text).get_element_by_id("main")


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_without_data_the_page_says_that_nothing_is_known(tree: Tree) -> None:
    page = main(tree, "/app/nl/toegankelijkheid/")
    assert "kennen wij geen toegankelijkheidsverklaring" in words(page)
    assert "Een onafhankelijk onderzoek is nog niet gedaan." in words(page)
    assert "Status" not in words(page)
    assert "https://klein.example/" in page.xpath(".//a/@href")


def test_with_data_the_page_gives_status_days_links_and_contact(tree: Tree) -> None:
    tree.add("regions/klein.toml", STATEMENT)
    page = main(tree, "/app/nl/toegankelijkheid/")
    assert "Status B" in words(page)
    assert "De verklaring is van 1 mei 2026." in words(page)
    assert "Er is een onderzoek gedaan op 1 april 2026." in words(page)
    assert "nog niet gedaan" not in words(page)
    links = page.xpath(".//a/@href")
    assert {"https://register.example/1", "https://klein.example/onderzoek"} <= set(links)
    assert "mailto:toegankelijk@klein.example" in links


@pytest.mark.parametrize("status", ["A", "C", "D", "E"])
def test_each_status_has_words_of_its_own(tree: Tree, status: str) -> None:
    tree.add("regions/klein.toml", STATEMENT.replace('"B"', f'"{status}"'))
    assert f"Status {status}: " in words(main(tree, "/app/nl/toegankelijkheid/"))


def test_the_help_zone_links_to_both_papers(tree: Tree) -> None:
    links = main(tree, "/nl/").xpath(".//a/@href")
    assert {"/app/nl/toegankelijkheid/", "/app/nl/privacy/"} <= set(links)


def test_about_gives_the_version_the_day_of_the_words_and_the_licences(tree: Tree) -> None:
    tree.change("nl/privacy.md", "checked: 2026-11-21", "checked: 2026-11-25")
    page = words(main(tree, "/app/nl/over/"))
    assert f"Versie {__version__} " in page
    assert "25 november 2026" in page
    for licence in ("CC BY 4.0", "CC0", "EUPL-1.2"):
        assert licence in page


def test_the_version_stands_in_one_place_and_publiccode_follows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    publiccode = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    assert publiccode["softwareVersion"] == __version__
    assert f"{__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_only_a_region_that_asks_first_pays_for_the_question(tree: Tree) -> None:
    def html() -> str:
        client = create_app("klein", content_dir=tree.path).test_client()
        return client.get("/app/nl/privacy/").text

    at_once = html()
    assert "register(" in at_once
    assert not {"data-ask-first", "data-offline-offer"} & set(re.findall(r"data-[\w-]+", at_once))
    assert "zodra u er een opent" in words(main(tree, "/app/nl/privacy/"))
    old = tree.text("regions/klein.toml")
    tree.write("regions/klein.toml", f'offline = "ask"\n{old}')
    asks = html()
    assert "register(" not in asks.split("</head>")[0]
    assert {"data-ask-first", "data-offline-offer"} <= set(re.findall(r"data-[\w-]+", asks))
    assert "als u daar zelf om vraagt" in words(main(tree, "/app/nl/privacy/"))


def test_what_is_said_about_space_on_the_device_is_true(site: Site) -> None:
    """The privacy page and the offer name megabytes; the list of a language holds the sizes."""
    [file] = (site.path / "app/offline").glob("nl.*.json")
    tiers = json.loads(file.read_text("utf-8"))["tiers"]
    size = sum(size for tier in tiers for *_, size in tier["files"]) / 1e6
    offer = (ROOT / "meldapp/web/templates/components/offline-offer.html").read_text("utf-8")
    said = [
        *re.findall(r"(\d+) megabyte", (ROOT / "content/nl/privacy.md").read_text("utf-8")),
        *re.findall(r"(\d+) megabyte", (ROOT / "content/en/privacy.md").read_text("utf-8")),
        *re.findall(r"(\d+) MB", offer),
        *re.findall(r"(\d+) MB on the device", (ROOT / "docs/privacy.md").read_text("utf-8")),
    ]
    assert len(said) == 4
    assert all(abs(int(number) - size) <= 2 for number in said), f"{size:.1f} MB"
