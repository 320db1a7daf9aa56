"""Command line: build the app of one region (or check its content).

python build.py                       build the default region into dist/
python build.py --region twente       build another one
python build.py check                 what an editor must know about the content
python build.py stamp en              note that the English texts follow the Dutch ones as they are now
python build.py serve                 serve dist/ with the headers a host would send
python build.py dev                   Flask, made anew when code or content changes
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from meldapp import ROOT
from meldapp.content.faults import ContentError
from meldapp.editors import translations

WATCHED = {".py", ".md", ".toml", ".csv", ".html", ".css", ".js", ".svg", ".mo"}
"""Files whose change `dev` sees."""


def say(words: str) -> None:
    """Tell whoever is waiting."""
    print(words, flush=True)


def port_number(text: str) -> int:
    """A port a browser can ask for."""
    if not (text.isdecimal() and 0 < int(text[:6]) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; use a number from 1024 to 65535")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """The options, each explained."""
    top = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument(
        "command",
        nargs="?",
        default="build",
        choices=["build", "check", "stamp", "serve", "dev"],
        help="what to do (default: build)",
    )
    top.add_argument("language", nargs="?", help="with stamp: the translation to stamp, such as en")
    top.add_argument(
        "--region",
        metavar="SLUG",
        help="the region, by the name of its file in content/regions (default: default_region in content/site.toml)",
    )
    top.add_argument(
        "--out",
        type=Path,
        default=ROOT / "dist",
        metavar="DIR",
        help="where the site goes; the old one there stays until the new one is whole (default: dist)",
    )
    top.add_argument(
        "--base",
        default="/",
        metavar="/PREFIX/",
        help="the path under which the site is served, with a slash at both ends (default: /)",
    )
    top.add_argument(
        "--locales",
        metavar="nl,en",
        help="languages to publish, the source first (default: languages in content/site.toml)",
    )
    top.add_argument(
        "--exit-url",
        metavar="URL",
        help="the neutral site the exit goes to (default: the region's, else exit_url in content/site.toml)",
    )
    top.add_argument(
        "--all",
        action="store_true",
        help="build every region, each in its own folder under --out and its own prefix under --base, with a front page that finds the region by town",
    )
    top.add_argument(
        "--own-host",
        action="store_true",
        help="with --all: each region for the root of a host of its own instead of a prefix",
    )
    top.add_argument(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help="with --all: how many regions at a time (default: one for each core)",
    )
    top.add_argument(
        "--keep-going",
        action="store_true",
        help="with --all: publish the other regions when one is faulty; that one keeps its old site",
    )
    top.add_argument(
        "--new-region",
        action="store_true",
        help="ask the few questions that a new region needs, and write its file",
    )
    top.add_argument(
        "--content",
        type=Path,
        default=ROOT / "content",
        metavar="DIR",
        help="another folder with content (default: content)",
    )
    top.add_argument(
        "--port",
        type=port_number,
        default=8000,
        metavar="N",
        help="with serve and dev: the port (default: 8000)",
    )
    top.add_argument(
        "--format",
        choices=["text", "csv"],
        default="text",
        help="with check: csv for a spreadsheet (default: text)",
    )
    top.add_argument(
        "--answers",
        type=Path,
        metavar="DIR",
        help="with check, where there is no internet: a folder in which somebody saved the app-link files of the neutral site, with: wget -x https://HOST/.well-known/assetlinks.json https://HOST/.well-known/apple-app-site-association",
    )
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0 when all is well, 1 when somebody must put something right."""
    options = parser().parse_args(arguments)
    locales = (
        tuple(part.strip() for part in options.locales.split(",") if part.strip())
        if options.locales
        else None
    )
    if not re.fullmatch(r"/(\w[\w.~-]*/)*", options.base, re.ASCII):
        return complain(
            f"--base {options.base} is no path for a site.\nStart and end it with a slash, and use letters, digits and hyphens between, such as /meldcode/."
        )
    if options.exit_url is not None and not re.fullmatch(
        r"(https://|http://127\.0\.0\.)[^\s\"'<>]+", options.exit_url
    ):
        return complain(
            f"--exit-url {options.exit_url} must be a full address that starts with https://.\nThe exit may not leave over an open line."
        )
    if options.answers and not options.answers.is_dir():
        return complain(
            f"--answers {options.answers} is no folder.\nGive the folder in which the answers were saved; it holds a folder named after the host."
        )
    try:
        if options.command in ("build", "dev"):
            translations.compile_all()  # a catalogue that is not compiled would quietly give English buttons
        if options.command == "check":
            from meldapp.editors import check

            return check.run(options.content, locales, options.format, options.answers)
        if options.command == "stamp":
            from meldapp.editors import check

            return check.stamp(options.content, options.language or "en", say)
        if options.command == "serve":
            return serve(options)
        if options.command == "dev":
            return dev(options, locales)
        if options.new_region:
            from meldapp.editors import new_region

            return new_region.ask(options.content, say)
        return build_every(options, locales) if options.all else build(options, locales)
    except ContentError as error:
        count = len(error.faults)
        return complain(
            f"{error}\n\n{count} {'fault' if count == 1 else 'faults'} in the content. Nothing was built; the old site is untouched."
        )
    except KeyboardInterrupt:
        return complain("\nStopped. Nothing was put in place; the old site is untouched.")


def build(options: argparse.Namespace, locales: tuple[str, ...] | None) -> int:
    """Build one region and print what was made."""
    from meldapp.publish.build import Build, BuildError, build_region

    start = time.perf_counter()
    try:
        report = build_region(
            Build(
                options.region,
                options.out,
                options.base,
                locales,
                options.exit_url,
                options.content,
            ),
            say,
        )
    except BuildError as error:
        return complain(str(error))
    print(
        f"\n{report.region}: {report.pages} pages, {report.files} files, {report.size / 1e6:.1f} MB in {options.out}"
    )
    print("Sizes (brotli), with their limits:")
    for line in report.budgets:
        print(line)
    took = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in report.seconds.items())
    print(f"{time.perf_counter() - start:.1f} s in all ({took}).")
    return 0


def build_every(options: argparse.Namespace, locales: tuple[str, ...] | None) -> int:
    """Build every region; print a row for each, and what each still misses."""
    from meldapp.publish.build import BuildError
    from meldapp.publish.regions import AllRegions, build_all

    start = time.perf_counter()
    regions = AllRegions(
        options.out,
        options.base,
        options.own_host,
        locales,
        options.exit_url,
        options.content,
        options.jobs,
        options.keep_going,
    )
    try:
        results = build_all(regions, say)
    except BuildError as error:
        return complain(str(error))
    print(f"\n{'region':28} {'pages':>6} {'MB':>6} {'seconds':>8}")
    for result in results:
        made = (
            f"{result.report.pages:6} {result.report.size / 1e6:6.1f} {result.seconds:8.1f}"
            if result.report
            else "FAILED"
        )
        print(f"{result.slug:28} {made}")
    print("\nWhat a region could still add:")
    for result in results:
        if not result.problem:
            print(f"  {result.slug}: {', '.join(result.missing) or 'nothing'}")
    pages = sum(result.report.pages for result in results if result.report)
    print(
        f"\n{len(results)} regions, {pages} pages made, {time.perf_counter() - start:.1f} s, in {options.out}."
    )
    failed = [result for result in results if result.problem]
    return (
        complain(
            "\n".join(
                ["", *(f"{result.slug} was not built:\n{result.problem}" for result in failed)]
            )
        )
        if failed
        else 0
    )


def serve(options: argparse.Namespace) -> int:
    """Serve a built site with the headers a host would send, until stopped."""
    from meldapp.publish.serve import serve as serve_folder

    if not (options.out / "index.html").exists():
        return complain(f"There is no site in {options.out}.\nBuild it first: make build")
    say(f"The app is at http://127.0.0.1:{options.port}{options.base} — stop with Ctrl-C.")
    try:
        serve_folder(options.out, options.port, options.base)
    except OSError as error:
        return complain(
            f"Cannot serve on port {options.port}: {error.strerror}.\nChoose another one: make app PORT=8001"
        )
    except KeyboardInterrupt:
        print()
    return 0


def dev(options: argparse.Namespace, locales: tuple[str, ...] | None) -> int:
    """Flask with reload when code or content changes."""
    from werkzeug.serving import run_simple

    from meldapp.web.app import create_app

    def files() -> set[str]:
        return {
            str(path)
            for folder in (
                options.content,
                ROOT / "static",
                ROOT / "meldapp",
                ROOT / "translations",
            )
            for path in folder.rglob("*")
            if path.suffix in WATCHED
        }

    watched = files()
    if os.environ.get(
        "WERKZEUG_RUN_MAIN"
    ):  # the process that serves; the reloader sees to files that it knows
        threading.Thread(
            target=start_again_with_new_files, args=(files, watched), daemon=True
        ).start()
    try:
        app = create_app(
            options.region, locales=locales, exit_url=options.exit_url, content_dir=options.content
        )
    except ContentError as error:
        # Under the reloader the process must live on, so that the next save is seen.
        from flask import Flask

        app, words = Flask("faults"), str(error)
        complain(words)
        app.add_url_rule(
            "/",
            "faults",
            lambda path="": (words, 500, {"Content-Type": "text/plain; charset=utf-8"}),
        )
        app.add_url_rule("/<path:path>", "faults", None)
    run_simple(
        "127.0.0.1", options.port, app, use_reloader=True, extra_files=watched, threaded=False
    )
    return 0


def start_again_with_new_files(files: Callable[[], set[str]], known: set[str]) -> None:
    """End this process when files come or go, the way Werkzeug's reloader ends it when a file changes; it is then started again."""
    while files() == known:
        time.sleep(1)
    os._exit(3)


def complain(words: str) -> int:
    """Say what is wrong and what to do; returns the exit code."""
    print(words, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
