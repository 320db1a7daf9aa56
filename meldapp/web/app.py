"""The Meldcode app of one region.

`create_app` makes the Flask app that `make dev` serves and that a build freezes: each frozen file
equals its answer.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import flask_babel
from flask import Flask, Response, abort, g
from jinja2 import FileSystemBytecodeCache, StrictUndefined

from meldapp import ROOT, TRANSLATIONS
from meldapp.content.faults import ContentError, Fault, near
from meldapp.content.load import Content, load_content
from meldapp.content.locales import language
from meldapp.content.pages import ViolenceType
from meldapp.web import app_zone, changes, colours, help_zone, install, vocabulary
from meldapp.web.site import Site, current_site


def create_app(
    region: str | None = None,
    *,
    base: str = "/",
    locales: Iterable[str] | None = None,
    exit_url: str | None = None,
    content: Content | None = None,
    content_dir: Path | None = None,
) -> Flask:
    """Return the app of one region.

    `region` is a slug (default: that of site.toml), `base` the prefix of every address with a slash
    at both ends, `exit_url` the neutral site the exit goes to (default: the region's, else that of
    site.toml). Raises ContentError for faulty content, an unknown region or a language without
    words for its buttons.
    """
    if content is None:
        content = load_content(content_dir or ROOT / "content", locales)
    slug = region or content.site.default_region
    if slug not in content.regions:
        raise ContentError([_no_region(slug, content)])
    site = Site(content.for_region(slug), content.regions[slug], base, exit_url)
    if faults := list(_faults(site)):
        raise ContentError(faults)

    app = Flask(__name__, static_folder=None)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Jinja's own, which sees when a template changed: compiling them takes half a second.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    flask_babel.Babel(
        app, locale_selector=lambda: g.get("locale", "en").replace("-", "_"), default_locale="en"
    )
    app.jinja_env.globals.update(vocabulary.GLOBALS)
    app.jinja_env.filters.update(vocabulary.FILTERS)
    site.serve(app)
    app.context_processor(lambda: {"locale": g.locale, "language": language(g.locale)})
    app.url_value_preprocessor(use_language)
    for views in (help_zone, app_zone, install, changes):
        app.register_blueprint(views.bp)
    app.add_url_rule("/static/<path:name>", view_func=static_file)
    return app


def use_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the language from the address, once, for every view: the first where it names none."""
    if endpoint and values is not None:
        site = current_site()
        locale = values.pop("locale", site.content.site.languages[0])
        site.use(locale, "help" if endpoint == "help_zone.help_page" else "app")


def static_file(name: str) -> Response:
    """A style, script or picture under its name with a fingerprint."""
    served = current_site().served
    if name not in served:
        abort(404)
    return Response(
        served[name], mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream"
    )


def _no_region(slug: str, content: Content) -> Fault:
    known = ", ".join(sorted(content.regions))
    return Fault(
        f"content/regions/{slug}.toml",
        0,
        f"the region '{slug}' does not exist",
        f"{near(slug, content.regions)} There are: {known}.".strip(),
    )


def _faults(site: Site) -> Iterator[Fault]:
    """What the content cannot know: a language without words for its buttons, which would silently
    be English, colours that cannot be read or mean something else, icons that are not drawn.
    """
    for locale in site.content.site.all_languages:
        file = f"{locale.replace('-', '_')}/LC_MESSAGES/messages.po"
        if not (TRANSLATIONS / file).exists():
            yield Fault(
                f"translations/{file}",
                0,
                f"the buttons have no words in {locale!r}",
                f"Run: python build.py messages {locale}, then translate what it lists.",
            )
    for name, problem, remedy in colours.faults(site.region.colours):
        file = f"content/regions/{site.region.slug}.toml"
        yield Fault(file, 0, f"[colours] {name}: {problem}", remedy)
    for locale in site.content.site.languages:
        for page in site.content.all(ViolenceType, locale):
            if page.icon not in site.assets.icons:
                yield Fault(
                    page.file,
                    page.lines.get("icon", 1),
                    f"the icon '{page.icon}' is not drawn",
                    f"Use one of: {', '.join(sorted(site.assets.icons))}.",
                )
