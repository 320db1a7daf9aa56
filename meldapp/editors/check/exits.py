"""The neutral sites that the exit goes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from meldapp.content.load import Content
from meldapp.editors import neutral
from meldapp.editors.check.texts import file_name, line_with
from meldapp.editors.report import Finding

Look = Callable[[str], "list[str] | None"]
"""Answers which app-link files the host of an address has; None when it could not look."""


def findings(content: Content, content_dir: Path, look: Look | None) -> Iterator[Finding]:
    """Yield the addresses that open an app: it would stay on the screen instead of a plain page
    (SAFETY §3).

    `look` gives a recorded answer; without it the network is asked.
    """
    addresses = {content.site.exit_url: content_dir / "site.toml"}
    for region in content.regions.values():
        if region.exit_url:
            addresses.setdefault(region.exit_url, content_dir / f"regions/{region.slug}.toml")
    for address, path in addresses.items():
        file, line = file_name(path, content_dir), line_with(path.read_text("utf-8-sig"), address)
        apps = (look or neutral.app_links)(address)
        if apps is None:
            yield Finding(
                file,
                line,
                "note",
                "exit",
                f"could not look whether {address} opens an app on a phone",
                "Run this again with a connection to the internet, or with answers saved "
                "elsewhere: make check ANSWERS=folder.",
                address,
            )
        elif apps:
            yield Finding(
                file,
                line,
                "error",
                "exit",
                f"the exit goes to {address}, which opens an app on some phones "
                f"({', '.join(apps)})",
                "Choose a plain site without an app.",
            )
