"""Notes that a translation follows the Dutch text as it is now, or that readers were told of a
rule: `python build.py stamp`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from meldapp.content.load import load_content, source_language
from meldapp.content.pages import Page, Rule, followed_hash, source_hash
from meldapp.editors.check.texts import pages_with_dutch
from meldapp.editors.heads import write_fields
from meldapp.editors.report import count


def stamp(content_dir: Path, language: str, say: Callable[[str], None]) -> int:
    """Write into every page and rule of a translation which Dutch text it follows, and nothing
    else; returns 0.

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
        say(
            f"{count(stamped, 'rule')} in {language} stamped: readers know of the words as they "
            "are."
        )
        return 0
    content = load_content(content_dir, (source, language))
    changed = 0
    texts: list[tuple[Page | Rule, Page | Rule]] = [
        (page, dutch)
        for page, dutch in pages_with_dutch(content)
        if page.locale == language and dutch is not None
    ]
    texts += [
        (rule, content.rules[source][rule.id])
        for rule in content.rules[language].values()
        if rule.id in content.rules[source]
    ]
    help_only = language in content.site.help_languages
    for text, dutch in texts:
        follows = followed_hash(text, dutch, help_only)
        changed += write_stamp(content_dir.parent / text.file, follows)
    say(
        f"{count(changed, 'text')} in {language} stamped, {len(texts) - changed} already followed "
        "the Dutch text."
    )
    return 0


def write_stamp(path: Path, value: str) -> bool:
    """Set `source_hash` in the head of a page, byte for byte the same elsewhere.

    Returns whether it changed.
    """
    return write_fields(path, {"source_hash": value})
