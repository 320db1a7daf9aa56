"""Version control, where the content folder has it: what changed, and a commit of that alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


class HistoryError(Exception):
    """Git refused; the message is its own."""


@dataclass(frozen=True)
class Change:
    """One file that differs from the last commit."""

    name: str
    """Below the content folder."""
    state: str
    """`changed`, `new` or `gone`."""
    lines: list[str]
    """Of the difference, each starting with its sign: plus, minus or a space."""


@dataclass(frozen=True)
class History:
    """The git history of one folder."""

    folder: Path

    @cached_property
    def is_kept(self) -> bool:
        """Whether the folder is in a git repository, and git is there."""
        return bool(shutil.which("git")) and not self._run("rev-parse", "--git-dir").returncode

    def changes(self) -> list[Change]:
        """What differs from the last commit, by file."""
        listed = self._words("status", "--porcelain", "-z", "--no-renames", "-uall", "--", ".")
        top = self._words("rev-parse", "--show-prefix").strip()
        kinds = {"D": "gone", "?": "new", "A": "new"}
        changes = []
        for entry in filter(None, listed.split("\0")):
            state = next((kinds[sign] for sign in entry[:2] if sign in kinds), "changed")
            name = entry[3:].removeprefix(top)
            changes.append(Change(name, state, self._lines(name, state)))
        return changes

    def _lines(self, name: str, state: str) -> list[str]:
        if state == "new":
            text = (self.folder / name).read_text("utf-8", "replace")
            return [f"+{line}" for line in text.splitlines()]
        shown = self._words("diff", "--no-color", "--no-ext-diff", "-U2", "HEAD", "--", name)
        _, part, body = shown.partition("\n@@")
        lines = f"@@{body}".splitlines() if part else []
        lines = [" …" if line.startswith("@@") else line for line in lines]
        return [line for line in lines if not line.startswith("\\")]

    def commit(self, message: str) -> str:
        """Commit what changed in the folder, and nothing else; returns the short name of the
        commit. Raises HistoryError with the words of git.
        """
        self._words("add", "--all", "--", ".")
        self._words("commit", "--quiet", f"--message={message}", "--only", "--", ".")
        return self._words("rev-parse", "--short", "HEAD").strip()

    def _words(self, *arguments: str) -> str:
        done = self._run(*arguments)
        if done.returncode:
            raise HistoryError((done.stderr or done.stdout).strip())
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            ["git", "-c", "core.quotepath=false", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=60,
        )
