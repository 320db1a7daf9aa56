"""The facts: those of the site, contacts, places, regions and the glossary."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from meldapp.content.consistency.look import Look, no_page
from meldapp.content.facts import REGION_FACTS, Contact, Region
from meldapp.content.faults import Complaint, Fault, Where, line_with, missing, near
from meldapp.content.marks import no_region_fact

NEEDED_PAGES = (
    "index",
    "404",
    "offline",
    "bel",
    "stappen",
    "stappen/1",
    "stappen/5",
    "signalen",
    "wegen",
    "wegen/1",
    "gemeente",
    "na-de-melding",
    "vrijwilligers",
    "zoeken",
    "wissen",
    "installeren",
    "bronnen",
    "over",
    "privacy",
    "toegankelijkheid",
)
"""Pages that the templates name."""
NEEDED_CONTACTS = ("alarm", "veilig-thuis", "veilig-thuis-chat")
"""Contacts that the templates name."""


def faults(look: Look) -> Iterator[Fault]:
    """Yield what is wrong with the facts."""
    yield from _site(look)
    yield from _needed(look)
    yield from _places(look)
    yield from _contacts(look, "contacts.toml", (), look.content.contacts.values())
    for region in look.content.regions.values():
        yield from _region(look, region)
    for locale in look.content.site.languages:
        yield from _terms(look, locale)


def _site(look: Look) -> Iterator[Fault]:
    site, regions = look.content.site, look.content.regions
    if site.default_region not in regions:
        yield look.at(
            "site.toml",
            ("default_region",),
            f"the default region '{site.default_region}' has no file",
            f"Add content/regions/{site.default_region}.toml, or correct "
            f"default_region.{near(site.default_region, regions)}",
        )
    known = look.page_ids(look.content.pages[site.languages[0]])
    named = [
        *(("search_topics", topic) for topic in site.search_topics),
        *(("examples", example.page) for example in site.examples),
    ]
    for field, page_id in named:
        if page_id not in known:
            yield look.at("site.toml", (field,), *no_page(page_id, known))


def _needed(look: Look) -> Iterator[Fault]:
    """Pages and contacts that other pages link to."""
    for needed in NEEDED_PAGES:
        if needed not in look.content.pages[look.source]:
            yield Fault(
                f"{look.folder}/{look.source}/{needed}.md",
                0,
                f"the page '{needed}' is missing; other pages link to it",
                "Write it.",
            )
    for contact_id in NEEDED_CONTACTS:
        contact = look.content.contacts.get(contact_id)
        if contact is None:
            yield look.at(
                "contacts.toml",
                (),
                f"the contact '{contact_id}' is missing; it is on many pages",
                f"Add [{contact_id}].",
            )
        elif not contact.shown or (contact_id != "veilig-thuis-chat" and not contact.number):
            yield look.at(
                "contacts.toml",
                (contact_id,),
                f"the contact '{contact_id}' is on many pages, so it needs a number that is "
                "certain",
                'Give it a number, and status = "ok".',
            )


def _places(look: Look) -> Iterator[Fault]:
    for line, place in enumerate(look.content.places, start=2):
        if place.municipality not in look.content.municipalities:
            yield Fault(f"{look.folder}/places.csv", line, *_no_municipality(place.municipality))


def _no_municipality(code: str) -> Complaint:
    return missing("municipality", code, (), "Use a code from content/municipalities.csv.")


def _contacts(look: Look, name: str, at: Where, contacts: Collection[Contact]) -> Iterator[Fault]:
    for contact in contacts:
        where = (*at, contact.id)
        yield from look.source_at(name, (*where, "source"), contact.source)
        for locale in look.content.site.languages:
            if locale not in contact.for_whom and locale in ("nl", "en"):
                yield look.at(
                    name,
                    (*where, "for_whom"),
                    f"the contact '{contact.id}' does not say for whom it is in {locale!r}",
                    f'Add {locale} = "…".',
                )
        for field, words in (("for_whom", contact.for_whom), ("note", contact.note)):
            for text in words.values():
                yield from look.numbers_at(name, (*where, field), text)


def _region(look: Look, region: Region) -> Iterator[Fault]:
    name = f"regions/{region.slug}.toml"
    yield from _contacts(look, name, ("contacts",), region.contacts)
    yield from _tile_map(look, region)
    for code in region.municipalities:
        if code not in look.content.municipalities:
            file = f"{look.folder}/{name}"
            line = line_with(look.texts[file], re.escape(f'"{code}"'))
            yield Fault(file, line, *_no_municipality(code))
    for code, team in region.local_teams.items():
        if code not in region.municipalities:
            yield look.at(
                name,
                ("local_teams", code),
                f"the municipality {code!r} is not one of this region",
                "Use a code from the list of municipalities above.",
            )
        yield from look.source_at(name, ("local_teams", code, "source"), team.source)
    if region.monitoring:
        yield from look.source_at(name, ("monitoring", "source"), region.monitoring.source)
    for key, fact in region.facts.items():
        if key not in REGION_FACTS:
            yield look.at(name, ("facts", key), *no_region_fact(key))
        yield from look.source_at(name, ("facts", key, "source"), fact.source)
        for text in fact.value.values():
            yield from look.numbers_at(name, ("facts", key, "value"), text)


def _tile_map(look: Look, region: Region) -> Iterator[Fault]:
    """Each municipality of a region has a square of its own."""
    squares: dict[tuple[int, int], str] = {}
    for line, municipality in enumerate(look.content.municipalities.values(), start=2):
        if municipality.code not in region.municipalities:
            continue
        square = (municipality.column, municipality.row)
        if square in squares:
            yield Fault(
                f"{look.folder}/municipalities.csv",
                line,
                f"{municipality.name} and {squares[square]} are on the same square of the tile map",
                "Give one of them another column or row.",
            )
        squares[square] = municipality.name


def _terms(look: Look, locale: str) -> Iterator[Fault]:
    name = f"{locale}/begrippen.toml"
    known = look.page_ids(look.content.pages[locale])
    terms, originals = look.content.terms[locale], look.content.terms[look.source]
    for term in terms.values():
        if term.page and term.page not in known:
            yield look.at(name, (term.id, "page"), *no_page(term.page, known))
        yield from look.numbers_at(name, (term.id, "meaning"), term.meaning)
    for term_id in originals.keys() - terms.keys():
        yield look.at(
            name,
            (),
            f"the term '{term_id}' has no translation in {locale!r}",
            f"Translate [{term_id}] of content/{look.source}/begrippen.toml.",
        )
    for term_id in terms.keys() - originals.keys():
        yield look.at(
            name,
            (term_id,),
            f"the term '{term_id}' does not exist in {look.source!r}",
            f"Write it in content/{look.source}/begrippen.toml first, or remove this one.",
        )
