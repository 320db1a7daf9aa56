"""The exit in Chromium: the cases of tests/kit/exit_cases.py, each on the built site.

Case 12, which covers every page, is in test_quick_exit_pages.py. After a change to the exit, run
all of them with every variant:

    EVERY_PAGE=1 make test ARGS="tests/browser -k quick_exit"
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit import exit_cases
from tests.kit.levels import later
from tests.kit.stage import Stage

BOTH_WAYS = ("case_3", "case_4", "case_5", "case_6", "case_7", "case_10")
"""The cases that also run without `window.navigation` before a release, since no part of the exit
uses it. From 17 on, the cases see to that themselves.
"""
SAME_WALKS = "case_18"
"""The walks of case 17 again, with `window.navigation`: before a release."""


Note = Callable[[str, object], None]


@pytest.fixture(scope="module")
def engine(stage: Stage) -> str:
    """The engine of this file, for the test report; found out only once, since it takes a page."""
    return stage.engine()


@pytest.mark.parametrize(
    "name",
    [later(name) if name == SAME_WALKS else name for name in exit_cases.CASES],
)
def test_the_exit_passes(name: str, stage: Stage, engine: str, record_property: Note) -> None:
    record_property("engine", engine)
    exit_cases.CASES[name](stage)


@pytest.mark.release
@pytest.mark.parametrize("name", BOTH_WAYS)
def test_the_exit_passes_without_navigation(name: str, stage: Stage, record_property: Note) -> None:
    record_property("engine", stage.without_navigation().engine())
    exit_cases.CASES[name](stage.without_navigation())


def test_a_late_answer_changes_nothing(stage: Stage) -> None:
    exit_cases.late_answer(stage)


def test_a_page_that_was_cut_off_above_its_control_does_not_stay_empty(stage: Stage) -> None:
    exit_cases.cut_off(stage)


def test_other_tabs_leave_too(stage: Stage) -> None:
    exit_cases.other_tabs_leave(stage)


def test_a_second_finger_has_no_effect(stage: Stage) -> None:
    exit_cases.two_fingers(stage)


def test_a_covered_page_is_not_printed(stage: Stage) -> None:
    exit_cases.on_paper(stage)


def test_a_tab_that_the_browser_restores_is_covered(stage: Stage, tmp_path: Path) -> None:
    exit_cases.restored(stage, tmp_path)


def test_a_tab_that_must_leave_stores_nothing_again(stage: Stage) -> None:
    exit_cases.other_tab_stays_empty(stage)


def test_a_worker_that_arrives_after_the_erase_is_removed_too(stage: Stage, tmp_path: Path) -> None:
    exit_cases.erased_before_it_came(stage, tmp_path)


def test_no_case_is_missing() -> None:
    in_a_file_of_its_own = 12  # test_quick_exit_pages.py
    assert list(exit_cases.CASES) == [
        f"case_{number}" for number in range(1, 23) if number != in_a_file_of_its_own
    ]


def test_no_page_has_anything_that_could_cover_the_exit_or_take_its_keys(marked_site: Path) -> None:
    faults = {
        f"{page.relative_to(marked_site)}: {sign}"
        for page in marked_site.rglob("*.html")
        for sign in (
            "<dialog",
            "popover",
            'role="dialog"',
            'role="menu"',
            "aria-modal",
            "aria-expanded",
            "onunload",
            "beforeunload",
        )
        if sign in page.read_text("utf-8").split("</head>", 1)[-1]
    }
    assert not faults
