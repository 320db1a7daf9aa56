"""A static web server with switchable faults that people really run into.

Captive portals, dropped connections, damaged bytes, slow networks.

with FaultServer(folder) as server:
    server.fault("portal")                          every address answers with the portal's page
    server.fault("404", "/app/nl/bel/", times=1)    one answer at one address
    server.heal()                                   all faults off
    server.deploy(other_folder)                     the next release
    server.stop(); server.start()                   gone, and back at the same address
    server.moved = 308                              the status of redirects to preferred addresses
    server.log                                      the requests, and how many bytes went out
"""

from __future__ import annotations

import email.utils
import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from meldapp.publish.serve import Handler, SiteServer, media_type

KINDS = ("404", "500", "portal", "redirect", "away", "damage", "truncate", "hang", "empty")
PORTAL = (
    b"<!doctype html><html lang=en><title>Free wifi</title><h1>Welcome to the "
    b"portal</h1><p>Accept our terms to go on.</p></html>"
)
SLICE = 1024
"""Bytes sent at a time on a slow line."""


@dataclass(frozen=True)
class Asked:
    """One request and its outcome."""

    path: str
    status: int
    sent: int
    at: float


@dataclass
class Fault:
    """What goes wrong, at which addresses (a regular expression matched from the start of the
    path), and how often (None: always).
    """

    kind: str
    pattern: re.Pattern[str]
    times: int | None = None


class _Handler(Handler):
    def setup(self) -> None:
        super().setup()
        self.server._open.add(self.connection)
        time.sleep(self.server.handshake)

    def finish(self) -> None:
        self.server._open.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def answer(self) -> None:
        """Answer with a file, with a fault, or not at all."""
        server = self.server
        path = self.path.split("?")[0]
        kind = server.take_fault(path)
        time.sleep(server.latency)
        if kind == "hang":
            self._note(path, 0, 0)
            server._released.wait(120)
            self.close_connection = True
            return
        status, file, better = server.find(path)
        extra: dict[str, str] = {}
        body = b""
        if kind in ("404", "500"):
            status, body = (
                int(kind),
                b"<!doctype html><title>Error</title><h1>Server error page</h1>",
            )
        elif kind == "portal":
            status, body = 200, PORTAL
            extra["Content-Type"] = "text/html"
        elif kind == "redirect":
            status = 302
            extra["Location"] = "/portal-login"
            if path == "/portal-login":
                status, body = 200, PORTAL
                extra = {"Content-Type": "text/html"}
        elif kind == "away":
            status, extra["Location"] = 302, server.elsewhere + self.path
        elif status == server.moved:
            extra["Location"] = better
        elif file is not None:
            body = file.read_bytes()
            extra["Content-Type"] = media_type(file)
            packed = file.with_name(file.name + ".br")
            if kind == "damage":
                body = _damaged(body)
            elif packed.is_file() and "br" in self.headers.get("Accept-Encoding", ""):
                body = packed.read_bytes()
                extra["Content-Encoding"] = "br"
        else:
            body = b"<!doctype html><title>404</title><h1>The server's own 404</h1>"
        extra.setdefault("Content-Type", "text/html")
        if (
            re.match(r"text/|application/(javascript|json|manifest)", extra["Content-Type"])
            and "charset" not in extra["Content-Type"]
        ):
            extra["Content-Type"] += "; charset=utf-8"
        self._send(
            path,
            status,
            {**server.headers, **extra},
            b"" if kind == "empty" else body,
            cut=kind == "truncate",
        )

    def _send(
        self, path: str, status: int, headers: dict[str, str], body: bytes, *, cut: bool
    ) -> None:
        server = self.server
        now = time.time() + server.clock
        lines = [
            f"HTTP/1.1 {status} {'OK' if status == 200 else 'Other'}",
            f"Date: {email.utils.formatdate(now, usegmt=True)}",
            f"Content-Length: {len(body)}",
        ]
        if server.clock:
            lines += [
                f"Last-Modified: {email.utils.formatdate(now - 60, usegmt=True)}",
                f"Expires: {email.utils.formatdate(now, usegmt=True)}",
            ]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        answer = "\r\n".join([*lines, "", ""]).encode() + (b"" if self.command == "HEAD" else body)
        if cut:
            answer = answer[: len(answer) - len(body) // 2]
            self.close_connection = True
        sent, slow = 0, bool(server.bandwidth)
        if not slow:  # noted first: a test may read the log as soon as the bytes arrive
            self._note(path, status, len(answer))
        try:
            if slow:
                for start in range(0, len(answer), SLICE):
                    piece = answer[start : start + SLICE]
                    server.pace(len(piece))
                    self.wfile.write(piece)
                    sent += len(piece)
            else:
                self.wfile.write(answer)
            if cut:
                self.wfile.flush()
                time.sleep(0.3)  # a browser drops what it has not read yet when the line closes
        except OSError:
            self.close_connection = True
        if slow:
            self._note(path, status, sent)

    def _note(self, path: str, status: int, sent: int) -> None:
        self.server.log.append(Asked(path, status, sent, time.monotonic()))


class FaultServer(SiteServer):
    """Serves `folder` under `base`, with faults."""

    handler = _Handler
    latency = 0.0
    """Seconds before each answer; by itself, what a browser's own throttling calls latency."""
    handshake = 0.0
    """Seconds that each new connection waits."""
    bandwidth = 0.0
    """Bytes a second, shared by all connections."""
    clock = 0.0
    """Seconds by which the server's clock is off."""
    elsewhere = ""
    """The origin that the fault "away" redirects to."""
    moved = 301
    """The status of a redirect to the address that this host prefers."""
    pretty = False
    """Whether this host rewrites addresses: no `index.html`, no `.html`."""
    slash = True
    """Whether a folder's address ends in a slash; some hosts remove it."""

    def __init__(self, folder: Path, base: str = "/") -> None:
        super().__init__(folder, 0, base)
        self.headers = {"Cache-Control": "no-store"}
        self.log: list[Asked] = []
        self.faults: list[Fault] = []
        self.mounts = {base: folder}
        self._line = threading.Lock()
        self._free_at = 0.0
        self._released = threading.Event()
        self._open: set[socket.socket] = set()
        self._is_listening = True

    # -- switches for tests ------------------------------------------------------------------------

    def fault(self, kind: str, pattern: str = "", times: int | None = None) -> None:
        """From now on, `kind` happens to addresses that start with `pattern`, `times` times."""
        assert kind in KINDS, f"{kind} is not a fault; use one of {', '.join(KINDS)}"
        self._released.clear()
        self.faults.append(Fault(kind, re.compile(pattern), times))

    def heal(self) -> None:
        """End every fault; requests that hung end too."""
        self.faults.clear()
        self._released.set()

    def deploy(self, folder: Path, base: str | None = None) -> None:
        """Serve another release from the next request on, or another site under its own prefix."""
        self.mounts[base or self.base] = folder

    def forget(self) -> None:
        """Start a new log."""
        self.log.clear()

    @property
    def paths(self) -> list[str]:
        """The requested addresses, in order."""
        return [asked.path for asked in self.log]

    @property
    def sent(self) -> int:
        """Header and body bytes sent."""
        return sum(asked.sent for asked in self.log)

    # -- running -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Answer again, on the same port as before."""
        if not self._is_listening:
            self.server_address = (self.host, self.server_port)
            self.socket = socket.socket(self.address_family, self.socket_type)
            self.server_bind()
            self.server_activate()
        self._is_listening = True
        super().__enter__()

    def stop(self) -> None:
        """Go away: refuse new connections and cut open ones."""
        self._released.set()
        self._is_listening = False
        super().__exit__()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> FaultServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- used by the handler -----------------------------------------------------------------------

    def take_fault(self, path: str) -> str:
        """The kind of fault for this request, or an empty string."""
        for fault in self.faults:
            if fault.pattern.match(path) and fault.times != 0:
                if fault.times is not None:
                    fault.times -= 1
                return fault.kind
        return ""

    def find(self, path: str) -> tuple[int, Path | None, str]:
        """Status, file and, for a redirect, the new address of a path."""
        for base, folder in sorted(self.mounts.items(), key=lambda mount: -len(mount[0])):
            if path.startswith(base):
                status, file, better = self._find_below(folder, path[len(base) :])
                return status, file, base + better
        return 404, None, ""

    def _find_below(self, folder: Path, name: str) -> tuple[int, Path | None, str]:
        target = folder / name
        index = target / "index.html"
        if self.pretty and name.endswith(".html") and target.is_file():
            short = name.removesuffix(".html")
            return (
                self.moved,
                None,
                short.removesuffix("index").rstrip("/" if not self.slash else ""),
            )
        if self.pretty and target.with_name(f"{target.name}.html").is_file() and name:
            return 200, target.with_name(f"{target.name}.html"), ""
        if target.is_file():
            return 200, target, ""
        if index.is_file():
            if not name or self.slash == name.endswith("/"):
                return 200, index, ""
            return self.moved, None, f"{name}/" if self.slash else name.rstrip("/")
        not_found = folder / "404.html"
        return 404, not_found if not_found.is_file() else None, ""

    def pace(self, count: int) -> None:
        """Wait as long as these bytes take on the line, which all connections share."""
        if self.bandwidth:
            with self._line:
                self._free_at = max(self._free_at, time.monotonic()) + count / self.bandwidth
                until = self._free_at
            time.sleep(max(0, until - time.monotonic()))


def _damaged(body: bytes) -> bytes:
    """The body with a byte changed in the middle and one near the end; its length is the same."""
    changed = bytearray(body)
    for place in (len(body) // 2, len(body) * 9 // 10):
        if place < len(body):
            changed[place] = ord("x") if changed[place] != ord("x") else ord("y")
    return bytes(changed)
