"""The files of the content folder: each is read once, and its faults are collected.

A text, a TOML file or one entry of it comes back as a value, or as None after a fault.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from meldapp.content.faults import (
    ContentError,
    Fault,
    Where,
    Wrong,
    explain,
    line_at,
    line_of,
    toml_lines,
)

ModelT = TypeVar("ModelT", bound=BaseModel)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\ufeff\ufffe\uffff]")
"""Characters that no editor shows, and that YAML, Markdown or the offline bundle would misread."""


class Files:
    """The files of one content folder, and the faults in them."""

    def __init__(self, root: Path, drafts: Mapping[str, bytes] | None = None) -> None:
        self.root = root
        self.drafts = drafts or {}
        """What is read in place of a file, by its name in faults."""
        self.faults: list[Fault] = []
        self.texts: dict[str, str] = {}
        """What was read of each file, by its name in faults."""

    def name(self, path: Path | str) -> str:
        """The name of a file in faults."""
        return path.relative_to(self.root.parent).as_posix() if isinstance(path, Path) else path

    def fault(self, path: Path | str, problem: str, remedy: str, *, line: int = 0) -> None:
        """Add a fault; `line` is 0 where it has none."""
        self.faults.append(Fault(self.name(path), line, problem, remedy))

    def refuse(self, path: Path, wrongs: Iterable[Wrong]) -> None:
        """Add everything that is wrong in a file."""
        for line, problem, remedy in wrongs:
            self.fault(path, problem, remedy, line=line)

    def stop_if_faulty(self) -> None:
        """Raise ContentError when there is a fault."""
        if self.faults:
            raise ContentError(self.faults)

    def line(self, path: Path, where: Where) -> int:
        """The line of a field in a TOML file that was read."""
        return line_of(toml_lines(self.texts[self.name(path)]), where)

    def text(self, path: Path) -> str | None:
        """The text of a file, or None with a fault."""
        name = self.name(path)
        if name in self.texts:
            return self.texts[name]
        try:
            raw = self.drafts[name] if name in self.drafts else path.read_bytes()
        except OSError as error:
            self.fault(
                path,
                f"this cannot be read: {error.strerror}",
                "Check that it exists, is a file and may be read.",
            )
            return None
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            self.fault(
                path,
                "this file is not UTF-8 text",
                "Save it again with the encoding UTF-8.",
                line=raw.count(b"\n", 0, error.start) + 1,
            )
            return None
        if not text.strip():
            self.fault(path, "this file is empty", "Write what belongs in it, or remove the file.")
            return None
        if unseen := UNSEEN.search(text):
            self.fault(
                path,
                f"there is an invisible character here (U+{ord(unseen[0]):04X})",
                "Remove it: type the words around it anew, and delete the old ones.",
                line=line_at(text, unseen.start()),
            )
            return None
        self.texts[name] = text
        return text

    def toml(self, path: Path) -> dict[str, Any] | None:
        """The facts of a file, or None with a fault."""
        text = self.text(path)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            line = 0  # as for tables that are nested too deep
            if match := re.search(r"line (\d+)", str(error)):
                line = int(match[1])
            elif "end of document" in str(error):
                line = text.rstrip("\n").count("\n") + 1
            self.fault(
                path,
                f"this is not TOML: {error}",
                'Write each fact as name = "value"; a table starts with [id], and each id occurs '
                "once.",
                line=line,
            )
            return None

    def model(
        self,
        model: type[ModelT],
        given: Mapping[str, Any] | None,
        path: Path,
        at: Where = (),
        filled: Mapping[str, Any] | None = None,
    ) -> ModelT | None:
        """One entry of a TOML file, or None.

        `at` is its path in the file, `filled` what a writer does not give.
        """
        if given is None:
            return None
        return self.validated(
            model, given, filled or {}, path, lambda where: self.line(path, (*at, *where))
        )

    def validated(
        self,
        model: type[ModelT],
        given: Mapping[str, Any],
        filled: Mapping[str, Any],
        path: Path,
        line_of: Callable[[Where], int],
    ) -> ModelT | None:
        """The model with these values, or None with a fault for each that is wrong."""
        for name in sorted(given.keys() & filled.keys()):
            self.fault(
                path,
                f"the field '{name}' is not yours to give",
                "Remove it: it follows from the place of the entry.",
                line=line_of((name,)),
            )
        try:
            return model.model_validate({**given, **filled})
        except ValidationError as error:
            self.refuse(path, explain(error, model, filled, line_of))
            return None
