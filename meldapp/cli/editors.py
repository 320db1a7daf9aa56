"""The commands for those who write, translate, check and approve the content."""

from __future__ import annotations

import sys
import webbrowser
from datetime import date, datetime
from pathlib import Path

import click

from meldapp import ROOT
from meldapp.cli.options import options, serving
from meldapp.content.faults import ExplainedError
from meldapp.content.load import Content, load_content, source_language
from meldapp.content.pages import HelpTopic
from meldapp.editors import agency, translations
from meldapp.editors import approve as approvals
from meldapp.editors import check as checks
from meldapp.editors import logo as logos
from meldapp.editors import native as natives
from meldapp.editors import new_region as regions
from meldapp.editors import review as reviews
from meldapp.editors import stamp as stamps
from meldapp.editors import theme as themes
from meldapp.editors.desk import serve as serve_desk
from meldapp.editors.desk.words import read_words

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@options("region", "content", "port")
@click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    default="nl",
    show_default=True,
    help="The language of the desk itself.",
)
def edit(region: str | None, content_dir: Path, port: int, language: str) -> None:
    """Open the editing desk: correct a text, a number or a translation, and approve a page.

    It answers this machine only, under an address that holds a secret.
    """
    words = read_words(language)
    click.echo(words("Reading the texts …"))

    def say(address: str) -> None:
        click.echo(words("The desk is at {address} (stop with Ctrl-C)", address=address))
        webbrowser.open(address)

    with serving("edit", port):
        serve_desk(content_dir, region, port, language, say)


@click.command()
@options("region", "content")
@click.option(
    "--format",
    type=click.Choice(["text", "csv"]),
    default="text",
    show_default=True,
    help="csv is for a spreadsheet.",
)
@click.option(
    "--answers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where there is no internet: a folder with the app-link files of the neutral site, saved"
    " with: wget -x https://HOST/.well-known/assetlinks.json"
    " https://HOST/.well-known/apple-app-site-association",
)
def check(region: str | None, content_dir: Path, format: str, answers: Path | None) -> None:
    """List what an editor should know about the content, and what a region lacks before it goes
    live.
    """
    if region and not (content_dir / f"regions/{region}.toml").exists():
        raise ExplainedError(f"There is no region '{region}' in {content_dir / 'regions'}.")
    sys.exit(checks.run(content_dir, format, answers, region))


@click.command()
@options("content")
@click.argument("language")
def stamp(content_dir: Path, language: str) -> None:
    """Record that every text in LANGUAGE follows the Dutch one as it is now.

    For nl: that readers were told what changed in the rules (`changed` in their heads).
    """
    stamps.stamp(content_dir, language)


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def theme(file: Path) -> None:
    """Propose the colours of a region from a theme of the NL Design System.

    FILE is a *.tokens.json, or a folder with all of a theme. A colour that is hard to read is
    adjusted, and the output says so; the lines go into the region's file.
    """
    proposal = themes.propose(file)
    click.echo("\n".join([*proposal.lines(), *(f"# {words}" for words in proposal.mended)]))


@click.command()
@click.argument("svg", type=EXISTING_FILE)
def logo(svg: Path) -> None:
    """Turn a logo into the lines for a region's file: flat shapes in one colour, at most 1 kB."""
    click.echo("\n".join(logos.lines(logos.read_logo(svg))))


@click.command()
@click.argument("languages", nargs=-1)
def messages(languages: tuple[str, ...]) -> None:
    """Update the catalogues with the words on buttons, and begin those of new LANGUAGES."""
    translations.update(*languages)


@click.command()
@options("content")
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@click.option(
    "--native",
    is_flag=True,
    help="A native speaker read these translated topics; PAGE may be a language, such as tr.",
)
@click.option("--by", metavar='"POSITION, ORGANISATION"', help="Who approved it; no person's name.")
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: date.today().isoformat(),
    metavar="YEAR-MONTH-DAY",
    help="The day of the approval (default: today).",
)
@click.option(
    "--answers",
    type=EXISTING_FILE,
    metavar="FILE",
    help="Instead of one PAGE: the table that review made, filled in.",
)
def approve(
    content_dir: Path,
    pages: tuple[str, ...],
    native: bool,
    by: str | None,
    day: datetime,
    answers: Path | None,
) -> None:
    """Record that Veilig Thuis approved the words of PAGE, such as stappen/2 or en/help/man.

    When the words change, the page falls back to a concept by itself. With --native: that a native
    speaker read a translation of the help zone, such as tr/help/nu-gevaar, or tr for all its
    topics.
    """
    if answers:
        approvals.take_answers(content_dir, answers)
    elif not (pages and by):
        raise ExplainedError(
            "Name the page and who approved it, or give --answers.\n"
            'For example: python build.py approve stappen/2 --by "gedragswetenschapper, Veilig '
            'Thuis Twente"'
        )
    elif native:
        sys.exit(natives.approve(content_dir, pages, by, day.date()))
    else:
        approvals.approve(content_dir, pages, by, day.date())


@click.command()
@options("content")
@click.argument("language", required=False)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "review",
    show_default="review",
    metavar="DIR",
    help="The folder of the sheets.",
)
def review(content_dir: Path, language: str | None, out: Path) -> None:
    """Write what Veilig Thuis must look at: a sheet to print per page, and a table to fill in.

    With a LANGUAGE of the help zone, such as tr: one sheet for a native speaker, with the Dutch
    beside the translation.
    """
    if language:
        file = natives.write_sheet(_with(content_dir, language), language, out)
        click.echo(f"Print or open {file}.")
    else:
        count = reviews.write(load_content(content_dir), out)
        click.echo(
            f"{count} statements to look at: open {out / 'index.html'}, or fill in "
            f"{out / reviews.TABLE}."
        )


@click.command("export")
@options("content")
@click.argument("language")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write (default: LANGUAGE.xlf).",
)
def export(content_dir: Path, language: str, out: Path | None) -> None:
    """Write what LANGUAGE needs for the help zone into one XLIFF file, for a translation agency."""
    path = out or Path(f"{language}.xlf")
    count = agency.write_xliff(_with(content_dir, language), language, path)
    click.echo(f"{count} pieces of text in {path}. When it comes back: python build.py import FILE")


@click.command("import")
@options("content")
@click.argument("file", type=EXISTING_FILE)
def take_in(content_dir: Path, file: Path) -> None:
    """Write the XLIFF file that came back from a translation agency into the texts of its
    language."""
    sys.exit(agency.take_in(content_dir, file))


def _with(content_dir: Path, locale: str) -> Content:
    """The content in Dutch and in one more language, published or not, if that has topics."""
    source = source_language(content_dir)
    begun = (content_dir / locale / HelpTopic.folder).is_dir()
    return load_content(content_dir, (source, locale) if begun else (source,))


@click.command("new-region")
@options("content")
def new_region(content_dir: Path) -> None:
    """Ask what a new region needs and write its file in content/regions."""
    path = regions.ask(content_dir)
    click.echo(f"\nWritten: {path}\nBuild it with: python build.py build --region {path.stem}")
