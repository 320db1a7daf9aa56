"""What a region still lacks before its site may go live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from meldapp.content.facts import REGION_FACTS, Region
from meldapp.content.load import Content
from meldapp.editors.report import count

Ground = Literal["law", "promise", "wish"]
GROUNDS: tuple[Ground, ...] = get_args(Ground)
TITLES = {
    "law": "by law, or on the comply-or-explain list",
    "promise": "because the app promises it to its readers",
    "wish": "because readers would be glad of it",
}


@dataclass(frozen=True)
class Missing:
    """One thing a region lacks, and the line to fill in."""

    ground: Ground
    what: str
    line: str


def missing(content: Content, region: Region) -> Iterator[Missing]:
    """Yield what a region lacks, what the law asks first."""
    yield from _by_law(region)
    yield from _by_promise(content, region)
    yield from _by_wish(region)


def _by_law(region: Region) -> Iterator[Missing]:
    given = region.accessibility
    if given is None or given.status == "E":
        yield Missing(
            "law",
            "an accessibility statement",
            '[accessibility] status = "C", statement_url = "https://…", statement_date = 20…',
        )
    if given is None or given.contact is None:
        yield Missing("law", "where a visitor reports a barrier", '[accessibility] contact = "…"')
    if given is None or given.audit_date is None:
        yield Missing(
            "law",
            "an independent audit (WCAG-EM)",
            '[accessibility] audit_date = 20…, audit_report = "https://…"',
        )
    if region.security is None:
        yield Missing(
            "law",
            "a contact for vulnerabilities, so there is no security.txt",
            '[security] contact = "…", expires = 20…',
        )


def _by_promise(content: Content, region: Region) -> Iterator[Missing]:
    source = content.site.languages[0]
    pages = content.for_region(region.slug).pages[source].values()
    if waiting := sum(page.approval in ("concept", "changed") for page in pages):
        yield Missing(
            "promise",
            f"approval by Veilig Thuis of {count(waiting, 'page')}",
            'python build.py approve PAGE --by "position, organisation"',
        )
    if not region.website:
        yield Missing("promise", "the website that pages point to", 'website = "https://…"')
    if region.confidence != "confirmed":
        yield Missing(
            "promise",
            "a list of municipalities that the region confirmed",
            'confidence = "confirmed"',
        )
    if not (region.public_url or content.site.public_url):
        yield Missing("promise", "the address on posters and cards", 'public_url = "https://…"')
    if region.referral_index == "unknown":
        yield Missing(
            "promise",
            "whether the Verwijsindex is used",
            'referral_index = "used" or "not used"',
        )
    if region.monitoring is None:
        yield Missing(
            "promise",
            "when Veilig Thuis looks again after a report",
            '[monitoring] after_months = [3, 12], source = "…", checked = 20…',
        )


def _by_wish(region: Region) -> Iterator[Missing]:
    teams = [
        code
        for code in region.municipalities
        if code not in region.local_teams or not region.local_teams[code].shown
    ]
    if teams:
        yield Missing(
            "wish",
            f"{len(teams)} of {count(len(region.municipalities), 'local team')}",
            f'[local_teams.{teams[0]}] name = "…", number = "…", source = "…", status = "ok"',
        )
    if facts := [key for key in REGION_FACTS if key not in region.facts]:
        yield Missing(
            "wish",
            f"{len(facts)} of {len(REGION_FACTS)} facts that only the region knows",
            f'[facts.{facts[0]}] value.nl = "…", source = "…", checked = 20…',
        )
    if not region.exit_url:
        yield Missing("wish", "an exit address of its own", 'exit_url = "https://…"')
    if not (region.colours or region.logo):
        yield Missing("wish", "its own colours or logo", '[colours] primary = "#…"')


def describe(content: Content, slug: str | None = None) -> Iterator[str]:
    """Yield the list: one region in full (the default one unless named), the others counted."""
    title = "Before this goes live"
    yield from ("", title, "-" * len(title))
    chosen = content.regions[slug or content.site.default_region]
    lacks = list(missing(content, chosen))
    yield f"  {chosen.organisation} (content/regions/{chosen.slug}.toml) lacks:"
    for ground in GROUNDS:
        if of_ground := [one for one in lacks if one.ground == ground]:
            yield f"    {TITLES[ground]}"
            for one in of_ground:
                yield f"      - {one.what}"
                yield f"          {one.line}"
    if not lacks:
        yield "    nothing"
    others = [region for region in content.regions.values() if region is not chosen]
    if others:
        yield (
            f"  The other {count(len(others), 'region')}, by {', '.join(GROUNDS)} "
            "(one in full: make check REGION=slug):"
        )
    for region in others:
        counted = Counter(one.ground for one in missing(content, region))
        yield f"    {region.slug}: {', '.join(str(counted[ground]) for ground in GROUNDS)}"
