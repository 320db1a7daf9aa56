"""Rules, facts of a region and check marks: one home for each, and what readers see of them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from meldapp.content.facts import OLDEST_FACT
from meldapp.content.load import load_content
from meldapp.content.marks import statements
from meldapp.content.pages import source_hash
from meldapp.editors.heads import write_fields
from tests.kit.content_tree import Tree
from tests.kit.frozen_site import Site

pytestmark = pytest.mark.slow

ABOUT, TOPIC = "/app/{}/veilig-thuis/anoniem/", "/{}/"
RULE = "nl/rules/keel.md"


def words(html: str) -> str:
    """A page without its tags, with white space collapsed."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def offers(html: str) -> list[str]:
    """The items on the region's card."""
    card = re.search(r'<section class="block tip">.*?In deze regio.*?</section>', html, re.DOTALL)
    assert card
    return re.findall(r"<li>.*?</li>", card[0].replace("<br>", " "), re.DOTALL)


def html_of(site: Site, address: str) -> str:
    """A frozen page."""
    return site.page(site.base.rstrip("/") + address).html


def test_a_rule_is_a_card_with_the_pages_own_words_before_those_of_the_rule(
    tiny_site: Site,
) -> None:
    page = html_of(tiny_site, ABOUT.format("nl"))
    card = re.search(r'<section class="block caution">.*?</section>', page, re.DOTALL)
    assert card
    assert "Een keel is snel dicht" in words(card[0])
    assert card[0].index("Let op de hals.") < card[0].index("Bel 112 bij benauwdheid.")


def test_in_the_help_zone_a_rule_addresses_the_reader(tiny_site: Site) -> None:
    page = html_of(tiny_site, TOPIC.format("nl"))
    assert "Na geweld tegen uw hals gaat u naar een arts." in page
    assert "Na geweld tegen de hals" not in page


def test_a_non_breaking_space_stays_in_the_sentence_of_a_rule(tree: Tree) -> None:
    sentence = "Na geweld tegen uw hals gaat u naar een arts."
    tree.change(RULE, sentence, "Pijn aan uw hals\u00a0?\n  Ga naar een arts.")
    assert "Pijn aan uw hals\u00a0? Ga naar een arts." in tree.page(TOPIC.format("nl"))


def test_no_mark_is_visible_to_readers(tiny_site: Site) -> None:
    for file in tiny_site.path.rglob("*"):
        if file.suffix in (".html", ".json"):
            assert not re.search(r"\{(check|rule|region):", file.read_text("utf-8")), file


def test_a_fact_of_the_region_replaces_the_fallback_text(tiny_site: Site) -> None:
    page = html_of(tiny_site, ABOUT.format("nl"))
    assert re.search(r'<a [^>]*href="https://klein.example/melden">Het formulier.</a>', page)
    assert "Vraag hoe u digitaal kunt melden." not in page
    assert "Opvang is er: Huis Klein, " in page
    assert 'href="tel:0301234567"' in page


def test_a_region_without_the_fact_shows_the_fallback_text(tree: Tree) -> None:
    tree.change("site.toml", 'default_region = "klein"', 'default_region = "groot"')
    page = tree.page(ABOUT.format("nl"))
    assert "<p>Vraag hoe u digitaal kunt melden.</p>" in page
    assert "Opvang is er: vraag ernaar." in page


@pytest.mark.parametrize(("days", "shown"), [(0, True), (1, False)])
def test_a_fact_looked_up_more_than_three_years_ago_is_not_shown(
    tree: Tree, days: int, shown: bool
) -> None:
    day = date.today() - OLDEST_FACT - timedelta(days=days)
    region = tree.text("regions/klein.toml")
    head, facts = region.split("[facts.opvang]")
    tree.write(
        "regions/klein.toml", head + "[facts.opvang]" + facts.replace("2026-11-21", str(day))
    )
    assert ("Huis Klein" in tree.page(ABOUT.format("nl"))) == shown


def test_a_municipality_page_shows_what_the_region_offers_with_the_source_of_each(
    tiny_site: Site,
) -> None:
    items = offers(html_of(tiny_site, "/app/nl/gemeente/aardorp/"))
    assert [words(item) for item in items] == [
        f"{what} Bron: Ministerie, 2026. Opgezocht op 21 november 2026."
        for what in ("Formulier: het formulier", "Opvang: Huis Klein, 0301-23 45 67")
    ]
    assert 'href="https://klein.example/melden"' in items[0]
    assert 'href="tel:0301234567"' in items[1]


def test_a_municipality_page_shows_no_facts_of_a_region_without_any(tree: Tree) -> None:
    tree.change("site.toml", 'default_region = "klein"', 'default_region = "groot"')
    assert "In deze regio" not in tree.page("/app/nl/gemeente/t-dal/")


def test_a_fact_without_words_in_this_language_is_marked_as_dutch(tiny_site: Site) -> None:
    page = html_of(tiny_site, ABOUT.format("en"))
    assert '<span lang="nl" dir="ltr">Huis Klein, ' in page


def test_sources_of_a_rule_and_a_fact_are_listed_on_the_page(tiny_site: Site) -> None:
    page = html_of(tiny_site, ABOUT.format("nl"))
    foot = page[page.index('class="page-foot"') :]
    for publisher in ("Overheid 2019", "Vereniging van artsen 2018", "Ministerie 2026"):
        assert publisher in foot


def test_a_changed_rule_is_shown_in_dutch_until_its_translation_follows(tree: Tree) -> None:
    tree.change(RULE, "Bel 112 bij benauwdheid.", "Bel 112 bij een hese stem.")
    page = tree.page(ABOUT.format("en"))
    card = re.search(r'<section class="block caution"[^>]*>.*?</section>', page, re.DOTALL)
    assert card
    assert 'lang="nl"' in card[0].split(">")[0]
    assert "Bel 112 bij een hese stem." in card[0]
    assert "shortness of breath" not in page
    assert "<p>Watch the neck.</p>" in page.split(card[0])[0]
    topic = tree.page(TOPIC.format("en"))
    assert '<span lang="nl" dir="ltr">Na geweld tegen uw hals' in topic

    dutch = load_content(tree.path).rules["nl"]["keel"]
    write_fields(tree.path / "en/rules/keel.md", {"source_hash": source_hash(dutch)})
    assert "shortness of breath" in tree.page(ABOUT.format("en"))


def test_a_check_mark_does_not_make_a_translation_stale(tree: Tree) -> None:
    before = load_content(tree.path)
    tree.change(RULE, " {check:safety}", "")
    tree.change("nl/veilig-thuis/anoniem.md", " {check:law}", "")
    after = load_content(tree.path)
    assert source_hash(before.rules["nl"]["keel"]) == source_hash(after.rules["nl"]["keel"])
    page = "veilig-thuis/anoniem"
    assert source_hash(before.pages["nl"][page]) == source_hash(after.pages["nl"][page])


def test_a_statement_to_check_is_a_sentence_or_a_list_item() -> None:
    text = (
        "Eén. Twee drie\nvier. {check:law} Vijf.{check:safety}\n\n- Zes. Zeven.\n  Acht "
        "{check:wording}\n- Negen\n\n## Kop\nTien {check:example}"
    )
    assert [(marked.kind, marked.line, marked.words) for marked in statements(text)] == [
        ("law", 2, "Twee drie vier"),
        ("safety", 2, "Vijf"),
        ("wording", 5, "Zes. Zeven. Acht"),
        ("example", 9, "Tien"),
    ]


def test_statements_of_pages_and_rules_have_their_line_number(tree: Tree) -> None:
    content = load_content(tree.path)
    page, rule = content.pages["nl"]["veilig-thuis/anoniem"], content.rules["nl"]["keel"]
    assert [(check.kind, check.line) for check in page.checks] == [
        ("law", tree.line("nl/veilig-thuis/anoniem.md", "{check:law}"))
    ]
    assert [(check.kind, check.line) for check in rule.checks] == [
        ("medical", tree.line(RULE, "{check:medical}")),
        ("safety", tree.line(RULE, "{check:safety}")),
    ]
