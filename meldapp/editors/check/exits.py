"""The neutral sites that the exit goes to.

One that opens an app would show that on a phone instead of a plain page.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from meldapp.editors.check.look import Look
from meldapp.editors.report import Finding

AppLinks = Callable[[str], "list[str] | None"]
"""Returns the app-link files that the host of an address serves; None if it was not reached."""
FILES = ("/.well-known/assetlinks.json", "/.well-known/apple-app-site-association")
"""Where a host says which apps may open its links: on Android, and on an iPhone."""
PATIENCE = 5
"""Seconds to wait for each."""


def findings(look: Look, app_links: AppLinks) -> Iterator[Finding]:
    """Yield the addresses that open an app."""
    named_in = {look.content.site.exit_url: "site.toml"}
    for region in look.content.regions.values():
        if region.exit_url:
            named_in.setdefault(region.exit_url, f"regions/{region.slug}.toml")
    for address, name in named_in.items():
        file, apps = look.facts(name), app_links(address)
        if apps is None:
            message = f"could not check whether {address} opens an app on a phone"
            remedy = (
                "Run this again with a connection to the internet, or with answers saved "
                "elsewhere: make check ANSWERS=folder."
            )
            yield file.about(("exit_url",), "note", "exit", message, remedy, address)
        elif apps:
            opens = f"opens an app on some phones ({', '.join(apps)})"
            message = f"the exit goes to {address}, which {opens}"
            remedy = "Choose a plain site without an app."
            yield file.about(("exit_url",), "error", "exit", message, remedy)


def app_links(address: str) -> list[str] | None:
    """The files of the host that hand its links to an app.

    Empty when there are none, None when the host could not be reached.
    """
    served = []
    for file in FILES:
        url = f"https://{urlsplit(address).netloc}{file}"
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                text = answer.read(1_000_000)
        except urllib.error.HTTPError:
            continue  # no such file: no app
        except OSError:
            return None
        if opens_app(text):
            served.append(file)
    return served


def recorded(address: str, folder: Path) -> list[str] | None:
    """The same from answers that were saved as `folder/<host>/.well-known/…`, as `wget -x` does.

    None when nothing was saved for this host.
    """
    host = folder / urlsplit(address).netloc
    if not host.is_dir():
        return None
    saved = [(file, host / file[1:]) for file in FILES]
    return [file for file, path in saved if path.is_file() and opens_app(path.read_bytes())]


def opens_app(text: bytes) -> bool:
    """Whether a host's file hands its links to an app.

    A page in its place, as some hosts give for every address, does not.
    """
    try:
        content: Any = json.loads(text)
    except ValueError:
        return False
    if isinstance(content, list):
        relations = [entry.get("relation", ()) for entry in content if isinstance(entry, dict)]
        return any("delegate_permission/common.handle_all_urls" in one for one in relations)
    return bool(isinstance(content, dict) and content.get("applinks"))
