"""The fixtures with a browser."""

from tests.kit.harness import (
    browser,
    elsewhere,
    marked_site,
    phone,
    playwright,
    server,
    stage,
)

__all__ = ["browser", "elsewhere", "marked_site", "phone", "playwright", "server", "stage"]
