"""The facts: numbers to look up again; contacts and sources that nothing uses; colours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meldapp.content.facts import Contact, LocalTeam, Region, RegionFact
from meldapp.content.faults import Where
from meldapp.content.pages import Profession
from meldapp.editors.check.look import FactsFile, Look
from meldapp.editors.originals import texts_in
from meldapp.editors.report import Finding
from meldapp.web import colours

OUTDATED_DAYS = 366
"""A number or name is looked up again within a year, as a page is."""
COMPARE = "Compare it with its source, then give it a new checked."
DOUBTS = {
    "old": ("comes from an old source", "Ask them whether it still holds, then set status to ok."),
    "uncertain": ("is uncertain, so it is not shown", "Ask them, then set status to ok."),
}
"""Status other than ok → what is wrong with it, and what to do."""


def findings(look: Look) -> Iterator[Finding]:
    """Yield what there is to say about contacts, sources and the facts of regions."""
    for region in look.content.regions.values():
        yield from _region(region, look)
    yield from _municipalities(look)
    yield from _contacts(look)
    file = look.facts("sources.toml")
    for source in look.content.sources.keys() - _used_sources(look):
        message = f"nothing rests on the source '{source}'"
        remedy = "Name it where it is used, or remove it."
        yield file.about((source,), "warning", "unused", message, remedy, source)


def _used_sources(look: Look) -> set[str]:
    content = look.content
    used = {contact.source for contact in content.contacts.values()}
    for text in texts_in(content, content.site.all_languages):
        used |= {*text.sources} | ({text.framework} if isinstance(text, Profession) else set())
    for region in content.regions.values():
        used |= (
            {team.source for team in region.local_teams.values()}
            | {contact.source for contact in region.contacts}
            | ({region.monitoring.source} if region.monitoring else set())
            | {fact.source for fact in region.facts.values()}
        )
    return used


def _region(region: Region, look: Look) -> Iterator[Finding]:
    """What is old or in doubt in the file of a region, and colours that would stop its build."""
    file = look.facts(f"regions/{region.slug}.toml")
    for code, team in region.local_teams.items():
        municipality = look.content.municipalities.get(code)
        name = f"{team.name} ({municipality.name})" if municipality else team.name
        yield from _to_look_up(look, file, ("local_teams", code), name, team)
    for key, fact in region.facts.items():
        yield from _to_look_up(look, file, ("facts", key), f"the fact '{key}'", fact)
        if not fact.is_fresh(look.today):
            message = f"the fact '{key}' is older than three years, so it is not shown"
            yield file.about(("facts", key), "warning", "overdue", message, COMPARE, key)
    for contact in region.contacts:
        yield from _to_look_up(look, file, ("contacts", contact.id), contact.name, contact)
    for name, problem, remedy in colours.faults(region.colours):
        yield file.about(("colours", name), "error", "colour", f"{name}: {problem}", remedy)


def _municipalities(look: Look) -> Iterator[Finding]:
    """Municipalities in the files of two regions, or of none: people there would be led to either,
    or nowhere."""
    slugs: dict[str, str] = {}
    for region in look.content.regions.values():
        file = look.facts(f"regions/{region.slug}.toml")
        for code in region.municipalities:
            if (other := slugs.setdefault(code, region.slug)) != region.slug:
                name = look.content.municipalities[code].name
                message = f"{name} ({code}) is in regions/{other}.toml as well"
                remedy = "Take it out of one of the two files."
                yield file.about(("municipalities",), "error", "municipality", message, remedy)
    table = f"{look.content_dir.name}/municipalities.csv"
    for line, (code, municipality) in enumerate(look.content.municipalities.items(), start=2):
        if code not in slugs:
            message = f"{municipality.name} ({code}) is in the file of no region"
            remedy = "Add it to municipalities in the file of its region."
            yield Finding(table, line, "error", "municipality", message, remedy)


def _contacts(look: Look) -> Iterator[Finding]:
    """Contacts to look up again, and those that no text links to or shows as a card."""
    file = look.facts("contacts.toml")
    named = {
        target
        for text in texts_in(look.content, look.content.site.all_languages)
        for _, scheme, target in text.links
        if scheme in ("call", "card")
    }
    for key, contact in look.content.contacts.items():
        yield from _to_look_up(look, file, (key,), contact.name, contact)
        if key in named:
            continue
        # The page with all numbers shows every contact that may be shown, so that one is never
        # quite unused.
        if contact.shown:
            message = f"the contact '{key}' is only on the page with all numbers"
            remedy = "Name it on the page where a reader needs it."
            yield file.about((key,), "note", "unused", message, remedy, key)
        else:
            message = f"no text names the contact '{key}', and it may not be shown"
            remedy = "Have it checked, or remove it."
            yield file.about((key,), "warning", "unused", message, remedy, key)


def _to_look_up(
    look: Look, file: FactsFile, where: Where, name: str, fact: Contact | LocalTeam | RegionFact
) -> Iterator[Finding]:
    if look.today - fact.checked > timedelta(days=OUTDATED_DAYS):
        message = f"{name} was last looked up on {fact.checked}"
        yield file.about(where, "warning", "overdue", message, COMPARE, name)
    status = "ok" if isinstance(fact, RegionFact) else fact.status
    if status in DOUBTS:
        doubt, remedy = DOUBTS[status]
        yield file.about(where, "note", "look-up", f"{name} {doubt}", remedy, name)
