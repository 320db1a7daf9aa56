"""The facts: tables of TOML and rows of CSV → models."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from meldapp.content.facts import Contact, ContactWords, Region, SearchRules
from meldapp.content.faults import Where
from meldapp.content.files import Files, ModelT

CONTACT_WORDS = "contacts.toml"
"""Beside the topics of a language that has the help zone only: what the cards of contacts say."""
WordsOfContacts: TypeAlias = Mapping[str, Mapping[str, ContactWords]]
"""Locale → id of a contact → what its card says."""


def read_table(files: Files, model: type[ModelT], path: Path) -> dict[str, ModelT]:
    """One TOML file of tables → models by id."""
    return _entries(files, model, files.toml(path) or {}, path, ())


def read_table_if_any(files: Files, model: type[ModelT], path: Path) -> dict[str, ModelT]:
    """The same for a file that a language may do without."""
    return read_table(files, model, path) if path.exists() else {}


def with_words(contact: Contact, words: WordsOfContacts) -> Contact:
    """A contact with what its card says in these languages."""
    cards = {locale: table[contact.id] for locale, table in words.items() if contact.id in table}
    for_whom = {locale: card.for_whom for locale, card in cards.items()}
    notes = {locale: card.note for locale, card in cards.items() if card.note}
    return contact.model_copy(
        update={"for_whom": {**contact.for_whom, **for_whom}, "note": {**contact.note, **notes}}
    )


def read_search_rules(files: Files, path: Path) -> SearchRules:
    """What search must know of a language; nothing where there is no file."""
    rules = files.model(SearchRules, files.toml(path), path) if path.exists() else None
    return rules or SearchRules()


def read_regions(files: Files, without: Collection[str]) -> dict[str, Region]:
    """The regions by slug, but those in `without`."""
    folder = files.root / "regions"
    regions: dict[str, Region] = {}
    for path in sorted(folder.iterdir() if folder.is_dir() else ()):
        if path.stem in without:
            continue
        if path.suffix == ".toml":
            region = _region(files, path)
            if region is not None:
                regions[path.stem] = region
        elif path.is_dir() and not path.with_suffix(".toml").exists():
            files.fault(
                path,
                "this folder belongs to no region",
                f"Add content/regions/{path.name}.toml, or give the folder the name of a region.",
            )
    return regions


def _region(files: Files, path: Path) -> Region | None:
    values = files.toml(path)
    if values is None:
        return None
    contacts = _entries(files, Contact, values.pop("contacts", {}), path, ("contacts",))
    return files.model(
        Region, values, path, filled={"slug": path.stem, "contacts": tuple(contacts.values())}
    )


def _entries(
    files: Files, model: type[ModelT], tables: Any, path: Path, at: Where
) -> dict[str, ModelT]:
    """The tables at one place of a TOML file → models by id."""
    models: dict[str, ModelT] = {}
    for key, values in tables.items() if isinstance(tables, dict) else [(".".join(at), tables)]:
        if isinstance(values, dict):
            entry = files.model(model, values, path, (*at, key), {"id": key})
            if entry is not None:
                models[key] = entry
        else:
            files.fault(
                path,
                f"'{key}' is outside a table",
                f"Put [{'.'.join((*at, 'id'))}] above it, with an id of its own, or move it "
                "into a table.",
                line=files.line(path, (*at, key)),
            )
    return models


def read_rows(files: Files, model: type[ModelT], path: Path, *unique: str) -> Iterator[ModelT]:
    """The rows of a CSV file; those named in `unique` may not occur twice."""
    text = files.text(path)
    if text is None:
        return
    seen: dict[tuple[str, str], int] = {}
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        if set(rows.fieldnames or ()) != model.model_fields.keys():
            files.fault(
                path,
                f"the first line must name the columns {', '.join(model.model_fields)}",
                "Put these names there, with commas between.",
                line=1,
            )
            return
        for row in rows:
            line = rows.line_num
            if "" in row:
                files.fault(
                    path,
                    "this row has more values than there are columns",
                    "Put double quotes around a text with a comma.",
                    line=line,
                )
                continue
            entry = files.validated(model, row, {}, path, lambda _: rows.line_num)
            if entry is None:
                continue
            for column in unique:
                value = getattr(entry, column)
                first = seen.setdefault((column, value), line)
                if first != line:
                    files.fault(
                        path,
                        f"the {column} {value!r} is here and on line {first}",
                        "Give each row its own.",
                        line=line,
                    )
            yield entry
    except csv.Error as error:
        files.fault(
            path,
            f"this is not a table: {error}",
            "Put double quotes around a text with a comma, and close them on the same line.",
            line=rows.line_num + 1,
        )
