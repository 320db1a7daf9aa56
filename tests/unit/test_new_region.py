"""A new region: the questions, and the file that the answers make."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from meldapp.cli import main
from meldapp.content.faults import ContentError, Fault
from meldapp.content.load import Content, load_content
from tests.kit.content_tree import TINY

SOUND = ("Nieuw Gebied", "", "https://example.nl/", "", "Aardorp; 't Dal")


@pytest.fixture
def content_dir(tmp_path: Path) -> Path:
    """A copy of the tiny content."""
    return Path(shutil.copytree(TINY, tmp_path / "content"))


def ask(content_dir: Path, *answers: str) -> Result:
    """Run the command and type these answers."""
    lines = "".join(f"{answer}\n" for answer in answers)
    return CliRunner().invoke(
        main, ["new-region", "--content", str(content_dir)], lines, catch_exceptions=False
    )


def test_a_new_region_loads_and_a_wrong_answer_is_asked_again(content_dir: Path) -> None:
    answers = ("Nieuw Gebied", "", "veiligthuis.nl", "https://example.nl/", "")
    result = ask(content_dir, *answers, "Aardrop", "Aardorp; 't Dal")
    assert result.exit_code == 0, result.output
    region = load_content(content_dir).regions["nieuw-gebied"]
    assert (region.organisation, region.website, region.exit_url) == (
        "Veilig Thuis Nieuw Gebied",
        "https://example.nl/",
        "",
    )
    assert len(region.municipalities) == 2
    for words in ("Start with https://", "Do you mean 'Aardorp'?"):
        assert words in result.output
    belongs = (
        "Aardorp belongs to Veilig Thuis Klein now. Take GM0001 out of content/regions/klein.toml"
    )
    assert belongs in result.output
    assert "build --region nieuw-gebied" in result.output


def test_the_file_of_a_new_region_is_laid_out_as_those_that_exist(content_dir: Path) -> None:
    assert ask(content_dir, *SOUND).exit_code == 0
    text = (content_dir / "regions/nieuw-gebied.toml").read_text("utf-8")
    assert text.startswith("# Veilig Thuis Nieuw Gebied.")
    assert text.endswith('"GM0001", # Aardorp\n    "GM0003", # \'t Dal\n]\n')


def test_a_region_that_exists_is_not_overwritten(content_dir: Path) -> None:
    file = content_dir / "regions/groot.toml"
    before = file.read_bytes()
    result = ask(content_dir, "Groot")
    assert result.exit_code == 1
    assert "groot.toml exists already" in result.stderr
    assert file.read_bytes() == before


def test_answers_that_end_early_write_nothing(content_dir: Path) -> None:
    files = sorted((content_dir / "regions").iterdir())
    result = ask(content_dir, *SOUND[:3])
    assert result.exit_code == 1
    assert "Nothing was written" in result.stderr
    assert sorted((content_dir / "regions").iterdir()) == files


def test_answers_that_do_not_make_a_sound_region_write_nothing(
    content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = iter([load_content(content_dir)])

    def load(_: Path) -> Content:
        for content in loads:
            return content
        raise ContentError([Fault("content/regions/nieuw-gebied.toml", 3, "a fault", "Mend it.")])

    monkeypatch.setattr("meldapp.editors.new_region.load_content", load)
    files = sorted((content_dir / "regions").iterdir())
    result = ask(content_dir, *SOUND)
    assert result.exit_code == 1
    assert "nieuw-gebied.toml:3: a fault" in result.stderr
    assert sorted((content_dir / "regions").iterdir()) == files
