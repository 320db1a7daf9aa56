"""The open data of a site: it follows its schema, and holds what readers see and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from meldapp.content.load import Content, load_content
from meldapp.publish.open_data import write_open_data
from tests.kit.content_tree import TINY
from tests.kit.frozen_site import Site
from tests.kit.schemas import faults

NAMES = ("contacts", "municipalities")


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / "data" / f"{name}.json").read_text("utf-8"))


def faults_of(folder: Path, name: str) -> list[str]:
    """What the schema beside a file of open data finds wrong with it."""
    return faults(read(folder, f"{name}.schema"), read(folder, name))


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Path:
    """The open data of all regions of the real content."""
    folder = tmp_path_factory.mktemp("country")
    write_open_data(folder, content, content.regions.values())
    return folder


@pytest.fixture
def tiny() -> Content:
    return load_content(TINY)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_data_of_the_country_follows_its_schema(country: Path, name: str) -> None:
    assert faults_of(country, name) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_data_of_a_built_site_follows_its_schema(tiny_site: Site, name: str) -> None:
    assert faults_of(tiny_site.path, name) == []
    assert read(tiny_site.path, name)["regions"] == ["klein"]


@pytest.mark.slow
def test_the_schema_refuses_what_is_not_a_contact(tiny_site: Site) -> None:
    document = read(tiny_site.path, "contacts")
    document["contacts"][0]["number"] = "bel ons"
    [fault] = faults(read(tiny_site.path, "contacts.schema"), document)
    assert "bel ons" in fault


def test_every_municipality_of_the_country_stands_there_once(
    country: Path, content: Content
) -> None:
    codes = [row["code"] for row in read(country, "municipalities")["municipalities"]]
    assert codes == sorted(
        {code for region in content.regions.values() for code in region.municipalities}
    )


def test_a_contact_is_known_by_its_region_and_id(country: Path) -> None:
    keys = [(row["region"], row["id"]) for row in read(country, "contacts")["contacts"]]
    assert len(keys) == len(set(keys))
    assert (None, "veilig-thuis") in keys


def test_what_a_region_has_of_its_own_stands_under_its_name(tiny: Content, tmp_path: Path) -> None:
    write_open_data(tmp_path, tiny.for_region("groot"), [tiny.regions["groot"]])
    of_id = {row["id"]: row["region"] for row in read(tmp_path, "contacts")["contacts"]}
    assert of_id["bezorgd"] == "groot"
    assert of_id["veilig-thuis"] is None


def test_what_is_uncertain_or_unconfirmed_is_left_out(tiny: Content, tmp_path: Path) -> None:
    write_open_data(tmp_path, tiny, tiny.regions.values())
    ids = {row["id"] for row in read(tmp_path, "contacts")["contacts"]}
    assert "wellicht" not in ids
    teams = {
        row["code"]: row["local_team"] for row in read(tmp_path, "municipalities")["municipalities"]
    }
    assert teams["GM0001"] is None  # its team stands there with status old


def test_no_page_and_no_offline_list_asks_for_the_data(tiny_site: Site) -> None:
    names = (".html", ".js", ".json", ".webmanifest")
    for file in tiny_site.path.rglob("*"):
        if file.suffix in names and file.parent.name != "data":
            text = file.read_text("utf-8")
            assert "data/contacts" not in text, file
            assert "data/municipalities" not in text, file
