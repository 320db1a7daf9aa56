"""What stops a build, explained to the person who started it."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from meldapp.content.faults import ExplainedError


class BuildError(ExplainedError):
    """The site cannot be built.

    The message says what is wrong and what to do; the old site is untouched.
    """


@contextlib.contextmanager
def explaining_disk_errors(folder: Path) -> Iterator[None]:
    """Turn an OSError while writing below or beside `folder` into a BuildError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            raise BuildError(
                f"The disk is full while building beside {folder.parent}.\n"
                "Make room (a site takes about 30 MB while it is built) and build again; the old "
                "site is untouched."
            ) from error
        raise BuildError(
            f"Cannot write the new site: {error.strerror} ({error.filename or folder}).\n"
            "Check that the folder may be written to; the old site is untouched."
        ) from error
