"""The commands that build a site, look at it, and say what is in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from werkzeug.serving import run_simple
from werkzeug.wrappers import Response

from meldapp import ROOT, TRANSLATIONS
from meldapp.cli.options import options, serving
from meldapp.content.faults import ContentError, ExplainedError
from meldapp.content.load import load_content
from meldapp.editors import approve as approvals
from meldapp.editors import translations
from meldapp.publish import folder, regions
from meldapp.publish.archive import write_archive
from meldapp.publish.build import Build, build_region
from meldapp.publish.sbom import write_sbom
from meldapp.publish.serve import SiteServer
from meldapp.web.app import create_app


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
    start = time.perf_counter()
    translations.check_complete(fields["content_dir"], fields["locales"])
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
def build_all(own_host: bool, jobs: int, keep_going: bool, **fields: Any) -> None:
    """Build every region, and a front page that finds the region by town.

    Each region gets its own folder under --out and its own prefix under --base.
    """
    start = time.perf_counter()
    translations.check_complete(fields["content_dir"], fields["locales"])
    results = regions.build_all(
        Build(None, **fields), own_host=own_host, jobs=jobs, keep_going=keep_going, say=click.echo
    )
    click.echo(f"\n{'region':28} {'pages':>6} {'MB':>6} {'seconds':>8} {'lacks':>6}")
    for result in results:
        figures = "FAILED"
        if report := result.report:
            seconds = sum(report.seconds.values())
            figures = f"{report.pages:6} {report.size / 1e6:6.1f} {seconds:8.1f} {result.lacks:6}"
        click.echo(f"{result.slug:28} {figures}")
    click.echo("What a region lacks before it goes live: python build.py check --region SLUG")
    pages = sum(result.report.pages for result in results if result.report)
    seconds = time.perf_counter() - start
    click.echo(f"\n{len(results)} regions, {pages} pages, {seconds:.1f} s, in {fields['out']}.")
    if failed := [result for result in results if result.problem]:
        raise ExplainedError(
            "\n".join(f"\n{result.slug} was not built:\n{result.problem}" for result in failed)
        )


class _Sources:
    """The app that `make` returns, made again whenever a file in one of the folders changes.

    While the content has faults, every address answers with them.
    """

    def __init__(self, make: Callable[[], Any], folders: Iterable[Path]) -> None:
        self.make = make
        self.folders = folders
        self.times: dict[Path, int] = {}

    def __call__(self, environ: Any, start_response: Any) -> Any:
        times = {
            path: path.stat().st_mtime_ns
            for folder in self.folders
            for path in folder.rglob("*")
            if path.suffix != ".mo"  # made from the .po
        }
        if times != self.times:
            self.times = times
            try:
                self.app = self.make()
            except ContentError as error:
                self.app = Response(f"{error}\n", 500)
        return self.app(environ, start_response)


@click.command()
@options("region", "content", "port")
def dev(region: str | None, content_dir: Path, port: int) -> None:
    """Serve the app from its sources, as they are at each request."""

    def make() -> Any:
        translations.compile_all()
        return create_app(region, content_dir=content_dir)

    templates = ROOT / "meldapp/web/templates"
    app = _Sources(make, (content_dir, ROOT / "static", TRANSLATIONS, templates))
    run_simple("127.0.0.1", port, app, use_reloader=True, threaded=False)


@click.command()
@options("out", "base", "port")
def serve(out: Path, base: str, port: int) -> None:
    """Serve a built site with the headers a host would send, until Ctrl-C."""
    if not (out / "index.html").exists():
        raise ExplainedError(f"There is no site in {out}.\nBuild it first: python build.py build")
    with serving("serve", port):
        server = SiteServer(out, port, base)
        click.echo(f"The app is at {server.url()} — stop with Ctrl-C.")
        server.serve_forever()


@click.command()
@options("out", "content")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write (default: SLUG-DAY.wacz).",
)
def archive(out: Path, content_dir: Path, file: Path | None) -> None:
    """Write a built site into one file for a web archive (WACZ)."""
    if not (out / folder.MARK).exists():
        raise ExplainedError(f"There is no site in {out}.\nBuild it first: python build.py build")
    slug, base = (out / folder.MARK).read_text("utf-8").split()
    content = load_content(content_dir)
    if slug not in content.regions:
        raise ExplainedError(
            f"{out} does not hold the site of one region.\nName the folder that does, such as "
            f"--out {out / 'twente'}"
        )
    public = content.regions[slug].public_url or content.site.public_url
    if not public:
        public = f"https://{slug}.example{base}"
        click.echo(f"{slug} has no public_url, so the archive gives its pages as {public}")
    moment = datetime.now(UTC)
    path = file or Path(f"{slug}-{moment:%Y-%m-%d}.wacz")
    count = write_archive(out, public.rstrip("/") + "/", path, moment)
    click.echo(f"{count} answers in {path} ({path.stat().st_size / 1e6:.1f} MB).")


@click.command()
def sbom() -> None:
    """Write the list of components of this version (CycloneDX) into sbom.cdx.json."""
    path = Path("sbom.cdx.json")
    click.echo(f"{write_sbom(path)} components in {path}.")
