"""Blueprint of the help zone: one page per language that holds every topic, so that the address
never changes.
"""

from __future__ import annotations

from flask import Blueprint, g, render_template

from meldapp.content.facts import Contact
from meldapp.content.locales import language
from meldapp.content.pages import HelpTopic
from meldapp.web.site import current_site

bp = Blueprint("help_zone", __name__)


@bp.get("/")
@bp.get("/<locale>/")
def help_page() -> str:
    """The help zone in one language."""
    site = current_site()
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
        first_contact=_first_contact,
        contacts=site.content.contacts,
    )


def _first_contact(topic: HelpTopic) -> Contact:
    """Whom a topic leads to: the first it names, 112 aside, else Veilig Thuis."""
    named = (target for _, scheme, target in topic.links if scheme in ("call", "card"))
    contact_id = next((target for target in named if target != "alarm"), "veilig-thuis")
    return current_site().contact(contact_id)


@bp.get("/404.html")
def not_found() -> str:
    """What a host shows for a wrong address; it names no subject, since anyone may land here."""
    content = current_site().content
    return render_template(
        "help/not-found.html",
        pages=[content.pages[locale]["404"] for locale in content.site.languages],
    )
