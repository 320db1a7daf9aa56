"""The signals of all forms of violence, by the age of whom they are seen in."""

from __future__ import annotations

from flask_babel import gettext
from markupsafe import Markup

from meldapp.content.facts import Age
from meldapp.content.load import Content
from meldapp.content.pages import ViolenceType


def names_of_ages() -> dict[Age, str]:
    """Each age in words, in the language of the page."""
    return {
        "0-4": gettext("Children aged 0 to 4"),
        "4-12": gettext("Children aged 4 to 12"),
        "12-18": gettext("Young people aged 12 to 18"),
        "volwassen": gettext("Adults"),
        "ouder": gettext("Older people"),
    }


def by_form(content: Content, locale: str, age: str) -> list[tuple[ViolenceType, list[Markup]]]:
    """The signals of one age under the forms of violence they can belong to, in the order of the
    forms and without repeats.

    Within a group they keep the order in which any form first names them.
    """
    titles = [group.titles[locale] for group in content.site.signal_groups if age in group.ages]
    named = [
        (form, [(title, words) for title, items in form.signals for words in items])
        for form in content.all(ViolenceType, locale)
    ]
    every = dict.fromkeys(signal for _, of_form in named for signal in of_form)
    ordered = [signal for title in titles for signal in every if signal[0] == title]
    collected = [
        (form, dict.fromkeys(Markup(signal[1]) for signal in ordered if signal in of_form))
        for form, of_form in named
    ]
    return [(form, list(signals)) for form, signals in collected if signals]
