"""What a region still lacks before its site may go live, and what in its papers has grown old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, get_args

from meldapp.content.facts import REGION_FACTS, Accessibility, Region
from meldapp.content.load import Content
from meldapp.editors.report import Finding, count

Ground = Literal["law", "promise", "wish"]
GROUNDS: tuple[Ground, ...] = get_args(Ground)
TITLES = {
    "law": "by law, or on the comply-or-explain list",
    "promise": "because the app promises it to its readers",
    "wish": "because readers would be glad of it",
}
LONGEST_PLAN = timedelta(days=183)
"""Status C, research planned, holds for six months at most."""
LONGEST_STATEMENT = timedelta(days=366)
LONGEST_AUDIT = timedelta(days=3 * 366)
LONGEST_SECURITY = timedelta(days=366)
"""RFC 9116 advises a day of expiry less than a year ahead."""
EXPIRES_SOON = timedelta(days=30)


# -- what has grown old ----------------------------------------------------------------------------


def findings(content: Content, content_dir: Path, today: date) -> Iterator[Finding]:
    """Yield what each region gave of its accessibility statement and security contact, and must
    look at again.
    """
    for region in content.regions.values():
        path = content_dir / f"regions/{region.slug}.toml"
        file = path.relative_to(content_dir.parent).as_posix()
        lines = path.read_text("utf-8-sig").splitlines()
        for table, message, remedy in [*_accessibility(region, today), *_security(region, today)]:
            line = next((number for number, text in enumerate(lines, 1) if table in text), 0)
            yield Finding(file, line, "warning", "papers", message, remedy, message)


def _accessibility(region: Region, today: date) -> Iterator[tuple[str, str, str]]:
    """Table, message and remedy for each thing that is old or missing in the statement."""
    table = "[accessibility]"
    if (given := region.accessibility) is None:
        return
    if given.status == "C" and _is_old(given.statement_date, today, LONGEST_PLAN):
        yield (
            table,
            "status C holds for six months, and the statement is older",
            "Have the research done and give the status that follows from it, or D.",
        )
    if given.status in "AB" and given.audit_date is None:
        yield (
            table,
            f"status {given.status} rests on research, and audit_date is missing",
            'Add audit_date, and audit_report = "https://…" where it is published.',
        )
    if _is_old(given.audit_date, today, LONGEST_AUDIT):
        yield table, "the audit is older than three years", "Have the site audited again (WCAG-EM)."
    if given.status != "E" and (lacks := _statement_lacks(given)):
        yield table, f"{lacks} is missing", f"Add {lacks} from toegankelijkheidsverklaring.nl."
    if _is_old(given.statement_date, today, LONGEST_STATEMENT):
        yield (
            table,
            "the accessibility statement is older than a year",
            "Renew it at toegankelijkheidsverklaring.nl, then give its new statement_date.",
        )
    if given.contact is None:
        yield (
            table,
            "there is no contact for who meets a barrier",
            'Add contact = "…": a mail address, or a page that starts with https://.',
        )


def _statement_lacks(given: Accessibility) -> str:
    return " and ".join(
        name for name in ("statement_url", "statement_date") if getattr(given, name) is None
    )


def _is_old(day: date | None, today: date, longest: timedelta) -> bool:
    return day is not None and today - day > longest


def _security(region: Region, today: date) -> Iterator[tuple[str, str, str]]:
    if (given := region.security) is None:
        return
    left = given.expires - today
    if left < EXPIRES_SOON:
        yield (
            "[security]",
            f"security.txt {'has expired' if left < timedelta() else 'expires'} on {given.expires}",
            "Look whether the contact still answers, then give a new expires.",
        )
    elif left > LONGEST_SECURITY:
        yield (
            "[security]",
            f"security.txt expires on {given.expires}, more than a year ahead",
            "Give a day within a year: who reads it must be able to trust that it is looked after.",
        )


# -- what is missing -------------------------------------------------------------------------------


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
