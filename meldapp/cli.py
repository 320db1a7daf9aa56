"""The commands of `python build.py`."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask
from werkzeug.serving import run_simple

from meldapp import ROOT
from meldapp.content.faults import ContentError
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
from meldapp.publish import folder
from meldapp.publish.archive import write_archive
from meldapp.publish.build import Build, build_region
from meldapp.publish.errors import BuildError
from meldapp.publish.regions import AllRegions, Result
from meldapp.publish.regions import build_all as build_every_region
from meldapp.publish.sbom import write_sbom
from meldapp.publish.serve import serve as serve_folder
from meldapp.web.app import create_app

WATCHED = {".py", ".md", ".toml", ".csv", ".html", ".css", ".js", ".svg", ".mo"}
"""Suffixes of the files whose change restarts `dev`."""
Command = TypeVar("Command", bound=Callable[..., Any])


class Complaint(click.ClickException):
    """Something a person can put right: the message says what and how; the exit code is 1."""

    def show(self, file: Any = None) -> None:
        """Print the message as it is, without click's `Error:` in front of it."""
        click.echo(self.format_message(), err=True)


class Commands(click.Group):
    """Turns faults in content, a build that fails and Ctrl-C into a message and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of this file, for the help."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except ContentError as error:
            count = f"{len(error.faults)} {'fault' if len(error.faults) == 1 else 'faults'}"
            raise Complaint(
                f"{error}\n\n{count} in the content. Nothing was built; the old site is untouched."
            ) from error
        except BuildError as error:
            raise Complaint(str(error)) from error
        except KeyboardInterrupt:
            raise Complaint(
                "\nStopped. Nothing was put in place; the old site is untouched."
            ) from None


# -- options ---------------------------------------------------------------------------------------


def _locales(_: click.Context, __: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    codes = tuple(part.strip() for part in (text or "").split(",") if part.strip())
    return codes or None


def _base(_: click.Context, __: click.Parameter, text: str) -> str:
    if not re.fullmatch(r"/(\w[\w.~-]*/)*", text, re.ASCII):
        raise Complaint(
            f"--base {text} is no path for a site.\nStart and end it with a slash, and use letters,"
            " digits and hyphens between, such as /meldcode/."
        )
    return text


def _exit_url(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    # 127.0.0.x is for the tests of the exit, which need sites of their own to go to.
    if text is None or re.fullmatch(r"(https://|http://127\.0\.0\.)[^\s\"'<>]+", text):
        return text
    raise Complaint(
        f"--exit-url {text} must be a full address that starts with https://.\n"
        "The exit may not leave over an open line."
    )


def options(*names: str) -> Callable[[Command], Command]:
    """Give a command some of the options that several commands share."""

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            command = SHARED[name](command)
        return command

    return decorate


SHARED: dict[str, Callable[[Any], Any]] = {
    "region": click.option(
        "--region",
        metavar="SLUG",
        help="The region, by the name of its file in content/regions"
        " (default: default_region in content/site.toml).",
    ),
    "out": click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=ROOT / "dist",
        show_default="dist",
        metavar="DIR",
        help="The folder of the site.",
    ),
    "base": click.option(
        "--base",
        default="/",
        show_default=True,
        callback=_base,
        metavar="/PREFIX/",
        help="The path under which the site is served, with a slash at both ends.",
    ),
    "locales": click.option(
        "--locales",
        callback=_locales,
        metavar="nl,en",
        help="The languages to publish, the source first"
        " (default: languages in content/site.toml).",
    ),
    "exit-url": click.option(
        "--exit-url",
        callback=_exit_url,
        metavar="URL",
        help="The neutral site the exit goes to"
        " (default: the region's, else exit_url in content/site.toml).",
    ),
    "content": click.option(
        "--content",
        "content_dir",
        type=click.Path(path_type=Path),
        default=ROOT / "content",
        show_default="content",
        metavar="DIR",
        help="The folder with the content.",
    ),
    "port": click.option(
        "--port",
        type=click.IntRange(1, 65535),
        default=8000,
        show_default=True,
        metavar="N",
        help="The port to listen on.",
    ),
}


# -- commands --------------------------------------------------------------------------------------


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """Build, check and serve the Meldcode app."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")  # a Windows console may not know every letter


@main.command()
@options("region", "out", "base", "locales", "exit-url", "content")
@click.option(
    "--release",
    is_flag=True,
    help="Refuse topics of the help zone that Veilig Thuis has not approved.",
)
def build(release: bool, **fields: Any) -> None:
    """Build the site of one region.

    The old site in --out stays in place until the new one is complete.
    """
    translations.compile_all()  # without it the buttons would silently be English
    translations.check_complete(fields["content_dir"], fields["locales"])
    start = time.perf_counter()
    if release:
        approvals.check_release(load_content(fields["content_dir"], fields["locales"]))
    report = build_region(Build(**fields), click.echo)
    click.echo(
        f"\n{report.region}: {report.pages} pages, {report.files} files,"
        f" {report.size / 1e6:.1f} MB in {fields['out']}"
    )
    click.echo("Sizes (brotli), with their limits:")
    for line in report.budgets:
        click.echo(str(line))
    seconds = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in report.seconds.items())
    click.echo(f"{time.perf_counter() - start:.1f} s in all ({seconds}).")


@main.command("build-all")
@options("out", "base", "locales", "exit-url", "content")
@click.option("--own-host", is_flag=True, help="Build each region for the root of its own host.")
@click.option(
    "--jobs",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="How many regions to build at a time (default: one for each core).",
)
@click.option(
    "--keep-going",
    is_flag=True,
    help="Publish the other regions when one is faulty; that one keeps its old site.",
)
def build_all(**fields: Any) -> None:
    """Build every region, and a front page that finds the region by town.

    Each region gets its own folder under --out and its own prefix under --base.
    """
    translations.compile_all()
    translations.check_complete(fields["content_dir"], fields["locales"])
    start = time.perf_counter()
    results = build_every_region(AllRegions(**fields), click.echo)
    click.echo("\n".join(_table(results)))
    pages = sum(result.report.pages for result in results if result.report)
    seconds = time.perf_counter() - start
    click.echo(f"\n{len(results)} regions, {pages} pages, {seconds:.1f} s, in {fields['out']}.")
    if failed := [result for result in results if result.problem]:
        raise Complaint(
            "\n".join(f"\n{result.slug} was not built:\n{result.problem}" for result in failed)
        )


def _table(results: list[Result]) -> list[str]:
    """A line per region with what was built, and a line with what it still lacks."""
    lines = [f"\n{'region':28} {'pages':>6} {'MB':>6} {'seconds':>8}"]
    for result in results:
        figures = "FAILED"
        if report := result.report:
            figures = f"{report.pages:6} {report.size / 1e6:6.1f} {result.seconds:8.1f}"
        lines.append(f"{result.slug:28} {figures}")
    lines.append("\nWhat a region could still add:")
    lines += [
        f"  {result.slug}: {', '.join(result.missing) or 'nothing'}"
        for result in results
        if not result.problem
    ]
    return lines


@main.command()
@options("region", "locales", "exit-url", "content", "port")
def dev(
    region: str | None,
    locales: tuple[str, ...] | None,
    exit_url: str | None,
    content_dir: Path,
    port: int,
) -> None:
    """Serve the app from its sources, and restart it when one changes."""
    translations.compile_all()

    def files() -> set[str]:
        folders = (content_dir, ROOT / "static", ROOT / "meldapp", ROOT / "translations")
        return {
            str(path) for folder in folders for path in folder.rglob("*") if path.suffix in WATCHED
        }

    watched = files()
    if os.environ.get("WERKZEUG_RUN_MAIN"):  # the serving process, not the one that watches it
        threading.Thread(target=_restart_on_new_files, args=(files, watched), daemon=True).start()
    try:
        app = create_app(region, locales=locales, exit_url=exit_url, content_dir=content_dir)
    except ContentError as error:
        # Ending here would end the reloader too, and the next save would not be noticed.
        click.echo(str(error), err=True)
        app = _app_with_faults(str(error))
    run_simple("127.0.0.1", port, app, use_reloader=True, extra_files=watched, threaded=False)


def _app_with_faults(message: str) -> Flask:
    """Return an app that answers every address with the faults in the content."""
    app = Flask("faults")

    @app.route("/")
    @app.route("/<path:path>")
    def faults(path: str = "") -> tuple[str, int, dict[str, str]]:
        return message, 500, {"Content-Type": "text/plain; charset=utf-8"}

    return app


def _restart_on_new_files(files: Callable[[], set[str]], known: set[str]) -> None:
    """End this process when a file is added or removed.

    Werkzeug's reloader watches only files it knows; exit code 3 makes it start the process again.
    """
    while files() == known:
        time.sleep(1)
    os._exit(3)


@main.command()
@options("region", "content", "port")
@click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    default="nl",
    show_default=True,
    help="The language of the desk itself.",
)
@click.option("--no-browser", is_flag=True, help="Only show the address; do not open it.")
def edit(region: str | None, content_dir: Path, port: int, language: str, no_browser: bool) -> None:
    """Open the editing desk: correct a text, a number or a translation, and approve a page.

    It answers this machine only, under an address that holds a secret.
    """
    translations.compile_all()
    click.echo("Reading the texts …")

    def say(address: str) -> None:
        click.echo(f"The desk is at {address} — stop with Ctrl-C.")
        if not no_browser:
            webbrowser.open(address)

    try:
        serve_desk(content_dir, region, port, language, say)
    except OSError as error:
        raise Complaint(
            f"Cannot serve on port {port}: {error.strerror}.\n"
            f"Choose another one: python build.py edit --port {port % 65535 + 1}"
        ) from error
    except KeyboardInterrupt:
        click.echo()


@main.command()
@options("out", "base", "port")
def serve(out: Path, base: str, port: int) -> None:
    """Serve a built site with the headers a host would send, until Ctrl-C."""
    if not (out / "index.html").exists():
        raise Complaint(f"There is no site in {out}.\nBuild it first: python build.py build")
    click.echo(f"The app is at http://127.0.0.1:{port}{base} — stop with Ctrl-C.")
    try:
        serve_folder(out, port, base)
    except OSError as error:
        raise Complaint(
            f"Cannot serve on port {port}: {error.strerror}.\n"
            f"Choose another one: python build.py serve --port {port % 65535 + 1}"
        ) from error
    except KeyboardInterrupt:
        click.echo()


@main.command()
@options("out", "content")
@click.option(
    "--url",
    metavar="URL",
    help="Where the public finds the site (default: public_url of the region).",
)
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write (default: SLUG-DAY.wacz).",
)
def archive(out: Path, content_dir: Path, url: str | None, file: Path | None) -> None:
    """Write a built site into one file for a web archive (WACZ)."""
    if not (out / folder.MARK).exists():
        raise Complaint(f"There is no site in {out}.\nBuild it first: python build.py build")
    slug, base = (out / folder.MARK).read_text("utf-8").split()
    content = load_content(content_dir)
    public = url or content.regions[slug].public_url or content.site.public_url
    if not public:
        public = f"https://{slug}.example{base}"
        click.echo(f"{slug} has no public_url, so the archive gives its pages as {public}")
    moment = datetime.now(UTC)
    path = file or Path(f"{slug}-{moment:%Y-%m-%d}.wacz")
    count = write_archive(out, public.rstrip("/") + "/", path, moment)
    click.echo(f"{count} answers in {path} ({path.stat().st_size / 1e6:.1f} MB).")


@main.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("sbom.cdx.json"),
    show_default="sbom.cdx.json",
    metavar="FILE",
    help="The file to write.",
)
def sbom(out: Path) -> None:
    """Write the list of components of this version (CycloneDX)."""
    click.echo(f"{write_sbom(out)} components in {out}.")


@main.command()
@options("region", "locales", "content")
@click.option(
    "--format",
    "output",
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
@click.pass_context
def check(
    ctx: click.Context,
    region: str | None,
    locales: tuple[str, ...] | None,
    content_dir: Path,
    output: str,
    answers: Path | None,
) -> None:
    """List what an editor should know about the content, and what a region lacks before it goes
    live.
    """
    if region and not (content_dir / f"regions/{region}.toml").exists():
        raise Complaint(f"There is no region '{region}' in {content_dir / 'regions'}.")
    ctx.exit(checks.run(content_dir, locales, output, answers, region))


@main.command()
@options("content")
@click.argument("language")
@click.pass_context
def stamp(ctx: click.Context, content_dir: Path, language: str) -> None:
    """Record that the texts in LANGUAGE follow the Dutch ones as they are now.

    For nl: that readers were told what changed in the rules (`changed` in their heads).
    """
    ctx.exit(stamps.stamp(content_dir, language, click.echo))


@main.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FILE")
def theme(path: Path) -> None:
    """Propose the colours of a region from a theme of the NL Design System.

    FILE is a *.tokens.json, or a folder with all of a theme. What cannot be read is mended, and
    said; the lines go into the region's file.
    """
    try:
        proposal = themes.propose(path)
    except themes.ThemeError as error:
        raise Complaint(str(error)) from error
    click.echo("\n".join(proposal.lines()))
    for words in proposal.mended:
        click.echo(f"# {words}")


@main.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="SVG")
def logo(path: Path) -> None:
    """Turn a logo into the lines for a region's file: flat shapes in one colour, at most 1 kB."""
    try:
        drawn = logos.read_logo(path)
    except logos.LogoError as error:
        raise Complaint(str(error)) from error
    click.echo("\n".join(logos.lines(drawn)))


@main.command()
@click.argument("languages", nargs=-1)
def messages(languages: tuple[str, ...]) -> None:
    """Update the catalogues with the words on buttons, and begin those of new LANGUAGES."""
    try:
        translations.update(*languages)
    except ValueError as error:
        raise Complaint(str(error)) from error


@main.command()
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
    metavar="YEAR-MONTH-DAY",
    help="The day of the approval (default: today).",
)
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Instead of one PAGE: the table that review made, filled in.",
)
@click.pass_context
def approve(
    ctx: click.Context,
    content_dir: Path,
    pages: tuple[str, ...],
    native: bool,
    by: str | None,
    day: datetime | None,
    answers: Path | None,
) -> None:
    """Record that Veilig Thuis approved the words of PAGE, such as stappen/2 or en/help/man.

    When the words change, the page falls back to a concept by itself. With --native: that a native
    speaker read a translation of the help zone, such as tr/help/nu-gevaar, or tr for all its
    topics.
    """
    if answers:
        ctx.exit(approvals.take_answers(content_dir, answers, click.echo))
    if not (pages and by):
        raise Complaint(
            "Name the page and who approved it, or give --answers.\n"
            'For example: python build.py approve stappen/2 --by "gedragswetenschapper, Veilig '
            'Thuis Twente"'
        )
    approved = (day or datetime.now()).date()
    if native:
        ctx.exit(natives.approve(content_dir, pages, by, approved, click.echo))
    codes = [approvals.approve(content_dir, page, by, approved, click.echo) for page in pages]
    ctx.exit(max(codes))


@main.command()
@options("locales", "content")
@click.argument("language", required=False)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "review",
    show_default="review",
    metavar="DIR",
    help="The folder of the sheets.",
)
def review(
    locales: tuple[str, ...] | None, content_dir: Path, language: str | None, out: Path
) -> None:
    """Write what Veilig Thuis must look at: a sheet to print per page, and a table to fill in.

    With a LANGUAGE of the help zone, such as tr: one sheet for a native speaker, with the Dutch
    beside the translation.
    """
    if language:
        try:
            file = natives.write_sheet(_with(content_dir, language), language, out)
        except ValueError as error:
            raise Complaint(str(error)) from error
        click.echo(f"Print or open {file}.")
        return
    count = reviews.write(load_content(content_dir, locales), out)
    click.echo(
        f"{count} statements to look at: open {out / 'index.html'}, or fill in "
        f"{out / reviews.TABLE}."
    )


@main.command("export")
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
    try:
        count = agency.write_xliff(_with(content_dir, language), language, path)
    except ValueError as error:
        raise Complaint(str(error)) from error
    click.echo(f"{count} pieces of text in {path}. When it comes back: python build.py import FILE")


@main.command("import")
@options("content")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def take_in(ctx: click.Context, content_dir: Path, file: Path) -> None:
    """Write the XLIFF file that came back from a translation agency into the texts of its
    language."""
    ctx.exit(agency.take_in(content_dir, file, click.echo))


def _with(content_dir: Path, locale: str) -> Content:
    """The content in Dutch and in one more language, published or not;

    in Dutch alone while that has no topics.
    """
    source = source_language(content_dir)
    begun = (content_dir / locale / HelpTopic.folder).is_dir()
    return load_content(content_dir, (source, locale) if begun else (source,))


@main.command("new-region")
@options("content")
def new_region(content_dir: Path) -> None:
    """Ask what a new region needs and write its file in content/regions."""
    try:
        path = regions.ask(content_dir)
    except FileExistsError as error:
        raise Complaint(
            f"{error} exists already. Edit that file, or choose another name."
        ) from error
    except click.Abort:
        raise Complaint("\nStopped. Nothing was written.") from None
    click.echo(f"\nWritten: {path}\nBuild it with: python build.py build --region {path.stem}")
