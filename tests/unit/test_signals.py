"""Signals by age and by form, collected from the texts of the forms of violence.

A signal is no proof, and says with which forms it fits.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from meldapp.content.facts import AGES
from meldapp.content.load import Content
from meldapp.content.markdown import plain
from meldapp.content.pages import ViolenceType


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_every_signal_with_an_age_stands_on_the_page_of_that_age_with_its_form(
    site: Any, content: Content, locale: str
) -> None:
    groups = {group.titles[locale]: group.ages for group in content.site.signal_groups}
    forms: dict[str, dict[str, set[str]]] = {age: {} for age in AGES}
    for age in AGES:
        for group in site.page(f"/app/{locale}/signalen/{age}/").select(
            "//details[contains(@class, 'signals')]"
        ):
            [form_address] = group.xpath("./p/a/@href")
            for item in group.xpath("./ul/li"):
                signal = words(item.text_content())
                forms[age].setdefault(signal, set()).add(form_address)
    count = 0
    for form in content.all(ViolenceType, locale):
        for block in re.finditer(r"^/// signals \| (.+)\n((?:.*\n)+?)///$", form.text + "\n", re.M):
            for item in re.findall(r"^[-*] +(.+)$", block[2], re.M):
                for age in groups[block[1].strip()]:
                    count += 1
                    assert f"/app/{locale}/{form.id}/" in forms[age].get(words(plain(item)), ()), (
                        age,
                        form.id,
                        item,
                    )
    assert count > 100


@pytest.mark.parametrize(
    ("locale", "sentence"), [("nl", "Een signaal is geen bewijs"), ("en", "not proof")]
)
def test_every_page_of_signals_says_that_a_signal_is_no_proof(
    site: Any, locale: str, sentence: str
) -> None:
    for address in ("", *(f"{age}/" for age in AGES)):
        lead = site.page(f"/app/{locale}/signalen/{address}").by_class("lead")[0].text_content()
        assert sentence in lead


def test_every_form_and_every_age_is_one_press_away_from_the_signals(
    site: Any, content: Content
) -> None:
    links = site.page("/app/nl/signalen/").select("//main//a/@href")
    assert {f"/app/nl/{form.id}/" for form in content.all(ViolenceType, "nl")} <= set(links)
    assert {f"/app/nl/signalen/{age}/" for age in AGES} <= set(links)


def test_the_page_of_an_age_marks_where_the_reader_is(site: Any) -> None:
    for age in AGES:
        assert site.page(f"/app/nl/signalen/{age}/").select(
            "//main//ul[@class='ages']//a[@aria-current='page']/@href"
        ) == [f"/app/nl/signalen/{age}/"]


def test_cases_come_one_at_a_time_and_say_how_far(site: Any) -> None:
    count = len(
        site.page("/app/nl/casus/").select(
            "//main//ul[starts-with(@class, 'rows')]/li/a[contains(@href, '/casus/')]"
        )
    )
    address, seen = (
        site.page("/app/nl/casus/").select("//main//ul[starts-with(@class, 'rows')]/li/a/@href")[0],
        [],
    )
    while address:
        page = site.page(address)
        seen.append(address)
        assert f"{len(seen)} van {count}" in page.by_class("crumb")[0].text_content()
        assert page.select("//main//details[contains(@class, 'details')]"), (
            "what to consider is folded until the reader has thought"
        )
        following = page.select("//main//p[@class='next']/a/@href")
        address = following[0] if following else ""
    assert len(seen) == len(set(seen)) == count
