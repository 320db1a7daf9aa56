"""What no website can promise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meldapp.content import blocks
from meldapp.content.sentences import split_sentences
from meldapp.editors.report import Finding

CLAIMS = {
    "nl": re.compile(
        r"anonie?me?\s+(?:te\s+)?(?:surf|internet|brows)\w*"
        r"|(?:surft?|browset?|internet)\s+(?:\w+\s+)?anoniem"
        r"|(?:geen|zonder)\s+(?:enkele?\s+|een\s+)?spo(?:or|ren)\b(?!\s+van)|spoorloos"
        r"|onvindbaar|niet\s+te\s+traceren|veilige?\s+(?:te\s+)?(?:surf|internet|brows)\w*"
        r"|(?:surft?|browset?)\s+(?:\w+\s+)?veilig",
        re.I,
    ),
    "en": re.compile(
        r"anonymous(?:ly)?\s+(?:brows|surf)\w*|(?:brows|surf)\w*\s+(?:\w+\s+)?anonymously"
        r"|(?:no|without\s+(?:leaving\s+)?(?:a|any))\s+traces?\b(?!\s+of)|untraceable"
        r"|cannot\s+be\s+traced|(?:safe|safely|secure|securely)\s+(?:brows|surf)\w*"
        r"|(?:brows|surf)\w*\s+(?:\w+\s+)?(?:safely|securely)",
        re.I,
    ),
}
"""What no website can promise.

These are in the code, so that no editor needs to remember them.
"""
CLAUSE = re.compile(r"[,;:()–]|\s(?:en|maar|want|dus|zodat|and|but|because|so)\s", re.I)


def findings(file: str, line: int, words: str, locale: str) -> Iterator[Finding]:
    """Yield an error for each forbidden promise in the words on a line."""
    for claim in find_claims(words, locale):
        message = f"no website can promise {claim!r}"
        remedy = "Say what happens, what does not, and what the reader can do."
        yield Finding(file, line, "error", "claim", message, remedy)


def find_claims(words: str, locale: str) -> list[str]:
    """Return the forbidden promises in a text.

    One that its own clause denies ("maakt u niet onvindbaar") is none.
    """
    if locale not in CLAIMS:
        return []
    claims = []
    for sentence in split_sentences(words):
        for clause in CLAUSE.split(sentence):
            for match in CLAIMS[locale].finditer(clause):
                around = clause[: match.start()] + " " + clause[match.end() :]
                if not blocks.NEGATIONS[locale].search(around):
                    claims.append(re.sub(r"\s+", " ", match[0]))
    return claims
