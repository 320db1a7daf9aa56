"""Test values that only run in `make release-test`."""

from __future__ import annotations

from typing import Any

import pytest


def later(*values: Any) -> Any:
    """The values of a parametrized case that only runs before a release."""
    return pytest.param(*values, marks=pytest.mark.release)
