"""Building every region: each as by itself, faults stay where they are, and whatever happens the
old sites stay whole.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from meldapp import ROOT
from meldapp.content.load import Content
from meldapp.publish import regions
from meldapp.publish.addresses import addresses
from meldapp.publish.build import Build, build_region
from meldapp.publish.errors import BuildError
from meldapp.publish.regions import build_all
from meldapp.web.app import create_app
from tests.kit.content_tree import TINY, Outcome, run
from tests.kit.levels import later

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def real(content: Content) -> Content:
    return content


def copy_content(folder: Path) -> Path:
    """A copy of the tiny content with its two regions.

    One with everything of its own, one with nothing.
    """
    shutil.copytree(TINY, folder)
    # a number that only the other region has would tie the two together
    change(folder / "regions/klein.toml", "Huis Klein, 0301-23 45 67", "Huis Klein")
    return folder


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Content with two regions that a test may change."""
    return copy_content(tmp_path / "content")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The sites of both regions, built side by side, and what was said meanwhile."""
    folder = tmp_path_factory.mktemp("both")
    content, out = copy_content(folder / "content"), folder / "out"
    return out, run("build-all", "--jobs", "2", "--content", str(content), "--out", str(out))


@pytest.fixture(scope="module")
def both(built: tuple[Path, Outcome]) -> Path:
    """The sites of both regions."""
    return built[0]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# -- what is built ---------------------------------------------------------------------------------


def test_all_regions_are_built_below_one_front_page(both: Path) -> None:
    for slug in ("groot", "klein"):
        start = (both / slug / "app/nl/index.html").read_text("utf-8")
        assert f'href="/{slug}/app/nl/stappen/"' in start
    front = (both / "index.html").read_text("utf-8")
    assert 'href="/groot/"' in front
    assert 'href="/klein/"' in front
    assert names(both.parent) == {"content", "out"}


@pytest.mark.release
def test_one_after_the_other_gives_the_same_bytes_as_side_by_side(
    both: Path, tmp_path: Path
) -> None:
    build_all(Build(None, tmp_path / "out", content_dir=both.parent / "content"), jobs=1)
    assert tree(tmp_path / "out") == tree(both)


@pytest.mark.parametrize("slug", [later("groot"), "klein"])
def test_a_region_is_the_same_as_when_it_is_built_by_itself(
    both: Path, tmp_path: Path, slug: str
) -> None:
    """Regions in one process share compiled templates; nothing of one may end up in another."""
    content = both.parent / "content"
    build_region(Build(slug, tmp_path / "out", f"/{slug}/", content_dir=content))
    assert tree(both / slug) == tree(tmp_path / "out")


def test_own_texts_and_colours_of_a_region_are_its_own_alone(both: Path) -> None:
    groot, klein = (
        (both / slug / "app/nl/na-de-melding/intussen/index.html").read_text("utf-8")
        for slug in ("groot", "klein")
    )
    assert "Intussen in Groot" in groot
    assert "#0A4A56" in groot.upper()
    assert "Intussen in Groot" not in klein
    assert "#0A4A56" not in klein.upper()


@pytest.mark.release
def test_for_hosts_of_their_own_every_region_lies_at_the_root(tmp_path: Path) -> None:
    build_all(Build(None, tmp_path / "out", content_dir=TINY), own_host=True)
    for slug in ("groot", "klein"):
        start = (tmp_path / "out" / slug / "app/nl/index.html").read_text("utf-8")
        assert 'href="/app/nl/stappen/"' in start


def test_a_removed_region_is_gone_from_the_sites(both: Path, two: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(both, out)
    (two / "regions/groot.toml").unlink()
    shutil.rmtree(two / "regions/groot")
    change(two / "regions/klein.toml", '"GM0002",', '"GM0002", "GM0003",')
    assert [result.slug for result in build_all(Build(None, out, content_dir=two))] == ["klein"]
    assert not (out / "groot").exists()
    assert (out / "klein/app/nl/gemeente/t-dal/index.html").exists()


def test_addresses_of_every_region_are_frozen(real: Content) -> None:
    app = create_app("oost-brabant", content=real)
    assert sum(
        "/nl/gemeente/" in address for address in addresses(app.extensions["meldapp"])
    ) == 2 + len(real.regions["oost-brabant"].municipalities)


# -- what is said ----------------------------------------------------------------------------------


def test_each_region_is_announced_when_it_is_done_and_has_a_row_at_the_end(
    built: tuple[Path, Outcome],
) -> None:
    outcome = built[1]
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0] == "Reading the content …"
    assert {line.split()[3].rstrip(":") for line in lines[1:3]} == {"groot", "klein"}
    assert [line.split()[:3] for line in lines[1:3]] == [["1", "of", "2"], ["2", "of", "2"]]
    rows = [line.split() for line in lines if line.startswith(("groot ", "klein "))]
    assert [row[0] for row in rows] == ["groot", "klein"]
    assert all(len(row) == 5 for row in rows)
    assert any(line.startswith("2 regions, ") for line in lines)


# -- faults ----------------------------------------------------------------------------------------


def test_a_fault_in_one_region_stops_all_unless_the_run_keeps_going(
    both: Path, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(both, out)
    arguments = ["build-all", "--out", str(out), "--content", str(two)]
    before = tree(out / "groot")
    change(two / "regions/groot.toml", "confidence", "confidance")
    change(two / "regions/klein.toml", "Veilig Thuis Klein", "Veilig Thuis Heel Klein")

    whole = tree(out)
    outcome = run(*arguments)
    assert outcome.code == 1
    assert "regions/groot.toml" in outcome.err
    assert tree(out) == whole

    outcome = run(*arguments, "--keep-going")
    assert outcome.code == 1
    assert "groot was not built" in outcome.err
    assert "FAILED" in outcome.out
    assert tree(out / "groot") == before
    assert "Veilig Thuis Heel Klein" in (
        out / "klein/app/nl/gemeente/aardorp/index.html"
    ).read_text("utf-8")


@pytest.mark.release
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_fault_that_shows_while_a_region_is_built_stops_all_unless_the_run_keeps_going(
    both: Path, two: Path, tmp_path: Path, jobs: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(both, out)
    page = two / "regions/groot/nl/na-de-melding/intussen.md"
    page.write_text(page.read_text("utf-8") + "\n[weg](../../nergens/)\n", "utf-8")
    long = "\n".join(
        f"Zin {number * 7919} over {number * 104_729} dingen." for number in range(9000)
    )
    page.write_text(page.read_text("utf-8").replace("[weg](../../nergens/)", long), "utf-8")
    arguments = ["build-all", "--jobs", jobs, "--out", str(out), "--content", str(two)]
    whole = tree(out)

    outcome = run(*arguments)
    assert outcome.code == 1
    assert "groot could not be built, so nothing was published" in outcome.err
    assert "TOO HEAVY" in outcome.err
    assert tree(out) == whole
    assert names(tmp_path) == {"content", "out"}

    outcome = run(*arguments, "--keep-going")
    assert outcome.code == 1
    assert "groot was not built" in outcome.err
    assert tree(out) == whole
    assert names(tmp_path) == {"content", "out"}


def test_a_fault_in_the_default_region_is_reported_and_stops_everything(
    two: Path, tmp_path: Path
) -> None:
    change(two / "regions/klein.toml", "confidence", "confidance")
    out = tmp_path / "out"
    outcome = run("build-all", "--keep-going", "--out", str(out), "--content", str(two))
    assert outcome.code == 1
    assert "regions/klein.toml" in outcome.err
    assert not out.exists()


def test_a_fault_that_is_in_no_file_is_reported_too(two: Path, tmp_path: Path) -> None:
    arguments = ["--out", str(tmp_path / "out"), "--content", str(two), "--locales", "qqqq"]
    outcome = run("build-all", "--keep-going", *arguments)
    assert outcome.code == 1
    assert "--locales: 'qqqq' is not a language code" in outcome.err


# -- interruptions ---------------------------------------------------------------------------------


def processes_below(pid: int) -> set[int]:
    """The processes that a process started, and those that these started."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    below = {child for child, parent in parents.items() if parent == pid}
    return below.union(*map(processes_below, below))


def running(pid: int) -> bool:
    """Whether a process is at work.

    One that ended may still be listed until somebody asks after it.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(check: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not check():  # type: ignore[operator]
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
@pytest.mark.release  # test_freeze.py kills the build of one region before each change
@pytest.mark.parametrize("victim", ["the build", "one of its processes"])
def test_what_is_killed_leaves_the_old_sites_whole_and_nothing_running(
    both: Path, two: Path, tmp_path: Path, victim: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(both, out)
    whole = tree(out)
    command = [sys.executable, str(ROOT / "build.py"), "build-all", "--jobs", "2"]
    command += ["--content", str(two), "--out", str(out)]
    build = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    staged = tmp_path / ".out.new"
    wait_until(lambda: list(staged.glob("*/app/nl")))
    below = processes_below(build.pid)
    assert len(below) >= 2
    if victim == "the build":
        build.send_signal(signal.SIGKILL)
    else:
        worker = next(
            pid for pid in below if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
        )
        os.kill(worker, signal.SIGKILL)
    _, said = build.communicate(timeout=60)
    wait_until(lambda: not any(map(running, below)))
    assert tree(out) == whole
    if victim == "the build":
        assert staged.exists()
        build_all(Build(None, out, content_dir=two), jobs=1)
    else:
        assert build.returncode == 1
        assert "perhaps because memory ran out" in said
    assert tree(out) == whole
    assert names(tmp_path) == {"content", "out"}


def test_an_interrupt_leaves_the_old_sites_whole(
    both: Path, two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    shutil.copytree(both, out)
    whole = tree(out)
    monkeypatch.setattr(regions.front, "write_front_page", stopped)
    outcome = run("build-all", "--jobs", "1", "--content", str(two), "--out", str(out))
    assert outcome.code == 1
    assert "Stopped." in outcome.err
    assert tree(out) == whole
    assert names(tmp_path) == {"content", "out"}


def test_two_runs_at_once_do_not_fill_the_same_folder(two: Path, tmp_path: Path) -> None:
    waiting = pytest.raises(BuildError, match="Another build is writing to")
    with regions.folder.staging(tmp_path / "out"), waiting:
        build_all(Build(None, tmp_path / "out", content_dir=two), jobs=1)
