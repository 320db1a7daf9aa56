"""What every check of the content needs: what is there, and how a fault says what is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meldapp.content.facts import AGES, digits
from meldapp.content.faults import Complaint, Fault, Where, line_at, line_of, missing, toml_lines
from meldapp.content.markdown import PHONE
from meldapp.content.pages import HelpTopic, Page, Rule, Written

if TYPE_CHECKING:
    from meldapp.content.load import Content


@dataclass(frozen=True)
class Look:
    """The whole content, for one round of checks."""

    content: Content
    texts: Mapping[str, str]
    """What was read of each file, by its name in faults."""
    folder: str
    """How these names start."""
    source: str
    """The language that is translated."""

    # -- faults ------------------------------------------------------------------------------------

    def at(self, name: str, where: Where, problem: str, remedy: str) -> Fault:
        """A fault in a TOML file, at the line of a field."""
        file = f"{self.folder}/{name}"
        return Fault(file, line_of(toml_lines(self.texts.get(file, "")), where), problem, remedy)

    def source_at(self, name: str, where: Where, source: str) -> Iterator[Fault]:
        """A fault in a TOML file for a source that does not exist."""
        if source not in self.content.sources:
            yield self.at(name, where, *self.no_source(source))

    def numbers_at(self, name: str, where: Where, text: str) -> Iterator[Fault]:
        """Faults in a TOML file for phone numbers that nobody has checked."""
        for _, problem, remedy in self._numbers(text):
            yield self.at(name, where, problem, remedy)

    def text_faults(self, text: Page | Rule, known: Collection[str]) -> Iterator[Fault]:
        """What is wrong with the numbers and links of a page or rule."""
        words = self.texts[text.file]
        for place, problem, remedy in self._numbers(words):
            yield Fault(text.file, line_at(words, place), problem, remedy)
        for line, scheme, target in text.links:
            if complaint := self._link(scheme, target, known):
                yield Fault(text.file, line, *complaint)

    def source_faults(self, text: Page | Rule) -> Iterator[Fault]:
        """The sources of a page or rule that do not exist."""
        for source in text.sources:
            if source not in self.content.sources:
                yield text.fault("sources", *self.no_source(source))

    def unpaired(
        self,
        kind: str,
        locale: str,
        translations: Mapping[str, Written],
        originals: Mapping[str, Written],
    ) -> Iterator[Fault]:
        """What is missing in one of two languages."""
        for text_id in originals.keys() - translations.keys():
            file = originals[text_id].file
            yield Fault(
                file.replace(f"/{self.source}/", f"/{locale}/", 1),
                0,
                f"the {kind} '{text_id}' has no translation in {locale!r}",
                f"Translate {file}.",
            )
        for text_id in translations.keys() - originals.keys():
            yield Fault(
                translations[text_id].file,
                0,
                f"the {kind} '{text_id}' does not exist in {self.source!r}",
                f"Write it in {self.source!r} first, or remove this one.",
            )

    # -- what is wrong -----------------------------------------------------------------------------

    def no_source(self, source: str) -> Complaint:
        """The complaint about a source that does not exist."""
        return missing(
            "source", source, self.content.sources, "Use an id from content/sources.toml."
        )

    def _numbers(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Place, problem and remedy of each number that is not known."""
        for match in PHONE.finditer(text):
            if digits(match[0]) not in self.content.numbers:
                yield (
                    match.start(),
                    f"the number {match[0].strip()} is not in contacts.toml",
                    "Correct the number, or add the contact to content/contacts.toml first.",
                )

    def _link(self, scheme: str, target: str, known: Collection[str]) -> Complaint | None:
        if scheme == "page" and target.partition("#")[0] not in known:
            return no_page(target, known)
        if scheme in ("call", "card"):
            return self._contact(target, has_link=scheme == "call")
        if scheme == "http":
            return "this link is not safe", "Use an address that starts with https://."
        if scheme == "?":
            return (
                f"the link to '{target}' leads nowhere",
                "Write page:…, call:… or a full https:// address.",
            )
        return None

    def _contact(self, contact_id: str, *, has_link: bool) -> Complaint | None:
        contact = self.content.every_contact.get(contact_id)
        if contact is None:
            return no_contact(contact_id, self.content.every_contact)
        if not contact.shown:
            return (
                f"the contact '{contact_id}' is uncertain and may not be shown",
                "Have the number checked first, or use another contact.",
            )
        if has_link and not (contact.number or contact.url):
            return (
                f"the contact '{contact_id}' has no number and no site to link to",
                "Use a call block, which shows how to reach it.",
            )
        return None

    # -- what is there -----------------------------------------------------------------------------

    def page_ids(self, pages: Mapping[str, Page], region: str = "") -> set[str]:
        """The ids a text may link to: every page of the app zone, those of templates included."""
        codes = self.content.regions[region].municipalities if region else ()
        return {
            "stappen/samen",
            "gemeente/andere-regios",
            *(f"signalen/{age}" for age in AGES),
            *(
                f"gemeente/{self.content.municipalities[code].slug}"
                for code in codes
                if code in self.content.municipalities
            ),
            *(page_id for page_id, page in pages.items() if not isinstance(page, HelpTopic)),
        }


def no_page(page_id: str, known: Collection[str]) -> Complaint:
    """The complaint about a page that does not exist."""
    return missing("page", page_id, known, "Use a page id, such as stappen/2.")


def no_contact(contact_id: str, known: Collection[str]) -> Complaint:
    """The complaint about a contact that does not exist."""
    return missing("contact", contact_id, known, "Use an id from content/contacts.toml.")
