"""The lists, bundles and worker that a build writes, without a browser."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import brotli
import pytest

from meldapp import ROOT
from meldapp.publish import budgets
from meldapp.publish.addresses import file_of
from meldapp.publish.offline import (
    TYPES,
    WORKER,
    LanguageSize,
    lines_of,
    make_bundle,
)
from meldapp.web.assets import minified_script
from tests.kit.frozen_site import Site
from tests.kit.offline_site import CORE, NAMES, make_site


def unpack(bundle: dict[str, Any]) -> list[str]:
    """The texts of a bundle, as the worker gets them out."""
    lines = bundle["lines"]
    return [
        "".join(part if isinstance(part, str) else lines[part] for part in parts)
        for parts in bundle["files"]
    ]


def read_list(folder: Path, locale: str) -> dict[str, Any]:
    [path] = (folder / "app/offline").glob(f"{locale}.*.json")
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def unpacked(folder: Path, tier: dict[str, Any]) -> list[str]:
    """The texts of a tier, out of its bundle."""
    bundle = json.loads((folder / "app/offline" / tier["bundle"]).read_text("utf-8"))
    if shell := bundle["shell"]:
        bundle["lines"][:0] = lines_of((folder / shell / "index.html").read_text("utf-8"))
    return unpack(bundle)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


PAGE = (
    '<p class="lead">Wat u zélf kunt doen</p>\n<a href="/noord/app/nl/">Noord</a>\n<ul '
    'class="rows">\n<li>een</li>\n<li>twee</li>\n</ul>\n'
)
TEXTS = [
    PAGE,
    PAGE.replace("een", "vijf 👋🏽 عربى \u2028 \x0c 0"),
    PAGE.replace("\n", "\r\n"),
    "",
    "0",
    "geen regeleinde",
]


def test_a_bundle_gives_back_every_text() -> None:
    assert unpack(json.loads(json.dumps(make_bundle(TEXTS)))) == TEXTS


def test_lines_of_the_shell_are_not_written_again() -> None:
    shell = "".join(TEXTS[:1])
    bundle = make_bundle(TEXTS, shell)
    known = lines_of(shell)
    assert not set(known) & set(bundle["lines"])
    assert unpack({"lines": [*known, *bundle["lines"]], "files": bundle["files"]}) == TEXTS


def test_a_line_that_texts_share_stands_in_a_bundle_once() -> None:
    bundle = make_bundle(TEXTS)
    assert json.dumps(bundle, ensure_ascii=False).count("Wat u zélf kunt doen") == 2, "LF and CRLF"
    assert bundle["files"][0][0] == bundle["files"][1][0] == 0
    assert bundle["lines"][0].startswith('<p class="lead">')


def test_every_list_holds_every_file_with_its_hash(tmp_path: Path) -> None:
    make_site(tmp_path)
    for locale in ("nl", "en"):
        content = read_list(tmp_path, locale)
        listed = {path: sha for tier in content["tiers"] for path, sha, _ in tier["files"]}
        assert {f"app/{locale}/{name}" for name in NAMES} <= set(listed)
        for path, sha in listed.items():
            content_of_file = (tmp_path / file_of(path)).read_bytes()
            assert hashlib.sha256(content_of_file).hexdigest()[:32] == sha
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
        assert read_list(tmp_path, locale)["tiers"][0]["bundle"] in worker, "asked for at once"
    assert "112" in worker
    assert "0800-2000" in worker
    assert not re.search(r"112|0800", WORKER.read_text("utf-8")), (
        "the numbers come from the build, not from the source"
    )


def test_the_core_comes_first_and_the_rest_stays_in_order(tmp_path: Path) -> None:
    make_site(tmp_path)
    core, rest = (
        [path.removeprefix("app/nl/") for path, _, _ in tier["files"] if path.endswith("/")]
        for tier in read_list(tmp_path, "nl")["tiers"]
    )
    assert core == list(NAMES[:CORE])
    assert rest == list(NAMES[CORE:])


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
        "app/offline/nl-core.json",
        "app/offline/nl-core.json.br",
        "app/sw.js",
        "app/sw.js.br",
    }


def test_a_bundle_travels_as_it_is_weighed(tmp_path: Path) -> None:
    sizes = make_site(tmp_path)
    offline = tmp_path / "app/offline"
    core, rest = read_list(tmp_path, "nl")["tiers"]
    for tier in (core, rest):
        packed = (offline / f"{tier['bundle']}.br").read_bytes()
        assert len(packed) == tier["size"]
        assert brotli.decompress(packed) == (offline / tier["bundle"]).read_bytes()
    [packed_list] = offline.glob("nl.*.json.br")
    size = packed_list.stat().st_size
    assert sizes["nl"] == LanguageSize(size + core["size"], size + core["size"] + rest["size"])


@pytest.mark.parametrize("tier", ["core", "rest"])
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_bundles_of_the_real_site_hold_every_file_to_the_byte(
    site: Site, locale: str, tier: str
) -> None:
    entries = read_list(site.path, locale)["tiers"][tier == "rest"]
    texts = unpacked(site.path, entries)
    assert [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts] == [
        sha for _, sha, _ in entries["files"]
    ]
    assert len(texts) > 40


FILES_OF_A_PAGE = re.compile(r"/(static/[^\"' ]+\.(?:js|css))")


def test_the_core_is_what_someone_needs_to_act(site: Site) -> None:
    core, rest = (
        {path for path, _, _ in tier["files"]} for tier in read_list(site.path, "nl")["tiers"]
    )
    frozen = {
        file.parent.relative_to(site.path).as_posix() + "/"
        for file in (site.path / "app/nl").rglob("index.html")
    }
    sections = ("stappen", "wegen", "signalen", "geweldsvormen", "gesprek")
    acting = {path for path in frozen if path.split("/")[2] in sections}
    assert len(acting) > 40
    single = {"app/nl/", "app/nl/bel/", "app/nl/offline/", "app/nl/404/", "app/leeg/"}
    pages = acting | single
    assert pages == {path for path in core if path.endswith("/")}
    for page in pages:
        named = set(FILES_OF_A_PAGE.findall((site.path / file_of(page)).read_text("utf-8")))
        assert {name for name in named if "/vendor/" not in name} <= core, page
    assert {"app/nl/zoeken/", "app/nl/over/", "app/plaatsen.json"} <= rest
    assert not core & rest


def test_everything_a_page_needs_is_in_one_of_the_tiers(site: Site) -> None:
    tiers = read_list(site.path, "nl")["tiers"]
    known = {path for tier in tiers for path, _, _ in tier["files"]}
    frozen = {
        file.relative_to(site.path).as_posix().removesuffix("index.html")
        for file in (site.path / "app/nl").rglob("*")
        if file.suffix in (".html", ".json")
    }
    assert frozen <= known
    for page in site.pages("app"):
        assert set(FILES_OF_A_PAGE.findall(page.html)) <= known, page


def test_the_worker_is_small_and_stands_alone() -> None:
    source = WORKER.read_text("utf-8")
    assert max(map(len, source.splitlines())) <= 100
    minified = minified_script(f"(() => {{\n{source}\n}})();")
    assert len(brotli.compress(minified.encode())) <= budgets.WORKER.limit
    assert len(minified) < 8_000
    assert not re.search(r"importScripts|^import |indexedDB|localStorage", source, re.MULTILINE)
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
    monkeypatch.setattr("meldapp.publish.offline.WORKER", broken)
    with pytest.raises(AssertionError, match="const BUILD"):
        make_site(tmp_path / "site")


def test_every_kind_of_file_has_a_type() -> None:
    assert TYPES["html"].startswith("text/html")
    assert {
        "js",
        "css",
        "json",
        "svg",
        "png",
        "webmanifest",
    } <= set(TYPES)
