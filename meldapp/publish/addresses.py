"""Every address of a site, the file in which each is frozen, and the folder of these files."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from meldapp.content.facts import AGES
from meldapp.content.pages import HelpTopic
from meldapp.web import search
from meldapp.web.site import Site


def page_addresses(site: Site) -> dict[str, list[str]]:
    """Every page of the app zone per language, below `/app/<locale>/`, in the order a reader needs them (the shell and the call page first)."""
    found = {}
    for locale in site.content.site.languages:
        pages = site.content.pages[locale]
        own = [
            page.id
            for page in pages.values()
            if not isinstance(page, HelpTopic) and page.id != "index"
        ]
        first = [page_id for page_id in ("bel", "offline", "stappen", "404") if page_id in own]
        made = [
            *(["stappen/samen"] if "stappen" in own else []),
            *(f"signalen/{age}" for age in AGES if "signalen" in own),
            *(["zoeken/a-z"] if "zoeken" in own else []),
            *(["gemeente/andere-regios"] if "gemeente" in own else []),
            *(
                f"gemeente/{municipality.slug}"
                for municipality in site.municipalities
                if "gemeente" in own
            ),
            *(["installeren/wegwijzer"] if "installeren" in own else []),
            *(
                f"bronnen/{number}"
                for number in range(2, site.source_pages(locale) + 1)
                if "bronnen" in own
            ),
        ]
        rest = sorted(page_id for page_id in [*own, *made] if page_id not in first)
        found[locale] = ["", *(f"{page_id}/" for page_id in [*first, *rest])]
    return found


def search_files(paths: Collection[str]) -> list[str]:
    """The files of the search index below `/app/<locale>/`, where there is a search page."""
    return [f"zoeken/{name}" for name in search.FILES] if "zoeken/" in paths else []


def addresses(site: Site) -> list[str]:
    """Every address of the site without its prefix: pages, files and the page for what does not exist."""
    found = ["/", "/404.html", "/app/", "/app/leeg/", "/app/plaatsen.json"]
    found += [f"/{locale}/" for locale in site.content.site.languages]
    for locale, paths in page_addresses(site).items():
        found += [f"/app/{locale}/{path}" for path in paths]
        found += [
            f"/app/{locale}.webmanifest",
            f"/app/{locale}/plain.webmanifest",
            *(f"/app/{locale}/{path}" for path in search_files(paths)),
        ]
    return found + [f"/static/{name}" for name in site.assets.served]


def path_of(address: str) -> str:
    """The file in which an address is frozen, such as `app/nl/index.html` for `/app/nl/`."""
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")


def by_language(addresses: Iterable[str], languages: Sequence[str]) -> list[list[str]]:
    """These addresses in a list per language, for a process each: what is worked out once for a language is then worked out in one of them."""
    found: dict[str, list[str]] = {language: [] for language in languages}
    for address in addresses:
        found[
            next(
                (language for language in languages if address.startswith(f"/app/{language}/")),
                languages[0],
            )
        ].append(address)
    return list(found.values())


def weight(folder: Path | str) -> tuple[int, int]:
    """How many files a folder holds, and their bytes."""
    files = size = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            more = (
                weight(entry.path)
                if entry.is_dir(follow_symlinks=False)
                else (1, entry.stat().st_size)
            )
            files, size = files + more[0], size + more[1]
    return files, size


__all__ = ["addresses", "by_language", "page_addresses", "path_of", "search_files", "weight"]
