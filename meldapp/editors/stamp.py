"""Notes that a translation follows the Dutch text as it is now, or that readers were told of a
rule: `python build.py stamp`."""

from __future__ import annotations

from pathlib import Path

from meldapp.content.load import load_content, source_language
from meldapp.content.pages import source_hash
from meldapp.editors.heads import write_fields
from meldapp.editors.originals import hash_to_follow, texts_in
from meldapp.editors.report import count


def stamp(content_dir: Path, language: str) -> None:
    """Write into every page and rule of a translation which Dutch text it follows, and nothing
    else.

    For Dutch itself: write into every rule that readers were told of its words as they are now.

    Raises ContentError for content that does not load.
    """
    source = source_language(content_dir)
    if language == source:
        rules = load_content(content_dir).rules[source].values()
        stamped = sum(
            write_fields(content_dir.parent / rule.file, {"changed_text": source_hash(rule)})
            for rule in rules
        )
        print(
            f"{count(stamped, 'rule')} in {language} stamped: readers know of the words as they "
            "are."
        )
        return
    content = load_content(content_dir, (source, language))
    hashes = {text.file: hash_to_follow(text, content) for text in texts_in(content, [language])}
    changed = [
        write_fields(content_dir.parent / file, {"source_hash": follows})
        for file, follows in hashes.items()
        if follows
    ]
    print(
        f"{count(sum(changed), 'text')} in {language} stamped, {changed.count(False)} already "
        "followed the Dutch text."
    )
