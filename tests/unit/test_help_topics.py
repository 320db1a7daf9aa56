"""The help zone's topics: one screenful each, one number to dial, and the words that keep someone
safe.
"""

from __future__ import annotations

import re

import pytest

from meldapp.content.load import Content
from meldapp.content.pages import HelpTopic
from meldapp.content.sentences import count_words, pieces

LONGEST_TOPIC = 160
LONGEST_SENTENCE = 18
AVERAGE = (7, 12.5)
"""Words a sentence. Lists and questions pull the average of a short topic down."""


@pytest.fixture(scope="module")
def topics(content: Content) -> list[HelpTopic]:
    return [
        topic
        for locale in content.site.languages
        for topic in content.pages[locale].values()
        if isinstance(topic, HelpTopic)
    ]


def test_a_topic_is_one_screenful_of_short_sentences(topics: list[HelpTopic]) -> None:
    for topic in topics:
        parts = list(pieces(topic.whole))
        sentences = [sentence for part in parts for sentence in part.sentences]
        lengths = [count_words(sentence) for sentence in sentences]
        assert sum(part.count for part in parts) <= LONGEST_TOPIC, topic.file
        assert max(lengths) <= LONGEST_SENTENCE, (topic.file, max(sentences, key=count_words))
        assert AVERAGE[0] <= sum(lengths) / len(lengths) <= AVERAGE[1], topic.file


def test_a_topic_has_one_number_to_dial(topics: list[HelpTopic]) -> None:
    for topic in topics:
        dials = [name for name, _, _ in topic.blocks if name in ("urgent", "call")]
        about_the_device = topic.slug.startswith(("wat-blijft", "wis"))
        assert len(dials) == 1 or (about_the_device and len(dials) <= 1), topic.file


def test_the_first_line_is_not_said_twice(topics: list[HelpTopic]) -> None:
    assert [topic.file for topic in topics if topic.summary.rstrip(".") in topic.whole] == []


def _says(topics: list[HelpTopic], slug: str) -> str:
    """The Dutch topic as it is read, first line included."""
    (topic,) = [topic for topic in topics if topic.id == f"help/{slug}" and topic.locale == "nl"]
    return f"{topic.summary}\n{topic.whole}"


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("seksueel-geweld", "binnen 72 uur"),
        ("seksueel-geweld", "ook zonder aangifte"),
        ("nu-gevaar", "ook als er niets te zien is"),
        ("thuis-niet-veilig", "Het is niet jouw schuld"),
        ("kinderen-in-huis", "binnen twee weken"),
        ("kinderen-in-huis", "Vertel een jong kind niets over weggaan"),
        ("weggaan", "Neem paspoort, bankpas en pillen pas die dag zelf mee"),
        ("weggaan", "**Kinderen** gaan mee"),
        ("wat-zeg-ik", "Vertel het niemand verder"),
        ("naaktfoto", "Blokkeer daarna pas"),
        ("hoort-hij-het", "Dan doet Veilig Thuis meestal niets zonder uw ja"),
        ("ik-kan-niet-praten", "zeg zachtjes uw plaats, uw straat en het woord politie"),
        ("geweld-van-vroeger", "heel oude feiten kunnen al verjaard zijn"),
        ("zorgen-om-een-kind", "Bel Veilig Thuis voordat u met de ouders praat"),
        ("op-leeftijd", "Bent u bang voor wie uw geld neemt? Bel eerst Veilig Thuis"),
        ("bang-voor-wat-ik-ga-doen", "een baby geschud is"),
    ],
)
def test_a_topic_says_what_keeps_someone_safe(
    topics: list[HelpTopic], slug: str, words: str
) -> None:
    assert words in _says(topics, slug)


@pytest.mark.parametrize(
    "wrong",
    [
        r"binnen (zeven|7) dagen",
        r"beslist alleen een rechter|alleen een rechter kan",
        r"met uw kinderen een codewoord",
        r"Bewaar bij die persoon papieren",
        r"Beloof niet dat u het geheimhoudt",
        r"Stop het contact\. Bewaar",
        r"Wie u pijn doet, maakt niet uit",
        r"Ik ben ouder en niet veilig",
        r"[Mm]asker.?19",
        r"politie zet u niet uit",
        r"ga naar iemand die je kent",
    ],
)
def test_no_topic_says_what_put_someone_in_danger(topics: list[HelpTopic], wrong: str) -> None:
    assert [
        topic.file
        for topic in topics
        if re.search(wrong, f"{topic.title}\n{topic.summary}\n{topic.whole}")
    ] == []


def test_punishment_is_not_the_first_thing_said_to_someone_who_wants_to_stop(
    topics: list[HelpTopic],
) -> None:
    text = _says(topics, "ik-wil-stoppen")
    help_comes_first = max(text.index(word) for word in ("Veilig Thuis", "De Waag", "113"))
    assert text.index("strafbaar") > help_comes_first
