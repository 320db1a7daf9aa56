"""A phone number that changes also changes in the texts that write it out.

The build refuses a number that no contact has, so neither the contact nor the texts can be saved
first: they are saved together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from meldapp.content.facts import Contact
from meldapp.content.load import Reading
from meldapp.editors import heads, tables
from meldapp.editors.desk.editing import Edit, EntryEdit
from meldapp.editors.desk.files import SUFFIXES
from meldapp.editors.desk.state import Desk
from meldapp.editors.in_place import as_text, in_place
from meldapp.editors.originals import hash_to_follow


def written_out(desk: Desk, edit: Edit, now: bytes, raw: bytes) -> dict[str, bytes]:
    """Files with the new number in the place of the old one, by name; empty when none has it.

    A translation that followed the Dutch text still does.
    """
    if not isinstance(edit, EntryEdit) or edit.model is not Contact:
        return {}
    old, new = (tables.entry(as_text(words), edit.way) for words in (now, raw))
    number, kept = old.get("number"), (new.get("number"), *new.get("also", ()))
    if not number or not new.get("number") or number in kept:
        return {}
    pattern = re.compile(rf"(?<![\d-]){re.escape(number)}(?![\d-])")
    files = {}
    for file, text in desk.reading.texts.items():
        name = desk.name(file)
        if name in (edit.name, "sources.toml"):  # the title of a source is not ours to change
            continue
        if name.endswith(SUFFIXES) and pattern.search(text):
            words = desk.files.read(name)
            files[name] = in_place(words, pattern.sub(str(new["number"]), as_text(words)))
    if files:
        then = desk.read({edit.name: raw, **files})
        for name, follows in _still_following(desk.reading, then, desk):
            words = files.get(name) or desk.files.read(name)
            if parts := heads.cut(as_text(words)):
                head = heads.change(parts, {"source_hash": follows}, parts.text)
                files[name] = in_place(words, head)
    return files


def _still_following(now: Reading, then: Reading, desk: Desk) -> Iterator[tuple[str, str]]:
    """Name of each translation that follows the Dutch text now, and what it must follow then."""
    for file, text in now.by_file.items():
        follows, must = (hash_to_follow(text, one.content) for one in (now, then))
        if follows and text.source_hash == follows != must:
            yield desk.name(file), must
