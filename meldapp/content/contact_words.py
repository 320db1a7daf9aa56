"""What the cards of contacts say in languages that have the help zone only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from meldapp.content.facts import Contact, ContactWords
from meldapp.content.faults import near
from meldapp.content.files import Files
from meldapp.content.tables import read_table_if_any

CONTACT_WORDS = "contacts.toml"
"""The file with them, beside the topics of a language."""
WordsOfContacts: TypeAlias = Mapping[str, Mapping[str, ContactWords]]
"""Locale → id of a contact → what its card says."""


def read_contact_words(files: Files, locales: Iterable[str]) -> WordsOfContacts:
    """Read the words of each of these languages."""
    return {
        locale: read_table_if_any(files, ContactWords, files.root / locale / CONTACT_WORDS)
        for locale in locales
    }


def refuse_unknown_contacts(
    files: Files, words: WordsOfContacts, contacts: Iterable[Contact]
) -> None:
    """Faults for words about a contact that does not exist."""
    known = {contact.id for contact in contacts}
    for locale, table in words.items():
        path = files.root / locale / CONTACT_WORDS
        for contact_id in table.keys() - known:
            files.fault(
                path,
                f"the contact '{contact_id}' does not exist",
                f"Use an id from content/contacts.toml.{near(contact_id, known)}",
                line=files.line(path, (contact_id,)),
            )


def with_words(contact: Contact, words: WordsOfContacts) -> Contact:
    """A contact with what its card says in these languages."""
    cards = {locale: table[contact.id] for locale, table in words.items() if contact.id in table}
    for_whom = {locale: card.for_whom for locale, card in cards.items()}
    notes = {locale: card.note for locale, card in cards.items() if card.note}
    return contact.model_copy(
        update={
            "for_whom": {**contact.for_whom, **for_whom},
            "note": {**contact.note, **notes},
        }
    )
