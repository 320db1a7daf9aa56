"""The Meldcode app of one region.

Four rooms: content, web, publish, editors; each imports only from the rooms before it.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: content, translations and static lie here."""
TRANSLATIONS = ROOT / "translations"
