"""The rules: what they name, and pages that word one themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from meldapp.content.consistency.look import Look
from meldapp.content.faults import Fault
from meldapp.content.marks import without_rules
from meldapp.content.pages import Page, Rule
from meldapp.content.sentences import pieces


def faults(look: Look) -> Iterator[Fault]:
    """Yield what is wrong with the rules of the languages of both zones."""
    rules = look.content.rules
    for locale in look.content.site.languages:
        known = look.page_ids(look.content.pages[locale])
        for rule in rules[locale].values():
            yield from look.source_faults(rule)
            yield from look.text_faults(rule, known)
        yield from look.unpaired("rule", locale, rules[locale], rules[look.source])


Telltales = Sequence[tuple[Rule, Sequence[re.Pattern[str]]]]
"""Rules with the patterns that give them away, for text in lower case."""


def telltales(rules: Iterable[Rule]) -> Telltales:
    """What gives rules away. Searching lower case is five times faster than ignoring case."""
    return [(rule, [re.compile(_in_lower_case(part)) for part in rule.telltale]) for rule in rules]


def _in_lower_case(pattern: str) -> str:
    """A pattern in lower case, except for what comes after a backslash or `(?`."""
    return re.sub(r"(?<!\\)(?<!\(\?)\w", lambda match: match[0].lower(), pattern)


def worded_in(page: Page, patterns: Telltales) -> Iterator[Fault]:
    """The places where a page words a rule itself, by the words that give the rule away."""
    texts = [(piece.line + page.above, piece.words) for piece in pieces(without_rules(page.text))]
    everything = "\n".join(words for _, words in texts).lower()
    for rule, parts in patterns:
        if not any(part.search(everything) for part in parts):
            continue
        for line, words in texts:
            if match := re.search("|".join(f"(?:{part})" for part in rule.telltale), words, re.I):
                yield Fault(
                    page.file,
                    line,
                    f"{match[0]!r} belongs to the rule '{rule.id}', which is worded in one place",
                    f"Include the rule instead, as {{rule:{rule.id}}} or as a block /// rule "
                    f"| {rule.id}, or say something else.",
                )
