"""Where someone lives → which Veilig Thuis: what the finder searches, and names on the tile map."""

from __future__ import annotations

import json
from typing import Any

import pyphen

from meldapp.content.facts import Municipality, Region
from meldapp.content.load import Content


def towns(content: Content, municipality: Municipality) -> list[str]:
    """The towns and villages of a municipality, by name; not the municipality itself."""
    return sorted(
        {
            place.name
            for place in content.places
            if place.municipality == municipality.code and place.kind == "place"
        }
    )


def places(content: Content) -> str:
    """Every municipality and place of the country as JSON, the same in each region's site.

    A list of regions: [name, organisation, website, channels, municipalities]. A channel is [name,
    number or "", address]; a municipality is [name, its places, region certain 1 or 0], followed by
    [team, number or "", address or tel: or ""] where a local team may be shown. Places are joined
    by ";", since names contain commas.
    """
    names: dict[str, set[str]] = {code: set() for code in content.municipalities}
    for place in content.places:
        names[place.municipality].add(place.name)
    regions = []
    for region in by_name(content):
        channels = [
            [contact.name, contact.number or "", contact.tel or contact.url or ""]
            for contact in region.contacts
            if contact.shown
        ]
        municipalities = []
        for code in region.municipalities:
            municipality, team = content.municipalities[code], region.local_teams.get(code)
            entry: list[Any] = [
                municipality.name,
                ";".join(sorted(names[code] - {municipality.name})),
                int(municipality.confidence != "uncertain"),
            ]
            if team and team.shown:
                entry.append([team.name, team.number or "", team.tel or team.url or ""])
            municipalities.append(entry)
        regions.append([region.name, region.organisation, region.website, channels, municipalities])
    return json.dumps(regions, ensure_ascii=False, separators=(",", ":"))


def by_name(content: Content) -> list[Region]:
    """Every region, by its name."""
    return sorted(content.regions.values(), key=lambda region: region.name)


def breakable(name: str) -> str:
    """A Dutch name with soft hyphens in its long words, for a square narrower than the name."""
    syllables = pyphen.Pyphen(lang="nl_NL")  # which reads its list of words once
    return " ".join(
        syllables.inserted(word, "\u00ad") if len(word) > 6 else word for word in name.split(" ")
    )
