"""Three sites on three loopback addresses.

The app (127.0.0.1), the neutral site the exit goes to (127.0.0.2), and a search engine (127.0.0.3).
"""

from __future__ import annotations

import re
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from meldapp.publish.serve import Handler, SiteServer


@dataclass(frozen=True)
class Asked:
    """One request: when (time.time), which path, and which headers."""

    at: float
    path: str
    headers: dict[str, str]


@dataclass
class Log:
    """The requests to a site, oldest first, except icons, which browsers request by themselves."""

    asked: list[Asked] = field(default_factory=list)

    def note(self, request: BaseHTTPRequestHandler) -> None:
        """Record one request."""
        if not request.path.startswith("/favicon"):
            self.asked.append(
                Asked(
                    time.time(),
                    request.path,
                    {name.lower(): value for name, value in request.headers.items()},
                )
            )

    def clear(self) -> None:
        """Forget every request."""
        self.asked.clear()

    def wait(self, count: int = 1, seconds: float = 20) -> None:
        """Wait for this many requests; raises AssertionError if they do not come."""
        end = time.time() + seconds
        while len(self.asked) < count:
            assert time.time() < end, (
                f"{len(self.asked)} requests after {seconds} s, expected {count}"
            )
            time.sleep(0.01)


class Elsewhere:
    """Another site, with one page at every address.

    `behaviour` is "page", "hang" (no answer until `release`) or "204".
    """

    def __init__(
        self, host: str, title: str, body: Callable[[], str] = lambda: "<p>Weather</p>"
    ) -> None:
        self.log = Log()
        self.behaviour = "page"
        self.title = title
        self.body = body
        self._released = threading.Event()
        place = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Print nothing: tests read `log` instead."""

            def do_GET(self) -> None:
                place.log.note(self)
                place._answer(self)

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.origin = f"http://{host}:{self._server.server_address[1]}"
        self.url = f"{self.origin}/"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def reset(self) -> None:
        """Answer normally again, and clear the log."""
        self.release()
        self.behaviour = "page"
        self.log.clear()

    def hang(self) -> None:
        """Stop answering."""
        self._released.clear()
        self.behaviour = "hang"

    def release(self) -> None:
        """Answer the requests that hang."""
        self._released.set()

    def close(self) -> None:
        """Shut down."""
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        if self.behaviour == "hang" and not request.path.startswith("/favicon"):
            self._released.wait(60)
        empty = self.behaviour == "204"
        body = (
            b""
            if empty
            else "<!doctype html><html lang=nl><meta "
            f"charset=utf-8><title>{self.title}</title><link rel=icon "
            f"href=data:,><h1>{self.title}</h1>{self.body()}".encode()
        )
        with suppress(OSError):
            request.send_response(204 if empty else 200)
            request.send_header("Content-Type", "text/html; charset=utf-8")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)


def make_certificate(folder: Path) -> Path:
    """Make a certificate with key for 127.0.0.1, which no browser trusts, in a file in this folder."""
    file, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(file)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    file.write_text(file.read_text("ascii") + key.read_text("ascii"), "ascii")
    return file


class _AppHandler(Handler):
    def answer(self) -> None:
        """Answer, unless the server has dealt with the request."""
        if not self.server.arrive(self):
            super().answer()


class AppServer(SiteServer):
    """The app as a host serves it, with a log and switches.

    `bare` is a host that sets no headers at all. With a `certificate` it serves https.
    """

    handler = _AppHandler

    def __init__(
        self, folder: Path, base: str = "/", *, bare: bool = False, certificate: Path | None = None
    ) -> None:
        super().__init__(folder, 0, base)
        self.certificate = certificate
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # each request's own thread does the handshake, so that no other request waits for it
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
        if bare:
            self.table = {}
        self.log = Log()
        self._held: re.Pattern[str] | None = None
        self._dripping = ""
        self._gone = False
        self._released = threading.Event()
        self._released.set()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return super().origin.replace("http:", "https:" if self.certificate else "http:")

    def hold(self, pattern: str) -> None:
        """Make matching addresses hang."""
        self._released.clear()
        self._held = re.compile(pattern)

    def vanish(self) -> None:
        """Become unreachable: every connection is cut without an answer."""
        self._gone = True

    def drip(self, until: str) -> None:
        """Send each page up to and including this text, and the remainder after `release()`."""
        self._released.clear()
        self._dripping = until

    def release(self) -> None:
        """Answer everything again."""
        self._held, self._dripping, self._gone = None, "", False
        self._released.set()

    def arrive(self, request: BaseHTTPRequestHandler) -> bool:
        """Log a request, and hold it if it must hang; returns whether it has been dealt with."""
        self.log.note(request)
        if self._gone:
            request.close_connection = True
            return True
        path = request.path.split("?")[0]
        if self._held and self._held.search(path):
            self._released.wait(60)
        if self._dripping and path.endswith("/"):
            return self._send_slowly(request, path)
        return False

    def _send_slowly(self, request: BaseHTTPRequestHandler, path: str) -> bool:
        _, file, _ = self.find(path)
        body = file.read_bytes()
        cut = body.find(self._dripping.encode())
        if cut < 0:
            return False
        request.send_response(200)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Cache-Control", "no-store")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        cut += len(self._dripping)
        with suppress(OSError):
            request.wfile.write(body[:cut])
            request.wfile.flush()
            self._released.wait(60)
            request.wfile.write(body[cut:])
        return True

    def __enter__(self) -> AppServer:
        super().__enter__()
        return self

    def __exit__(self, *problem: Any) -> None:
        self.release()
        super().__exit__(*problem)
