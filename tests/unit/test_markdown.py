"""One text as HTML: blocks, links by id, numbers to dial, words in another language, and slots for
what differs per region.
"""

from __future__ import annotations

import html5lib
import pytest

from meldapp.content.blocks import BLOCKS, INCLUDED
from meldapp.content.markdown import PHONE, Renderer, dialable, plain
from meldapp.content.slots import place, slot

RENDERER = Renderer()


def html(text: str) -> str:
    """The HTML of a text, its slots as {kind:value}."""
    return (
        str(RENDERER.render(text).html)
        .replace("\ue010", "{")
        .replace("\ue011", "}")
        .replace("\n", "")
    )


RENDERED = [name for name in BLOCKS if name not in INCLUDED]


@pytest.mark.parametrize("name", RENDERED)
def test_every_block_becomes_a_section_with_its_icon_word_and_shape(name: str) -> None:
    rendered = html(f"Tekst\n\n/// {name} | Titel\n- een\n- twee\n///\n\nTekst")
    tag, title = ("details", "summary") if name == "details" else ("section", "h2")
    assert (
        f'<{tag} class="block {name}"><{title} class="block-title">{{icon:{name}}} Titel</{title}>'
        in rendered
    )
    assert rendered.startswith("<p>Tekst</p>")
    assert rendered.endswith("<p>Tekst</p>")
    assert rendered.count("<li>") == 2


def test_a_block_needs_no_empty_line_around_it() -> None:
    assert (
        html("Tekst\n/// tip | Tip\nZin.\n///\nTekst")
        == '<p>Tekst</p><section class="block tip"><h2 class="block-title">{icon:tip} '
        "Tip</h2><p>Zin.</p></section><p>Tekst</p>"
    )


def test_a_title_is_text_whatever_stands_in_it() -> None:
    assert "{icon:tip} &lt;b&gt; x | &amp;</h2>" in html("/// tip | <b> x | &\nZin.\n///")


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_sentences_to_say_are_quotes_without_paragraphs(between: str) -> None:
    assert (
        "<ul><li><q>Hoe <strong>gaat</strong> het?</q></li><li><q>Ik luister.</q></li></ul>"
        in html(f"/// say | Zeg\n- Hoe **gaat** het?{between}- Ik luister.\n///").replace(
            "</ul></section>", "</ul>"
        )
    )


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_checklist_becomes_boxes_to_tick(between: str) -> None:
    rendered = html(f"/// checklist | Leg vast\n- Wie [x](page:bel){between}- Wat\n///")
    assert rendered.count('<li><label><input form="unsent" type="checkbox">') == 2
    assert "<p>" not in rendered


def test_the_first_line_of_a_call_block_becomes_a_card_and_what_follows_stays_text() -> None:
    assert '<div class="card-slot">{card:veilig-thuis|Bel}</div><p>Dag en nacht.</p>' in html(
        "/// call | Bel\nveilig-thuis\n\nDag en nacht.\n///"
    )
    assert '<div class="card-slot">{card:veilig-thuis|Bel}</div><p>Dag en nacht.</p>' in html(
        "/// call | Bel\nveilig-thuis\nDag en nacht.\n///"
    )


def test_the_urgent_card_ends_with_the_button() -> None:
    assert html("/// urgent | Bel nu 112\n- Gevaar.\n///").endswith(
        '<div class="card-slot">{dial:alarm}</div></section>'
    )


def test_links_go_by_id_and_those_that_leave_say_so() -> None:
    rendered = RENDERER.render(
        "[a](page:stappen/4#x) [b](call:veilig-thuis) [c](https://c.example/x) "
        "[d](http://d.example) [e](e) <https://f.example/>"
    )
    assert rendered.links == [
        ("page", "stappen/4#x"),
        ("call", "veilig-thuis"),
        ("https", "//c.example/x"),
        ("http", "//d.example"),
        ("?", "e"),
        ("https", "//f.example/"),
    ]
    linked = html("[a](page:stappen/4) [b](call:veilig-thuis) [c](https://c.example/x)")
    assert '<a href="{page:stappen/4}">a</a>' in linked
    assert (
        '<a class="call-link" data-number="{number:veilig-thuis}" href="{call:veilig-thuis}" '
        'rel="noreferrer noopener external">b</a>' in linked
    )
    assert (
        '<a class="external" href="https://c.example/x" rel="noreferrer noopener external">c</a>'
        in linked
    )


def test_words_in_another_language_are_marked() -> None:
    assert (
        html("At [Veilig Thuis]{nl} today") == '<p>At <span lang="nl">Veilig Thuis</span> today</p>'
    )


def test_html_is_text() -> None:
    rendered = html(
        '<b>x</b> <script>y</script> <a href="z" onclick="w">\n\n<div>\nq\n</div>\n\n<!-- r -->'
    )
    assert "&lt;b&gt;" in rendered
    assert "&lt;script&gt;" in rendered
    assert {"b", "script", "div", "a"} & {
        part.split(">")[0].split(" ")[0] for part in rendered.split("<")
    } == set()


NUMBERS = [
    "0800-2000",
    "0800 2000",
    "08002000",
    "0800 - 2000",
    "0800.2000",
    "0800\u00a02000",
    "0800\u20132000",
    "088-0767 000",
    "0900-44 45 444",
    "020-261 52 75",
    "(020) 261 52 75",
    "06 12 34 56 78",
    "06-12345678",
    "0612345678",
    "+31 20 261 52 75",
    "+31 (0)20 261 52 75",
    "14 0314",
]
NO_NUMBERS = [
    "2026-11-21",
    "21-11-2026",
    "08-09-2026",
    "1.1.1.1",
    "112",
    "0 tot 4 jaar",
    "0-4",
    "12-18",
    "artikel 5.2.6",
    "342",
    "09.00 – 17.00 uur",
    "10.000.000",
    "1914-1918",
    "https://x.example/0800-2000",
    "GM0197",
    "09.00-17.00",
    "2018-2019",
    "3,5",
    "007",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_in_a_text_can_be_dialled_however_it_is_written(number: str) -> None:
    digits = "".join(sign for sign in number if sign in "+0123456789")
    assert (
        html(f"Bel {number}.")
        == f'<p>Bel <a class="call-link" href="tel:{digits}"><bdi>{number}</bdi></a>.</p>'
    )
    assert (
        dialable(f"Bel <{number}>.")
        == f'Bel &lt;<a class="call-link" href="tel:{digits}"><bdi>{number}</bdi></a>&gt;.'
    )


@pytest.mark.parametrize("words", NO_NUMBERS)
def test_what_is_no_phone_number_stays_text(words: str) -> None:
    assert not PHONE.search(f"Op {words} dan.")
    assert "tel:" not in html(f"Op {words} dan.")
    assert dialable(words) == words


def test_a_number_inside_a_link_is_not_a_second_link() -> None:
    assert (
        html("[0800-2000](call:veilig-thuis)")
        == '<p><a class="call-link" href="{call:veilig-thuis}" rel="noreferrer noopener '
        'external"><bdi>0800-2000</bdi></a></p>'
    )


def test_what_to_do_and_what_not_stand_in_one_pair() -> None:
    """Side by side on a wide screen; anything between them parts them."""
    do, never = "/// do | A\n- x\n///", "/// never | B\n- niet y\n///"
    assert html(f"{do}\n\n{never}").count('<div class="pair"><section class="block do">') == 1
    assert "pair" not in html(f"{do}\n\nz\n\n{never}")


def test_nothing_of_one_text_is_left_in_the_next() -> None:
    first = RENDERER.render("[a](page:bel)\n\n/// tip | Tip\nx\n///")
    nothing = RENDERER.render("")
    assert (nothing.html, nothing.links, nothing.blocks) == ("", [], [])
    assert RENDERER.render("[a](page:bel)\n\n/// tip | Tip\nx\n///")[:2] == first[:2]
    assert first.blocks == [("tip", 0)]


def test_every_slot_is_filled_or_its_kind_is_named() -> None:
    text = f"a {slot('page', 'bel')} b {slot('icon', 'call')}"
    assert place(text, {"page": str.upper, "icon": lambda name: f"({name})"}) == "a BEL b (call)"
    with pytest.raises(KeyError, match="icon"):
        place(text, {"page": str.upper})


def test_blocks_are_good_html() -> None:
    text = "\n\n".join(
        f"/// {name} | Titel\n- een **x** [y](page:bel) 0800-2000\n\n- twee\n///"
        for name in RENDERED
    )
    html5lib.HTMLParser(strict=True).parseFragment(
        str(RENDERER.render(text).html), container="main"
    )


def test_plain_text_has_no_marks_left() -> None:
    text = (
        "## Kop\n\n/// do | Doe dit\n- **Bel** [Veilig Thuis](call:veilig-thuis)\n* `x` "
        "[Huis]{nl}\n///\n"
    )
    assert plain(text).split() == ["Kop", "Doe", "dit", "Bel", "Veilig", "Thuis", "x", "Huis"]
