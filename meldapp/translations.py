"""The words on buttons: messages.pot, a catalogue per language, compiled catalogues.

    python -m meldapp.translations update     after a change of words in templates or code
    python -m meldapp.translations compile    before the app runs (make does it)
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from . import ROOT

FOLDER = ROOT / "translations"
METHODS = [("meldapp/**.py", "python"), ("meldapp/templates/**.html", "jinja2.ext:babel_extract")]
SOURCE = "en"
"""The language the messages are written in."""


def extract() -> Catalog:
    """Every message in the code and the templates."""
    catalog = Catalog(project="meldapp", charset="utf-8")
    options = {"meldapp/templates/**.html": {"trimmed": "true", "silent": "false"}}
    for file, line, message, comments, context in extract_from_dir(str(ROOT / "meldapp"), [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")], {"templates/**.html": options["meldapp/templates/**.html"]}):
        catalog.add(message, None, [(f"meldapp/{file}", line)], auto_comments=comments, context=context)
    return catalog


def write(catalog: Catalog) -> bytes:
    """The catalogue as a file, without dates and line numbers: those would change with every build."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, omit_header=False, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return b"\n".join(line for line in buffer.getvalue().split(b"\n") if not line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Language-Team', b'"Report-Msgid', b"# FIRST AUTHOR", b"# Translations template", b"# Copyright", b"# This file is", b"#, fuzzy\n", b'"Generated-By', b'"Project-Id')))


def catalogues() -> dict[str, Path]:
    """Language → its catalogue."""
    return {path.parts[-3]: path for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))}


def faults() -> list[str]:
    """What keeps the catalogues from being complete; empty when all is well."""
    found = []
    template = extract()
    wanted = {message.id for message in template if message.id}
    if not (FOLDER / "messages.pot").exists() or (FOLDER / "messages.pot").read_bytes() != write(template):
        found.append("translations/messages.pot is older than the code. Run: make messages")
    for code, path in catalogues().items():
        with path.open("rb") as file:
            catalog = read_po(file, code)
        known = {message.id: message for message in catalog if message.id}
        for message in sorted(wanted - known.keys()):
            found.append(f"{path.relative_to(ROOT)}: {message!r} is missing. Run: make messages, then translate it")
        for message in sorted(known.keys() - wanted):
            found.append(f"{path.relative_to(ROOT)}: {message!r} is no longer used. Run: make messages")
        for key, message in known.items():
            if code != SOURCE and not message.string:
                found.append(f"{path.relative_to(ROOT)}: {key!r} has no translation. Translate it")
            if message.fuzzy:
                found.append(f"{path.relative_to(ROOT)}: {key!r} is marked fuzzy. Look at it and remove the mark")
            for error in message.check(catalog):
                found.append(f"{path.relative_to(ROOT)}: {key!r}: {error}")
    return found


def update() -> None:
    """Write messages.pot and bring every catalogue up to it; what has no translation yet stays empty."""
    template = extract()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "messages.pot").write_bytes(write(template))
    for code, path in catalogues().items():
        with path.open("rb") as file:
            catalog = read_po(file, code)
        catalog.update(template, no_fuzzy_matching=True)
        path.write_bytes(write(catalog))
        missing = [message.id for message in catalog if message.id and not message.string]
        print(f"{path.relative_to(ROOT)}: {len(catalog)} messages" + (f", {len(missing)} to translate" if missing and code != SOURCE else ""))


def compile_all() -> None:
    """Write the compiled catalogue beside each."""
    for code, path in catalogues().items():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as file:
            catalog = read_po(file, code)
        with target.open("wb") as file:
            write_mo(file, catalog)


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    elif sys.argv[1:] == ["compile"]:
        compile_all()
    else:
        sys.exit(__doc__)
