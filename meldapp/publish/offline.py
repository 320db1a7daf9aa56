"""What the worker keeps on a device: per language a list of files with their hashes, and the two
bundles that bring them.

Trust runs one way: `app/sw.js` names each list by its hash, a list names its files by
theirs, and the worker checks every byte.

Each language has two tiers, the core and the rest, with a bundle for each. A bundle is JSON:
`{"shell": "", "lines": [...], "files": [...]}`. A line that occurs in more than one file is
once in `lines`; a file is a list of texts and of numbers that point at those lines. The rest names
a page of the core as its `shell`: the numbers count the lines of that page first, so that the frame
all pages share travels once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meldapp import ROOT
from meldapp.publish import addresses, compress, hosting
from meldapp.web.assets import minified_script
from meldapp.web.site import Site

WORKER = ROOT / "static/js/sw.js"
KILL_SWITCH = ROOT / "static/js/sw-kill.js"
BUILD_LINE = "const BUILD = {};"
"""The line of the worker that each build fills in."""

TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webmanifest": "application/manifest+json",
}
"""Content types by suffix; a path without one is a page."""

SHORT = 4
"""Length of a line that a number would not shorten."""


@dataclass(frozen=True)
class Tiers:
    """The files of one language, as paths relative to the site: `app/nl/bel/`."""

    core: Sequence[str]
    rest: Sequence[str]


@dataclass(frozen=True)
class Options:
    """What a site wants offline."""

    base: str
    tiers: Mapping[str, Tiers]
    """By language."""
    last_resort: Mapping[str, str]
    """By language: the page the worker carries in itself."""
    checked: str
    """The day the texts were last checked, as `2026-11-29`."""
    headers: Mapping[str, str]
    """What the worker puts on its answers."""
    patience: int = 20_000
    """Milliseconds without a byte after which a request is given up."""
    pause: int = 1_000
    """Milliseconds before a second try."""


@dataclass(frozen=True)
class LanguageSize:
    """One language offline, in bytes as they travel (brotli)."""

    core: int
    """The list and the bundle of the core."""
    complete: int


def options_for(site: Site, folder: Path) -> Options:
    """What a frozen site wants offline."""
    languages = site.content.site.languages
    return Options(
        base=site.base,
        tiers={locale: _tiers(site, folder, locale) for locale in languages},
        last_resort={locale: site.last_resort(locale) for locale in languages},
        checked=site.words_checked.isoformat(),
        headers=hosting.worker_headers(site),
    )


def _tiers(site: Site, folder: Path, locale: str) -> Tiers:
    """The core is the pages to act on, with their scripts and styles, except htmx: every link works
    without it.
    """

    def html(pages: Sequence[str]) -> str:
        return "".join((folder / addresses.file_of(page)).read_text("utf-8") for page in pages)

    paths = addresses.page_paths(site, locale)
    pages = [f"app/{locale}/{path}" for path in paths]
    core_pages = pages[: sum(map(addresses.is_core, paths))]
    core_html, all_html = html(core_pages), html(pages)
    static = [f"static/{name}" for name in site.assets.served if not name.endswith(".png")]
    files = [name for name in static if name in all_html]
    core_files = [name for name in files if name in core_html and "/vendor/" not in name]
    search = [f"app/{locale}/{name}" for name in addresses.SEARCH_FILES]
    core = [*core_pages, "app/leeg/", *core_files]
    every = [*pages, *search, "app/plaatsen.json", *files]
    return Tiers(core, [path for path in every if path not in core])


def write_offline(folder: Path, options: Options) -> dict[str, LanguageSize]:
    """Write worker, lists and bundles into a site whose other files are complete.

    Returns the size of each language.
    """
    lists, cores, sizes = {}, {}, {}
    for locale, tiers in options.tiers.items():
        core = _write_bundle(folder, f"{locale}-core", tiers.core)
        rest = _write_bundle(folder, f"{locale}-rest", tiers.rest, shell=tiers.core[0])
        content = _list(options, locale, [core, rest])
        lists[locale], size = _write_hashed(folder, locale, content)
        cores[locale] = core["bundle"]
        size += core["size"]
        sizes[locale] = LanguageSize(size, size + rest["size"])
    _write_worker(folder, options, lists, cores)
    return sizes


def _list(options: Options, locale: str, tiers: list[dict[str, Any]]) -> dict[str, Any]:
    """What the worker must know of one language."""
    return {
        "locale": locale,
        "checked": options.checked,
        "offline": f"app/{locale}/offline/",
        "missing": f"app/{locale}/404/",
        "headers": options.headers,
        "types": TYPES,
        "tiers": tiers,
    }


def _write_bundle(folder: Path, name: str, paths: Sequence[str], shell: str = "") -> dict[str, Any]:
    """Write the bundle of these files; returns their tier for the list."""
    contents = [(folder / addresses.file_of(path)).read_bytes() for path in paths]
    known = (folder / addresses.file_of(shell)).read_text("utf-8") if shell else ""
    bundle = {"shell": shell, **make_bundle([content.decode() for content in contents], known)}
    bundle_name, size = _write_hashed(folder, name, bundle)
    entries = [
        [path, hash_of(content), len(content)]
        for path, content in zip(paths, contents, strict=True)
    ]
    return {"bundle": bundle_name, "size": size, "files": entries}


def make_bundle(texts: Sequence[str], shell: str = "") -> dict[str, Any]:
    """Texts with every line they share written once; lines of `shell` are not written at all."""
    cut = [lines_of(text) for text in texts]
    known = lines_of(shell)
    counts = Counter(line for lines in cut for line in dict.fromkeys(lines))
    shared = [
        line
        for line, count in counts.items()
        if count > 1 and len(line) > SHORT and line not in known
    ]
    numbers = {line: number for number, line in enumerate([*known, *shared]) if len(line) > SHORT}
    files: list[list[int | str]] = []
    for lines in cut:
        parts: list[int | str] = []
        for line in lines:
            if line in numbers:
                parts.append(numbers[line])
            elif parts and isinstance(parts[-1], str):
                parts[-1] += line
            else:
                parts.append(line)
        files.append(parts)
    return {"lines": shared, "files": files}


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, cut where the worker cuts them: at line feeds only."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def hash_of(content: bytes) -> str:
    """The first 128 bits of the SHA-256, in hex; the worker computes the same."""
    return hashlib.sha256(content).hexdigest()[:32]


def _write_hashed(folder: Path, name: str, content: dict[str, Any]) -> tuple[str, int]:
    """Write JSON under a name that carries its hash.

    Returns the name, and the size that travels.
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    file = folder / f"app/offline/{name}.{hash_of(text)}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    return file.name, compress.write_brotli(file, compress.BUNDLE)


def _write_worker(
    folder: Path, options: Options, lists: Mapping[str, str], cores: Mapping[str, str]
) -> None:
    source = WORKER.read_text("utf-8")
    assert source.count(BUILD_LINE) == 1, f"{WORKER.name} must hold the line {BUILD_LINE!r} once"
    build = {
        "base": options.base,
        "lists": lists,
        "cores": cores,
        "last": options.last_resort,
        "patience": options.patience,
        "pause": options.pause,
    }
    filled = source.replace(BUILD_LINE, f"const BUILD = {json.dumps(build, ensure_ascii=False)};")
    worker = minified_script(f"(() => {{\n{filled}\n}})();")
    (folder / "app/sw.js").write_text(worker, "utf-8", newline="\n")
    kill_switch = minified_script(KILL_SWITCH.read_text("utf-8"))
    (folder / "app/sw-kill.js").write_text(kill_switch, "utf-8", newline="\n")
