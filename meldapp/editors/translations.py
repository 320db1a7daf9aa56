"""The words on buttons: a message catalogue per language, kept up to date by pybabel."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from meldapp import ROOT, TRANSLATIONS
from meldapp.content.locales import language

FOLDER = TRANSLATIONS
PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w+\}")
"""Filled in when a page is rendered (`%(name)s`) or by a script (`{name}`)."""
SOURCE = "en"
"""The language the messages are written in; its catalogue needs no translations."""
UPDATE = "Run: python build.py messages"


def extract(template: Path) -> None:
    """Write every message in the code and the templates to a template file."""
    with contextlib.chdir(ROOT):  # places of messages are noted relative to this folder
        _pybabel(
            "extract",
            f"--mapping-file={TRANSLATIONS / 'babel.cfg'}",
            "--add-location=file",
            "--sort-output",
            "--omit-header",  # it holds the time of this run: every run would be a change
            "--width=100",
            f"--output={template}",
            ".",
        )


def update(*new: str) -> None:
    """Bring messages.pot and every catalogue up to date, and start catalogues for new languages.

    New messages get an empty translation. Raises ValueError for a code that is not a language.
    """
    for code in new:
        language(code)
    template = FOLDER / "messages.pot"
    extract(template)
    source = [f"--input-file={template}", f"--output-dir={FOLDER}", "--width=100"]
    for code in new:
        if code not in catalogues():
            _pybabel("init", *source, f"--locale={code.replace('-', '_')}")
    _pybabel(
        "update", *source, "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"
    )
    for code, path in catalogues().items():
        messages = _messages(_read(path, code))
        untranslated = sum(not _is_translated(message) for message in messages.values())
        note = f", {untranslated} to translate" if untranslated and code != SOURCE else ""
        print(f"{path.relative_to(FOLDER.parent)}: {len(messages)} messages{note}")


def compile_all() -> None:
    """Write the compiled catalogue beside each catalogue, unless it is there already."""
    for code, path in catalogues().items():
        catalog = _read(path, code)
        # Not the time of this run: each run would be a change, and `dev` restarts on a change.
        catalog.creation_date = datetime(2000, 1, 1, tzinfo=UTC)
        target = path.with_suffix(".mo")
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        if target.exists() and target.read_bytes() == draft.read_bytes():
            draft.unlink()
        else:
            draft.replace(target)  # a running app never reads half a file


def faults() -> list[str]:
    """Return what keeps the catalogues from being complete and current; empty when all is well."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "messages.pot"
        extract(fresh)
        template = FOLDER / "messages.pot"
        current = template.exists() and template.read_bytes() == fresh.read_bytes()
        used = _messages(_read(fresh))
    stale = [] if current else [f"translations/messages.pot is older than the code. {UPDATE}"]
    return stale + [
        f"{path.relative_to(FOLDER.parent)}: {fault}"
        for code, path in catalogues().items()
        for fault in _catalogue_faults(_read(path, code), code, used)
    ]


def _catalogue_faults(catalog: Catalog, code: str, used: dict[str, Message]) -> Iterator[str]:
    known = _messages(catalog)
    for text in sorted(used.keys() - known.keys()):
        yield f"{text!r} is missing. {UPDATE}, then translate it"
    for text in sorted(known.keys() - used.keys()):
        yield f"{text!r} is no longer used. {UPDATE}"
    for text, message in known.items():
        if code != SOURCE and not _is_translated(message):
            yield f"{text!r} has no translation. Write it there"
        if message.fuzzy:
            yield f"{text!r} is marked fuzzy. Check it and remove the mark"
        for error in message.check(catalog):
            yield f"{text!r}: {error}. Correct it there"
        translation = message.string
        if not isinstance(translation, str) or not translation:
            continue
        if set(PLACEHOLDER.findall(translation)) != set(PLACEHOLDER.findall(text)):
            yield f"{text!r} has other placeholders in its translation. Correct it there"


def catalogues() -> dict[str, Path]:
    """Return the catalogue of each language, by language code."""
    return {
        path.parts[-3].replace("_", "-"): path
        for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))
    }


def _messages(catalog: Catalog) -> dict[str, Message]:
    """Return the messages by text: of a plural the singular, after the context if there is one."""
    by_text = {}
    for message in catalog:
        if message.id:  # the header has none
            text = message.id if isinstance(message.id, str) else message.id[0]
            by_text[f"{message.context}: {text}" if message.context else text] = message
    return by_text


def _is_translated(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else message.string
    return all(strings or [""])


def _read(path: Path, code: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, code.replace("-", "_") if code else None)


def _pybabel(command: str, *arguments: str) -> None:
    CommandLineInterface().run(  # type: ignore[no-untyped-call] # Babel has no types there
        ["pybabel", "--quiet", command, *arguments]
    )
