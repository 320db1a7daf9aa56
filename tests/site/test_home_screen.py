"""How a page appears on a phone's home screen: its icon and its name, in either zone."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.kit.frozen_site import Site

NAMES = {
    "/nl/": ("plain", "Informatie"),
    "/en/": ("plain", "Information"),
    "/404.html": ("plain", "Informatie"),
    "/app/nl/": ("meldcode", "Meldcode"),
    "/app/nl/stappen/2/": ("meldcode", "Meldcode"),
    "/app/nl/installeren/wegwijzer/": ("plain", "Wegwijzer"),
}


@pytest.mark.parametrize(("address", "face"), NAMES.items())
def test_both_zones_have_an_icon_and_a_name(
    site: Site, address: str, face: tuple[str, str]
) -> None:
    page = site.page(address)
    icon, name = face
    (src,) = page.select("//link[@rel='apple-touch-icon']/@href")
    assert src.startswith(f"/static/icons/{icon}-")
    assert page.select("//meta[@name='apple-mobile-web-app-title']/@content") == [name]
    image = Image.open(io.BytesIO((site.path / src.lstrip("/")).read_bytes()))
    assert image.width == image.height >= 180
    assert image.convert("RGBA").getextrema()[3][0] >= 250, "iOS shows transparent parts in black"


@pytest.mark.parametrize("address", ["/nl/", "/en/", "/404.html"])
def test_the_help_zone_cannot_be_installed(site: Site, address: str) -> None:
    html = site.page(address).html
    assert 'rel="manifest"' not in html
    assert "serviceWorker" not in html
