"""Every answer of the app as a file, by Frozen-Flask."""

from __future__ import annotations

import warnings
from pathlib import Path

from flask import Flask, got_request_exception, request
from flask_frozen import Freezer, MissingURLGeneratorWarning


def freeze(app: Flask, addresses: list[str], folder: Path) -> None:
    """Write the answer of the app at each address into a new folder.

    An answer other than 200 stops the build. An error in a view or a template is raised as it is,
    with a note that names the address.
    """
    app.config.update(
        FREEZER_DESTINATION=str(folder),
        FREEZER_REDIRECT_POLICY="error",
        FREEZER_REMOVE_EXTRA_FILES=False,  # the folder is new
        FREEZER_IGNORE_MIMETYPE_WARNINGS=False,
        PROPAGATE_EXCEPTIONS=True,
    )
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    freezer.register_generator(lambda: iter(addresses))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # It counts endpoints by generators that yield endpoints; ours yields addresses.
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)
        with got_request_exception.connected_to(_name_address, app):
            freezer.freeze()


def _name_address(_app: Flask, exception: BaseException) -> None:
    exception.add_note(f"while freezing {request.path}")
