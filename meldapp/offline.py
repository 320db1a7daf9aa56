"""What the worker needs: per language a list of files with their hashes, bundles that bring them in one response, and the worker itself.

Trust goes one way (OFFLINE §2): `app/sw.js` names the lists by hash, a list names its files by hash. (It also says where the bundles are, so that
a first visit can ask for them at once.) The worker checks every byte against them,
so a bundle needs no trust of its own. A bundle is text, packed by ppmd.py: records that end in U+001E. One that starts with U+001F holds the pieces that several of the next files have in
common, parted by that sign; each other one is a file of the list, in the list's order. (A region has two such parts: what is the same in all regions, and its own.) In a file U+E000…U+E0FF stand for the values of the region,
which the frame gives, U+E100…U+F8FF for the pieces from number 32, and the control signs of SIGNS for the piece of their own number: the commonest
tags, in one byte. So regions that differ in their values only have the same bundle, byte for byte. The values and the pieces that all bundles of a language share are in a file of their own, the frame: who fetches a few changed pages
one by one needs no frame.

Nothing here depends on the clock: the same site gives the same bytes.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import brotli
import rjsmin

from . import ROOT, ppmd
from .parallel import on_all_cores

WORKER = ROOT / "static/js/sw.js"
UNPACKER = ROOT / "static/js/ppmd.js"
KILL_SWITCH = ROOT / "static/js/sw-kill.js"

FIRST_VALUE, FIRST_PIECE, LAST_SIGN = 0xE000, 0xE100, 0xF8FF
END_OF_RECORD, BETWEEN_PIECES = "\x1e", "\x1f"
SIGNS = [chr(code) for code in (*range(0x01, 0x09), *range(0x0E, 0x1E))]
TOKEN = re.compile(r"<[^<\n]*\n*|[^<\n]+\n*|\n+")
"""A text may be cut into pieces at the start of a line, and before a tag."""
RESERVED = re.compile(f"[{END_OF_RECORD}{BETWEEN_PIECES}{''.join(SIGNS)}\ue000-\uf8ff]")

HASH = 32
"""Hex digits of a file's hash."""

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
"""What the worker says a file is, by the end of its address; an address without one is a page."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Headers the worker puts back on when the build gives no others."""


@dataclass(frozen=True)
class LanguageSize:
    """One language of the offline set: how many pages it holds, and the bytes that travel to have it all."""

    pages: int
    files: int
    shared: int
    bundle: int
    list: int
    worker: int

    @property
    def complete(self) -> int:
        """Bytes of a first visit's worker, list and bundles, until the app is ready; htmx, which comes later, is not in it."""
        return self.shared + self.bundle + self.list + self.worker


@dataclass(frozen=True)
class OfflineReport:
    """What `write_offline` wrote, per language, and the version that all of it together is."""

    version: str
    languages: dict[str, LanguageSize]
    beside: list[Any] = field(default_factory=list)
    written: Sequence[str] = ()
    """The files that are to be compressed for hosts, by name."""
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Per language the part of its bundle that only this region has: a fingerprint of what it is made from, and the part."""


def write_offline(
    site: Path,
    *,
    base: str,
    locales: Sequence[str],
    pages: Mapping[str, Sequence[str]],
    shared: Sequence[str],
    last_resort: Mapping[str, str],
    checked: str = "",
    headers: Mapping[str, str] = HEADERS,
    values: Sequence[str] = (),
    local: Iterable[str] = (),
    core: Iterable[str] = (),
    later: Mapping[str, Sequence[str]] = MappingProxyType({}),
    signed: Mapping[str, bytes] = MappingProxyType({}),
    known: Mapping[str, tuple[str, int, int]] = MappingProxyType({}),
    same: Collection[str] = (),
    parts: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    offline_page: str = "offline/",
    missing_page: str = "404/",
    patience: int = 20_000,
    pause: int = 1_000,
    beside: Sequence[Callable[[], Any]] = (),
    old: Path | None = None,
) -> OfflineReport:
    """Write the worker, the lists and the bundles into the staged folder `site`, whose other files are complete.

    `base` is the prefix of every address; `pages` gives per language the site paths of its pages (`app/nl/bel/`) and `shared` those of the files
    every language needs, both in the order the reader needs them. `last_resort` is per language the page the worker holds in itself.
    `checked` is the newest day (year-month-day) on which a text was checked: readers see it as the version.
    `values` are texts that differ between regions and nothing else (name, exit, prefix); `local` the pages only this region has: a part of their own.
    `core` are the pages kept when a phone has no room for more, `later` per language the files that come one by one when all
    else is there: the app is ready without them. `signed` are pages that already hold the signs of `values`: those that regions share give
    the same bundle in each, byte for byte; `known` tells the hash and bytes of their files, which then are not read, and what they cost to fetch. `patience` and `pause` are milliseconds.
    `beside` is other work that needs none of this: it is done on the cores that are free, and what came of it stands in the report.
    `old` is an earlier site, whose bundles and compressed lists serve again where they are the same, `same` are the pages that have the same signs and text there, and `parts` what its report told.
    Raises ValueError when a page is missing, or holds a character that the bundle reserves.
    """
    folder = site / "app/offline"
    folder.mkdir(parents=True, exist_ok=True)
    own, few = set(local), set(core)

    def read(path: str) -> _File:
        """A file as far as lists and bundles need it."""
        if path in known and path in signed:
            return _File(signed[path], *known[path])
        content = (site / path / "index.html" if path.endswith("/") else site / path).read_bytes()
        text = signed.get(path, content)
        return _File(text, hash_of(content), len(content), cost_of(text))

    files = {path: read(path) for path in [*shared, *(path for found in (*pages.values(), *later.values()) for path in found)]}

    def listed(paths: Sequence[str]) -> list[list[Any]]:
        return [[path, files[path].hash, files[path].cost] for path in paths]

    made_parts: dict[str, tuple[str, str]] = {}

    def make_part(name: str, content: tuple[tuple[str, bytes], ...], signs: tuple[str, ...], own: bool) -> bytes:
        """One part of a bundle. What regions have in common is remembered for the next region, the rest for the next build of this one."""
        if not own:
            common: bytes = _bundles.get_or_make((content, signs), lambda: make_bundle(content, signs))
            return common
        mark = hash_of("\0".join([*signs, *(path for path, _ in content)]).encode() + b"\0".join(text for _, text in content))
        before, part = parts.get(name, ("", ""))
        made_parts[name] = mark, part if before == mark else make_bundle(content, signs).decode()
        return made_parts[name][1].encode()

    def write_group(name: str, some: Sequence[Sequence[str]], signs: Sequence[str]) -> dict[str, Any]:
        """Write one bundle and return its entry in a list: file name, its bytes as they travel and unpacked, the bytes of its files, which of them are core, the files."""
        # Where texts are signed the values themselves play no part, so that regions ask for the same parts.
        taken = tuple("" if signed and number < len(values) else sign for number, sign in enumerate(signs))
        made = [make_part(name, tuple((path, files[path].text) for path in part), taken, own=number > 0) for number, part in enumerate(some) if part]
        bundle = b"".join(made)
        file_name = f"{name}.{hash_of(bundle + bytes([ppmd.ORDER]))[:16]}.bin"
        before = old and old / "app/offline" / file_name
        packed = before.read_bytes() if before and before.is_file() else ppmd.pack(*made or [b""])
        (folder / file_name).write_bytes(packed)
        paths = [path for part in some for path in part]
        return {
            "bundle": file_name,
            "size": len(packed),
            "unpacked": len(bundle),
            "weight": sum(files[path].size for path in paths),
            "core": [number for number, path in enumerate(paths) if path in few],
            "files": listed(paths),
        }

    def group_before(locale: str, paths: Sequence[str], frame: str) -> dict[str, Any] | None:
        """The entry of a bundle that the old site has just so, taken over with the bundle; None where anything in it is not the same."""
        if not old or not all(path in same for path in paths):
            return None
        (list_file,) = (old / "app/offline").glob(f"{locale}.{'?' * HASH}.json")
        told = json.loads(list_file.read_bytes())
        group: dict[str, Any] = told["groups"][1]
        if told["frame"] != frame or [path for path, _, _ in group["files"]] != paths:
            return None
        if locale in parts:
            made_parts[locale] = parts[locale]
        (folder / group["bundle"]).write_bytes((old / "app/offline" / group["bundle"]).read_bytes())
        return group

    def write_loose(paths: Sequence[str]) -> dict[str, Any]:
        """The entry of files that come one by one: a bundle that costs as much as they do is never asked for."""
        found = listed(paths)
        return {"size": sum(cost + 300 for _, _, cost in found), "weight": sum(files[path].size for path in paths), "files": found, "later": True}

    def write_json(name: str, content: Any) -> tuple[str, int]:
        """Write a file that the worker knows by its hash; returns its name and its bytes as they travel."""
        text = _json(content)
        file_name = f"{name}.{hash_of(text)}.json"
        packed = _packed(text, old and old / "app/offline" / file_name)
        _write(folder / file_name, text, packed)
        return file_name, len(packed)

    everyone = write_group("shared", [shared], values) | {"core": list(range(len(shared)))}

    def write_language(locale: str) -> tuple[tuple[str, str], str, tuple[int, int, int, int]]:
        """Write the bundles and the list of one language; returns the names of list and frame, its main bundle, and the figures of its size."""
        some = [path for path in pages[locale] if path not in own], [path for path in pages[locale] if path in own]
        signs = [*values, *_frame(tuple(files[path].text for path in some[0] if path.endswith("/")))]
        frame, frame_size = write_json(f"{locale}-frame", signs)
        group = group_before(locale, [*some[0], *some[1]], frame) or write_group(locale, some, signs)
        after = [write_loose(paths)] if (paths := later.get(locale, ())) else []
        content = {
            "locale": locale,
            "checked": checked,
            "offline": _notice(locale, offline_page, pages[locale]),
            "missing": _notice(locale, missing_page, pages[locale]) or _notice(locale, offline_page, pages[locale]),
            "headers": dict(headers),
            "types": TYPES,
            "frame": frame,
            "groups": [everyone, group, *after],
        }
        name, size = write_json(locale, content)
        return (name, frame), f"app/offline/{group['bundle']}", (len(pages[locale]), len(pages[locale]) + len(shared), group["size"], frame_size + size)

    jobs = [*(functools.partial(write_language, locale) for locale in locales), *beside]
    # Of many regions each is made in a process that remembers most bundles for the next one, so no work may go to another.
    done = [job() for job in jobs] if signed else on_all_cores(lambda job: job(), jobs)
    made = dict(zip(locales, done, strict=False))
    lists, frames = ({locale: names[number] for locale, (names, _, _) in made.items()} for number in (0, 1))
    bundles = {locale: bundle for locale, (_, bundle, _) in made.items()}
    sizes = {locale: size for locale, (_, _, size) in made.items()}
    worker = _worker({"base": base, "lists": lists, "frames": frames, "bundles": bundles, "last": dict(last_resort), "patience": patience, "pause": pause})
    _write(site / "app/sw.js", worker)
    _write(site / "app/sw-kill.js", rjsmin.jsmin(KILL_SWITCH.read_text("utf-8")).encode())
    cost = len(best_brotli(worker))
    return OfflineReport(
        version=hash_of(worker)[:12],
        beside=done[len(locales) :],
        written=["app/sw.js", "app/sw-kill.js", *(f"app/offline/{name}" for name in [*lists.values(), *frames.values()])],
        parts=made_parts,
        languages={locale: LanguageSize(count, total, everyone["size"], bundle, listed, cost) for locale, (count, total, bundle, listed) in sizes.items()},
    )


def _notice(locale: str, name: str, pages: Sequence[str]) -> str:
    path = f"app/{locale}/{name}"
    return path if path in pages else ""


@dataclass(frozen=True)
class _File:
    """A file as lists and bundles need it: `text` is with signs, `size` the bytes without, `cost` those of a download by itself."""

    text: bytes
    hash: str
    size: int
    cost: int


class _Memory(dict[Any, Any]):
    """What was made before, by what it was made from. Unlike functools.lru_cache it can also be told what another process made."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def get_or_make(self, key: Any, make: Callable[[], Any]) -> Any:
        """The value for this key; what was not asked for longest is forgotten when there is too much."""
        value = self.pop(key) if key in self else make()
        while len(self) >= self.most:
            del self[next(iter(self))]
        self[key] = value
        return value


_bundles, _frames = _Memory(8), _Memory(8)


def prepare(parts: Sequence[Sequence[tuple[str, bytes]]], values: int) -> None:
    """Make what many regions have in common, on all cores, and remember it for processes that are made after this.

    `parts` are, per language, the pages (path, text) that are the same in all, in the order of `write_offline`; `values` is how many signs stand in them.
    """

    def make(files: Sequence[tuple[str, bytes]]) -> tuple[tuple[str, ...], bytes]:
        frame = frame_of(tuple(text for path, text in files if path.endswith("/")))
        return frame, make_bundle(files, ("",) * values + frame)

    for files, (frame, bundle) in zip(parts, on_all_cores(make, parts), strict=True):
        _frames[tuple(text for path, text in files if path.endswith("/"))] = frame
        _bundles[tuple(files), ("",) * values + frame] = bundle


def _frame(pages: tuple[bytes, ...]) -> tuple[str, ...]:
    found: tuple[str, ...] = _frames.get_or_make(pages, lambda: frame_of(pages))
    return found


def _packed(content: bytes, before: Path | None) -> bytes:
    """The compressed form of a file: that of an earlier build where the file was the same, else made now."""
    if before and same_bytes(before, content) and (packed := before.with_name(before.name + ".br")).is_file():
        return packed.read_bytes()
    return best_brotli(content)


@functools.lru_cache(maxsize=2048)  # regions have most pages in common
def cost_of(content: bytes) -> int:
    """What a file costs to fetch by itself: an estimate, so that it depends on nothing but the file."""
    return len(zlib.compress(content, 1))


def frame_of(pages: tuple[bytes, ...], *, least: int = 100) -> tuple[str, ...]:
    """The longest pieces that all these pages have in common: style, script, bars. They stand in the frame, once for all bundles of a language."""
    texts = [page.decode() for page in pages]
    sample = texts[:: max(1, len(texts) // 12)]
    if len(sample) < 3:
        return ()
    frame = []
    for piece in share_pieces(sample)[0]:
        # a piece of the sample that one page lacks in part falls apart into what all pages have
        parts = [piece] if _in_all(piece, texts) else ["".join(some) for there, some in itertools.groupby(TOKEN.findall(piece), key=lambda part: _in_all(part, texts)) if there]
        frame += [part for part in parts if len(part) >= least and _in_all(part, texts)]
    return tuple(sorted(dict.fromkeys(frame), key=len, reverse=True)[:40])


def _in_all(piece: str, texts: Sequence[str]) -> bool:
    return all(piece in text for text in texts)


def make_bundle(files: Sequence[tuple[str, bytes]], values: Sequence[str] = ()) -> bytes:
    """Return the bundle of these files (path, bytes), with the values and the pieces they share taken out.

    A value that is empty is not looked for: the texts hold its sign already, and so may other values. Raises ValueError for a file that is no text,
    for a text with a reserved character, or for more values than there are signs.
    """
    if len(values) > FIRST_PIECE - FIRST_VALUE:
        raise ValueError(f"{len(values)} values; a bundle has signs for {FIRST_PIECE - FIRST_VALUE}")
    texts: list[str] = []
    signs = {value: chr(FIRST_VALUE + number) for number, value in enumerate(values) if value}
    allowed = {chr(FIRST_VALUE + number) for number, value in enumerate(values) if not value}
    longest_first = sorted(signs, key=len, reverse=True)
    for path, content in files:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError(f"{path}: is no text, and a bundle holds texts only; let it come later, by itself") from None
        if found := next((found for found in RESERVED.finditer(text) if found[0] not in allowed), None):
            raise ValueError(f"{path}: holds the character U+{ord(found[0]):04X}, which stands for something else in a bundle; take it out")
        for value in longest_first:
            text = text.replace(value, signs[value])
        texts.append(text)
    pieces, shortened = shorten_tags(*share_pieces(texts))
    return "".join(record + END_OF_RECORD for record in [BETWEEN_PIECES.join(pieces), *shortened]).encode()


def share_pieces(texts: Sequence[str], *, least: int = 24) -> tuple[list[str], list[str]]:
    """Return the pieces of at least `least` characters that occur more than once, and the texts with a sign in the place of each.

    A text is cut before each tag; neighbours that always go together become one piece.
    """
    cut = [TOKEN.findall(text) for text in texts]
    # What comes before and after each token; None: not always the same.
    before: dict[str, str | None] = {}
    after: dict[str, str | None] = {}
    for tokens in cut:
        for left, right in itertools.pairwise(["", *tokens, ""]):
            if after.setdefault(left, right) != right:
                after[left] = None
            if before.setdefault(right, left) != left:
                before[right] = None
    runs: list[list[str]] = []
    for tokens in cut:
        own: list[str] = []
        for left, right in itertools.pairwise(["", *tokens]):
            if left and after[left] == right and before[right] == left:  # never apart
                own[-1] += right
            else:
                own.append(right)
        runs.append(own)
    again = Counter(run for own in runs for run in own)
    worth = [run for run, times in again.items() if times > 1 and len(run) >= least]
    worth.sort(key=lambda run: -(again[run] - 1) * len(run))  # stable: equal gains stay in the order of the texts
    signs = {run: chr(FIRST_PIECE + number) for number, run in enumerate(worth[: LAST_SIGN - FIRST_PIECE + 1])}
    return list(signs), ["".join(signs.get(run, run) for run in own) for own in runs]


def shorten_tags(pieces: Sequence[str], texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Put one control sign in the place of each of the commonest runs of tags, in pieces and texts; returns 32 pieces for the signs, then the rest."""
    runs = Counter(run for text in [*pieces, *texts] for run in re.findall(r"(?:<[^<>]*>|\n)+", text) if len(run) > 3)
    common = sorted(runs, key=lambda run: (-runs[run], run))[: len(SIGNS)]
    signs = dict(zip(sorted(common, key=len, reverse=True), SIGNS, strict=False))
    replaced = re.compile("|".join(re.escape(run) for run in signs) or "(?!)")
    own = {ord(sign): run for run, sign in signs.items()}
    first = [own.get(code, "") for code in range(32)]
    rest, shortened = ([replaced.sub(lambda match: signs[match[0]], text) for text in some] for some in (pieces, texts))
    return first + rest, shortened


def _worker(build: Mapping[str, Any]) -> bytes:
    source = WORKER.read_text("utf-8")
    marker = "const BUILD = {};"
    if source.count(marker) != 1:
        raise ValueError(f"{WORKER.name}: the line {marker!r} must stand in it once; the build puts its values there")
    return rjsmin.jsmin(source.replace(marker, f"const BUILD = {_json(build).decode()};") + UNPACKER.read_text("utf-8")).encode()


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def hash_of(content: bytes) -> str:
    """The first 128 bits of the SHA-256, in hex: no one can make other bytes with the same, and a list of 200 files is 3 kB lighter."""
    return hashlib.sha256(content).hexdigest()[:HASH]


def same_bytes(before: Path, content: bytes) -> bool:
    """Whether a file of an earlier build holds these bytes, so that its compressed copies serve again."""
    try:
        with open(before, "rb") as file:
            return file.read() == content
    except OSError:
        return False


@functools.lru_cache(maxsize=128)  # a region has about forty such files, and what it shares must stay
def best_brotli(content: bytes) -> bytes:
    """Compress with all effort. Remembered, since regions have scripts in common."""
    return brotli.compress(content, mode=brotli.MODE_TEXT, lgwin=24)


def _write(path: Path, content: bytes, packed: bytes | None = None) -> None:
    """Write a file and its compressed copy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.with_name(path.name + ".br").write_bytes(packed or best_brotli(content))


__all__ = ["LanguageSize", "OfflineReport", "best_brotli", "cost_of", "hash_of", "make_bundle", "prepare", "same_bytes", "share_pieces", "write_offline"]
