"""A copy of the tiny content tree for a test to break, and the command line to run on it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from meldapp.cli import main
from meldapp.web.app import create_app

TINY = Path(__file__).parents[1] / "content"
"""One page of every kind, every block, two languages, two regions."""


@dataclass(frozen=True)
class Outcome:
    """Exit code and output of the command line."""

    code: int
    out: str
    err: str

    @property
    def faults(self) -> dict[str, str]:
        """Place and problem of each fault → its remedy."""
        lines = self.err.splitlines()
        return {
            line: after.strip()
            for line, after in itertools.pairwise(lines)
            if after.startswith("    ")
        }


def run(*arguments: str) -> Outcome:
    """Run `python build.py …` in this process."""
    result = CliRunner().invoke(main, arguments, prog_name="build.py", catch_exceptions=False)
    return Outcome(result.exit_code, result.stdout, result.stderr)


@dataclass(frozen=True)
class Tree:
    """A content folder, and the folder its site is built into."""

    path: Path
    out: Path

    def text(self, name: str) -> str:
        """The text of a file."""
        return (self.path / name).read_text("utf-8")

    def write(self, name: str, text: str | bytes) -> None:
        """Create or overwrite a file."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that occurs once in a file."""
        text = self.text(name)
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def add(self, name: str, text: str) -> None:
        """Append a text to a file."""
        self.write(name, f"{self.text(name)}\n{text}\n")

    def remove(self, name: str) -> None:
        """Delete a file."""
        (self.path / name).unlink()

    def line(self, name: str, words: str) -> int:
        """The number of the first line of a file with these words."""
        return next(
            number
            for number, line in enumerate(
                (self.path / name).read_bytes().decode("utf-8", "replace").split("\n"), start=1
            )
            if words in line
        )

    def page(self, address: str) -> str:
        """A page of its site, such as `/app/nl/stappen/1/`, as a build would freeze it."""
        answer = create_app(content_dir=self.path).test_client().get(address)
        assert answer.status_code == 200, address
        return answer.text

    def build(self, *options: str) -> Outcome:
        """Run `python build.py build` on it."""
        return run("build", "--content", str(self.path), "--out", str(self.out), *options)
