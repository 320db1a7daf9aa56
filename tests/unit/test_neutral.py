"""The check of the neutral address: which files of a host hand its links to an app."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from meldapp import ROOT
from meldapp.editors import check
from meldapp.editors.check import exits
from tests.kit.content_tree import run

ANDROID = (
    b'[{"relation": ["delegate_permission/common.handle_all_urls"], "target": {"namespace": '
    b'"android_app"}}]'
)


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        (ANDROID, True),
        (b'[{"relation": ["delegate_permission/common.get_login_creds"]}]', False),
        (b'{"applinks": {"details": [{"appID": "x"}]}}', True),
        (b'{"webcredentials": {"apps": []}}', False),
        (b"<!doctype html><title>Welcome</title>", False),
        (b"", False),
    ],
)
def test_only_a_file_that_hands_over_links_opens_an_app(text: bytes, opens: bool) -> None:
    assert exits.opens_app(text) is opens


def test_a_host_with_a_file_is_told_from_one_without_and_from_one_out_of_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(address: str, timeout: int) -> io.BytesIO:
        if "gone" in address:
            raise urllib.error.URLError("no network")
        if address.endswith("assetlinks.json") and "app" in address:
            return io.BytesIO(ANDROID)
        raise urllib.error.HTTPError(address, 404, "Not Found", None, None)  # type: ignore[arg-type]

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    assert exits.app_links("https://app.example/") == ["/.well-known/assetlinks.json"]
    assert exits.app_links("https://plain.example/") == []
    assert exits.app_links("https://gone.example/") is None


def test_saved_answers_stand_in_for_the_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "app.example/.well-known"
    saved.mkdir(parents=True)
    (saved / "assetlinks.json").write_bytes(ANDROID)
    (tmp_path / "plain.example").mkdir()
    assert exits.recorded("https://app.example/x", tmp_path) == ["/.well-known/assetlinks.json"]
    assert exits.recorded("https://plain.example/", tmp_path) == []
    assert exits.recorded("https://other.example/", tmp_path) is None
    check.run(ROOT / "tests/content", format="csv", saved=tmp_path)
    assert "could not check whether https://elsewhere.example/" in capsys.readouterr().out
    (tmp_path / "elsewhere.example").mkdir()
    check.run(ROOT / "tests/content", format="csv", saved=tmp_path)
    assert "https://elsewhere.example/" not in capsys.readouterr().out


def test_a_folder_with_answers_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    outcome = run("check", "--answers", str(tmp_path / "nowhere"))
    assert outcome.code == 2
    assert "does not exist" in outcome.err
