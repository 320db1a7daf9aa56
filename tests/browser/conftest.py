"""The browser fixtures."""

from __future__ import annotations

from tests.kit.harness import *  # noqa: F403 - pytest finds fixtures by their names here
