"""The Meldcode app of one region.

`create_app` makes the Flask app that `make dev` serves and that a build freezes: each frozen file
equals its answer.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from pathlib import Path

import flask_babel
from flask import Flask, Response, abort, g
from jinja2 import FileSystemBytecodeCache, StrictUndefined

from meldapp import ROOT, TRANSLATIONS
from meldapp.content.faults import ContentError, Fault, near
from meldapp.content.load import Content, load_content
from meldapp.content.locales import language
from meldapp.content.pages import ViolenceType
from meldapp.web import app_zone, changes, colours, help_zone, install
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
    _check_region(slug, content)
    _check_catalogues(content.site.all_languages)
    site = Site(content.for_region(slug), content.regions[slug], ROOT / "static", base, exit_url)
    _check_icons(site)
    _check_colours(site)

    app = Flask(__name__, static_folder=None)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Jinja's own, which sees when a template changed: compiling them takes half a second.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    flask_babel.Babel(
        app, locale_selector=lambda: g.get("locale", "en").replace("-", "_"), default_locale="en"
    )
    site.serve(app)
    app.context_processor(
        lambda: {
            "locale": g.locale,
            "language": language(g.locale),
            **current_site().assets.inline_scripts,
        }
    )
    app.register_blueprint(help_zone.bp)
    app.register_blueprint(app_zone.bp)
    app.register_blueprint(install.bp)
    app.register_blueprint(changes.bp)
    app.add_url_rule("/static/<path:name>", view_func=static_file)
    return app


def static_file(name: str) -> Response:
    """A style, script or picture under its name with a fingerprint."""
    served = current_site().served
    if name not in served:
        abort(404)
    return Response(
        served[name], mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream"
    )


def _check_region(slug: str, content: Content) -> None:
    if slug in content.regions:
        return
    known = ", ".join(sorted(content.regions))
    raise ContentError(
        [
            Fault(
                f"content/regions/{slug}.toml",
                0,
                f"the region '{slug}' does not exist",
                f"{near(slug, content.regions)} There are: {known}.".strip(),
            )
        ]
    )


def _check_catalogues(locales: Iterable[str]) -> None:
    """Refuse languages without a catalogue: their buttons would silently be English."""
    without = [
        locale
        for locale in locales
        if not (TRANSLATIONS / locale.replace("-", "_") / "LC_MESSAGES" / "messages.po").exists()
    ]
    if without:
        raise ContentError(
            Fault(
                f"translations/{locale}/LC_MESSAGES/messages.po",
                0,
                f"the buttons have no words in {locale!r}",
                f"Run: python build.py messages {locale}, then translate what it lists.",
            )
            for locale in without
        )


def _check_colours(site: Site) -> None:
    """Refuse a region's own colours that cannot be read, or that mean something else."""
    region = site.region
    tokens = (site.static / "css/tokens.css").read_text("utf-8")
    if wrong := list(colours.faults(tokens, region.colours)):
        file = f"content/regions/{region.slug}.toml"
        raise ContentError(
            Fault(file, 0, f"[colours] {name}: {problem}", remedy)
            for name, problem, remedy in wrong
        )


def _check_icons(site: Site) -> None:
    drawn = sorted(site.assets.icon_names)
    types = [
        page
        for locale in site.content.site.languages
        for page in site.content.all(ViolenceType, locale)
    ]
    if undrawn := [page for page in types if page.icon not in drawn]:
        raise ContentError(
            Fault(
                page.file,
                page.lines.get("icon", 1),
                f"the icon '{page.icon}' is not drawn",
                f"Use one of: {', '.join(drawn)}.",
            )
            for page in undrawn
        )
