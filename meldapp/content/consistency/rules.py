"""The rules: what they name, and pages that word one themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from meldapp.content.consistency.look import Look
from meldapp.content.faults import Fault
from meldapp.content.marks import own_words
from meldapp.content.pages import Page, Rule
from meldapp.content.sentences import pieces


def faults(look: Look) -> Iterator[Fault]:
    """Yield what is wrong with the rules of the languages of both zones."""
    rules = look.content.rules
    for locale in look.content.site.languages:
        known = look.page_ids(look.content.pages[locale])
        for rule in rules[locale].values():
            yield from faults_of(look, rule, known)
        yield from look.unpaired("rule", locale, rules[locale], rules[look.source])


def faults_of(look: Look, rule: Rule, known: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with one rule; `known` are the pages it may link to."""
    yield from look.source_faults(rule)
    yield from look.text_faults(rule, known)


def telltales(rules: Mapping[str, Rule]) -> dict[str, re.Pattern[str]]:
    """Rule id → one pattern of all that gives it away."""
    return {
        rule.id: re.compile("|".join(f"(?:{part})" for part in rule.telltale), re.I)
        for rule in rules.values()
        if rule.telltale
    }


def worded_in(page: Page, patterns: Mapping[str, re.Pattern[str]]) -> Iterator[Fault]:
    """The places where a page words a rule itself, by the words that give the rule away."""
    texts = [(piece.line + page.starts, piece.words) for piece in pieces(own_words(page.text))]
    everything = "\n".join(words for _, words in texts)
    for rule_id, pattern in patterns.items():
        for line, words in texts if pattern.search(everything) else ():
            if match := pattern.search(words):
                yield Fault(
                    page.file,
                    line,
                    f"{match[0]!r} belongs to the rule '{rule_id}', which is worded in one place",
                    f"Include the rule instead, as {{rule:{rule_id}}} or as a block /// rule "
                    f"| {rule_id}, or say something else.",
                )
