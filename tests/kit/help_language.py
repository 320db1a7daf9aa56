"""A trial language of the help zone that reads from right to left: Dutch in Hebrew letters, line for
line.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from meldapp import ROOT
from meldapp.content.consistency.help_languages import contacts_with_a_card
from meldapp.content.load import load_content
from meldapp.content.pages import HelpTopic, source_hash
from meldapp.editors import translations
from meldapp.editors.agency import FIXED, join, split

CODE = "he"
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתאבגד")
_KEPT = re.compile(rf"{FIXED.pattern}|Veilig Thuis|\{{nl\}}|\d[\d-]*")


def in_letters(dutch: str) -> str:
    """Return Dutch words in the trial language's letters; marks, numbers and `Veilig Thuis` stay."""
    words, at = [], 0
    for kept in _KEPT.finditer(dutch):
        words += [dutch[at : kept.start()].lower().translate(LETTERS), kept[0]]
        at = kept.end()
    return "".join(words) + dutch[at:].lower().translate(LETTERS)


def add_texts(content_dir: Path, *, without: tuple[str, ...] = ()) -> None:
    """Publish every Dutch topic in the trial language, with its rules' sentences and its contacts."""
    content = load_content(content_dir, ("nl",))
    folder = content_dir / CODE
    (folder / "help").mkdir(parents=True)
    (folder / "rules").mkdir()
    topics = [topic for topic in content.all(HelpTopic, "nl") if topic.slug not in without]
    for topic in topics:
        units, lines = split(topic.text)
        body = join(lines, [in_letters(unit) for unit in units])
        head = {"title": topic.title, "summary": topic.summary}
        fields = [f"{name}: {_quoted(in_letters(value)[:140])}" for name, value in head.items()]
        fields.append(f"source_hash: {source_hash(topic)}")
        text = "\n".join(["---", *fields, "---", body, ""])
        (folder / f"{topic.id}.md").write_text(text, "utf-8")
    for rule_id in {rule_id for topic in topics for rule_id, _ in topic.rules}:
        rule = content.rules["nl"][rule_id]
        sentence = _quoted(in_letters(rule.sentence_you or rule.sentence))
        follows = source_hash(rule, sentence_only=True)
        text = f"---\nsentence: {sentence}\nsource_hash: {follows}\n---\n"
        (folder / "rules" / f"{rule_id}.md").write_text(text, "utf-8")
    contacts = [content.contacts[name] for name in sorted(contacts_with_a_card(topics))]
    (folder / "contacts.toml").write_text(
        "\n".join(
            f"[{contact.id}]\nfor_whom = {_quoted(in_letters(contact.for_whom['nl']))}\n"
            + (f"note = {_quoted(in_letters(contact.note['nl']))}\n" if contact.note else "")
            for contact in contacts
        ),
        "utf-8",
    )
    facts = content_dir / "site.toml"
    text = re.sub(r"^help_languages = .*\n", "", facts.read_text("utf-8"), flags=re.M)
    facts.write_text(f'help_languages = ["{CODE}"]\n{text}', "utf-8")


def add_words(folder: Path) -> Path:
    """Copy the catalogues into a folder, add one for the trial language, and return that folder."""
    shutil.copytree(ROOT / "translations", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translations, "FOLDER", folder)
        patch.setattr(translations, "extract", lambda _: None)
        translations.update(CODE)
    path = folder / CODE / "LC_MESSAGES/messages.po"
    with path.open("rb") as file, (folder / "nl/LC_MESSAGES/messages.po").open("rb") as dutch:
        catalogue, known = read_po(file, CODE), read_po(dutch)
    for message in catalogue:
        if message.id:
            message.string = in_letters(str(known.get(message.id).string))
    text = io.BytesIO()
    write_po(text, catalogue)
    path.write_bytes(text.getvalue())
    with path.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    return folder


@contextmanager
def speaking(words: Path) -> Iterator[None]:
    """Make the app read its catalogues from this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("meldapp.web.app.TRANSLATIONS", words)
        patch.setattr(translations, "FOLDER", words)
        yield


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
