"""The papers in the repository: each follows the standard that it names."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from sectxt import Parser

from meldapp import ROOT
from meldapp.content.load import Content
from meldapp.publish import hosting
from meldapp.web.app import create_app
from tests.kit.content_tree import Tree
from tests.kit.schemas import faults

# -- publiccode.yml --------------------------------------------------------------------------------

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": r"^https?://\S+$"}
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
PUBLICCODE = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    ],
    "properties": {
        "publiccodeYmlVersion": {"const": "0.7"},
        "name": TEXT,
        "url": ADDRESS,
        "landingURL": ADDRESS,
        "softwareVersion": TEXT,
        "releaseDate": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "platforms": {"type": "array", "minItems": 1, "items": TEXT},
        "categories": {"type": "array", "items": {"enum": ["knowledge-management"]}},
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {"const": "standalone/web"},
        "description": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": LANGUAGE},
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["shortDescription", "longDescription", "features"],
                "properties": {
                    "shortDescription": {"type": "string", "minLength": 1, "maxLength": 150},
                    "longDescription": {"type": "string", "minLength": 150, "maxLength": 10000},
                    "features": {"type": "array", "minItems": 1, "items": TEXT},
                    "documentation": ADDRESS,
                },
            },
        },
        "legal": {
            "type": "object",
            "additionalProperties": False,
            "required": ["license"],
            "properties": {"license": {"const": "EUPL-1.2"}},
        },
        "maintenance": {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"enum": ["internal", "contract", "community", "none"]}},
            "if": {"properties": {"type": {"enum": ["internal", "community"]}}},
            "then": {"required": ["contacts"]},
        },
        "localisation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["localisationReady", "availableLanguages"],
            "properties": {
                "localisationReady": {"type": "boolean"},
                "availableLanguages": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "string", "pattern": LANGUAGE},
                },
            },
        },
    },
}
"""The keys of publiccode.yml 0.7 that we use, as strict as the standard is on each."""


@pytest.fixture
def publiccode() -> Any:
    return yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))


@pytest.mark.slow
def test_publiccode_follows_the_standard(publiccode: Any) -> None:
    assert faults(PUBLICCODE, publiccode) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [{"softwareType": "website"}, {"licence": "EUPL-1.2"}, {"maintenance": {"type": "internal"}}],
)
def test_what_is_not_publiccode_is_refused(publiccode: Any, fault: dict[str, Any]) -> None:
    assert faults(PUBLICCODE, publiccode | fault)


def test_publiccode_names_the_languages_that_are_published(
    publiccode: Any, content: Content
) -> None:
    named = publiccode["localisation"]["availableLanguages"]
    assert set(named) == set(content.site.languages), "those of the whole app"


# -- licences --------------------------------------------------------------------------------------


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no checkout")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def licence_of(name: str, annotations: list[dict[str, Any]]) -> str:
    """What REUSE.toml says of a file: the last annotation that covers it wins (REUSE 3.3)."""

    def covers(pattern: str) -> bool:
        # ** crosses folders, * does not
        spots = re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
        return re.fullmatch(spots, name) is not None

    licence = ""
    for annotation in annotations:
        paths = annotation["path"]
        if any(covers(path) for path in ([paths] if isinstance(paths, str) else paths)):
            assert annotation["SPDX-FileCopyrightText"]
            licence = annotation["SPDX-License-Identifier"]
    return licence


@pytest.fixture(scope="module")
def annotations() -> list[dict[str, Any]]:
    reuse = tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))
    assert reuse["version"] == 1
    annotations: list[dict[str, Any]] = reuse["annotations"]
    return annotations


def test_every_file_has_a_licence_and_every_licence_its_text(
    annotations: list[dict[str, Any]],
) -> None:
    named = {
        name: licence_of(name, annotations)
        for name in tracked()
        if not fnmatch(name, "LICENSES/*") and name != "LICENSE"
    }
    assert [name for name, licence in named.items() if not licence] == []
    texts = {path.stem for path in (ROOT / "LICENSES").iterdir()}
    assert set(named.values()) == texts


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        ("meldapp/cli/publish.py", "EUPL-1.2"),
        ("content/nl/stappen/2.md", "CC-BY-4.0"),
        ("docs/hosting.md", "CC-BY-4.0"),
        ("content/contacts.toml", "CC0-1.0"),
        ("content/regions/twente.toml", "CC0-1.0"),
        ("content/places.csv", "CC-BY-4.0"),
        ("static/vendor/htmx-4.0.1.min.js", "0BSD"),
    ],
)
def test_texts_facts_and_code_have_the_licence_that_the_readme_names(
    annotations: list[dict[str, Any]], name: str, licence: str
) -> None:
    assert (ROOT / name).exists()
    assert licence_of(name, annotations) == licence


# -- security.txt ----------------------------------------------------------------------------------


def faults_of_security_txt(tree: Tree, folder: Path, expires: date) -> list[str]:
    """What the parser that internet.nl uses finds wrong with the file of a region."""
    given = 'contact = "meld@klein.example"\npolicy = "https://klein.example/beleid"\n'
    tree.add("regions/klein.toml", f"[security]\n{given}expires = {expires.isoformat()}")
    site = create_app("klein", content_dir=tree.path).extensions["meldapp"]
    hosting.write_hosting(folder, site)
    parser = Parser(
        (folder / hosting.SECURITY_TXT).read_bytes(),
        urls=f"https://klein.example/{hosting.SECURITY_TXT}",
    )
    return [one["code"] for one in parser.errors]


def test_security_txt_is_valid_for_the_parser_of_internet_nl(tree: Tree, tmp_path: Path) -> None:
    assert (
        faults_of_security_txt(tree, tmp_path, datetime.now(UTC).date() + timedelta(days=300)) == []
    )


def test_an_expired_security_txt_is_not(tree: Tree, tmp_path: Path) -> None:
    assert faults_of_security_txt(tree, tmp_path, date(2025, 1, 1)) == ["expired"]


# -- the rest --------------------------------------------------------------------------------------


def test_the_changelog_keeps_its_form_back_to_the_first_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "keepachangelog.com" in text
    versions = re.findall(r"^## \[([^\]]+)\]", text, re.M)
    assert versions[0] == "Unreleased"
    assert versions[-1] == "0.1.0"
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, re.M)) <= kinds


@pytest.mark.parametrize(
    "path",
    [
        *(ROOT / "docs").glob("*.md"),
        *(path for path in ROOT.glob("*.md")),
        *(ROOT / "docs/decisions").glob("*.md"),
    ],
    ids=lambda path: path.name,
)
def test_a_paper_names_only_files_that_are_there(path: Path) -> None:
    links = re.findall(
        r"\]\((?!https?://|mailto:|#|page:|call:)([^)#\s]+)", path.read_text("utf-8")
    )
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("folder", ["meldapp", "static", "docs", "tests/kit", "."])
def test_a_comment_names_only_files_that_are_there(folder: str) -> None:
    files = (ROOT / folder).glob("*.md" if folder == "." else "**/*")
    named = {
        (path.name, name)
        for path in files
        if path.suffix in {".py", ".js", ".css", ".html", ".md", ".toml"}
        for name in re.findall(
            r"(?<![\w/])(?:meldapp|static|tests|docs)/[\w/.-]+\.(?:py|js|css|html|md)\b",
            path.read_text("utf-8"),
        )
    }
    assert named
    assert {entry for entry in named if not (ROOT / entry[1]).exists()} == set()
