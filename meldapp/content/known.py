"""An earlier reading of the content, of which a new one takes over what has not changed.

The editing desk reads the content anew after each pause in typing; this makes that a matter of a
tenth of a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meldapp.content.facts import Place
from meldapp.content.marks import Included
from meldapp.content.pages import Page, Rule


@dataclass(frozen=True)
class Known:
    """What was read, and from which words."""

    texts: Mapping[str, str]
    """Every file, by the name that faults have for it."""
    faulty: frozenset[str]
    """The files with a fault."""
    by_file: Mapping[str, Page | Rule]
    """Every page and rule, by its file."""
    included: Mapping[str, Mapping[str, Included]]
    places: tuple[Place, ...]

    def page(
        self, file: str, texts: Mapping[str, str], rules: Mapping[str, Included], original: str = ""
    ) -> Page | None:
        """The page of a file, when nothing that it is made of has changed; `texts` are those of
        the new reading, `original` is the file that a translation follows.
        """
        if not self.holds(texts, file, original or file):
            return None
        page = self.by_file.get(file)
        if not isinstance(page, Page):
            return None
        before = self.included.get(page.locale, {})
        same = all(before.get(rule) == rules.get(rule) for rule, _ in page.rules)
        return page if same else None

    def rule(self, file: str, texts: Mapping[str, str], original: str) -> Rule | None:
        """The rule of a file, when neither it nor its original has changed."""
        rule = self.by_file.get(file) if self.holds(texts, file, original) else None
        return rule if isinstance(rule, Rule) else None

    def holds(self, texts: Mapping[str, str], *files: str) -> bool:
        """Whether these files say what they said then, without a fault; the facts of the site too,
        on which every page rests.
        """
        site = next((name for name in self.texts if name.endswith("site.toml")), "")
        return all(
            file in texts and self.texts.get(file) == texts[file] and file not in self.faulty
            for file in (*files, site)
        )

    def changed(self, texts: Mapping[str, str]) -> frozenset[str] | None:
        """The files whose pages must be looked at again; None for all of them."""
        changed = {name for name, text in texts.items() if self.texts.get(name) != text}
        gone = self.texts.keys() - texts.keys()
        if gone or any(not name.endswith(".md") for name in changed | self.faulty):
            return None
        return frozenset(
            name
            for name in texts
            if name in changed or name in self.faulty or self._includes(name, changed)
        )

    def _includes(self, name: str, files: set[str]) -> bool:
        """Whether a page includes a rule in one of these files."""
        text = self.by_file.get(name)
        rules = text.rules if isinstance(text, Page) else ()
        return any(file.endswith(f"/rules/{rule}.md") for rule, _ in rules for file in files)
