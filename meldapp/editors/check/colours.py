"""The colours of the regions: those that cannot be read, or that mean something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from meldapp import ROOT
from meldapp.content.load import Content
from meldapp.editors.check.texts import file_name, line_with
from meldapp.editors.report import Finding
from meldapp.web import colours


def findings(content: Content, content_dir: Path) -> Iterator[Finding]:
    """Yield what would stop the build of a region."""
    tokens = (ROOT / "static/css/tokens.css").read_text("utf-8")
    for region in content.regions.values():
        path = content_dir / f"regions/{region.slug}.toml"
        text = path.read_text("utf-8-sig") if region.colours else ""
        for name, problem, remedy in colours.faults(tokens, region.colours):
            file, line = file_name(path, content_dir), line_with(text, f"{name} =")
            yield Finding(file, line, "error", "colour", f"{name}: {problem}", remedy)
