"""Writes the file of a new region from the answers to a few questions."""

from __future__ import annotations

from pathlib import Path

import click
import tomlkit

from meldapp.content.faults import ContentError, ExplainedError, near
from meldapp.content.load import Content, load_content
from meldapp.web.folding import bare


def slugify(name: str) -> str:
    """Return the name as a word for an address: `'s-Gravenhage` → `s-gravenhage`."""
    return bare(name).replace(" ", "-")


def ask(content_dir: Path) -> Path:
    """Ask what a new region needs; returns its file, which is known to load.

    Raises ExplainedError when the region has a file already, ContentError when the answers do not
    make a sound region; nothing is written then, and on Ctrl-C (click.Abort).
    """
    content = load_content(content_dir)
    click.echo("A new region. What you leave empty is shown in the app as not known.\n")
    name = click.prompt("Name of the area, without 'Veilig Thuis'", value_proc=_name)
    path = content_dir / "regions" / f"{slugify(name)}.toml"
    if path.exists():
        raise ExplainedError(f"{path} exists already. Edit that file, or choose another name.")
    organisation = click.prompt("Name of the organisation", default=f"Veilig Thuis {name}")
    website, exit_url = (
        click.prompt(question, default="", show_default=False, value_proc=_address)
        for question in (
            "Website (https://…), or Enter",
            "Neutral site for the exit (https://…), or Enter for the one all share",
        )
    )
    municipalities = click.prompt(
        "Municipalities, separated by ';'", value_proc=lambda text: _codes(text, content)
    )

    derived = 'of the list of municipalities; "confirmed" once the organisation has checked it'
    shared = "empty: the neutral site of content/site.toml"
    region = tomlkit.document()
    region.add(tomlkit.comment(f"{organisation}. What is not known stays empty: the app says so."))
    region["name"] = name
    region["organisation"] = organisation
    region["website"] = website
    region["confidence"] = tomlkit.item("derived").comment(derived)
    region["exit_url"] = tomlkit.item(exit_url).comment(shared)
    codes = tomlkit.array()
    for municipality in municipalities:
        codes.add_line(municipality, comment=content.municipalities[municipality].name)
    codes.add_line(indent="")  # the closing bracket gets a line of its own
    region["municipalities"] = codes
    path.write_text(tomlkit.dumps(region), "utf-8")
    try:
        load_content(content_dir)
    except ContentError:
        path.unlink()
        raise
    return path


def _name(text: str) -> str:
    if not slugify(text):
        raise click.UsageError("A name has letters: they become the address of the region.")
    return text.strip()


def _address(text: str) -> str:
    text = text.strip()
    if text and (not text.startswith("https://") or " " in text):
        raise click.UsageError("Start with https://, or leave it empty.")
    return text


def _codes(text: str, content: Content) -> list[str]:
    """Return the code of each municipality that is named, or given by its code."""
    names = {code: municipality.name for code, municipality in content.municipalities.items()}
    by_name = {name.casefold(): code for code, name in names.items()}
    region_of = {
        code: region for region in content.regions.values() for code in region.municipalities
    }
    codes = []
    for name in filter(None, (part.strip() for part in text.split(";"))):
        code = name.upper() if name.upper() in names else by_name.get(name.casefold(), "")
        if not code:
            meant = near(name, names.values())
            raise click.UsageError(f"{name} is not a municipality.{meant}")
        if code in region_of:
            region = region_of[code]
            click.echo(
                f"  {names[code]} belongs to {region.organisation} now. Take {code} out of "
                f"content/regions/{region.slug}.toml."
            )
        codes.append(code)
    if not codes:
        raise click.UsageError("Give at least one.")
    return codes
