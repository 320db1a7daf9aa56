"""Blueprint of the help zone.

One page per language that holds every topic, so that the address never changes (SAFETY §1).
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, g, render_template

from meldapp.content.facts import Contact
from meldapp.content.locales import language
from meldapp.content.pages import HelpTopic
from meldapp.web.site import Site, current_site

bp = Blueprint("help_zone", __name__)

DOORS = ("unsafe", "about-me", "worried", "using-violence", "young", "carer", "rights")
"""The doors in the order readers see them; topics with door "call" stand below the numbers."""


DOOR_NUMBERS = {"young": ("kindertelefoon", "in-je-bol")}
"""Whom to call from a door, when that is not Veilig Thuis."""


def _numbers(site: Site, door: str) -> list[Contact]:
    """Whom to call from a door."""
    contacts = site.content.contacts
    wanted = (contacts.get(contact_id) for contact_id in DOOR_NUMBERS.get(door, ("veilig-thuis",)))
    return [contact for contact in wanted if contact and contact.shown]


def _first_contact(site: Site, topic: HelpTopic) -> Contact:
    """Whom a topic leads to: the first it names, 112 aside, else Veilig Thuis."""
    named = (target for _, scheme, target in topic.links if scheme in ("call", "card"))
    contact_id = next((target for target in named if target != "alarm"), "veilig-thuis")
    return site.contact(contact_id)


def _help_page(locale: str) -> str:
    site = current_site()
    site.use(locale, "help")
    topics = site.content.all(HelpTopic, g.locale)
    published = site.content.site.languages
    originals = {} if g.locale in published else site.content.pages[published[0]]
    return render_template(
        "help/help.html",
        topics=topics,
        translated=bool(originals),
        originals=originals,
        approvable=[originals.get(topic.id, topic) for topic in topics],
        app_language=language(site.app_locale(g.locale)),
        recordings={topic: name for topic, (name, _) in site.recordings.get(g.locale, {}).items()},
        doors=[
            (door, [topic for topic in topics if topic.door == door], _numbers(site, door))
            for door in DOORS
        ],
        first_contact=partial(_first_contact, site),
        about_calling=[topic for topic in topics if topic.door == "call"],
        contacts=site.content.contacts,
    )


@bp.get("/")
def default_language() -> str:
    """The help zone in the first language."""
    return _help_page(current_site().content.site.languages[0])


@bp.get("/<locale>/")
def help_page(locale: str) -> str:
    """The help zone in one language."""
    return _help_page(locale)


@bp.get("/404.html")
def not_found() -> str:
    """The page a host shows for an address that does not exist.

    It names no subject, since anyone may land here.
    """
    site = current_site()
    site.use(site.content.site.languages[0])
    if "404" not in site.content.pages[g.locale]:
        abort(404)
    return render_template(
        "help/not-found.html",
        pages=[site.content.pages[locale]["404"] for locale in site.content.site.languages],
    )
