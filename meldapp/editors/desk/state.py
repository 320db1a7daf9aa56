"""What the desk knows: the content as it is on disk, and as it would be with other words."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from meldapp.content.faults import ContentError, Fault
from meldapp.content.load import Reading, read_content
from meldapp.content.pages import Page, Rule
from meldapp.editors.desk.drafts import Drafts
from meldapp.editors.desk.files import SUFFIXES, Files
from meldapp.editors.desk.history import History
from meldapp.editors.desk.preview import Preview
from meldapp.editors.desk.words import read_words
from meldapp.web.app import create_app

OWN_FOLDER = ".meldapp-desk"
"""Beside the content folder; holds unsaved words, and versions where there is no git."""


class Desk:
    """One content folder, its unsaved words and its history."""

    def __init__(self, content_dir: Path, region: str | None, language: str) -> None:
        """`language` is that of the desk itself."""
        self.content_dir = content_dir.resolve()
        self.lock = threading.RLock()
        self.previewed: dict[str, Reading] = {}
        """The last sound words of each tab, for its preview."""
        folder = self.content_dir.parent / OWN_FOLDER
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
        self.history = History(self.content_dir)
        self._remarks = folder / "remarks.json"
        self.files = Files(self.content_dir, folder, keep_versions=not self.history.is_kept)
        self.drafts = Drafts(folder)
        self.drafts.tidy()
        self.broken: tuple[Fault, ...] = ()
        self._times = self._times_of_files()
        self._reading = read_content(self.content_dir)
        self.region = region or self._reading.content.site.default_region
        self.of_region = self._faults_of_region(self._reading)
        """What keeps the site of the region from being built, although every file can be read."""
        self.preview = Preview(self.region)
        self.words = read_words(language)

    @property
    def reading(self) -> Reading:
        """The content as it is on disk now."""
        with self.lock:
            times = self._times_of_files()
            if times != self._times or self.broken:
                try:
                    self._reading = read_content(self.content_dir, before=self._reading)
                    self.broken = ()
                    self.of_region = self._faults_of_region(self._reading)
                except ContentError as error:
                    self.broken = tuple(error.faults)
                self._times = times
            return self._reading

    def _faults_of_region(self, reading: Reading) -> tuple[Fault, ...]:
        if reading.faults:
            return ()
        try:
            create_app(self.region, content=reading.content)
        except ContentError as error:
            return tuple(error.faults)
        return ()

    def _times_of_files(self) -> dict[str, tuple[int, int]]:
        return {
            str(path): (stat.st_mtime_ns, stat.st_size)
            for path in self.content_dir.rglob("*")
            if path.suffix in (*SUFFIXES, ".csv") and path.is_file() and (stat := path.stat())
        }

    def text(self, name: str) -> Page | Rule | None:
        """The page or rule in a file; None for one that cannot be read.

        Raises NotOursError for a file that is not the desk's.
        """
        self.files.path(name)
        return self.reading.by_file.get(self.shown(name))

    def shown(self, name: str) -> str:
        """The name that faults have for a file."""
        return f"{self.content_dir.name}/{name}"

    def name(self, file: str) -> str:
        """The name below the content folder of a file as faults name it."""
        return file.removeprefix(f"{self.content_dir.name}/")

    def remarks(self) -> dict[str, list[str]]:
        """The changes that Veilig Thuis asked for, by the name of the text."""
        file = self._remarks
        remarks: dict[str, list[str]] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return remarks

    def remark(self, name: str, remarks: list[str]) -> None:
        """Keep what must change in a text, instead of earlier remarks."""
        every = {**self.remarks(), name: remarks}
        open_ones = {text: wanted for text, wanted in every.items() if wanted}
        self._remarks.write_text(json.dumps(open_ones, ensure_ascii=False), "utf-8")

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """The content with other words in files, by name; raises what `read_content` raises."""
        drafts = {self.shown(name): words for name, words in files.items()}
        return read_content(self.content_dir, drafts, self.reading)

    def judge(
        self, name: str, raw: bytes, others: Mapping[str, bytes] | None = None
    ) -> tuple[Reading | None, list[Fault]]:
        """The content with other words in a file, and why they cannot be published.

        `others` are files that change along with it. Faults that other files have already do not
        count; new ones there are left out while this file has faults too, since they follow from
        those.
        """
        file, now = self.shown(name), self.reading
        try:
            then = self.read({**(others or {}), name: raw})
        except ContentError as error:
            return None, error.faults
        known = {(fault.file, fault.problem) for fault in now.faults}
        faults = [
            fault
            for fault in then.faults
            if fault.file == file or (fault.file, fault.problem) not in known
        ]
        faults += [one for one in self._faults_of_region(then) if one not in self.of_region]
        return then, [fault for fault in faults if fault.file == file] or sorted(faults)


def to_screen(address: str) -> Response:
    """Send the browser on to a screen of the desk."""
    return redirect(f"{request.script_root}/{address}", 303)


def the_desk() -> Desk:
    """The desk of the app that is answering."""
    return cast(Desk, current_app.extensions["desk"])
