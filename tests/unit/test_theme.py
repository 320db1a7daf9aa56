"""Colours of a region: what cannot be read is refused, and a theme of a house style is mended."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from meldapp.content.faults import ExplainedError
from meldapp.content.load import load_content
from meldapp.editors.theme import propose
from meldapp.web import colours
from tests.kit.content_tree import Tree, run

pytestmark = pytest.mark.slow

BRAND = {
    "dorp": {
        "color": {
            "primary": {"value": "{dorp.color.blue.31}"},
            "primary-hover": {"value": "{dorp.color.blue.21}"},
            "error": {"value": "#dc3545"},
            "blue": {"21": {"value": "#014"}, "31": {"value": "#01699d", "comment": "Base"}},
        }
    }
}
"""In the shape of a municipality's own theme: one name refers to another."""


@pytest.fixture
def theme(tmp_path: Path) -> Any:
    """Writes a theme; returns its file."""

    def write(content: Any, name: str = "color") -> Path:
        path = tmp_path / f"{name}.tokens.json"
        path.write_text(json.dumps(content), "utf-8")
        return path

    return write


def test_the_main_colour_is_taken_through_its_references(theme: Any) -> None:
    proposal = propose(theme(BRAND))
    assert proposal.token == "dorp.color.primary"
    assert proposal.colours["primary"] == "#01699D"


def test_in_a_folder_the_colour_of_links_comes_first(theme: Any, tmp_path: Path) -> None:
    theme(BRAND)
    link = {"utrecht": {"link": {"color": {"$value": "{dorp.color.blue.21}"}, "active": {}}}}
    theme({"component": link}, "link")
    proposal = propose(tmp_path)
    assert proposal.token == "component.utrecht.link.color"
    assert proposal.colours["primary"] == "#001144"


@pytest.mark.parametrize(
    "value", ["#01699d", "#ffcc00", "#7fd", "#00A03CFF", "hsl(200 100% 46%)", "rgb(190, 210, 0)"]
)
def test_what_is_proposed_can_be_read_in_both_themes_and_is_taken_by_a_region(
    theme: Any, tree: Tree, value: str
) -> None:
    path = theme({"brand": {"x": {"color": {"primary": {"$value": value}}}}})
    outcome = run("theme", str(path))
    assert outcome.code == 0
    proposed = tomllib.loads(outcome.out)["colours"]
    assert not list(colours.faults(proposed))
    for part in colours.themes(proposed):
        assert colours.too_close(part) == {}
    tree.add("regions/klein.toml", outcome.out)
    assert load_content(tree.path).regions["klein"].colours == proposed


def test_what_was_adjusted_is_reported(theme: Any) -> None:
    proposal = propose(theme({"brand": {"x": {"color": {"primary": {"value": "#ffcc00"}}}}}))
    assert proposal.colours["primary"] != "#FFCC00"
    assert proposal.mended[0].startswith(f"#FFCC00 became {proposal.colours['primary']}, ")
    in_the_dark = propose(theme(BRAND)).mended
    assert len(in_the_dark) == 1
    assert " in the dark, " in in_the_dark[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"brand": {"x": {"color": {"primary": {"value": "#CC0000"}}}}}, "Red means 112"),
        ({"brand": {"x": {"color": {"primary": {"value": "#777777"}}}}}, "no main colour"),
        ({"a": {"color": {"primary": {"value": "{a.color.primary}"}}}}, "no main colour"),
        ({"size": {"value": "1rem"}}, "no main colour"),
        (["no", "tokens"], "no main colour"),
    ],
)
def test_a_theme_that_gives_no_colour_is_refused_with_the_reason(
    theme: Any, content: Any, words: str
) -> None:
    path = theme(content)
    with pytest.raises(ExplainedError, match=words):
        propose(path)
    assert run("theme", str(path)).code == 1


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tokens.json"
    path.write_text("{", "utf-8")
    with pytest.raises(ExplainedError, match="cannot be read"):
        propose(path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('primary = "#A0D8E0"', "primary on "),
        ('dark-primary = "#0B5563"', "in the dark primary on "),
        ('muted = "#9AA"', "is not a colour"),
        ('now = "#00AA00"', "means the same in every region"),
        ('dark-exit = "#00AA00"', "means the same in every region"),
        ('primair = "#0B5563"', "there is no colour 'primair'"),
    ],
)
def test_colours_that_cannot_be_read_or_mean_something_else_stop_the_build(
    tree: Tree, line: str, words: str
) -> None:
    tree.add("regions/klein.toml", f"[colours]\n{line}")
    outcome = tree.build()
    assert outcome.code == 1
    assert any("klein.toml" in place and words in place for place in outcome.faults), outcome.err


def test_the_colours_of_every_region_can_be_read(content: Any) -> None:
    for region in content.regions.values():
        assert list(colours.faults(region.colours)) == [], region.slug
