"""Asks the few questions that a new region needs and writes its file, valid from the start."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from pathlib import Path

from meldapp.content.faults import ContentError
from meldapp.content.load import Content, load_content, slugify

Say = Callable[[str], None]


def ask(content_dir: Path, say: Say, read: Callable[[str], str] = input) -> int:
    """Ask, write `regions/<slug>.toml` and load it to prove it; returns 0, or 1 when it was given up. Nothing is overwritten."""
    content = load_content(content_dir)
    try:
        say(
            "A new region. Press Enter to leave something empty; the app then says that it is not known. Ctrl-C stops.\n"
        )
        name = _until(
            read,
            say,
            "Name of the area, without 'Veilig Thuis': ",
            lambda text: text,
            "A name is needed.",
        )
        slug = slugify(name)
        path = content_dir / "regions" / f"{slug}.toml"
        if path.exists():
            say(f"{path} exists already. Edit that file, or choose another name.")
            return 1
        organisation = (
            read(f"Name of the organisation [Veilig Thuis {name}]: ").strip()
            or f"Veilig Thuis {name}"
        )
        code = _until(
            read,
            say,
            "Code of the region at Statistics Netherlands, such as VT14: ",
            lambda text: text.upper() if text[:2].upper() == "VT" and text[2:].isdigit() else None,
            "That is VT and two digits.",
        )
        website = _until(
            read, say, "Website (https://…): ", _address, "Start with https://, or leave it empty."
        )
        exit_url = _until(
            read,
            say,
            "Neutral site for the exit (https://…), empty for the common one: ",
            _address,
            "Start with https://, or leave it empty.",
        )
        codes = _until(
            read,
            say,
            "Municipalities, separated by ';': ",
            lambda text: _codes(text, content, say),
            "Give at least one.",
        )
    except (EOFError, KeyboardInterrupt):
        say("\nStopped. Nothing was written.")
        return 1
    lines = [
        f"# {organisation}. What is not known stays empty: the app then says so.",
        f"name = {json.dumps(name, ensure_ascii=False)}",
        f"organisation = {json.dumps(organisation, ensure_ascii=False)}",
        f'cbs_code = "{code}"',
        f'website = "{website}"',
        'confidence = "derived"  # of the list of municipalities; "confirmed" when the organisation has looked at it',
        f'exit_url = "{exit_url}"  # empty: the neutral site of content/site.toml',
        "municipalities = [",
        *(f'  "{one}",  # {content.municipalities[one].name}' for one in codes),
        "]",
        "",
    ]
    path.write_text("\n".join(lines), "utf-8")
    try:
        load_content(content_dir)
    except ContentError as error:
        path.unlink()
        say(f"{error}\nNothing was kept.")
        return 1
    say(f"\nWritten: {path}\nBuild it with: make app REGION={slug}")
    return 0


def _until(
    read: Callable[[str], str],
    say: Say,
    question: str,
    understand: Callable[[str], object],
    remedy: str,
) -> object:
    """Ask until the answer is understood."""
    while True:
        answer = understand(read(question).strip())
        if answer or answer == "":
            return answer
        say(f"  {remedy}")


def _address(text: str) -> str | None:
    return text if not text or (text.startswith("https://") and " " not in text) else None


def _codes(text: str, content: Content, say: Say) -> list[str] | None:
    by_name = {
        municipality.name.casefold(): code for code, municipality in content.municipalities.items()
    }
    taken = {
        code: region.organisation
        for region in content.regions.values()
        for code in region.municipalities
    }
    found: list[str] = []
    sound = True
    for name in filter(None, (part.strip() for part in text.split(";"))):
        code = (
            name.upper() if name.upper() in content.municipalities else by_name.get(name.casefold())
        )
        if code is None:
            near = difflib.get_close_matches(name.casefold(), by_name, n=1)
            say(
                f"  {name} is not a municipality."
                + (f" Do you mean {content.municipalities[by_name[near[0]]].name}?" if near else "")
            )
            sound = False
        else:
            if code in taken:
                say(
                    f"  Mind: {content.municipalities[code].name} stands with {taken[code]} now. Take it out of that file."
                )
            found.append(code)
    return found if sound and found else None
