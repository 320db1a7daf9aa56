"""Which texts were asked for is noted, however they are asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from content_tree import TINY

from meldapp.load import Content, load_content
from meldapp.models import Step
from meldapp.reads import ALL, Read, note_reads


@pytest.mark.parametrize(
    ("ask", "noted"),
    [
        (lambda content: content.pages["nl"]["bel"], {("nl", "bel")}),
        (lambda content: content.pages["en"].get("bel"), {("en", "bel")}),
        (lambda content: content.get(Step, "nl", "stappen/1"), {("nl", "stappen/1")}),
        (lambda content: "nothing" in content.pages["nl"], {("nl", "nothing")}),
        (lambda content: list(content.pages["nl"]), {("nl", ALL)}),
        (lambda content: list(content.pages["nl"].keys()), {("nl", ALL)}),
        (lambda content: list(content.pages["nl"].values()), {("nl", ALL)}),
        (lambda content: list(content.pages["nl"].items()), {("nl", ALL)}),
        (lambda content: content.all(Step, "en"), {("en", ALL)}),
        (lambda content: {**content.pages["en"]}, {("en", ALL)}),
        (lambda content: content.contacts["alarm"], set()),
    ],
)
def test_each_way_of_asking_is_noted(ask: Callable[[Content], object], noted: set[Read]) -> None:
    content = load_content(TINY)
    reads = note_reads(content)
    assert reads == set()
    assert ask(content) is not None
    assert noted <= reads and (not noted) == (not reads)
    reads.clear()
    content.pages["nl"].get("bel")
    assert reads == {("nl", "bel")}
