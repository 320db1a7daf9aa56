"""Where someone lives → which Veilig Thuis.

The list, the tile map and the pages of the municipalities.
"""

from __future__ import annotations

import csv
import json
import math
from itertools import combinations
from typing import Any

import lxml.html
import pytest

from meldapp import ROOT
from meldapp.content.load import Content
from meldapp.content.marks import DRAWINGS
from meldapp.web import drawings, places
from meldapp.web.app import create_app
from meldapp.web.site import current_site

ORDER_KEPT = 0.95
KILOMETRES = {"lat": 111.2, "lon": 111.2 * math.cos(math.radians(52.2))}
"""Kilometres in a degree of latitude, and of longitude in the middle of the country."""


@pytest.fixture(scope="module")
def listed(content: Content) -> dict[str, tuple[str, list[str], list[Any]]]:
    """Municipality → (region, places, what more stands behind it)."""
    return {
        name: (region, places.split(";") if places else [], more)
        for region, _, _, _, towns in json.loads(places.places(content))
        for name, places, *more in towns
    }


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "content" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def region_of(content: Content, slug: str) -> tuple[Any, ...]:
    return tuple(
        sorted(
            (content.municipalities[code] for code in content.regions[slug].municipalities),
            key=lambda municipality: municipality.name,
        )
    )


def test_all_342_municipalities_are_listed_under_their_region(
    listed: dict[str, Any], content: Content
) -> None:
    known = {
        content.municipalities[code].name: region.name
        for region in content.regions.values()
        for code in region.municipalities
    }
    assert len(known) == 342
    assert known.keys() == {row["name"] for row in rows("municipalities.csv")}
    assert {name: region for name, (region, _, _) in listed.items()} == known


@pytest.mark.slow
def test_every_place_is_listed_under_its_municipality(
    listed: dict[str, Any], content: Content
) -> None:
    places = rows("places.csv")
    assert len(places) >= 2636
    for place in places:
        municipality = content.municipalities[place["municipality"]].name
        assert place["name"] == municipality or place["name"] in listed[municipality][1], place


def test_the_list_is_the_same_in_every_region_so_it_travels_once(content: Content) -> None:
    answers = {
        create_app(slug, content=content).test_client().get("/app/plaatsen.json").data
        for slug in ("twente", "zeeland")
    }
    assert len(answers) == 1


def test_the_list_is_part_of_what_every_language_keeps_offline(site: Any) -> None:
    lists = [
        json.loads(path.read_text("utf-8"))
        for path in sorted((site.path / "app/offline").glob("??.*.json"))
    ]
    assert lists
    for stored in lists:
        assert "app/plaatsen.json" in [
            path for tier in stored["tiers"] for path, *_ in tier["files"]
        ]


def test_a_region_that_is_not_certain_is_marked(listed: dict[str, Any]) -> None:
    assert [name for name, (_, _, more) in listed.items() if not more[0]] == ["Eemnes"]


def test_a_local_team_that_may_be_shown_travels_with_its_municipality(
    listed: dict[str, Any], content: Content
) -> None:
    teams = {
        content.municipalities[code].name: team
        for region in content.regions.values()
        for code, team in region.local_teams.items()
    }
    assert {name for name, (_, _, more) in listed.items() if len(more) > 1} == {
        name for name, team in teams.items() if team.shown
    }
    for name, (_, _, more) in listed.items():
        if len(more) > 1:
            assert more[1] == [
                teams[name].name,
                teams[name].number or "",
                teams[name].tel or teams[name].url or "",
            ]


# -- the tile map ----------------------------------------------------------------------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "region" in metafunc.fixturenames:
        metafunc.parametrize(
            "region", sorted(path.stem for path in (ROOT / "content/regions").glob("*.toml"))
        )


def clear_pairs(content: Content, region: str, axis: str, least: float) -> list[tuple[Any, Any]]:
    """Pairs of municipalities that lie at least so many kilometres apart on one axis."""
    return [
        (one, other)
        for one, other in combinations(region_of(content, region), 2)
        if abs(getattr(one, axis) - getattr(other, axis)) * KILOMETRES[axis] >= least
    ]


def in_order(pair: tuple[Any, Any], axis: str) -> float:
    """Positive when two squares lie as their municipalities do, negative the other way round, 0 in
    one row or column.
    """
    one, other = pair
    squares = other.row - one.row if axis == "lat" else one.column - other.column
    return (getattr(one, axis) - getattr(other, axis)) * squares


@pytest.mark.parametrize("axis", KILOMETRES)
def test_north_stays_above_south_and_west_before_east(
    content: Content, region: str, axis: str
) -> None:
    clear = clear_pairs(content, region, axis, least=5)
    wrong = [pair for pair in clear if in_order(pair, axis) < 0]
    assert len(wrong) <= (1 - ORDER_KEPT) * len(clear), [
        (one.name, other.name) for one, other in wrong
    ]


@pytest.mark.parametrize("axis", KILOMETRES)
def test_what_lies_far_apart_does_not_share_a_row_or_column(content: Content, axis: str) -> None:
    """In the default region: from 10 km on, at least 95 % of the pairs lie in the right order and
    not merely beside each other.
    """
    apart = clear_pairs(content, content.site.default_region, axis, least=10)
    assert len([pair for pair in apart if in_order(pair, axis) > 0]) >= ORDER_KEPT * len(apart)


def test_each_region_has_an_emblem_of_its_own(content: Content) -> None:
    emblems = {
        slug: drawings.emblem(region, region_of(content, slug))
        for slug, region in content.regions.items()
    }
    assert len({*emblems.values()}) == len(content.regions) == 25
    for slug, emblem in emblems.items():
        assert emblem.count("h3v3h-3z") == len(content.regions[slug].municipalities)
        assert len(emblem) < 700


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_small_says_what_it_shows_and_takes_the_colour_of_the_words(
    name: str, content: Content
) -> None:
    with create_app(content=content).test_request_context():
        current_site().use("nl")
        drawn = drawings.drawing(f"{name}|Een kind. Gevuld: oren & nek.")
    picture = lxml.html.fragment_fromstring(drawn)
    assert picture.get("role") == "img"
    assert [picture.findtext(tag) for tag in ("title", "desc")] == [
        "Een kind",
        "Gevuld: oren & nek.",
    ]
    colours = {
        value
        for element in picture.iter()
        for key, value in element.items()
        if key in ("fill", "stroke")
    }
    assert "currentColor" in colours
    assert colours <= {"currentColor", "none", "url(#raised)"}
    assert len(drawn) < 2_500


def test_a_name_on_the_map_is_the_name_with_places_to_break_it() -> None:
    assert places.breakable("Winterswijk").split("\u00ad") == ["Win", "ters", "wijk"]
    assert places.breakable("Oost Gelre").replace("\u00ad", "") == "Oost Gelre"


# -- the pages -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(site: Any) -> Any:
    return site.page("/app/nl/gemeente/")


def test_the_map_is_the_list(page: Any, content: Content) -> None:
    """One link for each municipality, in its own square, in the order in which one reads them."""
    squares = page.select("//ul[@class='tile-map']/li")
    assert len(squares) == 22
    municipalities = sorted(
        region_of(content, content.site.default_region), key=lambda place: (place.row, place.column)
    )
    for square, municipality in zip(squares, municipalities, strict=True):
        [link] = square.xpath("./a")
        assert square.get("class") == f"c{municipality.column} r{municipality.row}"
        assert link.get("href") == f"/app/nl/gemeente/{municipality.slug}/"
        assert link.text_content().replace("\u00ad", "") == municipality.name


def test_without_a_script_every_town_of_the_region_leads_to_its_municipality(
    page: Any, content: Content
) -> None:
    text = page.tree.text_content()
    for municipality in region_of(content, content.site.default_region):
        for town in places.towns(content, municipality):
            assert town in text


def test_without_a_script_every_other_municipality_stands_under_its_veilig_thuis(
    site: Any, content: Content
) -> None:
    page = site.page("/app/nl/gemeente/andere-regios/")
    for slug, region in content.regions.items():
        if slug == content.site.default_region:
            continue
        [group] = [
            fold
            for fold in page.select("//details")
            if (fold.xpath("string(summary)") or "").strip() == region.organisation
        ]
        assert set(group.findtext("p").split(" · ")) == {
            municipality.name for municipality in region_of(content, slug)
        }


def test_the_finder_says_which_place_counts(page: Any, site: Any) -> None:
    assert "Die plaats telt voor een melding" in page.tree.text_content()
    assert "For a report that place counts" in site.page("/app/en/gemeente/").tree.text_content()


def test_a_municipality_without_a_known_team_says_so(site: Any, content: Content) -> None:
    region = content.regions[content.site.default_region]
    for municipality in region_of(content, region.slug):
        text = site.page(f"/app/nl/gemeente/{municipality.slug}/").tree.text_content()
        team = region.local_teams.get(municipality.code)
        if team and team.status == "ok":
            assert team.name in text
        else:
            assert "Vraag Veilig Thuis, daar kennen ze het lokale team." in text, municipality.name
            assert team is None or team.name not in text
        assert region.organisation in text
        assert "0800-2000" in text
