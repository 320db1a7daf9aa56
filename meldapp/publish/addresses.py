"""Every address of a site, and the file in which each is frozen."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from meldapp.content.facts import AGES
from meldapp.content.pages import HelpTopic
from meldapp.web import search
from meldapp.web.site import Site

CORE = ("bel", "offline", "404", "stappen", "wegen", "signalen", "geweldsvormen", "gesprek")
"""The sections that someone needs to act, beside the start page.

First on the device, in this order (OFFLINE §2).
"""


def page_paths(site: Site, locale: str) -> list[str]:
    """Every page of the app zone in one language, below `/app/<locale>/`, the core first."""
    texts = [
        page.id
        for page in site.content.pages[locale].values()
        if not isinstance(page, HelpTopic) and page.id != "index"
    ]
    paths = [f"{page_id}/" for page_id in [*texts, *_without_text(site, locale, texts)]]
    order = {section: number for number, section in enumerate(CORE)}
    return ["", *sorted(paths, key=lambda path: (order.get(section(path), len(CORE)), path))]


def _without_text(site: Site, locale: str, texts: Collection[str]) -> Iterator[str]:
    """The pages that a view makes from facts, each below a section that has a text of its own."""
    if "stappen" in texts:
        yield "stappen/samen"
    if "signalen" in texts:
        yield from (f"signalen/{age}" for age in AGES)
    if "zoeken" in texts:
        yield "zoeken/a-z"
    if "gemeente" in texts:
        yield "gemeente/andere-regios"
        yield from (f"gemeente/{municipality.slug}" for municipality in site.municipalities)
    if "installeren" in texts:
        yield "installeren/wegwijzer"
    if "bronnen" in texts:
        yield from (f"bronnen/{number}" for number in range(2, site.source_pages(locale) + 1))


def section(path: str) -> str:
    """The first part of a path below `/app/<locale>/`."""
    return path.split("/", maxsplit=1)[0]


def is_core(path: str) -> bool:
    """Whether a page below `/app/<locale>/` belongs to the core tier."""
    return section(path) in ("", *CORE)


def search_files(paths: Collection[str]) -> list[str]:
    """The files of the search index below `/app/<locale>/`, where there is a search page."""
    return [f"zoeken/{name}" for name in search.FILES] if "zoeken/" in paths else []


def addresses(site: Site) -> list[str]:
    """Every address of the site without its prefix.

    Pages, files and the page for what does not exist.
    """
    languages = site.content.site.languages
    every = ["/", "/404.html", "/app/", "/app/leeg/", "/app/plaatsen.json"]
    every += [f"/{locale}/" for locale in site.content.site.all_languages]
    for locale in languages:
        paths = page_paths(site, locale)
        every += [f"/app/{locale}/{path}" for path in [*paths, *search_files(paths)]]
        every += [f"/data/changes.{locale}.atom"] if "nieuw/" in paths else []
        every += [f"/app/{locale}.webmanifest", f"/app/{locale}/plain.webmanifest"]
    return every + [f"/static/{name}" for name in site.served]


def file_of(address: str) -> str:
    """The file in which an address is frozen: `/app/nl/` → `app/nl/index.html`."""
    return address.lstrip("/") + ("index.html" if not address or address.endswith("/") else "")
