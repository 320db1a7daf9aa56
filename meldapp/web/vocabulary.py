"""What every template may use that is the same for every site: names, days and words in the
language of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import flask_babel
from babel import Locale
from babel.lists import format_list
from flask import g
from markupsafe import Markup

from meldapp import __version__
from meldapp.content import markdown
from meldapp.content.facts import Source, link_to
from meldapp.content.locales import language
from meldapp.web import hours, jump, paper, places
from meldapp.web.site import current_site, marked


def words_in(locale: str) -> Callable[..., str]:
    """The words of buttons in another language than that of the page."""

    def say(text: str, **values: object) -> str:
        with flask_babel.force_locale(locale.replace("-", "_")):
            return str(flask_babel.gettext(text, **values))

    return say


def local(words: dict[str, str]) -> str:
    """The words in the language of the page, else in another one and marked as such."""
    locale = current_site().language_of(words)
    return words.get(locale, "") if locale == g.locale else marked(words[locale], locale)


def name_of_language(locale: str, shown_in: str) -> str:
    """The name of a language in another language, from the CLDR."""
    return Locale.parse(locale, sep="-").get_display_name(shown_in.replace("-", "_")) or locale


def day_in_words(day: date) -> str:
    """A day in the words of the page's language."""
    shape = "d MMMM y" if g.locale in current_site().content.site.languages else "long"
    return str(flask_babel.format_date(day, shape))


def listed(items: Iterable[object]) -> str:
    """A list in words: "3 and 12"."""
    return format_list([str(item) for item in items], locale=flask_babel.get_locale())


def named(name: str) -> Markup:
    """A Dutch name, marked as such on a page in another language, and set apart where that runs
    from right to left.
    """
    if g.locale == "nl":
        return Markup.escape(name)
    tag = "bdi" if language(g.locale).direction == "rtl" else "span"
    return Markup('<{0} lang="nl">{1}</{0}>').format(tag, name)


def published(source: Source) -> Markup:
    """Who published a source, and in which year."""
    return named(", ".join(filter(None, (source.publisher, source.date[:4]))))


def published_day(day: str) -> str:
    """A year, month or day such as 2024-03-15 in the words of the page's language."""
    shape = {4: "y", 7: "MMMM y", 10: "d MMMM y"}[len(day)]
    return str(flask_babel.format_date(date.fromisoformat(f"{day}-01-01"[:10]), shape))


GLOBALS = {
    "_": flask_babel.gettext,
    "jump_parts": jump.parts,
    "link_to": link_to,
    "local": local,
    "name_of_language": name_of_language,
    "opening": hours.describe,
    "opening_minutes": hours.as_minutes,
    "sheet_items": paper.sheet_items,
    "today": date.today,
    "version": __version__,
    "words_in": words_in,
}
FILTERS = {
    "anchored": jump.anchored,
    "breakable": places.breakable,
    "day": day_in_words,
    "dialable": markdown.dialable,
    "listed": listed,
    "named": named,
    "numbered": markdown.numbered,
    "published": published,
    "published_day": published_day,
}
