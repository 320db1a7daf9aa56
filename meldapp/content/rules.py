"""The rules: what several pages say in the same way, read once per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from meldapp.content import marks
from meldapp.content.facts import SLUG, SiteFacts
from meldapp.content.files import Files
from meldapp.content.front_matter import TextFile
from meldapp.content.markdown import Renderer
from meldapp.content.marks import RULES_FOLDER
from meldapp.content.pages import Link, Rule, followed_hash
from meldapp.content.text_reader import TextReader, links_of

SENTENCES = ("sentence", "sentence_you")


def read_rules(
    files: Files, renderer: Renderer, source: str, site: SiteFacts
) -> tuple[dict[str, dict[str, Rule]], dict[str, dict[str, Rule]]]:
    """Read the rules of the source language, and of the others: locale → id → rule, first as its
    language words it, then as pages show it.

    A translation that does not follow its rule as it is now is not shown: pages then have the rule
    in the source language.
    """
    rules: dict[str, dict[str, Rule]] = {}
    included: dict[str, dict[str, Rule]] = {}
    for locale in dict.fromkeys((source, *site.all_languages)):
        help_only = locale in site.help_languages
        originals = rules[source] if help_only else None
        reader = _RuleReader(files, renderer, locale, included={}, originals=originals)
        folder = files.root / locale / RULES_FOLDER
        rules[locale] = {
            path.stem: rule
            for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
            if (rule := reader.read(path)) is not None
        }
        included[locale] = {
            rule_id: _as_included(rule, rules[locale].get(rule_id), help_only)
            for rule_id, rule in rules[source].items()
        }
    return rules, included


def _as_included(original: Rule, rule: Rule | None, help_only: bool) -> Rule:
    """A rule as pages in its language show it."""
    follows = rule and rule.source_hash == followed_hash(rule, original, help_only)
    return rule if rule and follows else original


@dataclass
class _RuleReader(TextReader):
    """Reads the rules of one language."""

    given = ("title", "sentence", "source_hash")
    inherited = ("block", "checked", "checked_by", "review_by", "sources")

    originals: Mapping[str, Rule] | None = None
    """Given where the language has the help zone only: a rule may be its sentence alone, and its
    other facts are those of the original.
    """

    def read(self, path: Path) -> Rule | None:
        """One rule, or None with a fault."""
        if path.suffix != ".md" or not re.fullmatch(SLUG, path.stem):
            self.files.fault(
                path,
                "this is not a rule, so nobody would see it",
                "Give it a name of small letters, digits and hyphens that ends in .md.",
            )
            return None
        text = self.open(path)
        if text is None:
            return None
        inherited = {}
        if self.originals is not None:
            original = self._original(path)
            if original is None:
                return None
            inherited = self.inherit(path, text, original)
            text.fields.setdefault("title", original.title)
        sentences = _sentences(text)
        texts = (*sentences.values(), text.body)
        for words in texts:
            self.check_marks(path, words, may_include=False)
        look = inherited.get("block") or text.fields.get("block", "tip")
        return self.files.validated(
            Rule,
            {
                **text.fields,
                **{key: marks.without_checks(said).strip() for key, said in sentences.items()},
            },
            {
                **inherited,
                **self.standing(path, text, path.stem),
                "checks": tuple(
                    statement for words in texts for statement in marks.statements(words)
                ),
                "facts": tuple(use for words in texts for use in marks.uses("region", words)),
                "links": (
                    *(link for said in sentences.values() for link in self._links_of(said)),
                    *self._links_of_card(path, text, look),
                ),
            },
            path,
            text.line_of,
        )

    def _original(self, path: Path) -> Rule | None:
        original = (self.originals or {}).get(path.stem)
        if original is None:
            self.files.fault(
                path,
                f"the rule '{path.stem}' does not exist in the language that is translated",
                "Give the file the name of a Dutch rule, or remove it.",
            )
        return original

    def _links_of(self, sentence: str) -> list[Link]:
        return links_of(sentence, self.renderer.render(marks.fill_in(sentence)))

    def _links_of_card(self, path: Path, text: TextFile, look: str) -> tuple[Link, ...]:
        """The links of the card of a rule, with faults for what is wrong in it."""
        words = text.body.strip()
        card = f"/// {look} | {text.fields.get('title', path.stem)}\n{words}\n///"
        card = "\n" * (text.above - 1) + card if words or self.originals is None else ""
        filled = marks.fill_in(card)
        return self.render(path, filled, filled).links


def _sentences(text: TextFile) -> dict[str, str]:
    """The sentences in the head of a rule by their field, each on its line, white space folded.

    A space that may not break stays: French has one before each question mark.
    """
    return {
        key: "\n" * (text.lines.get(key, 1) - 1)
        + re.sub(r"[ \t\r\n]+", " ", text.fields[key]).strip()
        for key in SENTENCES
        if isinstance(text.fields.get(key), str)
    }
