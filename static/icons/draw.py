"""Draws the icons of both faces.

`python static/icons/draw.py` (needs Pillow, which the tests bring along).

`meldcode` is a flight of five steps; `plain` is a signpost that says nothing about what is inside.
Each comes as 192 and 512 pixels with round corners, and as a maskable 512 whose drawing stays
inside the circle that a phone may cut out. `icon.svg` is the first one for the browser's tab,
`plain.svg` the second for the install page.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent
INK = "#FFFFFF"
FINE = 4
"""Drawn this many times larger, then brought down: smooth edges."""

Shape = list[tuple[float, float]]


def stairs() -> list[Shape]:
    """Five steps up, on a field of 512 by 512."""
    left, base, wide, high = 106, 396, 60, 56
    outline: Shape = [(left, base)]
    for step in range(1, 6):
        outline += [
            (left + (step - 1) * wide, base - step * high),
            (left + step * wide, base - step * high),
        ]
    return [[*outline, (left + 5 * wide, base)]]


def signpost() -> list[Shape]:
    """A post with two boards, on a field of 512 by 512."""
    post: Shape = [(240, 104), (272, 104), (272, 412), (240, 412)]
    right: Shape = [(150, 140), (346, 140), (392, 180), (346, 220), (150, 220)]
    left: Shape = [(362, 248), (166, 248), (120, 288), (166, 328), (362, 328)]
    return [post, right, left]


FACES = {"meldcode": ("#0B5563", stairs()), "plain": ("#5A6672", signpost())}


def draw(colour: str, shapes: list[Shape], size: int, *, maskable: bool) -> Image.Image:
    """One icon of `size` pixels."""
    full = size * FINE
    image = Image.new("RGBA", (full, full), colour if maskable else (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    if not maskable:
        pen.rounded_rectangle((0, 0, full - 1, full - 1), radius=full * 0.2, fill=colour)
    shrink = 0.8 if maskable else 1  # the middle 80 % is what every mask leaves
    for shape in shapes:
        pen.polygon(
            [
                ((256 + (x - 256) * shrink) * full / 512, (256 + (y - 256) * shrink) * full / 512)
                for x, y in shape
            ],
            fill=INK,
        )
    return image.resize((size, size), Image.Resampling.LANCZOS)


def svg(colour: str, shapes: list[Shape]) -> str:
    """The same drawing as SVG."""
    paths = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in shape) + "z" for shape in shapes)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" '
        f'height="512" rx="102" fill="{colour}"/><path fill="{INK}" d="{paths}"/></svg>\n'
    )


if __name__ == "__main__":
    for name, (colour, shapes) in FACES.items():
        for size in (192, 512):
            draw(colour, shapes, size, maskable=False).quantize(32).save(
                FOLDER / f"{name}-{size}.png", optimize=True
            )
        draw(colour, shapes, 512, maskable=True).quantize(32).save(
            FOLDER / f"{name}-maskable-512.png", optimize=True
        )
    (FOLDER / "icon.svg").write_text(svg(*FACES["meldcode"]), "utf-8")
    (FOLDER / "plain.svg").write_text(svg(*FACES["plain"]), "utf-8")
