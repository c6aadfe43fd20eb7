"""The register page."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS, REGISTER_READERS, REGISTER_TAKERS, can_manage, can_take_register
from programmes.intakes.models import SessionState
from programmes.places.models import standing_of
from programmes.registers import service
from programmes.registers.forms import CancelForm, CorrectionForm
from programmes.registers.queries import EXPECTED, fitness_on, recorded_row, roll_of, session_for, standings
from programmes.registers.rules import CHOSEN, CODES, USUAL
from programmes.registers.service import Mark

bp = Blueprint("registers", __name__)


def _page(session_id: uuid.UUID, problem: DomainError | None = None) -> str:
    held, group = session_for(actor(), session_id)
    rows = roll_of(actor(), held)
    return render_template(
        "programmes/registers/page.html",
        held=held,
        group=group,
        problem=problem,
        typed=request.form,
        usual=USUAL,
        standing_of=standing_of,
        open_rows=[row for row in rows if row.attendance_id is None and row.state in EXPECTED],
        done_rows=[row for row in rows if row.attendance_id],
        away_rows=[row for row in rows if row.attendance_id is None and row.state not in EXPECTED],
        standings=standings(rows),
        codes=CODES,
        options=[(c.code, c.label, c.tone) for c in CHOSEN.values()],
        taking=can_take_register(actor(), group.unit_id, group.instructor_id),
        managing=can_manage(actor(), group.unit_id),
        planned=held.state is SessionState.PLANNED,
        cancelled=held.state is SessionState.CANCELLED,
        ahead=held.held_on > clock.today(group.zone),
        fitness=fitness_on([row.person_id for row in rows], held.held_on)
        if group.kind in {"work", "vocational"}
        else None,
    )


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
            found[uuid.UUID(key)] = Mark(
                code=value, minutes=_whole(f"minutes-{key}"), pieces=_whole(f"pieces-{key}") or 0, note=note
            )
    return found


def _whole(name: str) -> int | None:
    typed = request.form.get(name, "").strip()
    if typed and not typed.isdecimal():
        raise DomainError(_("Write minutes and pieces as whole numbers, such as 90."))
    return int(typed) if typed else None


def _correction(form: CorrectionForm, attendance_id: uuid.UUID) -> str:
    row, held, group, now = recorded_row(actor(), attendance_id)
    if not form.is_submitted():
        form.code.data, form.minutes.data, form.pieces.data = now.code, now.minutes, now.pieces
    if group.kind != "work":
        del form.pieces
    return render_template("programmes/registers/correct.html", form=form, row=row, held=held, group=group)


@bp.get("/attendance/<uuid:attendance_id>/correct")
@allows(*REGISTER_TAKERS)
def ask_correct(attendance_id: uuid.UUID) -> ResponseReturnValue:
    """Ask what a recorded row should have said."""
    return _correction(CorrectionForm(), attendance_id)


@bp.post("/attendance/<uuid:attendance_id>/correct")
@allows(*REGISTER_TAKERS)
@writes
def correct(attendance_id: uuid.UUID) -> ResponseReturnValue:
    """Correct a recorded row by difference; the row itself stays."""
    form = CorrectionForm()
    _row, held, _group, _now = recorded_row(actor(), attendance_id)
    if not form.validate():
        return _correction(form, attendance_id), 422
    try:
        service.correct(actor(), attendance_id, form.to_correction())
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _correction(form, attendance_id), 422
    flash(_("Corrected. What was recorded before stays in the history."))
    return redirect(url_for("registers.page", session_id=held.id))


def _cancelling(form: CancelForm, session_id: uuid.UUID) -> str:
    held, group = session_for(actor(), session_id)
    return render_template("programmes/registers/cancel.html", form=form, held=held, group=group)


@bp.get("/sessions/<uuid:session_id>/cancel")
@allows(*MANAGERS)
def ask_cancel(session_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why a session does not take place, and whether it is paid."""
    return _cancelling(CancelForm(None), session_id)


@bp.post("/sessions/<uuid:session_id>/cancel")
@allows(*MANAGERS)
@writes
def cancel(session_id: uuid.UUID) -> ResponseReturnValue:
    """Cancel a session, with or without pay."""
    form = CancelForm()
    session_for(actor(), session_id)
    if not form.validate():
        return _cancelling(form, session_id), 422
    try:
        service.cancel(actor(), session_id, reason=form.reason.data, paid=form.paid.data == "yes")
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _cancelling(form, session_id), 422
    flash(_("The session is cancelled."))
    return redirect(url_for("registers.page", session_id=session_id))
