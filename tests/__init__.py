"""Tests: unit, site, browser and release, with one kit."""
