"""Where someone lives → which Veilig Thuis.

The list that the finder searches, and the names on the tile map.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pyphen

from meldapp.content.facts import LocalTeam, Municipality
from meldapp.content.load import Content

# -- the list --------------------------------------------------------------------------------------


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
    by ";": a comma occurs in names.
    """
    towns_of: dict[str, set[str]] = {code: set() for code in content.municipalities}
    for place in content.places:
        towns_of[place.municipality].add(place.name)
    regions = []
    for region in sorted(content.regions.values(), key=lambda region: region.name):
        channels = [
            [
                contact.name,
                contact.number or "",
                contact.tel if contact.number else contact.url or "",
            ]
            for contact in region.contacts
            if contact.shown
        ]
        municipalities = []
        for code in region.municipalities:
            municipality = content.municipalities[code]
            entry: list[Any] = [
                municipality.name,
                ";".join(sorted(towns_of[code] - {municipality.name})),
                int(municipality.confidence != "uncertain"),
            ]
            team = region.local_teams.get(code)
            municipalities.append(entry + ([_team(team)] if team and team.shown else []))
        regions.append([region.name, region.organisation, region.website, channels, municipalities])
    return json.dumps(regions, ensure_ascii=False, separators=(",", ":"))


def _team(team: LocalTeam) -> list[str]:
    return [team.name, team.number or "", team.tel or team.url or ""]


# -- the tile map ----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _syllables() -> pyphen.Pyphen:
    """Where a Dutch word may be broken.

    Read when the first map is drawn, since it takes a tenth of a second.
    """
    return pyphen.Pyphen(lang="nl_NL")


def breakable(name: str) -> str:
    """Return a Dutch name with soft hyphens between its syllables, for a square that is narrower
    than the name.
    """
    return " ".join(_syllables().inserted(word, "\u00ad") for word in name.split(" "))
