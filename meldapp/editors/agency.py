"""What a language of the help zone needs as one XLIFF file, for an agency, and the file it gives
back.

XLIFF 1.2 is what every translation tool reads. Of a topic only the words go out, line by line;
blocks, links and order come from the Dutch when the file comes back, so nothing can get lost on the
way but words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker

from meldapp.content.consistency.help_languages import contacts_with_a_card
from meldapp.content.facts import Contact
from meldapp.content.faults import ContentError, ExplainedError, Fault
from meldapp.content.load import Content, load_content, source_language
from meldapp.content.locales import language
from meldapp.content.pages import HelpTopic, Page, source_hash
from meldapp.content.tables import CONTACT_WORDS
from meldapp.editors import tables, translations
from meldapp.editors.heads import write_text

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
NOTE = (
    "Leave {rule:…}, "
    "{region:…|, (call:…) and %(…)s as they are, and translate the words around them."
    " [Veilig Thuis]{nl} is a Dutch name and stays."
)
FIXED = re.compile(r"\{rule:[\w-]+\}|\{region:\w+\||\]\([^)\s]+\)|%\(\w+\)s|(?<!\])\{[a-z]+\}")
"""What a translation must hold as often as the Dutch; not the language of words, as in [x]{nl}."""


@dataclass(frozen=True)
class Unit:
    """Something to translate."""

    id: str
    """Within its text."""
    dutch: str
    translation: str = ""
    """Empty as long as there is none."""


@dataclass(frozen=True)
class Bundle:
    """The units of one text: `help/nu-gevaar`, `rules/placement`, `contacts` or `messages`."""

    name: str
    units: tuple[Unit, ...]
    follows: str = ""
    """Fingerprint of the Dutch text as it goes out."""


# -- the words of a text, and the text around them -------------------------------------------------


def split(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a topic, and its lines with `\\0` in the place of each."""
    words: list[str] = []
    lines: list[str] = []
    is_id = goes_on = False
    for line in text.split("\n"):
        title = re.fullmatch(r"(/// *(\w+) *\| *)(.*)", line)
        item = re.fullmatch(r"([-*] +|\d+\. +|#+ +)(.*)", line)
        if title and title[2] not in ("rule", "region"):
            words.append(title[3].strip())
            lines.append(f"{title[1]}\0")
        elif item:
            words.append(item[2].strip())
            lines.append(f"{item[1]}\0")
        elif not line.strip() or line.startswith("///") or is_id:
            lines.append(line)
        elif goes_on:
            words[-1] += f" {line.strip()}"
        else:
            words.append(line.strip())
            lines.append("\0")
        goes_on = bool(line.strip()) and not line.startswith("///") and not is_id
        is_id = bool(title and title[2] == "call")
    return words, lines


def join(lines: list[str], words: list[str]) -> str:
    """The reverse of `split`, with other words."""
    left = iter(words)
    return "\n".join(line.replace("\0", next(left)) if "\0" in line else line for line in lines)


def bundles(content: Content, locale: str) -> Iterator[Bundle]:
    """Yield the topics a language needs or has, and all that they show, translated or not."""
    source, translated = content.site.languages[0], content.pages.get(locale, {})
    originals = content.pages[source]
    wanted = dict.fromkeys((*content.site.needed_topics, *translated))
    topics = [page for page in map(originals.get, wanted) if isinstance(page, HelpTopic)]
    for topic in topics:
        yield _topic(topic, translated.get(topic.id))
    for rule_id in dict.fromkeys(rule_id for topic in topics for rule_id, _ in topic.rules):
        rule = content.rules[source][rule_id]
        translation = content.rules.get(locale, {}).get(rule_id)
        words = translation.sentence if translation else ""
        unit = Unit("sentence", rule.sentence_you or rule.sentence, words)
        yield Bundle(f"rules/{rule_id}", (unit,), source_hash(rule, sentence_only=True))
    cards = sorted(contacts_with_a_card(topics) & content.contacts.keys())
    contacts = [content.contacts[one] for one in cards]
    yield Bundle("contacts", tuple(unit for one in contacts for unit in card(one, source, locale)))
    messages = tuple(Unit(*message) for message in translations.beside_dutch(locale))
    yield Bundle("messages", messages)


def _words(topic: Page) -> list[str]:
    return [topic.title, topic.summary, *split(topic.text)[0]]


def _topic(topic: HelpTopic, translation: Page | None) -> Bundle:
    dutch, translated = _words(topic), _words(translation) if translation else []
    if len(translated) != len(dutch):
        translated = [""] * len(dutch)
    names = ["title", "summary", *(str(number) for number in range(1, len(dutch) - 1))]
    units = map(Unit, names, dutch, translated)
    return Bundle(topic.id, tuple(units), source_hash(topic))


def card(contact: Contact, source: str, locale: str) -> Iterator[Unit]:
    """Yield what the card of a contact says."""
    for field, words in (("for_whom", contact.for_whom), ("note", contact.note)):
        if source in words:
            yield Unit(f"{contact.id}.{field}", words[source], words.get(locale, ""))


# -- out -------------------------------------------------------------------------------------------


def write_xliff(content: Content, locale: str, path: Path) -> int:
    """Write everything to translate into a file, and return the number of units.

    Raises ExplainedError for a language of both zones, whose rules have more than a sentence, and
    for one without a catalogue.
    """
    if locale in content.site.languages:
        raise ExplainedError(
            f"{locale!r} is a language of both zones; this is for languages of the help zone only."
        )
    source, texts = content.site.languages[0], list(bundles(content, locale))
    languages = {"source-language": source, "target-language": locale}
    root = E.xliff(*(_file(bundle, languages) for bundle in texts), version="1.2")
    xml = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    path.write_bytes(xml)
    return sum(len(bundle.units) for bundle in texts)


def _file(bundle: Bundle, languages: dict[str, str]) -> etree._Element:
    follows = [E.note(bundle.follows, {"from": "follows"})] if bundle.follows else []
    header, body = E.header(*follows, E.note(NOTE)), E.body()
    for unit in bundle.units:
        state = "translated" if unit.translation else "needs-translation"
        target = E.target(unit.translation, state=state)
        body.append(E("trans-unit", E.source(unit.dutch), target, id=unit.id))
    return E.file(header, body, {"original": bundle.name, "datatype": "plaintext", **languages})


# -- and back --------------------------------------------------------------------------------------


def read_xliff(path: Path) -> tuple[str, list[Bundle]]:
    """Return the language of a file that came back, and what is in it.

    Raises ContentError for a file that is not the XLIFF of one language.
    """
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.parse(str(path), parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise _refused(path, f"this cannot be read: {error}") from None
    files = root.findall("{*}file")
    locales = {file.get("target-language") or "" for file in files}
    if len(locales) != 1:
        raise _refused(path, "this is not the XLIFF of one language")
    texts = []
    for file in files:
        follows = file.findtext("{*}header/{*}note[@from='follows']") or ""
        units = [
            Unit(unit.get("id") or "", _text(unit, "source"), _text(unit, "target"))
            for unit in file.iter("{*}trans-unit")
        ]
        texts.append(Bundle(file.get("original") or "", tuple(units), follows))
    return locales.pop(), texts


def _refused(path: Path, problem: str) -> ContentError:
    return ContentError([Fault(str(path), 0, problem, "Ask for the file as XLIFF 1.2.")])


def _text(unit: etree._Element, tag: str) -> str:
    element = unit.find(f"{{*}}{tag}")
    words = "".join(element.itertext()) if element is not None else ""
    return re.sub(r"[ \t\r\n]+", " ", words).strip(" ")  # French has spaces that may not break


def take_in(content_dir: Path, path: Path) -> int:
    """Write what came back into the texts, cards and catalogue of its language.

    A text that is not complete, or has lost a mark, is left out and named; the others are written.
    Returns the exit code.
    """
    locale, texts = read_xliff(path)
    language(locale)
    content = load_content(content_dir, (source_language(content_dir),))
    taken = [_write(bundle, content, content_dir / locale) for bundle in texts]
    print(f"{sum(taken)} of {len(texts)} texts in {locale} taken in. Now: make check")
    return 0 if all(taken) else 1


def _write(bundle: Bundle, content: Content, folder: Path) -> bool:
    """Write one text into the folder of its language; returns whether that could be done.

    Of cards and messages those that can be taken in are written.
    """
    in_parts = bundle.name in ("contacts", "messages")
    problems = {unit.id: _problem(unit, may_lack=in_parts) for unit in bundle.units}
    words = {
        unit.id: unit.translation
        for unit in bundle.units
        if unit.translation and not problems[unit.id]
    }
    for problem in filter(None, problems.values()):
        print(f"{bundle.name}: {problem}")
    if bundle.name == "contacts":
        _write_cards(folder / CONTACT_WORDS, words)
    elif bundle.name == "messages":
        translations.fill(folder.name, words)
    return in_parts or (not any(problems.values()) and _write_text(bundle, words, content, folder))


def _problem(unit: Unit, *, may_lack: bool) -> str:
    """Why a translation cannot be taken in: it is missing, or has other marks than the Dutch."""
    if not unit.translation:
        return "" if may_lack else f"'{unit.id}' is not translated: {unit.dutch}"
    marks, wanted = (sorted(FIXED.findall(words)) for words in (unit.translation, unit.dutch))
    if marks == wanted:
        return ""
    return f"'{unit.id}' must hold {' '.join(wanted) or 'no marks'}: {unit.translation}"


def _write_text(bundle: Bundle, words: dict[str, str], content: Content, folder: Path) -> bool:
    """Write a rule, or a topic in the shape of the Dutch one; returns whether it still fits."""
    source, path = content.site.languages[0], folder / f"{bundle.name}.md"
    topic = content.pages[source].get(bundle.name)
    if bundle.name.removeprefix("rules/") in content.rules[source]:
        write_text(path, {"sentence": words["sentence"], "source_hash": bundle.follows}, "")
        return True
    if not isinstance(topic, HelpTopic):
        print(f"{bundle.name}: this text no longer exists.")
        return False
    dutch, lines = split(topic.text)
    numbers = [str(number) for number in range(1, len(dutch) + 1)]
    if [*words] != ["title", "summary", *numbers]:
        print(
            f"{bundle.name}: the paragraphs of the Dutch text have changed, so this does not fit. "
            "Export it again."
        )
        return False
    head = {"title": words["title"], "summary": words["summary"], "source_hash": bundle.follows}
    write_text(path, head, join(lines, [words[number] for number in numbers]))
    return True


def _write_cards(path: Path, words: dict[str, str]) -> None:
    text = path.read_text("utf-8") if path.exists() else ""
    for name, translation in words.items():
        contact, _, field = name.rpartition(".")
        text = tables.change(text, (contact,), {field: translation})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
