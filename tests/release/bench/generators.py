"""The same job for other site generators: our texts as plain Markdown, in the frame of our pages; then links checked, brotli 5 and gzip 6 next to each
page, and a list of hashes.

Eleventy does that in Node, at the end of its own run; for Pelican it is done in Python, in a process after its run.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import brotli

from meldapp import ROOT
from meldapp.publish.inspect import read_pages

ELEVENTY = "@11ty/eleventy@3"
BLOCK = re.compile(r"^///.*$", re.MULTILINE)
"""The lines that begin and end our blocks."""
LINK = re.compile(r"\]\([^)]*\)|\{[a-z]+:[^}]*\}")
"""Links between texts and placeholders that our build fills in: in another generator they would lead nowhere."""

ELEVENTY_CONFIG = """
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");
const crypto = require("crypto");
module.exports = (config) => {
  config.on("eleventy.after", ({ results }) => {
    const hashes = [];
    const names = new Set(results.map(({ url }) => url));
    for (const { outputPath, content } of results) {
      for (const [, address] of content.matchAll(/<a [^>]*href="(\\/pages\\/[^"#]*)/g)) {
        if (!names.has(address)) throw new Error(`${outputPath}: ${address} leads nowhere`);
      }
      const bytes = Buffer.from(content);
      const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } };
      fs.writeFileSync(`${outputPath}.br`, zlib.brotliCompressSync(bytes, quality));
      fs.writeFileSync(`${outputPath}.gz`, zlib.gzipSync(bytes, { level: 6 }));
      hashes.push([outputPath, crypto.createHash("sha256").update(bytes).digest("hex")]);
    }
    fs.writeFileSync(path.join(process.env.OUT, "list.json"), JSON.stringify(hashes));
  });
  return { markdownTemplateEngine: false, htmlTemplateEngine: "liquid" };
};
"""
PELICAN_CONFIG = """
PATH = "content"
PAGE_PATHS = ["pages"]
ARTICLE_PATHS = []
PAGE_URL = PAGE_SAVE_AS = "pages/{slug}/index.html"
INDEX_SAVE_AS = ARCHIVES_SAVE_AS = AUTHORS_SAVE_AS = CATEGORIES_SAVE_AS = TAGS_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
THEME = "theme"
SITENAME = "pages"
TIMEZONE = "Europe/Amsterdam"
"""


def write_source(source: Path, ours: Path) -> int:
    """Write our texts for both generators, in the frame of a page from our own built site; returns the number of pages."""
    page = (ours / "app/nl/stappen/1/index.html").read_text("utf-8")
    start, end = page.index('<main id="main"'), page.index("</main>")
    frame = page[:start] + "<main><h1>TITLE</h1>CONTENT" + page[end:]
    texts = [*(ROOT / "content").glob("??/**/*.md")]
    for name in ("eleventy/pages", "eleventy/_includes", "pelican/content/pages", "pelican/theme"):
        (source / name).mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        body = text.read_text("utf-8").split("\n---\n", 1)[-1]
        body = LINK.sub("]", BLOCK.sub("", body))
        link = f"\n\n[Volgende](/pages/p{(number + 1) % len(texts)}/)\n"
        (source / f"eleventy/pages/p{number}.md").write_text(
            f"---\ntitle: p{number}\nlayout: frame.html\n---\n{body}{link}", "utf-8"
        )
        (source / f"pelican/content/pages/p{number}.md").write_text(
            f"Title: p{number}\nSlug: p{number}\n\n{body}{link}", "utf-8"
        )
    (source / "eleventy/_includes/frame.html").write_text(
        _template(frame, "title", "content"), "utf-8"
    )
    (source / "eleventy/eleventy.config.cjs").write_text(ELEVENTY_CONFIG, "utf-8")
    (source / "pelican/theme/templates").mkdir()
    (source / "pelican/theme/templates/page.html").write_text(
        _template(frame, "page.title", "page.content"), "utf-8"
    )
    (source / "pelican/pelicanconf.py").write_text(PELICAN_CONFIG, "utf-8")
    if npm := shutil.which("npm"):  # installed before the clock runs
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", ELEVENTY]
        subprocess.run(command, cwd=source / "eleventy", check=False)
    return len(texts)


def _template(frame: str, title: str, content: str) -> str:
    """The frame as a template, with a generator's names for the two values."""
    for word, name in (("TITLE", title), ("CONTENT", content)):
        frame = frame.replace(word, "{% endraw %}{{ " + name + " }}{% raw %}")
    return "{% raw %}" + frame + "{% endraw %}"


def eleventy(source: Path, out: Path) -> bool:
    """Run Eleventy; returns False if it could not be installed."""
    program = source / "eleventy/node_modules/.bin/eleventy"
    if not program.exists():
        return False
    arguments = ["--quiet", "--config=eleventy.config.cjs", f"--output={out}"]
    environment = {**os.environ, "OUT": str(out)}
    subprocess.run([program, *arguments], cwd=source / "eleventy", env=environment, check=True)
    return True


def pelican(source: Path, out: Path) -> bool:
    """Run Pelican and then the remaining work; returns False if it is not installed."""
    installed = ROOT / ".venv/bench-env/bin/pelican"
    program = str(installed) if installed.exists() else shutil.which("pelican")
    if not program:
        return False
    subprocess.run(
        [program, "--quiet", "-s", "pelicanconf.py", "-o", str(out)],
        cwd=source / "pelican",
        check=True,
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", "tests.release.bench.generators", str(out)],
        env=environment,
        check=True,
    )
    return True


def finish(out: Path) -> None:
    """Do for a folder of pages what our own build does after freezing: check links, compress, list hashes."""
    pages = read_pages(out)
    hashes = []
    for name, page in pages.items():
        for address in page.links:
            if address.startswith("/pages/") and f"{address[1:]}index.html" not in pages:
                raise RuntimeError(f"{name}: {address} leads nowhere")
        content = page.html.encode()
        (out / f"{name}.br").write_bytes(brotli.compress(content, quality=5))
        (out / f"{name}.gz").write_bytes(gzip.compress(content, 6, mtime=0))
        hashes.append([name, hashlib.sha256(content).hexdigest()])
    (out / "list.json").write_text(json.dumps(hashes), "utf-8")


GENERATORS: dict[str, Callable[[Path, Path], bool]] = {"Eleventy": eleventy, "Pelican": pelican}

if __name__ == "__main__":
    finish(Path(sys.argv[1]))
