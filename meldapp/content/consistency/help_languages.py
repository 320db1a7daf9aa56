"""Languages that have the help zone only: their topics are those somebody needs tonight, and say
the same as the Dutch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from meldapp.content.consistency.look import Look, no_contact
from meldapp.content.faults import Fault
from meldapp.content.pages import HelpTopic, Page
from meldapp.content.sentences import Piece, pieces


def faults(look: Look) -> Iterator[Fault]:
    """Yield what is wrong with each of these languages."""
    for locale in look.content.site.help_languages:
        yield from _needed(look, locale)
        yield from _topics(look, locale)
        for term in look.content.terms[locale].values():
            yield from look.numbers_at(
                f"{locale}/begrippen.toml", (term.id, "meaning"), term.meaning
            )
        yield from _cards(look, locale)


def contacts_with_a_card(topics: Iterable[Page]) -> set[str]:
    """The ids of the contacts whose card is in a help zone with these topics."""
    shown = {target for page in topics for _, scheme, target in page.links if scheme == "card"}
    return {"veilig-thuis", "veilig-thuis-chat", *shown}


def _needed(look: Look, locale: str) -> Iterator[Fault]:
    for needed in look.content.site.needed_topics:
        if needed not in look.content.pages[locale]:
            yield Fault(
                f"{look.folder}/{locale}/{needed}.md",
                0,
                f"the topic '{needed}' is missing in {locale!r}; it is one that somebody "
                "needs tonight",
                f"Translate content/{look.source}/{needed}.md, or take {locale} out of "
                "help_languages in site.toml.",
            )


def _topics(look: Look, locale: str) -> Iterator[Fault]:
    originals = look.content.pages[look.source]
    known = look.page_ids(originals)
    for page in look.content.pages[locale].values():
        yield from look.text_faults(page, known)
        original = originals[page.id]
        if isinstance(page, HelpTopic) and isinstance(original, HelpTopic) and not page.behind:
            yield from _same_shape(page, original)
            yield from _same_names(page, original)
        for rule_id, line in page.rules:
            yield from _rule_in(look, page, rule_id, line)
    for rule in look.content.rules[locale].values():
        yield from look.text_faults(rule, known)


def _same_shape(page: HelpTopic, original: HelpTopic) -> Iterator[Fault]:
    """A translation has the paragraphs and blocks of the Dutch topic, in its order."""
    names = [name for name, _, _ in page.blocks], [name for name, _, _ in original.blocks]
    if not page.beside or names[0] != names[1]:
        line, here, there = _first_difference(page, original)
        yield Fault(
            page.file,
            line,
            f"this cannot be laid beside {original.file}: {here}, there {there}",
            "Give the translation the same paragraphs, list items and blocks in the same order.",
        )


def _same_names(page: HelpTopic, original: HelpTopic) -> Iterator[Fault]:
    """A translation names what the Dutch topic names."""
    for what, mine, theirs in (
        ("links", [link[1:] for link in page.links], [link[1:] for link in original.links]),
        ("rules", [use[0] for use in page.rules], [use[0] for use in original.rules]),
        ("facts of the region", [use[0] for use in page.facts], [u[0] for u in original.facts]),
    ):
        here, there = Counter(map(str, mine)), Counter(map(str, theirs))
        differences = {"missing": there - here, "only here": here - there}
        if words := [
            f"{word} {', '.join(sorted(names))}" for word, names in differences.items() if names
        ]:
            yield Fault(
                page.file,
                page.above + 1,
                f"the {what} differ from those of {original.file}: {'; '.join(words)}",
                "Give the translation the same ones.",
            )


def _first_difference(page: HelpTopic, original: HelpTopic) -> tuple[int, str, str]:
    """The line where a translation leaves the shape of its original, and what is there in both."""
    for here, there in zip_longest(pieces(page.text), pieces(original.text)):
        if not (here and there and (here.kind, here.block) == (there.kind, there.block)):
            line = here.line + page.above if here else 0
            return line, f"here is {_named(here)}", _named(there)
    return 0, "the words are laid out otherwise here", "they are not"


def _named(piece: Piece | None) -> str:
    """A piece of a text in words, such as `an item in 'do'`."""
    if piece is None:
        return "nothing"
    kind = {"item": "an item", "title": "a title", "paragraph": "a paragraph"}[piece.kind]
    return f"{kind} in '{piece.block}'" if piece.block else kind


def _rule_in(look: Look, page: Page, rule_id: str, line: int) -> Iterator[Fault]:
    rule = look.content.rules[page.locale].get(rule_id)
    if rule is None:
        yield Fault(
            f"{look.folder}/{page.locale}/rules/{rule_id}.md",
            0,
            f"the rule '{rule_id}' has no words in {page.locale!r}; {page.file} includes it",
            f"Translate its sentence from content/{look.source}/rules/{rule_id}.md.",
        )
    elif not rule.text and re.search(rf"^/// *rule *\| *{rule_id} *$", page.text, re.M):
        yield Fault(
            page.file,
            line,
            f"the card of the rule '{rule_id}' has no text in {page.locale!r}",
            f"Give content/{page.locale}/rules/{rule_id}.md a title and the text of the card.",
        )


def _cards(look: Look, locale: str) -> Iterator[Fault]:
    """What the cards of contacts say."""
    for contact_id in look.content.contact_words[locale].keys() - look.content.every_contact.keys():
        yield look.at(
            f"{locale}/contacts.toml",
            (contact_id,),
            *no_contact(contact_id, look.content.every_contact),
        )
    for contact_id in sorted(contacts_with_a_card(look.content.pages[locale].values())):
        contact = look.content.every_contact.get(contact_id)
        if contact and locale not in contact.for_whom:
            yield look.at(
                f"{locale}/contacts.toml",
                (contact_id,),
                f"the contact '{contact_id}' does not say for whom it is in {locale!r}",
                f'Add [{contact_id}] with for_whom = "…", as in content/contacts.toml.',
            )
        elif contact and contact.note and locale not in contact.note:
            yield look.at(
                f"{locale}/contacts.toml",
                (contact_id,),
                f"the note of the contact '{contact_id}' has no words in {locale!r}",
                'Add note = "…", as in content/contacts.toml.',
            )
