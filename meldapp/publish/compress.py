"""A `.br` and a `.gz` beside each text file, for hosts that send such copies as they are."""

from __future__ import annotations

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

SUFFIXES = (".html", ".js", ".css", ".svg", ".json", ".txt", ".webmanifest", ".xml", ".atom")
"""Text; pictures are compressed already."""
PAGE, BUNDLE, FILE = 8, 10, 11
"""Brotli qualities, the last one for scripts and styles.

There are hundreds of pages, and 9 would take twice as long for 0.2 %. For a bundle 10 takes
0.3 s more than 9 and saves every reader 7 %; 11 takes twice as long as 10 and saves 1 %.
"""
LONG_PAGE = 100_000
"""Bytes from which a page is compressed like a bundle: the help zone with all its topics."""
GZIP = 6
"""9 takes half a second more for less than 1 %."""


def compress(folder: Path) -> None:
    """Compress every file of text in a folder, except where a `.br` is beside it already."""
    files = [path for path in folder.rglob("*") if path.suffix in SUFFIXES]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both release the interpreter lock
        list(pool.map(_compress, files))


def _compress(file: Path) -> None:
    if not file.with_name(f"{file.name}.br").exists():
        write_brotli(file, _quality(file))
    packed = gzip.compress(file.read_bytes(), GZIP, mtime=0)  # no date: equal files stay equal
    file.with_name(f"{file.name}.gz").write_bytes(packed)


def _quality(file: Path) -> int:
    """How hard to compress a file: as hard as the bytes it saves readers are worth."""
    if file.suffix in (".js", ".css"):
        return FILE
    return BUNDLE if file.stat().st_size > LONG_PAGE else PAGE


def write_brotli(file: Path, quality: int) -> int:
    """Write the `.br` beside a file; returns its size in bytes."""
    return file.with_name(f"{file.name}.br").write_bytes(packed(file.read_bytes(), quality))


def packed(text: bytes, quality: int) -> bytes:
    """Text as it travels to a browser that takes brotli."""
    # a page fits in the small window, which takes less time to set up
    window = 16 if quality == PAGE else 22
    return bytes(brotli.compress(text, mode=brotli.MODE_TEXT, quality=quality, lgwin=window))


def size_on_the_line(file: Path) -> int:
    """The bytes of a file as they travel to a browser that takes brotli."""
    packed = file.with_name(f"{file.name}.br")
    return (packed if packed.exists() else file).stat().st_size
