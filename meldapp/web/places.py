"""Where someone lives → which Veilig Thuis: the list that the finder searches, and the tile map of a region."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import pyphen

from meldapp.content.facts import LocalTeam, Municipality
from meldapp.content.load import Content

# -- the list --------------------------------------------------------------------------------------------------------


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

    A list of regions: [name, organisation, website, channels, municipalities]. A channel is [name, number or "", address]; a municipality is
    [name, its places, region certain 1 or 0], followed by [team, number or "", address or tel: or "", old 1 or 0] where the local team is known.
    Places are joined by ";": a comma occurs in names.
    """
    own: dict[str, set[str]] = {code: set() for code in content.municipalities}
    for place in content.places:
        own[place.municipality].add(place.name)
    found = []
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
                ";".join(sorted(own[code] - {municipality.name})),
                int(municipality.confidence != "uncertain"),
            ]
            team = region.local_teams.get(code)
            municipalities.append(entry + ([_team(team)] if team and team.shown else []))
        found.append([region.name, region.organisation, region.website, channels, municipalities])
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _team(team: LocalTeam) -> list[str]:
    return [team.name, team.number or "", team.tel or team.url or ""]


# -- the tile map ----------------------------------------------------------------------------------------------------

CLEAR = 5.0
"""Kilometres north-south or east-west from which two municipalities clearly differ."""
KM_NORTH, KM_EAST = 111.2, 111.2 * math.cos(math.radians(52.2))
"""Kilometres in a degree of latitude, and of longitude in the middle of the country."""
TILE, GAP = 64, 3
"""Side of a square and the space between two, in units of the drawing."""
LINE, ROOM = 14, 7.6
"""Height of a line of text in a square, in units, and the letters of ordinary width that fit on it."""


@lru_cache(maxsize=1)
def _syllables() -> pyphen.Pyphen:
    """Where a Dutch word may be broken; read when the first map is drawn, since it takes a tenth of a second."""
    return pyphen.Pyphen(lang="nl_NL")


@dataclass(frozen=True)
class Tile:
    """One municipality as a square. `x` and `y` in units of the drawing, from its top left; `words` are the lines of its name."""

    municipality: Municipality
    column: int
    row: int
    words: tuple[str, ...]

    @property
    def x(self) -> int:
        """Its left side."""
        return self.column * (TILE + GAP)

    @property
    def y(self) -> int:
        """Its upper side."""
        return self.row * (TILE + GAP)

    @property
    def middle(self) -> int:
        """Where its lines are centred."""
        return self.x + TILE // 2

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The baseline of each line of its name, from the top of the drawing, and its words."""
        step = min(LINE, (TILE - 4) / len(self.words))
        top = self.y + (TILE - step * len(self.words)) / 2 + step * 0.75
        return [(round(top + number * step), words) for number, words in enumerate(self.words)]


@dataclass(frozen=True)
class TileMap:
    """A region drawn with one square per municipality."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    side: int = TILE


@lru_cache(maxsize=32)
def tile_map(municipalities: tuple[Municipality, ...]) -> TileMap:
    """Place each municipality on a grid so that north stays above south and west before east. The same municipalities give the same map."""
    cells = _assign(
        [
            (municipality.lon * KM_EAST, -municipality.lat * KM_NORTH)
            for municipality in municipalities
        ]
    )
    tiles = tuple(
        Tile(municipality, column, row, _lines(municipality.name))
        for municipality, (column, row) in zip(municipalities, cells, strict=True)
    )
    columns, rows = (1 + max(cell[axis] for cell in cells) for axis in (0, 1))
    return TileMap(tiles, columns * (TILE + GAP) - GAP, rows * (TILE + GAP) - GAP)


def _assign(points: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Cells (column, row) for points (kilometres east, kilometres south), one each.

    Starts from the order of the points and moves or swaps squares as long as that makes the map better: first the order of clear pairs, then how near
    each square lies to its true place. At most six columns, so that a name still fits a square on a phone.
    """
    count = len(points)
    low = [min(point[axis] for point in points) for axis in (0, 1)]
    span = [max(max(point[axis] for point in points) - low[axis], 1) for axis in (0, 1)]
    columns = min(6, max(4 if count > 8 else 3, round(math.sqrt(1.8 * count * span[0] / span[1]))))
    rows = math.ceil(1.8 * count / columns)
    ideal = [
        ((x - low[0]) / span[0] * (columns - 1), (y - low[1]) / span[1] * (rows - 1))
        for x, y in points
    ]

    free = [(column, row) for row in range(rows) for column in range(columns)]
    cells: list[tuple[int, int]] = [(0, 0)] * count
    for index in sorted(range(count), key=lambda index: (ideal[index][1], ideal[index][0])):
        cells[index] = min(free, key=lambda cell: (_far(cell, ideal[index]), cell))
        free.remove(cells[index])

    # For each point the others from which it clearly differs: along which axis, to which side, and what it costs to stand in one row or column
    # with it: the more, the farther they lie apart.
    clear = [
        [
            (other, axis, 1 if apart > 0 else -1, abs(apart) / span[axis] * 8)
            for other in range(count)
            if other != index
            for axis in (0, 1)
            if abs(apart := points[index][axis] - points[other][axis]) >= CLEAR
        ]
        for index in range(count)
    ]

    def cost(
        index: int, cell: tuple[int, int], others: Sequence[tuple[int, int]], skip: int = -1
    ) -> float:
        total = _far(cell, ideal[index])
        for other, axis, side, beside in clear[index]:
            if other != skip:
                step = (cell[axis] - others[other][axis]) * side
                total += (
                    40 if step < 0 else beside if step == 0 else 0
                )  # the wrong order weighs most
        return total

    better = True
    while better:
        better = False
        for index in range(count):
            now = cost(index, cells[index], cells)
            gain, best = max(
                ((now - cost(index, cell, cells), cell) for cell in free),
                key=lambda option: (option[0], option[1]),
                default=(0.0, cells[index]),
            )
            if gain > 1e-9:
                free.remove(best)
                free.append(cells[index])
                cells[index] = best
                better = True
        for first, second in combinations(range(count), 2):
            swapped = [*cells]
            swapped[first], swapped[second] = cells[second], cells[first]
            before = cost(first, cells[first], cells) + cost(second, cells[second], cells, first)
            after = cost(first, swapped[first], swapped) + cost(
                second, swapped[second], swapped, first
            )
            if before - after > 1e-9:
                cells, better = swapped, True
    return _tight(cells)


def _far(cell: tuple[int, int], ideal: tuple[float, float]) -> float:
    return (cell[0] - ideal[0]) ** 2 + (cell[1] - ideal[1]) ** 2


def _tight(cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without the columns and rows that stayed empty."""
    used = [sorted({cell[axis] for cell in cells}) for axis in (0, 1)]
    return [(used[0].index(column), used[1].index(row)) for column, row in cells]


def _lines(name: str) -> tuple[str, ...]:
    """A name broken into lines for a square: between words where it can, else between syllables."""
    lines: list[str] = []
    for word in name.replace("-", "-\u200b").replace(" ", "\u200b").split("\u200b"):
        if lines and _width(f"{lines[-1]} {word}") <= ROOM and not lines[-1].endswith("-"):
            lines[-1] += f" {word}"
            continue
        remainder = word
        while _width(remainder) > ROOM and (cuts := list(_syllables().iterate(remainder))):
            # the longest beginning that fits, else the shortest
            start, remainder = next((cut for cut in cuts if _width(f"{cut[0]}-") <= ROOM), cuts[-1])
            lines.append(f"{start}-")
        lines.append(remainder)
    return tuple(lines)


def _width(text: str) -> float:
    """How wide a text is, in letters of ordinary width."""
    return sum(
        0.55 if letter in "fijlrtI' -,.()" else 1.4 if letter in "mwMWHNOUG" else 1
        for letter in text
    )


__all__ = ["CLEAR", "TILE", "Tile", "TileMap", "places", "tile_map", "towns"]
