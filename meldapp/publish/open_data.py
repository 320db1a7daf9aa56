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

from meldapp.content.facts import DAYS, Contact, Hours, Municipality, Region, Source
from meldapp.content.load import Content

SCHEMAS = Path(__file__).parent / "schemas"
LICENCES = {
    "contacts": {"licence": "CC0-1.0"},
    "municipalities": {
        "licence": "CC-BY-4.0",
        "attribution": "Bron: CBS/Kadaster, gebiedsindelingen 2025 (CC BY 4.0), bewerkt",
    },
}


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
    target = folder / "data"
    target.mkdir(exist_ok=True)  # the feeds are there
    for name, rows in tables.items():
        document = {
            "$schema": f"{name}.schema.json",
            **LICENCES[name],
            "regions": [region.slug for region in regions],
            name: rows,
        }
        text = json.dumps(document, ensure_ascii=False, indent=1)
        (target / f"{name}.json").write_text(text + "\n", "utf-8", newline="\n")
        shutil.copy(SCHEMAS / f"{name}.schema.json", target)


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
    elsewhere = {"keywords", "group", "status", "checked", "source"}
    return {
        "id": contact.id,
        "region": region,
        **contact.model_dump(exclude=elsewhere),
        "hours": _hours(contact.hours),
        "only": contact.only or None,
        "status": contact.status,
        "checked": contact.checked.isoformat(),
        "source": _source(sources[contact.source]),
    }


def _hours(hours: str | tuple[Hours, ...] | None) -> Any:
    """`always`, stretches of Dutch time, or None when nobody knows."""
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
    fields = source.model_dump(exclude={"link"})
    return {name: value or None for name, value in fields.items()}


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
        **municipality.model_dump(include={"code", "name", "province", "lat", "lon"}),
        "region": region.slug,
        "organisation": region.organisation,
        "website": region.website or None,
        "confidence": municipality.confidence,
        "local_team": {
            **team.model_dump(mode="json", include={"name", "number", "url", "checked"}),
            "source": _source(sources[team.source]),
        }
        if team and team.shown
        else None,
    }
