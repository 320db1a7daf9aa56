"""The exit in Chromium: the cases of SAFETY §9, each against the built site. They themselves are in exit_cases.py; the one that walks over every page runs beside them, in test_quick_exit_pages.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit import exit_cases
from tests.kit.exit_stage import elsewhere, marked_site, stage  # noqa: F401
from tests.kit.stage import Stage


@pytest.mark.parametrize("name", [name for name in exit_cases.CASES if name != "case_12"])
def test_the_exit_passes(name: str, stage: Stage) -> None:  # noqa: F811
    exit_cases.CASES[name](stage)


def test_a_late_answer_changes_nothing(stage: Stage) -> None:  # noqa: F811
    exit_cases.late_answer(stage)


def test_other_tabs_leave_too(stage: Stage) -> None:  # noqa: F811
    exit_cases.other_tabs_leave(stage)


def test_all_sixteen_cases_are_there() -> None:
    assert list(exit_cases.CASES) == [f"case_{number}" for number in range(1, 17)]


def test_no_page_has_what_could_lie_over_the_exit_or_take_its_keys(marked_site: Path) -> None:  # noqa: F811
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
