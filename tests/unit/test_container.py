"""The container: what its files say, and what it answers where one runs.

    CONTAINER_URL=http://127.0.0.1:8080 CONTAINER_SITE=dist pytest tests/unit/test_container.py

asks a running one (the workflow does); without it a Caddy on this machine reads the same
configuration, else only the files are looked at.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest
import yaml

from meldapp import ROOT
from meldapp.publish.hosting import headers_for, read_headers_file
from tests.kit.frozen_site import Site

CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8")


def test_the_image_runs_without_root_and_holds_the_site_alone() -> None:
    last = CONTAINERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.M)
    assert re.search(r"^EXPOSE 8080$", last, re.M), "a port that needs no root"
    assert re.findall(r"^COPY (?!--from)(.*)$", last, re.M) == ["dist/ /srv/meldcode/"]
    assert "_container.Caddyfile" in last
    for name in (".containerignore", ".dockerignore"):
        assert (ROOT / name).read_text("utf-8").split() == ["*", "!dist"]
    assert not re.search(r":latest|^FROM [^:\s]+(?: AS \w+)?$", CONTAINERFILE, re.M)


def test_compose_gives_it_nothing_to_write_and_no_capability() -> None:
    [service] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"].values()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"volumes", "privileged", "environment"} & set(service)
    assert service["logging"] == {"driver": "none"}


def test_its_configuration_has_the_headers_of_the_build_and_writes_no_log(tiny_site: Site) -> None:
    text = (tiny_site.path / "_container.Caddyfile").read_text("utf-8")
    table = read_headers_file((tiny_site.path / "_headers").read_text("utf-8"))
    for headers in table.values():
        for name, value in headers.items():
            assert f"{name} `{value}`" in text
    assert "admin off" in text
    assert not re.search(r"^\s*(log|tls)\b", text, re.M)
    assert text.count("{") == text.count("}")


# -- where one runs --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Running:
    """A server, and the folder of the site in it."""

    origin: str
    folder: Path
    base: str

    def ask(self, path: str, encoding: str = "identity") -> tuple[int, Message, bytes]:
        request = urllib.request.Request(
            f"{self.origin}{self.base}{path}", headers={"Accept-Encoding": encoding}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def running(tiny_site: Site) -> Iterator[Running]:
    if url := os.environ.get("CONTAINER_URL"):
        yield Running(url.rstrip("/"), ROOT / os.environ["CONTAINER_SITE"], "/")
        return
    caddy = shutil.which("caddy")
    if not caddy or _version(caddy) < (2, 7):
        pytest.skip("no container runs (CONTAINER_URL), and no caddy from 2.7 is installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = tiny_site.path / "_container.Caddyfile"
    command = [caddy, "run", "--config", str(config), "--adapter", "caddyfile"]
    environment = {**os.environ, "PORT": str(port), "SITE": str(tiny_site.path)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        server = Running(f"http://127.0.0.1:{port}", tiny_site.path, tiny_site.base)
        try:
            _wait_for(server)
            yield server
        finally:
            process.terminate()


def _version(caddy: str) -> tuple[int, ...]:
    said = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said)[:2])


def _wait_for(server: Running) -> None:
    for _ in range(100):
        with suppress(OSError):
            server.ask("")
            return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.mark.parametrize("path", ["", "nl/", "app/nl/", "app/sw.js", "clear.txt"])
def test_every_answer_carries_the_headers_of_the_build(running: Running, path: str) -> None:
    table = read_headers_file((running.folder / "_headers").read_text("utf-8"))
    status, headers, content = running.ask(path)
    assert status == 200
    for name, value in headers_for(table, running.base + path).items():
        assert headers[name] == value
    file = running.folder / (f"{path}index.html" if path.endswith("/") or not path else path)
    assert content == file.read_bytes()


def test_what_is_not_there_gets_our_page_with_its_headers(running: Running) -> None:
    status, headers, content = running.ask("bestaat-niet/")
    assert status == 404
    assert content == (running.folder / "404.html").read_bytes()
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_compressed_copies_are_sent_and_files_for_hosts_are_not(running: Running) -> None:
    _, headers, content = running.ask("app/nl/", "br")
    assert headers["Content-Encoding"] == "br"
    assert content == (running.folder / "app/nl/index.html.br").read_bytes()
    for path in ("_headers", "_Caddyfile", "_container.Caddyfile", "_nginx.conf", ".meldapp"):
        assert running.ask(path)[0] == 404


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("app/nl.webmanifest", "application/manifest+json"),
        ("data/changes.nl.atom", "application/atom+xml; charset=utf-8"),
        ("clear.txt", "text/plain; charset=utf-8"),
        ("data/contacts.json", "application/json"),
    ],
)
def test_files_have_their_types(running: Running, path: str, kind: str) -> None:
    assert running.ask(path)[1]["Content-Type"] == kind
