"""Nobody but the desk itself may read it, post to it or reach a file that is not content.

Each test tries what another site in the same browser, another machine or a crafted address would.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from werkzeug.test import TestResponse

from meldapp import ROOT
from meldapp.editors.desk import create_desk
from meldapp.editors.desk.files import Files, NotOursError
from meldapp.editors.desk.guard import LARGEST_REQUEST
from tests.kit.content_tree import Tree
from tests.kit.desk import HOST, PORT, TOKEN, Typist, desk, said

pytestmark = pytest.mark.slow

__all__ = ["desk"]
PAGE = "tekst/nl/over.md"
SCREENS = (
    *("", PAGE, "vertaling/en/over.md", "nummers", "bronnen", "regios", "regio/klein"),
    *("feiten/contacts.toml?at=alarm", "akkoord/nl/stappen/1.md", "wijzigingen"),
)


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", ""])
def test_a_site_that_gives_this_machine_its_own_name_gets_nothing(desk: Typist, host: str) -> None:
    answer = desk.client.get(f"/{TOKEN}/", headers={"Host": host})
    assert answer.status_code == 403
    assert "Thuis" not in answer.text


@pytest.mark.parametrize("path", ["/", "/x/", f"/{TOKEN}x/", "/files/desk.js", f"//{TOKEN}/"])
def test_without_the_token_nothing_is_answered(desk: Typist, path: str) -> None:
    assert desk.client.get(path, headers=desk.headers).status_code == 403


def test_another_machine_gets_nothing(desk: Typist) -> None:
    answer = desk.client.get(
        f"/{TOKEN}/", headers=desk.headers, environ_overrides={"REMOTE_ADDR": "10.0.0.8"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:1", None]
)
def test_another_site_cannot_post(desk: Typist, tree: Tree, origin: str | None) -> None:
    form = desk.form(PAGE) | {"text": "Iets anders.", "do": "save"}
    before = tree.text("nl/over.md")
    desk.headers = {"Host": HOST} | ({"Origin": origin} if origin else {})
    assert desk.post(PAGE, form).status_code == 403
    assert tree.text("nl/over.md") == before


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_need_the_origin_too(desk: Typist, method: str) -> None:
    answer = getattr(desk.client, method)(f"/{TOKEN}/{PAGE}", headers={"Host": HOST})
    assert answer.status_code == 403


def test_more_than_a_text_can_be_is_refused_before_it_is_read(desk: Typist) -> None:
    answer = desk.post(PAGE, {"text": "x" * LARGEST_REQUEST})
    assert answer.status_code == 413


def test_a_body_of_unknown_length_is_refused(desk: Typist) -> None:
    answer = desk.client.post(
        f"/{TOKEN}/{PAGE}",
        headers={**desk.headers, "Transfer-Encoding": "chunked"},
        environ_overrides={"CONTENT_LENGTH": ""},
    )
    assert answer.status_code == 413


OUTSIDE = (
    "../secret.md",
    "nl/../../secret.md",
    "nl/%2e%2e/%2e%2e/secret.md",
    "..%2fsecret.md",
    "/etc/passwd",
    "nl//over.md",
    "nl/./over.md",
    ".hidden.md",
    "nl/.hidden.md",
    "nl\\over.md",
    "C:/secret.md",
    "municipalities.csv",
    "nl/over",
    "nl",
    "nl/link.md",
    "nl/linked/over.md",
)


def test_no_address_leads_out_of_the_content_or_through_a_link(desk: Typist, tree: Tree) -> None:
    secret = tree.path.parent / "secret.md"
    secret.write_text(tree.text("nl/over.md").replace("title: ", "title: Geheim "))
    (tree.path / "nl/link.md").symlink_to(secret)
    (tree.path / "nl/linked").symlink_to(tree.path / "en")
    tree.write(".hidden.md", secret.read_text())
    tree.write("nl/.hidden.md", secret.read_text())
    for name in OUTSIDE:
        for screen in ("tekst/", "vertaling/", "feiten/", "akkoord/", "versie/"):
            answer = desk.get(f"{screen}{name}")
            assert answer.status_code in (404, 308), (screen, name)
            assert "Geheim" not in answer.text


def test_writing_refuses_what_reading_refuses(tree: Tree) -> None:
    files = Files(tree.path, tree.path.parent)
    outside = tree.path.parent / "secret.md"
    outside.write_text("secret")
    (tree.path / "nl/link.md").symlink_to(outside)
    for name in ("../secret.md", "nl/link.md", "site.csv", "nl/new.md"):
        with pytest.raises(NotOursError):
            files.write(name, b"other")
    assert outside.read_text() == "secret"


@pytest.mark.parametrize("tab", ["../../x", "", "g" * 16, "0" * 15])
def test_the_name_of_a_tab_cannot_be_a_path(desk: Typist, tab: str) -> None:
    form = desk.form(PAGE) | {"tab": tab, "text": "Iets anders.", "do": "draft"}
    assert desk.post(PAGE, form).status_code == 400
    assert not list(desk.tree.path.parent.rglob("x*"))


def test_every_screen_has_its_policy_and_asks_nothing_of_another_site(desk: Typist) -> None:
    for screen in SCREENS:
        _check_screen(desk.get(screen))


def _check_screen(answer: TestResponse) -> None:
    assert answer.status_code == 200, answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", answer.text)
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", answer.text)


def test_the_preview_runs_no_script_and_stands_in_the_desk_only(desk: Typist) -> None:
    answer = desk.get("voorbeeld/0000000000000000/-/app/nl/stappen/1/")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert "<script" not in answer.text


def test_words_of_a_text_are_words_on_the_screen(desk: Typist, tree: Tree) -> None:
    tree.change("nl/over.md", "title: Over", "title: <script>alert(1)</script> Over")
    answer = desk.get(PAGE)
    assert "<script>alert" not in answer.text
    assert "<script>alert(1)</script>" in said(answer)


def test_the_own_folder_is_kept_out_of_version_control(desk: Typist) -> None:
    assert (desk.workshop / ".gitignore").read_text() == "*\n"


def test_a_started_desk_has_a_token_nobody_can_guess(tree: Tree) -> None:
    tokens = {create_desk(tree.path, port=PORT).config["TOKEN"] for _ in range(2)}
    assert len(tokens) == 2
    assert min(map(len, tokens)) >= 32


WITHOUT = """
import sys
from pathlib import Path
if sys.argv[1] == "without":
    sys.modules["meldapp.editors.desk"] = None
from meldapp.publish.build import Build, build_region
build_region(Build(None, Path(sys.argv[3]), content_dir=Path(sys.argv[2])))
"""


@pytest.mark.release  # that nothing which publishes imports the desk, lint says too
def test_the_published_site_is_the_same_to_the_byte_with_and_without_the_desk(
    desk: Typist, tree: Tree
) -> None:
    desk.post(PAGE, desk.form(PAGE) | {"text": "Nog niet af.", "do": "draft"})
    desk.get(PAGE)
    sites = {}
    for way in ("with", "without"):
        out = tree.out / way
        command = [sys.executable, "-c", WITHOUT, way, str(tree.path), str(out)]
        subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
        files = (path for path in sorted(out.rglob("*")) if path.is_file())
        sites[way] = {path.relative_to(out).as_posix(): path.read_bytes() for path in files}
    assert len(sites["with"]) > 100
    assert sites["with"] == sites["without"]
    assert not [name for name in sites["with"] if "desk" in name]
