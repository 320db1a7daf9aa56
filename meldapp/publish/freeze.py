"""Every answer of the app as a file (Frozen-Flask; the traps of OFFLINE §4)."""

from __future__ import annotations

import warnings
from pathlib import Path

from flask import Flask
from flask_frozen import Freezer, MissingURLGeneratorWarning


def freeze(app: Flask, addresses: list[str], folder: Path) -> None:
    """Write the answer of the app at each address into a new folder.

    Whatever does not answer 200 stops the build.
    """
    app.config.update(
        FREEZER_DESTINATION=str(folder),
        FREEZER_REDIRECT_POLICY="error",
        FREEZER_REMOVE_EXTRA_FILES=False,  # the folder is new
        FREEZER_IGNORE_MIMETYPE_WARNINGS=False,
    )
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    freezer.register_generator(lambda: iter(addresses))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # It counts endpoints by generators that yield endpoints; ours yields addresses.
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)
        freezer.freeze()
