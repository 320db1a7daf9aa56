"""What takes time to make and is the same in the next run: compiled templates and rendered texts, in the folder for temporary files.

When it is gone, or cannot be written, all of it is made again. Each file carries the mark of our code and of the pinned libraries in its name, so
that what other code made is never used.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

ROOT = Path(__file__).resolve().parent.parent
TEXTS = "meldapp-{mark}-texts"
"""The name of the file with rendered texts."""
MOST_TEXTS = 5000
"""Five times those of all content: someone may build from more than one folder."""


@functools.cache
def code_mark() -> str:
    """Stands for everything that decides what is made of a template or a text, besides itself."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in [ROOT / "requirements/app.txt", *sorted((ROOT / "meldapp").glob("*.py"))])).hexdigest()[:16]


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates: a second of work otherwise, in every build. Raises OSError or RuntimeError where no folder can be made that is this user's alone."""

    def __init__(self) -> None:
        super().__init__(pattern=f"meldapp-{code_mark()}-%s")

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):  # it is compiled again
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):  # no room to keep it
            super().dump_bytecode(bucket)


@functools.cache
def compiled_templates() -> CompiledTemplates | None:
    """Where compiled templates are kept; None where that cannot be."""
    try:
        return CompiledTemplates()
    except (OSError, RuntimeError):
        return None


class RenderedTexts:
    """What texts were rendered to: two thirds of the time it takes to read the content."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder and folder / TEXTS.format(mark=code_mark())
        self._kept: dict[str, Any] = {}
        self._asked: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            if self._file:
                self._kept = json.loads(self._file.read_bytes())

    def get_or_make(self, kind: str, text: str, make: Callable[[str], Any]) -> Any:
        """What `make` gives for this text, or gave in an earlier run: something that JSON can hold."""
        key = f"{kind} {hashlib.sha256(text.encode()).hexdigest()}"
        if key not in self._asked:
            self._asked[key] = self._kept[key] if key in self._kept else make(text)
        return self._asked[key]

    def keep(self) -> None:
        """Write what was asked for, for the next run, and as much of the rest as there is room for; what other code left is removed."""
        if not self._file or self._asked.keys() <= self._kept.keys():
            return
        rest = [key for key in self._kept if key not in self._asked][: max(0, MOST_TEXTS - len(self._asked))]
        self._kept = self._asked | {key: self._kept[key] for key in rest}
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            beside.write_bytes(json.dumps(self._kept).encode())
            beside.rename(self._file)
        for other in self._file.parent.glob(TEXTS.format(mark="*") + "*"):
            if other != self._file:
                with contextlib.suppress(OSError):
                    other.unlink()


def rendered_texts() -> RenderedTexts:
    """The texts that were rendered in earlier runs."""
    kept = compiled_templates()
    return RenderedTexts(Path(kept.directory) if kept else None)


__all__ = ["RenderedTexts", "compiled_templates", "rendered_texts"]
