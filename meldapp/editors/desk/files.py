"""The files that the desk may read and write: texts and facts in the content folder alone."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*", re.I)
"""What each part of the name of a file looks like: no hidden file, no way up."""
SUFFIXES = (".md", ".toml")
KEPT = 10
"""Versions of a file that are kept where there is no version control."""


class NotOursError(Exception):
    """The name is not that of a text or of facts in the content folder."""


def digest(words: bytes | str) -> str:
    """A short fingerprint of what a file said."""
    raw = words if isinstance(words, bytes) else words.encode()
    return hashlib.sha256(raw).hexdigest()[:16]


@dataclass(frozen=True)
class Files:
    """The content folder, and the desk's own folder beside it."""

    content: Path
    workshop: Path
    """What the desk writes for itself: drafts, versions, remarks."""
    keep_versions: bool = False

    def path(self, name: str) -> Path:
        """The file with this name below the content folder, such as nl/stappen/2.md.

        Raises NotOursError for one that is elsewhere, is reached through a link, is of another
        kind or does not exist.
        """
        parts = name.split("/")
        path = self.content.resolve().joinpath(*parts)
        is_ours = all(NAME.fullmatch(part) for part in parts) and name.endswith(SUFFIXES)
        if not is_ours or not path.is_file() or path.resolve() != path:
            raise NotOursError(name)
        return path

    def read(self, name: str) -> bytes:
        """What a file says now."""
        return self.path(name).read_bytes()

    def write(self, name: str, raw: bytes, keep: bool = False) -> None:
        """Write a file in one step, so that nobody reads half of it.

        With `keep` what it said is kept as a version, even under version control.
        """
        path, old = self.path(name), self.read(name)
        if raw == old:
            return
        if keep or self.keep_versions:
            self.keep(name, old)
        draft = self.workshop / f"write-{os.getpid()}"
        draft.write_bytes(raw)
        draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)

    # -- versions ----------------------------------------------------------------------------------

    def keep(self, name: str, raw: bytes) -> None:
        """Keep what a file said, or what somebody typed; of each file the last ten."""
        folder = self.workshop / "versions" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{datetime.now():%Y-%m-%dT%H-%M-%S.%f}").write_bytes(raw)
        for old in sorted(folder.iterdir())[:-KEPT]:
            old.unlink()

    def versions(self) -> Iterator[tuple[str, str]]:
        """Name and moment of every version that is kept, the newest first."""
        folder = self.workshop / "versions"
        kept = [path for path in folder.rglob("*") if path.is_file()]
        for path in sorted(kept, key=lambda one: one.name, reverse=True):
            yield path.parent.relative_to(folder).as_posix(), path.name

    def version(self, name: str, moment: str) -> bytes:
        """What a version says; raises NotOursError when there is none."""
        if (name, moment) not in set(self.versions()):
            raise NotOursError(name)
        return (self.workshop / "versions" / name / moment).read_bytes()
