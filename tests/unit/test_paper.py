"""Poster and cards: the number, the address and its QR code, and a card that gives nothing away.

That each is one A4 stands in tests/browser/test_print.py.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import lxml.html
import pytest
import segno

from meldapp import ROOT
from meldapp.content.load import Content, load_content
from meldapp.web.app import create_app
from meldapp.web.paper import COPIES, qr_code

pytestmark = pytest.mark.slow

ADDRESS = "https://www.example.nl/hulp"
TELLING = (
    "geweld",
    "mishandel",
    "veilig",
    "meldcode",
    "melding",
    "slachtoffer",
    "dader",
    "misbruik",
    "slaan",
    "onveilig",
    "hulp",
    "violence",
    "abuse",
    "safe",
    "report",
    "victim",
    "help",
    "112",
)


@cache
def content() -> Content:
    return load_content(ROOT / "content")


def sheet(locale: str, name: str, address: str = "", of_region: str = "") -> Any:
    """A sheet of a site with this public address in site.toml, and that one in the region's file."""
    given = content()
    slug = given.site.default_region
    regions = {
        **given.regions,
        slug: given.regions[slug].model_copy(update={"public_url": of_region}),
    }
    changed = given.__class__(
        **{
            **{field: getattr(given, field) for field in given.__dataclass_fields__},
            "regions": regions,
            "site": given.site.model_copy(update={"public_url": address}),
        }
    )
    answer = create_app(slug, content=changed).test_client().get(f"/app/{locale}/papier/{name}/")
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.text)


def printed(page: Any) -> list[str]:
    """The words on each copy."""
    return [
        " ".join(copy.text_content().split()) for copy in page.xpath("//section[@class='paper']")
    ]


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize("name", COPIES)
def test_each_sheet_holds_its_copies_all_alike(locale: str, name: str) -> None:
    copies = printed(sheet(locale, name, ADDRESS))
    assert len(copies) == COPIES[name]
    assert len(set(copies)) == 1
    assert "0800-2000" in copies[0]


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize("name", COPIES)
def test_the_code_and_the_words_are_the_address_of_the_help_zone_in_that_language(
    locale: str, name: str
) -> None:
    page = sheet(locale, name, ADDRESS)
    assert all(f"www.example.nl/hulp/{locale}" in copy for copy in printed(page))
    drawn = {
        path.get("d") for path in page.xpath("//section[@class='paper']//svg[@class='qr']//path")
    }
    wanted = lxml.html.fromstring(qr_code(f"{ADDRESS}/{locale}/"))
    assert drawn == {path.get("d") for path in wanted.xpath(".//path")}


def test_another_address_gives_another_code() -> None:
    assert qr_code(f"{ADDRESS}/nl/") != qr_code(f"{ADDRESS}/en/")


def test_the_code_is_drawn_as_the_standard_says() -> None:
    """The dark squares of the drawing are those of the code, four squares of white around them."""
    code = segno.make(f"{ADDRESS}/nl/", error="m", micro=False, boost_error=False)
    width = len(code.matrix) + 8
    assert f'viewBox="0 0 {width} {width}"' in qr_code(f"{ADDRESS}/nl/")


@pytest.mark.parametrize("name", COPIES)
def test_without_a_public_address_there_is_no_code(name: str) -> None:
    """Nor a word about it: that is for an editor, and the check says it."""
    page = sheet("nl", name)
    assert page.xpath("//svg[@class='qr']") == []
    assert "public_url" not in page.text_content()


def test_the_address_of_a_region_goes_before_that_of_the_site() -> None:
    assert (
        "regio.example.nl/nl"
        in printed(sheet("nl", "poster", ADDRESS, "https://regio.example.nl/"))[0]
    )


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_card_that_does_not_stand_out_holds_no_telling_word(locale: str) -> None:
    [words] = set(printed(sheet(locale, "discreet", "https://www.wegwijzer.example/")))
    assert [word for word in TELLING if word in words.casefold()] == []


@pytest.mark.parametrize("name", ["poster", "kaart"])
def test_poster_and_card_name_veilig_thuis_its_hours_and_112(name: str) -> None:
    for words in printed(sheet("nl", name)):
        assert "Veilig Thuis" in words
        assert "gratis · dag en nacht" in words
        assert "Gevaar nu? Bel 112." in words
        assert "Veilig Thuis Noord Oost Gelderland" in words


def test_a_screen_reader_meets_one_copy() -> None:
    copies = sheet("nl", "discreet").xpath("//section[@class='paper']")
    assert [copy.get("aria-hidden") for copy in copies] == [None] + ["true"] * 9
