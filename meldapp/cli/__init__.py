"""The commands of `python build.py`."""

from __future__ import annotations

import sys
from typing import Any

import click

from meldapp.cli import editors, publish
from meldapp.content.faults import ContentError, ExplainedError
from meldapp.editors import translations
from meldapp.editors.report import count

UNTOUCHED = " Nothing was written; the old site is untouched."


class Commands(click.Group):
    """Turns what a person can put right, and Ctrl-C, into a message and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of their files, for the help."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except ContentError as error:
            click.echo(f"{error}\n\n{count(len(error.faults), 'fault')}.{UNTOUCHED}", err=True)
        except ExplainedError as error:
            click.echo(str(error), err=True)
        except (KeyboardInterrupt, click.Abort):
            click.echo(f"\nStopped.{UNTOUCHED}", err=True)
        ctx.exit(1)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """Build, check and serve the Meldcode app."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")  # a Windows console may not know every letter
    translations.compile_all()  # without it the buttons would silently be English


for module in (publish, editors):
    for command in vars(module).values():
        if isinstance(command, click.Command):
            main.add_command(command)
