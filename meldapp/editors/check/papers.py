"""The papers of a region: what in its accessibility statement or security contact is outdated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from meldapp.content.facts import Region
from meldapp.editors.check.look import Look
from meldapp.editors.report import Finding

LONGEST_PLAN = timedelta(days=183)
"""Status C, research planned, holds for six months at most."""
LONGEST_STATEMENT = timedelta(days=366)
LONGEST_AUDIT = timedelta(days=3 * 366)
LONGEST_SECURITY = timedelta(days=366)
"""RFC 9116 advises a day of expiry less than a year ahead."""
EXPIRES_SOON = timedelta(days=30)


def findings(look: Look) -> Iterator[Finding]:
    """Yield what each region must renew or complete."""
    for region in look.content.regions.values():
        file = look.facts(f"regions/{region.slug}.toml")
        for table, problems in (
            ("accessibility", _accessibility(region, look.today)),
            ("security", _security(region, look.today)),
        ):
            for message, remedy in problems:
                yield file.about((table,), "warning", "papers", message, remedy, message)


def _accessibility(region: Region, today: date) -> Iterator[tuple[str, str]]:
    """Message and remedy for each thing that is old or missing in the statement."""
    if (given := region.accessibility) is None:
        return
    if given.status == "C" and _is_old(given.statement_date, today, LONGEST_PLAN):
        yield (
            "status C holds for six months, and the statement is older",
            "Have the research done and give the status that follows from it, or D.",
        )
    if given.status in "AB" and given.audit_date is None:
        yield (
            f"status {given.status} rests on research, and audit_date is missing",
            'Add audit_date, and audit_report = "https://…" where it is published.',
        )
    if _is_old(given.audit_date, today, LONGEST_AUDIT):
        yield "the audit is older than three years", "Have the site audited again (WCAG-EM)."
    statement = {"statement_url": given.statement_url, "statement_date": given.statement_date}
    lacks = " and ".join(name for name, value in statement.items() if value is None)
    if lacks and given.status != "E":
        yield f"{lacks} is missing", f"Add {lacks} from toegankelijkheidsverklaring.nl."
    if _is_old(given.statement_date, today, LONGEST_STATEMENT):
        yield (
            "the accessibility statement is older than a year",
            "Renew it at toegankelijkheidsverklaring.nl, then give its new statement_date.",
        )
    if given.contact is None:
        yield (
            "there is no contact for people who meet a barrier",
            'Add contact = "…": a mail address, or a page that starts with https://.',
        )


def _is_old(day: date | None, today: date, longest: timedelta) -> bool:
    return day is not None and today - day > longest


def _security(region: Region, today: date) -> Iterator[tuple[str, str]]:
    if (given := region.security) is None:
        return
    left = given.expires - today
    if left < EXPIRES_SOON:
        yield (
            f"security.txt {'has expired' if left < timedelta() else 'expires'} on {given.expires}",
            "Look whether the contact still answers, then give a new expires.",
        )
    elif left > LONGEST_SECURITY:
        yield (
            f"security.txt expires on {given.expires}, more than a year ahead",
            "Give a day within a year: who reads it must be able to trust that it is looked after.",
        )
