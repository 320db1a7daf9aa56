"""The commands of `python build.py`."""

from __future__ import annotations

import sys
from typing import Any

import click

from meldapp.cli import editors, publish
from meldapp.cli.options import Complaint
from meldapp.content.faults import ContentError
from meldapp.publish.errors import BuildError


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


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """Build, check and serve the Meldcode app."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")  # a Windows console may not know every letter


for module in (publish, editors):
    for command in vars(module).values():
        if isinstance(command, click.Command):
            main.add_command(command)
