"""Languages and their reading direction."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from meldapp.content.faults import ExplainedError


@dataclass(frozen=True)
class Language:
    """One published language."""

    code: str
    """BCP 47 tag, also the first part of its addresses (`nl`)."""
    name: str
    """The language's own name (`Nederlands`)."""
    direction: str
    """`ltr` or `rtl`, from the Unicode CLDR."""


def language(code: str) -> Language:
    """Return the language with this code.

    Raises ExplainedError for a code the CLDR does not know.
    """
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise ExplainedError(f"{code!r} is not a language code, such as nl or en") from error
    name = locale.display_name or code
    return Language(code, name[:1].upper() + name[1:], locale.text_direction)
