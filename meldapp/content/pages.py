"""The texts: one frozen model per kind of page. Its folder decides which."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from markupsafe import Markup
from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from meldapp.content.facts import Day, Model, Patterns, Summary, Text, Title, Words
from meldapp.content.faults import Fault


def fingerprint(*texts: str) -> str:
    """Return a short hash of texts, white space folded."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", "\n".join(texts))).strip()
    return hashlib.sha256(text.encode()).hexdigest()[:16]


Approval = Literal["none", "concept", "approved", "changed"]
"""Whether Veilig Thuis approved the words of a page as they are now; `none` for a page about the
app itself.
"""
REVIEW_DAYS = 366
"""A page is reviewed within a year."""


Link = tuple[int, str, str]
"""Line, scheme and target of a link; the scheme `card` is a call block, `?` leads nowhere."""


CheckKind = Literal["safety", "law", "medical", "wording", "example"]
"""Why somebody of Veilig Thuis must look at a statement, the gravest first."""


class Statement(NamedTuple):
    """Something that Veilig Thuis must look at, with the line of its mark."""

    kind: CheckKind
    line: int
    words: str


class Leaf(NamedTuple):
    """A paragraph, list item or title of a topic: the least that is read at a time."""

    tag: str
    html: str
    """What it holds, without its own tag, icon and box."""


Use = tuple[str, int]
"""What a text includes, by its id, and the line on which it does."""


class Change(NamedTuple):
    """What is new in a text, for readers, and since when."""

    day: Day
    words: Annotated[str, StringConstraints(max_length=140)]


def _change(value: Any) -> Any:
    """Cut a line such as `2026-12-01 Ook de huisarts is genoemd.`"""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\s+(\S.*)", value.strip(), re.S)
    if not match:
        raise ValueError(
            f"{value!r} is not a day and what changed; write year-month-day and one sentence, such "
            "as 2026-12-01 Ook de huisarts is genoemd."
        )
    return match[1], re.sub(r"\s+", " ", match[2])


Changes = Annotated[
    tuple[Annotated[Change, BeforeValidator(_change)], ...],
    Field(examples=["a list, each item such as - 2026-12-01 Ook de huisarts is genoemd."]),
]


class Written(Model):
    """What pages and rules have in common: where the text is, and what follows from its words."""

    id: str
    locale: str
    file: str
    """Where it was read from, for messages."""
    lines: dict[str, int] = {}
    """Field of the head → its line."""
    text: str = ""
    """The Markdown it was made from, without `{check:…}`."""
    above: int = 0
    """Lines above the first one of `text`."""
    checks: tuple[Statement, ...] = ()
    facts: tuple[Use, ...] = ()
    """Facts of the region that it names itself."""
    links: tuple[Link, ...] = ()

    def fault(self, field: str, problem: str, remedy: str) -> Fault:
        """What is wrong with a field of the head."""
        return Fault(self.file, self.lines.get(field, 1), problem, remedy)


class Rule(Written):
    """What several pages must say in the same way, once per language; pages include it.

    Its `text` is the card.
    """

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    sentence: Text
    """The rule inside running text."""
    sentence_you: str = ""
    """The same, said to the person it is about; for the help zone."""
    block: Literal["urgent", "caution", "do", "never", "tip"] = "tip"
    """How its card looks."""
    telltale: Patterns = ()
    """Patterns of words that give the rule away: a page that has them words the rule itself."""
    checked: Day
    checked_by: Text
    review_by: Day
    sources: Words = ()
    source_hash: str = ""
    changed: Changes = ()
    """What is new in it, for the page that tells readers."""
    changed_text: str = ""
    """The fingerprint of the words that the last line of `changed` is about."""


class Page(Written):
    """One text in one language. The path below the language is its id and its address."""

    folder: ClassVar[str] = ""
    professional: ClassVar[bool] = True

    title: Title = Field(examples=["Praat met de ander"])
    short: Annotated[str, StringConstraints(max_length=14)] = ""
    summary: Summary = Field(examples=["Vertel wat u zag, luister en leg vast."])
    checked: Day = Field(examples=["2026-11-21"])
    checked_by: Text = Field(examples=["redactie"])
    review_by: Day = Field(examples=["2027-05-21"])
    sources: Words = Field((), examples=["rj3, hglt"])
    keywords: Words = ()
    answers: Words = ()
    related: Annotated[Words, Field(max_length=4)] = ()
    changed: Changes = ()
    """What is new in it, for the page that tells readers."""
    source_hash: str = ""
    approved: Day | None = None
    approved_by: str = ""
    """The position and organisation of who approved it, never a person's name."""
    approved_text: str = ""
    """The fingerprint of the words that were approved."""
    order: int = Field(0, examples=["10"])
    body: Markup = Markup("")
    whole: str = ""
    """The Markdown as it is read, with the rules that it includes."""
    rules: tuple[Use, ...] = ()
    blocks: tuple[tuple[str, str, int], ...] = ()
    """Name, title and line of each block, in order; a rule counts as the block it looks like."""
    signals: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Title and items (as HTML) of each `signals` block."""

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.id.rsplit("/", 1)[-1]

    @property
    def label(self) -> str:
        """The shortest name, for chips and small rows."""
        return self.short or self.title

    @property
    def words_hash(self) -> str:
        """Fingerprint of the words that readers get, those of its rules included."""
        return fingerprint(self.title, self.summary, self.whole)

    @property
    def approval(self) -> Approval:
        """Whether Veilig Thuis approved these words; falls back by itself when they change."""
        if not self.advises:
            return "none"
        if self.approved is None:
            return "concept"
        return "approved" if self.approved_text == self.words_hash else "changed"

    @property
    def advises(self) -> bool:
        """Whether it says what to do, and so is for Veilig Thuis to approve."""
        return True

    def has_block(self, block: str) -> bool:
        """Whether one of its blocks has this name."""
        return any(name == block for name, _, _ in self.blocks)

    @model_validator(mode="after")
    def _approved_by_somebody(self) -> Page:
        return self._together("approve", "approved", "approved_by", "approved_text")

    def _together(self, command: str, *fields: str) -> Self:
        """This page, when it has all of these fields or none; raises ValueError."""
        if len({bool(getattr(self, field)) for field in fields}) > 1:
            names = f"{', '.join(fields[:-1])} and {fields[-1]}"
            raise ValueError(f"{names} belong together; python build.py {command} writes them")
        return self

    @field_validator("review_by")
    @classmethod
    def _reviewed_in_time(cls, value: date, info: ValidationInfo) -> date:
        checked = info.data.get("checked", value)
        if value < checked:
            raise ValueError(
                f"{value} is before checked; give the day on which someone must look at this "
                "page again"
            )
        if (value - checked).days > REVIEW_DAYS:
            raise ValueError(f"{value} is more than 12 months after checked; choose an earlier day")
        return value


def source_hash(text: Page | Rule, *, sentence_only: bool = False) -> str:
    """Fingerprint of what a translator must follow: the words of the Dutch page or rule, white
    space folded.

    With `sentence_only` that is what the help zone says of a rule in running text.
    """
    if isinstance(text, Rule):
        if sentence_only:
            return fingerprint(text.sentence_you or text.sentence)
        return fingerprint(text.title, text.sentence, text.sentence_you, text.text)
    return fingerprint(text.title, text.summary, text.text)


def followed_hash(text: Page | Rule, original: Page | Rule, help_only: bool) -> str:
    """What `source_hash` of a translation must be for it to follow the original as it is now."""
    return source_hash(
        original, sentence_only=help_only and isinstance(text, Rule) and not text.text
    )


class Section(Page):
    """The page above a folder (`index.md`), or a page of its own straight under the language."""

    professional: ClassVar[bool] = False

    @property
    def advises(self) -> bool:
        """A page of its own about the app rests on no source."""
        return bool(self.sources)


class HelpTopic(Page):
    """A topic of the help zone."""

    folder: ClassVar[str] = "help"
    professional: ClassVar[bool] = False
    door: Literal[
        "unsafe", "about-me", "worried", "using-violence", "young", "carer", "rights", "call"
    ] = Field(examples=["worried"])
    native_check: Day | None = None
    """The day on which a native speaker read this translation."""
    native_check_by: str = ""
    """The position and organisation of who read it, never a person's name."""
    native_text: str = ""
    """The fingerprint of the words that were read."""
    behind: bool = False
    """Whether it is a translation that does not follow the Dutch text as it is now."""
    leaves: tuple[Leaf, ...] = ()
    beside: Markup = Markup("")
    """Its text with the Dutch under each leaf; empty where the two cannot be laid side by side."""

    @property
    def is_natively_checked(self) -> bool:
        """Whether a native speaker read these words; falls back by itself when they change."""
        return self.native_check is not None and self.native_text == self.words_hash

    @model_validator(mode="after")
    def _read_by_somebody(self) -> HelpTopic:
        return self._together("approve --native", "native_check", "native_check_by", "native_text")


class Step(Page):
    """One of the five steps of the reporting code."""

    folder: ClassVar[str] = "stappen"
    number: int = Field(ge=1, le=5, examples=["3"])


class Question(Page):
    """One of the five weighing questions. The graph of answers ends at outcomes only."""

    folder: ClassVar[str] = "wegen"
    number: int = Field(ge=1, le=5, examples=["3"])
    yes: Text = Field(examples=["wegen/2"])
    no: Text = Field(examples=["wegen/uitkomst/afsluiten"])
    unsure: Text = Field(examples=["wegen/uitkomst/vraag-advies"])
    not_yet: str = ""
    """Where to go when it is too early to say; not every question has this answer."""

    @property
    def targets(self) -> dict[str, str]:
        """Field of each answer → the page it leads to."""
        fields = ("yes", "no", "not_yet", "unsure")
        return {name: getattr(self, name) for name in fields if getattr(self, name)}


class Outcome(Page):
    """Where the weighing ends: what to do now and what to record."""

    folder: ClassVar[str] = "wegen/uitkomst"
    decision: Literal["report", "report-again", "no-report", "help", "ask-advice"]


class ViolenceType(Page):
    """One form of violence."""

    folder: ClassVar[str] = "geweldsvormen"
    icon: Text


class Conversation(Page):
    """A card for the person opposite you."""

    folder: ClassVar[str] = "gesprek"


class Profession(Page):
    """A professional group and its weighing framework."""

    folder: ClassVar[str] = "beroepen"
    framework: Text


class CodeTopic(Page):
    """Something about the reporting code itself."""

    folder: ClassVar[str] = "meldcode"


class AfterReport(Page):
    """What happens after a report."""

    folder: ClassVar[str] = "na-de-melding"
    moment: Literal["today", "five-days", "ten-weeks", "later"] = "later"
    """When it matters, for the time line."""


class VeiligThuisTopic(Page):
    """What Veilig Thuis does and may do."""

    folder: ClassVar[str] = "veilig-thuis"


class CareStep(Page):
    """A step of the walk-through for derailed informal care."""

    folder: ClassVar[str] = "mantelzorg"
    number: int = Field(ge=1, le=9, examples=["3"])


class VolunteerStep(Page):
    """One of the volunteers' three steps."""

    folder: ClassVar[str] = "vrijwilligers"
    number: int | None = Field(None, ge=1, le=3, examples=["3"])


class Case(Page):
    """A short invented case to practise with."""

    folder: ClassVar[str] = "casus"
    professional: ClassVar[bool] = False


class Sheet(Page):
    """Something to print, hang up or hand out."""

    folder: ClassVar[str] = "papier"
    professional: ClassVar[bool] = False


KINDS: tuple[type[Page], ...] = (
    HelpTopic,
    Step,
    Question,
    Outcome,
    ViolenceType,
    Conversation,
    Profession,
    CodeTopic,
    AfterReport,
    VeiligThuisTopic,
    CareStep,
    VolunteerStep,
    Case,
    Sheet,
)
"""Every kind of page; the folder decides which."""
BY_FOLDER = {kind.folder: kind for kind in KINDS}
