"""One region's site while it runs: its content, its addresses, and what every template may use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import flask_babel
from babel.support import Translations
from flask import Flask, abort, current_app, g, render_template, request
from markupsafe import Markup, escape

from meldapp import TRANSLATIONS
from meldapp.content import markdown, slots
from meldapp.content.facts import Contact, Municipality, Region, RegionFact, Source
from meldapp.content.load import Content
from meldapp.content.locales import Language, language
from meldapp.content.pages import BY_FOLDER, HelpTopic, Page, Profession, Rule
from meldapp.web import drawings, places
from meldapp.web.assets import Assets

SOURCES_A_PAGE = 120


@dataclass(frozen=True, eq=False)
class Site:
    """What one region publishes, and under which prefix."""

    content: Content
    region: Region
    base: str = "/"
    chosen_exit: str | None = None
    """What the exit goes to in place of what the content says."""

    @property
    def exit_url(self) -> str:
        """The neutral site the exit goes to."""
        return self.chosen_exit or self.region.exit_url or self.content.site.exit_url

    @property
    def public_url(self) -> str:
        """Where the public finds this site, with a slash at the end; empty when nobody has said."""
        address = self.region.public_url or self.content.site.public_url
        return address and address.rstrip("/") + "/"

    @cached_property
    def assets(self) -> Assets:
        """The files of static/ under this site's prefix."""
        return Assets(self.base, self.region.colours, self.region.asks_first)

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages of both zones, the source first."""
        return tuple(language(code) for code in self.content.site.languages)

    @cached_property
    def help_languages(self) -> tuple[Language, ...]:
        """The languages that have the help zone only."""
        return tuple(language(code) for code in self.content.site.help_languages)

    def app_locale(self, locale: str) -> str:
        """The language in which a reader of the help zone finds the app zone: their own, else
        English, else the source.
        """
        published = self.content.site.languages
        return next((code for code in (locale, "en") if code in published), published[0])

    @cached_property
    def recordings(self) -> dict[str, dict[str, tuple[str, bytes]]]:
        """locale → topic → file that reads it aloud: a name that tells nothing, and bytes."""
        return {
            locale: {
                topic: (f"audio/{hashlib.sha256(sound).hexdigest()[:16]}.mp3", sound)
                for topic, sound in topics.items()
            }
            for locale, topics in self.content.recordings.items()
        }

    @cached_property
    def served(self) -> dict[str, bytes]:
        """Every file below static/, by the last part of its address."""
        sounds = [sound for topics in self.recordings.values() for sound in topics.values()]
        return {**self.assets.served, **dict(sounds)}

    @cached_property
    def words_checked(self) -> date:
        """The day on which a page of this site was last compared with its sources."""
        pages = (self.content.pages[locale].values() for locale in self.content.site.languages)
        return max(page.checked for of_locale in pages for page in of_locale)

    @cached_property
    def municipalities(self) -> tuple[Municipality, ...]:
        """The region's own municipalities by name."""
        municipalities = (self.content.municipalities[code] for code in self.region.municipalities)
        return tuple(sorted(municipalities, key=lambda municipality: municipality.name))

    def address(self, page_id: str, locale: str, zone: str = "app") -> str:
        """The absolute path of a page. The empty id is the start page of a zone."""
        page_id, hash_sign, fragment = page_id.partition("#")
        path = f"{page_id}/" if page_id and page_id != "index" else ""
        start = f"app/{self.app_locale(locale)}/" if zone == "app" else f"{locale}/"
        return f"{self.base}{start}{path}{hash_sign}{fragment}"

    def use(self, locale: str, zone: str = "app") -> None:
        """Use this language for the page being made; 404 where it is not published in this zone.

        A freeze shares one `g` between all pages, so each sets the language and refreshes Babel.
        """
        site = self.content.site
        if locale not in (site.languages if zone == "app" else site.all_languages):
            abort(404)
        g.locale = locale
        flask_babel.refresh()

    def serve(self, app: Flask) -> None:
        """Let an app answer for this site from now on, and give its templates what they use."""
        app.extensions["meldapp"] = self
        app.jinja_env.filters["placed"] = self.placed
        app.jinja_env.globals.update(
            self.assets.inline_scripts,
            asset=self.assets.path,
            base=self.base,
            contact=self.contact,
            csp=self.assets.csp,
            current_id=self.current_id,
            emblem=lambda: drawings.emblem(self.region, self.municipalities),
            exists=lambda page_id: page_id in self.content.pages[g.locale],
            exit_url=self.exit_url,
            help_languages=self.help_languages,
            href=lambda page_id="", locale=None, zone="app": self.address(
                page_id, locale or g.locale, zone
            ),
            icon=self.assets.icon,
            languages=self.languages,
            page_of=lambda page_id: self.content.pages[g.locale][page_id],
            pages_in=lambda folder: self.content.all(BY_FOLDER[folder], g.locale),
            region=self.region,
            site=self,
            source=lambda source_id: self.content.sources[source_id],
            source_language=self.languages[0],
            styles=self.assets.styles,
            token=self.assets.token,
            towns=lambda municipality: places.towns(self.content, municipality),
        )

    def current_id(self) -> str:
        """The id of the page being made, from its address; empty on a start page."""
        return request.path.removeprefix(f"/app/{g.locale}/").removeprefix("/app/").strip("/")

    def is_listed(self, page: Page) -> bool:
        """Whether a page belongs in an index of pages."""
        return not isinstance(page, HelpTopic) and page.id not in ("index", "404", "offline")

    def used_sources(self, locale: str) -> list[Source]:
        """Every source that a page, a contact or a fact of this region rests on, by publisher."""
        ids = {source for page in self.content.pages[locale].values() for source in page.sources}
        ids |= {source for rule in self.content.rules[locale].values() for source in rule.sources}
        ids |= {page.framework for page in self.content.all(Profession, locale)}
        ids |= {contact.source for contact in self.content.shown_contacts}
        ids |= {team.source for team in self.region.local_teams.values() if team.shown}
        ids |= {self.region.monitoring.source} if self.region.monitoring else set()
        ids |= {fact.source for key in self.region.facts if (fact := self.fact(key))}
        return sorted(
            (self.content.sources[source] for source in ids),
            key=lambda source: (source.publisher.casefold(), source.name.casefold()),
        )

    def sources_of(self, page: Page) -> list[Source]:
        """What a page rests on: its own sources, those of its rules, and those of the region's
        facts on it.
        """
        rules = [self.content.included[page.locale][rule_id] for rule_id, _ in page.rules]
        texts: list[Page | Rule] = [page, *rules]
        facts = [self.fact(key) for text in texts for key, _ in text.facts]
        ids = [source for text in texts for source in text.sources]
        ids += [fact.source for fact in facts if fact]
        return [self.content.sources[source] for source in dict.fromkeys(ids)]

    def publishers(self, page: Page) -> list[str]:
        """Who published what a page rests on, with the year; each once."""
        sources = self.sources_of(page)
        named = (f"{source.publisher} {source.date[:4]}".strip() for source in sources)
        return list(dict.fromkeys(named))

    def fact(self, key: str) -> RegionFact | None:
        """A fact of this region, as long as it is fresh enough to be shown as one."""
        fact = self.region.facts.get(key)
        return fact if fact and fact.is_fresh(date.today()) else None

    def source_pages(self, locale: str) -> int:
        """How many pages the list of sources takes: it would be too heavy for one."""
        return max(1, -(-len(self.used_sources(locale)) // SOURCES_A_PAGE))

    def last_resort(self, locale: str) -> str:
        """The page inside the worker itself, its last resort: 112, Veilig Thuis and the exit."""
        links = "".join(
            f'<p><a href="{contact.tel}">{escape(contact.name)}: {contact.number}</a></p>'
            for contact in (self.contact("alarm"), self.contact("veilig-thuis"))
        )
        title = escape(self.content.pages[locale]["offline"].title)
        words = Translations.load(TRANSLATIONS, [locale.replace("-", "_")])
        leave = escape(words.gettext("Close this website now"))
        return (
            f'<!doctype html><html lang="{locale}" dir="{language(locale).direction}">'
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            '<meta name="referrer" content="no-referrer">'
            f'<meta name="color-scheme" content="light dark"><title>{title}</title>'
            f'<p><a data-quick-exit rel="noreferrer" href="{escape(self.exit_url)}">{leave}</a></p>'
            f"<h1>{title}</h1>{links}"
        )

    def contact(self, contact_id: str) -> Contact:
        """A contact that may be shown; raises KeyError for another."""
        contact = self.content.contacts[contact_id]
        if not contact.shown:
            raise KeyError(f"the contact {contact_id!r} is uncertain and may not be shown")
        return contact

    def placed(self, body: str) -> Markup:
        """Fill the slots of a rendered text for this region, prefix and language."""
        fillers: dict[str, Callable[[str], str]] = {
            "icon": self.assets.icon,
            "page": lambda page_id: self.address(page_id, g.locale),
            "call": self._call_address,
            slots.FOREIGN: lambda code: Markup('<span lang="{}" dir="ltr">').format(code),
            "endlang": lambda _: "</span>",
            "number": lambda contact_id: self.contact(contact_id).number or "",
            "card": self._call_card,
            "drawing": drawings.drawing,
            "dial": lambda contact_id: render_template(
                "components/dial.html", contact=self.contact(contact_id)
            ),
        }
        return slots.place(slots.place_facts(body, self.fact_html), fillers)

    def language_of(self, words: Mapping[str, str]) -> str:
        """The language in which a page shows these words: its own, else the source, else any."""
        wanted: tuple[str, ...] = (g.locale, self.languages[0].code, *words)
        return next((locale for locale in wanted if locale in words), wanted[0])

    def fact_html(self, key: str, as_sentence: bool = False) -> Markup | None:
        """A fact of this region as HTML in the language of the page, or None without one."""
        fact = self.fact(key)
        if fact is None:
            return None
        locale = self.language_of(fact.value)
        words = fact.value.get(locale, str(fact.url).removeprefix("https://").rstrip("/"))
        if as_sentence and fact.value:
            words = words[0].upper() + words[1:] + "." * (not words.endswith((".", "?", "!")))
        html = (
            Markup(
                '<a class="external" rel="noreferrer noopener external" href="{}">{}</a>'
            ).format(fact.url, words)
            if fact.url
            else markdown.dialable(words)
        )
        return html if locale == g.locale else marked(html, locale)

    def _call_card(self, value: str) -> str:
        """The card of a contact; after a bar comes the title above it, which may name it too."""
        contact_id, _, title = value.partition("|")
        return render_template(
            "components/call-card.html", contact=self.contact(contact_id), titled=title
        )

    def _call_address(self, contact_id: str) -> str:
        contact = self.contact(contact_id)
        return contact.tel or str(contact.url)


def marked(words: str, locale: str) -> Markup:
    """Words in another language than the page as HTML, marked as such."""
    direction = language(locale).direction
    return Markup('<span lang="{}" dir="{}">{}</span>').format(locale, direction, words)


def current_site() -> Site:
    """The site of the app that is answering."""
    site: Site = current_app.extensions["meldapp"]
    return site


def page(kind: type[Page], page_id: str) -> Any:
    """The page of this kind and id in the language of the address, or 404."""
    return current_site().content.get(kind, g.locale, page_id) or abort(404)
