"""What was typed but not saved, kept in the desk's own folder: a browser may close at any time.

Each tab has a draft of its own, so two tabs with the same page do not overwrite each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from meldapp.editors.desk.files import digest

HEX = re.compile(r"[0-9a-f]{16}")
"""The name of a tab, or the fingerprint of a file."""


@dataclass(frozen=True)
class Draft:
    """The words of one tab."""

    tab: str
    address: str
    """Of the screen they were typed on, below the start of the desk."""
    base: str
    """Fingerprint of the file when the screen was opened."""
    form: Mapping[str, str]
    at: str
    """When they were typed, as year-month-day, T and the time."""

    @property
    def resumed(self) -> str:
        """Address of the screen with these words in it."""
        return with_query(self.address, f"draft={self.tab}")

    @property
    def day(self) -> datetime:
        """When they were typed."""
        return datetime.fromisoformat(self.at)


def with_query(address: str, query: str) -> str:
    """An address with one more query parameter."""
    return f"{address}{'&' if '?' in address else '?'}{query}"


@dataclass(frozen=True)
class Drafts:
    """The drafts of a folder, and what files said when their screens were opened."""

    folder: Path

    def _file(self, tab: str) -> Path:
        if not HEX.fullmatch(tab):
            raise ValueError(tab)
        return self.folder / "drafts" / f"{tab}.json"

    def keep(self, tab: str, address: str, base: str, form: Mapping[str, str]) -> None:
        """Keep the words of a tab in the place of its earlier ones."""
        file = self._file(tab)
        draft = Draft(tab, address, base, form, f"{datetime.now():%Y-%m-%dT%H:%M:%S}")
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(".half")
        half.write_text(json.dumps(asdict(draft), ensure_ascii=False), "utf-8")
        half.replace(file)

    def get(self, tab: str) -> Draft | None:
        """The words of a tab."""
        try:
            return Draft(**json.loads(self._file(tab).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def all(self) -> Iterator[Draft]:
        """Everything that was typed and not saved, the newest first."""
        tabs = [file.stem for file in (self.folder / "drafts").glob("*.json")]
        drafts = [draft for tab in tabs if (draft := self.get(tab))]
        yield from sorted(drafts, key=lambda draft: draft.at, reverse=True)

    def drop(self, tab: str) -> None:
        """Forget the words of a tab: they are saved, or somebody threw them away."""
        self._file(tab).unlink(missing_ok=True)

    def keep_base(self, raw: bytes) -> str:
        """Keep what a file said when its screen was opened, and return its fingerprint."""
        base = digest(raw)
        file = self.folder / "bases" / base
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
        return base

    def base(self, base: str) -> bytes | None:
        """What a file said when its screen was opened; None when that is no longer known."""
        file = self.folder / "bases" / base
        return file.read_bytes() if HEX.fullmatch(base) and file.exists() else None

    def tidy(self) -> None:
        """Forget what files said when screens were opened, for those without a draft."""
        used = {draft.base for draft in self.all()}
        for file in (self.folder / "bases").glob("*"):
            if file.name not in used:
                file.unlink()
