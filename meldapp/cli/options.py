"""The options that several commands share."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from meldapp import ROOT
from meldapp.content.faults import ExplainedError

Command = TypeVar("Command", bound=Callable[..., Any])


@contextlib.contextmanager
def serving(command: str, port: int) -> Iterator[None]:
    """End a server quietly at Ctrl-C, and explain when its port is taken."""
    try:
        yield
    except OSError as error:
        raise ExplainedError(
            f"Cannot serve on port {port}: {error.strerror}.\n"
            f"Choose another one: python build.py {command} --port {port % 65535 + 1}"
        ) from error
    except KeyboardInterrupt:
        click.echo()


def _locales(_: click.Context, __: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    codes = tuple(part.strip() for part in (text or "").split(",") if part.strip())
    return codes or None


def _shaped(pattern: str, problem: str) -> Callable[..., str | None]:
    """A callback that refuses a value of another shape."""

    def check(_: click.Context, option: click.Parameter, text: str | None) -> str | None:
        if text is not None and not re.fullmatch(pattern, text):
            raise ExplainedError(f"{option.opts[0]} {text} {problem}")
        return text

    return check


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
        callback=_shaped(
            r"(?a:/(\w[\w.~-]*/)*)",
            "is not a path for a site.\nStart and end it with a slash, and use letters, digits and "
            "hyphens between, such as /meldcode/.",
        ),
        metavar="/PREFIX/",
        help="The path under which the site is served, with a slash at both ends.",
    ),
    "locales": click.option(
        "--locales",
        callback=_locales,
        metavar="nl,en",
        help="The languages to publish, the source first (default: those of content/site.toml).",
    ),
    "exit-url": click.option(
        "--exit-url",
        # 127.0.0.x is for the tests of the exit, which need sites of their own to go to.
        callback=_shaped(
            r"(https://|http://127\.0\.0\.)[^\s\"'<>]+",
            "must be a full address that starts with https://.\nThe exit may not leave over an "
            "unencrypted connection.",
        ),
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
