"""A built site in one file (WACZ): whole, as a host would answer, and found through its index."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from meldapp.publish.archive import write_archive
from meldapp.publish.folder import MARK
from tests.kit.content_tree import TINY, run
from tests.kit.frozen_site import Site

pytestmark = pytest.mark.slow

URL = "https://klein.example/pre/fix/"
MOMENT = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def file(tiny_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "klein.wacz"
    write_archive(tiny_site.path, URL, path, MOMENT)
    return path


@pytest.fixture(scope="module")
def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
        return {name: archive.read(name) for name in archive.namelist()}


def answers(parts: dict[str, bytes]) -> dict[str, tuple[str, dict[str, str], bytes]]:
    """Address → status, headers and content, each read at the place that the index gives."""
    records = {}
    for line in parts["indexes/index.cdx"].decode().splitlines():
        place = json.loads(line.split(" ", 2)[2])
        start, length = int(place["offset"]), int(place["length"])
        piece = io.BytesIO(parts["archive/data.warc.gz"][start : start + length])
        [record] = _records(piece)
        assert record[0] == place["url"]
        records[place["url"]] = record[1:]
    return records


def _records(stream: io.BytesIO) -> list[tuple[str, str, dict[str, str], bytes]]:
    return [
        (
            record.rec_headers.get_header("WARC-Target-URI"),
            record.http_headers.get_statuscode(),
            dict(record.http_headers.headers),
            record.content_stream().read(),
        )
        for record in ArchiveIterator(stream, check_digests="raise")
        if record.rec_type == "response"
    ]


def test_every_file_that_a_host_serves_is_in_it_byte_for_byte(
    parts: dict[str, bytes], tiny_site: Site
) -> None:
    records = answers(parts)
    assert len(_records(io.BytesIO(parts["archive/data.warc.gz"]))) == len(records)
    files = {
        path.relative_to(tiny_site.path).as_posix(): path.read_bytes()
        for path in tiny_site.path.rglob("*")
        if path.is_file() and path.suffix not in (".br", ".gz") and path.name[0] not in "._"
    }
    assert {
        url.removeprefix(URL) + ("index.html" if url.endswith("/") else ""): content
        for url, (_, _, content) in records.items()
    } == files


def test_an_answer_has_the_headers_of_the_host_and_404_its_status(parts: dict[str, bytes]) -> None:
    records = answers(parts)
    status, headers, _ = records[f"{URL}app/nl/"]
    assert status == "200"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert records[f"{URL}404.html"][0] == "404"


def test_its_list_of_parts_is_true_and_its_pages_have_titles(parts: dict[str, bytes]) -> None:
    package = json.loads(parts["datapackage.json"])
    assert package["wacz_version"] == "1.1.1"
    assert "region klein under /pre/fix/" in package["description"]
    for resource in package["resources"]:
        content = parts[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    digest: dict[str, Any] = json.loads(parts["datapackage-digest.json"])
    package_hash = hashlib.sha256(parts["datapackage.json"]).hexdigest()
    assert digest == {"path": "datapackage.json", "hash": f"sha256:{package_hash}"}
    head, *pages = [json.loads(line) for line in parts["pages/pages.jsonl"].splitlines()]
    assert head["format"] == "json-pages-1.0"
    titles = {page["url"]: page["title"] for page in pages}
    assert titles[f"{URL}app/nl/privacy/"] == "Privacy – Meldcode"
    assert set(titles) <= set(answers(parts))


def test_the_same_site_and_moment_give_the_same_bytes(
    file: Path, tiny_site: Site, tmp_path: Path
) -> None:
    write_archive(tiny_site.path, URL, tmp_path / "again.wacz", MOMENT)
    assert (tmp_path / "again.wacz").read_bytes() == file.read_bytes()


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    outcome = run("archive", "--out", str(tmp_path))
    assert outcome.code == 1
    assert "Build it first" in outcome.err


def test_the_folder_of_all_regions_is_not_one_site(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("every region\n")
    outcome = run("archive", "--out", str(tmp_path), "--content", str(TINY))
    assert outcome.code == 1
    assert "does not hold the site of one region" in outcome.err
