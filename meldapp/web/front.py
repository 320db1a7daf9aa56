"""The page above all regions.

It finds the Veilig Thuis of a town and leads to that region's app.
"""

from __future__ import annotations

from pathlib import Path

from flask import render_template

from meldapp.content.load import Content
from meldapp.web.app import create_app
from meldapp.web.places import places
from meldapp.web.site import Site


def write_front_page(
    folder: Path, content: Content, base: str, own_host: bool, exit_url: str | None
) -> None:
    """Write the front page, its script and list of places, and nothing else, into the folder that
    holds the regions.

    It neither stores nor sends what is typed. With `own_host` the regions lie at the root of hosts
    we do not know, so it names them without links.
    """
    app = create_app(None, base=base, exit_url=exit_url, content=content)
    site: Site = app.extensions["meldapp"]
    regions = sorted(content.regions.values(), key=lambda region: region.name)
    for locale in content.site.all_languages:
        with app.test_request_context(f"/{locale}/"):
            site.use(locale, "help")
            page = render_template(
                "help/regions.html", regions=regions, own_host=own_host, content=content
            )
        for name in (
            ("index.html", f"{locale}/index.html")
            if locale == content.site.languages[0]
            else (f"{locale}/index.html",)
        ):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(page, "utf-8")
    for name in ("js/lookup.js", "js/front.js"):
        target = folder / site.assets.path(name).removeprefix(base)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(site.assets.content(name))
    (folder / "plaatsen.json").write_text(places(content), "utf-8")
