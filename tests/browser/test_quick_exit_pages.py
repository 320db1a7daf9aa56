"""The exit control on pages of every layout, at every width (exit cases 12 and 20).

Nothing is pressed here, so the headless-only browser will do.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from meldapp.publish.serve import SiteServer
from tests.kit.frozen_site import Site
from tests.kit.screens import EVERY_PAGE, KINDS, LOOKED_AT

WIDTHS = (320, 390, 768, 1440)
TOP_DIFFERS = ("", "stappen/2/", "zoeken/", "wegen/1/")
"""Pages with different tops."""


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    return phone.new_page()


def each(page: Page, server: SiteServer, addresses: list[str]) -> Iterator[tuple[int, str]]:
    """Load the pages one by one; yields number and address of each."""
    for number, address in enumerate(["", "nl/", "404.html", *addresses]):
        page.goto(server.url(address), wait_until="domcontentloaded")
        yield number, address


COVERED = """() => {
  const faults = [], control = document.querySelector("[data-quick-exit]");
  for (const end of [0, document.documentElement.scrollHeight]) {
    scrollTo(0, end);
    const box = control.getBoundingClientRect(), name = end ? "scrolled to the end" : "at the top";
    if (box.width < 48 || box.height < 48) faults.push(`${name}: ${box.width} × ${box.height} px is too small`);
    if (innerWidth < 640 && box.width < document.documentElement.clientWidth / 2 - 1) faults.push(`${name}: less than half as wide as the page`);
    if (innerHeight < 300 && box.height > innerHeight / 4 + 0.5) faults.push(`${name}: ${box.height} px high`);
    const x = [box.left + 1, box.left + box.width / 2, box.right - 1], y = [box.top + 1, box.top + box.height / 2, box.bottom - 1];
    for (const [a, b] of [[1, 1], [0, 0], [0, 2], [2, 0], [2, 2]]) {
      const there = document.elementFromPoint(x[a], y[b]);
      if (!there || !control.contains(there)) faults.push(`${name}: ${there ? there.outerHTML.slice(0, 60) : "nothing"} covers it`);
    }
  }
  return faults;
}"""


def test_nothing_covers_the_control(page: Page, server: SiteServer, site: Site) -> None:
    """The element at its centre and corners is the control itself, both at the top and the end of a
    page. Also at 320 × 256, where it takes up at most a quarter. With EVERY_PAGE on every page.
    """
    addresses = [f"app/nl/{address}" for address in LOOKED_AT.values()]
    if EVERY_PAGE:
        addresses = [
            f"{file.parent.relative_to(site.path).as_posix()}/"
            for file in site.path.glob("*/**/index.html")
            if file.parent.name != "leeg"
        ]
        assert len(addresses) > 100
    faults = []
    for number, address in each(page, server, addresses):
        # heights vary from page to page, so that every width is combined with every height
        for width in WIDTHS:
            height = 256 if width == 320 else (480, 700, 900)[(number + width) % 3]
            page.set_viewport_size({"width": width, "height": height})
            faults += [
                f"{address} at {width} × {height}: {fault}" for fault in page.evaluate(COVERED)
            ]
    assert not faults, "\n".join(faults[:20])


TOO_NEAR = """(text) => {
  const faults = new Set(), root = document.documentElement;
  root.style.fontSize = text === 100 ? "" : "225%";
  const control = document.querySelector("[data-quick-exit]"), others = "a, button, input, select, textarea, summary";
  const look = (name) => {
    const box = control.getBoundingClientRect();
    // controls that stay with it on screen must visibly be apart; those that scroll under the bar cannot be pressed there
    for (const other of document.querySelectorAll(others)) {
      if (other === control || !other.checkVisibility({ visibilityProperty: true }) || (scrollY && !other.closest("header"))) continue;
      for (const side of other.getClientRects()) {
        const x = Math.max(box.left - side.right, side.left - box.right), y = Math.max(box.top - side.bottom, side.top - box.bottom);
        if (side.bottom > 0 && Math.max(x, y) < 8) faults.add(`${name}: ${Math.max(x, y).toFixed(1)} px from ${other.outerHTML.slice(0, 80)}`);
      }
    }
    for (const out of [1, 4, 7]) {
      const left = box.left - out, right = box.right + out, top = box.top - out, bottom = box.bottom + out;
      const points = [];
      for (let x = left; x <= right; x += 3) points.push([x, top], [x, bottom]);
      for (let y = top; y <= bottom; y += 3) points.push([left, y], [right, y]);
      for (const [x, y] of points) {
        const other = document.elementFromPoint(x, y)?.closest(others);
        if (other && other !== control) faults.add(`${name}: ${out} px away is ${other.outerHTML.slice(0, 80)}`);
      }
    }
  };
  for (const end of [0, 150, root.scrollHeight]) {
    scrollTo({ top: end, behavior: "instant" });
    look(`scrolled to ${end}`);
  }
  scrollTo({ top: 0, behavior: "instant" });
  const skip = document.querySelector(".skip-link");
  skip?.focus();
  look("with the skip link shown");
  skip?.blur();
  root.style.fontSize = "";
  return [...faults];
}"""


def test_any_other_control_is_at_least_8_px_away(page: Page, server: SiteServer) -> None:
    """At 100 % and 200 % text. With EVERY_PAGE on a page of every kind at every width, otherwise on
    those with different tops at the smallest and largest width.
    """
    kinds = KINDS.values() if EVERY_PAGE else TOP_DIFFERS
    faults = []
    for _, address in each(page, server, [f"app/nl/{kind}" for kind in kinds]):
        for width in WIDTHS if EVERY_PAGE else (WIDTHS[0], WIDTHS[-1]):
            page.set_viewport_size({"width": width, "height": 700})
            for text in (100, 200):
                near = page.evaluate(TOO_NEAR, text)
                faults += [f"/{address} at {width} px, {text} % text: {fault}" for fault in near]
    assert not faults, "\n".join(faults[:20])
