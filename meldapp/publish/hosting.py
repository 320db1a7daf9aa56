"""What the host of the files must be told: one table of headers, written for each kind of host.

The HTML protects itself by its meta tags, so any static host works; these files add what only a
host can say. `serve.py` reads the same `_headers` file, so that what is tested is what is
published.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from meldapp.content.facts import link_to
from meldapp.web.assets import ZONES
from meldapp.web.site import Site

CLEAR_PAGE = "clear.txt"
"""The erase page asks for this file, outside the worker's scope, when everything a script can reach
is gone. Not the erase page itself: looking at it must erase nothing.
"""

SECURITY_TXT = ".well-known/security.txt"

UNUSED_FEATURES = (
    "accelerometer autoplay camera display-capture geolocation gyroscope hid magnetometer"
    " microphone midi payment serial usb xr-spatial-tracking"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES.split()),
    "Strict-Transport-Security": "max-age=63072000",
}
"""On every answer, the Content-Security-Policy aside, which holds the hashes of this build."""

CLEAR = {"Clear-Site-Data": '"cache", "cookies", "storage"'}

TYPES = {
    "webmanifest": "application/manifest+json",
    "atom": "application/atom+xml; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
"""Media types that hosts get wrong."""

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "hosts"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)  # no escaping: these are configurations, not pages

Rules = dict[str, dict[str, str]]
"""Headers by address, or by the start of one that ends in `*`; later ones add to earlier ones."""


def content_security_policy(site: Site) -> str:
    """What the pages' own meta tags allow, all zones together, and no frame around them."""
    merged: dict[str, list[str]] = {}
    for zone in ZONES:
        for directive in site.assets.csp(zone).split(";"):
            name, *values = directive.split()
            known = merged.setdefault(name, [])
            known += [value for value in values if value not in known]
    merged["frame-ancestors"] = ["'none'"]
    return "; ".join(" ".join([name, *values]) for name, values in merged.items())


def rules(site: Site) -> Rules:
    """The table: which address carries which headers."""
    general = HEADERS | {"Content-Security-Policy": content_security_policy(site)}
    return {f"{site.base}*": general, f"{site.base}{CLEAR_PAGE}": CLEAR}


def worker_headers(site: Site) -> dict[str, str]:
    """The headers of a page that the worker answers from the device.

    Those of the host, except the promise of https, which only a host can make.
    """
    headers = rules(site)[f"{site.base}*"]
    return {key: value for key, value in headers.items() if key != "Strict-Transport-Security"}


def write_hosting(folder: Path, site: Site) -> None:
    """Write the files for hosts, and the one whose answer clears the browser, into the folder of a
    built site.
    """

    def write(name: str, template: str, **values: Any) -> None:
        text = TEMPLATES.get_template(template).render(values)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="\n")

    (folder / CLEAR_PAGE).touch()
    values = {"base": site.base, "rules": rules(site), "types": TYPES}
    for name in ("_headers", "_redirects", "_nginx.conf", "_Caddyfile"):
        write(name, name, **values, container=False)
    write("_container.Caddyfile", "_Caddyfile", **values, container=True)
    # a host is asked for security.txt (RFC 9116) at its root only
    if site.region.security and site.base == "/":
        at_root = urlsplit(site.public_url).path == "/"
        write(
            SECURITY_TXT,
            "security.txt",
            security=site.region.security,
            contact=link_to(site.region.security.contact),
            languages=site.content.site.languages,
            canonical=f"{site.public_url}{SECURITY_TXT}" if at_root else "",
        )


def read_headers_file(text: str) -> Rules:
    """The table of a `_headers` file.

    Raises ValueError for a line that is neither an address nor a header.
    """
    table: Rules = {}
    for line in filter(None, text.splitlines()):
        if line.startswith("/"):
            headers = table.setdefault(line, {})
        else:
            name, value = line.strip().split(": ", 1)
            headers[name] = value
    return table


def headers_for(table: Mapping[str, Mapping[str, str]], path: str) -> dict[str, str]:
    """Every header of an answer at this path."""
    return {
        name: value
        for pattern, headers in table.items()
        if fnmatchcase(path, pattern)
        for name, value in headers.items()
    }
