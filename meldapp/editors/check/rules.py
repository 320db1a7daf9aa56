"""The rules: where each is used, its words, and those that are behind, overdue or unused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from meldapp.content.load import Content
from meldapp.content.markdown import plain
from meldapp.content.marks import Included, own_words
from meldapp.content.pages import Rule, source_hash
from meldapp.content.sentences import Piece, count_words, pieces, split_sentences
from meldapp.editors import readability
from meldapp.editors.check.texts import pages_with_dutch, shortened, untold
from meldapp.editors.report import Finding
from meldapp.editors.words import Guide, WordList


def findings(
    content: Content,
    lists: Mapping[str, list[WordList]],
    guides: Mapping[str, Guide],
    today: date,
) -> Iterator[Finding]:
    """Yield what there is to say about the rules of every language of both zones."""
    used: dict[tuple[str, str], list[str]] = {}
    for page, _ in pages_with_dutch(content):
        for rule_id in dict.fromkeys(rule_id for rule_id, _ in page.rules):
            used.setdefault((page.locale, rule_id), []).append(page.id)
    for locale in content.site.languages:
        for rule in content.rules[locale].values():
            yield from _rule_state(rule, used.get((locale, rule.id), []), content, today)
            yield from _rule_words(rule, lists.get(locale, []), guides[locale])


def _rule_state(
    rule: Rule, page_ids: list[str], content: Content, today: date
) -> Iterator[Finding]:
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
    elif rule.locale == content.site.languages[0]:
        message = f"{rule.id}: {', '.join(page_ids)}"
        yield Finding(rule.file, 0, "note", "rule", message, "Where it is used.")
        if rule.changed_text != source_hash(rule):
            yield Finding(
                rule.file,
                rule.lines.get("changed_text", 0),
                "warning",
                "news",
                "the words of this rule changed, and no line tells readers so",
                "Add a dated line under changed: (docs/writing.md), then run: python build.py "
                f"stamp {rule.locale}. For a typing error the stamp alone will do.",
                rule.id,
            )
    yield from untold(rule, content.rules[content.site.languages[0]].get(rule.id))
    if rule.review_by < today:
        yield Finding(
            rule.file,
            rule.lines.get("review_by", 0),
            "warning",
            "overdue",
            f"somebody was to look at this rule by {rule.review_by}",
            "Read it again, then give it a new checked and review_by.",
        )
    if content.included[rule.locale].get(rule.id, Included(rule)).foreign:
        yield Finding(
            rule.file,
            rule.lines.get("source_hash", 0),
            "warning",
            "translation",
            "the Dutch rule has changed since, so readers get it in Dutch",
            f"Bring it up to the Dutch text, then run: python build.py stamp {rule.locale}",
        )


def _rule_words(rule: Rule, lists: list[WordList], guide: Guide) -> Iterator[Finding]:
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
        better = [pair for word_list in lists for pair in word_list.find(piece.words)]
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
