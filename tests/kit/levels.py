"""Which values of a test wait until `make release-test`."""

from __future__ import annotations

from typing import Any

import pytest


def later(*values: Any) -> Any:
    """The values of one parametrized case that runs before a release only."""
    return pytest.param(*values, marks=pytest.mark.release)
