"""The command line: what it takes, what it says, and its exit code."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click
import pytest

from meldapp import ROOT
from meldapp.cli import main
from meldapp.editors import translations
from meldapp.publish import budgets
from tests.kit.content_tree import Tree, run
from tests.kit.frozen_site import Site


def run_by_hand(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`python build.py …` as a person types it."""
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


@pytest.mark.parametrize("command", [[], *([name] for name in main.commands)])
def test_the_help_explains_every_command_and_option(command: list[str]) -> None:
    outcome = run(*command, "--help")
    assert outcome.code == 0
    assert outcome.err == ""
    described = main.commands[command[0]] if command else main
    assert described.help
    for parameter in described.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert all(name in outcome.out for name in parameter.opts)
    assert command or all(name in outcome.out for name in main.commands)


def test_the_help_of_a_command_says_only_what_belongs_to_it() -> None:
    assert "--keep-going" in run("build-all", "--help").out
    for name in ("build", "dev", "serve", "check", "stamp", "new-region"):
        assert "--keep-going" not in run(name, "--help").out
    assert "--base" not in run("check", "--help").out
    assert "--region" not in run("serve", "--help").out


@pytest.mark.slow
def test_a_build_with_every_option_prints_progress_and_figures_with_their_limits(
    tree: Tree,
) -> None:
    outcome = tree.build(
        "--base",
        "/meld-code/2/",
        "--locales",
        " en , nl",
        "--exit-url",
        "https://weather.example/?a=1&b=2",
        "--region",
        "klein",
    )
    assert (outcome.code, outcome.err) == (0, "")
    assert "Reading the content …" in outcome.out
    assert " files, " in outcome.out
    assert str(tree.out) in outcome.out
    for budget in (
        budgets.FIRST_SCREEN,
        budgets.HELP_PAGE,
        budgets.APP_PAGE,
        budgets.SCRIPTS_OF_A_PAGE,
        budgets.ALL_SCRIPTS,
        budgets.FIRST_VIEW,
        budgets.WORKER,
        budgets.CORE,
        budgets.LANGUAGE,
    ):
        assert f"bytes of {budget.limit:,} ({budget.why})" in outcome.out

    site = Site(tree.out, "/meld-code/2/")
    assert site.page("/meld-code/2/").language == "en"
    assert {link for link in site.internal_links() if not site.has(link)} == set()
    assert {
        address for page in site.pages() for address in page.select("//a[@data-quick-exit]/@href")
    } == {"https://weather.example/?a=1&b=2"}


@pytest.mark.parametrize(
    "base",
    ["meldcode", "/meldcode", "meldcode/", "//", "//evil.example/", "/a b/", "/../", '/"/', ""],
)
def test_a_prefix_that_is_not_a_path_is_refused(tree: Tree, base: str) -> None:
    outcome = tree.build("--base", base)
    assert outcome.code == 1
    assert "is not a path for a site" in outcome.err
    assert "such as /meldcode/" in outcome.err
    assert not tree.out.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://weather.example/",
        "weather.example",
        "javascript:alert(1)",
        "https://",
        'https://x.example/"onclick',
        "https://x.example/ x",
        "",
    ],
)
def test_an_exit_over_an_unencrypted_line_is_refused(tree: Tree, url: str) -> None:
    outcome = tree.build("--exit-url", url)
    assert outcome.code == 1
    assert "must be a full address that starts with https://" in outcome.err
    assert not tree.out.exists()


@pytest.mark.parametrize(
    ("region", "remedy"),
    [
        ("klien", "Do you mean 'klein'? There are: groot, klein."),
        ("x", "There are: groot, klein."),
        ("../../etc/passwd", "There are: groot, klein."),
    ],
)
def test_a_region_that_does_not_exist_is_named_with_those_that_do(
    tree: Tree, region: str, remedy: str
) -> None:
    outcome = tree.build("--region", region)
    assert outcome.code == 1
    assert outcome.faults == {
        f"content/regions/{region}.toml: the region '{region}' does not exist": remedy
    }
    assert not tree.out.exists()


@pytest.mark.parametrize(
    ("locales", "problem"),
    [
        ("nl,xx", "'xx' is not a language code, such as nl or en"),
        ("fr", "there is no folder with texts in 'fr'"),
        ("../nl", "'../nl' is not a language code"),
    ],
)
def test_a_language_that_is_not_there_is_named(tree: Tree, locales: str, problem: str) -> None:
    outcome = tree.build("--locales", locales)
    assert outcome.code == 1
    assert problem in outcome.err
    assert not tree.out.exists()


@pytest.mark.parametrize("folder", ["gone", "site.toml", "nl"])
def test_a_folder_without_content_is_named(tree: Tree, folder: str) -> None:
    outcome = tree.build("--content", str(tree.path / folder))
    assert outcome.code == 1
    assert len(outcome.faults) == 1
    assert (
        "this content folder does not exist" in outcome.err
        or "site.toml: this cannot be read" in outcome.err
    )


@pytest.mark.parametrize("port", ["0", "65536", "99999999999999999999", "-1", "http"])
def test_a_port_out_of_range_is_refused(port: str) -> None:
    outcome = run("serve", f"--port={port}")
    assert outcome.code == 2
    assert "not in the range 1<=x<=65535" in outcome.err or "not a valid integer" in outcome.err


def test_serving_what_was_never_built_says_what_to_do(tmp_path: Path) -> None:
    outcome = run("serve", "--out", str(tmp_path / "gone"))
    assert outcome.code == 1
    assert "Build it first: python build.py build" in outcome.err


def test_words_on_buttons_are_compiled_before_a_build(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without compiled catalogues every button would be English, and nothing would say so."""
    compiled: list[bool] = []
    monkeypatch.setattr(translations, "compile_all", lambda: compiled.append(True))
    tree.change("site.toml", '"klein"', '"klien"')
    assert tree.build().code == 1
    assert compiled == [True]


# -- as a person types it --------------------------------------------------------------------------


@pytest.mark.slow
def test_a_fault_gives_no_traceback_and_exit_code_1(tree: Tree, tmp_path: Path) -> None:
    tree.change("nl/stappen/2.md", "title: Overleg", "title: Stap 2: overleg")
    done = run_by_hand("build", "--content", "content", "--out", "sites/dist", folder=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr == (
        "content/nl/stappen/2.md:2: a colon inside a text confuses the head of the page\n"
        "    Write name: value, and put double quotes around a text that holds a colon or starts "
        "with a special character. "
        'For example: title: "Stap 1: kijk en luister"\n\n'
        "1 fault. Nothing was written; the old site is untouched.\n"
    )
    assert not (tmp_path / "sites").exists()


@pytest.mark.slow
def test_a_program_without_a_known_command_shows_its_usage(tmp_path: Path) -> None:
    done = run_by_hand("bulid", folder=tmp_path)
    assert done.returncode == 2
    assert "No such command 'bulid'" in done.stderr
    assert "Traceback" not in done.stderr


# -- dev -------------------------------------------------------------------------------------------


def status(address: str, wanted: int, seconds: float = 30) -> int:
    """Ask an address until it answers with the status that is wanted; returns its last one."""
    status, end = 0, time.monotonic() + seconds
    while status != wanted and time.monotonic() < end:
        try:
            status = urllib.request.urlopen(address, timeout=5).status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        time.sleep(0.2)
    return status


@pytest.mark.slow
def test_dev_sees_a_text_that_changes_and_a_new_one(tree: Tree) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = f"http://127.0.0.1:{port}/app/nl/meldcode"
    known = sorted((tree.path / "nl/meldcode").glob("*.md"))[-1]
    server = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "build.py"),
            "dev",
            "--content",
            str(tree.path),
            "--port",
            str(port),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert status(f"{page}/{known.stem}/", 200) == 200
        for language in ("nl", "en"):
            text = (tree.path / language / "meldcode" / known.name).read_text("utf-8")
            (tree.path / language / "meldcode" / "nieuw.md").write_text(
                text.replace("title: ", "title: Nieuw ", 1).replace(
                    "summary: ", "summary: Nieuw ", 1
                ),
                "utf-8",
            )
        assert status(f"{page}/nieuw/", 200) == 200
        known.write_text("---\nniets\n", "utf-8")
        assert status(f"{page}/nieuw/", 500) == 500
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
