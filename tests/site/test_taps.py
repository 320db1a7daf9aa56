"""How many taps it takes, counted by a crawler on the frozen site, without scripts.

A tap follows a link, or opens a fold that hides what comes next. Anything `hidden` needs a script,
and cannot be tapped here.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import pytest
from lxml.html import HtmlElement

from tests.kit.frozen_site import Page, Site

VEILIG_THUIS = "tel:08002000"
FAR = 99


def folds(element: HtmlElement) -> int:
    """How many closed folds must be opened before this is visible; a door of the help zone is one, though not an ancestor."""
    door = sum(1 for holder in element.iterancestors() if "data-help-topics" in holder.attrib)
    return door + sum(
        1
        for fold in element.iterancestors("details")
        if fold.get("open") is None
        and fold.find("summary") not in [element, *element.iterancestors()]
    )


def can_be_seen(element: HtmlElement) -> bool:
    return not any(
        holder.get("hidden") is not None or holder.tag in ("noscript", "template")
        for holder in [element, *element.iterancestors()]
    )


class Crawler:
    """Walks a frozen site by tapping."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pages = {page.address: page for page in site.pages()}
        self._ways: dict[str, dict[str, int]] = {}

    @cached_property
    def taps(self) -> dict[str, dict[str, int]]:
        """Page → where its links lead → taps to get there."""
        taps: dict[str, dict[str, int]] = {}
        for address, page in self.pages.items():
            links = taps[address] = {}
            for link in page.select("//a[@href]"):
                if can_be_seen(link) and "data-quick-exit" not in link.attrib:
                    target = urljoin(address, link.get("href")).partition("#")[0]
                    links[target] = min(links.get(target, FAR), 1 + folds(link))
        return taps

    def ways(self, start: str) -> dict[str, int]:
        """Everything that can be reached in four taps → the fewest taps to it."""
        if start not in self._ways:
            self._ways[start] = self._walk(start)
        return self._ways[start]

    def _walk(self, start: str) -> dict[str, int]:
        best = {start: 0}
        queue = [(0, start)]
        while queue:
            count, here = heapq.heappop(queue)
            if count == best[here] and count < 4:
                for target, taps in self.taps.get(here, {}).items():
                    if count + taps < best.get(target, FAR):
                        best[target] = count + taps
                        heapq.heappush(queue, (count + taps, target))
        return best

    def too_far(
        self, starts: Iterable[Page], most: int, goal: Callable[[Page], dict[str, int]]
    ) -> list[tuple[Page, int]]:
        """The starts from which it takes more taps than `most`, each with the fewest taps.

        `goal` gives the pages to end at, with the taps that remain there.
        """
        pages = []
        for start in starts:
            ways = self.ways(start.address)
            fewest = min(
                (ways.get(end, FAR) + taps for end, taps in goal(start).items()), default=FAR
            )
            if fewest > most:
                pages.append((start, fewest))
        return pages

    def seen_on(self, pages: Iterable[Page], selector: str) -> dict[str, int]:
        """Pages with a visible match → folds to open there."""
        return {
            page.address: min(folds(element) for element in visible)
            for page in pages
            if (visible := [element for element in page.select(selector) if can_be_seen(element)])
        }

    def app_pages(self, locale: str) -> list[Page]:
        return [
            page for page in self.site.pages("app") if page.address.startswith(f"/app/{locale}/")
        ]


@pytest.fixture(scope="module")
def crawler(site: Site) -> Crawler:
    return Crawler(site)


LOCALES = pytest.mark.parametrize("locale", ["nl", "en"])


def test_the_crawler_counts_links_and_folds(crawler: Crawler) -> None:
    """The other tests rely on this.

    A page in the bar is one tap away, and a link behind a door and a topic is behind two folds.
    """
    ways = crawler.ways("/app/nl/")
    assert (ways["/app/nl/"], ways["/app/nl/bel/"], ways["/app/nl/wegen/1/"]) == (0, 1, 2)
    topic = crawler.pages["/nl/"].select(
        "//*[@data-help-topics]//details[@data-help-topic]//a[starts-with(@href, 'tel:')]"
    )
    assert {folds(link) for link in topic} == {2}


def test_calling_veilig_thuis_takes_two_taps_from_anywhere(crawler: Crawler) -> None:
    assert len(crawler.pages) > 300
    assert crawler.too_far(crawler.pages.values(), 2, lambda _: {VEILIG_THUIS: 0}) == []


def test_calling_112_takes_two_taps_from_anywhere(crawler: Crawler) -> None:
    assert crawler.too_far(crawler.pages.values(), 2, lambda _: {"tel:112": 0}) == []


def test_leaving_takes_one_tap(crawler: Crawler) -> None:
    for page in crawler.pages.values():
        (link,) = page.select("//a[@data-quick-exit]")
        assert can_be_seen(link), page
        assert folds(link) == 0, page
        assert urlsplit(link.get("href")).scheme == "https", page


@LOCALES
def test_the_next_step_takes_one_tap_inside_the_page(crawler: Crawler, locale: str) -> None:
    for number in range(1, 5):
        page = crawler.pages[f"/app/{locale}/stappen/{number}/"]
        links = page.select(
            f"//main//*[contains(@class, 'next')]//a[@href='/app/{locale}/stappen/{number + 1}/']"
        )
        assert [folds(link) for link in links if can_be_seen(link)] == [0], page
    assert crawler.taps[f"/app/{locale}/stappen/5/"][f"/app/{locale}/na-de-melding/"] == 1


@LOCALES
def test_the_signals_of_any_form_take_two_taps(crawler: Crawler, locale: str) -> None:
    forms = crawler.seen_on(
        (
            page
            for page in crawler.app_pages(locale)
            if re.search(r"/geweldsvormen/.", page.address)
        ),
        "//*[contains(@class, 'block signals')]//li",
    )
    assert len(forms) >= 4
    for address, left in forms.items():
        assert (
            crawler.too_far(
                crawler.app_pages(locale), 2, lambda _, address=address, left=left: {address: left}
            )
            == []
        )


@LOCALES
def test_the_signals_of_any_age_take_two_taps(crawler: Crawler, locale: str) -> None:
    for age in ("0-4", "4-12", "12-18", "volwassen", "ouder"):
        address = f"/app/{locale}/signalen/{age}/"
        assert crawler.seen_on(
            [crawler.pages[address]], "//*[contains(@class, 'block signals')]//li"
        ) == {address: 0}
        assert (
            crawler.too_far(crawler.app_pages(locale), 2, lambda _, address=address: {address: 0})
            == []
        )


@LOCALES
def test_the_first_weighing_question_takes_two_taps(crawler: Crawler, locale: str) -> None:
    assert (
        crawler.too_far(crawler.app_pages(locale), 2, lambda _: {f"/app/{locale}/wegen/1/": 0})
        == []
    )


@LOCALES
def test_the_weighing_takes_one_tap_per_question(crawler: Crawler, locale: str) -> None:
    """Every answer is a link low on the page: yes, no, not sure; for the last question also that help has only just started."""
    for number, count in enumerate((3, 3, 3, 3, 4), start=1):
        page = crawler.pages[f"/app/{locale}/wegen/{number}/"]
        answers = [urljoin(page.address, link.get("href")) for link in page.by_class("answer")]
        assert len(answers) == count
        assert all(re.search(r"/wegen/(\d|uitkomst/[a-z-]+)/$", answer) for answer in answers), page


@LOCALES
def test_an_example_sentence_takes_three_taps(crawler: Crawler, locale: str) -> None:
    sentences = crawler.seen_on(crawler.app_pages(locale), "//*[contains(@class, 'block say')]//q")
    assert len(sentences) > 10
    assert crawler.too_far(crawler.app_pages(locale), 3, lambda _: sentences) == []


@LOCALES
def test_the_poster_and_the_team_agreements_take_two_taps_from_the_start(
    crawler: Crawler, locale: str
) -> None:
    ways = crawler.ways(f"/app/{locale}/")
    assert ways[f"/app/{locale}/papier/poster/"] <= 2
    assert ways[f"/app/{locale}/teamafspraken/"] <= 2


def test_the_same_page_in_the_other_language_takes_two_taps(crawler: Crawler) -> None:
    def translation(page: Page) -> dict[str, int]:
        here, there = ("/nl/", "/en/") if page.language == "nl" else ("/en/", "/nl/")
        return {page.address.replace(here, there): 0}

    pages = [page for page in crawler.pages.values() if re.match(r"(/app)?/(nl|en)/", page.address)]
    assert len(pages) > 300
    assert crawler.too_far(pages, 2, translation) == []


def test_no_tap_on_a_bar_starts_a_call(crawler: Crawler) -> None:
    for page in crawler.site.pages("app"):
        links = [
            link
            for bar in ("bottom-bar", "top-bar")
            for element in page.by_class(bar)
            for link in element.iter("a")
        ]
        assert len(links) >= 6, page
        assert [
            link.get("href")
            for link in links
            if not link.get("href").startswith("/") and "data-quick-exit" not in link.attrib
        ] == [], page
        bar = list(page.by_class("bottom-bar")[0].iter("a"))
        assert [link.get("href").split("/")[-2] for link in bar] == [
            "stappen",
            "signalen",
            "wegen",
            "bel",
        ], page
        assert page.language != "nl" or [link.text_content().strip() for link in bar] == [
            "Stappen",
            "Signalen",
            "Wegen",
            "Bel",
        ], page


def test_every_page_can_be_reached_from_a_start(crawler: Crawler) -> None:
    """In four taps at most, except the pages for "not found" and "offline"."""
    for locale in ("nl", "en"):
        reached = crawler.ways(f"/app/{locale}/").keys()
        assert [
            page
            for page in crawler.app_pages(locale)
            if page.address not in reached and not re.search(r"/(404|offline)/$", page.address)
        ] == []
