"""Which texts a page asks for while it is made: what else it shows it has from facts, so it is the same as long as these are."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from typing import Any

from .load import Content
from .models import Page

Read = tuple[str, str]
"""Locale and id of a page that was asked for; the id ALL when every page of the language was."""
ALL = "*"


class _Noted(dict[str, Page]):
    """The pages of a language. Notes which of them are asked for, also those that do not exist."""

    def __init__(self, pages: dict[str, Page], locale: str, reads: set[Read]) -> None:
        super().__init__(pages)
        self._note = lambda page_id: reads.add((locale, page_id))

    def __getitem__(self, page_id: str) -> Page:
        self._note(page_id)
        return super().__getitem__(page_id)

    def __contains__(self, page_id: object) -> bool:
        self._note(str(page_id))
        return super().__contains__(page_id)

    def get(self, page_id: str, default: Any = None) -> Any:
        self._note(page_id)
        return super().get(page_id, default)

    def __iter__(self) -> Iterator[str]:
        self._note(ALL)
        return super().__iter__()

    def keys(self) -> KeysView[str]:
        self._note(ALL)
        return super().keys()

    def values(self) -> ValuesView[Page]:
        self._note(ALL)
        return super().values()

    def items(self) -> ItemsView[str, Page]:
        self._note(ALL)
        return super().items()


def note_reads(content: Content) -> set[Read]:
    """Note from now on in the set that is returned which pages of this content are asked for. Empty it to begin anew."""
    reads: set[Read] = set()
    for locale, pages in content.pages.items():
        content.pages[locale] = _Noted(pages, locale, reads)
    return reads


__all__ = ["ALL", "Read", "note_reads"]
