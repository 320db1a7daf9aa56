"""The fixtures with a browser, and which tests stay together."""

from __future__ import annotations

import pytest

from tests.kit.harness import (
    browser,
    elsewhere,
    marked_site,
    phone,
    playwright,
    server,
    stage,
)

TOGETHER = {
    "every_page": "pages",
    "on_the_desk": "kinds",
    "on_the_phone": "kinds",
    "trial": "right to left",
    "every_kind": "right to left",
    "on_paper": "paper",
    "calls": "clock",
    "window": "webkit",
}
"""Fixtures that take long to set up, each with a name for the tests that share it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share such a fixture on one worker (`--dist loadgroup`)."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in TOGETHER:
                item.add_marker(pytest.mark.xdist_group(f"{item.path.stem} {TOGETHER[fixture]}"))
                break


__all__ = ["browser", "elsewhere", "marked_site", "phone", "playwright", "server", "stage"]
