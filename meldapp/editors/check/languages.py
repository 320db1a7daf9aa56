"""The languages that have the help zone only: what is behind the Dutch, unchecked or missing."""

from __future__ import annotations

from collections.abc import Iterator

from meldapp.content.faults import ExplainedError
from meldapp.content.locales import language
from meldapp.content.pages import HelpTopic
from meldapp.editors import translations
from meldapp.editors.check.look import Look, about, behind, unfinished
from meldapp.editors.report import Finding, count


def findings(look: Look) -> Iterator[Finding]:
    """Yield what there is to say about each language, published or begun."""
    site = look.content.site
    for locale in site.help_languages:
        yield from _published(look, locale)
    for folder in sorted(look.content_dir.glob(f"*/{HelpTopic.folder}")):
        locale = folder.parent.name
        if locale not in site.all_languages:
            yield from _begun(look, locale)


def _published(look: Look, locale: str) -> Iterator[Finding]:
    content = look.content
    topics = content.all(HelpTopic, locale)
    hidden = [
        rule
        for rule in content.rules[locale].values()
        if content.included[locale][rule.id].locale != locale
    ]
    strings = translations.faults_in(locale)
    for topic in topics:
        yield from _topic(topic)
        yield from unfinished(topic.file, look.raw(topic.file))
    for rule in hidden:
        message = f"the Dutch rule {rule.id} has changed since, so readers get it in Dutch"
        yield behind(rule, message, f"{locale}: rule {rule.id}")
    for fault in strings:
        yield Finding(fault.file, 0, "error", "string", fault.problem, fault.remedy)
    left_out = len(content.all(HelpTopic, look.source)) - len(topics)
    states = (
        count(len(topics), "topic"),
        f"{sum(topic.behind for topic in topics)} behind the Dutch",
        f"{sum(not topic.is_natively_checked for topic in topics)} never checked by a native "
        "speaker",
        f"{count(len(hidden), 'rule')} shown in Dutch",
        f"{count(len(strings), 'string')} missing",
        f"{count(left_out, 'Dutch topic')} left out",
    )
    yield _line(locale, ", ".join(states))


def _topic(topic: HelpTopic) -> Iterator[Finding]:
    """Whether a topic follows the Dutch one, and was checked."""
    if topic.behind:
        message = (
            f"the Dutch topic {topic.id} has changed since this was translated, and readers are "
            "told so"
        )
        yield behind(topic, message, f"{topic.locale}: {topic.id}")
    if not topic.is_natively_checked:
        message = "no native speaker has checked this"
        if topic.native_check:
            message = "the words changed after a native speaker checked them"
        remedy = f"Print a sheet for one: make review LANGUAGE={topic.locale}"
        yield about(topic, "native_check", "note", "native", message, remedy)


def _begun(look: Look, locale: str) -> Iterator[Finding]:
    """A language with a folder that site.toml does not name."""
    try:
        language(locale)
    except ExplainedError:
        return
    folder, needed = look.content_dir / locale, look.content.site.needed_topics
    lacking = [topic for topic in needed if not (folder / f"{topic}.md").exists()]
    topics = count(len(lacking), "needed topic")
    strings = count(len(translations.missing(locale)), "string")
    message = f"not published; {topics} and {strings} missing"
    yield _line(locale, message + (f": {', '.join(lacking)}" if lacking else ""))


def _line(locale: str, message: str) -> Finding:
    message = f"{locale} ({language(locale).name}): {message}"
    remedy = "How to go on: docs/add-a-language.md."
    return Finding("content/site.toml", 0, "note", "language", message, remedy)
