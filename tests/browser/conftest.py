"""The fixtures with a browser, and which tests stay together."""

from __future__ import annotations

import pytest

from tests.kit.harness import *  # noqa: F403 - pytest finds fixtures by their names here

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


@pytest.hookimpl(tryfirst=True)  # before xdist puts the groups into the names
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share such a fixture on one worker (`--dist loadgroup`)."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in TOGETHER:
                item.add_marker(pytest.mark.xdist_group(f"{item.path.stem} {TOGETHER[fixture]}"))
                break


def pytest_collection_finish(session: pytest.Session) -> None:
    """Stop where groups do nothing: each worker would look at every page again."""
    alone = [
        item.nodeid
        for item in session.items
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
    ]
    if alone and session.config.getoption("loadgroup", False):
        raise pytest.UsageError("this pytest and this xdist do not keep groups together")
