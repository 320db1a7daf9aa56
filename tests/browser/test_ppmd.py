"""What meldapp/ppmd.py packs, static/js/ppmd.js unpacks: the same bytes, however they come in, and nonsense ends too."""

from __future__ import annotations

import base64
import random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from meldapp import ROOT
from meldapp.ppmd import ORDER, pack

SOURCE = (ROOT / "static/js/ppmd.js").read_text("utf-8")
UNPACK = """([packed, size, step]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const [all, unpack, made] = [bytes(packed), ppmd(size), []];
  for (let at = 0; at < all.length; at += step) made.push(unpack(all.subarray(at, at + step)));
  made.push(unpack());
  return btoa(made.map((part) => Array.from(part, (byte) => String.fromCharCode(byte)).join("")).join(""));
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    page = browser.new_page()
    page.evaluate(SOURCE.replace("const ppmd =", "globalThis.ppmd ="))
    yield page
    page.close()


def unpack(page: Page, packed: bytes, size: int, step: int) -> bytes:
    return base64.b64decode(page.evaluate(UNPACK, [base64.b64encode(packed).decode(), size, step]))


def samples() -> dict[str, bytes]:
    chance = random.Random(16)
    noise = chance.randbytes(30_000)
    words = [bytes(chance.choices(b"abcdefghijklmnop <>/\xc3\xab", k=chance.randint(1, 9))) for _ in range(400)]
    return {
        "nothing": b"",
        "one byte": b"x",
        "one byte again and again": b"a" * 100_000,
        "noise": noise,
        "noise that comes back": noise[:3000] * 20 + b"abc" * 5000,
        "words": b" ".join(chance.choices(words, k=40_000)),
        "texts": b"".join(path.read_bytes() for path in sorted((ROOT / "content/nl/geweldsvormen").glob("*.md"))),
    }


@pytest.mark.parametrize("step", [1 << 20, 1460, 7])
@pytest.mark.parametrize("name", samples())
def test_what_was_packed_comes_out_the_same_however_it_comes_in(page: Page, name: str, step: int) -> None:
    content = samples()[name]
    assert unpack(page, pack(content), len(content), step) == content


@pytest.mark.parametrize("damage", ["a byte changed", "cut off", "all of it noise"])
def test_damaged_bytes_end_and_what_came_before_is_sound(page: Page, damage: str) -> None:
    content = samples()["texts"]
    packed = bytearray(pack(content))
    half = len(packed) // 2
    if damage == "a byte changed":
        packed[half] ^= 0x55
    elif damage == "cut off":
        del packed[half:]
    else:
        packed[:] = random.Random(5).randbytes(len(packed))
    out = unpack(page, bytes(packed), len(content), len(content))
    assert len(out) <= len(content) and out != content
    if damage != "all of it noise":
        assert out[: len(content) // 3] == content[: len(content) // 3]


def test_both_sides_look_back_equally_far() -> None:
    assert f"[ORDER, MAX_FREQUENCY, SLACK] = [{ORDER}, 124, " in SOURCE
