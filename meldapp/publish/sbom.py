"""The list of components (CycloneDX), for whoever must know what is in a release.

Only htmx travels to readers. Everything else is used while a site is made or tested, and nothing of
it runs on a host, hence the scope `excluded`.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from meldapp import ROOT, __version__

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
USES = {"app": "to build a site", "dev": "to lint and test"}
"""Name in requirements/ → what for; a package is listed under the first that names it."""
APP = "meldcode-app"
PINNED = re.compile(
    r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+?))? *\\?\n"
    r"(?P<more>(?:[ ]+[^\n]*\n)*)",
    re.M,
)
VIA = re.compile(r"^ +# +(?:via +)?(?P<parent>[a-z0-9._-]+)(?P<ours> \(pyproject.toml\))?$", re.M)


def components_of(root: Path = ROOT) -> dict[str, Any]:
    """The list as CycloneDX 1.6; the same files give the same list."""
    pinned: dict[str, dict[str, Any]] = {}
    parents: dict[str, set[str]] = {"htmx.org": {APP}}
    for use, words in USES.items():
        for match in PINNED.finditer((root / f"requirements/{use}.txt").read_text("utf-8")):
            package = _package(match["name"], match["version"], match["marker"], words)
            pinned.setdefault(package["bom-ref"], package)
            parents.setdefault(match["name"], set()).update(
                APP if via["ours"] else via["parent"] for via in VIA.finditer(match["more"])
            )
    htmx = [_htmx(path) for path in sorted((root / "static/vendor").glob("htmx-*.min.js"))]
    components = [*htmx, *(pinned[ref] for ref in sorted(pinned))]
    return {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": APP,
                "name": APP,
                "version": __version__,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": components,
        "dependencies": [
            {
                "ref": parent["bom-ref"],
                "dependsOn": [
                    child["bom-ref"]
                    for child in components
                    if parent["name"] in parents[child["name"]]
                ],
            }
            for parent in [{"name": APP, "bom-ref": APP}, *components]
        ],
    }


def _package(name: str, version: str, marker: str | None, use: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": "excluded",
        "purl": purl,
        "properties": [
            {"name": "use", "value": use},
            *([{"name": "only where", "value": marker}] if marker else []),
        ],
    }


def _htmx(path: Path) -> dict[str, Any]:
    version = path.name.removeprefix("htmx-").removesuffix(".min.js")
    return {
        "type": "library",
        "bom-ref": f"pkg:npm/htmx.org@{version}",
        "name": "htmx.org",
        "version": version,
        "scope": "required",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
        "licenses": [{"license": {"id": "0BSD"}}],
        "purl": f"pkg:npm/htmx.org@{version}",
        "properties": [{"name": "use", "value": "in the pages of the app zone"}],
    }


def write_sbom(path: Path) -> int:
    """Write the list into a file; returns how many components it has."""
    content = components_of()
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8", newline="\n")
    return len(content["components"])
