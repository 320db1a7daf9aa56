"""The control of the exit on every page, at every width.

Case 12 of SAFETY §9, in a file of its own since it takes as long as many others.
"""

from __future__ import annotations

from tests.kit import exit_cases
from tests.kit.stage import Stage


def test_nothing_lies_over_the_control_on_any_page(stage: Stage) -> None:
    exit_cases.CASES["case_12"](stage)
