"""What is missing from the message catalogues, or out of date with the code."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from meldapp import ROOT
from meldapp.editors import translations

PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w+\}")
"""Filled in when a page is rendered (`%(name)s`) or by a script (`{name}`)."""
UPDATE = "Run: python build.py messages"


def published_languages() -> tuple[str, ...]:
    """The languages that readers get, whose catalogues must therefore be complete."""
    site = tomllib.loads((ROOT / "content/site.toml").read_text("utf-8"))
    return (*site["languages"], *site.get("help_languages", ()))


def faults() -> list[str]:
    """Return what is missing from the catalogues or out of date; empty if nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "messages.pot"
        translations.extract(fresh)
        template = translations.FOLDER / "messages.pot"
        current = template.exists() and template.read_bytes() == fresh.read_bytes()
        used = translations.messages_of(translations.read(fresh))
        helps = translations.for_help(translations.read(fresh))
    stale = [] if current else [f"translations/messages.pot is older than the code. {UPDATE}"]
    return stale + [
        f"{path.relative_to(translations.FOLDER.parent)}: {fault}"
        for code, path in translations.catalogues().items()
        if code in published_languages()
        for fault in _catalogue_faults(
            translations.read(path, code),
            code,
            used if code in translations.languages_of_both_zones() else helps,
        )
    ]


def _catalogue_faults(catalog: Catalog, code: str, used: dict[str, Message]) -> Iterator[str]:
    known = translations.messages_of(catalog)
    for text in sorted(used.keys() - known.keys()):
        yield f"{text!r} is missing. {UPDATE}, then translate it"
    for text in sorted(known.keys() - used.keys()):
        yield f"{text!r} is no longer used. {UPDATE}"
    for text, message in known.items():
        if code != translations.SOURCE and not translations.is_translated(message):
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
