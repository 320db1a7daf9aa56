"""Words that were dangerous or wrong once, and must not come back; and what has to stand where somebody acts on it."""

from __future__ import annotations

import re

import pytest

from tests.kit.frozen_site import Page, Site

NOT_SAID = {
    "medicine against hiv starts within three days, not seven": (
        r"binnen (7|zeven) dagen kan het meeste|within (7|seven) days (if you can|most)",
        r"most is possible within 7 days",
    ),
    "strangulation has one threshold": (
        r"gewurgd[^.]{0,15}ook (als u niets ziet|zonder zichtbare plek)",
        r"strangled[^.]{0,10}even (if you see no marks|without a visible mark)",
        r"bij de keel gegrepen en heeft klachten|grabbed by the throat and has symptoms",
        r"gewurgd en is benauwd",
    ),
    "losing partner and children is no argument": (
        r"Het kan u uw relatie|cost you your relationship",
    ),
    "an adult may be asked": (
        r"Vraag niet door naar details of bewijs|Do not press for details or proof",
    ),
    "everybody who lives together can reach the other": (
        r"kan nu bij de ander komen|can reach the other now",
        r"kan niet veilig blijven waar hij is|cannot safely stay where they are",
    ),
    "police are not an equal choice beside Veilig Thuis": (
        r"(bel|meld)[^.]{0,30}Veilig Thuis (of|én) (bij )?de politie",
        r"(call|report to) Veilig Thuis (or|and) the police",
    ),
    "a placement can be voluntary, and urgent": (
        r"daarover beslist alleen een rechter",
        r"only a judge can decide that",
    ),
    "young children do not keep a code word": (r"met uw kinderen een codewoord af",),
    "papers that are missed give a plan away": (r"bewaar bij die persoon papieren, bankpas",),
    "evidence goes before blocking": (r"Stop het contact\. Bewaar de berichten",),
    "only the contact with the helper is deleted": (
        r"Laat sporen op de telefoon meteen wissen|Have traces on the phone deleted",
    ),
    "what somebody said is not kept from Veilig Thuis": (
        r"Vertel niet door wat iemand u in vertrouwen vertelde",
        r"Do not pass on what someone told you in confidence",
    ),
    "a sign alone is no immediate danger or ongoing harm": (
        r"zij mijdt zorg, keer op keer|ouders zijn daarbij steeds onbereikbaar",
        r"de partner beantwoordt altijd de vragen|een patroon van weglopen, honger of slaaptekort",
        r"knijpplekken op bovenarmen of in de hals|een cliënt durft niet met de partner mee",
    ),
}
"""Why → patterns of the old words, in Dutch and English. No page of the site may hold them."""

SAID = {
    "geweldsvormen/seksueel-geweld": (
        r"binnen 72 uur|no later than 72 hours",
        r"aangifte is niet nodig|nobody has to press charges",
    ),
    "geweldsvormen/rode-vlaggen": (
        r"persoonlijk veiligheidsplan|personal safety plan",
        r"Bel 112 na wurging|Call 112 after strangulation",
    ),
    "geweldsvormen/partnergeweld": (r"persoonlijk veiligheidsplan|personal safety plan",),
    "meldcode/letsel": (
        r"oren, nek, romp en billen|ears, neck, trunk and buttocks",
        r"huisarts of huisartsenpost|GP or out-of-hours GP",
    ),
    "meldcode/kind-vertelt": (r"Vraag niet door|Don[’']t probe",),
    "meldcode/volwassene-vertelt": (r"Vraag door|Ask more",),
    "meldcode/wurging": (r"vier weken|four weeks", r"slikken|swallow"),
    "stappen/3": (
        r"rode vlag of dwingende controle|red flag or coercive control",
        r"genitale verminking|genital mutilation",
        r"falsificatie|induced illness",
    ),
    "veilig-thuis/beroepsgeheim-en-meldrecht": (
        r"alleen dat het acute gevaar afwendt|only that averts the immediate danger",
        r"artikel 240|article 240",
        r"7\.3\.11",
    ),
    "meldcode/recht-en-rechten": (r"binnen twee weken|within two weeks",),
    "geweldsvormen/online-geweld": (r"Blokkeer daarna pas|Block only after that",),
    "geweldsvormen/eergerelateerd-geweld": (
        r"verder niets: de rest is bewijs|nothing else: the rest is evidence",
    ),
}
"""Page → patterns of what it has to say, in Dutch or English."""


def text(page: Page) -> str:
    """What stands on a page, white space folded."""
    return re.sub(r"\s+", " ", page.tree.text_content())


@pytest.fixture(scope="module")
def texts(site: Site) -> dict[str, str]:
    """Address → text of every page of both zones."""
    return {page.address: text(page) for zone in ("help", "app") for page in site.pages(zone)}


@pytest.mark.parametrize("why", NOT_SAID)
def test_words_that_were_dangerous_do_not_come_back(texts: dict[str, str], why: str) -> None:
    assert len(texts) > 100
    assert [
        f"{address}: {match[0]}"
        for address, words in texts.items()
        for pattern in NOT_SAID[why]
        if (match := re.search(pattern, words, re.I))
    ] == []


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize("page_id", SAID)
def test_what_somebody_acts_on_stands_on_the_page(
    texts: dict[str, str], page_id: str, locale: str
) -> None:
    words = texts[f"/app/{locale}/{page_id}/"]
    assert [pattern for pattern in SAID[page_id] if not re.search(pattern, words, re.I)] == []
