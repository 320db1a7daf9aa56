"""The headers for hosts: one table, every format."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from meldapp.content.load import Content
from meldapp.publish import hosting
from meldapp.web.app import create_app
from meldapp.web.site import Site
from tests.kit.content_tree import Tree


@pytest.fixture(scope="module", params=["/", "/pre/fix/"])
def built(
    request: pytest.FixtureRequest, content: Content, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Any, Path]:
    """A site, at the root and under a prefix, and the folder with its hosting files."""
    site = create_app(base=request.param, content=content).extensions["meldapp"]
    folder = tmp_path_factory.mktemp("hosting")
    hosting.write_hosting(folder, site)
    return site, folder


def test_the_headers_file_says_what_the_table_says(built: tuple[Any, Path]) -> None:
    site, folder = built
    assert hosting.read_headers_file((folder / "_headers").read_text("utf-8")) == hosting.rules(
        site
    )


def test_every_answer_carries_every_header(built: tuple[Any, Path]) -> None:
    site, _ = built
    for path in ("", "nl/", "app/nl/bel/", "app/sw.js", "static/x.js", "404.html"):
        headers = hosting.headers_for(hosting.rules(site), site.base + path)
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Strict-Transport-Security"].startswith("max-age=")
        assert "camera=()" in headers["Permissions-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_only_the_file_that_the_erase_page_asks_for_clears_the_browser(
    built: tuple[Any, Path],
) -> None:
    site, folder = built
    table = hosting.rules(site)
    assert "Clear-Site-Data" in hosting.headers_for(table, site.base + hosting.CLEAR_PAGE)
    for path in ("", "app/nl/wissen/", "app/leeg/", "app/sw.js"):
        assert "Clear-Site-Data" not in hosting.headers_for(table, site.base + path)
    assert (folder / hosting.CLEAR_PAGE).exists()


def test_the_policy_allows_what_the_pages_allow_and_nothing_unsafe(built: tuple[Any, Path]) -> None:
    site, _ = built
    policy = hosting.content_security_policy(site)
    for zone in ("app", "help"):
        assert set(re.findall(r"'sha256-[^']+'", site.assets.csp(zone))) <= set(
            re.findall(r"'sha256-[^']+'", policy)
        )
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("name", ["_nginx.conf", "_Caddyfile"])
def test_each_sample_holds_every_header(name: str, built: tuple[Any, Path]) -> None:
    site, folder = built
    text = (folder / name).read_text("utf-8")
    for path, headers in hosting.rules(site).items():
        assert path.removesuffix("*") in text
        for header, value in headers.items():
            assert header in text
            assert value in text
    assert text.count("{") == text.count("}")


def test_the_nginx_sample_listens_on_ipv6_and_sends_port_80_to_https(
    built: tuple[Any, Path],
) -> None:
    text = (built[1] / "_nginx.conf").read_text("utf-8")
    first, second = text.split("server {")[1:]
    assert "listen [::]:80;" in first
    assert "return 301 https://" in first
    assert "add_header" not in first
    assert "listen [::]:443 ssl;" in second
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in second
    assert text.count("access_log off;") == 2


def test_the_worker_puts_the_same_headers_on_a_page(built: tuple[Any, Path]) -> None:
    site, _ = built
    worker = hosting.worker_headers(site)
    general = hosting.rules(site)[f"{site.base}*"]
    assert general.keys() - worker.keys() == {"Strict-Transport-Security"}
    assert all(general[name] == value for name, value in worker.items())


def test_what_is_not_there_gets_our_own_page(built: tuple[Any, Path]) -> None:
    site, folder = built
    assert f"{site.base}* {site.base}404.html 404" in (folder / "_redirects").read_text("utf-8")


def test_a_line_that_is_no_header_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        hosting.read_headers_file("/*\nCache-Control no-store\n")


SECURITY = """
[security]
contact = "veilig@klein.example"
policy = "https://klein.example/melden"
expires = 2027-10-01
"""


def region_site(tree: Tree, base: str = "/") -> Site:
    site: Site = create_app("klein", base=base, content_dir=tree.path).extensions["meldapp"]
    return site


@pytest.mark.parametrize("before", ["", "mailto:"], ids=["an address", "as the standard writes it"])
def test_security_txt_has_the_fields_that_the_standard_asks_for(
    tree: Tree, tmp_path: Path, before: str
) -> None:
    tree.change(
        "regions/klein.toml", 'name = "Klein"', 'name = "Klein"\npublic_url = "https://a.example"'
    )
    tree.add("regions/klein.toml", SECURITY.replace("veilig@", f"{before}veilig@"))
    hosting.write_hosting(tmp_path, region_site(tree))
    text = (tmp_path / ".well-known/security.txt").read_text("utf-8")
    fields = [line.split(": ", 1) for line in text.splitlines()]
    names = [name for name, _ in fields]
    assert len(names) == len(set(names))
    assert dict(fields) == {  # RFC 9116: uris, and one day of expiry as in RFC 3339
        "Contact": "mailto:veilig@klein.example",
        "Expires": "2027-10-01T00:00:00Z",
        "Preferred-Languages": "nl, en",
        "Policy": "https://klein.example/melden",
        "Canonical": "https://a.example/.well-known/security.txt",
    }
    assert text.endswith("\n")


def test_without_a_contact_there_is_no_security_txt(tree: Tree, tmp_path: Path) -> None:
    hosting.write_hosting(tmp_path, region_site(tree))
    assert (tmp_path / "_headers").exists()
    assert not (tmp_path / ".well-known").exists()


def test_a_site_under_a_prefix_leaves_security_txt_to_its_host(tree: Tree, tmp_path: Path) -> None:
    tree.add("regions/klein.toml", SECURITY)
    hosting.write_hosting(tmp_path, region_site(tree, "/pre/"))
    assert not (tmp_path / ".well-known").exists()
