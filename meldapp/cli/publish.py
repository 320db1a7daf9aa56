"""The commands that build a site, look at it, and say what is in it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from werkzeug.serving import run_simple

from meldapp import ROOT
from meldapp.cli.options import Complaint, options, serving
from meldapp.content.faults import ContentError
from meldapp.content.load import load_content
from meldapp.editors import approve as approvals
from meldapp.editors import translations
from meldapp.publish import folder
from meldapp.publish.archive import write_archive
from meldapp.publish.build import Build, build_region
from meldapp.publish.regions import AllRegions, Result
from meldapp.publish.regions import build_all as build_every_region
from meldapp.publish.sbom import write_sbom
from meldapp.publish.serve import serve as serve_folder
from meldapp.web.app import create_app

WATCHED = {".py", ".md", ".toml", ".csv", ".html", ".css", ".js", ".svg", ".mo"}
"""Suffixes of the files whose change restarts `dev`."""


@click.command()
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


@click.command("build-all")
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


@click.command()
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


@click.command()
@options("out", "base", "port")
def serve(out: Path, base: str, port: int) -> None:
    """Serve a built site with the headers a host would send, until Ctrl-C."""
    if not (out / "index.html").exists():
        raise Complaint(f"There is no site in {out}.\nBuild it first: python build.py build")
    click.echo(f"The app is at http://127.0.0.1:{port}{base} — stop with Ctrl-C.")
    with serving("serve", port):
        serve_folder(out, port, base)


@click.command()
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


@click.command()
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
