"""Whether the content fits together.

Everything that is named exists, in every language, and every answer of the weighing leads
somewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from meldapp.content.facts import AGES, REGION_FACTS, Contact, Region, digits
from meldapp.content.faults import Fault, Where, line_at, near, toml_lines
from meldapp.content.markdown import PHONE
from meldapp.content.marks import own_words
from meldapp.content.pages import HelpTopic, Outcome, Page, Profession, Question, Rule
from meldapp.content.sentences import Piece, pieces

if TYPE_CHECKING:
    from meldapp.content.load import Content

Pages = dict[str, Page]

NEEDED_PAGES = (
    "index",
    "404",
    "offline",
    "bel",
    "stappen",
    "stappen/1",
    "stappen/5",
    "signalen",
    "wegen",
    "wegen/1",
    "gemeente",
    "vrijwilligers",
    "zoeken",
    "wissen",
    "installeren",
    "bronnen",
    "over",
    "privacy",
    "toegankelijkheid",
)
"""Pages that the templates name."""
NEEDED_CONTACTS = ("alarm", "veilig-thuis", "veilig-thuis-chat")
"""Contacts that the templates name."""


def faults(
    content: Content,
    texts: Mapping[str, str],
    folder: Path,
    source: str,
    only: Collection[str] | None = None,
) -> list[Fault]:
    """Return everything that does not fit.

    `texts` are the files by their names in faults, `folder` is how these start, `source` the
    language that is translated. `only` names the files whose pages are read; None for all.
    """
    look = _Look(content, texts, folder, source)
    look.only = only
    return list(look.everything())


class _Look:
    """One look at the whole content."""

    def __init__(
        self, content: Content, texts: Mapping[str, str], folder: Path, source: str
    ) -> None:
        self.content = content
        self.texts = texts
        self.folder = folder
        self.source = source if source in content.site.languages else content.site.languages[0]
        self.only: Collection[str] | None = None
        self._patterns: dict[str, dict[str, re.Pattern[str]]] = {}
        self.contacts = {
            **content.contacts,
            **{
                contact.id: contact
                for region in content.regions.values()
                for contact in region.contacts
            },
        }

    def everything(self) -> Iterator[Fault]:
        yield from self._facts()
        yield from self._contacts("contacts.toml", (), self.content.contacts.values())
        for region in self.content.regions.values():
            yield from self._region(region)
        for locale in self.content.site.languages:
            yield from self._terms(locale)
            yield from self._rules(locale)
        for locale in self.content.site.help_languages:
            yield from self._help_language(locale)
        published = self.content.site.languages
        yield from self._pages({one: self.content.pages[one] for one in published}, None)
        for slug in self.content.region_pages:
            pages = self.content.for_region(slug).pages
            yield from self._pages({one: pages[one] for one in published}, slug)

    def _at(self, name: str, where: Where, problem: str, remedy: str) -> Fault:
        """A fault in a TOML file, at the line of a field."""
        file = str(self.folder / name)
        return Fault(file, line_at(toml_lines(self.texts.get(file, "")), where), problem, remedy)

    def _missing(self, what: str, word: str, known: Collection[str], where: str) -> tuple[str, str]:
        return (
            f"the {what} '{word}' does not exist",
            f"Use an id from content/{where}.{near(word, known)}",
        )

    # -- facts -------------------------------------------------------------------------------------

    def _facts(self) -> Iterator[Fault]:
        site = self.content.site
        if site.default_region not in self.content.regions:
            yield self._at(
                "site.toml",
                ("default_region",),
                f"the default region '{site.default_region}' has no file",
                f"Add content/regions/{site.default_region}.toml, or correct "
                f"default_region.{near(site.default_region, self.content.regions)}",
            )
        known = self._known(self.content.pages[site.languages[0]])
        named = [
            *(("search_topics", topic) for topic in site.search_topics),
            *(("examples", example.page) for example in site.examples),
        ]
        for field, topic in named:
            if topic not in known:
                yield self._at(
                    "site.toml",
                    (field,),
                    f"the page '{topic}' does not exist",
                    f"Use a page id, such as stappen/2.{near(topic, known)}",
                )
        yield from self._needed()
        yield from self._places()

    def _needed(self) -> Iterator[Fault]:
        """Pages and contacts that other pages link to."""
        for needed in NEEDED_PAGES:
            if needed not in self.content.pages[self.source]:
                yield Fault(
                    str(self.folder / self.source / f"{needed}.md"),
                    0,
                    f"the page '{needed}' is missing; other pages link to it",
                    "Write it.",
                )
        for contact_id in NEEDED_CONTACTS:
            contact = self.content.contacts.get(contact_id)
            if contact is None:
                yield self._at(
                    "contacts.toml",
                    (),
                    f"the contact '{contact_id}' is missing; it stands on many pages",
                    f"Add [{contact_id}].",
                )
            elif not contact.shown or (contact_id != "veilig-thuis-chat" and not contact.number):
                yield self._at(
                    "contacts.toml",
                    (contact_id,),
                    f"the contact '{contact_id}' stands on many pages, so it cannot do without a "
                    "number that is sure",
                    'Give it a number, and status = "ok".',
                )

    def _places(self) -> Iterator[Fault]:
        """Municipalities have a square of their own, and places a municipality."""
        squares: dict[tuple[str, int, int], str] = {}
        for number, municipality in enumerate(self.content.municipalities.values()):
            square = (municipality.region, municipality.column, municipality.row)
            if square in squares:
                yield Fault(
                    str(self.folder / "municipalities.csv"),
                    number + 2,
                    f"{municipality.name} and {squares[square]} stand on the same square of the "
                    "tile map",
                    "Give one of them another column or row.",
                )
            squares[square] = municipality.name
        for number, place in enumerate(self.content.places):
            if place.municipality not in self.content.municipalities:
                yield Fault(
                    str(self.folder / "places.csv"),
                    number + 2,
                    f"the municipality {place.municipality!r} does not exist",
                    "Use a code from content/municipalities.csv.",
                )

    def _contacts(self, name: str, at: Where, contacts: Collection[Contact]) -> Iterator[Fault]:
        for contact in contacts:
            where = (*at, contact.id)
            if contact.source not in self.content.sources:
                yield self._at(
                    name,
                    (*where, "source"),
                    *self._missing("source", contact.source, self.content.sources, "sources.toml"),
                )
            for locale in self.content.site.languages:
                if locale not in contact.for_whom and locale in ("nl", "en"):
                    yield self._at(
                        name,
                        (*where, "for_whom"),
                        f"the contact '{contact.id}' does not say for whom it is in {locale!r}",
                        f'Add {locale} = "…".',
                    )
            for field, words in (("for_whom", contact.for_whom), ("note", contact.note)):
                for text in words.values():
                    yield from (
                        self._at(name, (*where, field), *fault) for fault in self._numbers(text)
                    )

    def _region(self, region: Region) -> Iterator[Fault]:
        name = f"regions/{region.slug}.toml"
        yield from self._contacts(name, ("contacts",), region.contacts)
        for code in region.municipalities:
            if code not in self.content.municipalities:
                yield self._code(name, code)
        for code, team in region.local_teams.items():
            if code not in region.municipalities:
                yield self._at(
                    name,
                    ("local_teams", code),
                    f"the municipality {code!r} is not one of this region",
                    "Use a code from the list of municipalities above.",
                )
            if team.source not in self.content.sources:
                yield self._at(
                    name,
                    ("local_teams", code, "source"),
                    *self._missing("source", team.source, self.content.sources, "sources.toml"),
                )
        if region.monitoring and region.monitoring.source not in self.content.sources:
            yield self._at(
                name,
                ("monitoring", "source"),
                *self._missing(
                    "source", region.monitoring.source, self.content.sources, "sources.toml"
                ),
            )

        for key, fact in region.facts.items():
            if key not in REGION_FACTS:
                yield self._at(
                    name,
                    ("facts", key),
                    f"a region has no fact '{key}'",
                    near(key, REGION_FACTS).strip() or f"Use one of: {', '.join(REGION_FACTS)}.",
                )
            if fact.source not in self.content.sources:
                yield self._at(
                    name,
                    ("facts", key, "source"),
                    *self._missing("source", fact.source, self.content.sources, "sources.toml"),
                )
            for text in fact.value.values():
                yield from (
                    self._at(name, ("facts", key, "value"), *fault) for fault in self._numbers(text)
                )

    def _code(self, name: str, code: str) -> Fault:
        file = str(self.folder / name)
        line = next(
            (
                number
                for number, line in enumerate(self.texts[file].split("\n"), start=1)
                if f'"{code}"' in line
            ),
            0,
        )
        return Fault(
            file,
            line,
            f"the municipality {code!r} does not exist",
            "Use a code from content/municipalities.csv.",
        )

    def _terms(self, locale: str) -> Iterator[Fault]:
        name = f"{locale}/begrippen.toml"
        known = self._known(self.content.pages[locale])
        for term in self.content.terms[locale].values():
            if term.page and term.page not in known:
                yield self._at(
                    name,
                    (term.id, "page"),
                    f"the page '{term.page}' does not exist",
                    f"Use a page id, such as stappen/2.{near(term.page, known)}",
                )
            yield from (
                self._at(name, (term.id, "meaning"), *fault)
                for fault in self._numbers(term.meaning)
            )
        for missing in self.content.terms[self.source].keys() - self.content.terms[locale].keys():
            yield self._at(
                name,
                (),
                f"the term '{missing}' has no translation in {locale!r}",
                f"Translate [{missing}] of content/{self.source}/begrippen.toml.",
            )
        for extra in self.content.terms[locale].keys() - self.content.terms[self.source].keys():
            yield self._at(
                name,
                (extra,),
                f"the term '{extra}' does not exist in {self.source!r}",
                f"Write it in content/{self.source}/begrippen.toml first, or remove this one.",
            )

    def _numbers(self, text: str) -> Iterator[tuple[str, str]]:
        """What is wrong with the phone numbers in a text."""
        for match in PHONE.finditer(text):
            if digits(match[0]) not in self.content.numbers:
                yield (
                    f"the number {match[0].strip()} is not in contacts.toml",
                    "Correct the number, or add the contact to content/contacts.toml first.",
                )

    # -- languages of the help zone
    # ------------------------------------------------------------------------------------

    def _help_language(self, locale: str) -> Iterator[Fault]:
        """A language that has the help zone only:

        its topics are those somebody needs tonight, and say the same as the Dutch.
        """
        pages, originals = self.content.pages[locale], self.content.pages[self.source]
        for needed in self.content.site.needed_topics:
            if needed not in pages:
                yield Fault(
                    str(self.folder / locale / f"{needed}.md"),
                    0,
                    f"the topic '{needed}' is missing in {locale!r}; it is one that somebody "
                    "needs tonight",
                    f"Translate content/{self.source}/{needed}.md, or take {locale} out of "
                    "help_languages in site.toml.",
                )
        known = self._known(originals)
        for page in pages.values():
            yield from self._links_of(page, known)
            original = originals[page.id]
            if isinstance(page, HelpTopic) and isinstance(original, HelpTopic) and not page.behind:
                yield from self._says_the_same(page, original)
            for rule_id, line in page.rules:
                yield from self._rule_in(page, rule_id, line)
        for rule in self.content.rules[locale].values():
            yield from self._rule(rule, known)
        for term in self.content.terms[locale].values():
            for fault in self._numbers(term.meaning):
                yield self._at(f"{locale}/begrippen.toml", (term.id, "meaning"), *fault)
        yield from self._cards(locale)

    def _says_the_same(self, page: HelpTopic, original: HelpTopic) -> Iterator[Fault]:
        """A translation has the paragraphs, links and blocks of the Dutch topic, in its order."""
        names = [name for name, _, _ in page.blocks], [name for name, _, _ in original.blocks]
        if not page.beside or names[0] != names[1]:
            line, here, there = _first_difference(page, original)
            yield Fault(
                page.file,
                line,
                f"this cannot be laid beside {original.file}: {here}, there {there}",
                "Give the translation the same paragraphs, list items and blocks in the same "
                "order.",
            )
        for what, mine, theirs in (
            ("links", [link[1:] for link in page.links], [link[1:] for link in original.links]),
            ("rules", [use[0] for use in page.rules], [use[0] for use in original.rules]),
            ("facts of the region", [use[0] for use in page.facts], [u[0] for u in original.facts]),
        ):
            if sorted(mine) != sorted(theirs):
                odd = Counter(map(str, mine)), Counter(map(str, theirs))
                lacks, extra = sorted(odd[1] - odd[0]), sorted(odd[0] - odd[1])
                yield Fault(
                    page.file,
                    page.starts + 1,
                    f"the {what} differ from those of {original.file}: "
                    + "; ".join(
                        f"{word} {', '.join(names)}"
                        for word, names in (("missing", lacks), ("only here", extra))
                        if names
                    ),
                    "Give the translation the same ones.",
                )

    def _rule_in(self, page: Page, rule_id: str, line: int) -> Iterator[Fault]:
        rule = self.content.rules[page.locale].get(rule_id)
        block = any(
            text.startswith("/// rule") and rule_id in text for text in page.text.split("\n")
        )
        if rule is None:
            yield Fault(
                str(self.folder / page.locale / "rules" / f"{rule_id}.md"),
                0,
                f"the rule '{rule_id}' has no words in {page.locale!r}; {page.file} includes it",
                f"Translate its sentence from content/{self.source}/rules/{rule_id}.md.",
            )
        elif block and not rule.text:
            yield Fault(
                page.file,
                line,
                f"the card of the rule '{rule_id}' has no text in {page.locale!r}",
                f"Give content/{page.locale}/rules/{rule_id}.md a title and the text of the card.",
            )

    def _cards(self, locale: str) -> Iterator[Fault]:
        """What the cards of contacts say."""
        for contact_id in sorted(contacts_with_a_card(self.content.pages[locale].values())):
            contact = self.contacts.get(contact_id)
            if contact and locale not in contact.for_whom:
                yield self._at(
                    f"{locale}/contacts.toml",
                    (contact_id,),
                    f"the contact '{contact_id}' does not say for whom it is in {locale!r}",
                    f'Add [{contact_id}] with for_whom = "…", as in content/contacts.toml.',
                )
            elif contact and contact.note and locale not in contact.note:
                yield self._at(
                    f"{locale}/contacts.toml",
                    (contact_id,),
                    f"the note of the contact '{contact_id}' has no words in {locale!r}",
                    'Add note = "…", as in content/contacts.toml.',
                )

    # -- rules -------------------------------------------------------------------------------------

    def _rules(self, locale: str) -> Iterator[Fault]:
        rules, originals = self.content.rules[locale], self.content.rules[self.source]
        known = self._known(self.content.pages[locale])
        for rule in rules.values():
            yield from self._rule(rule, known)
        yield from self._unpaired("rule", locale, rules, originals)

    def _rule(self, rule: Rule, known: set[str]) -> Iterator[Fault]:
        for source in rule.sources:
            if source not in self.content.sources:
                yield Fault(
                    rule.file,
                    rule.lines.get("sources", 1),
                    *self._missing("source", source, self.content.sources, "sources.toml"),
                )
        for number, line in enumerate(self.texts[rule.file].split("\n"), start=1):
            for problem, remedy in self._numbers(line):
                yield Fault(rule.file, number, problem, remedy)
        for number, scheme, target in rule.links:
            if wrong := self._link(scheme, target, known):
                yield Fault(rule.file, number, *wrong)

    def _worded_here(self, page: Page) -> Iterator[Fault]:
        """The places where a page words a rule itself, by the words that give the rule away."""
        texts = [(piece.line + page.starts, piece.words) for piece in pieces(own_words(page.text))]
        everything = "\n".join(words for _, words in texts)
        for rule_id, telltale in self._telltales(page.locale).items():
            for line, words in texts if telltale.search(everything) else ():
                if match := telltale.search(words):
                    yield Fault(
                        page.file,
                        line,
                        f"{match[0]!r} belongs to the rule '{rule_id}', which is worded in one "
                        "place",
                        f"Include the rule instead, as {{rule:{rule_id}}} or as a block /// rule "
                        f"| {rule_id}, or say something else.",
                    )

    def _telltales(self, locale: str) -> dict[str, re.Pattern[str]]:
        """Rule id → one pattern of all that gives it away."""
        if locale not in self._patterns:
            self._patterns[locale] = {
                rule.id: re.compile("|".join(f"(?:{part})" for part in rule.telltale), re.I)
                for rule in self.content.rules[locale].values()
                if rule.telltale
            }
        return self._patterns[locale]

    # -- pages -------------------------------------------------------------------------------------

    def _known(self, pages: Pages, region: str | None = None) -> set[str]:
        """The ids a text may link to: every page of the app zone, those of templates included."""
        codes = self.content.regions[region].municipalities if region else ()
        return {
            "stappen/samen",
            "gemeente/andere-regios",
            *(f"signalen/{age}" for age in AGES),
            *(
                f"gemeente/{self.content.municipalities[code].slug}"
                for code in codes
                if code in self.content.municipalities
            ),
            *(page_id for page_id, page in pages.items() if not isinstance(page, HelpTopic)),
        }

    def _pages(self, scope: dict[str, Pages], region: str | None) -> Iterator[Fault]:
        """Look at all pages, or at those of one region among all."""
        for locale, pages in scope.items():
            known = self._known(pages, region)
            for page in (
                pages.values()
                if region is None
                else self.content.region_pages[region].get(locale, {}).values()
            ):
                if self.only is None or page.file in self.only:
                    yield from self._page(page, pages, known)
            yield from self._translations(
                locale, scope if region is None else self.content.region_pages[region]
            )
            yield from self._numbering(pages)
            yield from self._graph(pages)

    def _page(self, page: Page, pages: Pages, known: set[str]) -> Iterator[Fault]:
        def fault(field: str, problem: str, remedy: str) -> Fault:
            return Fault(page.file, page.lines.get(field, 1), problem, remedy)

        for source in page.sources:
            if source not in self.content.sources:
                yield fault(
                    "sources",
                    *self._missing("source", source, self.content.sources, "sources.toml"),
                )
        if page.professional and not page.sources and not page.rules:
            yield fault(
                "sources",
                "a page for professionals rests on at least one source",
                "Add sources: with an id from content/sources.toml.",
            )
        if isinstance(page, Profession) and page.framework not in self.content.sources:
            yield fault(
                "framework",
                *self._missing("source", page.framework, self.content.sources, "sources.toml"),
            )
        for related in page.related:
            if related not in pages or related not in known:
                yield fault(
                    "related",
                    f"the page '{related}' does not exist",
                    "Use the id of a page with a text of its own, such as "
                    f"stappen/2.{near(related, pages)}",
                )
        section = page.id.partition("/")[0]
        if section not in pages and not isinstance(page, HelpTopic):
            yield Fault(
                page.file,
                0,
                f"the section '{section}' has no page of its own",
                f"Write content/{page.locale}/{section}/index.md.",
            )
        yield from self._links_of(page, known)
        yield from self._worded_here(page)

    def _links_of(self, page: Page, known: set[str]) -> Iterator[Fault]:
        """What is wrong with the numbers and links of a page."""
        for number, line in enumerate(self.texts[page.file].split("\n"), start=1):
            for problem, remedy in self._numbers(line):
                yield Fault(page.file, number, problem, remedy)
        for number, scheme, target in page.links:
            if wrong := self._link(scheme, target, known):
                yield Fault(page.file, number, *wrong)

    def _link(self, scheme: str, target: str, known: set[str]) -> tuple[str, str] | None:
        """What is wrong with a link."""
        if scheme == "page":
            return (
                None
                if target.partition("#")[0] in known
                else (
                    f"the page '{target}' does not exist",
                    f"Use a page id, such as stappen/2.{near(target, known)}",
                )
            )
        if scheme in ("call", "card"):
            contact = self.contacts.get(target)
            if contact is None:
                return self._missing("contact", target, self.contacts, "contacts.toml")
            if not contact.shown:
                return (
                    f"the contact '{target}' is uncertain and may not be shown",
                    "Have the number checked first, or use another contact.",
                )
            if scheme == "call" and not (contact.number or contact.url):
                return (
                    f"the contact '{target}' has no number and no site to link to",
                    "Use a call block, which shows how to reach it.",
                )
        if scheme == "http":
            return "this link is not safe", "Use an address that starts with https://."
        if scheme == "?":
            return (
                f"the link to '{target}' leads nowhere",
                "Write page:…, call:… or a full https:// address.",
            )
        return None

    def _translations(self, locale: str, scope: dict[str, Pages]) -> Iterator[Fault]:
        pages, originals = scope.get(locale, {}), scope.get(self.source, {})
        yield from self._unpaired("page", locale, pages, originals)

    def _unpaired(
        self,
        kind: str,
        locale: str,
        translations: Mapping[str, Page | Rule],
        originals: Mapping[str, Page | Rule],
    ) -> Iterator[Fault]:
        """What stands in one of two languages only."""
        for missing in originals.keys() - translations.keys():
            file = originals[missing].file
            yield Fault(
                file.replace(f"/{self.source}/", f"/{locale}/", 1),
                0,
                f"the {kind} '{missing}' has no translation in {locale!r}",
                f"Translate {file}.",
            )
        for extra in translations.keys() - originals.keys():
            yield Fault(
                translations[extra].file,
                0,
                f"the {kind} '{extra}' does not exist in {self.source!r}",
                f"Write it in {self.source!r} first, or remove this one.",
            )

    def _numbering(self, pages: Pages) -> Iterator[Fault]:
        taken: dict[tuple[type[Page], int], Page] = {}
        for page in pages.values():
            number = getattr(page, "number", None)
            first = taken.setdefault((type(page), number), page) if number else page
            if first is not page:
                yield Fault(
                    page.file,
                    page.lines.get("number", 1),
                    f"number {number} is also that of {first.file}",
                    "Give each page its own number.",
                )

    def _graph(self, pages: Pages) -> Iterator[Fault]:
        """Every answer leads somewhere, and from every question an outcome can be reached."""
        questions = [page for page in pages.values() if isinstance(page, Question)]
        leads_out: set[str] = {
            page_id for page_id, page in pages.items() if isinstance(page, Outcome)
        }
        for page in questions:
            for answer, target in page.targets.items():
                if not isinstance(pages.get(target), Question | Outcome):
                    weighing = (other for other in pages if other.startswith("wegen/"))
                    yield Fault(
                        page.file,
                        page.lines.get(answer, 1),
                        f"the answer '{answer}' leads to '{target}', which is no question and no "
                        "outcome",
                        "Name a page such as wegen/2 or wegen/uitkomst/melden."
                        + near(target, weighing),
                    )
        for _ in questions:  # the longest way passes every question once
            leads_out |= {page.id for page in questions if leads_out & {*page.targets.values()}}
        for page in questions:
            if page.id not in leads_out:
                yield Fault(
                    page.file,
                    page.lines.get("yes", 1),
                    "from this question no answer ever leads to an outcome",
                    "Let at least one answer end at a page in wegen/uitkomst/.",
                )


def contacts_with_a_card(topics: Iterable[Page]) -> set[str]:
    """The ids of the contacts whose card stands in the help zone with these topics."""
    shown = {target for page in topics for _, scheme, target in page.links if scheme == "card"}
    return {"veilig-thuis", "veilig-thuis-chat", *shown}


def _first_difference(page: HelpTopic, original: HelpTopic) -> tuple[int, str, str]:
    """The line where a translation leaves the shape of its original, and what stands there in
    both."""
    for here, there in zip_longest(pieces(page.text), pieces(original.text)):
        if not (here and there and (here.kind, here.block) == (there.kind, there.block)):
            line = here.line + page.starts if here else 0
            return line, f"here is {_named(here)}", _named(there)
    return 0, "the words are laid out otherwise here", "they are not"


def _named(piece: Piece | None) -> str:
    """What stands somewhere in a text, such as `an item in 'do'`."""
    if piece is None:
        return "nothing"
    kind = {"item": "an item", "title": "a title", "paragraph": "a paragraph"}[piece.kind]
    return f"{kind} in '{piece.block}'" if piece.block else kind
