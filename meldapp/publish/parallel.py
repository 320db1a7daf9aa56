"""Work on all cores: each item in a process of its own, which inherits everything and hands back only its result."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_current: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
"""What a process does when it starts: inherited, so that neither work nor items need be sent."""

_inside = False
"""Whether this is such a process: it makes no more of them."""


def _do(number: int) -> Any:
    assert _current
    work, items = _current
    return work(items[number])


def _start() -> None:
    """Where the system can (Linux), end this process when the one that made it is killed: nobody else would end it."""
    global _inside
    _inside = True
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def each(work: Callable[[Item], Result], items: Sequence[Item], jobs: int = 0) -> Iterator[Result]:
    """The result of `work` for each item, in order, as they come; `jobs` at a time (0: one for each core). What one raises, this raises.

    Where there is one core or no fork they are done one after another.
    """
    global _current
    jobs = min(len(items), jobs or os.cpu_count() or 1)
    if _inside or jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, items)
        return
    before, _current = _current, (work, items)
    pool = ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("fork"), initializer=_start
    )
    try:
        yield from pool.map(_do, range(len(items)))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        _current = before


def on_all_cores(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The result of `work` for each item, in order."""
    return list(each(work, items))
