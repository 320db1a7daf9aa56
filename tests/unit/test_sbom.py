"""The list of components is valid CycloneDX, complete, and the same for the same files."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion

from meldapp import ROOT, __version__
from meldapp.publish.sbom import APP, components_of, write_sbom


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    write_sbom(path)
    return path


@pytest.mark.slow
def test_the_list_is_valid(written: Path) -> None:
    # loaded here: it takes two seconds
    validation = importlib.import_module("cyclonedx.validation.json")
    validator = validation.JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(written.read_text("utf-8")) is None
    wrong = written.read_text("utf-8").replace('"type": "library"', '"type": "lib"', 1)
    assert validator.validate_str(wrong) is not None


def test_every_pinned_package_and_htmx_is_in_it_once(written: Path) -> None:
    content = json.loads(written.read_text("utf-8"))
    listed = [(one["name"], one["version"]) for one in content["components"]]
    pinned = {
        pin
        for name in ("app", "dev")
        for pin in re.findall(
            r"^([\w.-]+)==([^\s;]+)", (ROOT / f"requirements/{name}.txt").read_text("utf-8"), re.M
        )
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == pinned | {("htmx.org", "4.0.1")}
    assert content["metadata"]["component"]["version"] == __version__


def test_only_htmx_travels_to_readers_and_its_hash_is_that_of_the_file(written: Path) -> None:
    components = json.loads(written.read_text("utf-8"))["components"]
    [htmx] = [one for one in components if one["scope"] != "excluded"]
    [file] = (ROOT / "static/vendor").glob("*.js")
    assert htmx["hashes"][0]["content"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_app_asks_for_what_pyproject_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[=<\[]", one)[0].lower() for one in wanted}
    asked = {
        one["ref"]: {re.split(r"[/@]", ref)[1] for ref in one["dependsOn"]}
        for one in components_of()["dependencies"]
    }
    assert asked[APP] == names | {"htmx.org"}
    [flask] = [ref for ref in asked if ref.startswith("pkg:pypi/flask@")]
    assert "werkzeug" in asked[flask]
    assert "werkzeug" not in asked[APP]
