"""The essentials of offline use on the real site.

All pages, a browser that is killed, a cold start, and Chromium's own verdict on installing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from meldapp import ROOT
from meldapp.publish.build import Build
from meldapp.publish.regions import build_all
from tests.kit.browsers import chromium_profile
from tests.kit.fault_server import FaultServer
from tests.kit.levels import later
from tests.kit.offline_stage import Reader, asked, listed

KEPT = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def server(site: Any) -> Iterator[FaultServer]:
    """The frozen site."""
    with FaultServer(site.path) as server:
        yield server


@pytest.mark.release
def test_all_pages_of_a_language_open_after_a_cold_start_without_a_server(
    playwright: Playwright, server: FaultServer, tmp_path: Path
) -> None:
    files = listed(server.folder, "nl")
    with chromium_profile(playwright, tmp_path / "profile") as context:
        reader = Reader(context, server, context.pages[0])
        reader.visit("app/nl/installeren/")
        words = reader.settle()
        assert re.search(r"\((\d+) van \1 ", words)
        assert set(files.values()) <= set(reader.stored())
        assert len(asked(server, but=r"favicon|\.webmanifest|static/icons|\.png")) <= 12
    server.stop()
    with chromium_profile(playwright, tmp_path / "profile") as context:
        reader = Reader(context, server, context.pages[0])
        answer = reader.visit("app/nl/")
        assert answer is not None
        assert answer.from_service_worker
        # every file as the worker serves it: its bytes match the list
        answers = reader.page.evaluate(
            """async (paths) => Promise.all(paths.map(async (path) => {
              const answer = await fetch(path);
              const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
              return [answer.status, Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('').slice(0, 32)];
            }))""",
            [f"/{path}" for path in files],
        )
        assert answers == [[200, files[path]] for path in files]
        for path in ("app/nl/bel/", "app/nl/stappen/3/", "app/nl/zoeken/"):
            reader.visit(path)
            assert reader.page.locator("h1").count() == 1
    server.start()


@pytest.mark.release
def test_a_region_built_together_with_others_becomes_ready_too(
    playwright: Playwright, tmp_path: Path
) -> None:
    texts, slug = tmp_path / "content", "zaanstreek-waterland"
    shutil.copytree(ROOT / "content", texts)
    for region in (texts / "regions").glob("*.toml"):
        if region.stem not in (slug, "noord-oost-gelderland"):
            region.unlink()
    build_all(Build(None, tmp_path / "sites", content_dir=texts), own_host=True)
    with (
        FaultServer(tmp_path / "sites" / slug) as server,
        chromium_profile(playwright, tmp_path / "profile") as context,
    ):
        reader = Reader(context, server, context.pages[0])
        reader.visit("app/nl/installeren/")
        reader.settle()
        bundles = [path for path in server.paths if path.startswith("/app/offline/nl-")]
        assert [path.split("/")[-1].split(".")[0] for path in bundles] == ["nl-core", "nl-rest"]
        assert not [
            path
            for path in asked(server)
            if path.startswith("/app/nl/") and not path.endswith("installeren/")
        ], "every page must come from the bundle, undamaged"


@pytest.mark.release
def test_a_browser_killed_during_install_loses_only_what_was_being_fetched(
    playwright: Playwright, server: FaultServer, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    server.bandwidth = 60_000
    with chromium_profile(playwright, profile) as context:
        reader = Reader(context, server, context.pages[0])
        reader.visit("app/nl/installeren/")
        reader.eventually(
            lambda: len([key for key in reader.stored() if KEPT.fullmatch(key)]) > 40, 30
        )
        before = len(reader.stored())
        for process in _processes(profile):
            os.kill(process, signal.SIGKILL)
    server.bandwidth = 0
    server.forget()
    with chromium_profile(playwright, profile) as context:
        reader = Reader(context, server, context.new_page())
        reader.visit("app/")  # a page on this origin, to inspect the store before anything arrives
        kept = [key for key in reader.stored() if KEPT.fullmatch(key)]
        assert before - 15 <= len(kept), f"{before} files were stored, {len(kept)} are left"
        reader.visit("app/nl/installeren/")
        reader.settle()
        server.stop()
        reader.visit("app/nl/wegen/")
        assert reader.page.locator("h1").count() == 1
    server.start()


def _processes(profile: Path) -> list[int]:
    """The process ids of the browser that uses this profile."""
    processes = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in arguments and not any(
            argument.startswith(b"--type=") for argument in arguments
        ):
            processes.append(int(entry.parent.name))
    return processes


@pytest.mark.parametrize("locale", ["nl", later("en")])
@pytest.mark.parametrize(
    ("path", "face"),
    [
        ("installeren/", "meldcode"),
        later("installeren/wegwijzer/", "plain"),
        later("stappen/1/", "meldcode"),
    ],
)
def test_chromium_finds_nothing_wrong_with_the_manifest(
    playwright: Playwright, server: FaultServer, tmp_path: Path, locale: str, path: str, face: str
) -> None:
    with chromium_profile(playwright, tmp_path / "profile") as context:
        page = context.pages[0]
        session = context.new_cdp_session(page)
        page.goto(server.url(f"app/{locale}/{path}"))
        reply = session.send("Page.getAppManifest")
        assert reply["errors"] == []
        manifest = json.loads(reply["data"])
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        assert manifest["id"] == ("/app/plain" if face == "plain" else "/app/")
        assert len(manifest["short_name"]) <= 12
        assert manifest["start_url"] == f"/app/{locale}/"
        assert manifest["scope"] == "/app/"
        assert manifest["lang"] == locale
        for icon in manifest["icons"]:
            answer = page.request.get(server.origin + icon["src"])
            assert answer.status == 200
            assert answer.headers["content-type"] == "image/png"
        assert [(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]] == [
            ("192x192", "any"),
            ("512x512", "any"),
            ("512x512", "maskable"),
        ]
        if face == "plain":
            assert not {"shortcuts", "screenshots"} & set(manifest)
            assert not re.search(
                r"meldcode|report|geweld|violence|mishandel|abuse|huiselijk|veilig",
                reply["data"],
                re.I,
            )
        else:
            assert len(manifest["shortcuts"]) == 4
            assert all(
                page.request.get(server.origin + shortcut["url"]).status == 200
                for shortcut in manifest["shortcuts"]
            )


def test_the_browsers_own_install_banner_is_suppressed_and_the_page_offers_a_button(
    playwright: Playwright, server: FaultServer, tmp_path: Path
) -> None:
    with chromium_profile(playwright, tmp_path / "profile") as context:
        page = context.pages[0]
        page.goto(server.url("app/nl/installeren/"))
        button = page.locator("[data-install]")  # hidden until the browser offers to install
        held = page.evaluate(
            "() => !dispatchEvent(new Event('beforeinstallprompt', { cancelable: true }))"
        )
        assert held
        button.wait_for(state="visible")
        assert page.locator("a[aria-current=page] b").first.inner_text() == "Meldcode"
        page.locator("a.row", has_text="Wegwijzer").click()
        page.wait_for_url(server.url("app/nl/installeren/wegwijzer/"))
        assert (
            page.locator("link[rel=manifest]").get_attribute("href") == "/app/nl/plain.webmanifest"
        )
