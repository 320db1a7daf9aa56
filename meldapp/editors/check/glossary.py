"""The glossary: claims, words with a plainer one, terms without a translation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from meldapp.content.load import Content
from meldapp.editors.check import claims
from meldapp.editors.check.texts import file_name, line_with, plainer
from meldapp.editors.report import Finding
from meldapp.editors.words import WordList


def findings(
    content: Content, content_dir: Path, locale: str, lists: list[WordList]
) -> Iterator[Finding]:
    """Yield what there is to say about the glossary of one language."""
    path = content_dir / locale / "begrippen.toml"
    raw = path.read_text("utf-8-sig") if path.exists() else ""
    file = file_name(path, content_dir)
    for term in content.terms[locale].values():
        line = line_with(raw, f"[{term.id}]")
        yield from claims.findings(file, line, term.meaning, locale)
        yield from plainer(lists, file, line, f"{term.term}. {term.meaning}", "begrippen")
    source = content.site.languages[0]
    if locale != source:
        for missing in sorted(content.terms[source].keys() - content.terms[locale].keys()):
            yield Finding(
                file,
                0,
                "warning",
                "translation",
                f"the term '{missing}' has no translation",
                f"Add it to {locale}/begrippen.toml.",
                missing,
            )
