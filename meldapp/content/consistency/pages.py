"""The pages: what they name, their numbers, their translations, and the weighing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from meldapp.content.consistency.look import Look
from meldapp.content.consistency.rules import telltales, worded_in
from meldapp.content.faults import Fault, missing, near
from meldapp.content.pages import HelpTopic, Outcome, Page, Profession, Question

Pages = Mapping[str, Page]


def faults(look: Look) -> Iterator[Fault]:
    """Yield what is wrong with the pages of the languages of both zones, and of each region."""
    yield from _scope(look, look.content.pages, look.content.pages, "")
    for slug, regional in look.content.region_pages.items():
        yield from _scope(look, look.content.for_region(slug).pages, regional, slug)


def _scope(
    look: Look, every: Mapping[str, Pages], chosen: Mapping[str, Pages], region: str
) -> Iterator[Fault]:
    """Look at the chosen pages: all, or those of one region among every other."""
    originals = chosen.get(look.source, {})
    for locale in look.content.site.languages:
        pages, of_locale = every[locale], chosen.get(locale, {})
        known = look.page_ids(pages, region)
        patterns = telltales(look.content.rules[locale].values())
        for page in of_locale.values():
            yield from _page(look, page, pages, known)
            yield from worded_in(page, patterns)
        yield from look.unpaired("page", locale, of_locale, originals)
        yield from _numbering(pages)
        yield from _graph(pages)


def _page(look: Look, page: Page, pages: Pages, known: Collection[str]) -> Iterator[Fault]:
    yield from look.source_faults(page)
    if page.professional and not page.sources and not page.rules:
        yield page.fault(
            "sources",
            "a page for professionals rests on at least one source",
            "Add sources: with an id from content/sources.toml.",
        )
    if isinstance(page, Profession) and page.framework not in look.content.sources:
        yield page.fault("framework", *look.no_source(page.framework))
    for related in page.related:
        if related not in pages or related not in known:
            remedy = "Use the id of a page with a text of its own, such as stappen/2."
            yield page.fault("related", *missing("page", related, pages, remedy))
    section = page.id.partition("/")[0]
    if section not in pages and not isinstance(page, HelpTopic):
        yield Fault(
            page.file,
            0,
            f"the section '{section}' has no page of its own",
            f"Write content/{page.locale}/{section}/index.md.",
        )
    yield from look.text_faults(page, known)


def _numbering(pages: Pages) -> Iterator[Fault]:
    taken: dict[tuple[type[Page], int], Page] = {}
    for page in pages.values():
        number = getattr(page, "number", None)
        first = taken.setdefault((type(page), number), page) if number else page
        if first is not page:
            yield page.fault(
                "number",
                f"number {number} is also that of {first.file}",
                "Give each page its own number.",
            )


def _graph(pages: Pages) -> Iterator[Fault]:
    """Every answer leads somewhere, and from every question an outcome can be reached."""
    questions = [page for page in pages.values() if isinstance(page, Question)]
    leads_out = {page_id for page_id, page in pages.items() if isinstance(page, Outcome)}
    for page in questions:
        for answer, target in page.targets.items():
            if not isinstance(pages.get(target), Question | Outcome):
                weighing = (other for other in pages if other.startswith("wegen/"))
                yield page.fault(
                    answer,
                    f"the answer '{answer}' leads to '{target}', which is neither a "
                    "question nor an outcome",
                    "Name a page such as wegen/2 or wegen/uitkomst/melden."
                    + near(target, weighing),
                )
    for _ in questions:  # the longest way passes every question once
        leads_out |= {page.id for page in questions if leads_out & {*page.targets.values()}}
    for page in questions:
        if page.id not in leads_out:
            yield page.fault(
                "yes",
                "from this question no answer ever leads to an outcome",
                "Let at least one answer end at a page in wegen/uitkomst/.",
            )
