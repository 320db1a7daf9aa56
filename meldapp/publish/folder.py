"""The folder a site goes to.

Locked while it is built, filled beside the old one, swapped at the end.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from meldapp.publish.errors import BuildError, explaining_disk_errors

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MARK = ".meldapp"
"""A file in every folder that we build; one without it is not ours to replace."""


def check(out: Path) -> None:
    """Refuse a folder that holds something else. Raises BuildError."""
    with explaining_disk_errors(out):
        if out.is_dir():
            if any(out.iterdir()) and not (out / MARK).exists():
                raise BuildError(
                    f"{out} holds something other than a site of ours, so it is left alone.\n"
                    "Give --out an empty or new folder, or remove what is in it yourself."
                )
        elif out.exists():
            raise BuildError(
                f"{out} is a file.\n"
                "Give --out a folder that is empty, does not exist yet, or holds an earlier build."
            )


@contextlib.contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Yield a new, empty folder beside `out`, which no other build has.

    It is removed afterwards, whatever happens.

    First clears up after builds that were killed: a half-filled folder goes, an old site that was
    put aside comes back. Raises BuildError, also for an OSError while it is filled.
    """
    out = out.resolve()
    staged = out.parent / f".{out.name}.new"
    with explaining_disk_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock(out)
        try:
            _clear_leftovers(out, staged)
            staged.mkdir()
            yield staged
        finally:
            shutil.rmtree(staged, ignore_errors=True)
            _unlock(lock)


def swap(staged: Path, out: Path) -> None:
    """Put the staged folder in the place of the old one, in one step where the system can."""
    out = out.resolve()
    if not out.exists():
        staged.rename(out)
    elif not _exchange(staged, out):
        aside = _aside(out)
        out.rename(aside)
        staged.rename(out)
        shutil.rmtree(aside, ignore_errors=True)


def _aside(out: Path) -> Path:
    """Where the old site is put for a moment, where two folders cannot be swapped in one step."""
    return out.parent / f".{out.name}.old"


def _clear_leftovers(out: Path, staged: Path) -> None:
    shutil.rmtree(staged, ignore_errors=True)
    aside = _aside(out)
    if aside.exists() and out.exists():
        shutil.rmtree(aside)
    elif aside.exists():
        aside.rename(out)  # a build was killed between its two renames


def _lock(out: Path) -> IO[bytes]:
    """Lock the place of a site.

    The system releases the lock when the process ends, even when it is killed. Raises BuildError.
    """
    path = out.parent / f".{out.name}.lock"
    while True:
        file = path.open("ab")
        try:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise BuildError(
                f"Another build is writing to {out}.\nWait until it is done, then build again."
            ) from error
        if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
        file.close()  # the build that held it has just removed it


def _unlock(lock: IO[bytes]) -> None:
    if sys.platform == "win32":  # an open file cannot be removed there
        lock.close()
    with contextlib.suppress(OSError):  # on Windows another build may have it by now
        os.unlink(lock.name)
    lock.close()


def _exchange(first: Path, second: Path) -> bool:
    """Swap the names of two folders in one step (renameat2); False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    at_working_folder, exchange = -100, 2
    names = os.fsencode(first), os.fsencode(second)
    status: int = renameat2(at_working_folder, names[0], at_working_folder, names[1], exchange)
    return status == 0
