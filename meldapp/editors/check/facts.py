"""The facts: numbers to look up again; contacts and sources that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meldapp.content.facts import Contact, LocalTeam, Region, RegionFact
from meldapp.content.faults import line_of
from meldapp.content.pages import Profession
from meldapp.editors.check.look import Look
from meldapp.editors.originals import texts_in
from meldapp.editors.report import Finding

OUTDATED_DAYS = 366
"""A number or name is looked up again within a year, as a page is."""
DOUBTS = {
    "old": (
        "comes from an old source",
        "Ask them whether it still holds, then set status to ok.",
    ),
    "uncertain": ("is uncertain, so it is not shown", "Ask them, then set status to ok."),
}
"""What is said of a status other than ok, and what to do."""


def findings(look: Look) -> Iterator[Finding]:
    """Yield what there is to say about contacts, sources and the facts of regions."""
    for region in look.content.regions.values():
        yield from _region_facts(region, look)
    yield from _contacts(look)
    file, lines = look.toml("sources.toml")
    for source in look.content.sources.keys() - _used_sources(look):
        yield Finding(
            file,
            line_of(lines, (source,)),
            "warning",
            "unused",
            f"nothing rests on the source '{source}'",
            "Name it where it is used, or remove it.",
            source,
        )


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


def _named_contacts(look: Look) -> set[str]:
    """The ids of the contacts that a text links to, or shows as a card."""
    return {
        target
        for text in texts_in(look.content, look.content.site.all_languages)
        for _, scheme, target in text.links
        if scheme in ("call", "card")
    }


def _region_facts(region: Region, look: Look) -> Iterator[Finding]:
    file, lines = look.toml(f"regions/{region.slug}.toml")
    for code, team in region.local_teams.items():
        municipality = look.content.municipalities.get(code)
        name = f"{team.name} ({municipality.name})" if municipality else team.name
        yield from _to_look_up(look, file, line_of(lines, ("local_teams", code)), name, team)
    for key, fact in region.facts.items():
        line = line_of(lines, ("facts", key))
        yield from _to_look_up(look, file, line, f"the fact '{key}'", fact)
        if not fact.is_fresh(look.today):
            yield Finding(
                file,
                line,
                "warning",
                "overdue",
                f"the fact '{key}' is older than three years, so it is not shown",
                "Compare it with its source, then give it a new checked.",
                key,
            )
    for contact in region.contacts:
        line = line_of(lines, ("contacts", contact.id))
        yield from _to_look_up(look, file, line, contact.name, contact)


def _contacts(look: Look) -> Iterator[Finding]:
    """Contacts to look up again, and those that no text names."""
    file, lines = look.toml("contacts.toml")
    named = _named_contacts(look)
    for contact in look.content.contacts.values():
        line = line_of(lines, (contact.id,))
        yield from _to_look_up(look, file, line, contact.name, contact)
        # The page with all numbers shows every contact that may be shown, so that one is never
        # quite unused.
        if contact.id not in named and not contact.shown:
            yield Finding(
                file,
                line,
                "warning",
                "unused",
                f"no text names the contact '{contact.id}', and it may not be shown",
                "Have it checked, or remove it.",
                contact.id,
            )
        elif contact.id not in named:
            yield Finding(
                file,
                line,
                "note",
                "unused",
                f"the contact '{contact.id}' stands on the page with all numbers only",
                "Name it on the page where a reader needs it.",
                contact.id,
            )


def _to_look_up(
    look: Look, file: str, line: int, name: str, fact: Contact | LocalTeam | RegionFact
) -> Iterator[Finding]:
    if look.today - fact.checked > timedelta(days=OUTDATED_DAYS):
        yield Finding(
            file,
            line,
            "warning",
            "overdue",
            f"{name} was last looked up on {fact.checked}",
            "Compare it with its source, then give it a new checked.",
            name,
        )
    status = "ok" if isinstance(fact, RegionFact) else fact.status
    if status in DOUBTS:
        doubt, remedy = DOUBTS[status]
        yield Finding(file, line, "note", "look-up", f"{name} {doubt}", remedy, name)
