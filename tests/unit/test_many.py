"""Building every region: shared pages equal fresh answers, faults stay where they are, what did not change is not made again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from markupsafe import Markup
from meldapp.earlier import BODY, KEPT, KEPT_PAGES, Earlier, heads_of, keep, recall, texts_of
from meldapp.pattern import make_pattern, pattern_of
from meldapp.reads import ALL

import build
from meldapp import ROOT
from meldapp.content.load import Content, load_content
from meldapp.editors import translations
from meldapp.publish import freeze, inspect
from meldapp.publish.addresses import addresses
from meldapp.publish.freeze import BuildError
from meldapp.publish.many import Many, build_all, missing
from meldapp.web.app import create_app
from tests.kit.content_tree import TINY


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
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def folders(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()}


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
    different = [
        address
        for address in pattern.pages
        if client.get(address).get_data(as_text=True) != pattern.filled(address, site)
    ]
    assert different == []


def test_a_region_with_a_number_of_its_own_is_found_in_its_search_and_its_sources(
    real: Content,
) -> None:
    number = real.contacts["kindertelefoon"].model_copy(
        update={"id": "nachtlijn", "name": "Nachtlijn Twente"}
    )
    content = replace(
        real,
        regions={
            **real.regions,
            "twente": real.regions["twente"].model_copy(update={"contacts": (number,)}),
        },
    )
    pattern = pattern_of(content, "twente", make_pattern(content))
    app = create_app("twente", content=content, base="/twente/")
    site, client = app.extensions["meldapp"], app.test_client()
    listing = [
        address for address in pattern.pages if "/zoeken/" in address or "/bronnen/" in address
    ]
    assert "Nachtlijn" in pattern.filled("/app/nl/zoeken/index.json", site)
    assert [
        address
        for address in listing
        if client.get(address).get_data(as_text=True) != pattern.filled(address, site)
    ] == []
    assert not pattern.shared & {*listing}


@pytest.mark.parametrize("slug", ["noord-oost-gelderland", "twente"])
def test_an_own_page_shows_nothing_of_another_text_below_its_head(real: Content, slug: str) -> None:
    """So a change in one text leaves the own pages of 25 regions as they are."""
    number = real.contacts["kindertelefoon"].model_copy(
        update={"id": "nachtlijn", "name": "Nachtlijn Twente"}
    )
    if slug == "twente":  # more of its pages are its own
        real = replace(
            real,
            regions={
                **real.regions,
                slug: real.regions[slug].model_copy(update={"contacts": (number,)}),
            },
        )
    common = make_pattern(real)
    before = pattern_of(real, slug, common)
    own = {
        address
        for address in before.pages
        if address not in before.shared and texts_of(real, address)
    }
    shown = {text for address in own for text in texts_of(real, address)}
    other = {
        **BODY,
        "checked_by": "Iemand anders",
        "keywords": ("heelanders",),
        "body": Markup("<p>heel anders</p>"),
        "text": "heel anders",
        "blocks": (("say", "Heel anders", 3),),
    }
    head = {
        "title": "Heel anders",
        "short": "Anders",
        "summary": "Heel iets anders.",
        "sources": (),
        "related": (),
        "order": 99,
    }
    few = {
        address
        for address in own
        if not any(page_id == ALL for _, page_id in before.own[address].reads)
    }
    asked = frozenset().union(*(before.own[address].reads for address in few))
    for fields, still_own in ((other, own), (head, few)):
        untouched = shown | asked if fields is head else shown
        changed = replace(
            real,
            pages={
                locale: {
                    page_id: page
                    if (locale, page_id) in untouched
                    else page.model_copy(update=fields)
                    for page_id, page in pages.items()
                }
                for locale, pages in real.pages.items()
            },
        )
        after = pattern_of(changed, slug, common)
        assert len(still_own) > 40 and len(untouched) < 60
        assert [
            address for address in still_own if before.pages[address] != after.pages[address]
        ] == []


def test_own_pages_are_taken_from_the_build_before_unless_something_they_show_has_changed(
    real: Content, tmp_path: Path
) -> None:
    slug = "zaanstreek-waterland"
    pattern = pattern_of(real, slug, make_pattern(real))
    keep(
        tmp_path,
        real,
        "code",
        heads_of(real),
        Earlier(tmp_path, rest=frozenset({("nl", "stappen")})),
        pattern,
    )

    def changed(page_id: str, **fields: object) -> Content:
        pages = real.pages["nl"]
        return replace(
            real,
            pages={
                **real.pages,
                "nl": {**pages, page_id: pages[page_id].model_copy(update=fields)},
            },
        )

    def recalled(content: Content, code: str = "code") -> Earlier | None:
        return recall(tmp_path, content, code, heads_of(content))

    kept = recalled(real)
    assert kept and kept.rest == {("nl", "stappen")}
    assert {"/app/nl/bel/", "/app/en/gemeente/"} <= kept.own.keys() and all(
        own.page == pattern.pages[address] for address, own in kept.own.items()
    )
    for content, gone, rest in (
        (changed("stappen/1", body="anders", checked=date.today()), set(), True),
        (changed("bel", body="anders"), {"/app/nl/bel/"}, True),
        (
            changed("gemeente", text="anders"),
            {address for address in kept.own if address.startswith("/app/nl/gemeente/")},
            True,
        ),
        (
            changed("stappen/1", title="Anders"),
            {address for address, own in kept.own.items() if ("nl", ALL) in own.reads},
            True,
        ),
        (
            changed("wijkteam", title="Anders"),
            {
                address
                for address, own in kept.own.items()
                if own.reads & {("nl", ALL), ("nl", "wijkteam")}
            },
            True,
        ),
        (
            changed("stappen", title="Anders"),
            {
                address
                for address, own in kept.own.items()
                if own.reads & {("nl", ALL), ("nl", "stappen")}
            },
            False,
        ),
        (replace(real, contacts={}), set(kept.own), False),
    ):
        found = recalled(content)
        assert found and (kept.own.keys() - found.own.keys(), found.rest is not None) == (
            gone,
            rest,
        )
    assert 5 < sum(("nl", "wijkteam") in own.reads for own in kept.own.values()) < len(kept.own)
    assert recalled(real, "other code") is None
    assert recall(tmp_path / "nothing", real, "code", heads_of(real)) is None
    for name in (KEPT, KEPT_PAGES):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[: len(whole) // 2])
        assert recalled(real) is None, "a file that is not whole"
        (tmp_path / name).write_bytes(whole)
    assert recalled(real) == kept
    assert pattern_of(real, slug, make_pattern(real), kept.own).pages == pattern.pages


def test_pages_that_name_more_of_a_region_than_its_signs_are_not_shared(real: Content) -> None:
    pages = make_pattern(real).pages
    assert "/app/nl/stappen/1/" in pages
    assert not {"/app/nl/gemeente/", "/app/nl/bel/", "/app/nl/over/"} & pages.keys()


def test_all_regions_are_built_below_one_front_page_and_again_only_where_something_changed(
    two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    many = Many(out, content_dir=two)
    first = build_all(many, lambda _: None)
    assert [result.slug for result in first] == ["groot", "klein"]
    assert not any(result.problem or result.unchanged for result in first)
    for slug in ("groot", "klein"):
        assert f'href="/{slug}/app/nl/stappen/"' in (out / slug / "app/nl/index.html").read_text(
            "utf-8"
        )
    front = (out / "index.html").read_text("utf-8")
    assert 'href="/groot/"' in front and 'href="/klein/"' in front
    before = tree(out)

    translations.compile_all()  # as every make does
    again = build_all(many, lambda _: None)
    assert all(result.unchanged for result in again)
    assert tree(out) == before
    there = os.stat(out / "index.html").st_ino
    build_all(many, lambda _: None)
    assert os.stat(out / "index.html").st_ino == there, "where nothing changed nothing is written"

    page = two / "nl/stappen/1.md"
    page.write_text(page.read_text("utf-8") + "\nNog een zin.\n", "utf-8")
    build_all(many, lambda _: None)
    incremental = tree(out)
    clean = tmp_path / "clean"
    build_all(Many(clean, content_dir=two, jobs=1), lambda _: None)
    assert incremental == tree(clean)
    assert incremental != before


def test_a_region_that_is_no_more_is_gone_from_the_sites(two: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_all(Many(out, content_dir=two), lambda _: None)
    (two / "regions/groot.toml").unlink()
    shutil.rmtree(two / "regions/groot")
    change(two / "municipalities.csv", ",groot,", ",klein,")
    change(two / "regions/klein.toml", '"GM0002",', '"GM0002", "GM0003",')
    assert [result.slug for result in build_all(Many(out, content_dir=two), lambda _: None)] == [
        "klein"
    ]
    assert (
        not (out / "groot").exists() and (out / "klein/app/nl/gemeente/t-dal/index.html").exists()
    )


CHANGES: dict[str, Callable[[Path], object]] = {
    "a number of the country": lambda folder: change(
        folder / "contacts.toml", 'number = "112"', 'number = "113"'
    ),
    "the name of one region": lambda folder: change(
        folder / "regions/midden.toml", 'name = "Midden"', 'name = "Het Midden"'
    ),
    "a fact of one region": lambda folder: change(
        folder / "regions/midden.toml", "Veilig Thuis Midden", "Veilig Thuis in het Midden"
    ),
    "a new page": lambda folder: [
        change(
            shutil.copy(folder / locale / "casus/1.md", folder / locale / "casus/9.md"),
            "title: ",
            f"title: {word} ",
        )
        for locale, word in (("nl", "Nog"), ("en", "Another"))
    ],
    "a page that is gone": lambda folder: (
        (folder / "nl/casus/2.md").unlink(),
        (folder / "en/casus/2.md").unlink(),
    ),
    "a title": lambda folder: change(
        folder / "nl/stappen/1.md", "Breng signalen in kaart", "Schrijf op wat u ziet"
    ),
    "a text of the help zone": lambda folder: add(
        sorted((folder / "nl/help").glob("*.md"))[0], "\nNog een zin.\n"
    ),
    "a text and the day it was checked": lambda folder: (
        add(folder / "nl/wegen/1.md", "\nNog een zin.\n"),
        change(folder / "nl/wegen/1.md", "2026-11-21", "2026-11-27"),
    ),
    "a text that each region shows in its own way": lambda folder: add(
        folder / "nl/bel.md", "\nNog een zin.\n"
    ),
    "a text of one region": lambda folder: add(
        next((folder / "regions/groot/nl").rglob("*.md")), "\nNog een zin.\n"
    ),
    "a text below its head": lambda folder: add(folder / "nl/stappen/1.md", "\nNog een zin.\n"),
    "nothing": lambda folder: None,
}


def add(path: Path, words: str) -> None:
    path.write_text(path.read_text("utf-8") + words, "utf-8")


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The tiny content with a third region, which like the second differs in facts only, and the Dutch sites made from it."""
    folder = tmp_path_factory.mktemp("three")
    shutil.copytree(TINY, folder / "content")
    klein = (TINY / "regions/klein.toml").read_text("utf-8")
    line = next(line for line in klein.splitlines(keepends=True) if "GM0002" in line)
    (folder / "content/regions/klein.toml").write_text(klein.replace(line, ""), "utf-8")
    (folder / "content/regions/midden.toml").write_text(
        'name = "Midden"\norganisation = "Veilig Thuis Midden"\ncbs_code = "VT03"\nconfidence = "derived"\nmunicipalities = ["GM0002"]\n',
        "utf-8",
    )
    build_all(
        Many(folder / "sites", locales=("nl",), content_dir=folder / "content", jobs=1),
        lambda _: None,
    )
    return folder / "content", folder / "sites"


def test_second_runs_give_what_a_clean_one_gives_and_write_into_nothing_old(
    three: tuple[Path, Path], tmp_path: Path
) -> None:
    """One change after the other, those that make most pages anew first, so that what one of them left wrong is not put right by the next."""
    content, sites = tmp_path / "content", tmp_path / "sites"
    shutil.copytree(three[0], content)
    shutil.copytree(three[1], sites)
    for name in CHANGES:
        shutil.copytree(sites, tmp_path / "before", copy_function=os.link)
        before = tree(sites)
        CHANGES[name](content)
        results = build_all(Many(sites, locales=("nl",), content_dir=content), lambda _: None)
        assert tree(tmp_path / "before") == before, (
            f"{name}: a file with two names was written into"
        )
        assert (tree(sites) == before) == (name == "nothing"), name
        assert [result.slug for result in results if not result.unchanged] == {
            "nothing": [],
            "a text of one region": ["groot"],
        }.get(name, ["groot", "klein", "midden"]), name
        shutil.rmtree(tmp_path / "before")
    build_all(Many(tmp_path / "clean", locales=("nl",), content_dir=content), lambda _: None)
    made, clean = tree(sites), tree(tmp_path / "clean")
    assert [path for path in made.keys() | clean.keys() if made.get(path) != clean.get(path)] == []
    assert folders(sites) == folders(tmp_path / "clean")


def test_a_changed_text_leaves_all_other_files_as_they_are(
    three: tuple[Path, Path], tmp_path: Path
) -> None:
    content, sites = tmp_path / "content", tmp_path / "sites"
    shutil.copytree(three[0], content)
    shutil.copytree(three[1], sites, copy_function=os.link)
    CHANGES["a text below its head"](content)
    build_all(Many(sites, locales=("nl",), content_dir=content), lambda _: None)
    new = {
        path.relative_to(sites).as_posix()
        for path in sites.rglob("*")
        if path.is_file() and path.stat().st_nlink == 1
    }
    pages = {name for name in new if name.startswith("klein/") and name.endswith(".html")}
    assert pages == {"klein/app/nl/stappen/1/index.html"}
    assert {name for name in new if name.endswith(".br") and name.removesuffix(".br") in pages} == {
        f"{name}.br" for name in pages
    }
    assert "klein/.meldapp-made" in new and not new & {
        "klein/.meldapp-own",
        "klein/app/nl.webmanifest",
        "klein/app/nl/bel/index.html.gz",
    }


@pytest.mark.parametrize(
    ("what", "all_of_them"),
    [("nothing else", False), ("a title", False), ("a place", True), ("a page", True)],
)
def test_what_did_not_change_is_looked_over_again_when_that_can_tell_something_new(
    three: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    all_of_them: bool,
) -> None:
    looked_over: dict[str, list[str]] = {}
    monkeypatch.setattr(
        inspect,
        "inspect",
        lambda folder, _, names, titles: looked_over.update({folder.name: names}) or [],
    )
    content, sites = tmp_path / "content", tmp_path / "sites"
    shutil.copytree(three[0], content)
    shutil.copytree(three[1], sites)
    add(content / "nl/stappen/1.md", "\nNog een zin.\n")
    monkeypatch.setattr(freeze, "_places_in", {})
    if what == "a place":  # that the old sites had
        for region in ("klein", "midden"):
            change(sites / region / "app/nl/stappen/1/index.html", "<h1", '<h1 id="was-here"')
    elif what == "a title":
        CHANGES["a title"](content)
    elif what == "a page":
        CHANGES["a new page"](content)
    build_all(Many(sites, locales=("nl",), content_dir=content, jobs=1), lambda _: None)
    # klein is the first that is made from the pattern: there what regions share is looked over, in midden its own pages
    assert (
        "app/nl/stappen/1/index.html" in looked_over["klein"],
        len(looked_over["klein"]) > 25,
    ) == (True, all_of_them)
    assert (
        "app/nl/stappen/1/index.html" not in looked_over["midden"]
        and (len(looked_over["midden"]) > 5) == all_of_them
    )


def test_the_folders_of_the_site_before_serve_again_without_its_files(
    three: tuple[Path, Path], tmp_path: Path
) -> None:
    content, sites = tmp_path / "content", tmp_path / "sites"
    shutil.copytree(three[0], content)
    shutil.copytree(three[1], sites)
    spare = tmp_path / ".sites.folders"
    for number in range(3):
        before = folders(sites)
        spare_before = (
            {path.relative_to(spare).as_posix(): path.stat().st_ino for path in spare.rglob("*")}
            if spare.exists()
            else {}
        )
        CHANGES["a page that is gone" if number == 1 else "a text below its head"](content)
        build_all(Many(sites, locales=("nl",), content_dir=content), lambda _: None)
        made = folders(sites)
        assert {
            path for path in made if spare_before.get(path) == (sites / path).stat().st_ino
        } == made & spare_before.keys()
        assert not any(path.is_file() for path in spare.rglob("*")) and folders(spare) == before
        assert ("klein/app/nl/casus/2" in made) == (number == 0)
    assert {path.name for path in tmp_path.iterdir()} == {"content", "sites", ".sites.folders"}


def test_what_a_killed_build_left_goes_also_when_nothing_changed(
    three: tuple[Path, Path], tmp_path: Path
) -> None:
    shutil.copytree(three[1], tmp_path / "sites")
    before = tree(tmp_path / "sites")
    (tmp_path / "sites").rename(tmp_path / ".sites.old")  # killed between two renames
    (tmp_path / ".sites.new-999999/klein").mkdir(parents=True)
    assert all(
        result.unchanged
        for result in build_all(
            Many(tmp_path / "sites", locales=("nl",), content_dir=three[0]), lambda _: None
        )
    )
    assert {path.name for path in tmp_path.iterdir()} == {"sites"} and tree(
        tmp_path / "sites"
    ) == before


def test_a_new_title_that_a_page_of_one_region_has_already_is_found_there(
    three: tuple[Path, Path], tmp_path: Path
) -> None:
    content, sites = tmp_path / "content", tmp_path / "sites"
    shutil.copytree(three[0], content)
    shutil.copytree(three[1], sites)
    (own,) = {
        path.relative_to(sites / "midden")
        for path in (sites / "midden/app/nl/gemeente").rglob("*.html")
    } - {
        path.relative_to(sites / "klein")
        for path in (sites / "klein/app/nl/gemeente").rglob("*.html")
    }
    name = inspect.read(sites / "midden" / own).title.removesuffix(" – Meldcode")
    change(content / "nl/over.md", "title: Over deze app", f"title: {name}")
    with pytest.raises(
        BuildError,
        match=rf"midden could not be built(.|\n)*app/nl/over/index.html: has the same title as {own}",
    ):
        build_all(Many(sites, locales=("nl",), content_dir=content), lambda _: None)


def test_a_file_that_is_gone_from_the_old_site_is_named(
    three: tuple[Path, Path], tmp_path: Path
) -> None:
    content, sites = tmp_path / "content", tmp_path / "sites"
    shutil.copytree(three[0], content)
    shutil.copytree(three[1], sites)
    (sites / "klein/app/nl/bel/index.html.br").unlink()
    add(content / "nl/stappen/1.md", "\nNog een zin.\n")
    before = tree(sites)
    with pytest.raises(
        BuildError, match=r"app/nl/bel/index\.html\.br is gone from the old site(.|\n)*--force"
    ):
        build_all(Many(sites, locales=("nl",), content_dir=content), lambda _: None)
    assert tree(sites) == before
    build_all(Many(sites, locales=("nl",), content_dir=content, force=True), lambda _: None)
    assert "klein/app/nl/bel/index.html.br" in tree(sites)


def test_a_page_that_is_overdue_from_today_is_made_again(
    two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = Many(tmp_path / "out", content_dir=two)
    build_all(many, lambda _: None)
    last = max(
        page.review_by for pages in load_content(two).pages.values() for page in pages.values()
    )

    class Later(date):
        @classmethod
        def today(cls) -> Later:
            return cls(last.year, last.month, last.day) + timedelta(days=1)

    monkeypatch.setattr("meldapp.many.date", Later)
    assert not any(result.unchanged for result in build_all(many, lambda _: None))


def test_a_fault_in_one_region_stops_all_unless_the_run_keeps_going(
    two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
    assert "Veilig Thuis Heel Klein" in (
        out / "klein/app/nl/gemeente/aardorp/index.html"
    ).read_text("utf-8")


def test_a_fault_in_the_default_region_is_told_and_stops_all(
    two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(two / "regions/klein.toml", "cbs_code", "cbs_kode")
    assert (
        build.main(["--all", "--keep-going", "--out", str(tmp_path / "out"), "--content", str(two)])
        == 1
    )
    assert "regions/klein.toml" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_own_texts_and_colours_of_a_region_are_its_own_alone(two: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_all(Many(out, content_dir=two), lambda _: None)
    groot, klein = (
        (out / slug / "app/nl/na-de-melding/intussen/index.html").read_text("utf-8")
        for slug in ("groot", "klein")
    )
    assert "Intussen in Groot" in groot and "#0A4A56" in groot.upper()
    assert "Intussen in Groot" not in klein and "#0A4A56" not in klein.upper()


def test_what_a_region_misses_is_told(real: Content) -> None:
    assert "website" in missing(real, "twente")
    assert "website" not in missing(real, "noord-oost-gelderland")


def test_addresses_of_every_region_are_frozen(real: Content) -> None:
    app = create_app("oost-brabant", content=real)
    assert sum(
        "/nl/gemeente/" in address for address in addresses(app.extensions["meldapp"])
    ) == 2 + len(real.regions["oost-brabant"].municipalities)
