"""A small server for a built site, to look at it and for tests.

It sends exactly the headers that the build wrote for hosts.

SiteServer(Path("dist"), 8000).serve_forever()     until Ctrl-C
with SiteServer(Path("dist")) as server:           on a free port, in a thread
    server.url("app/nl/")
"""

from __future__ import annotations

import mimetypes
import re
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from meldapp.publish.hosting import TYPES, headers_for, read_headers_file

PACKED = (("br", ".br"), ("gzip", ".gz"))
"""Content codings, the smallest first, and the suffix of the copy that holds each."""
NOT_SERVED = re.compile(r"_|\.(?!well-known$)|.*[\\:\0]")
"""Names for the host, hidden ones, and those that lead out of the folder on some system."""


class Handler(BaseHTTPRequestHandler):
    """Answers with the files of the site, and the headers that the build wrote."""

    protocol_version = "HTTP/1.1"
    server_version = "meldapp"
    sys_version = ""
    server: SiteServer

    def log_message(self, *_: object) -> None:
        """Who read what is not written down."""

    def do_GET(self) -> None:
        """Answer a request; to HEAD with the headers alone."""
        self.answer()

    do_HEAD = do_GET  # noqa: N815 # the name that the library calls

    def answer(self) -> None:
        """Answer with a file, or with the address it has moved to."""
        path = urlsplit(self.path).path
        status, file, moved = self.server.find(path)
        headers = headers_for(self.server.table, path)
        body = b""
        if moved:
            headers["Location"] = moved
        elif file.is_file():
            headers |= {"Content-Type": media_type(file), "Vary": "Accept-Encoding"}
            coding, file = self._smallest(file)
            if coding:
                headers["Content-Encoding"] = coding
            body = file.read_bytes()
        self._send(status, headers, body)

    def _smallest(self, file: Path) -> tuple[str, Path]:
        """The smallest compressed copy of a file that the browser takes, and its coding."""
        accepted = self.headers.get("Accept-Encoding", "").split(",")
        codings = {coding.split(";")[0].strip() for coding in accepted}
        for coding, suffix in PACKED:
            packed = file.with_name(file.name + suffix)
            if coding in codings and packed.is_file():
                return coding, packed
        return "", file

    def _send(self, status: HTTPStatus, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            with suppress(OSError):
                self.wfile.write(body)


class SiteServer(ThreadingHTTPServer):
    """Serves `folder` at `base` of `http://127.0.0.1:port`; port 0 takes a free one.

    As a context manager it runs in a thread. Raises OSError when somebody has the port.
    """

    host = "127.0.0.1"
    request_queue_size = 128
    handler = Handler
    """What answers the requests of one connection."""

    def __init__(self, folder: Path, port: int = 0, base: str = "/") -> None:
        super().__init__((self.host, port), self.handler)
        self.folder = folder.resolve()
        self.base = base
        headers = folder / "_headers"
        self.table = read_headers_file(headers.read_text("utf-8") if headers.exists() else "")

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{self.host}:{self.server_port}"

    def url(self, path: str = "") -> str:
        """The full address of a path of the site, such as "app/nl/"."""
        return f"{self.origin}{self.base}{path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """No traceback: a browser that leaves halfway is not a fault of the server."""

    def find(self, path: str) -> tuple[HTTPStatus, Path, str]:
        """Status, file and, for a redirect, the address for the path of a request."""
        if f"{path}/" == self.base:
            return HTTPStatus.MOVED_PERMANENTLY, self.folder, self.base
        parts = [part for part in unquote(path.removeprefix(self.base)).split("/") if part]
        if path.startswith(self.base) and not any(map(NOT_SERVED.match, parts)):
            target = self.folder.joinpath(*parts)
            if (target / "index.html").is_file():
                if path.endswith("/"):
                    return HTTPStatus.OK, target / "index.html", ""
                address = quote(f"{self.base}{'/'.join(parts)}/")
                return HTTPStatus.MOVED_PERMANENTLY, target, address
            if target.is_file() and not path.endswith("/"):
                return HTTPStatus.OK, target, ""
        return HTTPStatus.NOT_FOUND, self.folder / "404.html", ""


def media_type(file: Path) -> str:
    """The Content-Type of a file, with its character set when it is text."""
    if known := TYPES.get(file.suffix.removeprefix(".")):
        return known
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
