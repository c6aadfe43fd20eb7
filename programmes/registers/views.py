"""The register page."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import REGISTER_READERS, REGISTER_TAKERS
from programmes.registers import service
from programmes.registers.queries import EXPECTED, fitness_on, roll_of, session_for, standings
from programmes.registers.rules import CODES, USUAL
from programmes.registers.service import Mark

bp = Blueprint("registers", __name__)


def _page(session_id: uuid.UUID, problem: DomainError | None = None) -> str:
    held, group = session_for(actor(), session_id)
    rows = roll_of(actor(), held)
    return render_template(
        "programmes/registers/page.html", held=held, group=group, problem=problem, typed=request.form, usual=USUAL,
        open_rows=[row for row in rows if row.attendance_id is None and row.state in EXPECTED],
        done_rows=[row for row in rows if row.attendance_id],
        away_rows=[row for row in rows if row.attendance_id is None and row.state not in EXPECTED],
        standings=standings(rows), codes=CODES, options=[(c.code, c.label, c.tone) for c in CODES.values()],
        fitness=fitness_on([row.person_id for row in rows], held.held_on) if group.kind in {"work", "vocational"} else None,
    )  # fmt: skip


@bp.get("/sessions/<uuid:session_id>/register")
@allows(*REGISTER_READERS)
def page(session_id: uuid.UUID) -> ResponseReturnValue:
    """The register: all present unless somebody taps."""
    return _page(session_id)


@bp.post("/sessions/<uuid:session_id>/register")
@allows(*REGISTER_TAKERS)
@writes
def save(session_id: uuid.UUID) -> ResponseReturnValue:
    """Complete the register in one go."""
    try:
        marks = _marks()
        count = service.complete_register(actor(), session_id, marks)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        return _page(session_id, refusal), 422
    flash(_("The register is complete: %(count)d people.", count=count))
    return redirect(url_for("registers.page", session_id=session_id))


def _marks() -> dict[uuid.UUID, Mark]:
    found = {}
    for name, value in request.form.items():
        if name.startswith("code-"):
            key = name.removeprefix("code-")
            note = request.form.get(f"note-{key}", "").strip()
            found[uuid.UUID(key)] = Mark(code=value, minutes=_whole(f"minutes-{key}"), pieces=_whole(f"pieces-{key}") or 0, note=note)
    return found


def _whole(name: str) -> int | None:
    typed = request.form.get(name, "").strip()
    if typed and not typed.isdecimal():
        raise DomainError(_("Write minutes and pieces as whole numbers, such as 90."))
    return int(typed) if typed else None
