"""Building every region: shared pages equal fresh answers, faults stay where they are, what did not change is not made again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from content_tree import TINY
from markupsafe import Markup

import build
from meldapp import ROOT, create_app, freeze, translations
from meldapp.load import Content, load_content
from meldapp.many import Many, build_all, missing
from meldapp.pattern import BODY, heads_of, keep, make_pattern, pattern_of, recall, texts_of


@pytest.fixture(scope="module")
def real() -> Content:
    return load_content(ROOT / "content")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """The tiny content with its two regions: one with everything of its own, one with nothing."""
    folder = tmp_path / "content"
    shutil.copytree(TINY, folder)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("slug", ["oost-brabant", "zaanstreek-waterland", "noord-oost-gelderland"])
def test_a_page_filled_from_the_pattern_equals_a_fresh_answer(real: Content, slug: str) -> None:
    pattern = pattern_of(real, slug, make_pattern(real))
    app = create_app(slug, content=real, base=f"/{slug}/", exit_url="https://example.org/?a=1&b=2")
    site, client = app.extensions["meldapp"], app.test_client()
    assert len(pattern.shared) > 200 and len(pattern.pages) > len(pattern.shared)
    different = [address for address in pattern.pages if client.get(address).get_data(as_text=True) != pattern.filled(address, site)]
    assert different == []


def test_a_region_with_a_number_of_its_own_is_found_in_its_search_and_its_sources(real: Content) -> None:
    number = real.contacts["kindertelefoon"].model_copy(update={"id": "nachtlijn", "name": "Nachtlijn Twente"})
    content = replace(real, regions={**real.regions, "twente": real.regions["twente"].model_copy(update={"contacts": (number,)})})
    pattern = pattern_of(content, "twente", make_pattern(content))
    app = create_app("twente", content=content, base="/twente/")
    site, client = app.extensions["meldapp"], app.test_client()
    listing = [address for address in pattern.pages if "/zoeken/" in address or "/bronnen/" in address]
    assert "Nachtlijn" in pattern.filled("/app/nl/zoeken/index.json", site)
    assert [address for address in listing if client.get(address).get_data(as_text=True) != pattern.filled(address, site)] == []
    assert not pattern.shared & {*listing}


@pytest.mark.parametrize("slug", ["noord-oost-gelderland", "twente"])
def test_an_own_page_shows_nothing_of_another_text_below_its_head(real: Content, slug: str) -> None:
    """So a change in one text leaves the own pages of 25 regions as they are."""
    number = real.contacts["kindertelefoon"].model_copy(update={"id": "nachtlijn", "name": "Nachtlijn Twente"})
    if slug == "twente":  # more of its pages are its own
        real = replace(real, regions={**real.regions, slug: real.regions[slug].model_copy(update={"contacts": (number,)})})
    common = make_pattern(real)
    before = pattern_of(real, slug, common)
    own = {address for address in before.pages if address not in before.shared and texts_of(real, address)}
    shown = {(text.locale, text.id) for address in own for text in texts_of(real, address)}
    other = {**BODY, "body": Markup("<p>heel anders</p>"), "text": "heel anders", "blocks": (("say", "Heel anders", 3),)}
    changed = replace(real, pages={locale: {page_id: page if (locale, page_id) in shown else page.model_copy(update=other) for page_id, page in pages.items()} for locale, pages in real.pages.items()})
    after = pattern_of(changed, slug, common)
    assert len(own) > 40 and len(shown) < 40
    assert [address for address in own if before.pages[address] != after.pages[address]] == []


def test_own_pages_are_taken_from_the_build_before_unless_something_they_show_has_changed(real: Content, tmp_path: Path) -> None:
    file, slug = tmp_path / "own", "zaanstreek-waterland"
    pattern = pattern_of(real, slug, make_pattern(real))
    keep(file, real, heads_of(real), pattern)

    def changed(page_id: str, **fields: str) -> Content:
        pages = real.pages["nl"]
        return replace(real, pages={**real.pages, "nl": {**pages, page_id: pages[page_id].model_copy(update=fields)}})

    kept = recall(file, real, heads_of(real))
    assert {"/app/nl/bel/", "/app/en/gemeente/"} <= kept.keys() and all(page == pattern.pages[address] for address, page in kept.items())
    for content, gone in (
        (changed("stappen/1", body="anders"), set()),
        (changed("bel", body="anders"), {"/app/nl/bel/"}),
        (changed("gemeente", text="anders"), {address for address in kept if address.startswith("/app/nl/gemeente/")}),
        (changed("stappen/1", title="Anders"), set(kept)),
        (replace(real, contacts={}), set(kept)),
    ):
        assert kept.keys() - recall(file, content, heads_of(content)).keys() == gone
    assert recall(tmp_path / "nothing", real, heads_of(real)) == {}
    file.write_bytes(file.read_bytes()[:1000])
    assert recall(file, real, heads_of(real)) == {}, "a file that is not whole"
    assert pattern_of(real, slug, make_pattern(real), kept).pages == pattern.pages


def test_pages_that_name_more_of_a_region_than_its_signs_are_not_shared(real: Content) -> None:
    pages = make_pattern(real).pages
    assert "/app/nl/stappen/1/" in pages
    assert not {"/app/nl/gemeente/", "/app/nl/bel/", "/app/nl/over/"} & pages.keys()


def test_all_regions_are_built_below_one_front_page_and_again_only_where_something_changed(two: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    many = Many(out, content_dir=two)
    first = build_all(many, lambda _: None)
    assert [result.slug for result in first] == ["groot", "klein"]
    assert not any(result.problem or result.unchanged for result in first)
    for slug in ("groot", "klein"):
        assert f'href="/{slug}/app/nl/stappen/"' in (out / slug / "app/nl/index.html").read_text("utf-8")
    front = (out / "index.html").read_text("utf-8")
    assert 'href="/groot/"' in front and 'href="/klein/"' in front
    before = tree(out)

    translations.compile_all()  # as every make does
    again = build_all(many, lambda _: None)
    assert all(result.unchanged for result in again)
    assert tree(out) == before

    page = two / "nl/stappen/1.md"
    page.write_text(page.read_text("utf-8") + "\nNog een zin.\n", "utf-8")
    build_all(many, lambda _: None)
    incremental = tree(out)
    clean = tmp_path / "clean"
    build_all(Many(clean, content_dir=two, jobs=1), lambda _: None)
    assert incremental == tree(clean)
    assert incremental != before


def test_a_page_that_is_overdue_from_today_is_made_again(two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = Many(tmp_path / "out", content_dir=two)
    build_all(many, lambda _: None)
    last = max(page.review_by for pages in load_content(two).pages.values() for page in pages.values())

    class Later(date):
        @classmethod
        def today(cls) -> Later:
            return cls(last.year, last.month, last.day) + timedelta(days=1)

    monkeypatch.setattr("meldapp.many.date", Later)
    assert not any(result.unchanged for result in build_all(many, lambda _: None))


def test_a_fault_in_one_region_stops_all_unless_the_run_keeps_going(two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    arguments = ["--all", "--out", str(out), "--content", str(two)]
    assert build.main(arguments) == 0
    before = tree(out / "groot")
    change(two / "regions/groot.toml", "cbs_code", "cbs_kode")
    change(two / "regions/klein.toml", "Veilig Thuis Klein", "Veilig Thuis Heel Klein")
    capsys.readouterr()

    whole = tree(out)
    assert build.main(arguments) == 1
    assert "regions/groot.toml" in capsys.readouterr().err
    assert tree(out) == whole

    assert build.main([*arguments, "--keep-going"]) == 1
    assert "groot" in capsys.readouterr().err
    assert tree(out / "groot") == before
    assert "Veilig Thuis Heel Klein" in (out / "klein/app/nl/gemeente/aardorp/index.html").read_text("utf-8")


def test_a_fault_in_the_default_region_is_told_and_stops_all(two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(two / "regions/klein.toml", "cbs_code", "cbs_kode")
    assert build.main(["--all", "--keep-going", "--out", str(tmp_path / "out"), "--content", str(two)]) == 1
    assert "regions/klein.toml" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_own_texts_and_colours_of_a_region_are_its_own_alone(two: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_all(Many(out, content_dir=two), lambda _: None)
    groot, klein = ((out / slug / "app/nl/na-de-melding/intussen/index.html").read_text("utf-8") for slug in ("groot", "klein"))
    assert "Intussen in Groot" in groot and "#0A4A56" in groot.upper()
    assert "Intussen in Groot" not in klein and "#0A4A56" not in klein.upper()


def test_what_a_region_misses_is_told(real: Content) -> None:
    assert "website" in missing(real, "twente")
    assert "website" not in missing(real, "noord-oost-gelderland")


def test_a_new_region_is_written_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from meldapp import new_region

    content_dir = tmp_path / "content"
    shutil.copytree(ROOT / "content", content_dir)
    answers = iter(["Nieuw Gebied", "", "14", "VT99", "veiligthuis.nl", "https://example.nl/", "", "Zutfen", "Zutphen; Epe"])
    said: list[str] = []
    assert new_region.ask(content_dir, said.append, lambda _: next(answers)) == 0
    region = load_content(content_dir).regions["nieuw-gebied"]
    assert (region.organisation, region.website, region.cbs_code) == ("Veilig Thuis Nieuw Gebied", "https://example.nl/", "VT99")
    assert len(region.municipalities) == 2
    assert any("Do you mean Zutphen?" in line for line in said)


def test_addresses_of_every_region_are_frozen(real: Content) -> None:
    app = create_app("oost-brabant", content=real)
    assert sum("/nl/gemeente/" in address for address in freeze.addresses(app.extensions["meldapp"])) == 2 + len(real.regions["oost-brabant"].municipalities)
