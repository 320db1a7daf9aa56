"""What a region still lacks before its site may go live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from meldapp.content.facts import REGION_FACTS, Region
from meldapp.content.load import Content
from meldapp.editors.report import chapter, count

GROUNDS = {
    "law": "by law, or on the comply-or-explain list",
    "promise": "because the app promises it to its readers",
    "wish": "because readers would be glad of it",
}


class Missing(NamedTuple):
    """One thing a region lacks: on which of the grounds, and the line to fill in."""

    ground: str
    what: str
    line: str


def missing(content: Content, region: Region) -> Iterator[Missing]:
    """Yield what a region lacks, what the law asks first."""
    for ground, lacks in (
        ("law", _by_law(region)),
        ("promise", _by_promise(content, region)),
        ("wish", _by_wish(region)),
    ):
        for what, line in lacks:
            yield Missing(ground, what, line)


def _by_law(region: Region) -> Iterator[tuple[str, str]]:
    given = region.accessibility
    if given is None or given.status == "E":
        line = 'status = "C", statement_url = "https://…", statement_date = 20…'
        yield "an accessibility statement", f"[accessibility] {line}"
    if given is None or given.contact is None:
        yield "where a visitor reports a barrier", '[accessibility] contact = "…"'
    if given is None or given.audit_date is None:
        line = '[accessibility] audit_date = 20…, audit_report = "https://…"'
        yield "an independent audit (WCAG-EM)", line
    if region.security is None:
        what = "a contact for vulnerabilities, so there is no security.txt"
        yield what, '[security] contact = "…", expires = 20…'


def _by_promise(content: Content, region: Region) -> Iterator[tuple[str, str]]:
    source = content.site.languages[0]
    pages = content.for_region(region.slug).pages[source].values()
    if waiting := sum(page.approval in ("concept", "changed") for page in pages):
        line = 'python build.py approve PAGE --by "position, organisation"'
        yield f"approval by Veilig Thuis of {count(waiting, 'page')}", line
    if not region.website:
        yield "the website that pages point to", 'website = "https://…"'
    if region.confidence != "confirmed":
        yield "a list of municipalities that the region confirmed", 'confidence = "confirmed"'
    if not (region.public_url or content.site.public_url):
        yield "the address on posters and cards", 'public_url = "https://…"'
    if region.referral_index == "unknown":
        yield "whether the Verwijsindex is used", 'referral_index = "used" or "not used"'
    if region.monitoring is None:
        line = '[monitoring] after_months = [3, 12], source = "…", checked = 20…'
        yield "when Veilig Thuis looks again after a report", line


def _by_wish(region: Region) -> Iterator[tuple[str, str]]:
    teams = [
        code
        for code in region.municipalities
        if code not in region.local_teams or not region.local_teams[code].shown
    ]
    if teams:
        line = f'[local_teams.{teams[0]}] name = "…", number = "…", source = "…", status = "ok"'
        yield f"{len(teams)} of {count(len(region.municipalities), 'local team')}", line
    if facts := [key for key in REGION_FACTS if key not in region.facts]:
        what = f"{len(facts)} of {len(REGION_FACTS)} facts that only the region knows"
        yield what, f'[facts.{facts[0]}] value.nl = "…", source = "…", checked = 20…'
    if not region.exit_url:
        yield "an exit address of its own", 'exit_url = "https://…"'
    if not (region.colours or region.logo):
        yield "its own colours or logo", '[colours] primary = "#…"'


def describe(content: Content, slug: str | None = None) -> Iterator[str]:
    """Yield the list: one region in full (the default one unless named), the others counted."""
    yield from chapter("Before this goes live")
    chosen = content.regions[slug or content.site.default_region]
    lacks = list(missing(content, chosen))
    yield f"  {chosen.organisation} (content/regions/{chosen.slug}.toml) lacks:"
    for ground, title in GROUNDS.items():
        if of_ground := [one for one in lacks if one.ground == ground]:
            yield f"    {title}"
            for one in of_ground:
                yield f"      - {one.what}"
                yield f"          {one.line}"
    if not lacks:
        yield "    nothing"
    others = [region for region in content.regions.values() if region is not chosen]
    if others:
        grounds = ", ".join(GROUNDS)
        yield (
            f"  The other {count(len(others), 'region')}, by {grounds} "
            "(one in full: make check REGION=slug):"
        )
    for region in others:
        counted = Counter(one.ground for one in missing(content, region))
        yield f"    {region.slug}: {', '.join(str(counted[ground]) for ground in GROUNDS)}"
