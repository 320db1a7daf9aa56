"""Which texts there are, what a text is called, and the Dutch text that a translation follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meldapp.content.load import Content
from meldapp.content.pages import Page, Rule, followed_hash


def pages_in(content: Content, locales: Iterable[str]) -> Iterator[Page]:
    """Every page in these languages, those of regions too."""
    tables = (content.pages, *content.region_pages.values())
    for locale in locales:
        for table in tables:
            yield from table.get(locale, {}).values()


def texts_in(content: Content, locales: Iterable[str]) -> Iterator[Page | Rule]:
    """Every rule and page in these languages."""
    for locale in locales:
        yield from content.rules[locale].values()
        yield from pages_in(content, [locale])


def name_of(text: Page | Rule) -> str:
    """Language and id, such as nl/stappen/2; of a rule nl/rules/strangulation."""
    return f"{text.locale}/{'rules/' if isinstance(text, Rule) else ''}{text.id}"


def parts_of(name: str) -> tuple[str, str, str]:
    """Region, language and the rest of the name of a text below the content folder.

    `nl/stappen/2.md` → no region, `nl` and `stappen/2.md`.
    """
    region, (locale, _, below) = "", name.partition("/")
    if locale == "regions":
        region, _, inside = below.partition("/")
        locale, _, below = inside.partition("/")
    return region, locale, below


def original_of(text: Page | Rule, content: Content) -> Page | Rule | None:
    """The Dutch text that a translation follows; None for a Dutch one."""
    source = content.site.languages[0]
    if text.locale == source:
        return None
    if isinstance(text, Rule):
        return content.rules[source].get(text.id)
    region, _, _ = parts_of(text.file.partition("/")[2])
    regional = content.region_pages.get(region, {}).get(source, {})
    return regional.get(text.id) or content.pages[source].get(text.id)


def hash_to_follow(text: Page | Rule, content: Content) -> str:
    """What `source_hash` of a translation must be now; empty for a Dutch text."""
    original = original_of(text, content)
    help_only = text.locale in content.site.help_languages
    return followed_hash(text, original, help_only) if original else ""


def is_behind(text: Page | Rule, content: Content) -> bool:
    """Whether this is a translation that does not follow the Dutch text as it is now."""
    follows = hash_to_follow(text, content)
    return bool(follows) and text.source_hash != follows
