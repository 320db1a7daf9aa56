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


def faults(content: Content, texts: Mapping[str, str], folder: str) -> list[Fault]:
    """Return everything that does not fit.

    `texts` are the files by their names in faults, `folder` is how these start.
    """
    languages = content.site.languages
    source = content.source if content.source in languages else languages[0]
    look = Look(content, texts, folder, source)
    return [
        *facts.faults(look),
        *rules.faults(look),
        *help_languages.faults(look),
        *pages.faults(look),
    ]
