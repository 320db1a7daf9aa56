"""`content/` → Content; the only reader of `content/`.

Everything is read once. Whatever is wrong is collected as faults, each with its file, line, problem and remedy, and raised together:
an editor sees the whole list at once, and nothing is skipped in silence.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ValidationError

from . import blocks, models
from .locales import language
from .markdown import Renderer, plain

Kind = TypeVar("Kind", bound=models.Page)

EXAMPLES = {
    "title": "title: Praat met de ander",
    "summary": "summary: Vertel wat u zag, luister en leg vast.",
    "checked": "checked: 2026-11-21",
    "checked_by": "checked_by: redactie",
    "review_by": "review_by: 2027-05-21",
    "sources": "sources: rj3, hglt",
    "number": "number: 3",
    "yes": "yes: wegen/2",
    "no": "no: wegen/uitkomst/afsluiten",
    "unsure": "unsure: wegen/uitkomst/vraag-advies",
    "door": "door: worried",
    "order": "order: 10",
    "needs_review": "needs_review: true",
    "origin": "origin: human",
}
PHONE = re.compile(r"(?<![\w/=.-])(?:\+\d{2}[ -]?(?:\d[ -]?){8,10}|0800[ -](?:\d[ -]?){3,7}\d|09\d{2}[ -](?:\d[ -]?){3,7}\d|0\d{1,3}[ -](?:\d[ -]?){5,7}\d|0\d{9}|14 ?0\d{2,3})(?![\w-])")
"""What looks like a Dutch phone number in running text."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing an editor must put right."""

    file: str
    line: int
    """Counted from 1; 0 when the fault has no line."""
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.problem}\n    {self.remedy}"


class ContentError(Exception):
    """The content cannot be published. `faults` says why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class _TextOnly(YAMLHandler):
    """Reads front matter with every scalar as text: 0612345670 must not become a number, nor `no` a boolean."""

    def load(self, fm: str, **kwargs: object) -> Any:
        return yaml.load(fm, Loader=_OneKeyOnce)  # noqa: S506 (a BaseLoader: it makes text, lists and mappings only)


class _OneKeyOnce(yaml.BaseLoader):
    """Refuses a field that is given twice; YAML itself would quietly keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the field '{key.value}' is given twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True)
class Content:
    """All content of all languages. `region` is the region whose own texts replace or add pages."""

    site: models.SiteFacts
    sources: dict[str, models.Source]
    contacts: dict[str, models.Contact]
    municipalities: dict[str, models.Municipality]
    places: tuple[models.Place, ...]
    regions: dict[str, models.Region]
    pages: dict[str, dict[str, models.Page]]
    """locale → page id → page."""
    terms: dict[str, dict[str, models.Term]]
    region_pages: dict[str, dict[str, dict[str, models.Page]]] = field(default_factory=dict)
    """region slug → locale → page id → page."""
    hidden: frozenset[str] = frozenset()
    """Contacts that may be mentioned in a check but never shown."""

    def for_region(self, slug: str) -> Content:
        """Return the content with this region's own pages and contacts in place."""
        region = self.regions[slug]
        pages = {locale: {**pages, **self.region_pages.get(slug, {}).get(locale, {})} for locale, pages in self.pages.items()}
        contacts = {**self.contacts, **{contact.id: contact for contact in region.contacts}}
        return replace(self, pages=pages, contacts=contacts)

    def all(self, kind: type[Kind], locale: str) -> list[Kind]:
        """Every page of one kind, in order."""
        found = [page for page in self.pages[locale].values() if type(page) is kind]
        return sorted(found, key=lambda page: (getattr(page, "number", None) or page.order, page.id))

    def get(self, kind: type[Kind], locale: str, page_id: str) -> Kind | None:
        """The page with this id if it is of this kind."""
        page = self.pages[locale].get(page_id)
        return page if isinstance(page, kind) else None

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every known phone number as bare digits."""
        everyone = [*self.contacts.values(), *(contact for region in self.regions.values() for contact in region.contacts)]
        return frozenset(_digits(number) for contact in everyone if contact.shown for number in (contact.number, *contact.also) if number)


def _digits(number: str) -> str:
    return re.sub(r"[^\d+]", "", number)


def slugify(name: str) -> str:
    """Return the name as a word for an address: `'s-Gravenhage` → `s-gravenhage`."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def source_hash(page: models.Page) -> str:
    """Fingerprint of what a translator must follow: title, summary and body of the Dutch page, white space folded."""
    text = "\n".join((page.title, page.summary, page.text))
    return hashlib.sha256(re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().encode()).hexdigest()[:16]


def load_content(root: Path, locales: Iterable[str] | None = None) -> Content:
    """Read the content folder; raises ContentError with every fault found. `locales` narrows or widens the published languages."""
    return _Loader(root, tuple(locales) if locales else None).load()


class _Loader:
    """One reading of one folder; collects faults as it goes."""

    def __init__(self, root: Path, locales: tuple[str, ...] | None) -> None:
        self.root = root
        self.wanted = locales
        self.faults: list[Fault] = []
        self.renderer = Renderer()
        self.links: list[tuple[models.Page, int, str, str]] = []

    def load(self) -> Content:
        if not self.root.is_dir():
            raise ContentError([Fault(str(self.root), 0, "this content folder does not exist", "Give the folder with site.toml in it.")])
        facts = self._toml("site.toml")
        site = self._model(models.SiteFacts, facts, "site.toml")
        if site is None:
            raise ContentError(self.faults)
        locales = self.wanted or site.languages
        for locale in locales:
            try:
                language(locale)
            except ValueError as error:
                self._fault("site.toml", 0, str(error), "Correct `languages`, or the --locales you gave.")
            else:
                if not (self.root / locale).is_dir():
                    self._fault(locale, 0, f"there is no folder with texts in {locale!r}", f"Translate content/nl into content/{locale}, or leave {locale} out of the published languages.")
        if self.faults:
            raise ContentError(self.faults)
        sources = self._table(models.Source, "sources.toml")
        contacts = self._table(models.Contact, "contacts.toml")
        municipalities = {row.code: row for row in self._csv(models.Municipality, "municipalities.csv")}
        places = tuple(self._csv(models.Place, "places.csv"))
        regions = self._regions()
        content = Content(
            site=site.model_copy(update={"languages": tuple(locales)}),
            sources=sources,
            contacts=contacts,
            municipalities=municipalities,
            places=places,
            regions=regions,
            pages={locale: self._pages(self.root / locale, locale, site) for locale in locales},
            terms={locale: self._terms(locale) for locale in locales},
            region_pages={
                slug: {locale: self._pages(self.root / "regions" / slug / locale, locale, site) for locale in locales if (self.root / "regions" / slug / locale).is_dir()}
                for slug in regions
            },
        )
        self._check_facts(content)
        self._check_pages(content)
        if self.faults:
            raise ContentError(self.faults)
        return content

    # -- reading ------------------------------------------------------------------------------------------------------

    def _fault(self, file: Path | str, line: int, problem: str, remedy: str) -> None:
        path = self.root / file if isinstance(file, str) else file
        try:
            shown = path.relative_to(self.root.parent)
        except ValueError:
            shown = path
        self.faults.append(Fault(str(shown), line, problem, remedy))

    def _text(self, path: Path) -> str | None:
        """The text of a file, or None with a fault."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            self._fault(path, 0, f"cannot be read: {error.strerror}", "Check that the file exists and may be read.")
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self._fault(path, line, "this file is not UTF-8 text", "Save it again with the encoding UTF-8.")
            return None
        if not text.strip():
            self._fault(path, 0, "this file is empty", "Write the page, or remove the file.")
            return None
        return text.replace("\r\n", "\n")

    def _toml(self, name: str) -> dict[str, Any]:
        text = self._text(self.root / name)
        if text is None:
            return {}
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            match = re.search(r"line (\d+)", str(error))
            self._fault(name, int(match[1]) if match else 0, f"this is not TOML: {error}", 'Write each fact as name = "value"; a table starts with [id], and each id stands once.')
            return {}

    def _model(self, model: type[BaseModel], values: dict[str, Any], name: str | Path, text: str = "", offset: int = 0) -> Any:
        try:
            return model.model_validate(values)
        except ValidationError as error:
            self._explain(error, model, name, text, offset)
            return None

    def _explain(self, error: ValidationError, model: type[BaseModel], name: str | Path, text: str, offset: int) -> None:
        """Turn pydantic's findings into faults that name the line of the field."""
        names = {info.alias or key for key, info in model.model_fields.items()} - {"id", "locale", "file", "body", "text", "blocks", "signals"}
        for item in error.errors():
            where = [str(part) for part in item["loc"]]
            key = where[0] if where else ""
            line = _line_of(text, key) + offset if key and text else offset
            shown = ".".join(where)
            example = f" For example: {EXAMPLES[key]}" if key in EXAMPLES else ""
            if item["type"] == "missing":
                self._fault(name, offset, f"the field '{shown}' is missing", f"Add it.{example}")
            elif item["type"] == "extra_forbidden":
                near = difflib.get_close_matches(key, names, n=1)
                self._fault(name, line, f"the field '{shown}' is not known here", f"Do you mean '{near[0]}'?" if near else f"Use one of: {', '.join(sorted(names))}.")
            else:
                message = item["msg"].removeprefix("Value error, ")
                value = f" (it says {item['input']!r})" if isinstance(item["input"], str) and len(item["input"]) < 80 and repr(item["input"]) not in message else ""
                message = message[:1].lower() + message[1:]
                if item["type"] == "string_too_long":
                    message = f"{len(item['input'])} characters, at most {item['ctx']['max_length']} fit a phone"
                self._fault(name, line, f"{shown}: {message}{value}" if shown else message, f"Correct this field.{example}")

    def _table(self, model: type[BaseModel], name: str) -> dict[str, Any]:
        """One TOML file of tables → models by id."""
        text = self._text(self.root / name) or ""
        found: dict[str, Any] = {}
        for key, values in self._toml(name).items():
            if not isinstance(values, dict):
                self._fault(name, _line_of(text, key), f"'{key}' stands outside a table", f"Put [{key}] above it, or move it into a table.")
                continue
            start = next((number for number, line in enumerate(text.splitlines(), 1) if line.strip() in (f"[{key}]", f'["{key}"]')), 0)
            body = "\n".join(text.splitlines()[start:])
            made = self._model(model, {"id": key, **values}, name, body, start)
            if made is not None:
                found[key] = made
        return found

    def _csv(self, model: type[BaseModel], name: str) -> Iterator[Any]:
        text = self._text(self.root / name)
        if text is None:
            return
        for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
            made = self._model(model, dict(row), name, "", number)
            if made is not None:
                yield made

    def _regions(self) -> dict[str, models.Region]:
        regions = {}
        for path in sorted((self.root / "regions").glob("*.toml")):
            name = f"regions/{path.name}"
            values = self._toml(name)
            if not values:
                continue
            text = self._text(path) or ""
            local = [{"id": key, **entry} for key, entry in values.pop("contacts", {}).items()]
            made = self._model(models.Region, {"slug": path.stem, "contacts": tuple(local), **values}, name, text)
            if made is not None:
                regions[path.stem] = made
        return regions

    def _terms(self, locale: str) -> dict[str, models.Term]:
        name = f"{locale}/begrippen.toml"
        return self._table(models.Term, name) if (self.root / name).exists() else {}

    # -- pages --------------------------------------------------------------------------------------------------------

    def _pages(self, folder: Path, locale: str, site: models.SiteFacts) -> dict[str, models.Page]:
        titles = tuple(group.titles[locale] for group in site.signal_groups if locale in group.titles)
        pages: dict[str, models.Page] = {}
        seen: dict[str, Path] = {}
        for path in sorted(folder.rglob("*.md")):
            parts = path.relative_to(folder).with_suffix("").parts
            page_id = "/".join(parts[:-1] if parts[-1] == "index" and len(parts) > 1 else parts)
            if not re.fullmatch(r"[a-z0-9]+([/-][a-z0-9]+)*", page_id):
                self._fault(path, 0, f"{path.name!r} cannot be an address", "Use small letters, digits and hyphens only, such as huiselijk-geweld.md.")
                continue
            if page_id in seen:
                self._fault(path, 0, f"the page '{page_id}' exists twice, also as {seen[page_id].relative_to(self.root.parent)}", "Keep one of the two.")
                continue
            seen[page_id] = path
            page = self._page(path, page_id, locale, titles)
            if page is not None:
                pages[page_id] = page
        return pages

    def _page(self, path: Path, page_id: str, locale: str, titles: tuple[str, ...]) -> models.Page | None:
        text = self._text(path)
        if text is None:
            return None
        if not re.match(r"---\s*\n", text):
            self._fault(path, 1, "the page has no head", "Start the file with a line ---, then title:, summary: and so on, then a line ---.")
            return None
        if len(re.findall(r"^---\s*$", text, flags=re.M)) < 2:
            self._fault(path, 1, "the head of the page is not closed", "Put a line --- below the last field.")
            return None
        try:
            post = frontmatter.loads(text, handler=_TextOnly())
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 1
            problem = getattr(error, "problem", "") or str(error)
            remedy = "Put double quotes around the text after the field name when it holds a colon or starts with a special character."
            if "mapping values" in problem:
                problem = "a colon inside a text confuses the head of the page"
            elif "given twice" in problem:
                remedy = "Keep one of the two."
            self._fault(path, line, problem, f'{remedy} For example: title: "Stap 1: kijk en luister"')
            return None
        head = text[: text.index("\n---", 3)]
        body_start = _body_line(text)
        kind = _kind_of(page_id)
        found, faults = blocks.scan(post.content, locale, titles)
        for fault in faults:
            self._fault(path, fault.line + body_start - 1, fault.problem, fault.remedy)
        for number, line in enumerate(post.content.splitlines(), start=body_start):
            if re.search(r"<[a-zA-Z/!][^ ]", line):
                self._fault(path, number, "HTML does not work in a text", "Use Markdown and the blocks of docs/writing.md.")
            if line.startswith("# "):
                self._fault(path, number, "a page has one big title, the one in its head", "Start this heading with ##.")
        html, links = self.renderer.render(post.content) if not faults else ("", [])
        signals = tuple((block.title, tuple(self.renderer.inline(item) for _, item in block.items)) for block in found if block.name == "signals")
        page = self._model(
            kind,
            {
                "id": page_id,
                "locale": locale,
                "file": str(path.relative_to(self.root.parent)),
                "body": html,
                "signals": signals,
                "text": post.content,
                "blocks": tuple((block.name, block.title, block.line + body_start - 1) for block in found),
                **_strings(post.metadata),
            },
            path,
            head,
            0,
        )
        if page is None:
            return None
        for scheme, target in links:
            self.links.append((page, _line_with(text, f"{scheme}:{target}" if scheme != "?" else target), scheme, target))
        for block in found:
            if block.name == "call":
                first = next((line.strip() for _, line in block.lines if line.strip()), "")
                self.links.append((page, block.line + body_start - 1, "card", first))
        return page

    # -- checks that need everything ----------------------------------------------------------------------------------

    def _check_facts(self, content: Content) -> None:
        for name, entries in (("contacts.toml", content.contacts.values()), *((f"regions/{region.slug}.toml", region.contacts) for region in content.regions.values())):
            for contact in entries:
                if contact.source not in content.sources:
                    self._fault(name, _line_with(self._text(self.root / name) or "", f"[{contact.id}]"), f"the contact '{contact.id}' names a source '{contact.source}' that does not exist", "Use an id from content/sources.toml, or add the source there.")
                missing = [locale for locale in content.site.languages if locale not in contact.for_whom and locale in ("nl", "en")]
                if missing:
                    self._fault(name, 0, f"the contact '{contact.id}' does not say for whom it is in {', '.join(missing)}", "Add it to for_whom.")
        if content.site.default_region not in content.regions:
            self._fault("site.toml", 0, f"the default region '{content.site.default_region}' has no file", f"Add content/regions/{content.site.default_region}.toml, or correct default_region.")
        for region in content.regions.values():
            for code in region.municipalities:
                if code not in content.municipalities:
                    self._fault(f"regions/{region.slug}.toml", _line_with(self._text(self.root / f"regions/{region.slug}.toml") or "", code), f"the municipality {code!r} does not exist", "Use a code from content/municipalities.csv.")
        for place in content.places:
            if place.municipality not in content.municipalities:
                self._fault("places.csv", 0, f"the place {place.name!r} lies in {place.municipality!r}, which does not exist", "Use a code from content/municipalities.csv.")

    def _check_pages(self, content: Content) -> None:
        source = content.site.languages[0]
        generated = {"stappen/samen", *(f"gemeente/{m.slug}" for m in content.municipalities.values())}
        for locale, pages in content.pages.items():
            known = {page_id for page_id, page in pages.items() if not isinstance(page, models.HelpTopic)} | generated
            overrides = [page for regional in content.region_pages.values() for page in regional.get(locale, {}).values()]
            for page in [*pages.values(), *overrides]:
                self._check_page(page, content, known | {override.id for override in overrides})
            for missing in sorted(content.pages[source].keys() - pages.keys()):
                self._fault(f"{locale}/{missing}.md", 0, f"the page '{missing}' has no translation in {locale!r}", f"Translate {content.pages[source][missing].file} into content/{locale}/.")
            for extra in sorted(pages.keys() - content.pages[source].keys()):
                self._fault(Path(self.root.parent / pages[extra].file), 0, f"the page '{extra}' does not exist in {source!r}", f"Write content/{source}/{extra}.md first, or remove this one.")
            self._check_graph(locale, pages)
            for kind in (models.Step, models.Question):
                numbers: dict[int, models.Page] = {}
                for page in pages.values():
                    if isinstance(page, kind):
                        if page.number in numbers:
                            self._fault(Path(self.root.parent / page.file), _line_in(page.file, self.root, "number"), f"number {page.number} is also that of {numbers[page.number].file}", "Give each page its own number.")
                        numbers[page.number] = page
            for term in content.terms[locale].values():
                if term.page and term.page not in known:
                    self._fault(f"{locale}/begrippen.toml", _line_with(self._text(self.root / locale / "begrippen.toml") or "", f"[{term.id}]"), f"the term '{term.id}' names a page '{term.page}' that does not exist", "Use a page id, such as stappen/2.")
        for page, line, scheme, target in self.links:
            pages = content.pages.get(page.locale, {})
            known = {page_id for page_id, other in pages.items() if not isinstance(other, models.HelpTopic)} | generated
            contacts = {**content.contacts, **{contact.id: contact for region in content.regions.values() for contact in region.contacts}}
            path = Path(self.root.parent / page.file)
            if scheme == "page" and target.partition("#")[0] not in known:
                self._fault(path, line, f"the page '{target}' does not exist", f"Use a page id, such as stappen/2.{_near(target, known)}")
            elif scheme in ("call", "card") and target not in contacts:
                self._fault(path, line, f"the contact '{target}' does not exist", f"Use an id from content/contacts.toml.{_near(target, contacts)}")
            elif scheme in ("call", "card") and not contacts[target].shown:
                self._fault(path, line, f"the contact '{target}' is uncertain and may not be shown", "Have the number checked first, or use another contact.")
            elif scheme == "call" and not contacts[target].number and not contacts[target].url:
                self._fault(path, line, f"the contact '{target}' has no number and no site to link to", "Use a call block, which shows how to reach it.")
            elif scheme == "http":
                self._fault(path, line, "this link is not safe", "Use an address that starts with https://.")
            elif scheme == "?":
                self._fault(path, line, f"the link to '{target}' leads nowhere", "Write page:…, call:… or a full https:// address.")

    def _check_page(self, page: models.Page, content: Content, known: set[str]) -> None:
        path = Path(self.root.parent / page.file)
        raw = path.read_text("utf-8-sig", errors="replace")
        for source in page.sources:
            if source not in content.sources:
                self._fault(path, _line_of(raw, "sources"), f"the source '{source}' does not exist", f"Use an id from content/sources.toml.{_near(source, content.sources)}")
        if page.professional and not page.sources:
            self._fault(path, _line_of(raw, "sources"), "a page for professionals rests on at least one source", "Add sources: with an id from content/sources.toml.")
        if isinstance(page, models.Profession) and page.framework not in content.sources:
            self._fault(path, _line_of(raw, "framework"), f"the source '{page.framework}' does not exist", f"Use an id from content/sources.toml.{_near(page.framework, content.sources)}")
        for related in page.related:
            if related not in known:
                self._fault(path, _line_of(raw, "related"), f"the page '{related}' does not exist", f"Use a page id, such as stappen/2.{_near(related, known)}")
        if page.locale != content.site.languages[0] and not page.origin:
            self._fault(path, _line_of(raw, "origin"), "a translation says how it was made", "Add origin: human, or origin: machine-reviewed.")
        for number, line in enumerate(raw.splitlines(), start=1):
            for match in PHONE.finditer(line):
                if _digits(match[0]) not in content.numbers:
                    self._fault(path, number, f"the number {match[0].strip()} is not in contacts.toml", "Correct the number, or add the contact to content/contacts.toml first.")

    def _check_graph(self, locale: str, pages: dict[str, models.Page]) -> None:
        """Every answer leads somewhere, and from every question an outcome can be reached."""
        questions = {page_id: page for page_id, page in pages.items() if isinstance(page, models.Question)}
        ends: set[str] = set()
        for page in questions.values():
            for answer in ("yes", "no", "unsure"):
                target = getattr(page, answer)
                if not isinstance(pages.get(target), models.Question | models.Outcome):
                    self._fault(Path(self.root.parent / page.file), _line_in(page.file, self.root, answer), f"the answer '{answer}' leads to '{target}', which is no question and no outcome", "Name a page such as wegen/2 or wegen/uitkomst/melden.")
                elif isinstance(pages[target], models.Outcome):
                    ends.add(page.id)
        grown = True
        while grown:
            more = {page_id for page_id, page in questions.items() if page_id not in ends and {page.yes, page.no, page.unsure} & ends}
            ends |= more
            grown = bool(more)
        for page_id in questions.keys() - ends:
            self._fault(Path(self.root.parent / questions[page_id].file), 0, "from this question no answer ever leads to an outcome", "Let at least one answer end at a page in wegen/uitkomst/.")


def _kind_of(page_id: str) -> type[models.Page]:
    """The kind of page, by the folder it lies in. A section page or a page of its own is a Section."""
    folder, _, name = page_id.rpartition("/")
    if not folder:
        return models.Section
    for kind in models.KINDS:
        if kind.folder == folder:
            return kind
    return models.Section


def _strings(metadata: dict[str, Any]) -> dict[str, Any]:
    """Numbers stay text until a model asks for one."""
    return {key: (int(value) if key in ("number", "order") and isinstance(value, str) and re.fullmatch(r"[1-9]\d*|0", value) else value) for key, value in metadata.items()}


def _body_line(text: str) -> int:
    """The line on which the first word below the head stands."""
    lines = text.splitlines()
    close = next(number for number in range(1, len(lines)) if lines[number].strip() == "---")
    return next((number + 1 for number in range(close + 1, len(lines)) if lines[number].strip()), close + 2)


def _line_of(text: str, key: str) -> int:
    """The line on which a field of the head (or a TOML key) stands, or 0."""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"\s*{re.escape(key)}\s*[:=]", line):
            return number
    return 0


def _line_with(text: str, words: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), start=1) if words in line), 0)


def _line_in(file: str, root: Path, key: str) -> int:
    return _line_of((root.parent / file).read_text("utf-8-sig", errors="replace"), key)


def _near(word: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Do you mean '{found[0]}'?" if found else ""


__all__ = ["Content", "ContentError", "Fault", "load_content", "plain", "slugify", "source_hash"]
