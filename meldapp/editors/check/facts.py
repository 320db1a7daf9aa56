"""The facts: numbers to look up again; contacts and sources that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from meldapp.content.facts import Region
from meldapp.content.load import Content
from meldapp.content.pages import Profession
from meldapp.editors.check.texts import file_name, line_with, pages_with_dutch
from meldapp.editors.report import Finding

OUTDATED_DAYS = 366
"""A number or name is looked up again within a year, as a page is."""


def findings(content: Content, content_dir: Path, today: date) -> Iterator[Finding]:
    """Yield what there is to say about contacts, sources and the facts of regions."""
    named: set[str] = set()
    used = {contact.source for contact in content.contacts.values()}
    for page, _ in pages_with_dutch(content):
        used |= {*page.sources} | ({page.framework} if isinstance(page, Profession) else set())
        named |= {
            *re.findall(r"\(call:([\w-]+)\)", page.text),
            *re.findall(r"^/// *call *\|.*\n\s*([\w-]+)", page.text, flags=re.M),
        }
    for rules in content.rules.values():
        for rule in rules.values():
            used |= {*rule.sources}
            named |= {target for _, scheme, target in rule.links if scheme == "call"}
    for region in content.regions.values():
        used |= (
            {team.source for team in region.local_teams.values()}
            | {contact.source for contact in region.contacts}
            | ({region.monitoring.source} if region.monitoring else set())
            | {fact.source for fact in region.facts.values()}
        )
        yield from _region_facts(region, content, content_dir, today)
    yield from _contacts(content, content_dir, named, today)
    path = content_dir / "sources.toml"
    raw = path.read_text("utf-8-sig")
    for source in content.sources.keys() - used:
        yield Finding(
            file_name(path, content_dir),
            line_with(raw, f"[{source}]") or line_with(raw, f'["{source}"]'),
            "warning",
            "unused",
            f"nothing rests on the source '{source}'",
            "Name it where it is used, or remove it.",
            source,
        )


def _region_facts(
    region: Region, content: Content, content_dir: Path, today: date
) -> Iterator[Finding]:
    path = content_dir / f"regions/{region.slug}.toml"
    file, raw = file_name(path, content_dir), path.read_text("utf-8-sig")
    for code, team in region.local_teams.items():
        municipality = content.municipalities.get(code)
        yield from _to_look_up(
            file,
            line_with(raw, f"local_teams.{code}]") or line_with(raw, code),
            f"{team.name} ({municipality.name})" if municipality else team.name,
            team.checked,
            team.status,
            today,
        )
    for key, fact in region.facts.items():
        line = line_with(raw, f"[facts.{key}]")
        yield from _to_look_up(file, line, f"the fact '{key}'", fact.checked, "ok", today)
        if not fact.is_fresh(today):
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
        yield from _to_look_up(
            file,
            line_with(raw, f"contacts.{contact.id}]"),
            contact.name,
            contact.checked,
            contact.status,
            today,
        )


def _contacts(
    content: Content, content_dir: Path, named: set[str], today: date
) -> Iterator[Finding]:
    """Contacts to look up again, and those that no text has `named`."""
    path = content_dir / "contacts.toml"
    file, raw = file_name(path, content_dir), path.read_text("utf-8-sig")
    for contact in content.contacts.values():
        line = line_with(raw, f"[{contact.id}]")
        yield from _to_look_up(file, line, contact.name, contact.checked, contact.status, today)
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
    file: str, line: int, name: str, checked: date, status: str, today: date
) -> Iterator[Finding]:
    if today - checked > timedelta(days=OUTDATED_DAYS):
        yield Finding(
            file,
            line,
            "warning",
            "overdue",
            f"{name} was last looked up on {checked}",
            "Compare it with its source, then give it a new checked.",
            name,
        )
    if status == "old":
        yield Finding(
            file,
            line,
            "note",
            "look-up",
            f"{name} comes from an old source",
            "Ask them whether it still holds, then set status to ok.",
            name,
        )
    if status == "uncertain":
        yield Finding(
            file,
            line,
            "note",
            "look-up",
            f"{name} is uncertain, so it is not shown",
            "Ask them, then set status to ok.",
            name,
        )
