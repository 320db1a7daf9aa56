"""The colours of the regions: those that cannot be read, or that mean something else."""

from __future__ import annotations

from collections.abc import Iterator

from meldapp.content.faults import line_of
from meldapp.editors.check.look import Look
from meldapp.editors.report import Finding
from meldapp.web import colours


def findings(look: Look) -> Iterator[Finding]:
    """Yield what would stop the build of a region."""
    for region in look.content.regions.values():
        file, lines = look.toml(f"regions/{region.slug}.toml")
        for name, problem, remedy in colours.faults(region.colours):
            line = line_of(lines, ("colours", name))
            yield Finding(file, line, "error", "colour", f"{name}: {problem}", remedy)
