"""The rules: where each is used, its words, and those that are behind, overdue or unused."""

from __future__ import annotations

from collections.abc import Iterator

from meldapp.content.markdown import plain
from meldapp.content.marks import Included, own_words
from meldapp.content.pages import Rule, source_hash
from meldapp.content.sentences import Piece, count_words, pieces, split_sentences
from meldapp.editors import readability
from meldapp.editors.check.look import Look, about, shortened, untold
from meldapp.editors.originals import pages_in
from meldapp.editors.report import Finding
from meldapp.editors.words import Guide


def findings(look: Look) -> Iterator[Finding]:
    """Yield what there is to say about the rules of every language of both zones."""
    for locale in look.content.site.languages:
        pages_with: dict[str, list[str]] = {}
        for page in pages_in(look.content, [locale]):
            for rule_id in dict.fromkeys(rule_id for rule_id, _ in page.rules):
                pages_with.setdefault(rule_id, []).append(page.id)
        for rule in look.content.rules[locale].values():
            yield from _rule_state(rule, pages_with.get(rule.id, []), look)
            yield from _rule_words(rule, look.guides[locale])


def _rule_state(rule: Rule, page_ids: list[str], look: Look) -> Iterator[Finding]:
    if not page_ids:
        yield Finding(
            rule.file,
            0,
            "warning",
            "unused",
            f"no page includes the rule '{rule.id}'",
            "Include it where a reader needs it, or remove it.",
            f"{rule.locale}: {rule.id}",
        )
    elif rule.locale == look.source:
        message = f"{rule.id}: {', '.join(page_ids)}"
        yield Finding(rule.file, 0, "note", "rule", message, "Where it is used.")
        if rule.changed_text != source_hash(rule):
            yield about(
                rule,
                "changed_text",
                "warning",
                "news",
                "the words of this rule changed, and no line tells readers so",
                "Add a dated line under changed: (docs/writing.md), then run: python build.py "
                f"stamp {rule.locale}. For a typing error the stamp alone will do.",
                rule.id,
            )
    yield from untold(rule, look.content)
    if rule.review_by < look.today:
        yield about(
            rule,
            "review_by",
            "warning",
            "overdue",
            f"somebody was to look at this rule by {rule.review_by}",
            "Read it again, then give it a new checked and review_by.",
        )
    if look.content.included[rule.locale].get(rule.id, Included(rule)).foreign:
        yield about(
            rule,
            "source_hash",
            "warning",
            "translation",
            "the Dutch rule has changed since, so readers get it in Dutch",
            f"Bring it up to the Dutch text, then run: python build.py stamp {rule.locale}",
        )


def _rule_words(rule: Rule, guide: Guide) -> Iterator[Finding]:
    sentences = {
        rule.lines.get("sentence", 0): rule.sentence,
        rule.lines.get("sentence_you", 0): rule.sentence_you,
    }
    texts = [
        *((line, "", words) for line, words in sentences.items() if words),
        *(
            (piece.line + rule.starts, rule.block, piece.words)
            for piece in pieces(own_words(rule.text))
        ),
    ]
    for line, block, words in texts:
        for sentence in split_sentences(plain(own_words(words))):
            if (length := count_words(sentence)) > readability.PROFESSIONAL.sentence:
                yield Finding(
                    rule.file,
                    line,
                    "warning",
                    "sentence",
                    f"a sentence of {length} words: {shortened(sentence)}",
                    "Split it.",
                    f"sentence of {length} words",
                )
        piece = Piece("paragraph", block, 0, line, plain(own_words(words)))
        better = [pair for word_list in guide.lists for pair in word_list.find(piece.words)]
        for word, instead in [*better, *guide.find(piece, "app", rule.id)]:
            yield Finding(
                rule.file,
                line,
                "warning",
                "style",
                f"{shortened(word)!r} has something better: {instead}",
                "See the writing guide of this language.",
                f"{shortened(word)} → {instead}",
            )
