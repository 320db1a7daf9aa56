"""The lists, bundles and worker that a build writes, without a browser."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pyppmd
import pytest
from meldapp.offline import (
    RESERVED,
    ROOT,
    TYPES,
    make_bundle,
    prepare,
    share_pieces,
    shorten_tags,
    write_offline,
)

from meldapp import ppmd
from tests.kit.frozen_site import Site
from tests.kit.offline_site import NAMES, make_site

WORKER = ROOT / "static/js/sw.js"


def unpack(bundle: bytes, values: tuple[str, ...] = ()) -> list[bytes]:
    """The files of a bundle, as the worker gets them out; written a second time, from the words at the top of meldapp/offline.py."""
    found: list[bytes] = []
    pieces: list[str] = []

    def expand(text: str) -> str:
        return re.sub("[\x01-\x08\x0e-\x1d\ue000-\uf8ff]", lambda match: piece(ord(match[0])), text)

    def piece(code: int) -> str:
        if 0xE000 <= code < 0xE100:
            return values[code - 0xE000]
        return expand(pieces[code if code < 32 else code - 0xE100 + 32])

    for record in bundle.decode().split("\x1e")[:-1]:
        if record.startswith("\x1f"):
            pieces = record.split("\x1f")
        else:
            found.append(expand(record).encode())
    return found


def read_list(folder: Path, locale: str) -> dict[str, object]:
    [path] = (folder / "app/offline").glob(f"{locale}.*.json")
    content: dict[str, object] = json.loads(path.read_text("utf-8"))
    return content


def unpacked(folder: Path, locale: str, number: int) -> list[bytes]:
    """The files of a group, out of its bundle."""
    content = read_list(folder, locale)
    group = content["groups"][number]  # type: ignore[index]
    bundle = pyppmd.Ppmd7Decoder(ppmd.ORDER, ppmd.MEMORY).decode(
        (folder / "app/offline" / group["bundle"]).read_bytes(), group["unpacked"]
    )
    return unpack(
        bundle,
        tuple(json.loads((folder / "app/offline" / str(content["frame"])).read_text("utf-8"))),
    )


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


PAGE = '<p class="lead">Wat u zélf kunt doen</p>\n<a href="/noord/app/nl/">Noord</a>\n<ul class="rows">\n<li>een</li>\n<li>twee</li>\n</ul>\n'
SAMPLES = [
    ("app/a/", PAGE.encode()),
    ("app/b/", PAGE.replace("een", "vijf 👋🏽 عربى").encode()),
    ("app/c/", PAGE.replace("\n", "\r\n").encode()),
    ("static/empty.js", b""),
]


@pytest.mark.parametrize(
    "values", [(), ("/noord/", "Noord"), ("Noord", "/noord/", "nooit gebruikt")]
)
def test_a_bundle_gives_back_every_byte(values: tuple[str, ...]) -> None:
    assert unpack(make_bundle(SAMPLES, values), values) == [content for _, content in SAMPLES]


def test_regions_that_differ_in_their_values_only_have_the_same_bundle() -> None:
    south = [
        (path, content.replace(b"/noord/", b"/zuid/").replace(b"Noord", b"Zuid"))
        for path, content in SAMPLES
    ]
    assert make_bundle(SAMPLES, ["/noord/", "Noord"]) == make_bundle(south, ["/zuid/", "Zuid"])
    assert make_bundle(SAMPLES) != make_bundle(south)


@pytest.mark.parametrize("sign", ["\x1e", "\x1f", "\x01", "\ue000", "\uf8ff"])
def test_a_page_with_a_reserved_character_stops_the_build(sign: str) -> None:
    with pytest.raises(ValueError, match=rf"app/nl/bel/.*U\+{ord(sign):04X}.*take it out"):
        make_bundle([("app/nl/bel/", f"<p>{sign}</p>".encode())])


def test_a_picture_in_a_bundle_stops_the_build() -> None:
    with pytest.raises(ValueError, match="static/x.png: is no text"):
        make_bundle([("static/x.png", bytes(range(256)))])


def test_more_values_than_signs_stop_the_build() -> None:
    with pytest.raises(ValueError, match="257 values"):
        make_bundle(SAMPLES, [f"value {number}" for number in range(257)])


def test_pieces_are_cut_at_tags_and_joined_when_they_are_never_apart() -> None:
    frame = '<header class="top"><a href="/app/nl/">Meldcode</a></header>'
    pieces, texts = share_pieces([frame + "<p>een</p>", frame + "<p>twee</p>"])
    assert pieces == [frame]
    assert texts == ["\ue100<p>een</p>", "\ue100<p>twee</p>"]
    signs, shortened = shorten_tags(pieces, texts)
    assert len(signs) == 33 and unpack(
        "\x1e".join(["\x1f".join(signs), *shortened, ""]).encode()
    ) == [(frame + word).encode() for word in ("<p>een</p>", "<p>twee</p>")]


def test_every_list_holds_every_file_with_its_hash(tmp_path: Path) -> None:
    make_site(tmp_path)
    for locale in ("nl", "en"):
        content = read_list(tmp_path, locale)
        found = {path: sha for group in content["groups"] for path, sha, _ in group["files"]}  # type: ignore[attr-defined]
        assert {f"app/{locale}/{name}" for name in NAMES} <= set(found)
        for path, sha in found.items():
            file = tmp_path / path / "index.html" if path.endswith("/") else tmp_path / path
            assert hashlib.sha256(file.read_bytes()).hexdigest()[:32] == sha
        assert (content["offline"], content["missing"]) == (
            f"app/{locale}/offline/",
            f"app/{locale}/404/",
        )


def test_the_worker_names_each_list_by_its_hash(tmp_path: Path) -> None:
    make_site(tmp_path)
    worker = (tmp_path / "app/sw.js").read_text("utf-8")
    for locale in ("nl", "en"):
        [path] = (tmp_path / "app/offline").glob(f"{locale}.*.json")
        assert path.name == f"{locale}.{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}.json"
        assert path.name in worker
    assert "112" in worker and "0800-2000" in worker
    assert not re.search(r"112|0800", WORKER.read_text("utf-8")), (
        "the numbers come from the build, not from the source"
    )


def test_the_core_comes_first_and_the_rest_stays_in_order(tmp_path: Path) -> None:
    make_site(tmp_path)
    groups = read_list(tmp_path, "nl")["groups"]
    order = [path.removeprefix("app/nl/") for path, _, _ in groups[1]["files"]]  # type: ignore[index]
    assert order == list(NAMES) and groups[1]["core"] == [0, 1, 2, 3]  # type: ignore[index]


def test_two_builds_of_the_same_content_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = make_site(tmp_path / "one"), make_site(tmp_path / "two")
    assert first == second
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_one_changed_page_changes_its_language_only(tmp_path: Path) -> None:
    make_site(tmp_path / "one")
    make_site(tmp_path / "two", changed={"nl/bel/": "anders"})
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    gone = {
        re.sub(r"\.[0-9a-f]{16,32}\.", ".", path) for path in one if one.get(path) != two.get(path)
    }
    assert gone == {
        "app/nl/bel/index.html",
        "app/nl/bel/index.html.br",
        "app/offline/nl.json",
        "app/offline/nl.json.br",
        "app/offline/nl.bin",
        "app/sw.js",
        "app/sw.js.br",
    }


def test_pages_of_one_region_come_after_what_regions_share(tmp_path: Path) -> None:
    folder, paths = tmp_path, ["app/nl/", "app/nl/gemeente/epe/", "app/nl/offline/"]
    for path in paths:
        (folder / path).mkdir(parents=True)
        (folder / path / "index.html").write_text(f"<h1>{path}</h1>")
    report = write_offline(
        folder,
        base="/",
        locales=["nl"],
        pages={"nl": paths},
        shared=[],
        last_resort={"nl": "112"},
        local=paths[1:2],
        core=paths[1:],
    )
    groups = read_list(folder, "nl")["groups"]
    ordered = ["app/nl/", "app/nl/offline/", "app/nl/gemeente/epe/"]
    assert [[path for path, _, _ in group["files"]] for group in groups] == [[], ordered]  # type: ignore[attr-defined]
    assert groups[1]["core"] == [1, 2]  # type: ignore[index]
    assert unpacked(folder, "nl", 1) == [f"<h1>{path}</h1>".encode() for path in ordered]
    assert report.languages["nl"].pages == 3
    assert read_list(folder, "nl")["missing"] == "app/nl/offline/", (
        "without a page for what is missing the offline page says it"
    )


def test_a_bundle_travels_as_it_is_weighed(tmp_path: Path) -> None:
    report = make_site(tmp_path)
    for group in read_list(tmp_path, "nl")["groups"]:  # type: ignore[attr-defined]
        packed = (tmp_path / "app/offline" / group["bundle"]).read_bytes()
        assert len(packed) == group["size"]
    size = report.languages["nl"]
    assert size.complete == size.shared + size.bundle + size.list + size.worker


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_bundles_of_the_real_site_hold_every_file_to_the_byte(
    site: Site, locale: str, number: int
) -> None:
    group = read_list(site.path, locale)["groups"][number]  # type: ignore[index]
    assert [
        hashlib.sha256(content).hexdigest()[:32] for content in unpacked(site.path, locale, number)
    ] == [sha for _, sha, _ in group["files"]]
    assert group["files"]


def test_packing_that_goes_on_after_what_bundles_have_in_common_gives_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    common, first, second = (
        b"".join(path.read_bytes() for path in sorted((ROOT / "content/nl" / folder).glob("*.md")))
        for folder in ("geweldsvormen", "stappen", "gesprek")
    )
    went_on = [ppmd.pack(common, more) for more in (first, second, first[:5000], b"x")]
    monkeypatch.delattr("os.fork")
    ppmd.pack.cache_clear()
    assert went_on == [ppmd.pack(common, more) for more in (first, second, first[:5000], b"x")]
    assert len({*went_on, ppmd.pack(common)}) == 5


def test_a_process_that_packs_and_is_stopped_gives_no_half_a_bundle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces = ppmd._pieces
    here = os.getpid()

    def stopped(encoder: object, content: bytes) -> Iterator[bytes]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return pieces(encoder, content)

    monkeypatch.setattr(ppmd, "_pieces", stopped)
    with pytest.raises(OSError, match="was stopped"):
        ppmd.pack(b"a bundle", b"and more that nobody packed before")


def test_what_regions_have_in_common_is_made_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = {
        f"app/nl/{number}/": f"<h1>{number}</h1><p>{'the same in every page ' * 9}</p>\ue000".encode()
        for number in range(5)
    }
    prepare([[*files.items()]], 1)
    made: list[list[str]] = []
    monkeypatch.setattr(
        "meldapp.offline.make_bundle",
        lambda files, signs: made.append([path for path, _ in files]) or make_bundle(files, signs),
    )
    for name in ("one", "two"):
        signed = files | {"app/nl/own/": f"<h1>{name}</h1>".encode()}
        for path in signed:
            (tmp_path / name / path).mkdir(parents=True)
            (tmp_path / name / path / "index.html").write_bytes(
                signed[path].replace("\ue000".encode(), name.encode())
            )
        write_offline(
            tmp_path / name,
            base="/",
            locales=["nl"],
            pages={"nl": list(signed)},
            shared=[],
            last_resort={"nl": "112"},
            values=[name],
            signed=signed,
            local=["app/nl/own/"],
        )
    assert made == [["app/nl/own/"]] * 2


def test_the_worker_is_small_and_stands_alone() -> None:
    source = WORKER.read_text("utf-8")
    assert len(source.splitlines()) <= 250
    assert max(map(len, source.splitlines())) <= 150
    assert not re.search(r"importScripts|^import |indexedDB|localStorage", source, re.M)
    assert source.count("skipWaiting") == 1, "only when a page asks for it"


def test_the_kill_switch_deletes_before_it_unregisters() -> None:
    source = (ROOT / "static/js/sw-kill.js").read_text("utf-8")
    assert 0 < source.index("caches.delete") < source.index("unregister")
    assert "fetch" not in source


def test_a_worker_template_without_its_line_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "sw.js"
    broken.write_text('"use strict";')
    monkeypatch.setattr("meldapp.offline.WORKER", broken)
    with pytest.raises(ValueError, match="const BUILD"):
        make_site(tmp_path / "site")


def test_every_kind_of_file_has_a_type() -> None:
    assert TYPES["html"].startswith("text/html") and {
        "js",
        "css",
        "json",
        "svg",
        "png",
        "webmanifest",
    } <= set(TYPES)
    assert not RESERVED.search("gewone tekst, «aanhalingen» en emoji 👋🏽")
