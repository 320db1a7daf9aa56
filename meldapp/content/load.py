"""`content/` → Content; the only reader of `content/`.

Everything is read once; `_read` has the order. Whatever is wrong is collected as faults, each with
its file, line, problem and remedy, and raised together: first all that cannot be read, then all
that does not fit together (`consistency`). Nothing is skipped in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from meldapp.content import consistency
from meldapp.content.facts import (
    Contact,
    ContactWords,
    Municipality,
    Place,
    Region,
    SearchRules,
    SiteFacts,
    Source,
    Term,
    digits,
)
from meldapp.content.faults import ContentError, ExplainedError, Fault
from meldapp.content.files import Files
from meldapp.content.locales import language
from meldapp.content.markdown import Renderer
from meldapp.content.page_reader import PageReader
from meldapp.content.pages import HelpTopic, Page, Rule
from meldapp.content.rules import read_rules
from meldapp.content.tables import (
    CONTACT_WORDS,
    WordsOfContacts,
    read_regions,
    read_rows,
    read_search_rules,
    read_table,
    read_table_if_any,
    with_words,
)

Kind = TypeVar("Kind", bound=Page)


@dataclass(frozen=True)
class Content:
    """All content of all languages."""

    site: SiteFacts
    source: str
    """The language that the others are translated from, also where it is not published itself."""
    sources: dict[str, Source]
    contacts: dict[str, Contact]
    contact_words: WordsOfContacts
    municipalities: dict[str, Municipality]
    places: tuple[Place, ...]
    regions: dict[str, Region]
    pages: dict[str, dict[str, Page]]
    """locale → page id → page."""
    terms: dict[str, dict[str, Term]]
    search_rules: dict[str, SearchRules]
    rules: dict[str, dict[str, Rule]]
    """locale → id → rule, as its language words it."""
    included: dict[str, dict[str, Rule]]
    """locale → id → rule as pages show it: in the source language where a translation is behind."""
    region_pages: dict[str, dict[str, dict[str, Page]]]
    """region slug → locale → page id → page."""
    recordings: dict[str, dict[str, bytes]]
    """locale → page id → the topic read aloud, as MP3."""

    def for_region(self, slug: str) -> Content:
        """Return the content with this region's own pages and contacts in place."""
        region = self.regions[slug]
        pages = {
            locale: {**pages, **self.region_pages.get(slug, {}).get(locale, {})}
            for locale, pages in self.pages.items()
        }
        contacts = {**self.contacts, **{contact.id: contact for contact in region.contacts}}
        return replace(self, pages=pages, contacts=contacts)

    def all(self, kind: type[Kind], locale: str) -> list[Kind]:
        """Every page of one kind, in order."""
        pages = [page for page in self.pages[locale].values() if type(page) is kind]
        return sorted(
            pages, key=lambda page: (getattr(page, "number", None) or page.order, page.id)
        )

    def get(self, kind: type[Kind], locale: str, page_id: str) -> Kind | None:
        """The page with this id if it is of this kind."""
        page = self.pages[locale].get(page_id)
        return page if isinstance(page, kind) else None

    @property
    def shown_contacts(self) -> list[Contact]:
        """The contacts that readers may see."""
        return [contact for contact in self.contacts.values() if contact.shown]

    @cached_property
    def every_contact(self) -> dict[str, Contact]:
        """Every contact, those of regions too."""
        return {contact.id: contact for contact in self._contacts()}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every known phone number as bare digits."""
        return frozenset(
            digits(number)
            for contact in self._contacts()
            if contact.shown
            for number in (contact.number, *contact.also)
            if number
        )

    def _contacts(self) -> Iterator[Contact]:
        yield from self.contacts.values()
        for region in self.regions.values():
            yield from region.contacts


@dataclass(frozen=True)
class Reading:
    """What could be read of a folder, and what is wrong with it: for an editor, who also works on a
    text that is not sound yet.
    """

    content: Content
    faults: tuple[Fault, ...]
    texts: Mapping[str, str]
    """Every file that was read, by its name in faults."""

    @cached_property
    def by_file(self) -> dict[str, Page | Rule]:
        """Every page and rule, by its file."""
        regional = self.content.region_pages.values()
        tables: list[Mapping[str, Page | Rule]] = [
            *self.content.pages.values(),
            *(pages for pages_of_region in regional for pages in pages_of_region.values()),
            *self.content.rules.values(),
        ]
        return {text.file: text for table in tables for text in table.values()}

    @cached_property
    def faulty(self) -> frozenset[str]:
        """The files with a fault."""
        return frozenset(fault.file for fault in self.faults)


def source_language(root: Path) -> str:
    """The language that the others are translated from: the first of site.toml.

    Raises ContentError when that cannot be read.
    """
    return _read_site(Files(root)).languages[0]


def load_content(
    root: Path, locales: Iterable[str] | None = None, without_regions: Collection[str] = ()
) -> Content:
    """Read the content folder; raises ContentError with every fault in it.

    `locales` narrows or widens the published languages; `without_regions` leaves regions out as if
    they had no files.
    """
    files = Files(root)
    content = _read(files, tuple(locales or ()), without_regions)
    files.stop_if_faulty()
    files.faults += consistency.faults(content, files.texts, files.name(root))
    files.stop_if_faulty()
    return content


def read_content(
    root: Path, drafts: Mapping[str, bytes] | None = None, before: Reading | None = None
) -> Reading:
    """Read as much of the content folder as can be read.

    `drafts` take the place of files, by their names in faults. Pages that have not changed since
    the reading `before` are taken over from it. Raises ContentError when site.toml says too little
    to go on.
    """
    files = Files(root, drafts)
    content = _read(files, before=before)
    if before or not files.faults:
        files.faults += consistency.faults(content, files.texts, files.name(root))
    return Reading(content, tuple(sorted(set(files.faults))), files.texts)


def _read_site(files: Files) -> SiteFacts:
    """The facts of the site as they are written."""
    path = files.root / "site.toml"
    if not files.root.is_dir():
        files.fault(
            str(files.root),
            "this content folder does not exist",
            "Give the folder with site.toml in it.",
        )
        files.stop_if_faulty()
    site = files.model(SiteFacts, files.toml(path), path)
    if site is None:
        raise ContentError(files.faults)
    return site


def _read(
    files: Files,
    locales: tuple[str, ...] = (),
    without_regions: Collection[str] = (),
    before: Reading | None = None,
) -> Content:
    """All files, in the order in which they need each other."""
    root = files.root
    written = _read_site(files)
    site, source = _published(files, written, locales), written.languages[0]
    renderer = Renderer()
    regions = read_regions(files, without_regions)
    rules, included = read_rules(files, renderer, source, site)
    # every page rests on the facts of the site, such as the groups of signals
    known = before if before and before.content.site == site else None
    readers = {
        locale: PageReader(
            files, renderer, locale, included[locale], _signal_titles(site, locale), known
        )
        for locale in site.all_languages
    }
    pages = _read_pages(readers, site, source, root)
    region_pages = _read_region_pages(readers, site, regions, root / "regions")
    words = {
        locale: read_table_if_any(files, ContactWords, root / locale / CONTACT_WORDS)
        for locale in site.help_languages
    }
    contacts = read_table(files, Contact, root / "contacts.toml")
    municipalities = read_rows(files, Municipality, root / "municipalities.csv", "code", "slug")
    return Content(
        site=site,
        source=source,
        sources=read_table(files, Source, root / "sources.toml"),
        contacts={key: with_words(contact, words) for key, contact in contacts.items()},
        contact_words=words,
        municipalities={row.code: row for row in municipalities},
        places=tuple(read_rows(files, Place, root / "places.csv")),
        regions={
            slug: region.model_copy(
                update={
                    "contacts": tuple(with_words(contact, words) for contact in region.contacts)
                }
            )
            for slug, region in regions.items()
        },
        pages=pages,
        terms={
            locale: read_table_if_any(files, Term, root / locale / "begrippen.toml")
            for locale in site.all_languages
        },
        search_rules={
            locale: read_search_rules(files, root / locale / "zoeken.toml")
            for locale in site.languages
        },
        rules={locale: rules[locale] for locale in site.all_languages},
        included=included,
        region_pages=region_pages,
        recordings={locale: reader.recordings for locale, reader in readers.items()},
    )


def _read_pages(
    readers: Mapping[str, PageReader], site: SiteFacts, source: str, root: Path
) -> dict[str, dict[str, Page]]:
    """The pages of each language; one of the help zone only translates topics of the source."""
    pages = {locale: readers[locale].pages(root / locale) for locale in site.languages}
    topics = {
        page.id: page for page in pages.get(source, {}).values() if isinstance(page, HelpTopic)
    }
    for locale in site.help_languages:
        pages[locale] = readers[locale].pages(root / locale, topics)
    return pages


def _read_region_pages(
    readers: Mapping[str, PageReader], site: SiteFacts, slugs: Iterable[str], root: Path
) -> dict[str, dict[str, dict[str, Page]]]:
    """The pages that a region has of its own, by region and language."""
    return {
        slug: {
            locale: readers[locale].pages(root / slug / locale)
            for locale in site.languages
            if (root / slug / locale).is_dir()
        }
        for slug in slugs
        if (root / slug).is_dir()
    }


def _signal_titles(site: SiteFacts, locale: str) -> tuple[str, ...]:
    """The titles that a block of signals may have; none in a language of the help zone only."""
    return tuple(group.titles[locale] for group in site.signal_groups if locale in site.languages)


# -- languages -------------------------------------------------------------------------------------


def _published(files: Files, site: SiteFacts, wanted: tuple[str, ...]) -> SiteFacts:
    """The facts of the site with the languages to publish, each once."""
    every = tuple(dict.fromkeys(wanted or site.all_languages))
    in_both_zones = tuple(code for code in every if not _has_help_only(files.root, code, site))
    for locale in every:
        try:
            language(locale)
        except ExplainedError as error:
            path = files.root / "site.toml"
            field_name = "help_languages" if locale in site.help_languages else "languages"
            files.fault(
                "--locales" if wanted else path,
                str(error),
                "Use the codes of languages, such as nl, en.",
                line=0 if wanted else files.line(path, (field_name,)),
            )
            continue
        _check_language(files, site, locale, has_help_only=locale not in in_both_zones)
    files.stop_if_faulty()
    # a translation in the help zone is shown beside the Dutch, so it needs the Dutch
    shows_source = site.languages[0] in in_both_zones
    in_help_zone = tuple(code for code in every if code not in in_both_zones and shows_source)
    return site.model_copy(update={"languages": in_both_zones, "help_languages": in_help_zone})


def _check_language(files: Files, site: SiteFacts, locale: str, *, has_help_only: bool) -> None:
    """Faults for a language without texts, or without words of site.toml."""
    below = f"/{HelpTopic.folder}" if has_help_only else ""
    folder = files.root / f"{locale}{below}"
    if not folder.is_dir():
        files.fault(
            folder,
            f"there is no folder with texts in {locale!r}",
            f"Translate content/{site.languages[0]}{below} into content/{locale}{below}, or leave "
            f"{locale} out of the languages of site.toml.",
        )
    path = files.root / "site.toml"
    for place, group in enumerate(() if has_help_only else site.signal_groups):
        if locale not in group.titles:
            files.fault(
                path,
                f"the group of signals '{group.id}' has no title in {locale!r}",
                f'Add {locale} = "…" to its titles.',
                line=files.line(path, ("signal_groups", str(place), "titles")),
            )


def _has_help_only(root: Path, locale: str, site: SiteFacts) -> bool:
    """Whether a language has the help zone only, or holds nothing else where site.toml does not
    name it.
    """
    folder = root / locale
    return locale not in site.languages and (
        locale in site.help_languages
        or ((folder / HelpTopic.folder).is_dir() and not (folder / "index.md").exists())
    )
