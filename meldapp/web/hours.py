"""Opening hours: in words for every reader, and as data for "open now" (static/js/hours.js, which
has the rule for holidays).
"""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_skeleton, get_day_names
from flask import g
from flask_babel import get_locale, gettext

from meldapp.content.facts import Contact, Hours


def describe(contact: Contact) -> str:
    """The opening hours in a sentence of the page's language; says so when nobody knows."""
    if contact.hours == "always":
        return str(gettext("day and night"))
    if contact.hours is None:
        return str(gettext("hours unknown"))
    words = "; ".join(_stretch(stretch) for stretch in contact.hours)
    if contact.closed_on_holidays:
        return str(gettext("%(hours)s, not on public holidays", hours=words))
    return words


def as_minutes(contact: Contact) -> str:
    """The opening hours for static/js/hours.js, empty when nobody knows.

    Each stretch is its days (Monday is 1), then its start and end in minutes after midnight, such
    as "12345 540 1020"; one that lasts past midnight ends after 1440. Stretches are separated by
    ";".
    """
    if contact.hours == "always":
        return "1234567 0 1440"
    return ";".join(_minutes(stretch) for stretch in contact.hours or ())


def _minutes(stretch: Hours) -> str:
    opens, closes = (int(time[:2]) * 60 + int(time[3:]) for time in (stretch.opens, stretch.closes))
    if closes <= opens:
        closes += 24 * 60
    return f"{''.join(str(day + 1) for day in sorted(stretch.weekdays))} {opens} {closes}"


def _stretch(stretch: Hours) -> str:
    names = get_day_names("wide", locale=get_locale())
    days = [names[day] for day in stretch.weekdays]
    times = {"opens": _clock(stretch.opens), "closes": _clock(stretch.closes)}
    first, last = stretch.weekdays[0], stretch.weekdays[-1]
    if stretch.weekdays == tuple(range(7)):
        return str(gettext("every day %(opens)s–%(closes)s", **times))
    if first < last and stretch.weekdays == tuple(range(first, last + 1)):
        named = {"first": days[0], "last": days[-1], **times}
        return str(gettext("%(first)s to %(last)s %(opens)s–%(closes)s", **named))
    return str(gettext("%(days)s %(opens)s–%(closes)s", days=", ".join(days), **times))


def _clock(time: str) -> str:
    hour, minute = time.split(":")
    if g.locale == "nl":
        return f"{int(hour)}.{minute}" if minute != "00" else f"{int(hour)}"
    # midnight as the end of a day, which the CLDR has no word for
    if g.locale == "en" or hour == "24":
        return f"{int(hour)}:{minute}"
    return format_skeleton("Hm", datetime(2000, 1, 1, int(hour), int(minute)), locale=get_locale())
