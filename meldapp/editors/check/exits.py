"""The neutral sites that the exit goes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from meldapp.content.faults import line_of
from meldapp.editors.check.look import Look
from meldapp.editors.report import Finding

AppLinks = Callable[[str], "list[str] | None"]
"""Which files of the host of an address hand its links to an app; None when it could not look."""


def findings(look: Look, app_links: AppLinks) -> Iterator[Finding]:
    """Yield the addresses that open an app: it would stay on the screen instead of a plain page
    (SAFETY §3).
    """
    named_in = {look.content.site.exit_url: "site.toml"}
    for region in look.content.regions.values():
        if region.exit_url:
            named_in.setdefault(region.exit_url, f"regions/{region.slug}.toml")
    for address, name in named_in.items():
        file, lines = look.toml(name)
        line = line_of(lines, ("exit_url",))
        apps = app_links(address)
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
