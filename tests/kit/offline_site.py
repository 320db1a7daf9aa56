"""A small site in the shape of the real one (two languages, a page each at an address that ends in
`/`), made in a few milliseconds.

Offline tests change one page, add one or make ten releases; the real build would take minutes of
that. `test_offline_real.py` does the core of it on the real site.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import brotli

from meldapp.publish.offline import LanguageSize, Options, Tiers, write_offline

ROOT = Path(__file__).resolve().parents[2]
EARLY = ("early", "register")
APP = ROOT / "static/js/app.js"
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
"""How many of them are the core; with the last of them comes the rest."""
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


def make_site(
    folder: Path,
    *,
    base: str = "/",
    locales: Sequence[str] = ("nl", "en"),
    region: str = "Noord Oost Gelderland",
    changed: Mapping[str, str] | None = None,
    added: Sequence[str] = (),
    script: str = "",
    paragraphs: int = 4,
    checked: str = "2026-11-12",
    patience: int = 4000,
    pause: int = 50,
) -> dict[str, LanguageSize]:
    """Write a release into `folder`.

    `changed` gives pages (`nl/bel/`) another text, `added` are more pages, `script` is added to
    app.js.
    """
    names = [*NAMES, *added]
    assets = {
        "htmx": _asset(
            folder,
            "vendor/htmx-4.0.1.min",
            (ROOT / "static/vendor/htmx-4.0.1.min.js").read_text("utf-8"),
        ),
        "app": _asset(folder, "js/app", APP.read_text("utf-8") + script),
        "early": _asset(
            folder,
            "js/early",
            "\n".join((ROOT / f"static/js/{name}.js").read_text("utf-8") for name in EARLY),
        ),
        "offline": _asset(folder, "js/offline", (ROOT / "static/js/offline.js").read_text("utf-8")),
    }
    tiers = {}
    for locale in locales:
        links = "".join(
            f'<li><a href="{base}app/{locale}/{name}">{name or "start"}</a></li>' for name in names
        )
        other = next((other for other in locales if other != locale), locale)
        links += f'<li><a data-hx-ignore href="{base}app/{other}/">{other}</a></li>'
        for name in names:
            text = (changed or {}).get(f"{locale}/{name}", "")
            _page(
                folder,
                f"app/{locale}/{name}",
                PAGE.format(
                    locale=locale,
                    base=base,
                    title=name or "start",
                    heading=f"{locale} {name or 'start'} {text}".strip(),
                    links=links,
                    exit=NEUTRAL,
                    region=region,
                    text=_filler(locale, name, paragraphs),
                    **assets,
                ),
            )
        pages = [f"app/{locale}/{name}" for name in names]
        scripts = [path for name, path in assets.items() if name != "htmx"]
        tiers[locale] = Tiers([*pages[:CORE], *scripts], [*pages[CORE:], assets["htmx"]])
        (folder / f"app/{locale}.webmanifest").write_text("{}", "utf-8")
    report = write_offline(
        folder,
        Options(
            base=base,
            tiers=tiers,
            checked=checked,
            last_resort={
                locale: f"<!doctype html><html lang={locale}><title>112</title><h1>{locale} last "
                "resort 112 0800-2000</h1></html>"
                for locale in locales
            },
            patience=patience,
            pause=pause,
        ),
    )
    for file in list(folder.rglob("*")):
        if (
            file.is_file()
            and file.suffix in {".html", ".js"}
            and not file.with_name(file.name + ".br").exists()
        ):
            file.with_name(file.name + ".br").write_bytes(
                brotli.compress(file.read_bytes(), quality=5)
            )
    return report


def _asset(folder: Path, name: str, text: str) -> str:
    path = f"static/{name}.{hashlib.sha256(text.encode()).hexdigest()[:8]}.js"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")
    return path


def _page(folder: Path, path: str, html: str) -> None:
    (folder / path).mkdir(parents=True, exist_ok=True)
    (folder / path / "index.html").write_text(html, "utf-8")


def _filler(locale: str, name: str, paragraphs: int) -> str:
    chance = random.Random(f"{locale}{name}")
    return "\n".join(
        "<p>" + " ".join(chance.choice(WORDS[locale]) for _ in range(60)) + ".</p>"
        for _ in range(paragraphs)
    )


__all__ = ["CORE", "NAMES", "NEUTRAL", "make_site"]
