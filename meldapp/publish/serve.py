"""A small server for a built site, for a look at it and for tests.

It sends exactly the headers that the build wrote for hosts.

serve(Path("dist"), 8000)                      until Ctrl-C
with SiteServer(Path("dist")) as server:       on a free port, in a thread
    server.url("app/nl/")
"""

from __future__ import annotations

import mimetypes
import posixpath
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from meldapp.publish.hosting import TYPES, Rule, headers_for, read_headers_file

PACKED = (("br", ".br"), ("gzip", ".gz"))
"""Content codings, the smallest first, and the suffix of the copy that holds each."""


class SiteServer:
    """Serves `folder` at `base` of `http://host:port`; port 0 takes a free one.

    As a context manager it runs in a thread.
    """

    def __init__(
        self, folder: Path, port: int = 0, base: str = "/", host: str = "127.0.0.1"
    ) -> None:
        self.folder = folder.resolve()
        self.base = base
        self.host = host
        self.port = port
        headers = folder / "_headers"
        self.table: tuple[Rule, ...] = (
            read_headers_file(headers.read_text("utf-8")) if headers.exists() else ()
        )
        self.listen()

    @property
    def handler(self) -> type[Handler]:
        """What answers the requests of one connection."""
        return Handler

    def listen(self) -> None:
        """Take the port. Raises OSError when somebody has it."""
        self._listener = _Listener((self.host, self.port), self.handler)
        self._listener.site = self
        self.port = self._listener.server_address[1]

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{self.host}:{self.port}"

    def url(self, path: str = "") -> str:
        """The full address of a path of the site, such as "app/nl/"."""
        return f"{self.origin}{self.base}{path}"

    def run(self) -> None:
        """Answer until interrupted."""
        with self._listener:
            self._listener.serve_forever(poll_interval=0.05)

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def arrive(self, request: BaseHTTPRequestHandler) -> bool:
        """Called with each request before it is answered; True when the answer is already given.

        For tests that record or hold up requests.
        """
        return False

    def find(self, path: str) -> tuple[HTTPStatus, Path | None, str]:
        """Status, file and, for a redirect, the address for the path of a request."""
        if f"{path}/" == self.base:
            return HTTPStatus.MOVED_PERMANENTLY, None, self.base
        missing = self.folder / "404.html"
        absent = (HTTPStatus.NOT_FOUND, missing if missing.is_file() else None, "")
        if not path.startswith(self.base):
            return absent
        name = unquote(path.removeprefix(self.base))
        parts = [part for part in name.split("/") if part]
        hidden = [part for part in parts if part.startswith((".", "_")) and part != ".well-known"]
        if hidden or "\0" in name or "\\" in name:
            return absent
        target = self.folder.joinpath(*parts)
        if target.is_dir() and (target / "index.html").is_file():
            if name and not name.endswith("/"):
                address = quote(f"{self.base}{posixpath.join(*parts)}/")
                return HTTPStatus.MOVED_PERMANENTLY, None, address
            return HTTPStatus.OK, target / "index.html", ""
        if target.is_file() and not name.endswith("/"):
            return HTTPStatus.OK, target, ""
        return absent


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    site: SiteServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """No traceback: a browser that leaves halfway is no fault of the server."""


class Handler(BaseHTTPRequestHandler):
    """Answers with the files of the site, and the headers that the build wrote."""

    protocol_version = "HTTP/1.1"
    server_version = "meldapp"
    sys_version = ""
    server: _Listener

    def log_message(self, *_: object) -> None:
        """Who read what is not written down."""

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer a request."""
        self.answer()

    def answer(self) -> None:
        """Answer with a file, or with the address it has moved to."""
        site = self.server.site
        if site.arrive(self):
            return
        path = urlsplit(self.path).path
        status, file, moved = site.find(path)
        headers = headers_for(site.table, path)
        if moved:
            self.send(status, headers | {"Location": moved}, b"")
        elif file is None:
            self.send(
                status, headers | {"Content-Type": "text/plain; charset=utf-8"}, b"Not found\n"
            )
        else:
            self._send_file(status, headers, file)

    def _send_file(self, status: HTTPStatus, headers: dict[str, str], file: Path) -> None:
        """Send a file, or the smallest compressed copy of it that the browser takes."""
        headers |= {"Content-Type": media_type(file), "Vary": "Accept-Encoding"}
        accepted = self.headers.get("Accept-Encoding", "").split(",")
        codings = {coding.split(";")[0].strip() for coding in accepted}
        for coding, suffix in PACKED:
            packed = file.with_name(file.name + suffix)
            if coding in codings and packed.is_file():
                self.send(status, headers | {"Content-Encoding": coding}, packed.read_bytes())
                return
        self.send(status, headers, file.read_bytes())

    def send(self, status: HTTPStatus, headers: dict[str, str], body: bytes) -> None:
        """Send a whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            with suppress(OSError):
                self.wfile.write(body)


def media_type(file: Path) -> str:
    """The Content-Type of a file, with its character set when it is text."""
    if known := TYPES.get(file.suffix.removeprefix(".")):
        return known
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def serve(folder: Path, port: int = 8000, base: str = "/") -> None:
    """Serve a built site on this machine until Ctrl-C. Raises OSError when the port is taken."""
    SiteServer(folder, port, base).run()
