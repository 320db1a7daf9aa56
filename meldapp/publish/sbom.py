"""The list of components (CycloneDX), for whoever must know what is in a release.

Only htmx travels to readers. Everything else serves to build or test a site and never runs on a
host, hence the scope `excluded`.
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
    r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;]+)[^\n]*\n(?P<notes>(?: +[^\n]*\n)*)", re.M
)
VIA = re.compile(r"^ +# +(?:via +)?(?P<parent>[a-z0-9._-]+)(?P<ours> \(pyproject.toml\))?$", re.M)


def components_of() -> dict[str, Any]:
    """The list as CycloneDX 1.6; the same files give the same list."""
    packages: dict[str, dict[str, Any]] = {}
    parents: dict[str, set[str]] = {"htmx.org": {APP}}
    for use, words in USES.items():
        for match in PINNED.finditer((ROOT / f"requirements/{use}.txt").read_text("utf-8")):
            name, version, notes = match.groups()
            package = _component(f"pkg:pypi/{name}@{version}", name, version, words)
            packages.setdefault(package["bom-ref"], package | {"scope": "excluded"})
            parents.setdefault(name, set()).update(
                APP if via["ours"] else via["parent"] for via in VIA.finditer(notes)
            )
    components = [_htmx(), *(packages[ref] for ref in sorted(packages))]
    app = {
        "type": "application",
        "bom-ref": APP,
        "name": APP,
        "version": __version__,
        "licenses": [{"license": {"id": "EUPL-1.2"}}],
    }
    return {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": app},
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
            for parent in [app, *components]
        ],
    }


def _htmx() -> dict[str, Any]:
    [file] = (ROOT / "static/vendor").glob("htmx-*.min.js")
    version = file.name.removeprefix("htmx-").removesuffix(".min.js")
    use = "in the pages of the app zone"
    return _component(f"pkg:npm/htmx.org@{version}", "htmx.org", version, use) | {
        "scope": "required",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}],
        "licenses": [{"license": {"id": "0BSD"}}],
    }


def _component(purl: str, name: str, version: str, use: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "properties": [{"name": "use", "value": use}],
    }


def write_sbom(path: Path) -> int:
    """Write the list into a file; returns how many components it has."""
    content = components_of()
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8", newline="\n")
    return len(content["components"])
