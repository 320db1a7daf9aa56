"""The app zone without a connection, in Chromium.

Every fault of a network, a host and a store: what the reader sees and what is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import product

import pytest
from playwright.sync_api import Browser, expect

from tests.kit.fault_server import FaultServer
from tests.kit.levels import later
from tests.kit.offline_site import CORE, NAMES, NEUTRAL
from tests.kit.offline_stage import (  # noqa: F401 (pytest finds fixtures by their names)
    PORTAL_WORDS,
    Reader,
    Releases,
    asked,
    chromium_browser,
    listed,
    reader,
    releases,
    server,
)

STEP = "app/nl/stappen/2/"


# -- without a connection --------------------------------------------------------------------------


def test_after_one_visit_every_page_opens_with_the_server_gone(reader: Reader) -> None:
    words = reader.install()
    assert words == f"all stored ({len(NAMES)} of {len(NAMES)}), version of 12 november 2026"
    with reader.offline():
        for name in NAMES:
            answer = reader.visit(f"app/nl/{name}")
            assert answer is not None
            assert answer.status == 200
            assert reader.heading() == f"nl {name or 'start'}"
        assert reader.server.paths == []


def test_a_first_visit_fetches_one_list_and_a_bundle_for_each_tier(reader: Reader) -> None:
    reader.visit()
    reader.settle()
    from_worker = [path for path in asked(reader.server) if path.startswith("/app/offline/")]
    assert sorted(path.split("/")[-1].split(".")[0] for path in from_worker) == [
        "nl",
        "nl-core",
        "nl-rest",
    ]
    pages = [path for path in asked(reader.server) if path.startswith("/app/nl/")]
    assert pages == ["/app/nl/stappen/"], "no page may be fetched a second time"
    assert not any("htmx" in path for path in reader.server.paths), "htmx must come from the store"


def test_the_download_for_offline_use_does_not_wait_for_the_rest_of_the_page(
    reader: Reader,
) -> None:
    reader.server.fault("hang", "/static/js/app")
    reader.page.goto(reader.server.url("app/nl/stappen/"), wait_until="commit")
    reader.eventually(
        lambda: any(path.startswith("/app/offline/nl.") for path in reader.server.paths)
    )
    assert reader.page.evaluate("document.readyState") != "complete"


def test_the_worker_answers_with_the_security_headers(reader: Reader) -> None:
    reader.install()
    answer = reader.visit(STEP)
    assert answer is not None
    assert answer.from_service_worker
    headers = answer.headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert (
        headers["cache-control"],
        headers["referrer-policy"],
        headers["x-content-type-options"],
    ) == ("no-store", "no-referrer", "nosniff")


@pytest.mark.parametrize(
    "path",
    [
        "app/nl/stappen/2",
        later("app/nl/stappen/2/?q=blauwe+plek"),
        later("app/nl//stappen/2/"),
        "app/nl/stappen/2/index.html",
        "app/nl/stappen/2/#main",
    ],
)
def test_an_address_typed_slightly_differently_gives_the_page(reader: Reader, path: str) -> None:
    reader.install()
    with reader.offline():
        answer = reader.visit(path)
        assert answer is not None
        assert answer.status == 200
        assert reader.heading() == "nl stappen/2/"


def test_the_root_of_the_scope_shows_the_start_page_in_the_readers_language(reader: Reader) -> None:
    reader.install("app/en/bel/")
    with reader.offline():
        reader.visit("app/")
        assert reader.heading() == "en start"


@pytest.mark.parametrize(
    "path",
    ["app/nl/onbekend/", "app/nl/%E0%A4%A/", later("app/xx/stappen/"), later("app/en/stappen/2/")],
)
def test_offline_a_page_that_is_not_stored_gives_our_own_page(reader: Reader, path: str) -> None:
    reader.install()
    with reader.offline():
        answer = reader.visit(path)
        assert answer is not None
        assert answer.status == 503
        assert reader.heading() == "nl offline/"
        assert reader.page.locator("[data-quick-exit]").get_attribute("href") == NEUTRAL


def test_online_an_unknown_address_gives_our_own_404_page(reader: Reader) -> None:
    reader.install()
    answer = reader.visit("app/nl/onbekend/")
    assert answer is not None
    assert answer.status == 404
    assert reader.heading() == "nl 404/"


def test_steps_and_back_work_offline_without_a_full_page_load(reader: Reader) -> None:
    reader.install()
    reader.page.evaluate("() => { window.sameDocument = true; }")
    with reader.offline():
        for number in (1, 2, 3):
            reader.step(f"app/nl/stappen/{number}/")
            reader.page.locator(f"h1:has-text('nl stappen/{number}/')").wait_for()
        expect(reader.page).to_have_title(re.compile("^stappen/3/"))
        reader.page.go_back()
        reader.page.locator("h1:has-text('nl stappen/2/')").wait_for()
        reader.page.go_forward()
        reader.page.locator("h1:has-text('nl stappen/3/')").wait_for()
        assert reader.page.evaluate("() => window.sameDocument === true")


def test_a_step_to_a_page_that_is_not_stored_shows_our_offline_page(reader: Reader) -> None:
    reader.install()
    key = listed(reader.server.folder, "nl")[STEP]
    with reader.offline():
        reader.forget_files(key)
        reader.step(STEP)
        reader.page.locator("h1:has-text('nl offline/')").wait_for()


def test_two_quick_taps_end_at_the_second(reader: Reader) -> None:
    reader.install()
    reader.page.evaluate(
        """() => { for (const path of ['/app/nl/stappen/1/', '/app/nl/stappen/4/']) document.querySelector(`main a[href="${path}"]`).click(); }"""
    )
    reader.page.locator("h1:has-text('nl stappen/4/')").wait_for()
    reader.page.wait_for_timeout(300)
    assert reader.heading() == "nl stappen/4/"
    assert reader.page.url.endswith("/app/nl/stappen/4/")


def test_the_exit_works_offline_too(reader: Reader) -> None:
    reader.install()
    with reader.offline():
        reader.visit("app/nl/bel/")
        wanted: list[str] = []
        reader.page.route(
            f"{NEUTRAL}**",
            lambda route: (wanted.append(route.request.url), route.fulfill(body="neutral")),
        )
        reader.page.locator("[data-quick-exit]").click()
        reader.page.wait_for_url(NEUTRAL)
        assert wanted == [NEUTRAL]


# -- the network lies or breaks --------------------------------------------------------------------


def test_a_portal_on_the_first_visit_leaves_nothing_behind(reader: Reader) -> None:
    reader.server.fault("portal")
    reader.visit()
    assert PORTAL_WORDS in reader.page.title()
    reader.server.heal()
    reader.install()
    assert reader.heading() == "nl stappen/"


@pytest.mark.parametrize(
    "kind",
    ["portal", later("redirect"), later("404"), "500", later("empty"), later("damage"), "truncate"],
)
def test_a_network_that_fails_during_install_leaves_no_half_installed_worker(
    reader: Reader, kind: str
) -> None:
    reader.server.fault(kind, "/app/offline/")
    reader.server.fault(kind, f"/{STEP}")
    reader.visit()
    reader.settle("none")
    reader.eventually(lambda: reader.worker("installing") == "" and reader.worker("active") == "")
    assert reader.page.evaluate("() => navigator.serviceWorker.controller") is None
    reader.server.heal()
    reader.page.evaluate("() => dispatchEvent(new Event('online'))")
    reader.settle()
    with reader.offline():
        reader.visit(STEP)
        assert reader.heading() == "nl stappen/2/"


@pytest.mark.parametrize("kind", ["portal", later("damage"), later("truncate"), later("empty")])
def test_a_page_that_arrives_damaged_on_its_own_is_not_stored(reader: Reader, kind: str) -> None:
    reader.server.fault("404", "/app/offline/nl-core")
    reader.server.fault(kind, f"/{STEP}")
    reader.visit()
    reader.eventually(lambda: reader.server.paths.count(f"/{STEP}") == 3)
    reader.settle("none")
    assert listed(reader.server.folder, "nl")[STEP] not in reader.stored()
    assert reader.worker("active") == ""


@pytest.mark.parametrize("kind", ["portal", later("redirect")])
def test_a_portal_after_install_is_never_shown_under_our_address(reader: Reader, kind: str) -> None:
    reader.install()
    reader.server.fault(kind)
    for path, heading in (
        (STEP, "nl stappen/2/"),
        ("app/nl/onbekend/", "nl offline/"),
        ("app/en/bel/", "nl offline/"),
    ):
        reader.visit(path)
        assert reader.heading() == heading
        assert PORTAL_WORDS not in reader.page.title()
    reader.update()
    assert reader.worker("active") == "activated"
    reader.visit("app/nl/stappen/")
    reader.step("app/nl/stappen/1/")
    reader.page.locator("h1:has-text('nl stappen/1/')").wait_for()


def test_files_damaged_on_the_wire_are_fetched_again_one_by_one(reader: Reader) -> None:
    reader.server.fault("damage", "/app/offline/nl-core")
    reader.visit()
    reader.settle()
    times = Counter(asked(reader.server))
    by_page = ("app/nl/stappen/", "static/js/")  # the visit itself requested these once
    files = listed(reader.server.folder, "nl")
    singles = [path for path in files if times[f"/{path}"] > path.startswith(by_page)]
    assert 0 < len(singles) < CORE, "sound files from the bundle must be kept"
    with reader.offline():
        for name in NAMES:
            reader.visit(f"app/nl/{name}")
            assert reader.heading() == f"nl {name or 'start'}"


def test_on_a_first_visit_the_core_does_not_wait_for_the_list(reader: Reader) -> None:
    reader.server.fault("hang", r"/app/offline/nl\.[0-9a-f]{32}\.json", times=1)
    reader.visit()
    reader.eventually(lambda: bundles(reader.server, "core") == 1)
    reader.server.heal()
    reader.settle()
    assert bundles(reader.server, "core") == 1, "it must not be requested again"


def bundles(server: FaultServer, tier: str) -> int:
    """How often the bundle of a tier was requested."""
    return sum(path.startswith(f"/app/offline/nl-{tier}.") for path in server.paths)


@pytest.mark.parametrize("tier", ["core", later("rest")])
def test_a_bundle_cut_off_halfway_is_fetched_again_and_nothing_else_is_lost(
    reader: Reader, tier: str
) -> None:
    reader.server.fault("truncate", f"/app/offline/nl-{tier}", times=1)
    reader.visit()
    reader.settle()
    assert (bundles(reader.server, tier), bundles(reader.server, "core")) in ((2, 1), (2, 2))
    assert asked(reader.server).count("/app/nl/bel/") == 0, "no page may be fetched on its own"


def test_a_bundle_that_never_arrives_complete_is_fetched_file_by_file(reader: Reader) -> None:
    reader.server.fault("truncate", "/app/offline/nl-core")
    reader.visit()
    reader.settle()
    assert (bundles(reader.server, "core"), bundles(reader.server, "rest")) == (3, 1)
    singles = {path for path in asked(reader.server)[1:] if path.startswith("/app/nl/")}
    assert singles == {f"/app/nl/{name}" for name in NAMES[:CORE]}


def test_with_only_the_core_the_reader_can_act_and_the_status_line_says_so(reader: Reader) -> None:
    reader.server.fault("500", "/app/offline/nl-rest")
    reader.server.fault("500", "/app/nl/(wegen|installeren|over)")
    reader.visit()
    words = reader.settle("core-only")
    assert words == f"the steps are stored, {CORE} of {len(NAMES)}, version of 12 november 2026"
    reader.server.stop()
    for name in NAMES:
        answer = reader.visit(f"app/nl/{name}")
        in_core = name in NAMES[:CORE]
        assert answer is not None
        assert answer.status == (200 if in_core else 503)
        assert reader.heading() == (f"nl {name or 'start'}" if in_core else "nl offline/")
    reader.server.start()
    reader.server.heal()
    reader.visit()
    reader.settle()
    assert bundles(reader.server, "core") == 1, "stored files must not be fetched again"


def test_while_the_second_tier_loads_the_status_line_says_that_the_steps_are_stored(
    reader: Reader,
) -> None:
    reader.server.fault("hang", "/app/offline/nl-rest")
    reader.visit()
    words = reader.settle("core")
    assert words == f"the steps are stored, storing {CORE} of {len(NAMES)}"
    reader.server.heal()
    reader.settle()


def test_a_file_that_hangs_is_given_up_and_requested_again(reader: Reader) -> None:
    reader.server.fault("hang", "/app/offline/nl-core", times=1)
    reader.visit()
    reader.settle()
    assert bundles(reader.server, "core") == 2


def test_a_page_that_hangs_gives_our_own_page(reader: Reader) -> None:
    reader.install()
    reader.server.fault("hang")
    reader.visit("app/nl/onbekend/")
    assert reader.heading() == "nl offline/"


def test_server_clocks_off_by_years_change_nothing(reader: Reader, releases: Releases) -> None:
    reader.server.clock = -20 * 365 * 86400
    reader.install()
    reader.server.clock = 20 * 365 * 86400
    reader.server.deploy(releases("two"))
    reader.update()
    reader.step_over(STEP, "nl stappen/2/ second edition")
    with reader.offline():
        reader.visit("app/nl/bel/")
        assert reader.heading() == "nl bel/"


# -- hosts that rewrite addresses ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moved", "slash", "bundled"),
    [
        (308, True, True),
        (308, False, False),
        *(
            later(moved, slash, bundled)
            for moved, slash, bundled in product((301, 307, 308), (True, False), (True, False))
            if moved != 308 or slash != bundled
        ),
    ],
)
def test_a_host_may_rewrite_addresses(
    reader: Reader, moved: int, slash: bool, bundled: bool
) -> None:
    reader.server.pretty, reader.server.moved, reader.server.slash = True, moved, slash
    if not bundled:
        reader.server.fault("404", "/app/offline/nl-")
    reader.visit("app/nl")
    reader.settle()
    with reader.offline():
        for path, heading in (
            ("app/nl", "nl start"),
            ("app/nl/index.html", "nl start"),
            (STEP, "nl stappen/2/"),
            (STEP.rstrip("/"), "nl stappen/2/"),
        ):
            answer = reader.visit(path)
            assert answer is not None
            assert answer.status == 200
            assert reader.heading() == heading


def test_a_redirect_to_another_origin_is_not_followed(reader: Reader, releases: Releases) -> None:
    with FaultServer(releases("two")) as elsewhere:
        reader.server.fault("away", f"/{STEP}")
        reader.server.elsewhere = elsewhere.origin
        reader.server.fault("404", "/app/offline/nl-core")
        reader.visit()
        reader.eventually(lambda: reader.server.paths.count(f"/{STEP}") == 3)
        reader.settle("none")
        assert elsewhere.paths == []


# -- the store is damaged --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gone", ["note", later("list"), "worker list and note", "script", later("page"), later("htmx")]
)
def test_with_a_cache_entry_missing_a_cold_start_offline_still_shows_a_page(
    reader: Reader, gone: str
) -> None:
    reader.install()
    keys = listed(reader.server.folder, "nl")
    [name] = [key for key in reader.stored("lists") if key.startswith("nl.")]
    entries = {
        "note": [("lists", "note")],
        "list": [("lists", name)],
        "worker list and note": [("lists", name), ("lists", "note")],
        "script": [("files", keys[path]) for path in keys if path.startswith("static/js/app")],
        "page": [("files", keys[STEP])],
        "htmx": [("files", keys[path]) for path in keys if "htmx" in path],
    }[gone]
    reader.server.stop()  # before the worker can restore what is deleted
    for cache, key in entries:
        reader.forget_files(key, cache=cache)
    stop_worker(reader)
    reader.page.close()
    reader.page = reader.new_tab()
    for path in ("app/", "app/nl/", STEP, "app/nl/bel/"):
        reader.visit(path)
        assert reader.page.locator("h1").count() == 1
        if "list" in gone:
            assert reader.heading() == "nl last resort 112 0800-2000"
        elif gone == "page" and path == STEP:
            assert reader.heading() == "nl offline/"
        else:
            name = path.removeprefix("app/").removeprefix("nl/")
            assert reader.heading() == f"nl {name or 'start'}"
    reader.server.start()
    reader.visit(STEP)
    assert reader.heading() == "nl stappen/2/"
    reader.settle()


def test_a_damaged_page_is_never_shown_and_comes_back_online(reader: Reader) -> None:
    reader.install()
    keys = listed(reader.server.folder, "nl")
    reader.damage(keys[STEP])
    reader.server.forget()
    reader.visit(STEP)
    assert reader.heading() == "nl stappen/2/"
    assert [path for path in asked(reader.server) if path != "/app/sw.js"] == [f"/{STEP}"], (
        "only what is missing may be fetched"
    )
    reader.eventually(lambda: keys[STEP] in reader.stored())
    with reader.offline():
        reader.visit(STEP)
        assert reader.heading() == "nl stappen/2/"


def test_a_damaged_page_is_never_shown_offline_either(reader: Reader) -> None:
    reader.install()
    reader.damage(listed(reader.server.folder, "nl")[STEP])
    with reader.offline():
        answer = reader.visit(STEP)
        assert answer is not None
        assert answer.status == 503
        assert reader.heading() == "nl offline/"


def test_a_damaged_script_is_never_run(reader: Reader) -> None:
    reader.install()
    keys = listed(reader.server.folder, "nl")
    reader.damage(*(keys[path] for path in keys if path.startswith("static/")))
    with reader.offline():
        reader.visit(STEP)
        assert reader.heading() == "nl stappen/2/"
        assert reader.page.evaluate("() => typeof htmx") == "undefined"


def test_a_file_that_the_server_has_lost_too_gives_our_own_page_until_it_is_back(
    reader: Reader,
) -> None:
    reader.install()
    key = listed(reader.server.folder, "nl")[STEP]
    reader.forget_files(key)
    reader.server.fault("404", f"/{STEP}")
    reader.visit(STEP)
    assert reader.heading() == "nl offline/"
    reader.server.heal()
    reader.server.forget()
    reader.visit(STEP)
    assert reader.heading() == "nl stappen/2/"
    assert set(asked(reader.server)) <= {f"/{STEP}", "/app/sw.js"}


def test_a_damaged_list_is_fetched_again(reader: Reader) -> None:
    reader.install()
    [name] = [key for key in reader.stored("lists") if key.startswith("nl.")]
    scope = reader.server.url("app/")
    reader.page.evaluate(
        "async ([scope, name]) => (await caches.open('lists ' + scope)).put(scope + 'offline/' + "
        "name, new Response('{\"groups\":[]}'))",
        [scope, name],
    )
    stop_worker(reader)
    reader.visit(STEP)
    assert reader.heading() == "nl stappen/2/"
    assert any(path.endswith(name) for path in reader.server.paths)


def stop_worker(reader: Reader) -> None:
    """Stop the worker, as a phone does after half a minute.

    The next request starts it again without its memory.
    """
    session = reader.context.new_cdp_session(reader.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    reader.page.wait_for_timeout(200)


def test_with_the_caches_wiped_pages_come_from_the_network_and_everything_is_stored_again(
    reader: Reader,
) -> None:
    reader.install()
    reader.wipe()
    stop_worker(reader)
    reader.visit(STEP)
    assert reader.heading() == "nl stappen/2/"
    reader.settle()
    with reader.offline():
        reader.visit("app/nl/wegen/")
        assert reader.heading() == "nl wegen/"


def test_with_the_caches_wiped_and_no_network_the_numbers_are_still_shown(reader: Reader) -> None:
    reader.install()
    reader.wipe()
    stop_worker(reader)
    with reader.offline():
        reader.visit(STEP)
        assert reader.heading() == "nl last resort 112 0800-2000"
        reader.visit("app/en/bel/")
        assert reader.heading() == "en last resort 112 0800-2000"


def test_reading_stores_nothing_after_an_erase(reader: Reader) -> None:
    reader.install()
    reader.page.evaluate(
        """async (base) => {
          document.documentElement.setAttribute('data-erased', '');
          const registration = await navigator.serviceWorker.getRegistration(base + 'app/');
          registration.active.postMessage('stop');
          for (const name of await caches.keys()) await caches.delete(name);
        }""",
        reader.server.base,
    )
    reader.step(STEP)
    reader.page.locator("h1:has-text('nl stappen/2/')").wait_for()
    reader.page.evaluate(
        "() => { dispatchEvent(new Event('online')); document.dispatchEvent(new "
        "Event('visibilitychange')); }"
    )
    reader.page.wait_for_timeout(500)
    assert (
        reader.page.evaluate(
            "async () => { let n = 0; for (const name of await caches.keys()) n += (await (await "
            "caches.open(name)).keys()).length; return n; }"
        )
        == 0
    )


def test_reading_a_page_does_not_store_it(reader: Reader) -> None:
    """A store that grows with use is a record of what was read."""
    reader.install()
    before = sorted(reader.stored())
    for path in (STEP, "app/nl/onbekend/", "app/nl/bel/"):
        reader.visit(path)
    assert sorted(reader.stored()) == before


# -- a full phone ----------------------------------------------------------------------------------


def test_a_phone_without_room_stores_the_core_on_a_first_visit(
    chromium_browser: Browser, releases: Releases
) -> None:
    with FaultServer(releases("heavy", paragraphs=40)) as server:
        context = chromium_browser.new_context()
        reader = Reader(context, server, context.new_page())
        reader.visit("nothing/")  # a page on this origin that does not start storing anything
        reader.limit_storage(300_000)
        server.forget()
        reader.visit("app/nl/")
        reader.settle("core-only")
        assert bundles(server, "rest") == 0, "nobody may pay for bytes that cannot stay"
        before = sorted(reader.stored())
        reader.visit("app/nl/over/")
        assert reader.heading() == "nl over/"
        reader.settle("core-only")
        assert sorted(reader.stored()) == before, "reading must leave no trace in the store"
        reader.server.stop()
        for name in NAMES:
            answer = reader.visit(f"app/nl/{name}")
            in_core = name in NAMES[:CORE]
            assert answer is not None
            assert answer.status == (200 if in_core else 503)
            assert reader.heading() == (f"nl {name or 'start'}" if in_core else "nl offline/")
        reader.server.start()
        context.close()


@pytest.mark.release
def test_a_phone_without_room_for_an_update_keeps_the_old_version(
    chromium_browser: Browser, releases: Releases
) -> None:
    with FaultServer(releases("heavy", paragraphs=40)) as server:
        context = chromium_browser.new_context()
        reader = Reader(context, server, context.new_page())
        reader.install()
        used = reader.page.evaluate("async () => (await navigator.storage.estimate()).usage")
        reader.limit_storage(used + 120_000)  # room for the core, but not for everything
        server.deploy(releases("heavy two", paragraphs=41))
        reader.update()
        assert reader.worker("waiting") == ""
        assert reader.worker("active") == "activated"
        reader.server.stop()
        for name in NAMES:
            reader.visit(f"app/nl/{name}")
            assert reader.heading() == f"nl {name or 'start'}"
        reader.server.start()
        context.close()


# -- new versions ----------------------------------------------------------------------------------


def test_the_next_step_after_an_update_is_a_full_page_of_the_new_version(
    reader: Reader, releases: Releases
) -> None:
    reader.install()
    reader.page.evaluate("() => { window.sameDocument = true; }")
    reader.server.deploy(releases("two"))
    reader.update()
    assert reader.worker("waiting") == "installed", "a new version must not take over by itself"
    with reader.offline():
        reader.step_over(STEP, "nl stappen/2/ second edition")
        assert reader.page.evaluate("() => window.sameDocument") is None
        assert reader.settle().endswith("version of 5 januari 2027")


def test_back_across_an_update_returns_to_where_the_reader_was(
    reader: Reader, releases: Releases
) -> None:
    reader.page.set_viewport_size({"width": 320, "height": 200})
    reader.install()
    reader.server.deploy(releases("two"))
    reader.update()
    reader.page.locator(f'main a[href="{reader.server.base}{STEP}"]').scroll_into_view_if_needed()
    place = reader.page.evaluate("scrollY")
    assert place > 50
    reader.step_over(STEP, "nl stappen/2/ second edition")
    reader.page.go_back()
    reader.eventually(lambda: reader.heading() == "nl stappen/")
    reader.eventually(lambda: abs(reader.page.evaluate("scrollY") - place) < 20)


def test_an_update_waits_as_long_as_it_would_lose_words(reader: Reader, releases: Releases) -> None:
    reader.install()
    reader.server.deploy(releases("two"))
    reader.update()
    reader.page.evaluate(
        "() => { document.documentElement.dataset.unsaved = ''; window.sameDocument = true; }"
    )
    reader.step_over(STEP, "nl stappen/2/")
    assert reader.page.evaluate("() => window.sameDocument") is True
    assert reader.worker("waiting") == "installed"


def test_an_update_fetches_only_what_changed(reader: Reader, releases: Releases) -> None:
    reader.install()
    reader.server.deploy(releases("two"))
    reader.update()
    kinds = sorted(asked(reader.server))
    assert kinds[0].startswith("/app/nl/stappen/2/")
    assert kinds[1].startswith("/app/offline/nl.")
    assert kinds[2:] == ["/app/sw.js"]
    page = (releases("two") / STEP / "index.html.br").stat().st_size
    assert reader.server.sent < 1.5 * page + 15_000


@pytest.mark.release
def test_an_update_survives_a_network_that_fails_twice(reader: Reader, releases: Releases) -> None:
    reader.install()
    reader.server.deploy(releases("two"))
    reader.server.fault("500", f"/{STEP}", times=2)
    reader.update()
    assert reader.worker("waiting") == "installed"
    assert reader.server.paths.count(f"/{STEP}") == 3


def test_an_idle_app_checks_for_an_update_when_it_comes_to_the_front(
    reader: Reader, releases: Releases
) -> None:
    reader.install()
    reader.server.deploy(releases("two"))
    reader.page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')); }")
    reader.eventually(lambda: reader.worker("waiting") == "installed")


def test_two_tabs_with_two_versions_both_keep_working(reader: Reader, releases: Releases) -> None:
    reader.install()
    other_tab = reader.new_tab()
    reader.visit("app/nl/wegen/", other_tab)
    reader.settle(page=other_tab)
    reader.server.deploy(releases("three"))
    reader.update()
    with reader.offline():
        reader.step_over("app/nl/stappen/3/", "nl stappen/3/ third edition")
        # the other tab still shows the previous version, whose scripts must still be there. The new
        # page requests one: when a driver stops the previous worker, Chromium may leave the old tab
        # without a worker for its fetches (though never for pages).
        old = next(
            path for path in listed(releases("one"), "nl") if path.startswith("static/js/app")
        )
        # while the browser changes workers it may drop one request, but not the next
        reader.eventually(
            lambda: (
                reader.page.evaluate(
                    "(path) => fetch(path).then(({ status }) => status, () => 0)", f"/{old}"
                )
                == 200
            )
        )
        other_tab.evaluate("() => { window.sameDocument = true; }")
        reader.step_over("app/nl/stappen/3/", "nl stappen/3/ third edition", other_tab)
        assert other_tab.evaluate("() => window.sameDocument") is None, (
            "a page of the new version must not be swapped into the frame of the old one"
        )


def test_steps_stay_in_the_old_version_while_the_new_one_is_kept_waiting(
    reader: Reader, releases: Releases
) -> None:
    """Chromium does not let a new version in while the old one is working, and a full page load
    would hang that long.
    """
    reader.install()
    reader.server.deploy(releases("three"))
    reader.update()
    reader.forget_files(listed(releases("one"), "nl")[STEP])
    reader.server.fault("hang")
    reader.page.evaluate(
        """async (base) => {
          window.sameDocument = true;
          (await navigator.serviceWorker.getRegistration(base + 'app/')).active.postMessage({ language: 'nl', keep: true }, [new MessageChannel().port2]);
        }""",
        reader.server.base,
    )
    for number in (3, 1):
        reader.page.locator(f'main a[href="{reader.server.base}app/nl/stappen/{number}/"]').click()
        reader.page.locator(f"h1:text-is('nl stappen/{number}/')").wait_for(timeout=30_000)
        assert (
            reader.page.evaluate("location.pathname")
            == f"{reader.server.base}app/nl/stappen/{number}/"
        )
    assert reader.page.evaluate("() => window.sameDocument") is True, "a page was loaded in full"
    assert reader.worker("waiting") == "installed", (
        "the new version was not kept waiting, so this test proves nothing"
    )


def test_an_update_that_fails_halfway_leaves_the_old_version_and_resumes_later(
    reader: Reader, releases: Releases
) -> None:
    reader.install()
    changed = {f"nl/stappen/{number}/": "fourth" for number in range(1, 6)}
    reader.server.deploy(releases("four", changed=changed))
    reader.server.fault("500", "/app/nl/stappen/4/")
    reader.server.fault("500", "/app/offline/nl-")
    reader.update()
    assert reader.worker("waiting") == ""
    reader.step("app/nl/stappen/1/")
    reader.page.locator("h1:text-is('nl stappen/1/')").wait_for()
    reader.server.heal()
    reader.server.forget()
    reader.update()
    reader.eventually(lambda: reader.worker("waiting") == "installed")
    fetched = [path for path in asked(reader.server) if path.startswith("/app/nl/")]
    assert fetched == ["/app/nl/stappen/4/"], "files that arrived must not be fetched again"
    reader.step_over("app/nl/stappen/4/", "nl stappen/4/ fourth")


def test_a_rollback_fetches_nothing_that_is_still_stored(
    reader: Reader, releases: Releases
) -> None:
    reader.install()
    reader.server.deploy(releases("two"))
    reader.update()
    reader.step_over(STEP, "nl stappen/2/ second edition")
    reader.settle()
    reader.server.deploy(releases("one"))
    reader.server.forget()
    reader.update()
    assert set(asked(reader.server)) == {"/app/sw.js"}
    reader.step_over("app/nl/stappen/", "nl stappen/")
    reader.step_over(STEP, "nl stappen/2/")


@pytest.mark.release
def test_files_from_two_releases_ago_are_deleted(reader: Reader, releases: Releases) -> None:
    reader.install()
    for name, path, title in (
        ("two", STEP, "nl stappen/2/ second edition"),
        ("three", "app/nl/stappen/3/", "nl stappen/3/ third edition"),
    ):
        reader.server.deploy(releases(name))
        reader.update()
        reader.step_over(path, title)
        reader.settle()
    before, two_before = listed(releases("three"), "nl")[STEP], listed(releases("two"), "nl")[STEP]
    reader.server.deploy(
        releases("four", changed={f"nl/stappen/{number}/": "fourth" for number in range(1, 6)})
    )
    reader.update()
    reader.step_over("app/nl/stappen/4/", "nl stappen/4/ fourth")
    reader.settle()
    reader.eventually(lambda: two_before not in reader.stored())
    assert before in reader.stored(), "the previous version must be kept"


def test_a_page_of_a_newer_release_opens_before_the_update(
    reader: Reader, releases: Releases
) -> None:
    reader.install()
    reader.server.deploy(releases("larger"))
    answer = reader.visit("app/nl/nieuw/")
    assert answer is not None
    assert answer.status == 200
    assert reader.heading() == "nl nieuw/"


def test_the_kill_switch_removes_worker_and_store(reader: Reader, releases: Releases) -> None:
    reader.install()
    killed = releases("killed")
    (killed / "app/sw.js").write_bytes((killed / "app/sw-kill.js").read_bytes())
    for packed in (killed / "app").glob("sw.js.*"):
        packed.unlink()
    reader.server.deploy(killed)
    # Chromium keeps a worker waiting while its predecessor is busy, so the switch may not depend on
    # replacing it
    reader.page.evaluate(
        "async (base) => { const old = (await navigator.serviceWorker.getRegistration(base + "
        "'app/')).active; setInterval(() => old.postMessage('busy'), 2); }",
        reader.server.base,
    )
    reader.update()
    reader.eventually(lambda: reader.page.evaluate("async () => (await caches.keys()).length") == 0)
    reader.eventually(lambda: reader.worker("active") == "")
    reader.step_over("app/nl/stappen/3/", "nl stappen/3/")
    answer = reader.visit(STEP)
    assert answer is not None
    assert not answer.from_service_worker
    assert reader.heading() == "nl stappen/2/"


@pytest.mark.parametrize(
    "kind", ["404", later("500"), "portal", later("redirect"), later("empty"), later("truncate")]
)
def test_a_worker_file_that_is_not_ours_does_not_replace_the_old_one(
    reader: Reader, kind: str
) -> None:
    reader.install()
    reader.server.fault(kind, "/app/sw.js")
    reader.update()
    if kind != "empty":  # an empty file is a valid worker; the next update replaces it
        assert reader.worker("waiting") == ""
    with reader.offline():
        reader.visit(STEP)
        assert reader.heading() == "nl stappen/2/"


def test_a_page_that_asks_what_is_stored_costs_the_install_no_attempt(reader: Reader) -> None:
    """The page also asks an installing worker, which then reads the list with a single attempt."""
    reader.page.add_init_script(
        """const register = navigator.serviceWorker.register;
        navigator.serviceWorker.register = function (...how) {
          return register.apply(this, how).then((registration) => {
            const ask = () => registration.installing?.postMessage({ language: 'nl' }, [new MessageChannel().port2]);
            registration.addEventListener('updatefound', ask);
            ask();
            return registration;
          });
        };"""
    )
    reader.server.fault("500", r"/app/offline/nl\.[0-9a-f]{32}\.json", times=1)
    reader.server.latency = 0.3
    reader.visit()
    reader.settle()
    assert (
        sum(
            bool(re.match(r"/app/offline/nl\.[0-9a-f]{32}\.json", path))
            for path in reader.server.paths
        )
        == 2
    )


# -- interrupted installs --------------------------------------------------------------------------


def test_a_reader_who_moves_on_during_install_still_gets_everything(reader: Reader) -> None:
    reader.server.fault("hang", "/app/offline/nl")
    reader.visit()
    reader.eventually(lambda: reader.worker("installing") == "installing")
    reader.visit("app/nl/bel/")
    assert reader.worker("active") == "", (
        "the worker was no longer installing, so this test proves nothing"
    )
    reader.server.heal()
    reader.settle()
    reader.eventually(lambda: reader.page.evaluate("typeof htmx === 'object'"))


def test_reloading_and_closing_the_tab_during_install_does_no_harm(reader: Reader) -> None:
    reader.server.bandwidth = 20_000
    reader.visit()
    reader.eventually(lambda: reader.worker("installing") == "installing")
    reader.page.reload()
    reader.page.wait_for_timeout(200)
    reader.page.close()
    reader.server.bandwidth = 0
    reader.page = reader.new_tab()
    reader.visit("app/nl/bel/")
    reader.settle()
    with reader.offline():
        reader.visit(STEP)
        assert reader.heading() == "nl stappen/2/"


# -- languages -------------------------------------------------------------------------------------


def test_a_second_language_is_stored_once_chosen_and_updated_with_the_first(
    reader: Reader, releases: Releases
) -> None:
    reader.install()
    assert not set(listed(reader.server.folder, "en").values()) - set(
        listed(reader.server.folder, "nl").values()
    ) & set(reader.stored())
    reader.page.locator("main a[href='/app/en/']").click()
    reader.page.locator("h1:has-text('en start')").wait_for()
    reader.settle()
    reader.server.forget()
    reader.server.deploy(releases("two"))
    reader.update()
    assert {"/app/nl/stappen/2/", "/app/en/stappen/2/"} <= set(asked(reader.server))
    with reader.offline():
        reader.step_over("app/en/stappen/2/", "en stappen/2/ second edition")
        reader.visit(STEP)
        assert reader.heading() == "nl stappen/2/ second edition"


def test_a_language_nobody_chose_costs_nothing(reader: Reader) -> None:
    reader.visit()
    reader.settle()
    assert not any("/en" in path for path in asked(reader.server))


# -- prefixes and neighbours -----------------------------------------------------------------------


def test_two_regions_on_one_origin_leave_each_other_alone(
    chromium_browser: Browser, releases: Releases
) -> None:
    north, south = (
        releases("north", base="/noord/", region="Noord"),
        releases("south", base="/zuid/", region="Zuid"),
    )
    with FaultServer(north, base="/noord/") as server:
        server.deploy(south, "/zuid/")
        context = chromium_browser.new_context()
        reader = Reader(context, server, context.new_page())
        reader.install()
        kept = sorted(reader.stored())
        server.base = "/zuid/"
        reader.install()
        assert len(reader.page.evaluate("() => caches.keys()")) == 4
        # an update, then the kill switch, in the south
        server.deploy(
            releases(
                "south two",
                base="/zuid/",
                region="Zuid",
                changed={"nl/stappen/2/": "second edition"},
            ),
            "/zuid/",
        )
        reader.update()
        reader.step_over(STEP, "nl stappen/2/ second edition")
        reader.settle()
        (releases("south two") / "app/sw.js").write_bytes((south / "app/sw-kill.js").read_bytes())
        (releases("south two") / "app/sw.js.br").unlink()
        reader.update()
        reader.eventually(lambda: len(reader.page.evaluate("() => caches.keys()")) == 2)
        server.base = "/noord/"
        server.stop()
        reader.visit(STEP)
        assert reader.heading() == "nl stappen/2/"
        assert sorted(reader.stored()) == kept
        server.start()
        context.close()


def test_the_list_names_every_page_and_its_bytes(releases: Releases) -> None:
    """The worker would accept the small site.

    Otherwise the tests above would prove nothing.
    """
    files = listed(releases("one"), "nl")
    assert {f"app/nl/{name}" for name in NAMES} <= set(files)
