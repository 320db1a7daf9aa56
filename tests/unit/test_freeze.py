"""What is frozen equals what the app answers, twice the same bytes, and the old site stays whole
whatever happens to a build.
"""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import brotli
import pytest

from meldapp import ROOT
from meldapp.content.load import Content, load_content
from meldapp.content.pages import HelpTopic
from meldapp.publish import budgets, build, folder
from meldapp.publish.addresses import addresses, file_of
from meldapp.publish.errors import BuildError
from meldapp.publish.folder import MARK
from meldapp.publish.freeze import freeze
from meldapp.web.app import create_app
from tests.kit.content_tree import TINY, Tree
from tests.kit.frozen_site import Built, Site
from tests.kit.levels import later

pytestmark = pytest.mark.slow

OLD = {"index.html": b"an older site", MARK: b"klein /\n"}


@pytest.fixture
def old_site(tree: Tree) -> Site:
    """A site of an earlier build in the place where the tree's next one goes."""
    for name, content in OLD.items():
        tree.out.mkdir(parents=True, exist_ok=True)
        (tree.out / name).write_bytes(content)
    return Site(tree.out)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# -- the same bytes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [later("site"), "tiny_site"], ids=["default region", "tiny region with a prefix"]
)
def test_each_frozen_file_equals_a_fresh_answer(kind: str, request: pytest.FixtureRequest) -> None:
    """Asked in the reverse order, so that nothing a page leaves behind can help the next."""
    frozen: Site = request.getfixturevalue(kind)
    app = create_app(
        base=frozen.base, content=load_content(TINY if kind == "tiny_site" else ROOT / "content")
    )
    client = app.test_client()
    expected = addresses(app.extensions["meldapp"])
    different = []
    for address in reversed(expected):
        answer = client.get(address)
        file = frozen.path / file_of(address)
        if answer.status_code != 200 or answer.data != file.read_bytes():
            different.append(address)
    assert different == []
    assert len(expected) == len(set(expected)) > 100


def test_nothing_is_frozen_that_the_app_does_not_know(site: Site, content: Content) -> None:
    """Beside the answers: compressed copies, the worker with its lists and bundles, open data, the files
    for hosts.
    """
    known = {
        file_of(address) for address in addresses(create_app(content=content).extensions["meldapp"])
    }
    written = {
        path.relative_to(site.path).as_posix()
        for path in site.path.rglob("*")
        if path.is_file() and path.suffix not in (".br", ".gz")
    } - known
    assert {name for name in written if not name.startswith("app/offline/")} == {
        "app/sw.js",
        "app/sw-kill.js",
        "clear.txt",
        "_headers",
        "_redirects",
        "_nginx.conf",
        "_Caddyfile",
        "_container.Caddyfile",
        "data/contacts.json",
        "data/contacts.schema.json",
        "data/municipalities.json",
        "data/municipalities.schema.json",
        MARK,
    }


def test_every_page_of_the_content_is_frozen_in_every_language(
    site: Site, content: Content
) -> None:
    missing = [
        page.file
        for locale, pages in content.pages.items()
        for page in pages.values()
        if not isinstance(page, HelpTopic)
        and not site.has(f"/app/{locale}/" + (f"{page.id}/" if page.id != "index" else ""))
    ]
    assert missing == []


def test_everything_that_is_text_lies_beside_a_compressed_copy_of_the_same(site: Site) -> None:
    files = site.snapshot()
    text = [
        name
        for name in files
        if name.endswith((".html", ".js", ".css", ".svg", ".json", ".txt", ".webmanifest"))
        and not name.startswith("clear")
    ]
    assert len(text) > 350
    assert [
        name
        for name in text
        if brotli.decompress(files[f"{name}.br"]) != files[name]
        or gzip.decompress(files[f"{name}.gz"]) != files[name]
    ] == []


@pytest.mark.release
def test_two_builds_give_the_same_bytes(site: Site, tmp_path: Path) -> None:
    """The other one in a process of its own, with another order of sets, another clock zone and
    another folder.
    """
    out = tmp_path / "elsewhere" / "dist"
    surroundings = {
        **os.environ,
        "PYTHONHASHSEED": "4",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "build", "--out", str(out)],
        env=surroundings,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second = site.snapshot(), Site(out).snapshot()
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_an_error_in_a_view_is_raised_as_it_is_and_names_the_address(tmp_path: Path) -> None:
    app = create_app(content_dir=TINY)
    app.view_functions["app_zone.call"] = lambda: app.jinja_env.globals["icon"]("gone")
    with pytest.raises(KeyError, match=r'icons\.svg has no <symbol id="gone">') as caught:
        freeze(app, ["/app/nl/bel/"], tmp_path)
    assert caught.value.__notes__ == ["while freezing /app/nl/bel/"]


def test_a_site_under_a_prefix_stays_below_it(tiny_site: Site) -> None:
    assert {
        link for link in tiny_site.internal_links() if not link.startswith("/pre/fix/")
    } == set()
    assert {link for link in tiny_site.internal_links() if not tiny_site.has(link)} == set()
    assert {page.tree.get("data-base") for page in tiny_site.pages()} == {"/pre/fix/"}


def test_a_region_can_have_pages_contacts_and_an_exit_of_its_own() -> None:
    client = create_app("groot", content_dir=TINY, locales=["en"]).test_client()
    page = client.get("/app/en/na-de-melding/intussen/").get_data(as_text=True)
    assert "Meanwhile in Groot" in page
    assert 'href="tel:0301234567"' in page
    assert 'href="https://elsewhere.example/" data-quick-exit' in page
    assert 'href="tel:0301234567"' in client.get("/app/en/bel/").get_data(as_text=True)
    assert '<html lang="en"' in client.get("/").get_data(as_text=True)
    assert client.get("/nl/").status_code == 404


def test_a_local_team_can_be_called_from_the_page_of_its_municipality_and_from_the_finder(
    tree: Tree,
) -> None:
    def answers() -> tuple[str, str]:
        client = create_app("klein", content_dir=tree.path).test_client()
        addresses = ("/app/nl/gemeente/aardorp/", "/app/plaatsen.json")
        page, places = (client.get(address).get_data(as_text=True) for address in addresses)
        return page, places

    for text in answers():
        assert "Dorpsteam" not in text  # its source is old
    klein = "regions/klein.toml"
    tree.write(klein, tree.text(klein).replace('status = "old"', 'status = "ok"'))
    page, places = answers()
    assert 'href="tel:0301234567"' in page
    assert 'href="https://dorpsteam.example/"' in page
    assert '["Dorpsteam Aardorp","0301-23 45 67","tel:0301234567"]' in places


# -- the old site ----------------------------------------------------------------------------------


def put_in_place(out: Path) -> None:
    """Publish a new site that is one page."""
    with folder.staging(out) as staged:
        (staged / "index.html").write_bytes(b"a new site")
        folder.swap(staged, out)


@pytest.mark.parametrize(
    "at_once", [True, False], ids=["names change at once", "names change one after the other"]
)
def test_a_new_site_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it(
    tmp_path: Path, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not at_once:
        monkeypatch.setattr(folder, "_exchange", lambda *_: False)
    out = tmp_path / "sites/dist"
    put_in_place(out)
    (out / "old.html").write_bytes(b"")
    put_in_place(out)
    assert Site(out).snapshot() == {"index.html": b"a new site"}
    assert names(out.parent) == {"dist"}


def test_folders_are_swapped_in_one_step_where_the_system_can(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "b/x").touch()
    assert folder._exchange(tmp_path / "a", tmp_path / "b") == sys.platform.startswith("linux")
    assert (tmp_path / "a/x").exists() == sys.platform.startswith("linux")


def test_a_folder_that_holds_something_else_is_left_alone(tree: Tree) -> None:
    tree.out.mkdir(parents=True)
    (tree.out / "letter.txt").write_text("mine")
    outcome = tree.build()
    assert outcome.code == 1
    assert f"{tree.out} holds something other than a site of ours" in outcome.err
    assert "Give --out an empty or new folder" in outcome.err
    assert Site(tree.out).snapshot() == {"letter.txt": b"mine"}
    assert names(tree.out.parent) == {"dist"}


def test_a_file_is_no_folder_for_a_site(tree: Tree) -> None:
    tree.write("../sites/dist", "mine")
    outcome = tree.build()
    assert outcome.code == 1
    assert f"{tree.out} is a file." in outcome.err
    inside = tree.build("--out", str(tree.out / "inside"))
    assert inside.code == 1
    assert "Cannot write the new site: " in inside.err
    assert "Check that the folder may be written to" in inside.err
    assert tree.out.read_text() == "mine"


def test_an_empty_folder_and_a_link_to_a_folder_are_accepted(tree: Tree) -> None:
    real = tree.out.parent / "real"
    real.mkdir(parents=True)
    tree.out.symlink_to(real)
    folder.check(tree.out)
    put_in_place(tree.out)
    assert (real / "index.html").exists()
    assert tree.out.is_symlink()


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can mount a small disk; the next test does without"
)
def test_a_full_disk_stops_the_build_with_an_explanation(tree: Tree, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("this machine mounts no small disks")
    try:
        (disk / "dist").mkdir()
        for name, content in OLD.items():
            (disk / "dist" / name).write_bytes(content)
        outcome = tree.build("--out", str(disk / "dist"))
        assert outcome.code == 1
        assert f"The disk is full while building beside {disk}." in outcome.err
        assert "Make room" in outcome.err
        assert Site(disk / "dist").snapshot() == OLD
        assert names(disk) == {"dist"}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that goes through all its steps and makes one page."""

    def one_page(_app: object, _addresses: object, staged: Path) -> None:
        (staged / "index.html").write_text("<p>new")

    monkeypatch.setattr(build, "freeze", one_page)
    monkeypatch.setattr(build.offline, "options_for", lambda *_: None)
    monkeypatch.setattr(build.offline, "write_offline", lambda *_: {})
    monkeypatch.setattr(build, "inspect", lambda *_: [])
    monkeypatch.setattr(build.budgets, "weigh", lambda *_: [])


@pytest.mark.usefixtures("quick")
def test_the_quick_build_is_a_build(tree: Tree, old_site: Site) -> None:
    assert tree.build().code == 0
    assert old_site.snapshot()["index.html"] == b"<p>new"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "step", ["freeze", "read_pages", "offline.write_offline", "hosting.write_hosting", "compress"]
)
def test_a_disk_that_fills_up_at_any_step_leaves_the_old_site(
    tree: Tree, old_site: Site, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"meldapp.publish.build.{step}", full)
    outcome = tree.build()
    assert outcome.code == 1
    assert "The disk is full" in outcome.err
    assert "the old site is untouched" in outcome.err
    assert old_site.snapshot() == OLD
    assert names(tree.out.parent) == {"dist"}


def test_a_folder_that_may_not_be_written_to_is_named(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tree.out.parent))

    monkeypatch.setattr(Path, "mkdir", refused)
    outcome = tree.build()
    assert outcome.code == 1
    assert f"Cannot write the new site: Permission denied ({tree.out.parent})" in outcome.err


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("inspect", "The new site is not sound, so it was not put in place:\n  app/x: a fault"),
        (
            "weigh",
            "The new site is too heavy for a phone with one bar of signal, so it was not put in "
            "place:\n  x: 2 bytes of 1 — TOO HEAVY",
        ),
    ],
)
def test_a_site_that_is_not_sound_or_too_heavy_is_not_put_in_place(
    tree: Tree, old_site: Site, monkeypatch: pytest.MonkeyPatch, step: str, words: str
) -> None:
    if step == "inspect":
        monkeypatch.setattr(build, "inspect", lambda *_: ["  app/x: a fault"] * 50)
    else:
        one = budgets.Budget(1, "why")
        lines = [budgets.Line("x", 2, one), budgets.Line("y", 1, one)]
        monkeypatch.setattr(build.budgets, "weigh", lambda *_: lines)
    outcome = tree.build()
    assert outcome.code == 1
    assert words in outcome.err
    assert ("  … and 10 more" in outcome.err) == (step == "inspect")
    assert "y:" not in outcome.err
    assert old_site.snapshot() == OLD
    assert names(tree.out.parent) == {"dist"}


@pytest.mark.usefixtures("quick")
def test_an_interrupt_leaves_the_old_site(
    tree: Tree, old_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build.offline, "write_offline", stopped)
    outcome = tree.build()
    assert outcome.code == 1
    assert "Stopped." in outcome.err
    assert old_site.snapshot() == OLD
    assert names(tree.out.parent) == {"dist"}


def test_a_killed_build_leaves_the_old_site_and_the_next_one_clears_up(
    tree: Tree, old_site: Site
) -> None:
    command = [
        sys.executable,
        str(ROOT / "build.py"),
        "build",
        "--content",
        str(tree.path),
        "--out",
        str(tree.out),
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        staged = tree.out.parent / ".dist.new"
        until = time.monotonic() + 60
        while not (staged / "app/nl").is_dir():
            assert process.poll() is None, "the build ended before it could be killed"
            assert time.monotonic() < until
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert old_site.snapshot() == OLD
    assert names(tree.out.parent) == {"dist", staged.name, ".dist.lock"}

    folder.check(tree.out)
    put_in_place(tree.out)
    assert names(tree.out.parent) == {"dist"}


def test_a_second_build_is_told_to_wait_and_leaves_the_first_its_folder(tree: Tree) -> None:
    tree.out.parent.mkdir(parents=True)
    hold = (
        "import sys; from pathlib import Path; from meldapp.publish.folder import staging\n"
        "with staging(Path(sys.argv[1])) as staged:\n"
        "    (staged / 'half').touch(); print('at work', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(tree.out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "at work\n"
        outcome = tree.build()
        assert outcome.code == 1
        assert f"Another build is writing to {tree.out}.\nWait until it is done" in outcome.err
        assert (tree.out.parent / ".dist.new/half").exists()
        other.communicate("\n")
    assert names(tree.out.parent) == set()
    put_in_place(tree.out)
    assert names(tree.out.parent) == {"dist"}


def test_a_kill_between_the_two_renames_loses_nothing(tree: Tree, old_site: Site) -> None:
    aside = tree.out.parent / ".dist.old"
    tree.out.rename(aside)
    with pytest.raises(BuildError, match="stop"), folder.staging(tree.out):  # noqa: PT012 (the body is what is interrupted)
        assert old_site.snapshot() == OLD
        raise BuildError("stop")
    assert names(tree.out.parent) == {"dist"}

    shutil.copytree(tree.out, aside)  # killed after the second rename
    with folder.staging(tree.out):
        assert names(tree.out.parent) == {"dist", ".dist.new", ".dist.lock"}
    assert old_site.snapshot() == OLD
    assert names(tree.out.parent) == {"dist"}


def test_a_name_with_signs_of_its_own_is_only_a_name(tmp_path: Path) -> None:
    out = tmp_path / "a[b]*"
    (tmp_path / ".a[b]*.new").mkdir()
    (tmp_path / ".ab.new").mkdir()
    with folder.staging(out):
        assert names(tmp_path) == {".ab.new", ".a[b]*.new", ".a[b]*.lock"}
        assert not any(tmp_path.joinpath(".a[b]*.new").iterdir())


# -- what a build tells ----------------------------------------------------------------------------


def test_a_build_reports_what_it_made(tiny_build: Built) -> None:
    site, report, said = tiny_build.site, tiny_build.report, tiny_build.said
    files = [path for path in site.path.rglob("*") if path.is_file()]
    assert report.region == "klein"
    assert report.files == len(files)
    assert report.size == sum(path.stat().st_size for path in files)
    assert report.pages == len(site.pages()) + 1  # and the empty one
    steps = ["read", "freeze", "inspect", "offline", "compress", "weigh", "swap"]
    assert list(report.seconds) == steps
    assert report.budgets
    assert not any(line.past for line in report.budgets)
    assert said[0] == "Reading the content …"
    assert said[-1] == "Compressing …"
