"""Packs bundles with PPMd, variant H, as 7-Zip has it; static/js/ppmd.js undoes it in the worker.

A sixth fewer bytes than brotli with all effort, in a twentieth of its time, and whatever a host does to files of its own accord, a bundle stays as small.
"""

from __future__ import annotations

import errno
import functools
import os
from collections.abc import Iterator
from typing import Any

import pyppmd

ORDER = 16
"""How many bytes before it a byte is guessed from: the same number as in static/js/ppmd.js."""
MEMORY = 64 << 20
"""Bytes for the model, about twenty for each byte that is packed; it may not run out, since the worker's has no end either."""
MOST = 2_000_000
"""The largest bundle, in bytes: three times what fits in the budget of a language."""
SLICE = 4096
"""pyppmd 1.3.1 loses a byte where what it packs in one call is more than 32 kB; a slice of this size never is."""


@functools.lru_cache(maxsize=4)  # the scripts, which all regions have in common, and the languages of one region
def pack(content: bytes, more: bytes = b"") -> bytes:
    """Return the packed form of both, one after the other; the same for the same bytes. Raises ValueError for a bundle that is too large.

    Who packs the same `content` with `more` of another kind again and again, as a build of many regions does, waits for it once only.
    """
    if len(content) + len(more) > MOST:
        raise ValueError(f"a bundle of {len(content) + len(more):,} bytes is more than the {MOST:,} that can be packed; publish fewer pages")
    if more and hasattr(os, "fork"):
        return _from_here(*_begun(content), more)
    return b"".join([*_pieces(encoder := _encoder(), content), *_pieces(encoder, more), encoder.flush()])


def _encoder() -> Any:
    return pyppmd.Ppmd7Encoder(ORDER, MEMORY)


def _pieces(encoder: Any, content: bytes) -> Iterator[bytes]:
    return (encoder.encode(content[start : start + SLICE]) for start in range(0, len(content), SLICE))


@functools.lru_cache(maxsize=2)
def _begun(content: bytes) -> tuple[Any, bytes]:
    """An encoder that has packed this, and what came out of it. It is never used itself, only a copy in a process of its own."""
    encoder = _encoder()
    return encoder, b"".join(_pieces(encoder, content))


def _from_here(encoder: Any, packed: bytes, more: bytes) -> bytes:
    """Go on packing in a copy of this process, since an encoder cannot be copied otherwise; the encoder stays as it is."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            with open(writing, "wb") as pipe:
                pipe.writelines([*_pieces(encoder, more), encoder.flush()])
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    with open(reading, "rb") as pipe:
        rest = pipe.read()
    if os.waitpid(child, 0)[1]:
        raise OSError(errno.ECHILD, "the process that packs a bundle was stopped")
    return packed + rest


__all__ = ["ORDER", "pack"]
