"""Building every region: shared pages equal fresh answers, faults stay where they are, what did not change is not made again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import build
from meldapp import ROOT, create_app, freeze
from meldapp.load import Content, load_content
from meldapp.many import Many, build_all, missing
from meldapp.pattern import make_pattern, pattern_of


@pytest.fixture(scope="module")
def real() -> Content:
    return load_content(ROOT / "content")


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """The real content with three regions: the largest, the smallest and the default one."""
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder)
    for path in (folder / "regions").glob("*.toml"):
        if path.stem not in ("oost-brabant", "zaanstreek-waterland", "noord-oost-gelderland"):
            path.unlink()
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("slug", ["oost-brabant", "zaanstreek-waterland", "noord-oost-gelderland"])
def test_a_page_filled_from_the_pattern_equals_a_fresh_answer(real: Content, slug: str) -> None:
    pattern = pattern_of(real, slug, make_pattern(real))
    app = create_app(slug, content=real, base=f"/{slug}/", exit_url="https://example.org/?a=1&b=2")
    site, client = app.extensions["meldapp"], app.test_client()
    assert len(pattern.shared) > 200 and len(pattern.pages) > len(pattern.shared)
    different = [address for address in pattern.pages if client.get(address).get_data(as_text=True) != pattern.filled(address, site)]
    assert different == []


def test_pages_that_name_more_of_a_region_than_its_signs_are_not_shared(real: Content) -> None:
    pages = make_pattern(real).pages
    assert "/app/nl/stappen/1/" in pages
    assert not {"/app/nl/gemeente/", "/app/nl/bel/", "/app/nl/over/"} & pages.keys()


def test_all_regions_are_built_below_one_front_page_and_again_only_where_something_changed(three: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    many = Many(out, content_dir=three)
    first = build_all(many, lambda _: None)
    assert [result.slug for result in first] == ["noord-oost-gelderland", "oost-brabant", "zaanstreek-waterland"]
    assert not any(result.problem or result.unchanged for result in first)
    for slug in ("oost-brabant", "zaanstreek-waterland"):
        assert f'href="/{slug}/app/nl/stappen/"' in (out / slug / "app/nl/index.html").read_text("utf-8")
    front = (out / "index.html").read_text("utf-8")
    assert 'href="/oost-brabant/"' in front and "Zutphen" in front
    before = tree(out)

    again = build_all(many, lambda _: None)
    assert all(result.unchanged for result in again)
    assert tree(out) == before

    page = three / "nl/stappen/1.md"
    page.write_text(page.read_text("utf-8").replace("---\n", "---\n", 1) + "\nNog een zin.\n", "utf-8")
    build_all(many, lambda _: None)
    incremental = tree(out)
    clean = tmp_path / "clean"
    build_all(Many(clean, content_dir=three, jobs=1), lambda _: None)
    assert incremental == tree(clean)
    assert incremental != before


def test_a_fault_in_one_region_stops_all_unless_the_run_keeps_going(three: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    arguments = ["--all", "--out", str(out), "--content", str(three)]
    assert build.main(arguments) == 0
    before = tree(out / "oost-brabant")
    faulty = three / "regions/oost-brabant.toml"
    faulty.write_text(faulty.read_text("utf-8").replace("cbs_code", "cbs_kode"), "utf-8")
    capsys.readouterr()

    whole = tree(out)
    assert build.main(arguments) == 1
    assert "content/regions/oost-brabant.toml" in capsys.readouterr().err
    assert tree(out) == whole

    assert build.main([*arguments, "--keep-going"]) == 1
    assert "oost-brabant" in capsys.readouterr().err
    assert tree(out / "oost-brabant") == before
    assert (out / "zaanstreek-waterland/index.html").exists()


def test_own_texts_of_a_region_are_its_own_alone(three: Path, tmp_path: Path) -> None:
    own = three / "regions/oost-brabant/nl/stappen"
    own.mkdir(parents=True)
    text = (three / "nl/stappen/2.md").read_text("utf-8")
    (own / "2.md").write_text(re.sub(r"^title: .*$", "title: Brabants overleg", text, count=1, flags=re.M), "utf-8")
    shutil.copytree(three / "en/stappen", three / "regions/oost-brabant/en/stappen", ignore=shutil.ignore_patterns("[!2]*.md"))
    out = tmp_path / "out"
    build_all(Many(out, content_dir=three), lambda _: None)
    assert "Brabants overleg" in (out / "oost-brabant/app/nl/stappen/2/index.html").read_text("utf-8")
    assert "Brabants overleg" not in (out / "noord-oost-gelderland/app/nl/stappen/2/index.html").read_text("utf-8")


def test_what_a_region_misses_is_told(real: Content) -> None:
    assert "website" in missing(real, "twente")
    assert "website" not in missing(real, "noord-oost-gelderland")


def test_a_new_region_is_written_valid(three: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from meldapp import new_region

    answers = iter(["Nieuw Gebied", "", "14", "VT99", "veiligthuis.nl", "https://example.nl/", "", "Zutfen", "Zutphen; Epe"])
    said: list[str] = []
    assert new_region.ask(three, said.append, lambda _: next(answers)) == 0
    region = load_content(three).regions["nieuw-gebied"]
    assert (region.organisation, region.website, region.cbs_code) == ("Veilig Thuis Nieuw Gebied", "https://example.nl/", "VT99")
    assert len(region.municipalities) == 2
    assert any("Do you mean Zutphen?" in line for line in said)


def test_addresses_of_every_region_are_frozen(real: Content) -> None:
    app = create_app("oost-brabant", content=real)
    assert sum("/nl/gemeente/" in address for address in freeze.addresses(app.extensions["meldapp"])) == 2 + len(real.regions["oost-brabant"].municipalities)
