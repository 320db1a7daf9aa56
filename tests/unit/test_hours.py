"""Opening hours in words and as data.

Whether "open now" is right stands in tests/browser/test_open_now.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import g

from meldapp.content.facts import Contact
from meldapp.content.load import Content
from meldapp.web import hours
from meldapp.web.app import create_app


def contact(**more: Any) -> Contact:
    return Contact.model_validate(
        {
            "id": "line",
            "name": "Line",
            "number": "0800-2000",
            "cost": "free",
            "for_whom": {"nl": "x", "en": "x"},
            "source": "s",
            "checked": date(2026, 1, 1),
            "status": "ok",
            **more,
        }
    )


@pytest.mark.parametrize(
    ("given", "data"),
    [
        ("always", "1234567 0 1440"),
        (None, ""),
        ([{"days": "mon-fri", "from": "09:00", "to": "17:00"}], "12345 540 1020"),
        ([{"days": "sat sun", "from": "10:30", "to": "24:00"}], "67 630 1440"),
        ([{"days": "fri", "from": "20:00", "to": "02:00"}], "5 1200 1560"),
        (
            [
                {"days": "mon-fri", "from": "09:00", "to": "12:00"},
                {"days": "mon", "from": "13:00", "to": "17:00"},
            ],
            "12345 540 720;1 780 1020",
        ),
    ],
)
def test_hours_become_data(given: Any, data: str) -> None:
    assert (
        hours.as_minutes(contact(hours=tuple(given) if isinstance(given, list) else given)) == data
    )


def test_a_line_that_closes_on_holidays_says_so_in_words(content: Content) -> None:
    app = create_app(content=content)
    line = contact(
        hours=({"days": "mon-fri", "from": "09:00", "to": "17:00"},), closed_on_holidays=True
    )
    with app.test_request_context("/app/nl/bel/"):
        g.locale = "nl"
        assert hours.describe(line) == "maandag tot en met vrijdag 9–17 uur, niet op feestdagen"


def test_every_number_on_the_call_page_has_its_hours_in_words_beside_the_data(site: Any) -> None:
    for address, unknown in (
        ("/app/nl/bel/", "tijden onbekend"),
        ("/app/en/bel/", "hours unknown"),
    ):
        cells = site.page(address).select("//*[@data-hours]")
        assert len(cells) > 15
        for cell in cells:
            words = cell.text_content().strip()
            assert words
            assert (cell.get("data-hours") == "") == (unknown in words), words


def test_the_state_is_empty_and_hidden_until_a_script_fills_it(site: Any) -> None:
    states = site.page("/app/nl/bel/").by_class("open-now")
    assert states
    for state in states:
        assert state.get("hidden") is not None
        assert not state.text_content()
