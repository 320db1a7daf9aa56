"""A built site as one file for a web archive: WACZ 1.1.1, a zip with a WARC and its index.

Dutch public bodies must be able to show any past state of their websites (Archiefwet). A release
tag makes the same site again to the byte; this file shows it without building.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from meldapp import ROOT, __version__
from meldapp.publish import hosting, serve
from meldapp.publish.folder import MARK

WACZ_VERSION = "1.1.1"
SOFTWARE = f"meldcode-app {__version__}"
WARC = "archive/data.warc.gz"

Rows = list[dict[str, str]]
"""Of the index: an answer of the site, and where it is in the WARC."""


def write_archive(folder: Path, url: str, file: Path, day: datetime) -> int:
    """Write the site in `folder`, as served at `url`, into one file; returns how many answers.

    `url` ends with the prefix of the site. The same folder, address and moment give the same bytes.
    """
    warc, rows, titles = _warc(folder, url, day)
    parts = {
        WARC: warc,
        "indexes/index.cdx": _index(rows, day),
        "pages/pages.jsonl": _pages(titles, day),
    }
    package = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": url,
        "description": _about(folder),
        "created": _iso(day),
        "software": SOFTWARE,
        "mainPageUrl": url,
        "resources": [
            {
                "name": Path(name).name,
                "path": name,
                "hash": _hash(content),
                "bytes": len(content),
            }
            for name, content in parts.items()
        ],
    }
    parts["datapackage.json"] = _json(package)
    digest = {"path": "datapackage.json", "hash": _hash(parts["datapackage.json"])}
    parts["datapackage-digest.json"] = _json(digest)
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # readers seek inside the WARC
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, day.timetuple()[:6]), content)
    return len(rows)


def _about(folder: Path) -> str:
    """Which region, which commit, and the day on which the words were last checked."""
    slug, base = (folder / MARK).read_text("utf-8").split()
    known = (json.loads(path.read_text("utf-8")) for path in folder.glob("app/offline/*.*.json"))
    checked = max((content["checked"] for content in known if "checked" in content), default="")
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return (
        f"{SOFTWARE}, region {slug} under {base}; words last checked {checked or 'unknown'}; "
        f"commit {commit or 'unknown'}"
    )


def _warc(folder: Path, url: str, day: datetime) -> tuple[bytes, Rows, dict[str, str]]:
    """Every answer of the site as a gzipped WARC 1.1, each record a gzip member of its own.

    With the rows of its index, and the titles of pages by address.
    """
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")

    def write(kind: str, address: str, content: bytes, **fields: Any) -> Any:
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{address or url} {_iso(day)}").urn
        record = writer.create_warc_record(
            address,
            kind,
            payload=io.BytesIO(content),
            length=len(content),
            warc_headers_dict={"WARC-Date": _iso(day), "WARC-Record-ID": f"<{name}>"},
            **fields,
        )
        writer.write_record(record)
        return record

    info = f"software: {SOFTWARE}\r\nformat: WARC File Format 1.1\r\n"
    write("warcinfo", "", info.encode(), warc_content_type="application/warc-fields")
    table = hosting.read_headers_file((folder / "_headers").read_text("utf-8"))
    rows: Rows = []
    titles = {}
    for address, path in _served(folder):
        content = path.read_bytes()
        status = "404 Not Found" if address == "404.html" else "200 OK"
        mime = serve.media_type(path)
        headers = hosting.headers_for(table, urlsplit(url + address).path)
        headers |= {"Content-Type": mime, "Content-Length": str(len(content))}
        answer = StatusAndHeaders(status, [*headers.items()], protocol="HTTP/1.1")
        offset = out.tell()
        record = write("response", url + address, content, http_headers=answer)
        rows.append(
            {
                "url": url + address,
                "mime": mime.split(";")[0],
                "status": status[:3],
                "digest": record.rec_headers.get_header("WARC-Payload-Digest"),
                "length": str(out.tell() - offset),
                "offset": str(offset),
                "filename": Path(WARC).name,
            }
        )
        if path.suffix == ".html" and status == "200 OK":
            titles[url + address] = _title(content)
    return out.getvalue(), rows, titles


def _served(folder: Path) -> Iterator[tuple[str, Path]]:
    """Address and file of everything that a host answers with, compressed copies aside."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_served = not any(map(serve.NOT_SERVED.match, name.parts))
        if path.is_file() and is_served and path.suffix not in (".br", ".gz"):
            yield re.sub(r"(^|(?<=/))index\.html$", "", name.as_posix()), path


def _title(html: bytes) -> str:
    return lxml.html.document_fromstring(html).findtext(".//title") or ""


def _index(rows: Rows, day: datetime) -> bytes:
    """CDXJ: a line per answer, sorted by its address with the host reversed (SURT)."""

    def surt(url: str) -> str:
        parts = urlsplit(url)
        return ",".join(reversed((parts.hostname or "").split("."))) + ")" + parts.path.lower()

    lines = [
        f"{surt(row['url'])} {day:%Y%m%d%H%M%S} {json.dumps(row, ensure_ascii=False)}\n"
        for row in rows
    ]
    return "".join(sorted(lines)).encode()


def _pages(titles: Mapping[str, str], day: datetime) -> bytes:
    pages = [
        {
            "id": hashlib.sha256(url.encode()).hexdigest()[:16],
            "url": url,
            "ts": _iso(day),
            "title": title,
        }
        for url, title in titles.items()
    ]
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}, *pages]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _iso(day: datetime) -> str:
    return f"{day.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
