"""The words on buttons: a message catalogue per language, kept up to date by pybabel."""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.meta import find_referenced_templates

from meldapp import ROOT, TRANSLATIONS
from meldapp.content.faults import ContentError, ExplainedError, Fault
from meldapp.content.locales import language

FOLDER = TRANSLATIONS
SOURCE = "en"
"""The language the messages are written in; its catalogue needs no translations."""
FOLLOWED = "nl"
"""The language whose words translators follow."""
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Used for every date: with the real one each run would be a change, on which `dev` restarts."""


def extract(template: Path) -> None:
    """Write every message in the code and the templates to a template file."""
    with contextlib.chdir(ROOT):  # places of messages are noted relative to this folder
        CommandLineInterface().run(  # type: ignore[no-untyped-call] # Babel has no types there
            [
                *("pybabel", "--quiet", "extract"),
                f"--mapping-file={TRANSLATIONS / 'babel.cfg'}",
                "--add-location=file",
                "--sort-output",
                "--omit-header",  # it holds the time of this run: every run would be a change
                "--width=100",
                f"--output={template}",
                ".",
            ]
        )


def update(*new: str) -> None:
    """Bring messages.pot and every catalogue up to date, and start catalogues for new languages.

    New messages get an empty translation. Raises ExplainedError for a code that is not a language.
    """
    for code in new:
        language(code)
    extract(FOLDER / "messages.pot")
    template = read(FOLDER / "messages.pot")
    of_help_zone = _help_template(read(FOLDER / "messages.pot"))
    for code in dict.fromkeys((*catalogues(), *new)):
        path = FOLDER / code.replace("-", "_") / "LC_MESSAGES/messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = read(path, code) if path.exists() else _new_catalogue(code)
        catalog.update(
            template if code in languages_of_both_zones() else of_help_zone,
            no_fuzzy_matching=True,
            update_creation_date=False,  # each run would be a change
        )
        catalog.obsolete.clear()
        _write(path, catalog)
        untranslated = sum(not is_translated(message) for message in messages_of(catalog).values())
        note = f", {untranslated} to translate" if untranslated and code != SOURCE else ""
        print(f"{path.relative_to(FOLDER.parent)}: {len(catalog)} messages{note}")


def _new_catalogue(code: str) -> Catalog:
    comment = f"# The words on buttons in {language(code).name}."
    catalog = Catalog(code.replace("-", "_"), header_comment=comment, fuzzy=False)
    catalog.creation_date = catalog.revision_date = NO_DAY
    return catalog


def _help_template(template: Catalog) -> Catalog:
    """The messages of the help zone, each with the Dutch words in a comment above it."""
    dutch = messages_of(read(catalogues()[FOLLOWED]))
    needed = Catalog()
    for text, message in for_help(template).items():
        words = dutch[text].string if text in dutch else ""
        message.auto_comments = [f"{FOLLOWED}: {words}"] if isinstance(words, str) and words else []
        needed[message.id] = message
    return needed


def for_help(template: Catalog) -> dict[str, Message]:
    """The messages that occur in the help zone, by their text."""
    files = _help_files()
    return {
        text: message
        for text, message in messages_of(template).items()
        if any(file in files for file, _ in message.locations)
    }


def _help_files() -> frozenset[str]:
    """The templates of the help zone with everything they include, and the hours."""
    folder = ROOT / "meldapp/web/templates"
    names = [path.relative_to(folder).as_posix() for path in (folder / "help").glob("*.html")]
    names += ["components/paper-tongues.html"]  # is on the poster, in every language
    seen: set[str] = set()
    environment = Environment()
    while names:
        name = names.pop()
        if name not in seen:
            seen.add(name)
            tree = environment.parse((folder / name).read_text("utf-8"))
            names += [other for other in find_referenced_templates(tree) if other]
    return frozenset({*(f"meldapp/web/templates/{name}" for name in seen), "meldapp/web/hours.py"})


def languages_of_both_zones() -> tuple[str, ...]:
    """The languages whose catalogue has every message: those of `languages` in site.toml."""
    return tuple(tomllib.loads((ROOT / "content/site.toml").read_text("utf-8"))["languages"])


def missing(code: str) -> list[str]:
    """The messages that a language of the help zone has no words for, by their English text."""
    path = catalogues().get(code)
    known = messages_of(read(path, code)) if path else {}
    return [
        text
        for text in sorted(for_help(read(FOLDER / "messages.pot")))
        if text not in known or not is_translated(known[text])
    ]


def faults_in(code: str) -> list[Fault]:
    """A fault for each message that a language of the help zone has no words for."""
    file = f"translations/{code.replace('-', '_')}/LC_MESSAGES/messages.po"
    remedy = (
        f"Translate it there (python build.py messages {code} lists what is new), or take {code} "
        "out of help_languages in site.toml."
    )
    return [Fault(file, 0, f"{text!r} has no words in {code!r}", remedy) for text in missing(code)]


def check_complete(content_dir: Path, locales: Iterable[str] | None = None) -> None:
    """Raise ContentError for a language of the help zone without words for its buttons.

    They would silently be in English.
    """
    try:
        site = tomllib.loads((content_dir / "site.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return  # the content says so itself
    both = site.get("languages", ())
    faults = [
        fault
        for code in locales or site.get("help_languages", ())
        if code not in both and (content_dir / code / "help").is_dir()
        for fault in faults_in(code)
    ]
    if faults:
        raise ContentError(faults)


def compile_all() -> None:
    """Write the compiled catalogue beside each catalogue, unless it is there already.

    It gets the modification time of its catalogue, so that another catalogue is noticed, whether it
    is newer or older.
    """
    for code, path in catalogues().items():
        target = path.with_suffix(".mo")
        written = path.stat().st_mtime_ns
        if target.exists() and target.stat().st_mtime_ns == written:
            continue
        catalog = read(path, code)
        catalog.creation_date = NO_DAY
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        os.utime(draft, ns=(written, written))
        draft.replace(target)  # a running app never reads half a file


def catalogues() -> dict[str, Path]:
    """Return the catalogue of each language, by language code."""
    return {
        path.parts[-3].replace("_", "-"): path
        for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))
    }


def beside_dutch(locale: str) -> Iterator[tuple[str, str, str]]:
    """Yield each message of a language beside the Dutch: id, Dutch words, translation.

    Raises ExplainedError for a language without a catalogue.
    """
    if locale not in catalogues():
        raise ExplainedError(f"there is no catalogue yet; run: python build.py messages {locale}")
    dutch = read(catalogues()[FOLLOWED])
    for message in read(catalogues()[locale]):
        if message.id and (original := dutch.get(message.id, message.context)):
            yield str(message.id), str(original.string), str(message.string or "")


def fill(locale: str, words: Mapping[str, str]) -> None:
    """Write the words of a language into its catalogue, by the id of the message."""
    path = catalogues()[locale]
    catalogue = read(path, locale)
    for message in catalogue:
        if message.id in words:
            message.string = words[str(message.id)]
    _write(path, catalogue)


def messages_of(catalog: Catalog) -> dict[str, Message]:
    """Return the messages by text: of a plural the singular, after the context if there is one."""
    by_text = {}
    for message in catalog:
        if message.id:  # the header has none
            text = message.id if isinstance(message.id, str) else message.id[0]
            by_text[f"{message.context}: {text}" if message.context else text] = message
    return by_text


def is_translated(message: Message) -> bool:
    """Whether a message has words, in each of its plurals."""
    strings = (message.string,) if isinstance(message.string, str) else message.string
    return all(strings or [""])


def read(path: Path, code: str | None = None) -> Catalog:
    """Return the catalogue in a file, of this language."""
    with path.open("rb") as file:
        return read_po(file, code.replace("-", "_") if code else None)


def _write(path: Path, catalog: Catalog) -> None:
    with path.open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False)
