"""What the models promise beyond what a faulty file shows (see test_faults.py)."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from meldapp.content.facts import Contact, Hours, Region, Term, digits
from meldapp.content.pages import KINDS, Case, Page, Section

CONTACT = {
    "id": "x",
    "name": "X",
    "number": "088-0767 000",
    "cost": "free",
    "for_whom": {"nl": "iedereen"},
    "source": "s",
    "checked": "2026-11-21",
    "status": "ok",
}
PAGE = {
    "id": "map/slug",
    "locale": "nl",
    "file": "f",
    "title": "Titel",
    "summary": "Zin.",
    "checked": "2026-11-21",
    "checked_by": "redactie",
    "review_by": "2027-11-21",
}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("mon-sun", tuple(range(7))),
        ("sat sun", (5, 6)),
        ("tue, thu", (1, 3)),
        ("fri-mon", (4, 5, 6, 0)),
        ("sun-mon", (6, 0)),
        ("wed-wed", (2,)),
    ],
)
def test_days_are_read_in_every_way_they_are_written(days: str, expected: tuple[int, ...]) -> None:
    assert Hours.model_validate({"days": days, "from": "09:00", "to": "24:00"}).weekdays == expected


@pytest.mark.parametrize(
    "days", ["", "mo", "mon-", "mon-fri-sun", "mon-fri sat", "ma-vr", "mon;tue"]
)
def test_other_days_are_refused(days: str) -> None:
    with pytest.raises(ValidationError, match="is not a list of days"):
        Hours.model_validate({"days": days, "from": "09:00", "to": "17:00"})


@pytest.mark.parametrize(
    "number", ["112", "0800-2000", "088 0767 000", "14 0575", "1400", "+31 88 076 7000"]
)
def test_a_number_is_read_as_people_write_it(number: str) -> None:
    assert Contact.model_validate(CONTACT | {"number": number}).number == number


@pytest.mark.parametrize("number", ["8002000", "88 0767 000", "+0", "0800-20x0"])
def test_a_number_that_cannot_be_dialled_is_refused(number: str) -> None:
    """A spreadsheet takes the zero in front away."""
    with pytest.raises(ValidationError, match="is not a phone number"):
        Contact.model_validate(CONTACT | {"number": number})


@pytest.mark.parametrize("time", ["9:00", "24:00", "09.00", "09:60", "0900", "٠٩:٠٠"])
def test_a_day_starts_at_a_time_of_four_digits(time: str) -> None:
    with pytest.raises(ValidationError, match="is not a time"):
        Hours.model_validate({"days": "mon", "from": time, "to": "17:00"})


def test_a_number_is_dialled_without_what_people_put_between() -> None:
    assert digits("+31 247-247 247") == "+31247247247"
    assert Contact.model_validate(CONTACT).tel == "tel:0880767000"


def test_an_uncertain_contact_is_never_shown() -> None:
    assert [
        Contact.model_validate({**CONTACT, "status": status}).shown
        for status in ("ok", "old", "uncertain")
    ] == [True, True, False]


def test_a_page_is_read_only_and_has_the_shortest_name_it_was_given() -> None:
    page = Page.model_validate(PAGE)
    assert (page.slug, page.label) == ("slug", "Titel")
    assert Page.model_validate({**PAGE, "short": "Kort"}).label == "Kort"
    with pytest.raises(ValidationError, match="frozen"):
        page.title = "Anders"


def test_a_page_is_looked_at_again_within_a_year() -> None:
    assert Page.model_validate({**PAGE, "review_by": "2027-11-22"}).review_by == date(2027, 11, 22)
    for day, words in (("2027-11-23", "more than 12 months"), ("2026-11-20", "before checked")):
        with pytest.raises(ValidationError, match=words):
            Page.model_validate({**PAGE, "review_by": day})


def test_every_kind_of_page_has_a_folder_of_its_own() -> None:
    folders = [kind.folder for kind in KINDS]
    assert len(set(folders)) == len(folders)
    assert all(folders)
    assert set(KINDS) | {Section} == set(Page.__subclasses__())


def test_pages_of_readers_who_are_not_safe_ask_for_no_sources() -> None:
    assert [kind.__name__ for kind in KINDS if not kind.professional and kind is not Case][:1] == [
        "HelpTopic"
    ]


def test_colours_cannot_carry_a_style_sheet() -> None:
    region = {
        "slug": "x",
        "name": "X",
        "organisation": "X",
        "municipalities": [],
        "confidence": "derived",
    }
    assert Region.model_validate({**region, "colours": {"dark-primary": "#0b5563"}}).colours == {
        "dark-primary": "#0b5563"
    }
    for colours in ({"primary": "red"}, {"primary": "#0b5563;}"}, {"x:0;}": "#0b5563"}):
        with pytest.raises(ValidationError):
            Region.model_validate({**region, "colours": colours})


@pytest.mark.parametrize(
    ("term", "dutch", "shown"),
    [
        ("advice", "advies", "advies"),
        ("stalking", "stalking", ""),
        ("Veilig Thuis", "Veilig Thuis", ""),
        ("victim alarm (AWARE)", "AWARE", ""),
        ("stap", "", ""),
    ],
)
def test_a_term_stands_beside_its_dutch_word_unless_it_says_that_already(
    term: str, dutch: str, shown: str
) -> None:
    assert Term(id="x", term=term, meaning="Uitleg.", dutch=dutch).dutch_beside == shown
