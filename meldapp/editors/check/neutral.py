"""Does the neutral site of the exit open an app?

Then a phone would show that app instead of a plain page (SAFETY §3).
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILES = ("/.well-known/assetlinks.json", "/.well-known/apple-app-site-association")
"""Where a host says which apps may open its links: on Android, and on an iPhone."""
PATIENCE = 5
"""Seconds to wait for each."""


def app_links(address: str) -> list[str] | None:
    """The files of the host that hand its links to an app.

    Empty when there are none, None when the host could not be reached.
    """
    served = []
    for file in FILES:
        try:
            with urllib.request.urlopen(
                f"https://{urlsplit(address).netloc}{file}", timeout=PATIENCE
            ) as answer:
                text = answer.read(1_000_000)
        except urllib.error.HTTPError:
            continue  # no such file: no app
        except OSError:
            return None
        if opens_app(text):
            served.append(file)
    return served


def recorded(address: str, folder: Path) -> list[str] | None:
    """The same from answers somebody saved.

    `folder/<host>/.well-known/…`, as `wget -x` writes them. None when nothing was saved of this
    host.
    """
    host = folder / urlsplit(address).netloc
    return (
        [
            file
            for file in FILES
            if (host / file[1:]).is_file() and opens_app((host / file[1:]).read_bytes())
        ]
        if host.is_dir()
        else None
    )


def opens_app(text: bytes) -> bool:
    """Whether a host's file hands its links to an app.

    A page in its place, as some hosts give for every address, does not.
    """
    try:
        content: Any = json.loads(text)
    except ValueError:
        return False
    if isinstance(content, list):
        return any(
            "delegate_permission/common.handle_all_urls" in entry.get("relation", ())
            for entry in content
            if isinstance(entry, dict)
        )
    return bool(isinstance(content, dict) and content.get("applinks"))
