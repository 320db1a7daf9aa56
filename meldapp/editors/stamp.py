"""Records that a translation follows the Dutch text, or that readers were told of a rule."""

from __future__ import annotations

from pathlib import Path

from meldapp.content.load import load_content, source_language
from meldapp.content.locales import language
from meldapp.content.pages import source_hash
from meldapp.editors.heads import write_fields
from meldapp.editors.originals import hash_to_follow, texts_in
from meldapp.editors.report import count


def stamp(content_dir: Path, locale: str) -> None:
    """Record in every page and rule of a translation which Dutch text it follows.

    For Dutch itself: record in every rule that readers were told of its words as they are now.
    Raises ExplainedError for a code that is not a language.
    """
    language(locale)
    source = source_language(content_dir)
    if locale == source:
        stamped = sum(
            write_fields(content_dir.parent / rule.file, {"changed_text": source_hash(rule)})
            for rule in load_content(content_dir).rules[source].values()
        )
        rules = f"{count(stamped, 'rule')} in {locale}"
        print(f"{rules} stamped: readers know of the words as they are.")
        return
    content = load_content(content_dir, (source, locale))
    changed = [
        write_fields(content_dir.parent / text.file, {"source_hash": follows})
        for text in texts_in(content, [locale])
        if (follows := hash_to_follow(text, content))
    ]
    texts = f"{count(sum(changed), 'text')} in {locale}"
    print(f"{texts} stamped, {changed.count(False)} already followed the Dutch text.")
