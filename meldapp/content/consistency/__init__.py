"""Whether the content fits together.

Everything that is named exists, in every language, and every answer of the weighing leads
somewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from meldapp.content.consistency import facts, help_languages, pages, rules
from meldapp.content.consistency.look import Look
from meldapp.content.faults import Fault

if TYPE_CHECKING:
    from meldapp.content.load import Content


def faults(content: Content, texts: Mapping[str, str], folder: str, source: str) -> list[Fault]:
    """Return everything that does not fit.

    `texts` are the files by their names in faults, `folder` is how these start, `source` the
    language that is translated.
    """
    languages = content.site.languages
    look = Look(content, texts, folder, source if source in languages else languages[0])
    return [
        *facts.faults(look),
        *rules.faults(look),
        *help_languages.faults(look),
        *pages.faults(look),
    ]
