"""A frozen site with a mark on every content page.

The mark is a colour and a word: a screen, a screen reader or a file either has it or does not.

It is added to the frozen HTML, before the offline set is made from that; the app's own code knows
nothing about it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from meldapp.publish import hosting, offline
from meldapp.publish.addresses import addresses
from meldapp.publish.freeze import freeze
from meldapp.web.app import create_app
from meldapp.web.site import Site

WORD = "Kwartelmerk"
COLOUR = (255, 0, 255)
_MARK = (
    f'<p>{WORD} <a class="external elsewhere" href="ELSEWHERE" rel="noreferrer noopener '
    'external">elders</a> <svg width="100%" height="160" viewBox="0 0 10 10" '
    'preserveAspectRatio="none" aria-hidden="true"><rect width="10" height="10" '
    'fill="#f0f"/></svg></p>'
)
_AFTER = re.compile(r'(</h1>|<div class="topic-text">)')


def make_marked_site(
    folder: Path,
    exit_url: str,
    elsewhere: str,
    *,
    base: str = "/",
    locales: tuple[str, ...] = ("nl",),
) -> Site:
    """Freeze the default region into an empty folder, with marks (each with a link to `elsewhere`),
    offline set and hosting files; returns the region's site.
    """
    app = create_app(exit_url=exit_url, base=base, locales=locales)
    site: Site = app.extensions["meldapp"]
    freeze(app, addresses(site), folder)
    for page in folder.rglob("*.html"):
        text = page.read_text("utf-8")
        marked, count = _AFTER.subn(
            lambda match: match[0] + _MARK.replace("ELSEWHERE", elsewhere), text
        )
        assert count or page.parent.name == "leeg", f"{page.relative_to(folder)} got no mark"
        write(page, marked)
    offline.write_offline(folder, offline.options_for(site, folder))
    hosting.write_hosting(folder, site)
    return site


def change(folder: Path, pattern: str, old: str, new: str) -> int:
    """Replace a text in the files of a built site, and update the policy's hashes to match.

    Returns the number of changed files. This is how the tests make a naive build.
    """
    changed = 0
    hashes: dict[str, str] = {}
    for path in folder.rglob(pattern):
        text = path.read_text("utf-8")
        if old not in text:
            continue
        changed += 1
        replaced = text.replace(old, new)
        for kind in ("script", "style"):
            for before, after in zip(
                *(re.findall(f"<{kind}>(.*?)</{kind}>", html, re.S) for html in (text, replaced)),
                strict=False,
            ):
                if before != after:
                    hashes[_hash(before)] = _hash(after)
                    replaced = replaced.replace(_hash(before), _hash(after))
        write(path, replaced)
    listed = folder / "_headers"
    table = listed.read_text("utf-8")
    for before, after in hashes.items():
        table = table.replace(before, after)
    listed.write_text(table, "utf-8")
    return changed


def write(path: Path, text: str) -> None:
    """Write a file of a built site, and delete its compressed copies, which would be served
    instead.
    """
    path.write_text(text, "utf-8")
    for suffix in (".br", ".gz"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
