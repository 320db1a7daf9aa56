"""The small server: what a host does, with the headers the build wrote."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from meldapp.publish.serve import SiteServer

HEADERS = (
    "/pre/*\n  Cache-Control: no-store\n  X-Content-Type-Options: "
    'nosniff\n\n/pre/clear.txt\n  Clear-Site-Data: "cache"\n'
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SiteServer]:
    """A small site under a prefix."""
    folder = tmp_path / "site"
    (folder / "nl").mkdir(parents=True)
    (folder / "nl/index.html").write_text("<h1>Hallo</h1>", "utf-8")
    (folder / "nl/index.html.gz").write_bytes(gzip.compress(b"<h1>Hallo</h1>"))
    (folder / "nl/index.html.br").write_bytes(b"brotli")
    (folder / "404.html").write_text("<h1>Weg</h1>", "utf-8")
    (folder / "app.webmanifest").write_text("{}", "utf-8")
    (folder / "clear.txt").write_text("", "utf-8")
    (folder / "_headers").write_text(HEADERS, "utf-8")
    (tmp_path / "secret.txt").write_text("geheim", "utf-8")
    with SiteServer(folder, base="/pre/") as running:
        yield running


def ask(
    server: SiteServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request as it goes over the line: status, headers with small letters, body."""
    connection = http.client.HTTPConnection(server.host, server.server_port, timeout=5)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return (
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
    finally:
        connection.close()


def test_a_folder_is_its_index(server: SiteServer) -> None:
    status, headers, body = ask(server, "/pre/nl/")
    assert (status, body) == (200, b"<h1>Hallo</h1>")
    assert headers["content-type"] == "text/html; charset=utf-8"


def test_every_answer_has_the_headers_of_the_build(server: SiteServer) -> None:
    for path in ("/pre/nl/", "/pre/nl", "/pre/nergens/", "/pre/app.webmanifest"):
        headers = ask(server, path)[1]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "clear-site-data" not in headers
    assert ask(server, "/pre/clear.txt")[1]["clear-site-data"] == '"cache"'


def test_the_security_contact_is_plain_text_at_its_address(server: SiteServer) -> None:
    file = server.folder / ".well-known/security.txt"
    file.parent.mkdir()
    file.write_text("Contact: mailto:a@b.example\n", "utf-8")
    status, headers, body = ask(server, "/pre/.well-known/security.txt")
    assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert body == file.read_bytes()


@pytest.mark.parametrize(
    ("accepted", "coding", "body"),
    [("br, gzip", "br", b"brotli"), ("gzip", "gzip", None), ("", None, b"<h1>Hallo</h1>")],
)
def test_the_smallest_copy_that_is_accepted_is_sent(
    server: SiteServer, accepted: str, coding: str | None, body: bytes | None
) -> None:
    _, headers, sent = ask(server, "/pre/nl/", **{"Accept-Encoding": accepted})
    assert headers.get("content-encoding") == coding
    assert sent == body if body else gzip.decompress(sent) == b"<h1>Hallo</h1>"


def test_a_missing_slash_is_added(server: SiteServer) -> None:
    for path, there in (("/pre/nl", "/pre/nl/"), ("/pre", "/pre/")):
        status, headers, _ = ask(server, path)
        assert (status, headers["location"]) == (301, there)


def test_what_does_not_exist_gets_our_page_with_status_404(server: SiteServer) -> None:
    for path in (
        "/pre/nergens/",
        "/pre/nergens",
        "/elders/",
        "/pre/_headers",
        "/pre/nl/index.html/",
    ):
        status, _, body = ask(server, path)
        assert (status, body) == (404, b"<h1>Weg</h1>"), path


@pytest.mark.parametrize(
    "path",
    [
        "/pre/../secret.txt",
        "/pre/%2e%2e/secret.txt",
        "/pre/..%2fsecret.txt",
        "/pre/nl/../../secret.txt",
        "/pre//../secret.txt",
        "/pre/%2fetc/passwd",
        "/pre/%00",
    ],
)
def test_nothing_outside_the_folder_is_served(server: SiteServer, path: str) -> None:
    status, _, body = ask(server, path)
    assert status == 404
    assert b"geheim" not in body
    assert b"root:" not in body


def test_head_sends_no_body(server: SiteServer) -> None:
    status, headers, body = ask(server, "/pre/nl/", "HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", "14")


def test_a_manifest_has_its_own_media_type(server: SiteServer) -> None:
    assert ask(server, "/pre/app.webmanifest")[1]["content-type"] == "application/manifest+json"


def test_a_query_changes_nothing(server: SiteServer) -> None:
    assert ask(server, "/pre/nl/?q=x")[0] == 200
