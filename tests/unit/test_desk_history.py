"""Changes: with git what differs from the last commit, without it the versions that were kept."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.kit.content_tree import Tree
from tests.kit.desk import Typist, desk, said, typist

__all__ = ["desk"]
pytestmark = pytest.mark.slow
NAME = "nl/over.md"
PAGE = f"tekst/{NAME}"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=redactie", "-c", "user.email=redactie@example.org", *arguments],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def kept(tree: Tree) -> Typist:
    """A desk on a tree under version control, with another file beside the content."""
    root = tree.path.parent
    (root / "elsewhere.txt").write_text("een")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=begin")
    git(root, "config", "user.name", "redactie")
    git(root, "config", "user.email", "redactie@example.org")
    return typist(tree)


def test_the_difference_is_shown_and_committed_with_a_message(kept: Typist, tree: Tree) -> None:
    root = tree.path.parent
    assert "Er is niets veranderd." in said(kept.get("wijzigingen"))
    kept.save(PAGE, field__title="Anders")
    (root / "elsewhere.txt").write_text("twee")
    git(root, "add", "elsewhere.txt")
    shown = said(kept.get("wijzigingen"))
    assert "nl/over.md" in shown
    assert "+ title: Anders" in shown
    assert "- title: " in shown
    assert "elsewhere" not in shown
    assert kept.post("wijzigingen", {"message": ""}).status_code == 422
    assert kept.post("wijzigingen", {"message": "Titel klopt"}).status_code == 303
    assert git(root, "log", "-1", "--format=%s").strip() == "Titel klopt"
    files = git(root, "show", "--name-only", "--format=", "HEAD").split()
    assert files == ["content/nl/over.md"]
    assert git(root, "status", "--porcelain").split() == ["M", "elsewhere.txt"]
    assert "Er is niets veranderd." in said(kept.get("wijzigingen"))


@pytest.mark.parametrize("message", ["--amend", "-F/etc/passwd", "'; rm -rf .", "é\nregel"])
def test_a_commit_message_is_only_words(kept: Typist, tree: Tree, message: str) -> None:
    kept.save(PAGE, field__title="Anders")
    kept.post("wijzigingen", {"message": message})
    root = tree.path.parent
    assert git(root, "log", "-1", "--format=%B").strip() == message
    assert git(root, "rev-list", "--count", "HEAD").strip() == "2"


def test_what_git_says_is_shown_when_it_refuses(kept: Typist, tree: Tree) -> None:
    hook = tree.path.parent / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho 'eerst nakijken' >&2\nexit 1\n")
    hook.chmod(0o755)
    kept.save(PAGE, field__title="Anders")
    answer = kept.post("wijzigingen", {"message": "Titel"})
    assert answer.status_code == 422
    assert "eerst nakijken" in said(answer)


def test_a_git_that_does_not_know_the_editor_is_explained(
    kept: Typist, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree.path.parent
    for name in ("user.name", "user.email"):
        git(root, "config", "--unset", name)
    git(root, "config", "user.useConfigOnly", "true")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for name in (
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
        "EMAIL",
    ):
        monkeypatch.delenv(name, raising=False)
    tree.add("nl/stappen/1.md", "Nog een zin.")
    answer = kept.post("wijzigingen", {"message": "Een zin erbij"})
    assert answer.status_code == 422
    assert "git op deze computer weet nog niet wie u bent" in said(answer)
    assert "Please tell me" not in said(answer)


def test_a_new_and_a_removed_file_are_changes_too(kept: Typist, tree: Tree) -> None:
    tree.write("nl/gesprek/nieuw.md", "nieuwe woorden")
    tree.remove("nl/gesprek/ouder.md")
    shown = said(kept.get("wijzigingen"))
    assert "nl/gesprek/nieuw.md nieuw" in shown
    assert "nl/gesprek/ouder.md weg" in shown
    assert "+ nieuwe woorden" in shown


def test_with_git_no_versions_are_kept(kept: Typist) -> None:
    kept.save(PAGE, field__title="Anders")
    assert not (kept.workshop / "versions").exists()


def test_without_git_a_version_can_be_put_back(desk: Typist, tree: Tree) -> None:
    before = tree.text(NAME)
    desk.save(PAGE, field__title="Anders")
    shown = said(desk.get("wijzigingen"))
    assert "niet onder versiebeheer" in shown
    moment = next((desk.workshop / "versions" / NAME).iterdir()).name
    assert "title: Anders" in said(desk.get(f"versie/{NAME}?moment={moment}"))
    assert desk.post(f"versie/{NAME}", {"moment": moment}).status_code == 303
    assert tree.text(NAME) == before
    assert len(list((desk.workshop / "versions" / NAME).iterdir())) == 2


def test_a_faulty_version_is_not_put_back(desk: Typist, tree: Tree) -> None:
    before = tree.text(NAME)
    (desk.workshop / "versions" / NAME).mkdir(parents=True)
    (desk.workshop / "versions" / NAME / "2026-01-01T00-00-00.0").write_text("stuk")
    answer = desk.post(f"versie/{NAME}", {"moment": "2026-01-01T00-00-00.0"})
    assert answer.status_code == 422
    assert "geen kop" in said(answer)
    assert tree.text(NAME) == before


@pytest.mark.parametrize("moment", ["../../../nl/over.md", "", "2026"])
def test_no_other_file_is_a_version(desk: Typist, moment: str) -> None:
    desk.save(PAGE, field__title="Anders")
    assert desk.get(f"versie/{NAME}?moment={moment}").status_code == 404
