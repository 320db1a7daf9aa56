"""A desk for tests: its Flask app with its guard, and forms as a browser would send them."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from meldapp.editors.desk import Quiet, create_desk
from meldapp.editors.desk.state import OWN_FOLDER
from meldapp.editors.stamp import stamp
from tests.kit.content_tree import Tree

PORT, TOKEN = 8099, "secret-of-the-test"
HOST = f"127.0.0.1:{PORT}"


@dataclass
class Typist:
    """Somebody working at the desk of a tree, in one browser."""

    tree: Tree
    client: FlaskClient
    headers: dict[str, str] = field(
        default_factory=lambda: {"Host": HOST, "Origin": f"http://{HOST}"}
    )

    def get(self, address: str = "") -> TestResponse:
        """Ask for a screen."""
        return self.client.get(f"/{TOKEN}/{address}", headers=self.headers)

    def post(self, address: str, form: dict[str, str]) -> TestResponse:
        """Send a form."""
        return self.client.post(f"/{TOKEN}/{address}", data=form, headers=self.headers)

    def form(self, address: str) -> dict[str, str]:
        """The form of a screen as it opens."""
        return form_of(self.get(address))

    def save(self, address: str, **typed: str) -> TestResponse:
        """Open a screen, type into its form, and save; write `__` for a dot in a field name."""
        form = self.form(address)
        form |= {name.replace("__", "."): words for name, words in typed.items()}
        return self.post(address, form | {"do": "save"})

    @property
    def workshop(self) -> Path:
        """The desk's own folder."""
        return self.tree.path.parent / OWN_FOLDER


def form_of(response: TestResponse) -> dict[str, str]:
    """The contents of the main form of a screen, as a browser would send them."""
    form = html.fromstring(response.text).xpath("//form[@data-edit]")[0]
    values = {}
    for entry in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if entry.get("type") == "checkbox" and entry.get("checked") is None:
            continue
        value = entry.value or ""
        values[entry.get("name")] = value.removeprefix("\n") if entry.tag == "textarea" else value
    return values


def said(response: TestResponse) -> str:
    """The words of a response, without its tags."""
    return re.sub(r"\s+", " ", html.fromstring(response.text).text_content()).strip()


@pytest.fixture
def desk(tree: Tree) -> Typist:
    """A desk on a tiny tree, and somebody working at it."""
    return typist(tree)


def typist(tree: Tree) -> Typist:
    """A desk on a tree, and somebody working at it."""
    app = create_desk(tree.path, port=PORT, token=TOKEN)
    app.testing = True
    return Typist(tree, app.test_client())


@contextmanager
def served(tree: Tree) -> Iterator[str]:
    """Serve the desk of a tree on a free local port; yields the address to open."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_desk(tree.path, port=port, token=TOKEN)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/{TOKEN}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def add_arabic(tree: Tree) -> None:
    """Publish one topic of the tree in Arabic, which reads from right to left."""
    tree.change(
        "site.toml", 'languages = ["nl", "en"]', 'languages = ["nl", "en"]\nhelp_languages = ["ar"]'
    )
    tree.write("ar/help/thuis.md", ARABIC)
    tree.write("ar/rules/keel.md", "---\nsentence: هل ضغط أحد على رقبتك؟ اتصل بالطبيب.\n---\n")
    tree.write("ar/contacts.toml", CARDS)
    stamp(tree.path, "ar")


ARABIC = """---
title: البيت غير آمن
summary: هذا ما يمكنك فعله.
---

يمكنك الاتصال بـ [Veilig Thuis](call:veilig-thuis).

{rule:keel}
"""
CARDS = """[alarm]
for_whom = "عند الخطر"

[veilig-thuis]
for_whom = "للجميع"
note = "ليس رقم طوارئ."

[veilig-thuis-chat]
for_whom = "للجميع"
note = "دردشة."
"""
