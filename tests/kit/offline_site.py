"""A small site shaped like the real one (two languages, every page at an address that ends in `/`),
made in a few milliseconds.

Offline tests change a page, add one or make ten releases, which would take the real build minutes.
`test_offline_real.py` tests the essentials on the real site.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli

from meldapp.publish.offline import LanguageSize, Options, Tiers, write_offline

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {
    "htmx": "static/vendor/htmx-4.0.1.min.js",
    "app": "static/js/app.js",
    "early": "static/js/early.js",
    "register": "static/js/register.js",
    "offline": "static/js/offline.js",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NEUTRAL = "https://neutral.example/"
NAMES = (
    "",
    "bel/",
    "offline/",
    "404/",
    "stappen/",
    *(f"stappen/{number}/" for number in range(1, 6)),
    "wegen/",
    "wegen/1/",
    "installeren/",
    "over/",
)
CORE = 10
"""How many of them, from the first on, are the core."""
WORDS = {
    "nl": [
        "kind",
        "ouder",
        "zorg",
        "melding",
        "gesprek",
        "signaal",
        "huis",
        "school",
        "angst",
        "blauw",
        "dokter",
        "buurt",
        "avond",
        "familie",
        "hulp",
        "vraag",
        "besluit",
        "samen",
        "veilig",
        "stap",
    ],
    "en": [
        "child",
        "parent",
        "care",
        "report",
        "talk",
        "sign",
        "house",
        "school",
        "fear",
        "blue",
        "doctor",
        "street",
        "evening",
        "family",
        "help",
        "question",
        "decision",
        "together",
        "safe",
        "step",
    ],
}

PAGE = """<!doctype html>
<html lang="{locale}" dir="ltr" data-zone="app" data-base="{base}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'">
<script src="{base}{early}"></script>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="htmx-config" content='{{"transitions":false,"includeIndicatorCSS":false,"defaultTimeout":20000,"noSwap":["204","304","4xx","5xx"]}}'>
<title>{title} – Meldcode</title>
<link rel="manifest" href="{base}app/{locale}.webmanifest">
<script src="{base}{app}" defer></script>
<script src="{base}{offline}" data-then="{base}{htmx}" defer></script>
</head>
<body data-hx-sync:inherited="#main:replace">
<a href="#main">Skip</a> <a data-quick-exit href="{exit}" rel="noreferrer nofollow noopener">Leave</a>
<header class="top-bar" data-hx-boost:inherited="select:#main target:#main swap:outerHTML"><a class="top-bar-home" href="{base}app/{locale}/">{region}</a></header>
<main id="main" tabindex="-1" data-hx-history-elt data-hx-boost:inherited="select:#main target:#main swap:outerHTML">
<h1 tabindex="-1">{heading}</h1>
<p role="status" data-offline-status data-none="nothing stored" data-busy="storing {{stored}} of {{total}}" data-partly="{{stored}} of {{total}} stored, version of {{date}}"
 data-core="the steps are stored, storing {{stored}} of {{total}}" data-core-only="the steps are stored, {{stored}} of {{total}}, version of {{date}}"
 data-ready="all stored ({{stored}} of {{total}}), version of {{date}}" data-unsupported="not supported">nothing stored</p>
<ul>{links}</ul>
{text}
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Release:
    """The ways in which one release of the site may differ from the next."""

    base: str = "/"
    locales: Sequence[str] = ("nl", "en")
    region: str = "Noord Oost Gelderland"
    changed: Mapping[str, str] = field(default_factory=dict)
    """Pages (`nl/bel/`) → a text added to their heading."""
    added: Sequence[str] = ()
    """Extra pages."""
    script: str = ""
    """Code added to app.js."""
    paragraphs: int = 4
    checked: str = "2026-11-12"
    patience: int = 4000
    pause: int = 50


def make_site(folder: Path, **options: Any) -> dict[str, LanguageSize]:
    """Write a release into `folder`; the options are the fields of `Release`."""
    release = Release(**options)
    sources = {name: (ROOT / path).read_text("utf-8") for name, path in SCRIPTS.items()}
    sources["app"] += release.script
    sources["early"] += sources.pop("register")  # one script, as in a page
    assets = {
        name: _asset(folder, SCRIPTS[name].removeprefix("static/").removesuffix(".js"), source)
        for name, source in sources.items()
    }
    names = [*NAMES, *release.added]
    tiers = {}
    for locale in release.locales:
        _pages(folder, release, locale, names, assets)
        pages = [f"app/{locale}/{name}" for name in names]
        scripts = [path for name, path in assets.items() if name != "htmx"]
        tiers[locale] = Tiers([*pages[:CORE], *scripts], [*pages[CORE:], assets["htmx"]])
        (folder / f"app/{locale}.webmanifest").write_text("{}", "utf-8")
    report = write_offline(
        folder,
        Options(
            base=release.base,
            tiers=tiers,
            checked=release.checked,
            headers=HEADERS,
            last_resort={
                locale: f"<!doctype html><html lang={locale}><title>112</title><h1>{locale} last "
                "resort 112 0800-2000</h1></html>"
                for locale in release.locales
            },
            patience=release.patience,
            pause=release.pause,
        ),
    )
    _compress(folder)
    return report


def _pages(
    folder: Path,
    release: Release,
    locale: str,
    names: Sequence[str],
    assets: Mapping[str, str],
) -> None:
    """Write the pages of one language."""
    base = release.base
    links = "".join(
        f'<li><a href="{base}app/{locale}/{name}">{name or "start"}</a></li>' for name in names
    )
    translation = next(
        (translation for translation in release.locales if translation != locale), locale
    )
    links += f'<li><a data-hx-ignore href="{base}app/{translation}/">{translation}</a></li>'
    for name in names:
        text = release.changed.get(f"{locale}/{name}", "")
        html = PAGE.format(
            locale=locale,
            base=base,
            title=name or "start",
            heading=f"{locale} {name or 'start'} {text}".strip(),
            links=links,
            exit=NEUTRAL,
            region=release.region,
            text=_filler(locale, name, release.paragraphs),
            **assets,
        )
        path = folder / f"app/{locale}/{name}"
        path.mkdir(parents=True, exist_ok=True)
        (path / "index.html").write_text(html, "utf-8")


def _compress(folder: Path) -> None:
    """Write a .br file next to each page and script that has none yet."""
    for file in list(folder.rglob("*")):
        compressed = file.with_name(file.name + ".br")
        if file.is_file() and file.suffix in {".html", ".js"} and not compressed.exists():
            compressed.write_bytes(brotli.compress(file.read_bytes(), quality=5))


def _asset(folder: Path, name: str, text: str) -> str:
    path = f"static/{name}.{hashlib.sha256(text.encode()).hexdigest()[:8]}.js"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")
    return path


def _filler(locale: str, name: str, paragraphs: int) -> str:
    chance = random.Random(f"{locale}{name}")
    return "\n".join(
        "<p>" + " ".join(chance.choice(WORDS[locale]) for _ in range(60)) + ".</p>"
        for _ in range(paragraphs)
    )
