"""The facts: one frozen model per table of `content/*.toml` and per row of a CSV file.

A field that is missing, misspelt or out of bounds raises a ValidationError, which `files` turns
into a fault with file, line and remedy.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)


def _split(value: Any) -> Any:
    """Turn "a, b" into ["a", "b"]; leave a list alone.

    A comma inside braces or brackets belongs to a pattern.
    """
    if isinstance(value, str):
        return [part.strip() for part in re.split(r",(?![^{\[]*[}\]])", value) if part.strip()]
    return value


def _day(value: Any) -> Any:
    """Let year-month-day through and nothing else: 1-2-2026 means two different days to two
    readers.
    """
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(f"{value!r} is not a date; write year-month-day, such as 2026-11-21")
    return value


def _shape(pattern: str, words: str) -> AfterValidator:
    """Ask for text of this shape; about any other the message is that text, then `words`."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} {words}")
        return value

    return AfterValidator(check)


def _compiles(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Pattern = Annotated[Text, AfterValidator(_compiles)]
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
"""One part of an address."""
Slug = Annotated[
    str,
    _shape(SLUG, "cannot be part of an address; use small letters, digits and hyphens only"),
]
Address = Annotated[str, _shape(r"https://\S+", "is not a full address that starts with https://")]
AddressOrEmpty = Annotated[
    str, _shape(r"(https://\S+)?", "is not a full address that starts with https://")
]
Reach = Annotated[
    str,
    # as security.txt writes a mail address
    BeforeValidator(lambda text: text.removeprefix("mailto:") if isinstance(text, str) else text),
    _shape(
        r"https://\S+|[\w.+-]+@[\w-]+(\.[\w-]+)+",
        "is neither a mail address nor a full address that starts with https://",
    ),
]
"""Where somebody can be reached: a mail address or a page."""
PhoneNumber = Annotated[
    str, _shape(r"(\+\d|[01])[\d -]+\d", "is not a phone number, such as 0800-2000")
]
Colour = Annotated[str, _shape(r"#[0-9A-Fa-f]{6}", "is not a colour, such as #0B5563")]
Published = Annotated[
    str,
    _shape(
        r"(\d{4}(-\d{2}){0,2})?",
        "is not a year, a month or a day, such as 2024, 2024-03 or 2024-03-15",
    ),
]
Words = Annotated[tuple[Text, ...], BeforeValidator(_split)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_split)]
Day = Annotated[date, BeforeValidator(_day)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=140)]
PerLanguage = dict[str, Text]


def digits(number: str) -> str:
    """A phone number as it is dialled: `0800-2000` → `08002000`."""
    return re.sub(r"[^\d+]", "", number)


class Model(BaseModel):
    """Read-only, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Source(Model):
    """Where a fact comes from."""

    id: Slug
    name: Text
    publisher: Text
    date: Published = ""
    url: Annotated[
        str, _shape(r"(https?://\S+)?", "is not a full address that starts with https://")
    ] = ""
    link: bool = False
    """Whether readers get a link: only for pages of an authority that are likely to last."""


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_A_DAY = "|".join(DAYS)


class Hours(Model):
    """One stretch of opening hours, in Dutch time: days, and HH:MM ("24:00" is midnight)."""

    days: Annotated[
        str,
        _shape(
            rf"({_A_DAY})-({_A_DAY})|({_A_DAY})([ ,]+({_A_DAY}))*",
            f"is not a list of days; use {' '.join(DAYS)}, or mon-fri",
        ),
    ]
    opens: Annotated[
        str, Field(alias="from"), _shape(r"([01]\d|2[0-3]):[0-5]\d", "is not a time, such as 09:00")
    ]
    closes: Annotated[
        str,
        Field(alias="to"),
        _shape(r"([01]\d|2[0-3]):[0-5]\d|24:00", "is not a time, such as 17:00; midnight is 24:00"),
    ]

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days as numbers, Monday is 0."""
        if "-" in self.days:
            first, last = (DAYS.index(day) for day in self.days.split("-"))
            return tuple(
                number % 7 for number in range(first, last + 1 if last >= first else last + 8)
            )
        return tuple(DAYS.index(day) for day in re.split(r"[ ,]+", self.days))


class Contact(Model):
    """A number, chat or site someone can turn to."""

    id: Slug
    name: Text
    number: PhoneNumber | None = None
    also: tuple[PhoneNumber, ...] = ()
    """Other numbers of the same line, mentioned in running text."""
    url: Address | None = None
    hours: (
        Annotated[
            Annotated[Literal["always"], Tag("always")]
            | Annotated[tuple[Hours, ...], Tag("stretch")],
            Discriminator(lambda value: "always" if isinstance(value, str) else "stretch"),
        ]
        | None
    ) = None
    hours_status: Literal["ok", "old"] = "ok"
    closed_on_holidays: bool = False
    cost: Literal["free", "usual", "paid", "unknown"]
    for_whom: PerLanguage
    note: PerLanguage = {}
    keywords: PerLanguage = {}
    """Everyday words for search, separated by commas."""
    only: Literal["", "professionals", "doctors"] = ""
    group: Literal["danger", "advice", "violence", "young", "talk", "other"] = "other"
    """Its heading on the call page."""
    source: Text
    checked: Day
    status: Literal["ok", "old", "uncertain"]

    @model_validator(mode="after")
    def _reachable(self) -> Contact:
        if not (self.number or self.url or self.note):
            raise ValueError("a contact needs a number, a url or a note that says how to reach it")
        return self

    @property
    def tel(self) -> str:
        """The number as a `tel:` address, empty without one."""
        return "tel:" + digits(self.number) if self.number else ""

    @property
    def shown(self) -> bool:
        """Whether readers may see it: an uncertain number is never shown."""
        return self.status != "uncertain"


class ContactWords(Model):
    """What a contact's card says in a language that has the help zone only
    (`content/<locale>/contacts.toml`)."""

    id: Slug
    for_whom: Text
    note: str = ""


class Municipality(Model):
    """One Dutch municipality (CBS/Kadaster 2025). The file of a region names those it serves."""

    code: Annotated[str, _shape(r"GM\d{4}", "is not the code of a municipality, such as GM0197")]
    name: Text
    slug: Slug
    province: Text
    lat: float
    lon: float
    confidence: Literal["confirmed", "derived", "uncertain"]
    """How sure it is which region serves it."""
    column: Annotated[int, Field(ge=1, le=6)]
    """Its place on the tile map of its region, from the west. Six columns still fit a phone."""
    row: Annotated[int, Field(ge=1, le=12)]
    """Its place from the north."""


class Place(Model):
    """A town or village, and its municipality. A name may occur more than once."""

    name: Text
    municipality: Text
    kind: Text


class LocalTeam(Model):
    """The neighbourhood team or other local entry of one municipality, as far as known."""

    name: Text
    number: PhoneNumber | None = None
    url: Address | None = None
    source: Text
    checked: Day
    status: Literal["ok", "old", "uncertain"]

    @property
    def shown(self) -> bool:
        """Whether readers may see it.

        An outdated name looks official and sends them to a closed door.
        """
        return self.status == "ok"

    @property
    def tel(self) -> str:
        """The number as a `tel:` address, empty without one."""
        return "tel:" + digits(self.number) if self.number else ""


class Monitoring(Model):
    """When Veilig Thuis of this region looks again, after conditions or an investigation.

    Terms change, so readers see the day of `checked`.
    """

    after_months: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)]
    source: Text
    checked: Day
    """The day on which someone looked this up in the source."""


REGION_FACTS = (
    "vt_meldwegen",
    "vt_formulier_url",
    "vt_professionalslijn",
    "vt_buiten_kantoor",
    "vt_chat",
    "vt_gesprek_pagina",
    "vt_voorbeeldzinnen_pagina",
    "vt_melding_over_mij_pagina",
    "vt_nieuwsbrief",
    "vt_klachten",
    "vt_bewaartermijn",
    "opvang",
    "opvang_mannen",
    "csg_centrum",
    "wurgonderzoek",
    "hap_seh_letsel",
    "opschaling",
    "afspraken_gemeenten",
    "veiligheidsplan_format",
    "handle_with_care",
    "mantelzorg_lijnen",
    "aandachtsfunctionaris_netwerk",
)
"""What a region can say of itself in `[facts]`, and what a text can ask for."""
OLDEST_FACT = timedelta(days=3 * 366)
"""What was looked up longer ago is not shown as a fact."""


class RegionFact(Model):
    """Something that only this region can say: words, an address, or both (a link with words)."""

    value: PerLanguage = {}
    url: Address | None = None
    source: Text
    checked: Day

    @model_validator(mode="after")
    def _says_something(self) -> RegionFact:
        if not (self.value or self.url):
            raise ValueError('a fact needs a value = { nl = "…" } or a url = "https://…"')
        return self

    def is_fresh(self, today: date) -> bool:
        """Whether it may still be shown as a fact."""
        return today - self.checked <= OLDEST_FACT


class Logo(Model):
    """A region's own mark: one path in the colour of the words around it."""

    viewbox: Annotated[str, _shape(r"[\d. -]+", "is not a viewBox, such as 0 0 100 40")]
    path: Annotated[
        str,
        StringConstraints(max_length=1000),
        _shape(r"[MmLlHhVvCcSsQqTtAaZz\d\s,.-]+", "is not the d of an SVG path"),
    ]


class Security(Model):
    """Where to report a vulnerability of this site (RFC 9116); `/.well-known/security.txt`."""

    contact: Reach
    policy: Address | None = None
    expires: Day
    """Until when this holds, at most a year from now; the check asks for a new day in time."""


class Accessibility(Model):
    """The accessibility statement of this site, as the Dutch register has it."""

    status: Literal["A", "B", "C", "D", "E"]
    """A meets every requirement, B in part, C has research planned, D has no plan, E none."""
    statement_url: Address | None = None
    statement_date: Day | None = None
    audit_date: Day | None = None
    audit_report: Address | None = None
    contact: Reach | None = None
    """Where a visitor reports what does not work."""


def link_to(reach: str) -> str:
    """The address of a link to where somebody can be reached."""
    return reach if reach.startswith("https://") else f"mailto:{reach}"


class Region(Model):
    """One Veilig Thuis region. What is not known stays empty, and the app says so."""

    slug: Slug
    name: Text
    """The name of the area, without "Veilig Thuis"."""
    organisation: Text
    website: AddressOrEmpty = ""
    website_checked: Day | None = None
    public_url: AddressOrEmpty = ""
    """Where the public finds this site, for the QR code on paper.

    Empty means the one in site.toml.
    """
    exit_url: AddressOrEmpty = ""
    """Neutral site the exit goes to; empty means the one in site.toml."""
    municipalities: tuple[Text, ...]
    confidence: Literal["confirmed", "derived", "uncertain"]
    monitoring: Monitoring | None = None
    referral_index: Literal["used", "not used", "unknown"] = "unknown"
    local_teams: dict[str, LocalTeam] = {}
    contacts: tuple[Contact, ...] = ()
    facts: dict[str, RegionFact] = {}
    offline: Literal["at once", "ask"] = "at once"
    """When the pages are stored for use without a connection: with the first page that is opened,
    or when the reader says so.
    """
    colours: dict[Slug, Colour] = {}
    logo: Logo | None = None
    """Shown in place of the emblem: on the start page and on paper."""
    security: Security | None = None
    accessibility: Accessibility | None = None

    @property
    def asks_first(self) -> bool:
        """Whether nothing is stored on a device before its reader says so."""
        return self.offline == "ask"


Age = Literal["0-4", "4-12", "12-18", "volwassen", "ouder"]
AGES: tuple[Age, ...] = get_args(Age)
"""The ages of the Signals pages, as in their addresses."""


class SignalGroup(Model):
    """A fixed title of a `signals` block: a person or an age."""

    id: Slug
    titles: PerLanguage
    ages: tuple[Age, ...] = ()


class Example(Model):
    """What someone may see or hear, as the start page offers it, and the page it leads to."""

    page: Text
    words: PerLanguage


class SiteFacts(Model):
    """The single facts of the whole site."""

    languages: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Published languages; the first is the one that opens at `/`."""
    help_languages: tuple[Text, ...] = ()
    """Languages that have the help zone only, in the order in which readers choose from them."""
    needed_topics: tuple[Text, ...] = ()
    """What somebody needs tonight: a help language without one of these topics is not published."""
    default_region: Text
    exit_url: Address
    public_url: AddressOrEmpty = ""
    signal_groups: tuple[SignalGroup, ...]
    search_topics: tuple[Text, ...] = ()
    """Pages to choose from on the search page, for anyone who would rather not type."""
    examples: Annotated[tuple[Example, ...], Field(max_length=3)] = ()
    """Under the question on the start page."""

    @property
    def all_languages(self) -> tuple[str, ...]:
        """Every language of the help zone."""
        return (*self.languages, *self.help_languages)


class SearchRules(Model):
    """What search must know of a language.

    Without it a search still works, on whole and misspelt words.
    """

    stop: str = ""
    """Words that say nothing about the subject."""
    endings: str = ""
    """Endings of inflected words."""
    sounds: str = ""
    """Spellings that sound alike, as from=to, in the order in which they are tried."""
    synonyms: str = ""
    """Words that mean the same, one group per line."""
    personal: str = ""
    """Regular expressions, one per line, that match the bare words of people who ask about
    themselves.
    """
    about_me: str = ""
    """The same for questions that stay personal when a word of `work` is in them: a report about
    me.
    """
    work: str = ""
    """Words that make it a question about somebody's work after all."""
    keywords: PerLanguage = {}
    """Everyday words for pages without a head of their own, by page id."""

    @field_validator("personal", "about_me")
    @classmethod
    def _expressions(cls, value: str) -> str:
        return "\n".join(map(_compiles, value.split("\n")))

    @field_validator("sounds")
    @classmethod
    def _pairs(cls, value: str) -> str:
        if wrong := [
            pair for pair in value.split() if not re.fullmatch(r"[^\W\d_]+=[^\W\d_]*", pair)
        ]:
            raise ValueError(f"{wrong[0]!r} is not two spellings; write from=to, such as ph=f")
        return value


class Term(Model):
    """A word of the glossary."""

    id: Slug
    term: Text
    meaning: Text
    dutch: str = ""
    page: str = ""
    compared_with: str = ""
    """The official text a translator compared the term with, and when; not shown to readers."""

    @property
    def dutch_beside(self) -> str:
        """The Dutch word to show beside the term.

        Nothing where the term says it already, as in "victim alarm (AWARE)".
        """
        return "" if self.dutch.casefold() in self.term.casefold() else self.dutch
