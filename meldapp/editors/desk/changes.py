"""Blueprint of the changes: what differs from the last commit, and versions that were kept."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from meldapp.editors.desk.history import HistoryError
from meldapp.editors.desk.state import the_desk, to_screen
from meldapp.editors.in_place import as_text

bp = Blueprint("changes", __name__)


@bp.get("/wijzigingen")
def changes(problem: str = "") -> str:
    """What changed since the last commit."""
    desk = the_desk()
    changed, versions = [], list(desk.files.versions())
    try:
        changed = desk.history.changes() if desk.history.is_kept else []
    except HistoryError as error:
        problem = problem or str(error)
    return render_template(
        "changes.html",
        is_kept=desk.history.is_kept,
        changes=changed,
        versions=versions,
        problem=problem,
        faults=desk.reading.faults,
        committed=request.args.get("committed", ""),
    )


@bp.post("/wijzigingen")
def commit() -> ResponseReturnValue:
    """Commit what changed in the content folder."""
    message = request.form.get("message", "").strip()
    if not message:
        return changes(the_desk().words("Say in a few words what you changed.")), 422
    try:
        name = the_desk().history.commit(message)
    except HistoryError as error:
        return changes(_explained(error)), 422
    return to_screen(f"wijzigingen?committed={name}")


def _explained(error: HistoryError) -> str:
    """What git says; in plain words where that is what a new computer always meets."""
    if "user.email" in str(error):
        words = the_desk().words
        return words(
            "Git does not know yet who you are. Ask for user.name and user.email to be set."
        )
    return str(error)


@bp.get("/versie/<path:name>")
def version(name: str, problem: str = "") -> str:
    """A version that was kept, beside what the file says now."""
    files, moment = the_desk().files, request.values.get("moment", "")
    then, now = as_text(files.version(name, moment)), as_text(files.read(name))
    return render_template(
        "version.html", name=name, moment=moment, then=then, now=now, problem=problem
    )


@bp.post("/versie/<path:name>")
def put_back(name: str) -> ResponseReturnValue:
    """Put a kept version in the place of what the file says, when it is sound."""
    desk = the_desk()
    with desk.lock:
        raw = desk.files.version(name, request.form.get("moment", ""))
        _, faults = desk.judge(name, raw)
        if faults:
            return version(name, "; ".join(desk.words.fault(one.problem) for one in faults)), 422
        desk.files.write(name, raw, keep=True)
    return to_screen(f"tekst/{name}" if name.endswith(".md") else "wijzigingen")
