"""The glossary: claims, words with a plainer one, terms without a translation."""

from __future__ import annotations

from collections.abc import Iterator

from meldapp.content.faults import line_of
from meldapp.editors.check import claims
from meldapp.editors.check.look import Look, plainer
from meldapp.editors.report import Finding
from meldapp.editors.wording import SPELLINGS


def findings(look: Look) -> Iterator[Finding]:
    """Yield what there is to say about the glossary and the lists of words of each language."""
    for locale, guide in look.guides.items():
        yield from _glossary(look, locale)
        if not guide.lists:
            message = f"there is no list of words for {locale!r}, so its words were not checked"
            remedy = f"Add a table [{locale}.word]."
            yield look.facts(SPELLINGS).about((), "note", "word", message, remedy)


def _glossary(look: Look, locale: str) -> Iterator[Finding]:
    terms = look.content.terms
    file = look.facts(f"{locale}/begrippen.toml")
    for term in terms[locale].values():
        line = line_of(file.lines, (term.id,))
        yield from claims.findings(file.name, line, term.meaning, locale)
        words = f"{term.term}. {term.meaning}"
        yield from plainer(look.guides[locale], file.name, line, words, "begrippen")
    for missing in sorted(terms[look.source].keys() - terms[locale].keys()):
        message = f"the term '{missing}' has no translation"
        remedy = f"Add it to {locale}/begrippen.toml."
        yield file.about((), "warning", "translation", message, remedy, missing)
