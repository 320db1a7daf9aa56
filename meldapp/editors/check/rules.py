"""The rules: where each is used, its words, and those that are behind, overdue or unused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from meldapp.content.markdown import plain
from meldapp.content.marks import without_rules
from meldapp.content.pages import Rule, source_hash
from meldapp.content.sentences import Piece
from meldapp.editors import readability
from meldapp.editors.check import reading
from meldapp.editors.check.look import Look, about, behind, overdue, plainer, untold
from meldapp.editors.originals import pages_in
from meldapp.editors.report import Finding
from meldapp.editors.wording import Guide


def findings(look: Look) -> Iterator[Finding]:
    """Yield what there is to say about the rules of every language of both zones."""
    for locale in look.content.site.languages:
        pages_with: dict[str, list[str]] = {}
        for page in pages_in(look.content, [locale]):
            for rule_id in dict.fromkeys(rule_id for rule_id, _ in page.rules):
                pages_with.setdefault(rule_id, []).append(page.id)
        for rule in look.content.rules[locale].values():
            yield from _use(rule, pages_with.get(rule.id, []), look)
            yield from _state(rule, look)
            yield from _words(rule, look.guides[locale])


def _use(rule: Rule, page_ids: list[str], look: Look) -> Iterator[Finding]:
    if not page_ids:
        message = f"no page includes the rule '{rule.id}'"
        remedy = "Include it where a reader needs it, or remove it."
        yield about(rule, "", "warning", "unused", message, remedy, f"{rule.locale}: {rule.id}")
    elif rule.locale == look.source:
        message = f"{rule.id}: {', '.join(page_ids)}"
        yield about(rule, "", "note", "rule", message, "Where it is used.")
        if rule.changed_text != source_hash(rule):
            message = "the words of this rule changed, and no line tells readers so"
            remedy = (
                "Add a dated line under changed: (docs/writing.md), then run: python build.py "
                f"stamp {rule.locale}. For a typing error the stamp alone will do."
            )
            yield about(rule, "changed_text", "warning", "news", message, remedy, rule.id)


def _state(rule: Rule, look: Look) -> Iterator[Finding]:
    yield from untold(rule, look.content)
    yield from overdue(rule, look)
    if look.content.included[rule.locale][rule.id].locale != rule.locale:
        yield behind(rule, "the Dutch rule has changed since, so readers get it in Dutch")


def _words(rule: Rule, guide: Guide) -> Iterator[Finding]:
    words = [replace(piece, block=rule.block) for piece in reading.words_of(rule)]
    for field in ("sentence", "sentence_you"):
        said = plain(without_rules(getattr(rule, field)))
        words.append(Piece("paragraph", "", 0, rule.lines.get(field, 0), said))
    yield from reading.long_sentences(rule, words, readability.PROFESSIONAL)
    yield from reading.style(rule, words, guide, "app")
    for piece in words:
        yield from plainer(guide, rule.file, piece.line, piece.words, rule.id)
