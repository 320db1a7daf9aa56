"""Work on all cores: each item in a process of its own, which inherits everything and hands back only its result."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_current: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
"""What a process does when it starts: inherited, so that neither work nor items need be sent."""


def _do(number: int) -> Any:
    assert _current
    work, items = _current
    return work(items[number])


def _end_with_parent() -> None:
    """Where the system can (Linux), end this process when the one that made it is killed: nobody else would end it."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def on_all_cores(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The result of `work` for each item, in order. Where there is one core or no fork they are done one after another. What one raises, this raises."""
    global _current
    jobs = min(len(items), os.cpu_count() or 1)
    if jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [work(item) for item in items]
    before, _current = _current, (work, items)
    try:
        with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"), initializer=_end_with_parent) as pool:
            return list(pool.map(_do, range(len(items))))
    finally:
        _current = before
