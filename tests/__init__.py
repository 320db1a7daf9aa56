"""Tests: unit, site, browser and release, with one kit."""

import pytest

pytest.register_assert_rewrite("tests.kit")  # before a test imports it
