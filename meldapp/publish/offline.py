"""The offline set: per language a list of files with their hashes, one bundle that brings them all, and the worker that keeps them.

Trust runs one way (OFFLINE §2): `app/sw.js` names each list by its hash, a list names its files by theirs, and the worker checks every byte.

A bundle is JSON: `{"lines": [...], "files": [...]}`. A line that occurs in more than one file stands once in `lines`; a file is a list of texts and
of numbers that point at those lines. Pages share their frame, so this makes 6 MB of pages 1 MB of text, which the host's brotli brings to 155 kB.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
import rjsmin

from meldapp import ROOT
from meldapp.publish.parallel import on_all_cores

WORKER = ROOT / "static/js/sw.js"
KILL_SWITCH = ROOT / "static/js/sw-kill.js"

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

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What the worker puts on its answers unless the build says otherwise."""


@dataclass(frozen=True)
class Options:
    """What a site wants offline. Paths are relative to the site: `app/nl/bel/`."""

    base: str
    pages: Mapping[str, Sequence[str]]
    """Language → its pages and data, in the order the reader needs them."""
    shared: Sequence[str]
    """Files every language needs."""
    last_resort: Mapping[str, str]
    """Language → the page the worker carries in itself."""
    later: Sequence[str] = ()
    """Files that come after the app is ready."""
    core: Iterable[str] = ()
    """Pages a full phone keeps."""
    checked: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    offline_page: str = "offline/"
    missing_page: str = "404/"
    patience: int = 20_000
    pause: int = 1_000


@dataclass(frozen=True)
class LanguageSize:
    """One language of the offline set, in bytes as they travel (brotli)."""

    pages: int
    files: int
    complete: int


@dataclass(frozen=True)
class OfflineReport:
    """What `write_offline` wrote."""

    version: str
    languages: Mapping[str, LanguageSize]
    written: Sequence[str]


def write_offline(site: Path, options: Options) -> OfflineReport:
    """Write worker, lists and bundles into `site`, whose other files are complete."""
    shared = write_bundle(site, "shared", options.shared, core=options.shared)
    names, sizes, written = {}, {}, [shared["bundle"]]
    for locale, (own, content) in zip(
        options.pages,
        on_all_cores(lambda one: _list(site, one, shared, options), [*options.pages]),
        strict=True,
    ):
        names[locale] = write_hashed(site, locale, content)
        written += [own, names[locale]]
        count = len(options.pages[locale])
        travels = sum(_weight(site, name) for name in (shared["bundle"], own, names[locale]))
        sizes[locale] = LanguageSize(count, count + len(options.shared), travels)
    worker = _worker(
        {
            "base": options.base,
            "lists": names,
            "last": dict(options.last_resort),
            "patience": options.patience,
            "pause": options.pause,
        }
    )
    (site / "app/sw.js").write_bytes(worker)
    (site / "app/sw-kill.js").write_text(rjsmin.jsmin(KILL_SWITCH.read_text("utf-8")), "utf-8")
    return OfflineReport(
        hash_of(worker)[:12],
        sizes,
        ["app/sw.js", "app/sw-kill.js", *(f"app/offline/{name}" for name in written)],
    )


def _list(
    site: Path, locale: str, shared: dict[str, Any], options: Options
) -> tuple[str, dict[str, Any]]:
    """The bundle of one language, and its list."""
    pages = options.pages[locale]
    group = write_bundle(site, locale, pages, options.core)
    notices = {
        name: f"app/{locale}/{path}"
        for name, path in (("offline", options.offline_page), ("missing", options.missing_page))
    }
    loose = {"files": [entry(site, path) for path in options.later], "later": True}
    return group["bundle"], {
        "locale": locale,
        "checked": options.checked,
        "offline": notices["offline"] if notices["offline"] in pages else "",
        "missing": next(
            (notice for notice in (notices["missing"], notices["offline"]) if notice in pages), ""
        ),
        "headers": dict(options.headers),
        "types": TYPES,
        "groups": [shared, group, *([loose] if options.later else [])],
    }


def write_bundle(
    site: Path, name: str, paths: Sequence[str], core: Iterable[str] = ()
) -> dict[str, Any]:
    """Write the bundle of these files and return its entry in a list."""
    few = set(core)
    content = make_bundle([(site / file_of(path)).read_text("utf-8") for path in paths])
    file_name = write_hashed(site, f"{name}-pages", content)
    return {
        "bundle": file_name,
        "size": _weight(site, file_name),
        "core": [number for number, path in enumerate(paths) if path in few],
        "files": [entry(site, path) for path in paths],
    }


def make_bundle(texts: Sequence[str]) -> dict[str, Any]:
    """Texts with every line they share written once."""
    cut = [text.splitlines(keepends=True) for text in texts]
    times = Counter(line for lines in cut for line in dict.fromkeys(lines))
    shared = {
        line: number
        for number, line in enumerate(
            line for line, count in times.items() if count > 1 and len(line) > 4
        )
    }
    files: list[list[int | str]] = []
    for lines in cut:
        parts: list[int | str] = []
        for line in lines:
            if line in shared:
                parts.append(shared[line])
            elif parts and isinstance(parts[-1], str):
                parts[-1] += line
            else:
                parts.append(line)
        files.append(parts)
    return {"lines": list(shared), "files": files}


def entry(site: Path, path: str) -> list[Any]:
    """A file in a list: path, hash, bytes."""
    content = (site / file_of(path)).read_bytes()
    return [path, hash_of(content), len(content)]


def file_of(path: str) -> str:
    """`app/nl/bel/` → `app/nl/bel/index.html`."""
    return f"{path}index.html" if path.endswith("/") else path


def write_hashed(site: Path, name: str, content: Any) -> str:
    """Write JSON under a name that carries its hash, and its brotli; returns the name."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    file = site / f"app/offline/{name}.{hash_of(text)}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    file.with_name(f"{file.name}.br").write_bytes(
        brotli.compress(text, mode=brotli.MODE_TEXT, quality=10)
    )
    return file.name


def _weight(site: Path, name: str) -> int:
    return (site / f"app/offline/{name}.br").stat().st_size


def _worker(build: Mapping[str, Any]) -> bytes:
    source = WORKER.read_text("utf-8")
    marker = "const BUILD = {};"
    assert source.count(marker) == 1, f"{WORKER.name} must hold {marker!r} once"
    return rjsmin.jsmin(
        source.replace(marker, f"const BUILD = {json.dumps(build, ensure_ascii=False)};")
    ).encode()


def hash_of(content: bytes) -> str:
    """The first 128 bits of the SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()[:32]
