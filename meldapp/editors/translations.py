"""The words on buttons: messages.pot, a catalogue per language, compiled catalogues.

python -m meldapp.editors.translations update       after a change of words in templates or code
python -m meldapp.editors.translations update tr    the same, and begin a catalogue in a new language
python -m meldapp.editors.translations compile      before the app runs (make does it)
"""

from __future__ import annotations

import io
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from meldapp import ROOT, TRANSLATIONS
from meldapp.content.locales import language

FOLDER = TRANSLATIONS
METHODS = [("**.py", "python"), ("web/templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"web/templates/**.html": {"trimmed": "true", "silent": "false"}}
VALUE = re.compile(r"%\(\w+\)\w|\{\w+\}")
"""What is put into a message while the page is made, or by a script."""
SOURCE = "en"
"""The language the messages are written in."""


def extract() -> Catalog:
    """Every message in the code and the templates."""
    catalog = Catalog(project="meldapp", charset="utf-8")
    for file, line, message, comments, context in extract_from_dir(
        str(ROOT / "meldapp"), METHODS, OPTIONS
    ):
        catalog.add(
            message, None, [(f"meldapp/{file}", line)], auto_comments=comments, context=context
        )
    return catalog


def write(catalog: Catalog) -> bytes:
    """The catalogue as a file, without dates and line numbers: those would change with every build."""
    buffer = io.BytesIO()
    write_po(
        buffer,
        catalog,
        width=120,
        omit_header=False,
        sort_output=True,
        include_lineno=False,
        ignore_obsolete=True,
    )
    return b"\n".join(
        line
        for line in buffer.getvalue().split(b"\n")
        if not line.startswith(
            (
                b'"POT-Creation-Date',
                b'"PO-Revision-Date',
                b'"Last-Translator',
                b'"Language-Team',
                b'"Report-Msgid',
                b"# FIRST AUTHOR",
                b"# Translations template",
                b"# Copyright",
                b"# This file is",
                b"#, fuzzy\n",
                b'"Generated-By',
                b'"Project-Id',
            )
        )
    )


def catalogues() -> dict[str, Path]:
    """Language → its catalogue."""
    return {
        path.parts[-3].replace("_", "-"): path
        for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))
    }


def faults() -> list[str]:
    """What keeps the catalogues from being complete; empty when all is well."""
    found = []
    template = extract()
    wanted = _messages(template)
    if not (FOLDER / "messages.pot").exists() or (FOLDER / "messages.pot").read_bytes() != write(
        template
    ):
        found.append("translations/messages.pot is older than the code. Run: make messages")
    for code, path in catalogues().items():
        catalog = _read(path, code)
        name, known = path.relative_to(FOLDER.parent), _messages(catalog)
        found += [
            f"{name}: {words!r} is missing. Run: make messages, then translate it"
            for words in sorted(wanted.keys() - known.keys())
        ]
        found += [
            f"{name}: {words!r} is no longer used. Run: make messages"
            for words in sorted(known.keys() - wanted.keys())
        ]
        for words, message in known.items():
            if code != SOURCE and not _translated(message):
                found.append(
                    f"{name}: {words!r} has no translation. Write it there, then run: make translations"
                )
            if message.fuzzy:
                found.append(
                    f"{name}: {words!r} is marked fuzzy. Look at it and remove the mark, then run: make translations"
                )
            found += [
                f"{name}: {words!r}: {error}. Correct it there, then run: make translations"
                for error in message.check(catalog)
            ]
            if (
                isinstance(message.string, str)
                and message.string
                and set(VALUE.findall(message.string)) != set(VALUE.findall(words))
            ):
                found.append(
                    f"{name}: {words!r} has other values in its translation. Correct it there, then run: make translations"
                )
    return found


def _messages(catalog: Catalog) -> dict[str, Message]:
    """Message → its entry; a plural goes by its singular, the same words in another context by both."""
    words = (
        (message, message.id if isinstance(message.id, str) else message.id[0])
        for message in catalog
        if message.id
    )
    return {
        f"{message.context}: {text}" if message.context else text: message
        for message, text in words
    }


def _translated(message: Message) -> bool:
    return (
        bool(message.string)
        if isinstance(message.string, str)
        else bool(message.string) and all(message.string)
    )


def _read(path: Path, code: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, code.replace("-", "_"))


def update(*new: str) -> None:
    """Write messages.pot and bring every catalogue up to it, those of `new` languages too; what has no translation yet stays empty.

    Raises ValueError for a code that is no language.
    """
    for code in new:
        language(code)
    template = extract()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "messages.pot").write_bytes(write(template))
    for code in new:
        path = FOLDER / code.replace("-", "_") / "LC_MESSAGES" / "messages.po"
        if not path.exists():
            path.parent.mkdir(parents=True)
            path.write_bytes(write(Catalog(locale=code.replace("-", "_"), charset="utf-8")))
    for code, path in catalogues().items():
        catalog = _read(path, code)
        catalog.update(template, no_fuzzy_matching=True)
        path.write_bytes(write(catalog))
        missing = [
            words for words, message in _messages(catalog).items() if not _translated(message)
        ]
        print(
            f"{path.relative_to(FOLDER.parent)}: {len(catalog)} messages"
            + (f", {len(missing)} to translate" if missing and code != SOURCE else "")
        )


UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in each compiled catalogue: with the clock in it equal words would not be equal bytes."""


def compile_all() -> None:
    """Write the compiled catalogue beside each; what is already there as it must be stays."""
    for code, path in catalogues().items():
        buffer, catalogue = io.BytesIO(), _read(path, code)
        catalogue.creation_date = UNDATED
        write_mo(buffer, catalogue)
        target = path.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != buffer.getvalue():
            fresh = target.with_suffix(f".{os.getpid()}")  # an app that runs never sees half a file
            fresh.write_bytes(buffer.getvalue())
            fresh.replace(target)


if __name__ == "__main__":
    if sys.argv[1:2] == ["update"]:
        try:
            update(*sys.argv[2:])
        except ValueError as error:
            sys.exit(str(error))
    elif sys.argv[1:] == ["compile"]:
        compile_all()
    else:
        sys.exit(__doc__)
