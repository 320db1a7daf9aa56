"""The glossary: claims, words with a plainer one, terms without a translation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from meldapp.content.load import Content
from meldapp.editors.check.claims import find_claims
from meldapp.editors.check.texts import file_name, line_with
from meldapp.editors.report import Finding
from meldapp.editors.words import WordList


def findings(
    content: Content, content_dir: Path, locale: str, lists: list[WordList]
) -> Iterator[Finding]:
    """Yield what there is to say about the glossary of one language."""
    path = content_dir / locale / "begrippen.toml"
    raw = path.read_text("utf-8-sig") if path.exists() else ""
    for term in content.terms[locale].values():
        line = line_with(raw, f"[{term.id}]")
        for claim in find_claims(term.meaning, locale):
            yield Finding(
                file_name(path, content_dir),
                line,
                "error",
                "claim",
                f"no website can promise {claim!r}",
                "Say what happens, what does not, and what the reader can do (SAFETY §7).",
            )
        for lexicon in lists:
            for word, better in lexicon.find(f"{term.term}. {term.meaning}", "begrippen"):
                yield Finding(
                    file_name(path, content_dir),
                    line,
                    "warning",
                    lexicon.kind,
                    f"{word!r} has a plainer or fixed word: {better}",
                    f"Write {better}, unless the law or a name needs this word.",
                    f"{word} → {better}",
                )
    source = content.site.languages[0]
    if locale != source:
        for missing in sorted(content.terms[source].keys() - content.terms[locale].keys()):
            yield Finding(
                file_name(path, content_dir),
                0,
                "warning",
                "translation",
                f"the term '{missing}' has no translation",
                f"Add it to {locale}/begrippen.toml.",
                missing,
            )
