"""What protects the desk from everything else that runs in the same browser.

The desk writes files, so a page of another site must not be able to read it or to post to it: it
listens on this machine only, its name and port must be in `Host` (a site that points its own name
at 127.0.0.1 has another), each address starts with a token that no other site knows, and whatever
writes must say in `Origin` that it comes from the desk itself.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_REQUEST = 1_000_000
"""Bytes. The longest text is a hundredth of that."""
READING = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # not no-referrer: the browser would then leave the desk's own address out of Origin too
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets through what comes from the desk itself; anything else is answered with 403 or 413."""

    def __init__(self, app: WSGIApplication, port: int, token: str) -> None:
        self.app, self.token = app, token
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if problem := self._problem(environ):
            status = "413 Content Too Large" if problem is TOO_LARGE else "403 Forbidden"
            start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
            return [problem.encode()]
        prefix = f"/{self.token}"
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(prefix) or "/"
        return self.app(environ, start_response)

    def _problem(self, environ: WSGIEnvironment) -> str:
        """Why a request is not answered; empty when it is."""
        host = environ.get("HTTP_HOST", "")
        if not ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback:
            return "The desk answers this machine only.\n"
        if host not in self.hosts:
            return "The desk has another name.\n"
        token = environ.get("PATH_INFO", "").split("/")[1:2]
        if not (token and secrets.compare_digest(token[0].encode(), self.token.encode())):
            return (
                "This is not the address of the desk, or the desk was restarted since.\n"
                "Open the address that the command shows. What you typed is kept.\n"
            )
        if environ["REQUEST_METHOD"] in READING:
            return ""
        if environ.get("HTTP_ORIGIN") != f"http://{host}":
            return "Only the desk itself may change something.\n"
        length = environ.get("CONTENT_LENGTH") or ""
        if not (length.isdecimal() and int(length) <= LARGEST_REQUEST):
            return TOO_LARGE
        return ""


TOO_LARGE = "This is more than the desk takes at a time.\n"
