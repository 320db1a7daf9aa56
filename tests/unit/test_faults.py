"""Whatever is wrong with the content stops the build with file, line, fault and remedy, and leaves
the old site as it was.

Each case spoils one thing in a copy of the tiny tree and meets the command line.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from meldapp.content.faults import toml_lines
from tests.kit.content_tree import Tree
from tests.kit.frozen_site import Site

pytestmark = pytest.mark.slow

STEP, EN_STEP = "nl/stappen/2.md", "en/stappen/2.md"
PAGE = "nl/over.md"
NOWHERE = "(no line)"
HEAD = "---"


@dataclass(frozen=True)
class Bad:
    """One thing wrong: how to do it, the file and the words of the line where it is found, and what
    is said.
    """

    spoil: Callable[[Tree], object]
    file: str
    line: str
    problem: str
    remedy: str


def in_head(words: str, problem: str, remedy: str, at: str = "") -> Bad:
    """Words in the head of step 2, in the place of the field with the same name."""

    def spoil(tree: Tree) -> None:
        name = words.split(":", maxsplit=1)[0] + ":"
        first, *others = tree.text(STEP).split("\n")
        tree.write(
            STEP, "\n".join([first, words, *(line for line in others if not line.startswith(name))])
        )

    return Bad(spoil, STEP, at or words.split("\n", maxsplit=1)[0], problem, remedy)


def in_text(words: str, problem: str, remedy: str, at: str = "") -> Bad:
    """Words at the end of a page."""
    return Bad(
        lambda tree: tree.add(PAGE, words),
        PAGE,
        at or words.split("\n", maxsplit=1)[0],
        problem,
        remedy,
    )


def changed(file: str, old: str, new: str, problem: str, remedy: str, at: str = "") -> Bad:
    """Other words where a file has these for the first time."""

    def spoil(tree: Tree) -> None:
        assert old in tree.text(file), f"{old!r} is not in {file}"
        tree.write(file, tree.text(file).replace(old, new, 1))

    return Bad(spoil, file, at or new.split("\n", maxsplit=1)[0], problem, remedy)


def whole(file: str, text: str | bytes, problem: str, remedy: str, at: str = NOWHERE) -> Bad:
    """A file with nothing else in it."""
    return Bad(lambda tree: tree.write(file, text), file, at, problem, remedy)


def in_files(
    file: str, spoil: Callable[[Tree], object], problem: str, remedy: str, at: str = NOWHERE
) -> Bad:
    """Something done to the files themselves."""
    return Bad(spoil, file, at, problem, remedy)


def in_both(name: str, *changes: tuple[str, str]) -> Callable[[Tree], None]:
    """The same change in the Dutch and the English page."""

    def spoil(tree: Tree) -> None:
        for locale in ("nl", "en"):
            for old, new in changes:
                assert old in tree.text(f"{locale}/{name}")
                tree.write(f"{locale}/{name}", tree.text(f"{locale}/{name}").replace(old, new))

    return spoil


def removed(*names: str) -> Callable[[Tree], None]:
    """Files that are gone."""
    return lambda tree: [tree.remove(name) for name in names] and None


FIELDS = [
    in_head(
        "sumary: Dit doet u.", "the field 'sumary' is not known here", "Do you mean 'summary'?"
    ),
    in_head("zzz: x", "the field 'zzz' is not known here", "Use one of: answers, approved,"),
    changed(
        STEP,
        "title: Overleg\n",
        "",
        "the field 'title' is missing",
        "Add it. For example: title: Praat met de ander",
        at=HEAD,
    ),
    in_head("body: x", "the field 'body' is not yours to give", "Remove it"),
    in_head("title:", "title: this is empty", "For example: title:"),
    in_head(
        "title: [Overleg]",
        "title: this must be a text; put double quotes around it",
        "Correct this field.",
    ),
    in_head(
        "title: " + "lang " * 9,
        "title: 44 characters, at most 40 fit a phone",
        "Correct this field.",
    ),
    in_head(
        "summary: " + "lang " * 30,
        "summary: 149 characters, at most 140 fit a phone",
        "Correct this field.",
    ),
    in_head(
        "number: five",
        "number: this must be a whole number (it says 'five')",
        "For example: number: 3",
    ),
    in_head(
        "number: 6",
        "number: this must be less than or equal to 5 (it says '6')",
        "For example: number: 3",
    ),
    in_files(
        STEP,
        in_both("stappen/2.md", ("number: 2", "number: 1")),
        "number 1 is also that of content/nl/stappen/1.md",
        "Give each page its own number.",
        at="number: 1",
    ),
    in_head(
        "related: over, bel, wissen, zoeken, privacy",
        "related: 5 items, at most 4 fit",
        "Correct this field.",
    ),
    in_head("related: {a: b}", "related: this must be a list", "Correct this field."),
    changed(
        "nl/help/thuis.md",
        "door: unsafe",
        "door: unsave",
        "door: this must be 'unsafe', 'about-me', 'worried'",
        "For example: door: worried",
    ),
]

DATES = [
    in_head(
        "checked: 21-11-2026",
        "checked: '21-11-2026' is not a date; write year-month-day, such as 2026-11-21",
        "For example: checked: 2026-11-21",
    ),
    in_head(
        "checked: 2026-02-30",
        "checked: '2026-02-30' is not a day of the calendar",
        "For example: checked: 2026-11-21",
    ),
    in_head(
        "checked: vandaag", "checked: 'vandaag' is not a date", "For example: checked: 2026-11-21"
    ),
    in_head(
        "changed: [2026-02-30 Nieuw.]",
        "changed.0.0: '2026-02-30' is not a day of the calendar",
        "each item such as - 2026-12-01 Ook de huisarts is genoemd.",
    ),
    in_head(
        "changed: [2026-02-20 " + "Nieuw. " * 30 + "]",
        "changed.0.1: 209 characters, at most 140 fit a phone",
        "each item such as - 2026-12-01 Ook de huisarts is genoemd.",
    ),
    in_head(
        "review_by: 2026-11-20",
        "review_by: 2026-11-20 is before checked",
        "For example: review_by:",
    ),
    in_head(
        "review_by: 2027-11-23",
        "review_by: 2027-11-23 is more than 12 months after checked",
        "For example: review_by:",
    ),
    changed(
        "contacts.toml",
        "checked = 2026-11-21",
        'checked = "21-11-2026"',
        "checked: '21-11-2026' is not a date",
        "Correct this field.",
    ),
    changed(
        "contacts.toml",
        "checked = 2026-11-21",
        "checked = 2026-13-21",
        "this is not TOML",
        "Write each fact as name",
    ),
]

YAML_TRAPS = [
    in_head(
        "title: Stap 2: overleg",
        "a colon inside a text confuses the head of the page",
        'title: "Stap 1: kijk en luister"',
    ),
    in_head(
        "checked_by: 0612345670",
        "the number 0612345670 is not in contacts.toml",
        "Correct the number",
    ),
    in_head(
        'title: "Overleg',
        "the head of the page cannot be read: found unexpected end of stream",
        "put double quotes around",
    ),
    in_head(
        "title: [Overleg",
        "the head of the page cannot be read: expected ',' or ']'",
        "put double quotes around",
    ),
    in_head(
        "title: *ster",
        "the head of the page cannot be read: found undefined alias 'ster'",
        "put double quotes around",
    ),
    in_head(
        "title: @naam",
        "the head of the page cannot be read: found character '@'",
        "put double quotes around",
    ),
    in_head("Dit is geen veld", "this line is not a field: it has no colon", "Write name: value"),
    in_head(
        "number: 2\nnumber: 3",
        "the field 'number' is given twice, keep one of the two",
        "Write name: value",
        at="number: 3",
    ),
    in_head("? [a, b]\n: c", "the name of a field must be one word", "Write name: value"),
    in_head(
        "keywords: " + "[" * 4000,
        "the head of the page cannot be read",
        "Write name: value",
        at=HEAD,
    ),
    whole(
        PAGE,
        "---\n- title: Over\n- summary: Iets\n---\n\nTekst\n",
        "the head of the page holds no fields",
        "Write each field as name: value",
        at=HEAD,
    ),
    whole(
        PAGE,
        "---\n---\n\nTekst\n",
        "the head of the page holds no fields",
        "Write each field as name: value",
        at=HEAD,
    ),
    whole(
        PAGE,
        "Tekst zonder hoofd\n",
        "the page has no head",
        "Start the file with a line ---",
        at="Tekst",
    ),
    whole(
        PAGE,
        "---\ntitle: Over\n\nTekst\n",
        "the head of the page is not closed",
        "Put a line ---",
        at=HEAD,
    ),
]

BLOCKS = [
    in_text(
        "/// nver | Doe dit niet\n- Beloof niets.\n///",
        "the block 'nver' does not exist",
        "Do you mean 'never'?",
    ),
    in_text("/// tip | Tip\nTekst", "the block 'tip' is not closed", "Put a line with ///"),
    in_text("/// tip\nTekst\n///", "the block 'tip' has no title", "Write /// tip | Title."),
    in_text(
        "/// never | Doe dit niet\n- Ga nooit alleen.\n- Ga naar huis.\n///",
        "this item of 'never' says what to do: 'Ga naar huis.'",
        "a word such as niet, geen or nooit",
        at="Ga naar huis",
    ),
    in_text(
        "/// tip | Tip\n    Tekst\n///",
        "the block 'tip' is not shown as it is written here",
        "at the very left",
    ),
    in_text(
        "/// do | Doe dit\n- Kijk.\n  - Luister.\n///",
        "the block 'do' is not shown as it is written here",
        "at the very left",
    ),
    in_text(
        "/// call | Bel\nveilig-tuis\n///",
        "the contact 'veilig-tuis' does not exist",
        "Do you mean 'veilig-thuis'?",
    ),
    in_text(
        "/// call | Bel\nonzeker\n///",
        "the contact 'onzeker' is uncertain and may not be shown",
        "Have the number checked first",
    ),
    in_text(
        "/// signals | Kind van 4 tot 12\n- a\n- b\n- c\n///",
        "'Kind van 4 tot 12' is not a group of signals",
        "Do you mean 'Kind van 4 tot 12 jaar'?",
    ),
]

TEXT = [
    in_text(
        "Bel 0800-1234 nu.",
        "the number 0800-1234 is not in contacts.toml",
        "Correct the number, or add the contact",
    ),
    in_text(
        "Bel (020) 261 52 75.",
        "the number (020) 261 52 75 is not in contacts.toml",
        "Correct the number",
    ),
    in_text(
        "Bel 0800.2001 nu.", "the number 0800.2001 is not in contacts.toml", "Correct the number"
    ),
    in_text(
        "Bel 08002001 nu.", "the number 08002001 is not in contacts.toml", "Correct the number"
    ),
    in_text(
        "Bel 06\u00a012345678 nu.",
        "the number 06\u00a012345678 is not in contacts.toml",
        "Correct the number",
    ),
    in_text(
        "Bel +31 20 261 52 75.",
        "the number +31 20 261 52 75 is not in contacts.toml",
        "Correct the number",
    ),
    in_text(
        "Bel 0800-9999 nu.", "the number 0800-9999 is not in contacts.toml", "Correct the number"
    ),
    in_head(
        "summary: Bel 0800-1234.",
        "the number 0800-1234 is not in contacts.toml",
        "Correct the number",
    ),
    changed(
        "contacts.toml",
        "Geen noodnummer.",
        "Geen noodnummer, bel 0800-1234.",
        "the number 0800-1234 is not in contacts.toml",
        "Correct the number",
    ),
    changed(
        "nl/begrippen.toml",
        "De vijf stappen",
        "Bel 0800-1234. De vijf stappen",
        "the number 0800-1234 is not in contacts.toml",
        "Correct the number",
    ),
    in_text(
        "[Stap 9](page:stappen/9)",
        "the page 'stappen/9' does not exist",
        "Use a page id, such as stappen/2. Do you mean 'stappen/",
    ),
    in_text("[Help](page:help/thuis)", "the page 'help/thuis' does not exist", "Use a page id"),
    in_text("{drawing:boy|Een kind}", "the drawing 'boy' does not exist", "Use one of: body."),
    in_text(
        "{drawing:body}", "the drawing 'body' has no description", "for anyone who cannot see it"
    ),
    in_text(
        "[Dorp](page:gemeente/aardorp)",
        "the page 'gemeente/aardorp' does not exist",
        "Use a page id",
    ),
    in_text(
        "[Bel](call:veilig-tuis)",
        "the contact 'veilig-tuis' does not exist",
        "Do you mean 'veilig-thuis'?",
    ),
    in_text(
        "[Bel](call:onzeker)",
        "the contact 'onzeker' is uncertain and may not be shown",
        "Have the number checked first",
    ),
    in_text("[x](http://open.example/)", "this link is not safe", "https://"),
    in_text("[x](stappen/2)", "the link to 'stappen/2' leads nowhere", "Write page:"),
    in_text("[x](javascript:alert)", "the link to 'javascript:alert' leads nowhere", "Write page:"),
    in_text("[x](tel:0800-2000)", "the link to 'tel:0800-2000' leads nowhere", "Write page:"),
    in_text("Tekst <b>vet</b>", "HTML does not work in a text", "Use Markdown"),
    in_text('<a href="x">', "HTML does not work in a text", "Use Markdown"),
    in_text("#Kop", "a page has one big title, the one in its head", "Start this heading with ##."),
    in_text(
        "Kop\n===",
        "a page has one big title, the one in its head",
        "Start this heading with ##.",
        at="===",
    ),
    in_text("![foto](foto.png)", "a text cannot hold a picture", "Say it in words."),
    in_text("weg\u2028weg", "there is an invisible character here (U+2028)", "Remove it"),
    in_text("weg\u0003weg", "there is an invisible character here (U+0003)", "Remove it"),
    in_text("weg\ue010weg", "there is an invisible character here (U+E010)", "Remove it"),
    in_text("weg\rweg", "there is an invisible character here (U+000D)", "Remove it"),
]

IDS = [
    in_head(
        "sources: wett",
        "the source 'wett' does not exist",
        "Use an id from content/sources.toml. Do you mean 'wet'?",
    ),
    in_head("sources:", "a page for professionals rests on at least one source", "Add sources:"),
    in_head("related: stapen/3", "the page 'stapen/3' does not exist", "Do you mean 'stappen/3'?"),
    in_head("related: foo, , bar", "the page 'foo' does not exist", "such as stappen/2"),
    in_head(
        "related: stappen/samen",
        "the page 'stappen/samen' does not exist",
        "a page with a text of its own",
    ),
    changed(
        "nl/beroepen/artsen.md",
        "framework: kader",
        "framework: kade",
        "the source 'kade' does not exist",
        "Do you mean 'kader'?",
    ),
    changed(
        "nl/geweldsvormen/verwaarlozing.md",
        "icon: youth",
        "icon: jeugd",
        "the icon 'jeugd' is not drawn",
        "Use one of: ",
    ),
    changed(
        "nl/begrippen.toml",
        'page = "stappen"',
        'page = "stapen"',
        "the page 'stapen' does not exist",
        "Do you mean 'stappen'?",
    ),
    changed(
        "site.toml",
        '"gesprek"]',
        '"gesprk"]',
        "the page 'gesprk' does not exist",
        "Do you mean 'gesprek'?",
    ),
    changed(
        "site.toml",
        '"klein"',
        '"klien"',
        "the default region 'klien' has no file",
        "Do you mean 'klein'?",
    ),
    changed(
        "contacts.toml",
        'source = "lijst"',
        'source = "lijstje"',
        "the source 'lijstje' does not exist",
        "Do you mean 'lijst'?",
    ),
    changed(
        "places.csv",
        "Dalstad,GM0003",
        "Dalstad,GM0009",
        "the municipality 'GM0009' does not exist",
        "Use a code from content/municipalities.csv.",
    ),
    changed(
        "regions/klein.toml",
        '"GM0002"',
        '"GM0009"',
        "the municipality 'GM0009' does not exist",
        "Use a code from content/municipalities.csv.",
    ),
    changed(
        "regions/klein.toml",
        "[local_teams.GM0001]",
        "[local_teams.GM0003]",
        "the municipality 'GM0003' is not one of this region",
        "Use a code from the list",
    ),
    changed(
        "regions/klein.toml",
        'source = "lijst"',
        'source = "x"',
        "the source 'x' does not exist",
        "Use an id from content/sources.toml.",
    ),
    changed(
        "regions/groot.toml",
        'source = "lijst"',
        'source = "x"',
        "the source 'x' does not exist",
        "Use an id from content/sources.toml.",
    ),
]

WEIGHING = [
    changed(
        "nl/wegen/1.md",
        "yes: wegen/2",
        "yes: wegen/9",
        "the answer 'yes' leads to 'wegen/9', which is neither a question nor an outcome",
        "Do you mean 'wegen/",
    ),
    changed(
        "nl/wegen/1.md",
        "no: wegen/uitkomst/afsluiten",
        "no: bel",
        "the answer 'no' leads to 'bel', which is neither a question nor an outcome",
        "Name a page such as",
    ),
    changed(
        "nl/wegen/1.md",
        "unsure: wegen/uitkomst/afsluiten\n",
        "",
        "the field 'unsure' is missing",
        "For example: unsure: wegen/uitkomst/vraag-advies",
        at=HEAD,
    ),
    in_files(
        "nl/wegen/2.md",
        lambda tree: (
            [
                in_both(f"wegen/{number}.md", ("wegen/uitkomst/afsluiten", "wegen/1"))(tree)
                for number in (1, 2)
            ]
            and in_both("wegen/2.md", ("wegen/uitkomst/melden", "wegen/2"))(tree)
        ),
        "from this question no answer ever leads to an outcome",
        "Let at least one answer end at a page in wegen/uitkomst/.",
        at="yes: wegen/2",
    ),
]

ONE_OF_EACH = [
    in_files(
        "nl/gesprek.md",
        lambda tree: tree.write("nl/gesprek.md", tree.text("nl/gesprek/index.md")),
        "the page 'gesprek' exists twice, also as content/nl/gesprek/index.md",
        "Keep one of the two.",
    ),
    changed(
        "municipalities.csv",
        "Beekstad,beekstad",
        "Beekstad,aardorp",
        "the slug 'aardorp' is here and on line 2",
        "Give each row its own.",
    ),
    changed(
        "municipalities.csv",
        "GM0002,Beekstad",
        "GM0001,Beekstad",
        "the code 'GM0001' is here and on line 2",
        "Give each row its own.",
    ),
    in_files(
        EN_STEP,
        removed(EN_STEP),
        "the page 'stappen/2' has no translation in 'en'",
        "Translate content/nl/stappen/2.md.",
    ),
    in_files(
        "en/casus/3.md",
        lambda tree: tree.write("en/casus/3.md", tree.text("en/casus/2.md")),
        "the page 'casus/3' does not exist in 'nl'",
        "Write it in 'nl' first",
    ),
    in_files(
        "regions/groot/en/na-de-melding/intussen.md",
        removed("regions/groot/en/na-de-melding/intussen.md"),
        "the page 'na-de-melding/intussen' has no translation in 'en'",
        "Translate content/regions/groot/nl",
    ),
    in_files(
        "en/begrippen.toml",
        lambda tree: tree.add("nl/begrippen.toml", '[stap]\nterm = "Stap"\nmeaning = "Een deel."'),
        "the term 'stap' has no translation in 'en'",
        "Translate [stap]",
    ),
    changed(
        "site.toml",
        'nl = "In huis", en = "In the home"',
        'nl = "In huis"',
        "the group of signals 'home' has no title in 'en'",
        'Add en = "…"',
    ),
    changed(
        "contacts.toml",
        'nl = "inwoners", en = "residents"',
        'nl = "inwoners"',
        "the contact 'veilig-thuis-chat' does not say for whom it is in 'en'",
        'Add en = "…".',
    ),
    in_files(
        "nl/wissen.md",
        removed("nl/wissen.md", "en/wissen.md"),
        "the page 'wissen' is missing; other pages link to it",
        "Write it.",
    ),
    in_files(
        "nl/meldcode/kindcheck.md",
        removed("nl/meldcode/index.md", "en/meldcode/index.md"),
        "the section 'meldcode' has no page of its own",
        "Write content/nl/meldcode/index.md.",
    ),
]

FILES = [
    whole(
        PAGE,
        "---\ntitle: Over\nsummary: caf\xe9\n---\n".encode("latin-1"),
        "this file is not UTF-8 text",
        "Save it again with the encoding UTF-8.",
        at="caf",
    ),
    whole(
        "contacts.toml",
        "# caf\xe9".encode("utf-16"),
        "this file is not UTF-8 text",
        "Save it again with the encoding UTF-8.",
        at="c",
    ),
    whole(PAGE, "", "this file is empty", "Write what belongs in it"),
    whole(PAGE, " \n\n", "this file is empty", "Write what belongs in it"),
    whole("contacts.toml", "", "this file is empty", "Write what belongs in it"),
    whole("places.csv", "", "this file is empty", "Write what belongs in it"),
    whole(
        "nl/Overleg Nu.md",
        "x",
        "'Overleg Nu.md' cannot be an address",
        "small letters, digits and hyphens",
    ),
    whole(
        "nl/stappen/6.txt",
        "x",
        "this is not a page, so nobody would see it",
        "Let its name end in .md",
    ),
    whole(
        "nl/stappen/6.MD",
        "x",
        "this is not a page, so nobody would see it",
        "Let its name end in .md",
    ),
    whole(
        "nl/onzin/x.md",
        "---\ntitle: x\n---\n",
        "there is no section 'onzin'",
        "Move the page to one of: beroepen",
    ),
    in_files(
        "nl/stappen/x.md",
        lambda tree: (tree.path / "nl/stappen/x.md").mkdir(),
        "this is not a folder for pages",
        "Give it a name of small letters",
    ),
    in_files(
        "nl/casus/9.md",
        lambda tree: (tree.path / "nl/casus/9.md").symlink_to("9.md"),
        "this cannot be read: Too many levels of symbolic links",
        "Check that it exists",
    ),
    in_files(
        "nl/casus/9.md",
        lambda tree: (tree.path / "nl/casus/9.md").symlink_to("gone.md"),
        "this cannot be read: No such file or directory",
        "Check that it exists",
    ),
    in_files(
        "nl/casus/more",
        lambda tree: (tree.path / "nl/casus/more").symlink_to(".."),
        "this is not a folder for pages",
        "a link to another folder is not followed",
    ),
    in_files(
        "contacts.toml",
        lambda tree: (tree.remove("contacts.toml"), (tree.path / "contacts.toml").mkdir()),
        "this cannot be read: Is a directory",
        "Check that it exists, is a file",
    ),
    in_files(
        "site.toml",
        removed("site.toml"),
        "this cannot be read: No such file or directory",
        "Check that it exists",
    ),
    in_files(
        "places.csv",
        removed("places.csv"),
        "this cannot be read: No such file or directory",
        "Check that it exists",
    ),
    in_files(
        "regions/weg",
        lambda tree: tree.write("regions/weg/nl/over.md", "x"),
        "this folder belongs to no region",
        "Add content/regions/weg.toml",
    ),
    in_files(
        "en",
        lambda tree: shutil.rmtree(tree.path / "en"),
        "there is no folder with texts in 'en'",
        "Translate content/nl into content/en",
    ),
]

FACTS = [
    changed(
        "contacts.toml",
        "[luisterlijn]",
        "[luisterlijn",
        "this is not TOML",
        "a table starts with [id]",
    ),
    changed(
        "contacts.toml",
        "[onzeker]",
        "[alarm]  # again",
        "this is not TOML: Cannot declare ('alarm',) twice",
        "each id occurs once",
    ),
    changed(
        "contacts.toml",
        "[luisterlijn]",
        "[Luister-lijn]",
        "id: 'Luister-lijn' cannot be part of an address",
        "Correct this field.",
    ),
    changed(
        "contacts.toml",
        'number = "112"',
        "number = 112",
        "number: this must be a text; put double quotes around it",
        "Correct this field.",
    ),
    changed(
        "contacts.toml",
        'number = "112"',
        'number = "een-een-twee"',
        "number: 'een-een-twee' is not a phone number",
        "Correct this field.",
    ),
    changed(
        "contacts.toml",
        'cost = "usual"',
        'price = "usual"',
        "the field 'price' is not known here",
        "Use one of: also,",
    ),
    changed(
        "contacts.toml",
        'cost = "usual"\n',
        "",
        "the field 'cost' is missing",
        "Add it.",
        at="[luisterlijn]",
    ),
    changed(
        "contacts.toml",
        'cost = "usual"',
        'cost = "gratis"',
        "cost: this must be 'free', 'usual', 'paid' or 'unknown' (it says 'gratis')",
        "Correct this field.",
    ),
    changed(
        "contacts.toml",
        'cost = "usual"',
        'id = "x"\ncost = "usual"',
        "the field 'id' is not yours to give",
        "Remove it",
    ),
    changed(
        "contacts.toml",
        'hours = [{ days = "mon-fri"',
        'hours = "24/7" #',
        "hours.always: this must be 'always' (it says '24/7')",
        "Correct this field.",
    ),
    changed(
        "contacts.toml",
        'from = "09:00"',
        'from = "9 uur"',
        "hours.stretch.0.from: '9 uur' is not a time, such as 09:00",
        "Correct this field.",
    ),
    changed(
        "contacts.toml",
        'days = "sat sun"',
        'days = "za zo"',
        "hours.stretch.1.days: 'za zo' is not a list of days",
        "Correct this field.",
    ),
    changed(
        "contacts.toml",
        'url = "https://veiligthuis.example/chat"\n',
        "",
        "a contact needs a number, a url or a note that says how to reach it",
        "Correct this entry.",
        at="[veilig-thuis-chat]",
    ),
    changed(
        "contacts.toml",
        "[veilig-thuis]",
        "[veilig-huis]",
        "the contact 'veilig-thuis' is missing; it is on many pages",
        "Add [veilig-thuis].",
        at=NOWHERE,
    ),
    changed(
        "contacts.toml",
        'status = "ok"',
        'status = "uncertain"',
        "the contact 'alarm' is on many pages",
        "Give it a number",
        at="[alarm]",
    ),
    changed(
        "sources.toml",
        "[wet]",
        'los = "x"\n[wet]',
        "'los' is outside a table",
        "Put [id] above it",
    ),
    changed(
        "sources.toml",
        'date = "2019-01-01"',
        'date = "1 januari 2019"',
        "date: '1 januari 2019' is not a year, a month or a day",
        "Correct this field.",
    ),
    changed(
        "municipalities.csv",
        "code,name,",
        "code,naam,",
        "the first line must name the columns code, name, slug",
        "Put these names there",
    ),
    changed(
        "municipalities.csv",
        "Beekstad,beekstad,",
        "Beekstad,beekstad,extra,",
        "this row has more values than there are columns",
        "Put double quotes around",
    ),
    changed(
        "municipalities.csv",
        "52.2,6.3",
        "x,6.3",
        "lat: this must be a number (it says 'x')",
        "Correct this field.",
    ),
    changed(
        "municipalities.csv",
        "GM0002,Beekstad,beekstad,Gelderland,52.2,6.3,confirmed,2,1",
        "GM0002,Beekstad",
        "slug: '' cannot be part of an address",
        "Correct this field.",
    ),
    changed(
        "municipalities.csv",
        "6.3,confirmed,2,1",
        "6.3,confirmed,1,2",
        "Beekstad and Aardorp are on the same square of the tile map",
        "Give one of them another column or row.",
    ),
    changed(
        "municipalities.csv",
        "GM0002,Beekstad",
        "2,Beekstad",
        "code: '2' is not the code of a municipality",
        "Correct this field.",
    ),
    changed(
        "places.csv",
        "Dalstad",
        "D" * 200_000,
        "this is not a table: field larger than field limit",
        "Put double quotes around",
    ),
    changed(
        "regions/klein.toml",
        'name = "Klein"',
        'slug = "x"\nname = "Klein"',
        "the field 'slug' is not yours to give",
        "Remove it",
    ),
    changed(
        "regions/groot.toml",
        'number = "030-123 45 67"',
        'number = "?"',
        "number: '?' is not a phone number",
        "Correct this field.",
    ),
    changed(
        "regions/groot.toml",
        'primary = "#0A4A56"',
        'primary = "red; } body { display: none"',
        "colours.primary: 'red; } body { display: none' is not a colour, such as #0B5563",
        "Correct this field.",
    ),
    changed(
        "regions/groot.toml",
        "[contacts.bezorgd]",
        "[[contacts]]",
        "'contacts' is outside a table",
        "Put [contacts.id] above it",
    ),
    changed(
        "regions/groot.toml",
        "[contacts.bezorgd]",
        "[contacts]",
        "'name' is outside a table",
        "Put [contacts.id] above it",
        at='name = "Bezorgdlijn',
    ),
    changed(
        "regions/groot.toml",
        "[monitoring]",
        "[[monitoring]]",
        "monitoring: this must be a table of names and values",
        "Correct this field.",
    ),
    changed(
        "site.toml",
        "https://neutral",
        "http://neutral",
        "exit_url: 'http://neutral.example/' is not a full address that starts with https://",
        "Correct this field.",
    ),
    changed(
        "site.toml",
        'exit_url = "https://neutral.example/"\n',
        "",
        "the field 'exit_url' is missing",
        "Add it.",
        at=NOWHERE,
    ),
    changed(
        "site.toml",
        'languages = ["nl", "en"]',
        "languages = []",
        "languages: ",
        "Correct this field.",
    ),
    changed(
        "site.toml",
        'languages = ["nl", "en"]',
        'languages = "nl"',
        "languages: this must be a list",
        "Correct this field.",
    ),
    changed(
        "site.toml",
        'languages = ["nl", "en"]',
        'languages = ["nl", "xx"]',
        "'xx' is not a language code, such as nl or en",
        "Use the codes of languages",
    ),
    changed(
        "site.toml",
        "[[signal_groups]]",
        "[signal_groups]",
        "this is not TOML",
        "each id occurs once",
        at="[[signal_groups]]",
    ),
]

EVERYTHING = {
    "fields": FIELDS,
    "dates": DATES,
    "yaml": YAML_TRAPS,
    "blocks": BLOCKS,
    "text": TEXT,
    "ids": IDS,
    "weighing": WEIGHING,
    "one of each": ONE_OF_EACH,
    "files": FILES,
    "facts": FACTS,
}


Stamps = dict[Path, tuple[int, int, int]]


@pytest.fixture(scope="module")
def standing(tiny_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site that was built earlier and must stay as it is."""
    folder = tmp_path_factory.mktemp("standing") / "dist"
    shutil.copytree(tiny_site.path, folder)
    return Site(folder, tiny_site.base)


@pytest.fixture(scope="module")
def stamped(standing: Site) -> Stamps:
    """That site, before anything could touch it."""
    return stamps(standing.path)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(bad, id=f"{name}: {bad.problem[:50]}")
        for name, cases in EVERYTHING.items()
        for bad in cases
    ],
)
def test_a_fault_stops_the_build_and_says_where_it_is_and_what_to_do(
    tree: Tree, standing: Site, stamped: Stamps, bad: Bad
) -> None:
    bad.spoil(tree)

    outcome = tree.build("--out", str(standing.path))

    place = f"content/{bad.file}" + (
        "" if bad.line == NOWHERE else f":{tree.line(bad.file, bad.line)}"
    )
    faults = [
        remedy
        for fault, remedy in outcome.faults.items()
        if fault.startswith(f"{place}: {bad.problem}")
    ]
    assert faults, f"no {place}: {bad.problem} in:\n{outcome.err}"
    assert bad.remedy in faults[0]
    assert outcome.code == 1
    assert "Nothing was written; the old site is untouched." in outcome.err
    assert stamps(standing.path) == stamped
    assert [path.name for path in standing.path.parent.iterdir()] == ["dist"]


def stamps(folder: Path) -> Stamps:
    """What would show that a file was touched: its number on the disk, size and time."""
    return {
        path: (state.st_ino, state.st_size, state.st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        for state in [path.lstat()]
    }


def test_all_faults_are_reported_together_each_once(tree: Tree) -> None:
    tree.change(STEP, "title: Overleg\n", "")
    tree.change(PAGE, "Eén zin.", "<b>Eén</b> zin.")
    tree.write("nl/stappen/6.txt", "x")
    tree.change("contacts.toml", 'cost = "usual"', 'cost = "gratis"')
    outcome = tree.build()
    assert len(outcome.faults) == 4
    assert "4 faults." in outcome.err
    assert list(outcome.faults) == sorted(outcome.faults)


def test_what_cannot_be_read_is_reported_before_what_does_not_fit(tree: Tree) -> None:
    """One wrong date must not bring ten dead links to the page with it."""
    tree.change(STEP, "checked: 2026-11-21", "checked: gisteren")
    assert len(tree.build().faults) == 1


def test_lines_are_right_in_a_file_from_windows(tree: Tree) -> None:
    tree.add(PAGE, "Bel 0800-1234.")
    tree.write(PAGE, "\ufeff" + tree.text(PAGE).replace("\n", "\r\n"))
    assert [fault.split(": ")[0] for fault in tree.build().faults] == [
        f"content/{PAGE}:{tree.line(PAGE, '0800-1234')}"
    ]


def test_faults_name_files_from_any_folder(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.change(STEP, "number: 2", "number: 9")
    tree.add("contacts.toml", "[x]")
    monkeypatch.chdir(tree.path)
    files = [fault.split(":")[0] for fault in tree.build("--content", ".").faults]
    assert set(files) == {"contacts.toml", STEP}


def test_lines_of_a_toml_file() -> None:
    text = (
        'a = 1\n# [no]\n["b c"]\nd.e = """\n"""\n[[f]]\ng = [\n  { h = 1 },\n]\n[[f]]\n[f.i]  '
        "# last\nj=2\n"
    )
    assert toml_lines(text) == {
        ("a",): 1, ("b c",): 3, ("b c", "d", "e"): 4, ("f",): 6, ("f", "0"): 6, ("f", "0", "g"): 7, ("f", "1"): 10, ("f", "i"): 11, ("f", "i", "j"): 12,
    }  # fmt: skip
