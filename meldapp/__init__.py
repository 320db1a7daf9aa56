"""The Meldcode app of one region.

Four rooms: content, web, publish, editors; each imports only from the rooms before it.
"""

from pathlib import Path

__version__ = "2.0.0"
"""Of the code, as in CHANGELOG.md and publiccode.yml. The words have a date of their own."""

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: content, translations and static lie here."""
TRANSLATIONS = ROOT / "translations"
