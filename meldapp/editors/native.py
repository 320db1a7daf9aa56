"""A sheet for a native speaker who checks a translation of the help zone, and the record of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
from meldapp.editors.agency import card
from meldapp.editors.approve import check_position, sign
from meldapp.editors.review import environment

CHECKED = ("native_check", "native_check_by", "native_text")
"""The fields that say when a native speaker read a topic, who it was, and which words."""
Pair = tuple[Markup | str, Markup | str]
"""Something in Dutch with its translation, as text or as HTML without links."""


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
    dutch = {topic.id: topic for topic in content.all(HelpTopic, source)}
    buttons = ((words, translated) for _, words, translated in translations.beside_dutch(locale))
    parts = [
        *(_topic(topic, dutch[topic.id]) for topic in content.all(HelpTopic, locale)),
        Part("contacts.toml", tuple(_cards(content, locale, source))),
        Part("messages.po", tuple(buttons)),
    ]
    template = environment(source).get_template("native-sheet.html")
    terms = content.terms[locale].values()
    file = folder / f"{locale}.html"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(template.render(parts=parts, tongue=language(locale), terms=terms), "utf-8")
    return file


def _topic(topic: HelpTopic, dutch: HelpTopic) -> Part:
    pairs: list[Pair] = [(dutch.title, topic.title), (dutch.summary, topic.summary)]
    leaves, translated = ([_words(leaf) for leaf in each.leaves] for each in (dutch, topic))
    if topic.beside:
        pairs += zip(leaves, translated, strict=False)
    else:  # the Dutch text has changed: they cannot be laid side by side
        pairs.append((Markup("<br>").join(leaves), Markup("<br>").join(translated)))
    return Part(topic.title, tuple(pairs), topic.file, topic.is_natively_checked)


def _cards(content: Content, locale: str, source: str) -> Iterator[Pair]:
    for one in content.contacts.values():
        for unit in card(one, source, locale):
            if unit.translation:
                yield f"{one.name}: {unit.dutch}", f"{one.name}: {unit.translation}"


def _words(leaf: Leaf) -> Markup:
    """HTML for paper: no links, no slots."""
    return Markup(SLOT.sub("", re.sub(r"</?a\b[^>]*>", "", leaf.html)))


def approve(content_dir: Path, names: Sequence[str], by: str, day: date) -> int:
    """Record in the heads of topics that a native speaker read them; returns the exit code.

    Each name is a language (`tr`: all its topics) or a topic (`tr/help/nu-gevaar`). Raises
    ExplainedError, with nothing written, for another name.
    """
    check_position(by)
    locales = tuple(dict.fromkeys(name.partition("/")[0] for name in names))
    content = load_content(content_dir, (source_language(content_dir), *locales))
    chosen = [topic for name in names for topic in _named(name, content)]
    written = 0
    for topic in chosen:
        if topic.behind:
            print(
                f"{topic.file}: not noted, since the Dutch text has changed. Bring it up to "
                "that first."
            )
        else:
            written += sign(content_dir, topic, CHECKED, by, day)
    print(
        f"{written} of {len(chosen)} topics: checked by a native speaker on {day}. When the "
        "words change, that no longer holds."
    )
    return 0 if written or not any(topic.behind for topic in chosen) else 1


def _named(name: str, content: Content) -> list[HelpTopic]:
    locale, _, topic_id = name.partition("/")
    topics = content.all(HelpTopic, locale) if locale in content.site.help_languages else []
    matching = [topic for topic in topics if topic_id in ("", topic.id)]
    if not matching:
        raise ExplainedError(
            f"There is no translated topic '{name}'. Name a language such as tr, or a "
            "topic such as tr/help/nu-gevaar."
        )
    return matching
