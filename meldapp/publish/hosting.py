"""What the host of the files must be told: one table of headers, written out for each kind of host (SAFETY §5, OFFLINE §7).

The HTML protects itself by its meta tags, so any static host works; these files add what only a host can say. `serve.py` reads the same
`_headers` file, so that what is tested is what is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from meldapp.web.site import Site

CLEAR_PAGE = "clear.txt"
"""The erase page asks for this file, outside the worker's scope, when everything a script can reach is gone. Not the erase page itself: looking at it must erase nothing."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
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

TYPES = {"webmanifest": "application/manifest+json", "js": "text/javascript; charset=utf-8"}
"""Media types that hosts get wrong."""


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
    for zone in ("app", "help"):
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
    """What the worker puts on a page it answers from the device: as the host would, the promise of https aside, which only a host can make."""
    headers = dict(rules(site)[0].headers)
    del headers["Strict-Transport-Security"]
    return headers


def write_hosting(folder: Path, site: Site) -> list[str]:
    """Write the files for hosts, and the one whose answer clears the browser, into the folder of a built site; returns their names."""
    table = rules(site)
    files = {
        CLEAR_PAGE: "",
        "_headers": headers_file(table),
        "_redirects": redirects_file(site.base),
        "_nginx.conf": nginx_sample(table, site.base),
        "_Caddyfile": caddy_sample(table, site.base),
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return list(files)


def headers_file(table: tuple[Rule, ...]) -> str:
    """The `_headers` file of Netlify, Cloudflare Pages and others."""
    return "\n".join(
        "\n".join([rule.path, *(f"  {name}: {value}" for name, value in rule.headers.items()), ""])
        for rule in table
    )


def read_headers_file(text: str) -> tuple[Rule, ...]:
    """The table that `headers_file` wrote. Raises ValueError for a line that is neither an address nor a header."""
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
    found: dict[str, str] = {}
    for rule in table:
        if rule.covers(path):
            found |= rule.headers
    return found


def redirects_file(base: str) -> str:
    """The `_redirects` file: nothing moves, and what does not exist gets our own page with status 404."""
    lines = [f"{base}index.html {base} 301", f"{base}* {base}404.html 404"]
    if base != "/":
        lines.insert(0, f"{base.rstrip('/')} {base} 301")
    return "\n".join(lines) + "\n"


def nginx_sample(table: tuple[Rule, ...], base: str) -> str:
    """A server block for nginx with these headers; an `add_header` inside a location would silence those of the server, so each location repeats them."""
    general, *special = table
    lines = [
        "# A sample for nginx: put in your own name, folder and certificates. Needs ngx_http_gzip_static_module; brotli_static needs ngx_brotli.",
        "server {",
        "    listen 443 ssl;",
        "    http2 on;",
        "    server_name meldcode.example;",
        "    # ssl_certificate and ssl_certificate_key go here",
        "    charset utf-8;",
        "    gzip_static on;",
        "    # brotli_static on;",
        "    etag off;",
        "    if_modified_since off;",
        "    access_log off;  # who read what is nobody's business",
        f"    error_page 404 {base}404.html;",
        "    include mime.types;",
        "    types {",
        *(f"        {kind.split(';')[0]} {suffix};" for suffix, kind in TYPES.items()),
        "    }",
        f"    location {base} {{",
        f"        {'root' if base == '/' else 'alias'} /var/www/meldcode{'' if base == '/' else '/'};",
        "        index index.html;",
        *_nginx_headers(general.headers),
        "    }",
    ]
    for rule in special:
        name = rule.path.removeprefix(base)
        lines += [
            f"    location = {rule.path} {{",
            f"        alias /var/www/meldcode/{name};",
            *_nginx_headers({**general.headers, **rule.headers}),
            "    }",
        ]
    return "\n".join([*lines, "}", ""])


def _nginx_headers(headers: Mapping[str, str]) -> list[str]:
    return [
        f"        add_header {name} {_quoted(value)} always;" for name, value in headers.items()
    ]


def _quoted(value: str) -> str:
    return f"'{value}'" if '"' in value else f'"{value}"'


def caddy_sample(table: tuple[Rule, ...], base: str) -> str:
    """A site block for Caddy with these headers."""
    lines = ["# A sample for Caddy: put in your own name and folder.", "meldcode.example {"]
    if base != "/":
        lines += [f"    redir {base.rstrip('/')} {base} permanent"]
    lines += [
        f"    handle_path {base}* {{" if base != "/" else "    handle {",
        "        root * /var/www/meldcode",
        "        file_server {",
        "            precompressed br gzip",
        "        }",
        "    }",
    ]
    for number, rule in enumerate(table):
        lines += [f"    @rule{number} path {rule.path}", f"    header @rule{number} {{"]
        lines += [f"        {name} `{value}`" for name, value in rule.headers.items()]
        lines += ["    }"]
    lines += [
        f"    @manifest path *.{suffix}\n    header @manifest Content-Type `{kind}`"
        for suffix, kind in TYPES.items()
        if suffix == "webmanifest"
    ]
    lines += [
        "    handle_errors {",
        "        root * /var/www/meldcode",
        "        rewrite * /404.html",
        "        file_server",
        "    }",
    ]
    return "\n".join([*lines, "}", ""])


__all__ = [
    "CLEAR_PAGE",
    "HEADERS",
    "TYPES",
    "Rule",
    "content_security_policy",
    "headers_file",
    "headers_for",
    "read_headers_file",
    "rules",
    "worker_headers",
    "write_hosting",
]
