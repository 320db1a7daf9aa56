"""The search index of one language: which words lead to which pages, numbers and terms.

Towns are in plaatsen.json, see places.py.

`build_index` writes what static/js/search.js reads: columns of entries, the folded words in
alphabetical order, each shortened by what it shares with the word before it, and for each word
where it occurs and how much it weighs there. Titles and summaries are shown, so they are included
as text, and the script itself takes their words. The words of the texts are kept apart, in a few
files that each have pages of their own: when a text changes, whoever has the app already fetches
one small file, not the whole index.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import string
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from flask_babel import gettext

from meldapp.content.facts import Contact
from meldapp.content.markdown import plain
from meldapp.content.pages import Case, HelpTopic, Page, Question, Step
from meldapp.web.folding import bare, fold
from meldapp.web.signals import by_form, names_of_ages
from meldapp.web.site import Site
from meldapp.web.vocabulary import local

WEIGHTS = (0.7, 1.8, 3.3, 5.2, 7.3)
"""What a posting can weigh: a sum over the places where a word occurs, rounded to one of these."""
BETWEEN = [math.sqrt(low * high) for low, high in pairwise(WEIGHTS)]
"""Where rounding changes from one weight to the next."""
BODY = 0.7
"""What a word of the body weighs, if it occurs nowhere better and in no other entry, and is long:
words that occur everywhere find nothing.
"""
LONG = 6
"""Letters of a long word."""
PARTS = 4
"""How many files hold the words of the texts."""
FILES = ("index.json", *(f"words-{part}.json" for part in range(PARTS)))
"""The files of an index, below `zoeken/`."""
COLUMNS = ("address", "title", "summary", "section", "kind")
"""What the index has of each entry, column by column: similar values compress well together."""
FIRST = 35
"""The character `#` is 0 in the postings, the one after it 1: before it are the space, which
separates postings, and the quotation mark of JSON.
"""
PREFIXES = string.digits + string.ascii_lowercase


@dataclass(frozen=True)
class Entry:
    """One thing that can be found; its address is below `/app/<locale>/`."""

    kind: str
    """page, case, contact or term"""
    address: str
    title: str
    summary: str
    section: str
    names: tuple[str, ...] = ()
    """Other names, as good as the title."""
    keywords: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """Questions that it answers. Their stop words count a little: "wanneer moet ik melden" has only
    one other word.
    """
    body: str = ""

    def weights(self, stop: frozenset[str]) -> dict[str, float]:
        """How much each word weighs here, title and summary aside. A keyword of one word weighs
        more than a word of a longer one.
        """
        weighed: dict[str, float] = defaultdict(float)

        def add(texts: Iterable[str], weigh: Callable[[int], float], small: float = 0.0) -> None:
            best: dict[str, float] = {}
            for text in texts:
                words = read(text)
                telling = sum(typed not in stop for typed in words)
                for typed, word in words.items():
                    weight = small if typed in stop and telling else weigh(max(1, telling))
                    best[word] = max(best.get(word, 0.0), weight)
            for word, weight in best.items():
                weighed[word] += weight

        add(self.names, lambda count: 3.5 + 3.5 / count)
        add(self.keywords, lambda count: 5 / count**0.6, small=0.8)
        add(self.answers, lambda _: 2, small=0.8)
        for typed, word in read(self.body).items():
            if typed not in stop and len(word) >= LONG and word not in weighed:
                weighed[word] = BODY
        return {word: weight for word, weight in weighed.items() if weight}


def entries(site: Site, locale: str) -> list[Entry]:
    """Everything that can be found in this language. Related entries are neighbours, which keeps
    the index small.
    """
    pages = site.content.pages[locale]
    listed = sorted(filter(site.is_listed, pages.values()), key=lambda page: page.id)
    together = Entry(
        "page",
        "stappen/samen/",
        gettext("All five steps on one sheet"),
        gettext("The five steps of the reporting code on one sheet of A4, to print."),
        pages["stappen"].title,
    )
    numbers = [
        _contact(contact, locale, pages["bel"].title) for contact in site.content.shown_contacts
    ]
    glossary = pages.get("begrippen")
    terms = [
        Entry(
            "term",
            f"begrippen/#{term.id}",
            term.term,
            term.meaning,
            glossary.title,
            names=(term.dutch, term.id),
        )
        for term in sorted(site.content.terms[locale].values(), key=lambda term: term.id)
        if glossary
    ]
    signals = _signals(site, pages["signalen"])
    return [*(_page(site, page) for page in listed), together, *signals, *numbers, *terms]


def _page(site: Site, page: Page) -> Entry:
    pages = site.content.pages[page.locale]
    section = pages.get(page.id.partition("/")[0])
    source = site.content.pages[site.content.site.languages[0]].get(page.id)
    names = (source.title, source.short) if source and source is not page else ()
    title = page.title
    if isinstance(page, Step):
        title = gettext("Step %(number)s: %(title)s", number=page.number, title=page.title)
    elif isinstance(page, Question):
        title = gettext("Question %(number)s: %(title)s", number=page.number, title=page.title)
    return Entry(
        "case" if isinstance(page, Case) else "page",
        f"{page.id}/",
        title,
        page.summary,
        section.title if section and section is not page else "",
        names=tuple(name for name in (page.short, page.slug.replace("-", " "), *names) if name),
        keywords=page.keywords,
        answers=page.answers,
        body=plain(page.whole),
    )


def _signals(site: Site, page: Page) -> Iterable[Entry]:
    """The pages with the signals of one age."""
    keywords = site.content.search_rules[page.locale].keywords
    for age, title in names_of_ages().items():
        forms = by_form(site.content, page.locale, age)
        yield Entry(
            "page",
            f"{page.id}/{age}/",
            f"{page.title}: {title}",
            page.summary,
            page.title,
            keywords=tuple(keywords.get(f"{page.id}/{age}", "").split(",")),
            body=" ".join(signal.striptags() for _, signals in forms for signal in signals),
        )


def _contact(contact: Contact, locale: str, section: str) -> Entry:
    numbers = [
        re.sub(r"\D", "", number) for number in (contact.number, *contact.also) if number
    ]  # also found as typed in one go
    return Entry(
        "contact",
        f"bel/#{contact.id}",
        contact.name,
        " · ".join(part for part in (contact.number, local(contact.for_whom)) if part),
        section,
        names=(contact.id,),
        keywords=(*numbers, *contact.keywords.get(locale, "").split(",")),
        body=local(contact.note) if contact.note else "",
    )


@lru_cache(maxsize=4)
def build_index(site: Site, locale: str) -> dict[str, bytes]:
    """The index of one language as JSON, by the names of FILES; equal content gives equal bytes."""
    rows = entries(site, locale)
    rules = site.content.search_rules[locale]
    stop = frozenset(bare(rules.stop).split())
    postings, alone = _postings(rows, stop)
    endings = {fold(ending) for ending in rules.endings.split()}
    index = {
        "stop": sorted(stop),
        "weights": WEIGHTS,
        "endings": sorted(endings, key=lambda ending: (-len(ending), ending)),
        "sounds": [pair.split("=") for pair in rules.sounds.split()],
        "personal": _either(rules.personal),
        "aboutMe": _either(rules.about_me),
        "work": sorted(set(bare(rules.work).split())),
        "help": help_phrases(site, locale, stop),
        "synonyms": [fold(line) for line in rules.synonyms.splitlines() if line.strip()],
        "entries": {name: [getattr(entry, name) for entry in rows] for name in COLUMNS},
        "words": shorten(list(postings)),
        "postings": " ".join(write_postings(places) for places in postings.values()),
    }
    parts: list[dict[str, str]] = [{} for _ in range(PARTS)]
    for address, words in sorted(alone.items()):
        parts[_part_of(address)][address] = " ".join(words)
    return {
        name: json.dumps(file, ensure_ascii=False, separators=(",", ":")).encode()
        for name, file in zip(FILES, (index, *parts), strict=True)
    }


def _postings(
    rows: Sequence[Entry], stop: frozenset[str]
) -> tuple[dict[str, list[tuple[int, int]]], dict[str, list[str]]]:
    """Word → the numbers of the entries where it occurs and its level there; and address → the
    words that occur in its text alone. Both in alphabetical order.
    """
    every: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, entry in enumerate(rows):
        for word, weight in entry.weights(stop).items():
            # the nearest of WEIGHTS by their ratio
            every[word].append((number, bisect(BETWEEN, weight)))
    postings: dict[str, list[tuple[int, int]]] = {}
    alone: dict[str, list[str]] = defaultdict(list)
    for word, places in sorted(every.items()):
        if telling := [(number, level) for number, level in places if level]:
            postings[word] = telling
        elif len(places) == 1:
            alone[rows[places[0][0]].address].append(word)
    return postings, alone


def _either(lines: str) -> str:
    """One regular expression of several, a line each; empty when there is none."""
    return "|".join(line.strip() for line in lines.split("\n") if line.strip())


def help_phrases(site: Site, locale: str, stop: frozenset[str]) -> list[str]:
    """The telling words of titles, keywords and questions of the help zone, folded: what people
    type who look for a topic of it. Words that are also a name or keyword of a page of the app zone
    are left out: whoever types those may mean that page.
    """

    def telling(text: str) -> str:
        return " ".join(
            dict.fromkeys(fold(word) for word in bare(text).split() if word not in stop)
        )

    pages = site.content.pages[locale].values()
    theirs = {
        telling(text)
        for page in pages
        if site.is_listed(page)
        for text in (page.title, page.short, page.slug.replace("-", " "), *page.keywords)
    }
    phrases = {
        telling(text)
        for topic in site.content.all(HelpTopic, locale)
        for text in (topic.title, *topic.keywords, *topic.answers)
    }
    return sorted(phrases - theirs - {""})


def _part_of(address: str) -> int:
    """The part with a page's own words, by its address alone: another page changes nothing."""
    return int.from_bytes(hashlib.sha256(address.encode()).digest()[:4]) % PARTS


def read(text: str) -> dict[str, str]:
    """The words of a text, bare → folded; those with a hyphen also as one word: "kind-oudergeweld"
    is typed either way.
    """
    joined = " ".join(word.replace("-", "") for word in re.findall(r"[^\W_]+(?:-[^\W_]+)+", text))
    return {word: fold(word) for word in bare(f"{text} {joined}").split()}


def shorten(words: Sequence[str]) -> str:
    """Write words in a row, each as the number of letters it shares with the one before (one of
    PREFIXES) and its other letters.
    """
    written = []
    for before, word in pairwise(["", *words]):
        starts = (before[:length] for length in range(len(PREFIXES)))
        shared = max(len(start) for start in starts if word.startswith(start))
        written.append(PREFIXES[shared] + word[shared:])
    return " ".join(written)


def write_postings(places: Iterable[tuple[int, int]]) -> str:
    """Write each (number, level) as one character: distance to the number before, and level."""
    written, before = "", -1
    for number, level in places:
        written += chr(FIRST + (number - before - 1) * len(WEIGHTS) + level)
        before = number
    return written
