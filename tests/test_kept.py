"""What is kept between runs is used again, never after a change of code, and never missed when it is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from content_tree import TINY

from meldapp import kept
from meldapp.kept import RenderedTexts
from meldapp.load import load_content
from meldapp.markdown import Renderer


def counting() -> tuple[list[str], Callable[[str], str]]:
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text.upper()

    return made, make


def test_a_text_is_rendered_once_and_not_in_the_next_run(tmp_path: Path) -> None:
    made, make = counting()
    for _ in range(2):
        texts = RenderedTexts(tmp_path)
        assert [texts.get_or_make("text", "een", make), texts.get_or_make("text", "een", make), texts.get_or_make("text", "twee", make)] == ["EEN", "EEN", "TWEE"]
        texts.keep()
    assert made == ["een", "twee"]
    assert texts.get_or_make("line", "een", make) == "EEN" and made == ["een", "twee", "een"], "a line is not a text"


@pytest.mark.parametrize("spoil", [lambda file: file.unlink(), lambda file: file.write_bytes(file.read_bytes()[:-5])], ids=["gone", "broken"])
def test_what_is_gone_or_broken_is_made_again(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    made, make = counting()
    for _ in range(2):
        texts = RenderedTexts(tmp_path)
        assert texts.get_or_make("text", "een", make) == "EEN"
        texts.keep()
        (file,) = tmp_path.iterdir()
        spoil(file)
    assert made == ["een", "een"]


def test_what_other_code_made_is_not_used_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, make = counting()
    for mark in ("before", "after"):
        monkeypatch.setattr(kept, "code_mark", lambda mark=mark: mark)
        texts = RenderedTexts(tmp_path)
        texts.get_or_make("text", "een", make)
        texts.keep()
        assert [file.name for file in tmp_path.iterdir()] == [f"meldapp-{mark}-texts"]
    assert made == ["een", "een"]


def test_texts_of_another_folder_stay_as_long_as_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_TEXTS", 3)
    made, make = counting()
    for run in (["een", "twee"], ["drie"], ["vier"], ["drie", "vier"], ["twee"]):
        texts = RenderedTexts(tmp_path)
        for text in run:
            texts.get_or_make("text", text, make)
        texts.keep()
    assert made == ["een", "twee", "drie", "vier", "twee"]


def test_without_a_folder_everything_is_made(tmp_path: Path) -> None:
    made, make = counting()
    for folder in (None, tmp_path / "nothing"):
        texts = RenderedTexts(folder)
        assert texts.get_or_make("text", "een", make) == "EEN"
        texts.keep()
    assert made == ["een", "een"]


def test_content_is_the_same_whether_its_texts_were_kept_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meldapp.load.rendered_texts", lambda: RenderedTexts(tmp_path))
    first = load_content(TINY)
    monkeypatch.setattr(Renderer, "_render", lambda _, text: pytest.fail(f"rendered again: {text}"))
    monkeypatch.setattr(Renderer, "_inline", lambda _, text: pytest.fail(f"rendered again: {text}"))
    assert load_content(TINY) == first
