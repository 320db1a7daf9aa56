"""Every address of a site, and the file in which each is frozen."""

from __future__ import annotations

from meldapp.content.facts import AGES
from meldapp.content.pages import HelpTopic
from meldapp.web import search
from meldapp.web.site import Site

CORE = ("", "bel", "offline", "404", "stappen", "wegen", "signalen", "geweldsvormen", "gesprek")
"""The sections that someone needs to act; the empty one is the start page.

First on the device, in this order.
"""
SEARCH_FILES = [f"zoeken/{name}" for name in search.FILES]
"""The files of the search index below `/app/<locale>/`."""


def page_paths(site: Site, locale: str) -> list[str]:
    """Every page of the app zone in one language, below `/app/<locale>/`, the core first."""
    texts = [
        page_id
        for page_id, page in site.content.pages[locale].items()
        if page_id != "index" and not isinstance(page, HelpTopic)
    ]
    from_facts = [
        "stappen/samen",
        *(f"signalen/{age}" for age in AGES),
        "zoeken/a-z",
        "gemeente/andere-regios",
        *(f"gemeente/{municipality.slug}" for municipality in site.municipalities),
        "installeren/wegwijzer",
        *(f"bronnen/{number}" for number in range(2, site.source_pages(locale) + 1)),
    ]
    paths = ["", *(f"{page_id}/" for page_id in [*texts, *from_facts])]
    return sorted(paths, key=lambda path: (_place(path), path))


def is_core(path: str) -> bool:
    """Whether a page below `/app/<locale>/` belongs to the core tier."""
    return _place(path) < len(CORE)


def _place(path: str) -> int:
    section = path.split("/", maxsplit=1)[0]
    return CORE.index(section) if section in CORE else len(CORE)


def addresses(site: Site) -> list[str]:
    """Every address of the site without its prefix.

    Pages, files and the page for what does not exist.
    """
    every = ["/", "/404.html", "/app/", "/app/leeg/", "/app/plaatsen.json"]
    every += [f"/{locale}/" for locale in site.content.site.all_languages]
    for locale in site.content.site.languages:
        paths = page_paths(site, locale)
        every += [f"/app/{locale}/{path}" for path in [*paths, *SEARCH_FILES]]
        every += [f"/data/changes.{locale}.atom"] if "nieuw/" in paths else []
        every += [f"/app/{locale}.webmanifest", f"/app/{locale}/plain.webmanifest"]
    return every + [f"/static/{name}" for name in site.served]


def file_of(address: str) -> str:
    """The file in which an address is frozen: `/app/nl/` → `app/nl/index.html`."""
    return address.lstrip("/") + ("index.html" if not address or address.endswith("/") else "")
