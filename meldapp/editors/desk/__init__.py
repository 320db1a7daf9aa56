"""The editing desk: a page on this machine for policy staff who do not write code.

`create_desk` makes its Flask app, `serve` runs it. It shows the texts with the app's own renderer,
says what is wrong in the words of the build, and writes nothing that the build would refuse.
"""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Callable
from pathlib import Path

from babel.dates import format_date
from flask import Flask, Response, request
from jinja2 import FileSystemBytecodeCache, StrictUndefined
from werkzeug.serving import WSGIRequestHandler, make_server

from meldapp import ROOT
from meldapp.content.locales import language as tongue
from meldapp.editors.desk import approval, changes, facts, texts
from meldapp.editors.desk.files import NotOursError
from meldapp.editors.desk.forms import in_dutch
from meldapp.editors.desk.guard import HEADERS, LARGEST_REQUEST, POLICY, Guard
from meldapp.editors.desk.state import Desk

FILES = {
    path.name: path
    for path in (
        *(Path(__file__).parent / "static").iterdir(),
        ROOT / "static/css/tokens.css",
        ROOT / "static/vendor/htmx-4.0.1.min.js",
        ROOT / "static/icons/icon.svg",
    )
}
"""Styles and scripts: the desk's own, and what it shares with the app."""


def create_desk(
    folder: Path, region: str | None = None, *, port: int, token: str = "", language: str = "nl"
) -> Flask:
    """Return the app of the desk for a content folder.

    It answers only under a token (`app.config["TOKEN"]`; a new one when none is given), on this
    port. Raises ContentError when the folder says too little to go on, or the region does not
    exist.
    """
    app = Flask(__name__, static_folder=None)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    desk = Desk(folder, region, language)
    token = token or secrets.token_urlsafe(24)
    app.config.update(
        TOKEN=token, MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST
    )
    app.extensions["desk"] = desk
    app.jinja_env.globals.update(
        _=desk.words,
        called=desk.words.name,
        say_fault=desk.words.fault,
        desk=desk,
        language=language,
        tongue=tongue,
    )
    app.jinja_env.filters["hours"] = in_dutch if language == "nl" else str
    app.jinja_env.filters["day"] = lambda day: format_date(day, "d MMMM y", locale=language)
    for blueprint in (texts.bp, facts.bp, approval.bp, changes.bp):
        app.register_blueprint(blueprint)
    app.add_url_rule("/files/<name>", "file", _file)
    app.register_error_handler(NotOursError, lambda _: ("There is no such text.\n", 404))
    app.after_request(_with_headers)
    app.wsgi_app = Guard(app.wsgi_app, port, token)  # type: ignore[method-assign]
    return app


def _file(name: str) -> Response | tuple[str, int]:
    if name not in FILES:
        return "There is no such file.\n", 404
    return Response(FILES[name].read_bytes(), mimetype=mimetypes.guess_type(name)[0])


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if not request.path.startswith("/voorbeeld/"):
        response.headers["Content-Security-Policy"] = POLICY
    return response


class Quiet(WSGIRequestHandler):
    """Writes down no addresses: they hold the token."""

    def log_request(self, *_: object) -> None:
        """Say nothing."""


def serve(
    folder: Path, region: str | None, port: int, language: str, say: Callable[[str], None]
) -> None:
    """Run the desk on this machine until Ctrl-C; `say` gets the address to open.

    Raises OSError when the port is taken, and what `create_desk` raises.
    """
    app = create_desk(folder, region, port=port, language=language)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    say(f"http://127.0.0.1:{port}/{app.config['TOKEN']}/")
    try:
        server.serve_forever()
    finally:
        server.server_close()
