"""A sheet for a native speaker who reads a translation of the help zone, and the note of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import Markup

from meldapp.content.faults import ExplainedError
from meldapp.content.load import Content, load_content, source_language
from meldapp.content.locales import language
from meldapp.content.pages import HelpTopic, Leaf
from meldapp.content.slots import SLOT
from meldapp.editors import translations
from meldapp.editors.approve import no_position
from meldapp.editors.heads import write_fields
from meldapp.editors.review import environment

Pair = tuple[Markup, Markup]
"""Something in Dutch with its translation, as HTML without links."""


@dataclass(frozen=True)
class Part:
    """A topic, or another part of the sheet, piece by piece."""

    title: str
    pairs: tuple[Pair, ...]
    file: str = ""
    is_checked: bool = False


def write_sheet(content: Content, locale: str, folder: Path) -> Path:
    """Write the sheet of one language and return its file.

    Raises ExplainedError for a language that has no help zone of its own.
    """
    if locale not in content.site.help_languages:
        raise ExplainedError(f"{locale!r} is not one of help_languages in content/site.toml")
    source = content.site.languages[0]
    topics = content.all(HelpTopic, locale)
    parts = [_topic(topic, content.pages[source][topic.id]) for topic in topics]
    parts += [_cards(content, locale, source), _buttons(locale)]
    template = environment(source).get_template("native-sheet.html")
    terms = content.terms[locale].values()
    file = folder / f"{locale}.html"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(template.render(parts=parts, tongue=language(locale), terms=terms), "utf-8")
    return file


def _topic(topic: HelpTopic, original: object) -> Part:
    assert isinstance(original, HelpTopic)
    heads = [_pair(original.title, topic.title), _pair(original.summary, topic.summary)]
    rows = zip(original.leaves, topic.leaves, strict=False) if topic.beside else ()
    body = [(_words(dutch), _words(translation)) for dutch, translation in rows]
    if not topic.beside:  # the Dutch text has changed: they cannot be laid side by side
        whole, translated = (
            Markup("<br>").join(map(_words, each)) for each in (original.leaves, topic.leaves)
        )
        body = [(whole, translated)]
    return Part(topic.title, (*heads, *body), topic.file, topic.is_natively_checked)


def _cards(content: Content, locale: str, source: str) -> Part:
    contacts = [one for one in content.contacts.values() if locale in one.for_whom]
    pairs = [
        _pair(f"{one.name}: {words[source]}", f"{one.name}: {words[locale]}")
        for one in contacts
        for words in (one.for_whom, one.note)
        if locale in words
    ]
    return Part("contacts.toml", tuple(pairs))


def _buttons(locale: str) -> Part:
    messages = translations.beside_dutch(locale)
    return Part("messages.po", tuple(_pair(dutch, words) for _, dutch, words in messages))


def _pair(dutch: str, translation: str) -> Pair:
    return Markup.escape(dutch), Markup.escape(translation)


def _words(leaf: Leaf) -> Markup:
    """HTML for paper: no links, no slots."""
    return Markup(SLOT.sub("", re.sub(r"</?a\b[^>]*>", "", leaf.html)))


def write_check(content_dir: Path, topic: HelpTopic, by: str, day: date) -> bool:
    """Write that a native speaker read the words of a topic; returns whether the file changed."""
    fields = {
        "native_check": day.isoformat(),
        "native_check_by": by,
        "native_text": topic.words_hash,
    }
    return write_fields(content_dir.parent / topic.file, fields)


def approve(content_dir: Path, names: Sequence[str], by: str, day: date) -> int:
    """Write into the heads of topics that a native speaker read them; returns the exit code.

    Each name is a language (`tr`: all its topics) or a topic (`tr/help/nu-gevaar`).
    """
    if problem := no_position(by):
        print(problem)
        return 1
    locales = tuple(dict.fromkeys(name.partition("/")[0] for name in names))
    source = source_language(content_dir)
    content = load_content(content_dir, (source, *locales))
    chosen: list[HelpTopic] = []
    for name in names:
        locale, _, topic_id = name.partition("/")
        topics = content.all(HelpTopic, locale) if locale in content.site.help_languages else []
        matching = [topic for topic in topics if topic_id in ("", topic.id)]
        if not matching:
            print(
                f"There is no translated topic '{name}'. Name a language such as tr, or a "
                "topic such as tr/help/nu-gevaar."
            )
            return 1
        chosen += matching
    written = 0
    for topic in chosen:
        if topic.behind:
            print(
                f"{topic.file}: not noted, since the Dutch text has changed. Bring it up to "
                "that first."
            )
            continue
        written += write_check(content_dir, topic, by, day)
    print(
        f"{written} of {len(chosen)} topics: checked by a native speaker on {day}. When the "
        "words change, that no longer holds."
    )
    return 0 if written or not any(topic.behind for topic in chosen) else 1
