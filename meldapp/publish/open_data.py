"""The facts of a site as open data: contacts and municipalities, each file with a JSON Schema.

For other websites and for whoever wants to check the facts. Our own pages never ask for them, and
the worker does not keep them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from meldapp.content.facts import DAYS, Contact, Hours, LocalTeam, Municipality, Region, Source
from meldapp.content.load import Content

FOLDER = "data"
SCHEMAS = Path(__file__).parent / "schemas"
LICENCES = {"contacts": "CC0-1.0", "municipalities": "CC-BY-4.0"}
ATTRIBUTION = "Bron: CBS/Kadaster, gebiedsindelingen 2025 (CC BY 4.0), bewerkt"


def write_open_data(folder: Path, content: Content, regions: Iterable[Region]) -> None:
    """Write the open data of these regions, with its schemas, into the folder of a built site.

    `content` is that of the country, or that of one region, in which its own contacts replace
    those of the country.
    """
    regions = list(regions)
    tables = {
        "contacts": _contacts(content, regions),
        "municipalities": _municipalities(content, regions),
    }
    (folder / FOLDER).mkdir(exist_ok=True)  # the feeds are there
    for name, rows in tables.items():
        head = {
            "$schema": f"{name}.schema.json",
            "licence": LICENCES[name],
            **({"attribution": ATTRIBUTION} if name == "municipalities" else {}),
            "regions": [region.slug for region in regions],
        }
        text = json.dumps({**head, name: rows}, ensure_ascii=False, indent=1)
        (folder / FOLDER / f"{name}.json").write_text(text + "\n", "utf-8", newline="\n")
        shutil.copyfile(SCHEMAS / f"{name}.schema.json", folder / FOLDER / f"{name}.schema.json")


def _contacts(content: Content, regions: Iterable[Region]) -> list[dict[str, Any]]:
    """Every contact that readers see: those of the country, then those of each region."""
    regional = [(region.slug, contact) for region in regions for contact in region.contacts]
    of_regions = [contact for _, contact in regional]
    shared = [(None, contact) for contact in content.contacts.values() if contact not in of_regions]
    return [
        _contact(contact, region, content.sources)
        for region, contact in [*shared, *regional]
        if contact.shown
    ]


def _contact(contact: Contact, region: str | None, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "id": contact.id,
        "region": region,
        "name": contact.name,
        "number": contact.number,
        "also": list(contact.also),
        "url": contact.url,
        "hours": _hours(contact.hours),
        "hours_status": contact.hours_status,
        "closed_on_holidays": contact.closed_on_holidays,
        "cost": contact.cost,
        "for_whom": dict(contact.for_whom),
        "note": dict(contact.note),
        "only": contact.only or None,
        "status": contact.status,
        "checked": contact.checked.isoformat(),
        "source": _source(sources[contact.source]),
    }


def _hours(hours: str | tuple[Hours, ...] | None) -> Any:
    """`always`, stretches in Dutch time, or None when nobody knows."""
    if hours is None or isinstance(hours, str):
        return hours
    return [
        {
            "days": [DAYS[day] for day in stretch.weekdays],
            "from": stretch.opens,
            "to": stretch.closes,
        }
        for stretch in hours
    ]


def _source(source: Source) -> dict[str, str | None]:
    return {
        "id": source.id,
        "name": source.name,
        "publisher": source.publisher,
        "date": source.date or None,
        "url": source.url or None,
    }


def _municipalities(content: Content, regions: Iterable[Region]) -> list[dict[str, Any]]:
    rows = [
        _municipality(content.municipalities[code], region, content.sources)
        for region in regions
        for code in region.municipalities
    ]
    return sorted(rows, key=lambda row: str(row["code"]))


def _municipality(
    municipality: Municipality, region: Region, sources: Mapping[str, Source]
) -> dict[str, Any]:
    team = region.local_teams.get(municipality.code)
    return {
        "code": municipality.code,
        "name": municipality.name,
        "province": municipality.province,
        "lat": municipality.lat,
        "lon": municipality.lon,
        "region": region.slug,
        "organisation": region.organisation,
        "website": region.website or None,
        "confidence": municipality.confidence,
        "local_team": _team(team, sources) if team and team.shown else None,
    }


def _team(team: LocalTeam, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "name": team.name,
        "number": team.number,
        "url": team.url,
        "checked": team.checked.isoformat(),
        "source": _source(sources[team.source]),
    }
