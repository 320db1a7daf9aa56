"""The pages of one language or region, and the topics of languages that have the help zone only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from meldapp.content import marks
from meldapp.content.facts import SLUG
from meldapp.content.front_matter import TextFile
from meldapp.content.locales import language
from meldapp.content.marks import RULES_FOLDER
from meldapp.content.pages import BY_FOLDER, HelpTopic, Page, Section, Use, source_hash
from meldapp.content.side_by_side import leaves, side_by_side
from meldapp.content.tables import CONTACT_WORDS
from meldapp.content.text_reader import Body, TextReader

if TYPE_CHECKING:
    from meldapp.content.load import Reading

FILES_OF_A_LANGUAGE = ("begrippen.toml", "schrijfwijzer.toml", "zoeken.toml")
"""Files beside the texts of a language."""
FILES_OF_A_HELP_LANGUAGE = ("begrippen.toml", CONTACT_WORDS)
"""Files beside the topics and rules of a language that has the help zone only."""
LARGEST_RECORDING = 400_000
"""Bytes: three minutes of speech at 16 kbit/s, mono. More would cost a reader with little credit
too much.
"""


@dataclass
class PageReader(TextReader):
    """Reads the pages of one language."""

    given = ("title", "summary", "source_hash", "native_check", "native_check_by", "native_text")
    inherited = ("door", "order", "checked", "checked_by", "review_by", "sources")

    before: Reading | None = None
    """An earlier reading, of which pages that have not changed are taken over."""
    recordings: dict[str, bytes] = field(default_factory=dict)
    """Page id → the topic read aloud, as MP3."""

    def pages(
        self, folder: Path, originals: Mapping[str, HelpTopic] | None = None
    ) -> dict[str, Page]:
        """The pages below a folder, by id.

        With `originals` they are those of a language that has the help zone only: topics, whose
        other facts are those of the original.
        """
        beside: tuple[str, ...] = ()
        if folder.parent == self.files.root:
            beside = FILES_OF_A_LANGUAGE if originals is None else FILES_OF_A_HELP_LANGUAGE
        pages: dict[str, Page] = {}
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if (
                any(part.startswith(".") for part in place.parts)
                or place.as_posix() in beside
                or (beside and place.parts[0] == RULES_FOLDER)
                or self._is_folder(path)
                or self._is_recording(path, f"{HelpTopic.folder}/{path.stem}")
            ):
                continue
            page_id = self._page_id(path, place, originals)
            if page_id is not None:
                page = self._page(path, page_id, originals[page_id] if originals else None)
                if page is not None:
                    pages[page_id] = page
        return pages

    # -- files -------------------------------------------------------------------------------------

    def _is_folder(self, path: Path) -> bool:
        """Whether this is a folder; a fault for one that holds no pages."""
        if not path.is_dir():
            return False
        if path.is_symlink() or path.suffix:
            self.files.fault(
                path,
                "this is not a folder for pages",
                "Give it a name of small letters, digits and hyphens; a link to another folder is "
                "not followed.",
            )
        return True

    def _is_recording(self, path: Path, page_id: str) -> bool:
        """Whether this is a topic read aloud; it is then kept."""
        if path.suffix != ".mp3" or path.parent.name != HelpTopic.folder:
            return False
        size = path.stat().st_size
        if size > LARGEST_RECORDING:
            self.files.fault(
                path,
                f"a recording of {size:,} bytes, at most {LARGEST_RECORDING:,} are sent",
                "Save it as MP3, mono, 16 kbit/s; about three minutes fit.",
            )
        elif not path.with_suffix(".md").exists():
            self.files.fault(
                path, "no topic has the name of this recording", "Rename it, or remove it."
            )
        else:
            self.recordings[page_id] = path.read_bytes()
        return True

    def _page_id(
        self, path: Path, place: Path, originals: Mapping[str, HelpTopic] | None
    ) -> str | None:
        """The id of the page at a place below its language, or None with a fault."""
        if path.suffix != ".md":
            self.files.fault(
                path,
                "this is not a page, so nobody would see it",
                "Let its name end in .md, or move it out of the content.",
            )
            return None
        page_id = place.with_suffix("").as_posix().removesuffix("/index")
        if not re.fullmatch(rf"{SLUG}(/{SLUG})*", page_id):
            self.files.fault(
                path,
                f"{path.name!r} cannot be an address",
                "Use small letters, digits and hyphens only, such as huiselijk-geweld.md.",
            )
            return None
        twin = path.with_suffix("") / "index.md"
        if twin.exists():
            self.files.fault(
                path,
                f"the page '{page_id}' exists twice, also as {self.files.name(twin)}",
                "Keep one of the two.",
            )
            return None
        if originals is not None and page_id not in originals:
            self.files.fault(
                path,
                "this is not a topic that exists in Dutch, so nobody would see it",
                f"Give it the name of a topic in {self.files.root.name}/nl/help, or remove it.",
            )
            return None
        return page_id

    # -- one page ----------------------------------------------------------------------------------

    def _page(self, path: Path, page_id: str, original: HelpTopic | None = None) -> Page | None:
        """One page, or None with a fault.

        With `original` it is a topic in a language of the help zone only, whose other facts are
        those of the Dutch one.
        """
        if self.files.text(path) is None:
            return None
        if (unchanged := self._unchanged(path, original)) is not None:
            return unchanged
        kind = kind_of(page_id)
        if kind is None:
            sections = ", ".join(sorted(BY_FOLDER))
            self.files.fault(
                path,
                f"there is no section '{page_id.rpartition('/')[0]}'",
                f"Move the page to one of: {sections}.",
            )
            return None
        text = self.open(path)
        if text is None:
            return None
        inherited = self.inherit(path, text, original) if original else {}
        self._refuse_marks_in_head(path, text)
        self.check_marks(path, text.body)
        filled = marks.fill_in(text.body, self.included, self.locale, you=kind is HelpTopic)
        body = self.render(path, text.body, filled)
        contents = self._contents(text.body, body)
        if kind is HelpTopic:
            contents |= self._side_by_side(text, body, original)
        return self.files.validated(
            kind,
            text.fields,
            {
                **inherited,
                **self.standing(path, text, page_id),
                "whole": marks.as_read(body.laid_out).strip(),
                **contents,
            },
            path,
            text.line_of,
        )

    def _unchanged(self, path: Path, original: HelpTopic | None) -> Page | None:
        """The page of an earlier reading, when nothing that it is made of has changed."""
        before, file = self.before, self.files.name(path)
        page = before.by_file.get(file) if before and file not in before.faulty else None
        if before is None or not isinstance(page, Page):
            return None
        rules = before.content.included.get(self.locale, {})
        names = (file, original.file) if original else (file,)
        same_texts = all(before.texts.get(name) == self.files.texts[name] for name in names)
        same_rules = all(rules.get(rule) == self.included.get(rule) for rule, _ in page.rules)
        return page if same_texts and same_rules else None

    def _refuse_marks_in_head(self, path: Path, text: TextFile) -> None:
        for key, value in text.fields.items():
            if isinstance(value, str) and marks.MARK.search(value):
                self.files.fault(
                    path,
                    f"a mark does not work in '{key}'",
                    "Use it in the text below the head.",
                    line=text.lines.get(key, 1),
                )

    def _contents(self, text: str, body: Body) -> dict[str, Any]:
        """The fields of a page that follow from the words below its head."""

        def in_blocks(name: str) -> tuple[Use, ...]:
            return tuple((block.title, block.line) for block in body.blocks if block.name == name)

        titles = (block.title for block in body.blocks if block.name == "signals")
        sections = body.tree.iterfind(".//section[@class='block signals']")
        return {
            "body": body.html,
            "links": body.links,
            "checks": marks.statements(text),
            "rules": (*marks.uses("rule", text), *in_blocks("rule")),
            "facts": (*marks.uses("region", text), *in_blocks("region")),
            "blocks": tuple(
                (*self.look_of(block), block.line)
                for block in body.blocks
                if block.name != "region"
            ),
            "signals": tuple(
                (title, tuple(leaf.html for leaf in leaves(section) if leaf.tag != "h2"))
                for title, section in zip(titles, sections, strict=False)
            ),
        }

    def _side_by_side(
        self, text: TextFile, body: Body, original: HelpTopic | None
    ) -> dict[str, Any]:
        """The fields of a topic for readers of two languages side by side."""
        if original is None:
            return {"leaves": leaves(body.tree)}
        attributes = {"lang": original.locale}
        if language(self.locale).direction != language(original.locale).direction:
            attributes["dir"] = language(original.locale).direction
        return {
            "leaves": leaves(body.tree),
            "behind": text.fields.get("source_hash") != source_hash(original),
            "body": _isolated(body.html, self.locale),
            "beside": _isolated(side_by_side(body.tree, original.leaves, attributes), self.locale),
        }


def kind_of(page_id: str) -> type[Page] | None:
    """The kind of page, by its folder; None for a folder without pages.

    A page straight under the language is a Section.
    """
    folder = page_id.rpartition("/")[0]
    return BY_FOLDER.get(folder) if folder else Section


def _isolated(html: Markup, locale: str) -> Markup:
    """A text whose words in another language are set apart, where it runs from right to left."""
    if language(locale).direction == "ltr":
        return html
    words = r'<span lang="([a-z]{2,3})">(.*?)</span>'
    # a str, because a Markup escapes what is put into it
    return Markup(re.sub(words, r'<bdi lang="\1" dir="ltr">\2</bdi>', str(html)))
