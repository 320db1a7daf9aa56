"""The real page with the words of an editor, from the app's own renderer.

It is in a frame without scripts. The editor chooses dark, large or mirrored, so the style of
the page is made to follow that choice instead of the editor's own screen.
"""

from __future__ import annotations

import base64
import hashlib
import re

from flask import Flask, Response

from meldapp.content.load import Reading
from meldapp.content.pages import HelpTopic, Page, Rule
from meldapp.web.app import create_app
from meldapp.web.site import Site

LOOKS = {"d": "dark", "g": "large", "r": "rtl"}
"""A letter in the address for each look."""
HERE = "here"
DARK = "(prefers-color-scheme:dark)"
TEXT_SIZE, TWICE = "112.5%/1.5", "225%/1.5"


class Preview:
    """One app that serves whatever content an editor is working on."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.app: Flask | None = None

    def answer(self, reading: Reading, base: str, path: str, look: str, topic: str) -> Response:
        """The answer of the app at a path, in this look; `topic` is opened in the help zone.

        `base` is where the preview starts, with a slash at both ends.
        """
        content = reading.content
        if self.app is None:
            self.app = create_app(self.region, content=content, base=base)
        region = content.regions[self.region]
        Site(content.for_region(self.region), region, base).serve(self.app)
        page = self.app.test_client().get(f"/{path}")
        body, policy = page.data, "default-src 'none'"
        if page.mimetype == "text/html":
            html = _looking(page.text, look, topic)
            body, policy = html.encode(), _policy(html)
        response = Response(body, page.status_code, content_type=page.content_type)
        response.headers["Content-Security-Policy"] = policy
        return response


def _looking(html: str, look: str, topic: str) -> str:
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    html = re.sub(r"<script\b.*?</script>", "", html, flags=re.S)  # none would run in the frame
    html = _scheme(html, look)
    if "g" in look:
        html = html.replace(TEXT_SIZE, TWICE)
    if "r" in look:
        html = re.sub(r'(<html lang="[\w-]+" dir=")ltr', r"\1rtl", html, count=1)
    if topic:
        html = html.replace(
            f'data-help-topic="{topic}"', f'data-help-topic="{topic}" id="{HERE}" open'
        )
        match = re.search(
            rf'data-help-topics="([\w-]+)"(?:(?!</section>).)*id="{HERE}"', html, re.S
        )
        if match:
            html = html.replace(f'data-help-door="{match[1]}"', f'data-help-door="{match[1]}" open')
    return html


def _scheme(html: str, look: str) -> str:
    """Light or dark, whatever the editor's own screen is."""
    always, never = "(min-width:0)", "(max-width:0)"
    html = html.replace(DARK, always if "d" in look else never)
    scheme = "dark" if "d" in look else "light"
    return html.replace("color-scheme:light dark", f"color-scheme:{scheme}").replace(
        'content="light dark"', f'content="{scheme}"'
    )


def _policy(html: str) -> str:
    """This page's own style by its hash, and no script at all."""
    styles = " ".join(
        "'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'"
        for style in re.findall(r"<style>(.*?)</style>", html, re.S)
    )
    return (
        f"default-src 'none'; style-src 'self' {styles}; img-src 'self' data:; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
    )


def address_of(text: Page | Rule, reading: Reading) -> tuple[str, str]:
    """Where a page is seen, and the topic to open there; a rule is seen on a page with it."""
    if isinstance(text, Rule):
        pages = reading.content.pages[text.locale].values()
        including = next((p for p in pages if text.id in [rule for rule, _ in p.rules]), None)
        return address_of(including, reading) if including else (f"{text.locale}/", "")
    if isinstance(text, HelpTopic):
        return f"{text.locale}/", text.id
    if text.id == "404":
        return "404.html", ""
    return f"app/{text.locale}/" + ("" if text.id == "index" else f"{text.id}/"), ""
