"""What the host of the files must be told.

One table of headers, written out for each kind of host (SAFETY §5, OFFLINE §7).

The HTML protects itself by its meta tags, so any static host works; these files add what only a
host can say. `serve.py` reads the same `_headers` file, so that what is tested is what is
published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
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

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "autoplay",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "hid",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    ),
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


SAMPLES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "samples"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)  # no escaping: these are configurations, not pages
"""The samples for hosts."""


@dataclass(frozen=True)
class Rule:
    """Headers for one address, or for all that start with it when it ends in `*`."""

    path: str
    headers: Mapping[str, str]

    def covers(self, path: str) -> bool:
        """Whether an answer at this path carries these headers."""
        return path.startswith(self.path[:-1]) if self.path.endswith("*") else path == self.path


def content_security_policy(site: Site) -> str:
    """What the pages' own meta tags allow, all zones together, and no frame around them."""
    merged: dict[str, list[str]] = {}
    for zone in ZONES:
        for directive in site.assets.csp(zone).split(";"):
            name, *values = directive.split()
            known = merged.setdefault(name, [])
            known += [value for value in values if value not in known]
    return (
        "; ".join(" ".join([name, *values]) for name, values in merged.items())
        + "; frame-ancestors 'none'"
    )


def rules(site: Site) -> tuple[Rule, ...]:
    """The table: which address carries which headers. Later rules add to earlier ones."""
    return (
        Rule(f"{site.base}*", HEADERS | {"Content-Security-Policy": content_security_policy(site)}),
        Rule(f"{site.base}{CLEAR_PAGE}", CLEAR),
    )


def worker_headers(site: Site) -> dict[str, str]:
    """What the worker puts on a page it answers from the device.

    As the host would, the promise of https aside, which only a host can make.
    """
    headers = dict(rules(site)[0].headers)
    del headers["Strict-Transport-Security"]
    return headers


def write_hosting(folder: Path, site: Site) -> None:
    """Write the files for hosts, and the one whose answer clears the browser, into the folder of a
    built site.
    """
    table = rules(site)
    files = {
        CLEAR_PAGE: "",
        "_headers": headers_file(table),
        "_redirects": redirects_file(site.base),
        "_nginx.conf": sample("nginx.conf", table, site.base),
        "_Caddyfile": sample("Caddyfile", table, site.base),
        "_container.Caddyfile": sample("Caddyfile", table, site.base, container=True),
    }
    if text := security_txt(site):
        files[SECURITY_TXT] = text
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="\n")


def security_txt(site: Site) -> str:
    """Where to report a vulnerability (RFC 9116); empty when the region has not said it.

    A host is asked for it at its root only, so a site under a prefix has none.
    """
    security = site.region.security
    if security is None or site.base != "/":
        return ""
    lines = [
        f"Contact: {link_to(security.contact)}",
        f"Expires: {security.expires.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.content.site.languages)}",
    ]
    if security.policy:
        lines.append(f"Policy: {security.policy}")
    if urlsplit(site.public_url).path == "/":
        lines.append(f"Canonical: {site.public_url}{SECURITY_TXT}")
    return "\n".join(lines) + "\n"


def headers_file(table: tuple[Rule, ...]) -> str:
    """The `_headers` file of Netlify, Cloudflare Pages and others."""
    return "\n".join(
        "\n".join([rule.path, *(f"  {name}: {value}" for name, value in rule.headers.items()), ""])
        for rule in table
    )


def read_headers_file(text: str) -> tuple[Rule, ...]:
    """The table that `headers_file` wrote.

    Raises ValueError for a line that is neither an address nor a header.
    """
    table: list[tuple[str, dict[str, str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("/"):
            table.append((line.strip(), {}))
        elif line.startswith(" ") and ":" in line and table:
            name, _, value = line.strip().partition(": ")
            table[-1][1][name] = value
        elif line.strip():
            raise ValueError(f"_headers, line {number}: {line!r} is no address and no header")
    return tuple(Rule(path, headers) for path, headers in table)


def headers_for(table: tuple[Rule, ...], path: str) -> dict[str, str]:
    """Every header of an answer at this path."""
    return {
        name: value for rule in table if rule.covers(path) for name, value in rule.headers.items()
    }


def redirects_file(base: str) -> str:
    """The `_redirects` file: nothing moves, and what does not exist gets our own page with status
    404.
    """
    lines = [f"{base}index.html {base} 301", f"{base}* {base}404.html 404"]
    if base != "/":
        lines.insert(0, f"{base.rstrip('/')} {base} 301")
    return "\n".join(lines) + "\n"


def sample(name: str, table: tuple[Rule, ...], base: str, *, container: bool = False) -> str:
    """A configuration with these headers for a server that reads neither `_headers` nor
    `_redirects`; with `container` the one inside the image.
    """
    general, *special = table
    return SAMPLES.get_template(name).render(
        base=base,
        general=general,
        special=special,
        types=TYPES,
        container=container,
        root="{$SITE:/srv/meldcode}" if container else "/var/www/meldcode",
    )
