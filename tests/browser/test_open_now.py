"""Open now: the real script against a plain calculation, around midnight, weekends, holidays and
clock changes, and from other time zones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from meldapp.content.facts import Contact
from meldapp.content.load import Content
from meldapp.publish.serve import SiteServer
from meldapp.web.hours import as_minutes
from tests.kit.levels import later
from tests.kit.screens import EVERY_PAGE

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EASTER = {
    2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2031: (4, 13), 2032: (3, 28),
    2033: (4, 17), 2034: (4, 9), 2035: (3, 25), 2036: (4, 13), 2037: (4, 5), 2038: (4, 25), 2039: (4, 10), 2040: (4, 1),
}  # fmt: skip
"""Easter Sunday in printed calendars."""
FAKE_CLOCK = "const real = Date.now; Date.now = () => self.moment ?? real();"
LOOK = """([id, moments]) => {
  const others = [...document.querySelectorAll(".open-now")].filter((state) => !state.closest(`#${id}`));
  for (const state of others) state.className = "";
  const texts = moments.map((moment) => {
    self.moment = moment;
    document.dispatchEvent(new Event("visibilitychange"));
    return document.querySelector(`#${id} .open-now`).textContent;
  });
  for (const state of others) state.className = "open-now";
  return texts;
}"""
"""Reads the state beside the hours of one number at each moment, leaving out all other numbers."""
OPEN, CLOSED = "Nu open", "Nu dicht"


@pytest.fixture(scope="module")
def contacts(content: Content) -> dict[str, Contact]:
    return content.contacts


@pytest.fixture(scope="module")
def calls(browser: Browser, server: SiteServer) -> Iterator[Page]:
    """The call page, with a clock that a test sets."""
    yield from opened(browser, server, "Europe/Amsterdam")


def opened(browser: Browser, server: SiteServer, zone: str, locale: str = "nl") -> Iterator[Page]:
    context = browser.new_context(timezone_id=zone, locale="nl-NL", service_workers="block")
    context.add_init_script(FAKE_CLOCK)
    page = context.new_page()
    page.goto(server.url(f"app/{locale}/bel/"))
    expect(page.locator("#alarm .open-now")).to_be_visible()
    yield page
    context.close()


def states(page: Page, contact: Contact | str, moments: Iterable[datetime]) -> list[str]:
    """The state beside a number at each moment."""
    name = contact if isinstance(contact, str) else contact.id
    states: list[str] = page.evaluate(
        LOOK, [name, [int(moment.timestamp() * 1000) for moment in moments]]
    )
    return states


def every(minutes: int, first: datetime, last: datetime) -> list[datetime]:
    """Moments from the first to the last, both in UTC."""
    return [
        first + timedelta(minutes=number)
        for number in range(0, int((last - first).total_seconds() // 60) + 1, minutes)
    ]


def holidays(year: int) -> set[date]:
    """The general Dutch holidays (Algemene termijnenwet, art. 3), and 5 May every fifth year."""
    easter = date(year, *EASTER[year])
    kings_day = 26 if date(year, 4, 27).weekday() == 6 else 27
    days = [(1, 1), (4, kings_day), (12, 25), (12, 26), *([(5, 5)] if year % 5 == 0 else [])]
    return {
        *(date(year, *day) for day in days),
        *(easter + timedelta(days=after) for after in (0, 1, 39, 49, 50)),
    }


def is_open(contact: Contact, moment: datetime) -> bool:
    """The plain calculation, as somebody with a Dutch clock and calendar would do it."""
    if contact.hours == "always":
        return True
    local = moment.astimezone(AMSTERDAM)
    if contact.closed_on_holidays and local.date() in holidays(local.year):
        return False
    clock = f"{local.hour:02}:{local.minute:02}"
    return any(
        local.weekday() in stretch.weekdays and stretch.opens <= clock < stretch.closes
        for stretch in contact.hours or ()
    )


def next_opening(contact: Contact, moment: datetime) -> datetime:
    """The first quarter-hour, in Dutch time, at which the line is open."""
    later = moment.replace(minute=moment.minute // 15 * 15, second=0)
    while not is_open(contact, later):
        later += timedelta(minutes=15)
    return later.astimezone(AMSTERDAM)


def assert_right(contact: Contact, moments: list[datetime], shown: list[str]) -> None:
    """Check every state against the calculation."""
    wrong = [
        (moment.astimezone(AMSTERDAM), state)
        for moment, state in zip(moments, shown, strict=True)
        if (OPEN in state) != is_open(contact, moment)
        or (CLOSED in state) == is_open(contact, moment)
    ]
    assert wrong == []


ORDINARY = every(15, datetime(2026, 11, 19, 22, tzinfo=UTC), datetime(2026, 11, 27, 2, tzinfo=UTC))
"""More than a week in winter, including midnights and a weekend."""
SUMMER = every(15, datetime(2026, 7, 2, 20, tzinfo=UTC), datetime(2026, 7, 7, 2, tzinfo=UTC))
CLOCK_FORWARD = every(
    5, datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 3, 29, 23, tzinfo=UTC)
)
CLOCK_BACK = every(
    5, datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)
)
NEW_YEAR = every(15, datetime(2025, 12, 24, 12, tzinfo=UTC), datetime(2026, 1, 3, 0, tzinfo=UTC))
WITH_HOURS = (
    "veilig-thuis-chat",
    "kindertelefoon",
    "in-je-bol",
    "mind-hulplijn",
    "comensha",
    "vertrouwensinspecteur",
    "teletolk",
    "centrum-veilige-sport",
)


SEASONS = {
    "in winter": ORDINARY,
    "in summer": SUMMER,
    "clock forward": CLOCK_FORWARD,
    "clock back": CLOCK_BACK,
    "turn of the year": NEW_YEAR,
}


@pytest.mark.parametrize(
    ("contact", "moments"),
    [
        # each line in one period, and each period with some line; every pair before a release
        (contact, moments) if line % len(SEASONS) == season else later(contact, moments)
        for line, contact in enumerate(WITH_HOURS)
        for season, moments in enumerate(SEASONS.values())
    ],
    ids=[f"{contact} {season}" for contact in WITH_HOURS for season in SEASONS],
)
def test_open_and_closed_are_right(
    calls: Page, contacts: dict[str, Contact], contact: str, moments: list[datetime]
) -> None:
    assert_right(contacts[contact], moments, states(calls, contact, moments))


def test_every_number_with_hours_is_tested(contacts: dict[str, Contact]) -> None:
    assert {
        contact.id
        for contact in contacts.values()
        if contact.shown and contact.hours not in ("always", None)
    } == set(WITH_HOURS)


def test_holidays_match_the_calendar(calls: Page, contacts: dict[str, Contact]) -> None:
    """From 2024 to 2028, or to 2040 before a release."""
    years = range(2024, 2041 if EVERY_PAGE else 2029)
    days = [
        date(years.start, 1, 1) + timedelta(days=number)
        for number in range((date(years.stop, 1, 1) - date(years.start, 1, 1)).days)
    ]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=AMSTERDAM) for day in days]
    shown = states(calls, "comensha", noons)
    closed = {
        day for day, state in zip(days, shown, strict=True) if CLOSED in state and day.weekday() < 5
    }
    assert closed == {day for year in years for day in holidays(year) if day.weekday() < 5}


@pytest.mark.parametrize(
    "zone",
    [
        later("America/Los_Angeles"),
        later("America/St_Johns"),
        later("Asia/Kolkata"),
        "Pacific/Auckland",
        later("UTC"),
    ],
)
def test_a_reader_abroad_sees_the_state_in_dutch_time(
    browser: Browser, server: SiteServer, contacts: dict[str, Contact], zone: str
) -> None:
    for page in opened(browser, server, zone):
        for moments in (ORDINARY, CLOCK_FORWARD, CLOCK_BACK):
            for contact in ("comensha", "kindertelefoon"):
                assert_right(contacts[contact], moments, states(page, contact, moments))


def test_a_closed_line_says_when_it_opens(calls: Page, contacts: dict[str, Contact]) -> None:
    names = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
    moments = [
        moment for moment in [*ORDINARY, *NEW_YEAR] if not is_open(contacts["comensha"], moment)
    ]
    for moment, state in zip(moments, states(calls, "comensha", moments), strict=True):
        opens, local = next_opening(contacts["comensha"], moment), moment.astimezone(AMSTERDAM)
        day = {0: "vandaag", 1: "morgen"}.get(
            (opens.date() - local.date()).days, names[opens.weekday()]
        )
        assert state == f"Nu dicht, {day} open vanaf {opens.hour}.{opens.minute:02} uur", local


def test_an_open_line_says_when_it_closes(calls: Page) -> None:
    assert states(calls, "comensha", [datetime(2026, 11, 20, 9, tzinfo=UTC)]) == [
        "Nu open, tot 17.00 uur"
    ]


def test_a_line_for_day_and_night_is_always_open(calls: Page) -> None:
    assert set(states(calls, "veilig-thuis", [*ORDINARY, *CLOCK_BACK, *NEW_YEAR])) == {OPEN}
    assert set(states(calls, "alarm", NEW_YEAR)) == {OPEN}


def test_a_line_with_unknown_hours_has_no_state(calls: Page, contacts: dict[str, Contact]) -> None:
    unknown = [
        contact.id for contact in contacts.values() if contact.shown and contact.hours is None
    ]
    assert unknown
    for name in unknown:
        assert set(states(calls, name, ORDINARY[:5])) == {""}
        expect(calls.locator(f"#{name} .open-now")).to_be_hidden()


def test_hours_from_an_old_source_are_given_with_a_caveat(
    calls: Page, contacts: dict[str, Contact]
) -> None:
    for name in WITH_HOURS:
        old = "old" in (contacts[name].hours_status, contacts[name].status)
        assert all(
            ("voor zover bekend" in state) == old for state in states(calls, name, ORDINARY[:50:10])
        )


def test_hours_may_last_past_midnight(calls: Page) -> None:
    """No number has such hours today, but an editor may enter them tomorrow."""
    line = Contact.model_validate(
        {
            "id": "night",
            "name": "n",
            "number": "0800-2000",
            "hours": ({"days": "fri sat", "from": "22:00", "to": "02:00"},),
            "cost": "free",
            "for_whom": {"nl": "x"},
            "source": "s",
            "checked": date(2026, 1, 1),
            "status": "ok",
        }
    )
    calls.evaluate(
        "(hours) => document.getElementById('main').insertAdjacentHTML('beforeend', `<ul "
        "id='night'><li class='open-now' hidden></li><li data-hours='${hours}'></li></ul>`)",
        as_minutes(line),
    )
    local = [
        datetime(2026, 11, 20, hour, minute, tzinfo=AMSTERDAM) + timedelta(days=day)
        for day in range(4)
        for hour in (0, 1, 2, 12, 21, 22, 23)
        for minute in (0, 59)
    ]
    for moment, state in zip(local, states(calls, "night", local), strict=True):
        evening = moment.weekday() in (4, 5) and moment.hour >= 22
        night = moment.weekday() in (5, 6) and moment.hour < 2
        assert (OPEN in state) == (evening or night), moment
        assert not state.startswith(OPEN) or state == "Nu open, tot 2.00 uur"


def test_the_state_changes_while_the_page_is_open(browser: Browser, server: SiteServer) -> None:
    context = browser.new_context(timezone_id="Europe/Amsterdam", service_workers="block")
    page = context.new_page()
    page.clock.install(time=datetime(2026, 11, 20, 16, 59, tzinfo=AMSTERDAM))
    page.goto(server.url("app/nl/bel/"))
    expect(page.locator("#comensha .open-now")).to_have_text("Nu open, tot 17.00 uur")
    page.clock.run_for(61_000)
    expect(page.locator("#comensha .open-now")).to_have_text(re.compile("^Nu dicht"))
    context.close()


def test_at_night_the_open_lines_are_in_a_group_above_the_others(calls: Page) -> None:
    night = calls.locator("[data-night]")
    homes = calls.locator(".numbers:not([data-night])")
    for hour, is_night in ((12, False), (2, True), (13, False)):
        moment = datetime(2026, 11, 20, hour, tzinfo=AMSTERDAM).timestamp() * 1000
        calls.evaluate(
            "(moment) => { self.moment = moment; document.dispatchEvent(new Event('visibilitychange')); }",
            moment,
        )
        expect(night).to_be_visible(visible=is_night)
        expect(night.locator("#alarm")).to_have_count(int(is_night))
        expect(night.locator("#comensha")).to_have_count(0)
        expect(homes.locator("#alarm")).to_have_count(int(not is_night))
        states = calls.evaluate(
            "[...document.querySelectorAll('.numbers')].map((group) => "
            "[...group.querySelectorAll('.open-now')].map((line) => line.dataset.state === 'open'))"
        )
        assert all(group == sorted(group, reverse=True) for group in states), (
            "open lines must come first"
        )


def test_the_state_is_also_shown_when_the_page_is_reached_by_a_step(
    browser: Browser, server: SiteServer
) -> None:
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(server.url("app/nl/stappen/"))
    expect(page.locator(".bottom-bar a[data-htmx-powered]")).to_have_count(4)
    page.locator('.bottom-bar [data-section="bel"]').click()
    expect(page.locator("#veilig-thuis .open-now")).to_have_text(OPEN)
    context.close()


def test_english_readers_get_english_words(browser: Browser, server: SiteServer) -> None:
    for page in opened(browser, server, "Europe/Amsterdam", "en"):
        friday = datetime(2026, 11, 20, 18, tzinfo=UTC)
        assert states(page, "comensha", [friday]) == ["Closed now, open Monday from 9:00"]


def test_without_a_script_the_hours_are_shown_without_a_state(
    browser: Browser, server: SiteServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url("app/nl/bel/"))
    assert page.locator(".open-now:visible").count() == 0
    assert "9–17 uur" in page.locator("#comensha").inner_text()
    context.close()
