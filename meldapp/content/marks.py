"""The marks in a text: `{rule:id}`, `{region:key|words}`, `{drawing:name|words}`,
`{check:kind}`, and the blocks `rule` and `region`.

They are replaced in the Markdown before it is rendered, each within its line, so that lines keep
their numbers; only a card (`/// rule`) makes a text longer, and comes last.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, get_args

from meldapp.content.facts import REGION_FACTS
from meldapp.content.faults import Complaint, Wrong, instead, line_at, missing, near
from meldapp.content.markdown import plain
from meldapp.content.pages import CheckKind, Rule, Statement, Use
from meldapp.content.sentences import ITEM, split_sentences
from meldapp.content.slots import FOREIGN, FOREIGN_END, REGION_END, SLOT, slot

CHECK_KINDS: tuple[CheckKind, ...] = get_args(CheckKind)
RULES_FOLDER = "rules"
"""Where a language has its rules, beside its pages."""
DRAWINGS = ("body",)
"""The drawings a text may show, each a template in web/templates/drawings."""
NAMES = ("rule", "region", "drawing", "check")
_WORDS = r"(?:[^{}]|\{[a-z]{2,3}\})*"
MARK = re.compile(rf"\{{({'|'.join(NAMES)}):([^{{}}|\n]*)(?:\|({_WORDS}))?\}}")
_MISTAKE = re.compile(r"\{\s*([\w-]+)\s*[:|][^}\n]*\}?")
"""What looks like a mark, with a name that may not exist."""
_CHECK = re.compile(r"[ \t]*\{check:([^{}\n]*)\}")
_BLOCK = re.compile(r"^/// *(rule|region) *\| *([^\n]*?) *\n(.*?)^/// *$", re.M | re.S)


class Mark(NamedTuple):
    """One mark: its name, what it names, the words after its bar (None without a bar), and its
    line from 1.
    """

    name: str
    target: str
    words: str | None
    line: int


def marks(text: str) -> Iterator[Mark]:
    """Yield the marks in a text, in order."""
    for match in MARK.finditer(text):
        yield Mark(match[1], match[2].strip(), match[3], line_at(text, match.start()))


def wrong_marks(text: str, rules: Collection[str], *, may_include: bool = True) -> Iterator[Wrong]:
    """Yield what is wrong with the marks of a text; `rules` are those it may include."""
    for name, target, words, line in marks(text):
        has_words = bool((words or "").strip())
        if name == "rule" and not may_include:
            yield Wrong(line, "a rule cannot include a rule", "Say it here, or in the other rule.")
        elif complaint := unknown(name, target, rules):
            yield Wrong(line, *complaint)
        if name == "region" and not has_words:
            yield Wrong(
                line,
                f"'{target}' has no words for a region without this fact",
                "Write them after a bar: {region:opvang|vraag Veilig Thuis}.",
            )
        elif name == "drawing" and not has_words:
            yield Wrong(
                line,
                f"the drawing '{target}' has no description",
                "Say after a bar what it shows, for anyone who cannot see it: "
                "{drawing:body|words}.",
            )
    for match in _MISTAKE.finditer(text):
        if not MARK.match(text, match.start()):
            yield Wrong(
                line_at(text, match.start()),
                f"the mark {match[0]!r} is not known",
                "Write {rule:id}, {region:key|words}, {drawing:name|words} or "
                f"{{check:kind}}.{near(match[1], NAMES)}",
            )


def unknown(name: str, target: str, rules: Collection[str]) -> Complaint | None:
    """The complaint about a mark or block of this name whose target does not exist."""
    known = {
        "rule": rules,
        "region": REGION_FACTS,
        "drawing": DRAWINGS,
        "check": CHECK_KINDS,
    }[name]
    if target in known:
        return None
    if name == "region":
        return no_region_fact(target)
    folder = f"Use the name of a file in content/<language>/{RULES_FOLDER}/."
    remedy = folder if name == "rule" else f"Use one of: {', '.join(known)}."
    return missing(name, target, known, remedy)


def no_region_fact(key: str) -> Complaint:
    """The complaint about a fact that no region can have."""
    return f"a region has no fact '{key}'", instead(key, REGION_FACTS)


def uses(name: str, text: str) -> tuple[Use, ...]:
    """Return what a text names in marks of one name (`rule` or `region`)."""
    return tuple((mark.target, mark.line) for mark in marks(text) if mark.name == name)


def without_checks(text: str) -> str:
    """Return the text as readers get it: without `{check:…}` and the space before it."""
    return _CHECK.sub("", text)


def statements(text: str) -> tuple[Statement, ...]:
    """Return the words that each `{check:…}` of a text is about: a list item from its start or the
    mark before it, else one sentence.
    """
    marked = []
    for match in _CHECK.finditer(text):
        kind = match[1].strip()
        if kind not in CHECK_KINDS:
            continue
        line = line_at(text, match.start())
        before, is_item = _unit(text[: match.start()])
        before = _CHECK.split(before)[-1]
        words = plain(MARK.sub(lambda mark: mark[3] or f"({mark[1]} {mark[2]})", before))
        words = re.sub(r"\s+", " ", words).strip(" .")
        sentences = split_sentences(words)
        marked.append(Statement(kind, line, words if is_item or not sentences else sentences[-1]))
    return tuple(marked)


def _unit(before: str) -> tuple[str, bool]:
    """The paragraph or list item that this text ends in, and whether it is an item."""
    lines: list[str] = []
    for line in reversed(before.split("\n")):
        if lines and (not line.strip() or line.startswith(("///", "#"))):
            break
        if item := ITEM.match(line):
            return "\n".join([item[1], *lines]), True
        lines.insert(0, line)
    return "\n".join(lines), False


def fill_in(
    text: str, rules: Mapping[str, Rule] = {}, locale: str = "", *, you: bool = False
) -> str:
    """Replace the marks within the lines of a text in this language.

    A rule by its sentence, a region's fact by a slot around the words without it, a drawing by a
    slot with its description.

    With `you` a rule speaks to the person it is about, where it can. Ids that do not exist stay as
    they are.
    """

    def replaced(match: re.Match[str]) -> str:
        name, target, words = match[1], match[2].strip(), match[3]
        if name == "check":
            return ""
        if name == "region":
            return f"{slot('region', target)}{words or ''}{REGION_END}"
        if name == "drawing":
            return slot("drawing", f"{target}|{words or ''}")
        if target not in rules:
            return match[0]
        rule = rules[target]
        sentence = fill_in((you and rule.sentence_you) or rule.sentence)
        if rule.locale == locale:
            return sentence
        return f"{slot(FOREIGN, rule.locale)}{sentence}{FOREIGN_END}"

    return MARK.sub(replaced, without_checks(text))


def without_rules(text: str) -> str:
    """Return a text line for line without the rules it includes, and with its words for a region
    without a fact.
    """
    text = MARK.sub(lambda match: (match[3] or "") if match[1] == "region" else "", text)
    return re.sub(r"^/// *(rule|region) *\|.*$", r"/// \1 |", text, flags=re.M)


def lay_out(text: str, rules: Mapping[str, Rule], locale: str) -> str:
    """Replace the blocks `rule` and `region` of a text that `fill_in` has been over, by a card and
    by a paragraph. What names no rule stays as it is.
    """

    def replaced(match: re.Match[str]) -> str:
        name, title, inside = match.groups()
        if name == "rule":
            return _card(rules[title], locale, inside) if title in rules else match[0]
        words = inside.replace("\n", " ").strip()
        return f"\n{slot('region', title)}{words}{REGION_END}\n"

    return _BLOCK.sub(replaced, text)


def _card(rule: Rule, locale: str, lead_in: str) -> str:
    head, body = f"/// {rule.block} | {rule.title}", fill_in(rule.text)
    if rule.locale == locale:
        return f"{head}\n{lead_in}\n{body}\n///"
    attributes = f"    attrs: {{lang: {rule.locale}, dir: ltr}}"
    return f"{lead_in}\n{head}\n{attributes}\n\n{body}\n///"


def as_read(text: str) -> str:
    """Return a laid-out text without its slots, as a region reads it that has none of the facts."""
    return SLOT.sub("", text)
