"""`content/` → Content; the only reader of `content/`.

Everything is read once. Whatever is wrong is collected as faults, each with its file, line, problem
and remedy, and raised together: first all that cannot be read, then all that does not fit together
(`consistency`). Nothing is skipped in silence.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from frontmatter.default_handlers import YAMLHandler
from markupsafe import Markup
from pydantic import BaseModel, ValidationError

from meldapp.content import blocks, consistency, marks, paste
from meldapp.content.facts import (
    REGION_FACTS,
    Contact,
    ContactWords,
    Municipality,
    Place,
    Region,
    SearchRules,
    SiteFacts,
    Source,
    Term,
    digits,
)
from meldapp.content.faults import (
    ContentError,
    Fault,
    Where,
    explain,
    line_at,
    line_with,
    near,
    toml_lines,
)
from meldapp.content.locales import language
from meldapp.content.markdown import Leaf, Renderer, leaf_html, plain
from meldapp.content.marks import Included
from meldapp.content.pages import KINDS, HelpTopic, Link, Page, Rule, Section, fingerprint

Kind = TypeVar("Kind", bound=Page)

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\ufeff\ufffe\uffff]")
"""Signs that no editor shows, and that YAML, Markdown or the offline bundle take for something
else.
"""
HTML = re.compile(r"</?[a-zA-Z](?!ttps?://)[^<>]*>|<!--")
FACTS_OF_A_LANGUAGE = ("begrippen.toml", "schrijfwijzer.toml", "zoeken.toml")
"""What may stand beside the texts of a language."""
RULES_FOLDER = "rules"
"""Where the rules of a language stand, beside its pages."""
CONTACT_WORDS = "contacts.toml"
"""What the cards of contacts say in a language that has the help zone only."""
FILES_OF_A_HELP_LANGUAGE = ("begrippen.toml", CONTACT_WORDS)
"""What may stand beside the topics and rules of such a language."""
TOPIC_FIELDS = ("title", "summary", "source_hash", "native_check", "native_check_by", "native_text")
"""What the head of a topic gives in such a language; all else is as in the Dutch one."""
INHERITED_FIELDS = ("door", "order", "checked", "checked_by", "review_by", "sources")
RULE_FIELDS = ("title", "sentence", "source_hash")
INHERITED_RULE_FIELDS = ("block", "checked", "checked_by", "review_by", "sources")
LARGEST_RECORDING = 400_000
"""Bytes:

three minutes of speech at 16 kbit/s, mono. More would cost a reader with little credit too much.
"""


class _Head(YAMLHandler):
    """Reads front matter with every scalar as text.

    0612345670 must not become a number, nor `no` a boolean.
    """

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)

    def load(self, fm: str, **kwargs: object) -> Any:
        if len(fm) < 4000:  # the fast reader has no limit to nesting but the stack of the process
            with contextlib.suppress(yaml.YAMLError):
                return yaml.load(fm, Loader=_Fast)  # a BaseLoader: text, lists and mappings only
        return yaml.load(fm, Loader=_Thorough)


class _HeadError(yaml.MarkedYAMLError):
    """A head that is YAML, but not ours. The problem is in our own words."""


class _OneKeyOnce:
    """Refuses a field that is given twice; YAML itself would quietly keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _HeadError(
                    problem="the name of a field must be one word", problem_mark=key.start_mark
                )
            if key.value in seen:
                raise _HeadError(
                    problem=f"the field '{key.value}' is given twice, keep one of the two",
                    problem_mark=key.start_mark,
                )
            seen.add(key.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep)  # type: ignore[misc]
        return made


class _Fast(_OneKeyOnce, getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Reads what is right."""


class _Thorough(_OneKeyOnce, yaml.BaseLoader):
    """Says better what is wrong."""


@dataclass(frozen=True)
class Content:
    """All content of all languages."""

    site: SiteFacts
    sources: dict[str, Source]
    contacts: dict[str, Contact]
    municipalities: dict[str, Municipality]
    places: tuple[Place, ...]
    regions: dict[str, Region]
    pages: dict[str, dict[str, Page]]
    """locale → page id → page."""
    terms: dict[str, dict[str, Term]]
    search_rules: dict[str, SearchRules]
    rules: dict[str, dict[str, Rule]] = field(default_factory=dict)
    """locale → id → rule, as its language words it."""
    included: dict[str, dict[str, Included]] = field(default_factory=dict)
    """locale → id → rule as pages show it.

    In the source language where the translation is behind.
    """
    region_pages: dict[str, dict[str, dict[str, Page]]] = field(default_factory=dict)
    """region slug → locale → page id → page."""
    recordings: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """locale → page id → the topic read aloud, as MP3."""

    def for_region(self, slug: str) -> Content:
        """Return the content with this region's own pages and contacts in place."""
        region = self.regions[slug]
        pages = {
            locale: {**pages, **self.region_pages.get(slug, {}).get(locale, {})}
            for locale, pages in self.pages.items()
        }
        contacts = {**self.contacts, **{contact.id: contact for contact in region.contacts}}
        return replace(self, pages=pages, contacts=contacts)

    def all(self, kind: type[Kind], locale: str) -> list[Kind]:
        """Every page of one kind, in order."""
        found = [page for page in self.pages[locale].values() if type(page) is kind]
        return sorted(
            found, key=lambda page: (getattr(page, "number", None) or page.order, page.id)
        )

    def get(self, kind: type[Kind], locale: str, page_id: str) -> Kind | None:
        """The page with this id if it is of this kind."""
        page = self.pages[locale].get(page_id)
        return page if isinstance(page, kind) else None

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every known phone number as bare digits."""
        everyone = [
            *self.contacts.values(),
            *(contact for region in self.regions.values() for contact in region.contacts),
        ]
        return frozenset(
            digits(number)
            for contact in everyone
            if contact.shown
            for number in (contact.number, *contact.also)
            if number
        )


@dataclass(frozen=True)
class Reading:
    """What could be read of a folder, and what is wrong with it.

    For an editor, who also works on a text that is not sound yet.
    """

    content: Content
    faults: tuple[Fault, ...]
    texts: Mapping[str, str]
    """Every file that was read, by the name that faults have for it."""
    leaves: Mapping[tuple[str, str], Sequence[Leaf]]
    """The leaves of each topic, by its language and id."""

    @cached_property
    def by_file(self) -> dict[str, Page | Rule]:
        """Every page and rule, by its file."""
        regional = self.content.region_pages.values()
        tables = [*self.content.pages.values(), *(one for own in regional for one in own.values())]
        pages = [page for table in tables for page in table.values()]
        rules = [rule for table in self.content.rules.values() for rule in table.values()]
        found: list[Page | Rule] = [*pages, *rules]
        return {text.file: text for text in found}

    @cached_property
    def faulty(self) -> frozenset[str]:
        """The files with a fault."""
        return frozenset(fault.file for fault in self.faults)


def slugify(name: str) -> str:
    """Return the name as a word for an address: `'s-Gravenhage` → `s-gravenhage`."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


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


def source_language(root: Path) -> str:
    """The language that the others are translated from:

    the first of site.toml. Raises ContentError when that cannot be read.
    """
    loader = _Loader(root, None, ())
    values = loader._toml(root / "site.toml") or {}
    languages = values.get("languages")
    if loader.faults or not isinstance(languages, list) or not languages:
        return load_content(root).site.languages[0]  # which says what is wrong
    return str(languages[0])


def load_content(
    root: Path, locales: Iterable[str] | None = None, without_regions: Collection[str] = ()
) -> Content:
    """Read the content folder; raises ContentError with every fault found.

    `locales` narrows or widens the published languages; `without_regions` leaves regions out as if
    they had no files.
    """
    return _Loader(root, tuple(locales) if locales else None, without_regions).load()


def read_content(
    root: Path, drafts: Mapping[str, bytes] | None = None, before: Reading | None = None
) -> Reading:
    """Read as much of the content folder as can be read.

    `drafts` take the place of files, by the names that faults have for them. With the reading
    `before` only what has changed since is read anew, and only in that is looked for what does not
    fit. Raises ContentError when site.toml says too little to go on.
    """
    loader = _Loader(root, None, ())
    loader.drafts, loader.before = drafts or {}, before
    return loader.read()


class _Loader:
    """One reading of one folder; collects faults as it goes."""

    def __init__(
        self, root: Path, locales: tuple[str, ...] | None, without_regions: Collection[str]
    ) -> None:
        self.root = root
        self.wanted = locales
        self.without_regions = without_regions
        self.faults: list[Fault] = []
        self.texts: dict[str, str] = {}
        """What was read, by the name that faults have for a file."""
        self.renderer = Renderer()
        self.rules: dict[str, dict[str, Rule]] = {}
        self.included: dict[str, dict[str, Included]] = {}
        self.leaves: dict[tuple[str, str], Sequence[Leaf]] = {}
        """The leaves of each topic, by its language and id."""
        self.recordings: dict[str, dict[str, bytes]] = {}
        self.drafts: Mapping[str, bytes] = {}
        """What is read in the place of a file, by the name that faults have for it."""
        self.before: Reading | None = None
        """An earlier reading, from which is taken what has not changed."""

    def load(self) -> Content:
        reading = self.read()
        if reading.faults:
            raise ContentError(reading.faults)
        return reading.content

    def read(self) -> Reading:
        if not self.root.is_dir():
            raise ContentError(
                [
                    Fault(
                        str(self.root),
                        0,
                        "this content folder does not exist",
                        "Give the folder with site.toml in it.",
                    )
                ]
            )
        site = self._model(SiteFacts, self._toml(self.root / "site.toml"), self.root / "site.toml")
        if site is None:
            raise ContentError(self.faults)
        source = site.languages[0]
        site = site.model_copy(update=self._locales(site))
        if self.faults:
            raise ContentError(self.faults)
        regions = self._regions()
        self._read_rules(source, site)
        pages = {locale: self._pages(self.root / locale, locale, site) for locale in site.languages}
        for locale in site.help_languages:
            pages[locale] = self._topics(locale, pages[source])
        words = {locale: self._contact_words(locale) for locale in site.help_languages}
        regions = {
            slug: region.model_copy(
                update={"contacts": tuple(_with_words(one, words) for one in region.contacts)}
            )
            for slug, region in regions.items()
        }
        contacts: dict[str, Contact] = self._table(Contact, self.root / "contacts.toml")
        self._known_contacts(words, contacts, regions)
        content = Content(
            site=site,
            sources=self._table(Source, self.root / "sources.toml"),
            contacts={one: _with_words(contact, words) for one, contact in contacts.items()},
            municipalities={
                row.code: row
                for row in self._csv(Municipality, self.root / "municipalities.csv", "code", "slug")
            },
            places=self._places(),
            regions=regions,
            pages=pages,
            terms={locale: self._terms(locale) for locale in site.all_languages},
            search_rules={locale: self._search_rules(locale) for locale in site.languages},
            rules={locale: self.rules[locale] for locale in site.all_languages},
            included=self.included,
            region_pages={
                slug: self._own_pages(slug, site)
                for slug in regions
                if (self.root / "regions" / slug).is_dir()
            },
            recordings=self.recordings,
        )
        if self.before or not self.faults:
            self.faults += consistency.faults(
                content, self.texts, Path(self._shown(self.root)), source, self._changed()
            )
        return Reading(content, tuple(sorted(set(self.faults))), self.texts, self.leaves)

    def _changed(self) -> frozenset[str] | None:
        """The files whose pages must be looked at again; None for all of them."""
        if self.before is None:
            return None
        known = self.before
        changed = {name for name, text in self.texts.items() if known.texts.get(name) != text}
        gone = known.texts.keys() - self.texts.keys()
        if gone or any(not name.endswith(".md") for name in changed | known.faulty):
            return None
        return frozenset(
            name
            for name in self.texts
            if name in changed
            or name in known.faulty
            or any(
                f"/rules/{rule}.md" in other for rule in self._rules_on(name) for other in changed
            )
        )

    def _rules_on(self, name: str) -> Iterable[str]:
        """The rules that a page included in the earlier reading."""
        text = self.before.by_file.get(name) if self.before else None
        return (rule_id for rule_id, _ in text.rules) if isinstance(text, Page) else ()

    def _is_as_before(self, *names: str) -> bool:
        """Whether these files say what they said in the earlier reading, without a fault."""
        known = self.before
        return known is not None and all(
            name in self.texts
            and known.texts.get(name) == self.texts[name]
            and name not in known.faulty
            for name in (*names, self._shown(self.root / "site.toml"))
        )

    def _places(self) -> tuple[Place, ...]:
        path = self.root / "places.csv"
        if self._text(path) is not None and self._is_as_before(self._shown(path)):
            return self.before.content.places if self.before else ()
        return tuple(self._csv(Place, path))

    def _locales(self, site: SiteFacts) -> dict[str, tuple[str, ...]]:
        """The languages to publish, each once:

        those of both zones, and those of the help zone only.
        """
        facts = self.root / "site.toml"
        every = tuple(dict.fromkeys(self.wanted or site.all_languages))
        locales = tuple(locale for locale in every if not self._has_help_only(locale, site))
        for locale in every:
            try:
                language(locale)
            except ValueError as error:
                known = "help_languages" if locale in site.help_languages else "languages"
                self._fault(
                    "--locales" if self.wanted else facts,
                    self._line(facts, (known,)),
                    str(error),
                    "Use the codes of languages, such as nl, en.",
                )
                continue
            if locale not in locales:
                if not (self.root / locale / HelpTopic.folder).is_dir():
                    self._fault(
                        self.root / locale / HelpTopic.folder,
                        0,
                        f"there is no folder with topics in {locale!r}",
                        f"Translate content/{site.languages[0]}/help into it "
                        f"(docs/add-a-language.md), or leave {locale} out of help_languages.",
                    )
                continue
            if not (self.root / locale).is_dir():
                self._fault(
                    self.root / locale,
                    0,
                    f"there is no folder with texts in {locale!r}",
                    f"Translate content/{site.languages[0]} into content/{locale}, or leave "
                    f"{locale} out of the published languages.",
                )
            for place, group in enumerate(site.signal_groups):
                if locale not in group.titles:
                    self._fault(
                        facts,
                        self._line(facts, ("signal_groups", str(place), "titles")),
                        f"the group of signals '{group.id}' has no title in {locale!r}",
                        f'Add {locale} = "…" to its titles.',
                    )
        # what the help zone says in another language stands beside the Dutch
        helped = [one for one in every if one not in locales and site.languages[0] in locales]
        return {"languages": locales, "help_languages": tuple(helped)}

    def _has_help_only(self, locale: str, site: SiteFacts) -> bool:
        """Whether a language has the help zone only;

        one that site.toml does not name has when it holds nothing else.
        """
        folder = self.root / locale
        return locale not in site.languages and (
            locale in site.help_languages
            or ((folder / HelpTopic.folder).is_dir() and not (folder / "index.md").exists())
        )

    # -- files -------------------------------------------------------------------------------------

    def _shown(self, path: Path | str) -> str:
        """The name that faults have for a file."""
        return path.relative_to(self.root.parent).as_posix() if isinstance(path, Path) else path

    def _fault(self, path: Path | str, line: int, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self._shown(path), line, problem, remedy))

    def _line(self, path: Path, where: Where) -> int:
        """The line of a field in a TOML file that was read."""
        return line_at(toml_lines(self.texts[self._shown(path)]), where)

    def _text(self, path: Path) -> str | None:
        """The text of a file, or None with a fault."""
        name = self._shown(path)
        if name in self.texts:
            return self.texts[name]
        try:
            raw = self.drafts[name] if name in self.drafts else path.read_bytes()
        except OSError as error:
            self._fault(
                path,
                0,
                f"this cannot be read: {error.strerror}",
                "Check that it exists, is a file and may be read.",
            )
            return None
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            self._fault(
                path,
                raw.count(b"\n", 0, error.start) + 1,
                "this file is not UTF-8 text",
                "Save it again with the encoding UTF-8.",
            )
            return None
        if not text.strip():
            self._fault(
                path, 0, "this file is empty", "Write what belongs in it, or remove the file."
            )
            return None
        if unseen := UNSEEN.search(text):
            line = text.count("\n", 0, unseen.start()) + 1
            self._fault(
                path,
                line,
                f"there is a sign here that nobody can see (U+{ord(unseen[0]):04X})",
                "Remove it: type the words around it anew, and delete the old ones.",
            )
            return None
        self.texts[name] = text
        return text

    def _toml(self, path: Path) -> dict[str, Any] | None:
        """The facts of a file, or None with a fault."""
        text = self._text(path)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            match = re.search(r"line (\d+)", str(error))
            line = (
                int(match[1])
                if match
                else text.rstrip("\n").count("\n") + 1
                if "end of document" in str(error)
                else 0
            )
            self._fault(
                path,
                line,
                f"this is not TOML: {error}",
                'Write each fact as name = "value"; a table starts with [id], and each id stands '
                "once.",
            )
            return None

    def _model(
        self,
        model: type[BaseModel],
        given: Mapping[str, Any] | None,
        path: Path,
        at: Where = (),
        filled: Mapping[str, Any] | None = None,
    ) -> Any:
        """One entry of a TOML file, or None.

        `at` is the way to it in the file, `filled` what is not for the writer to say.
        """
        if given is None:
            return None
        return self._made(
            model, given, filled or {}, path, lambda where: self._line(path, (*at, *where))
        )

    def _made(
        self,
        model: type[BaseModel],
        given: Mapping[str, Any],
        filled: Mapping[str, Any],
        path: Path,
        line_of: Callable[[Where], int],
    ) -> Any:
        """The model with these values, or None with a fault for each that is wrong."""
        for name in sorted(given.keys() & filled.keys()):
            self._fault(
                path,
                line_of((name,)),
                f"the field '{name}' is not yours to give",
                "Remove it: it follows from the place of the entry.",
            )
        try:
            return model.model_validate({**given, **filled})
        except ValidationError as error:
            for line, problem, remedy in explain(error, model, filled, line_of):
                self._fault(path, line, problem, remedy)
            return None

    # -- facts -------------------------------------------------------------------------------------

    def _table(self, model: type[BaseModel], path: Path) -> dict[str, Any]:
        """One TOML file of tables → models by id."""
        return self._entries(model, self._toml(path) or {}, path, ())

    def _entries(
        self, model: type[BaseModel], tables: Any, path: Path, at: Where
    ) -> dict[str, Any]:
        """The tables at one place of a TOML file → models by id."""
        found: dict[str, Any] = {}
        for key, values in tables.items() if isinstance(tables, dict) else [(".".join(at), tables)]:
            if isinstance(values, dict):
                made = self._model(model, values, path, (*at, key), {"id": key})
                if made is not None:
                    found[key] = made
            else:
                self._fault(
                    path,
                    self._line(path, (*at, key)),
                    f"'{key}' stands outside a table",
                    f"Put [{'.'.join((*at, 'id'))}] above it, with an id of its own, or move it "
                    "into a table.",
                )
        return found

    def _csv(self, model: type[BaseModel], path: Path, *unique: str) -> Iterator[Any]:
        """The rows of a CSV file; those named in `unique` may not occur twice."""
        text = self._text(path)
        if text is None:
            return
        seen: dict[tuple[str, str], int] = {}
        rows = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
        try:
            if set(rows.fieldnames or ()) != model.model_fields.keys():
                self._fault(
                    path,
                    1,
                    f"the first line must name the columns {', '.join(model.model_fields)}",
                    "Put these names there, with commas between.",
                )
                return
            for row in rows:
                line = rows.line_num
                if "" in row:
                    self._fault(
                        path,
                        line,
                        "this row has more values than there are columns",
                        "Put double quotes around a text with a comma.",
                    )
                    continue
                made = self._made(model, row, {}, path, _always(line))
                for column in unique if made is not None else ():
                    first = seen.setdefault((column, getattr(made, column)), line)
                    if first != line:
                        self._fault(
                            path,
                            line,
                            f"the {column} {getattr(made, column)!r} stands here and on line "
                            f"{first}",
                            "Give each row its own.",
                        )
                if made is not None:
                    yield made
        except csv.Error as error:
            self._fault(
                path,
                rows.line_num + 1,
                f"this is no table: {error}",
                "Put double quotes around a text with a comma, and close them on the same line.",
            )

    def _regions(self) -> dict[str, Region]:
        regions = {}
        for path in sorted(
            (self.root / "regions").iterdir() if (self.root / "regions").is_dir() else ()
        ):
            if path.stem in self.without_regions:
                continue
            if path.suffix == ".toml":
                values = self._toml(path)
                if values is not None:
                    contacts = tuple(
                        self._entries(
                            Contact, values.pop("contacts", {}), path, ("contacts",)
                        ).values()
                    )
                    made = self._model(
                        Region,
                        values,
                        path,
                        filled={"slug": path.stem, "contacts": contacts},
                    )
                    if made is not None:
                        regions[path.stem] = made
            elif path.is_dir() and not path.with_suffix(".toml").exists():
                self._fault(
                    path,
                    0,
                    "this folder belongs to no region",
                    f"Add content/regions/{path.name}.toml, or give the folder the name of a "
                    "region.",
                )
        return regions

    def _terms(self, locale: str) -> dict[str, Term]:
        path = self.root / locale / "begrippen.toml"
        return self._table(Term, path) if path.exists() else {}

    def _contact_words(self, locale: str) -> dict[str, ContactWords]:
        path = self.root / locale / CONTACT_WORDS
        return self._table(ContactWords, path) if path.exists() else {}

    def _known_contacts(
        self,
        words: Mapping[str, Mapping[str, ContactWords]],
        contacts: Mapping[str, Contact],
        regions: Mapping[str, Region],
    ) -> None:
        """Faults for words about a contact that does not exist."""
        known = {*contacts, *(one.id for region in regions.values() for one in region.contacts)}
        for locale, table in words.items():
            path = self.root / locale / CONTACT_WORDS
            for contact_id in table.keys() - known:
                self._fault(
                    path,
                    self._line(path, (contact_id,)),
                    f"the contact '{contact_id}' does not exist",
                    f"Use an id from content/contacts.toml.{near(contact_id, known)}",
                )

    def _search_rules(self, locale: str) -> SearchRules:
        path = self.root / locale / "zoeken.toml"
        made = self._model(SearchRules, self._toml(path), path) if path.exists() else None
        return made or SearchRules()

    # -- rules -------------------------------------------------------------------------------------

    def _read_rules(self, source: str, site: SiteFacts) -> None:
        """Read the rules of the source language, and of the others.

        A translation that does not follow its rule as it is now is not shown: the rule then stands
        there in the source language.
        """
        for locale in dict.fromkeys((source, *site.all_languages)):
            help_only = locale in site.help_languages
            folder = self.root / locale / RULES_FOLDER
            self.rules[locale] = {
                path.stem: rule
                for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
                if (rule := self._rule(path, locale, help_only)) is not None
            }
            own = self.rules[locale]
            self.included[locale] = {
                rule_id: Included(own[rule_id])
                if locale == source
                or (
                    rule_id in own
                    and own[rule_id].source_hash == followed_hash(own[rule_id], rule, help_only)
                )
                else Included(rule, source)
                for rule_id, rule in self.rules[source].items()
            }

    def _rule(self, path: Path, locale: str, help_only: bool = False) -> Rule | None:
        """One rule.

        In a language of the help zone only it may be the sentence alone; its other facts are those
        of the Dutch rule.
        """
        if path.suffix != ".md" or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem):
            self._fault(
                path,
                0,
                "this is not a rule, so nobody would see it",
                "Give it a name of small letters, digits and hyphens that ends in .md.",
            )
            return None
        text = self._text(path)
        if text is None:
            return None
        source = next(iter(self.rules), locale)
        files = (
            self._shown(self.root / one / RULES_FOLDER / path.name) for one in (source, locale)
        )
        if self.before and self._is_as_before(*files):
            return cast(Rule, self.before.by_file[self._shown(path)])
        fields, body, above = self._head(path, text)
        if fields is None:
            return None
        lines = _head_lines(text, above)
        inherited: dict[str, Any] = {}
        if help_only:
            original = next(iter(self.rules.values())).get(path.stem)
            if original is None:
                self._fault(
                    path,
                    0,
                    f"the rule '{path.stem}' does not exist in the language that is translated",
                    "Give the file the name of a Dutch rule, or remove it.",
                )
                return None
            self._only(path, fields, lines, RULE_FIELDS)
            inherited = {name: getattr(original, name) for name in INHERITED_RULE_FIELDS}
            fields.setdefault("title", original.title)
        for key in ("sentence", "sentence_you"):
            if isinstance(fields.get(key), str):
                fields[key] = re.sub(r"\s+", " ", fields[key]).strip()
        said = [(lines.get(key, 1), fields.get(key)) for key in ("sentence", "sentence_you")]
        sentences = [(line, words) for line, words in said if isinstance(words, str)]
        links: list[Link] = []
        for line, words in [*sentences, (above + 1, body)]:
            self._marks(path, words, line - 1, locale, may_include=False)
        for line, words in sentences:
            found = self.renderer.render(marks.fill_in(words, {})).links
            links += [(line, scheme, target) for scheme, target in found]
        kind = inherited.get("block") or fields.get("block", "tip")
        card = f"/// {kind} | {fields.get('title', path.stem)}\n{body}\n///"
        filled = marks.fill_in(card if body or not help_only else "", {})
        _, card_links, _ = self._body(path, filled, filled, above - 1, locale, ())
        checks = marks.statements(body)
        rule: Rule | None = self._made(
            Rule,
            {
                **fields,
                **{
                    key: marks.without_checks(fields[key])
                    for key in ("sentence", "sentence_you")
                    if isinstance(fields.get(key), str)
                },
            },
            {
                **inherited,
                "id": path.stem,
                "locale": locale,
                "file": self._shown(path),
                "lines": lines,
                "text": marks.without_checks(body),
                "starts": above,
                "checks": tuple(
                    statement._replace(line=statement.line + offset)
                    for offset, found in (
                        *((line - 1, marks.statements(words)) for line, words in sentences),
                        (above, checks),
                    )
                    for statement in found
                ),
                "facts": tuple(
                    (mark.target, mark.line + offset)
                    for offset, words in (*((line - 1, w) for line, w in sentences), (above, body))
                    for mark in marks.marks(words)
                    if mark.name == "region"
                ),
                "links": (*links, *card_links),
            },
            path,
            lambda where: lines.get(where[0], 1) if where else 1,
        )
        return rule

    def _only(
        self, path: Path, fields: dict[str, Any], lines: Mapping[str, int], names: Sequence[str]
    ) -> None:
        """Take out, with a fault, every field that follows from the text in the source language."""
        for name in sorted(fields.keys() - set(names)):
            del fields[name]
            self._fault(
                path,
                lines.get(name, 1),
                f"the field '{name}' follows from the Dutch text",
                f"Remove it: here only {', '.join(names[:3])} are given.",
            )

    def _marks(
        self, path: Path, text: str, above: int, locale: str, *, may_include: bool = True
    ) -> None:
        """Faults for marks that name nothing, in a text that starts after `above` lines."""
        rules = self.included.get(locale, {})
        for mark in marks.marks(text):
            line = mark.line + above
            if mark.name == "rule" and not may_include:
                self._fault(
                    path, line, "a rule cannot include a rule", "Say it here, or in the other rule."
                )
            elif mark.name == "rule" and mark.target not in rules:
                self._no_rule(path, line, mark.target, rules)
            elif mark.name == "region":
                self._region_key(path, line, mark.target)
                if not (mark.words or "").strip():
                    self._fault(
                        path,
                        line,
                        f"'{mark.target}' has no words for a region without this fact",
                        "Write them behind a bar: {region:opvang|vraag Veilig Thuis}.",
                    )
            elif mark.name == "check" and mark.target not in marks.CHECK_KINDS:
                self._fault(
                    path,
                    line,
                    f"the check '{mark.target}' does not exist",
                    "Use one of: "
                    f"{', '.join(marks.CHECK_KINDS)}.{near(mark.target, marks.CHECK_KINDS)}",
                )
        for slip in paste.slips(text):
            self._fault(path, slip.line + above, slip.problem, slip.remedy)
        for line, name, words in marks.mistakes(text):
            self._fault(
                path,
                line + above,
                f"the mark {words!r} is not known",
                f"Write {{rule:id}}, {{region:key|words}} or "
                f"{{check:kind}}.{near(name, marks.NAMES)}",
            )

    def _no_rule(self, path: Path, line: int, rule_id: str, rules: Iterable[str]) -> None:
        self._fault(
            path,
            line,
            f"the rule '{rule_id}' does not exist",
            f"Use the name of a file in content/<language>/{RULES_FOLDER}/.{near(rule_id, rules)}",
        )

    def _region_key(self, path: Path, line: int, key: str) -> None:
        if key not in REGION_FACTS:
            self._fault(
                path,
                line,
                f"a region has no fact '{key}'",
                near(key, REGION_FACTS).strip() or f"Use one of: {', '.join(REGION_FACTS)}.",
            )

    # -- pages -------------------------------------------------------------------------------------

    def _own_pages(self, slug: str, site: SiteFacts) -> dict[str, dict[str, Page]]:
        """The pages that one region has of its own."""
        folder = self.root / "regions" / slug
        return {
            locale: self._pages(folder / locale, locale, site)
            for locale in site.languages
            if (folder / locale).is_dir()
        }

    def _topics(self, locale: str, originals: Mapping[str, Page]) -> dict[str, Page]:
        """The topics of a language that has the help zone only."""
        root, pages = self.root / locale, dict[str, Page]()
        for path in sorted(root.iterdir()):
            name = path.name
            if not (
                name.startswith(".")
                or name in (*FILES_OF_A_HELP_LANGUAGE, RULES_FOLDER, HelpTopic.folder)
            ):
                self._fault(
                    path,
                    0,
                    f"{locale!r} has the help zone only, so nobody would see this",
                    f"Keep only help/, rules/ and {', '.join(FILES_OF_A_HELP_LANGUAGE)} here.",
                )
        for path in sorted((root / HelpTopic.folder).iterdir()):
            page_id = f"{HelpTopic.folder}/{path.stem}"
            if path.name.startswith(".") or self._recording(path, page_id, locale):
                continue
            original = originals.get(page_id) if path.suffix == ".md" else None
            if not isinstance(original, HelpTopic):
                self._fault(
                    path,
                    0,
                    "this is not a topic that exists in Dutch",
                    "Give it the name of a topic in "
                    f"{Path(self._shown(root)).parent}/nl/help, or remove it.",
                )
                continue
            page = self._page(path, page_id, locale, (), original)
            if page is not None:
                pages[page_id] = page
        return pages

    def _recording(self, path: Path, page_id: str, locale: str) -> bool:
        """Whether this is a topic read aloud; it is then kept."""
        if path.suffix != ".mp3" or path.parent.name != HelpTopic.folder:
            return False
        size = path.stat().st_size
        if size > LARGEST_RECORDING:
            self._fault(
                path,
                0,
                f"a recording of {size:,} bytes, at most {LARGEST_RECORDING:,} are sent",
                "Save it as MP3, mono, 16 kbit/s; about three minutes fit.",
            )
        elif not path.with_suffix(".md").exists():
            self._fault(
                path, 0, "no topic has the name of this recording", "Rename it, or remove it."
            )
        else:
            self.recordings.setdefault(locale, {})[page_id] = path.read_bytes()
        return True

    def _pages(self, folder: Path, locale: str, site: SiteFacts) -> dict[str, Page]:
        titles = tuple(group.titles[locale] for group in site.signal_groups)
        pages: dict[str, Page] = {}
        seen: dict[str, Path] = {}
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if (
                any(part.startswith(".") for part in place.parts)
                or place.as_posix() in FACTS_OF_A_LANGUAGE
                or (place.parts[0] == RULES_FOLDER and folder.parent == self.root)
            ):
                continue
            if path.is_dir():
                if path.is_symlink() or path.suffix:
                    self._fault(
                        path,
                        0,
                        "this is no folder for pages",
                        "Give it a name of small letters, digits and hyphens; a link to another "
                        "folder is not followed.",
                    )
                continue
            if self._recording(path, f"{HelpTopic.folder}/{path.stem}", locale):
                continue
            if path.suffix != ".md":
                self._fault(
                    path,
                    0,
                    "this is not a page, so nobody would see it",
                    "Let its name end in .md, or move it out of the content.",
                )
                continue
            page_id = place.with_suffix("").as_posix().removesuffix("/index")
            if not re.fullmatch(r"[a-z0-9]+([/-][a-z0-9]+)*", page_id):
                self._fault(
                    path,
                    0,
                    f"{path.name!r} cannot be an address",
                    "Use small letters, digits and hyphens only, such as huiselijk-geweld.md.",
                )
                continue
            if page_id in seen:
                self._fault(
                    path,
                    0,
                    f"the page '{page_id}' exists twice, also as {self._shown(seen[page_id])}",
                    "Keep one of the two.",
                )
                continue
            seen[page_id] = path
            page = self._page(path, page_id, locale, titles)
            if page is not None:
                pages[page_id] = page
        return pages

    def _page(
        self,
        path: Path,
        page_id: str,
        locale: str,
        titles: tuple[str, ...],
        original: HelpTopic | None = None,
    ) -> Page | None:
        """One page.

        With `original` it is a topic in a language of the help zone only, whose other facts are
        those of the Dutch one.
        """
        text = self._text(path)
        if text is None:
            return None
        if (known := self._page_as_before(path, locale, original)) is not None:
            return known
        kind = kind_of(page_id)
        if kind is None:
            sections = ", ".join(sorted(kind.folder for kind in KINDS))
            self._fault(
                path,
                0,
                f"there is no section '{page_id.rpartition('/')[0]}'",
                f"Move the page to one of: {sections}.",
            )
            return None
        fields, body, above = self._head(path, text)
        if fields is None:
            return None
        lines = _head_lines(text, above)
        inherited: dict[str, Any] = {}
        if original is not None:
            self._only(path, fields, lines, TOPIC_FIELDS)
            inherited = {name: getattr(original, name) for name in INHERITED_FIELDS}
        for key, value in fields.items():
            if isinstance(value, str) and marks.MARK.search(value):
                self._fault(
                    path,
                    lines.get(key, 1),
                    f"a mark does not work in '{key}'",
                    "Use it in the text below the head.",
                )
        self._marks(path, body, above, locale)
        rules = self.included[locale]
        filled = marks.fill_in(body, rules, you=kind is HelpTopic)
        html, links, found = self._body(path, body, filled, above, locale, titles)
        page: Page | None = self._made(
            kind,
            fields,
            {
                **inherited,
                "id": page_id,
                "locale": locale,
                "file": self._shown(path),
                "lines": lines,
                "body": html,
                "text": marks.without_checks(body),
                "whole": marks.as_read(marks.lay_out(filled, rules)),
                "starts": above,
                "checks": tuple(
                    statement._replace(line=statement.line + above)
                    for statement in marks.statements(body)
                ),
                "rules": (
                    *(
                        (mark.target, mark.line + above)
                        for mark in marks.marks(body)
                        if mark.name == "rule"
                    ),
                    *((block.title, block.line + above) for block in found if block.name == "rule"),
                ),
                "facts": (
                    *(
                        (mark.target, mark.line + above)
                        for mark in marks.marks(body)
                        if mark.name == "region"
                    ),
                    *(
                        (block.title, block.line + above)
                        for block in found
                        if block.name == "region"
                    ),
                ),
                "blocks": tuple(
                    (*self._looks(block, locale), block.line + above)
                    for block in found
                    if block.name != "region"
                ),
                "signals": tuple(
                    (block.title, tuple(self.renderer.inline(item) for _, item in block.items))
                    for block in found
                    if block.name == "signals"
                ),
                "links": links,
            },
            path,
            lambda where: lines.get(where[0], 1) if where else 1,
        )
        if isinstance(page, HelpTopic):
            return self._beside(page, marks.lay_out(filled, rules), original)
        return page

    def _page_as_before(self, path: Path, locale: str, original: HelpTopic | None) -> Page | None:
        """The page of the earlier reading, when nothing that it is made of has changed since."""
        files = (self._shown(path), *([original.file] if original else []))
        if self.before is None or not self._is_as_before(*files):
            return None
        known = self.before.content.included[locale]
        page = cast(Page, self.before.by_file[self._shown(path)])
        if any(known.get(rule) != self.included[locale].get(rule) for rule, _ in page.rules):
            return None
        if (leaves := self.before.leaves.get((locale, page.id))) is not None:
            self.leaves[locale, page.id] = leaves
        return page

    def _beside(self, topic: HelpTopic, text: str, original: HelpTopic | None) -> HelpTopic:
        """A topic with its leaves and, for a translation, with the text that has the original
        under each of them."""
        leaves = self.renderer.render(text).leaves
        fields: dict[str, Any] = {"leaves": tuple(leaf_html(leaf) for leaf in leaves)}
        if original is None:
            self.leaves[topic.locale, topic.id] = leaves
        else:
            leaves = self.leaves[original.locale, topic.id]
            marks_of = {"lang": original.locale}
            if language(topic.locale).direction != language(original.locale).direction:
                marks_of["dir"] = language(original.locale).direction
            beside = self.renderer.beside(text, leaves, marks_of)
            fields |= {
                "behind": topic.source_hash != source_hash(original),
                "body": _isolated(topic.body, topic.locale),
                "beside": _isolated(beside, topic.locale),
            }
        return topic.model_copy(update=fields)

    def _looks(self, block: blocks.Block, locale: str) -> tuple[str, str]:
        """Name and title under which a block is seen."""
        included = self.included[locale].get(block.title) if block.name == "rule" else None
        return (included.rule.block, included.rule.title) if included else (block.name, block.title)

    def _head(self, path: Path, text: str) -> tuple[dict[str, Any] | None, str, int]:
        """The fields, the body, and the number of lines above its first word.

        None for the fields when there is a fault.
        """
        head = _Head()
        if not head.detect(text):
            self._fault(
                path,
                1,
                "the page has no head",
                "Start the file with a line ---, then title:, summary: and so on, then a line ---.",
            )
            return None, "", 0
        try:
            fields, body = head.split(text)
        except ValueError:
            self._fault(
                path,
                1,
                "the head of the page is not closed",
                "Put a line --- below the last field.",
            )
            return None, "", 0
        above = text.count("\n", 0, len(text) - len(body.lstrip()))
        try:
            read = head.load(fields)
        except (yaml.YAMLError, RecursionError) as error:
            self._fault(path, *_yaml_fault(error, fields.split("\n")))
            return None, "", 0
        if not isinstance(read, dict):
            self._fault(
                path,
                1,
                "the head of the page holds no fields",
                "Write each field as name: value, one to a line.",
            )
            return None, "", 0
        return read, body.strip(), above

    def _body(
        self, path: Path, body: str, filled: str, above: int, locale: str, titles: tuple[str, ...]
    ) -> tuple[Markup, tuple[Link, ...], list[blocks.Block]]:
        """HTML, links and blocks of a text that starts after `above` lines.

        Faults for what nobody should write.

        `filled` is the text with its marks replaced, line for line.
        """
        rules = self.included.get(locale, {})
        found, faults = blocks.scan(filled, locale, titles)
        for fault in faults:
            self._fault(path, fault.line + above, fault.problem, fault.remedy)
        for block in found:
            if block.name == "rule" and block.title and block.title not in rules:
                self._no_rule(path, block.line + above, block.title, rules)
                faults.append(blocks.BlockFault(block.line, "", ""))
            elif block.name == "region" and block.title:
                self._region_key(path, block.line + above, block.title)
        for number, line in enumerate(body.split("\n"), start=above + 1):
            if HTML.search(line):
                self._fault(
                    path,
                    number,
                    "HTML does not work in a text",
                    "Use Markdown and the blocks of docs/writing.md.",
                )
        if faults:
            return Markup(), (), found
        urgent = [block for block in found if self._looks(block, locale)[0] == "urgent"]
        if len(urgent) > 1 and any(block.name == "rule" for block in urgent):
            self._fault(
                path,
                urgent[1].line + above,
                "there are two 112 cards on this page: a rule is one of them",
                "Keep one; the other can be a sentence: {rule:…}.",
            )
        rendered = self.renderer.render(marks.lay_out(filled, rules))
        if "<h1" in rendered.html:
            self._fault(
                path,
                line_with(body, r"^\W*#(?!#)|^=+\s*$") + above,
                "a page has one big title, the one in its head",
                "Start this heading with ##.",
            )
        if "<img" in rendered.html:
            self._fault(
                path,
                line_with(body, r"!\[") + above,
                "a picture cannot stand in a text",
                "Say it in words.",
            )
        shown = [block for block in found if block.name != "region"]
        for number, block in enumerate(shown):
            seen = rendered.blocks[number] if number < len(rendered.blocks) else ("", 0)
            if seen[0] != self._looks(block, locale)[0] or (
                blocks.BLOCKS[block.name].items and seen[1] != len(block.items)
            ):
                self._fault(
                    path,
                    block.line + above,
                    f"the block {block.name!r} is not shown as it stands here",
                    "Start its lines, and each item with '- ', at the very left; indent a second "
                    "line of an item by four spaces.",
                )
                break
        links = [
            (
                line_with(
                    body,
                    re.escape(f"{scheme}:{target}" if scheme != "?" else target) + r"(?![\w/-])",
                )
                + above,
                scheme,
                target,
            )
            for scheme, target in rendered.links
            if target in body or scheme not in ("page", "call", "https", "http")
        ]  # the others are those of rules, which are looked at by themselves
        cards = [
            (
                block.line + above,
                "card",
                next(line.strip() for _, line in block.lines if line.strip()),
            )
            for block in found
            if block.name == "call"
        ]
        return rendered.html, (*links, *cards), found


def _isolated(html: Markup, locale: str) -> Markup:
    """A text whose words in another language are set apart, where it runs from right to left."""
    if language(locale).direction == "ltr":
        return html
    words = r'<span lang="([a-z]{2,3})">(.*?)</span>'
    # a str, because a Markup escapes what is put into it
    return Markup(re.sub(words, r'<bdi lang="\1" dir="ltr">\2</bdi>', str(html)))


def _with_words(contact: Contact, words: Mapping[str, Mapping[str, ContactWords]]) -> Contact:
    """A contact with what its card says in the languages of the help zone."""
    mine = {locale: table[contact.id] for locale, table in words.items() if contact.id in table}
    return contact.model_copy(
        update={
            "for_whom": {**contact.for_whom, **{one: said.for_whom for one, said in mine.items()}},
            "note": {**contact.note, **{one: said.note for one, said in mine.items() if said.note}},
        }
    )


def _head_lines(text: str, above: int) -> dict[str, int]:
    """Field of the head → its line."""
    return {
        match[1]: number
        for number, line in enumerate(text.split("\n")[:above], start=1)
        if (match := re.match(r"[\"']?([\w-]+)[\"']?\s*:", line))
    }


def kind_of(page_id: str) -> type[Page] | None:
    """The kind of page, by the folder it lies in; None for a folder without pages.

    A page straight under the language is a Section.
    """
    folder = page_id.rpartition("/")[0]
    if not folder or page_id in {kind.folder.partition("/")[0] for kind in KINDS}:
        return Section
    return next((kind for kind in KINDS if kind.folder == folder), None)


def _always(line: int) -> Callable[[Where], int]:
    """A row of a CSV file stands on one line, whatever the field."""
    return lambda _: line


def _yaml_fault(error: Exception, lines: Sequence[str]) -> tuple[int, str, str]:
    """Line, problem and remedy for a head that is no YAML.

    The first of its `lines` is that of the three dashes.
    """
    problem = str(getattr(error, "problem", None) or "this cannot be read")
    context = str(getattr(error, "context", None) or "")
    # what is left open is noticed further on; the fault stands where it was opened
    open_at = any(word in context for word in ("quoted", "flow", "simple key"))
    mark = getattr(error, "context_mark" if open_at else "problem_mark", None)
    line = mark.line + 1 if mark else 1
    if (
        mark
        and "mapping values" in problem
        and re.fullmatch(r"[\w-]+", lines[mark.line][: mark.column])
    ):
        line, context = line - 1, "simple key"  # the line above went on into this one
    if "simple key" in context:
        problem = "this line is no field: it has no colon"
    elif "mapping values" in problem:
        problem = "a colon inside a text confuses the head of the page"
    elif not isinstance(error, _HeadError):
        problem = f"the head of the page cannot be read: {problem}"
    return (
        line,
        problem,
        "Write name: value, and put double quotes around a text that holds a colon or starts with "
        'a special sign. For example: title: "Stap 1: kijk en luister"',
    )


__all__ = [
    "Content",
    "ContentError",
    "Fault",
    "Reading",
    "followed_hash",
    "kind_of",
    "load_content",
    "plain",
    "read_content",
    "slugify",
    "source_hash",
    "source_language",
]
