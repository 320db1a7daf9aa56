"""What an editor must know about the languages that have the help zone only:

behind the Dutch, never checked, strings missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from meldapp.content.load import Content
from meldapp.content.locales import language
from meldapp.content.pages import HelpTopic
from meldapp.editors import translations
from meldapp.editors.report import Finding, count

UNFINISHED = re.compile(r"\b(TODO|TBD|FIXME|XXX+)\b|\blorem ipsum\b|\[\.\.\.\]")
"""What nobody leaves in a text that is done."""


def findings(content: Content, content_dir: Path) -> Iterator[Finding]:
    """Yield what there is to say about each language, published or begun."""
    for locale in content.site.help_languages:
        yield from _published(content, locale)
    for folder in sorted(content_dir.glob(f"*/{HelpTopic.folder}")):
        locale = folder.parent.name
        if locale not in content.site.all_languages:
            yield from _begun(content, content_dir, locale)


def _topics(content: Content, locale: str) -> list[HelpTopic]:
    return content.all(HelpTopic, locale)


def _published(content: Content, locale: str) -> Iterator[Finding]:
    topics = _topics(content, locale)
    hidden = [
        rule for rule in content.rules[locale].values() if content.included[locale][rule.id].foreign
    ]
    strings = translations.missing(locale)
    for topic in topics:
        yield from _topic(topic)
    for rule in hidden:
        yield Finding(
            rule.file,
            rule.lines.get("source_hash", 0),
            "warning",
            "translation",
            f"the Dutch rule {rule.id} has changed since, so readers get it in Dutch",
            f"Bring it up to the Dutch text, then run: python build.py stamp {locale}",
            f"{locale}: rule {rule.id}",
        )
    for text in strings:
        yield Finding(
            f"translations/{locale}/LC_MESSAGES/messages.po",
            0,
            "error",
            "string",
            f"{text!r} has no words in {locale!r}",
            "Translate it there; the Dutch stands above it.",
        )
    behind = sum(topic.behind for topic in topics)
    unread = sum(not topic.is_natively_checked for topic in topics)
    left_out = len(_topics(content, content.site.languages[0])) - len(topics)
    message = ", ".join(
        [
            count(len(topics), "topic"),
            f"{behind} behind the Dutch",
            f"{unread} never checked by a native speaker",
            f"{count(len(hidden), 'rule')} shown in Dutch",
            f"{count(len(strings), 'string')} missing",
            f"{count(left_out, 'Dutch topic')} left out",
        ]
    )
    yield _line(locale, message)


def _topic(topic: HelpTopic) -> Iterator[Finding]:
    """Whether a topic follows the Dutch one, was checked, and is finished."""
    if topic.behind:
        yield Finding(
            topic.file,
            topic.lines.get("source_hash", 0),
            "warning",
            "translation",
            f"the Dutch topic {topic.id} has changed since this was translated, and readers are "
            "told so",
            f"Bring it up to the Dutch text, then run: python build.py stamp {topic.locale}",
            f"{topic.locale}: {topic.id}",
        )
    if not topic.is_natively_checked:
        yield Finding(
            topic.file,
            topic.lines.get("native_check", 0),
            "note",
            "native",
            "the words changed after a native speaker checked them"
            if topic.native_check
            else "no native speaker has checked this",
            f"Print a sheet for one: make review LANGUAGE={topic.locale}",
        )
    for number, line in enumerate(topic.text.split("\n"), start=topic.starts + 1):
        if match := UNFINISHED.search(line):
            yield Finding(
                topic.file,
                number,
                "error",
                "stub",
                f"this text is not finished: {match[0]!r}",
                "Finish it, or take it out.",
            )


def _begun(content: Content, content_dir: Path, locale: str) -> Iterator[Finding]:
    """A language with a folder that site.toml does not name."""
    try:
        language(locale)
    except ValueError:
        return
    folder = content_dir / locale
    needed = content.site.needed_topics
    lacking = [topic for topic in needed if not (folder / f"{topic}.md").exists()]
    strings = translations.missing(locale)
    message = (
        f"not published; {count(len(lacking), 'needed topic')} and "
        f"{count(len(strings), 'string')} missing"
    )
    yield _line(locale, message + (f": {', '.join(lacking)}" if lacking else ""))


def _line(locale: str, message: str) -> Finding:
    return Finding(
        "content/site.toml",
        0,
        "note",
        "language",
        f"{locale} ({language(locale).name}): {message}",
        "How to go on: docs/add-a-language.md.",
    )
