"""A region's logo: flat shapes become one path, and nothing else of the file comes through."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from meldapp.content.faults import ExplainedError
from meldapp.editors.logo import read_logo
from meldapp.web.app import create_app
from tests.kit.content_tree import Tree, run

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">'
FLAT = f'{HEAD}<title>x</title><g fill="#C00"><path d="M0 0h10v10z"/><circle cx="20" cy="20" r="5"/></g><rect x="1" y="2" width="3" height="4"/><polygon points="0,0 1,0 1,1"/></svg>'
PATH = "M0 0h10v10z M15 20a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z M1 2h3v4h-3z M0 0 1 0 1 1z"


def logo(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "logo.svg"
    file.write_text(text, "utf-8")
    return file


def test_flat_shapes_become_one_path(tmp_path: Path) -> None:
    drawn = read_logo(logo(tmp_path, FLAT))
    assert (drawn.viewbox, drawn.path) == ("0 0 100 40", PATH)


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "<script> cannot"),
        ('<image href="https://elsewhere.example/x.png"/>', "<image> cannot"),
        ('<a href="https://elsewhere.example/"><path d="M0 0z"/></a>', "<a> cannot"),
        ('<style>path{fill:red}</style><path d="M0 0z"/>', "<style> cannot"),
        ('<foreignObject/><path d="M0 0z"/>', "<foreignObject> cannot"),
        ('<path transform="rotate(3)" d="M0 0z"/>', "transform"),
        ('<circle cx="5" cy="5" r="50%"/>', "not a plain number"),
        ('<path d="M0 0z&quot;&gt;&lt;script&gt;"/>', "plain path data"),
        (f'<path d="M0 0{"h1" * 600}z"/>', "at most 1,000"),
        ("", "draws nothing"),
        ("<path", "cannot be read"),
    ],
)
def test_anything_else_is_refused_with_the_reason(tmp_path: Path, inside: str, words: str) -> None:
    file = logo(tmp_path, f"{HEAD}{inside}</svg>")
    with pytest.raises(ExplainedError, match=words):
        read_logo(file)
    assert run("logo", str(file)).code == 1


def test_an_entity_of_the_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("M9 9z", "utf-8")
    text = f'<!DOCTYPE svg [<!ENTITY s SYSTEM "{secret.as_uri()}">]>{HEAD}<path d="M0 0z"/><title>&s;</title></svg>'
    assert "9" not in read_logo(logo(tmp_path, text)).path


def test_the_lines_go_into_a_region_and_the_logo_stands_on_start_about_and_paper(
    tmp_path: Path, tree: Tree
) -> None:
    lines = run("logo", str(logo(tmp_path, FLAT))).out
    assert tomllib.loads(lines)["logo"]["path"] == PATH
    client = create_app("klein", content_dir=tree.path).test_client()
    assert f'd="{PATH}"' not in client.get("/app/nl/").text
    tree.add("regions/klein.toml", lines)
    client = create_app("klein", content_dir=tree.path).test_client()
    for address in ("/app/nl/", "/app/nl/over/", "/app/nl/stappen/samen/"):
        assert (
            f'viewBox="0 0 100 40" aria-hidden="true" focusable="false"><path d="{PATH}"'
            in client.get(address).text
        )
