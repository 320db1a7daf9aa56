"""Opening hours: in words for every reader, and as data for "open now" (static/js/hours.js, which
has the rule for holidays too).

Dutch public holidays come from the Easter rule (Algemene termijnenwet, art. 3, lists the general
holidays).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_skeleton, get_day_names
from flask import g
from flask_babel import gettext

from meldapp.content.facts import Contact, Hours


def easter(year: int) -> date:
    """Easter Sunday of a year in the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g_ = (b - f + 1) // 3
    h = (19 * a + b - d - g_ + 15) % 30
    i, k = divmod(c, 4)
    length = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * length) // 451
    month, day = divmod(h + length - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> frozenset[date]:
    """The general Dutch holidays of a year.

    New Year, Easter Monday, King's Day, Liberation Day in lustrum years, Ascension, Whit Monday,
    Christmas.
    """
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:  # never on a Sunday
        kings_day -= timedelta(days=1)
    days = {
        date(year, 1, 1),
        sunday,
        sunday + timedelta(1),
        kings_day,
        sunday + timedelta(39),
        sunday + timedelta(49),
        sunday + timedelta(50),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    if year % 5 == 0:
        days.add(date(year, 5, 5))
    return frozenset(days)


def describe(contact: Contact) -> str:
    """The opening hours in a sentence of the page's language; says so when nobody knows."""
    if contact.hours == "always":
        return str(gettext("day and night"))
    if contact.hours is None:
        return str(gettext("hours unknown"))
    words = "; ".join(_stretch(stretch) for stretch in contact.hours)
    return (
        gettext("%(hours)s, not on public holidays", hours=words)
        if contact.closed_on_holidays
        else words
    )


def as_minutes(contact: Contact) -> str:
    """The opening hours for static/js/hours.js, empty when nobody knows.

    Days (Monday is 1), and from and to in minutes from midnight, such as "12345 540 1020".

    Stretches are parted by ";"; one that lasts past midnight ends after minute 1440.
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
    names = get_day_names("wide", locale=g.locale.replace("-", "_"))
    days = stretch.weekdays
    opens, closes = _clock(stretch.opens), _clock(stretch.closes)
    if days == tuple(range(7)):
        return str(gettext("every day %(opens)s–%(closes)s", opens=opens, closes=closes))
    first, last = names[days[0]], names[days[-1]]
    if days == tuple(range(days[0], days[-1] + 1)) and len(days) > 1:
        words = gettext(
            "%(first)s to %(last)s %(opens)s–%(closes)s",
            first=first,
            last=last,
            opens=opens,
            closes=closes,
        )
    else:
        words = gettext(
            "%(days)s %(opens)s–%(closes)s",
            days=", ".join(names[day] for day in days),
            opens=opens,
            closes=closes,
        )
    return str(words)


def _clock(time: str) -> str:
    hour, minute = time.split(":")
    if g.locale == "nl":
        return f"{int(hour)}.{minute}" if minute != "00" else f"{int(hour)}"
    if (
        g.locale == "en" or hour == "24"
    ):  # midnight as the end of a day, which the CLDR has no word for
        return f"{int(hour)}:{minute}"
    clock = datetime(2000, 1, 1, int(hour), int(minute))
    return format_skeleton("Hm", clock, locale=g.locale.replace("-", "_"))
