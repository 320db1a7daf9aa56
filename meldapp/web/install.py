"""Blueprint of installing: the page that explains it, and the web manifests, per language and per
face.

The app can be on a device under two faces: as "Meldcode", or as a plain "Wegwijzer" whose name,
icon and manifest say nothing about what is inside. A browser offers the face of the
page it is on, so each face has an install page of its own.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from meldapp.content.locales import language
from meldapp.content.pages import Section
from meldapp.web.site import Site, current_site, page

bp = Blueprint("install", __name__, url_prefix="/app")

SHORTCUTS = ("stappen", "signalen", "wegen", "bel")
"""The four of the bottom bar: what a long press on the icon offers."""


@bp.get("/<locale>/installeren/", defaults={"face": "meldcode"})
@bp.get("/<locale>/installeren/wegwijzer/", defaults={"face": "plain"})
def install(face: str) -> str:
    """How to put the app on a device, under one of its two faces."""
    return render_template("app/install.html", page=page(Section, "installeren"), face=face)


@bp.get("/<locale>.webmanifest", defaults={"face": "meldcode"})
@bp.get("/<locale>/plain.webmanifest", defaults={"face": "plain"})
def web_manifest(face: str) -> Response:
    """What a browser needs to know to install the app under this face."""
    text = json.dumps(describe(current_site(), face), ensure_ascii=False, indent=1)
    return Response(text + "\n", mimetype="application/manifest+json")


def describe(site: Site, face: str) -> dict[str, Any]:
    """The web manifest of one face in the language of the address; the plain one holds no word,
    picture or shortcut that tells what is inside.
    """
    assets, scope = site.assets, f"{site.base}app/"
    plain = face == "plain"
    manifest: dict[str, Any] = {
        # relative ids resolve against the origin, so two regions on one origin would be one app:
        # give the whole path
        "id": f"{scope}plain" if plain else scope,
        "name": _("Wegwijzer") if plain else f"{_('Meldcode')} {site.region.name}",
        "short_name": _("Wegwijzer") if plain else _("Meldcode"),
        "description": _("Information")
        if plain
        else _("Guide to the Dutch reporting code for domestic violence and child abuse"),
        "lang": g.locale,
        "dir": language(g.locale).direction,
        "start_url": site.address("", g.locale),
        "scope": scope,
        "display": "standalone",
        "display_override": ["standalone", "minimal-ui"],
        "launch_handler": {"client_mode": "navigate-existing"},
        "background_color": assets.token("page"),
        "theme_color": assets.token("primary"),
        "icons": [
            _picture(site, f"icons/{face}-192.png") | {"purpose": "any"},
            _picture(site, f"icons/{face}-512.png") | {"purpose": "any"},
            _picture(site, f"icons/{face}-maskable-512.png") | {"purpose": "maskable"},
        ],
    }
    if not plain:
        pages = site.content.pages[g.locale]
        manifest["shortcuts"] = [
            {"name": pages[page_id].label, "url": site.address(page_id, g.locale)}
            for page_id in SHORTCUTS
        ]
        manifest["screenshots"] = [
            _picture(site, f"install/steps-{shape}.png")
            | {"form_factor": shape, "label": pages["stappen"].title}
            for shape in ("narrow", "wide")
        ]
    return manifest


def _picture(site: Site, name: str) -> dict[str, str]:
    """A picture, its size in pixels read from the header of the PNG."""
    width, height = struct.unpack(">II", site.assets.files[name][1][16:24])
    return {"src": site.assets.path(name), "sizes": f"{width}x{height}", "type": "image/png"}
