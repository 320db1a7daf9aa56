"""The page above all regions: it finds the Veilig Thuis of a town and leads to its app."""

from __future__ import annotations

from pathlib import Path

from flask import render_template

from meldapp.content.load import Content
from meldapp.web.app import create_app
from meldapp.web.places import by_name, places
from meldapp.web.site import Site


def write_front_page(
    folder: Path, content: Content, base: str, own_host: bool, exit_url: str | None
) -> None:
    """Write the front page, its script and list of places, and nothing else, into the folder that
    holds the regions.

    It neither stores nor sends what is typed. With `own_host` the regions are at the root of hosts
    we do not know, so it names them without links.
    """
    app = create_app(None, base=base, exit_url=exit_url, content=content)
    site: Site = app.extensions["meldapp"]
    files: dict[str, str | bytes] = {"plaatsen.json": places(content)}
    for locale in content.site.all_languages:
        with app.test_request_context(f"/{locale}/"):
            site.use(locale, "help")
            files[f"{locale}/index.html"] = render_template(
                "help/regions.html", regions=by_name(content), own_host=own_host, content=content
            )
    files["index.html"] = files[f"{content.site.languages[0]}/index.html"]
    for name in ("js/lookup.js", "js/front.js"):
        address, script = site.assets.files[name]
        files[f"static/{address}"] = script
    for name, file in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(file if isinstance(file, bytes) else file.encode())
