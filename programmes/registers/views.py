"""The register page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Actor, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import REGISTER_READERS, REGISTER_TAKERS, can_manage, can_take_register
from programmes.catch_ups.queries import made_up_in
from programmes.intakes.models import SessionState
from programmes.marks.queries import marks_of
from programmes.places.models import standing_of
from programmes.registers import service
from programmes.registers.forms import CorrectionForm, marks_from
from programmes.registers.queries import fitness_in, is_expected, recorded_row, roll_of, session_for, standings
from programmes.registers.rules import BUTTONS, CODES, USUAL, Mark
from programmes.typed_registers.queries import typings_of

bp = Blueprint("registers", __name__)


def register_page(session_id: uuid.UUID, problems: Sequence[str] = (), *, typed: bool = False) -> str:
    """The register as it stands: marked so far, recorded, and what could not be saved. ``typed`` keeps the boxes."""
    held, group = session_for(actor(), session_id)
    rows = roll_of(actor(), held)
    marks = marks_of(held.id)
    return render_template(
        "programmes/registers/page.html",
        held=held,
        group=group,
        problems=problems,
        typed=request.form if typed else {},
        marks=marks,
        usual=USUAL,
        made_up=made_up_in(held.id) if held.catch_up else {},
        standing_of=standing_of,
        open_rows=[row for row in rows if row.attendance_id is None and is_expected(row, held)],
        done_rows=[row for row in rows if row.attendance_id],
        away_rows=[row for row in rows if row.attendance_id is None and not is_expected(row, held)],
        standings=standings(rows),
        codes=CODES,
        options=[(c.code, c.label, c.classes) for c in BUTTONS.values()],
        taking=can_take_register(actor(), group.unit_id, group.instructor_id),
        managing=can_manage(actor(), group.unit_id),
        planned=held.state is SessionState.PLANNED,
        cancelled=held.state is SessionState.CANCELLED,
        ahead=held.held_on > clock.today(group.zone),
        fitness=fitness_in(group, held, rows),
        typings=typings_of(held.id),
        clock_of=lambda moment: clock.local(moment, group.zone).strftime("%H:%M"),
    )


def answer_to(
    session_id: uuid.UUID,
    command: Callable[[Actor, uuid.UUID, Mapping[uuid.UUID, Mark]], service.Taken],
    said: Callable[[int], str],
) -> ResponseReturnValue:
    """Do ``command`` with the marks that were sent. What cannot stand is shown in words; the rest is saved."""
    marks, unread = marks_from(request.form)
    try:
        taken = command(actor(), session_id, marks)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        return register_page(session_id, [str(refusal)], typed=True), 422
    problems = [one.words for one in (*unread, *taken.refused)]
    if problems:
        return register_page(session_id, problems, typed=True), 200 if taken.saved else 422
    flash(said(taken.saved))
    return redirect(url_for("registers.page", session_id=session_id))


@bp.get("/sessions/<uuid:session_id>/register")
@allows(*REGISTER_READERS)
def page(session_id: uuid.UUID) -> ResponseReturnValue:
    """The register: all present unless somebody taps."""
    return register_page(session_id)


@bp.post("/sessions/<uuid:session_id>/register")
@allows(*REGISTER_TAKERS)
@writes
def save(session_id: uuid.UUID) -> ResponseReturnValue:
    """Complete the register. What cannot stand is shown in words; the rest is saved all the same."""
    return answer_to(
        session_id, service.take_register, lambda saved: _("The register is complete: %(count)d people.", count=saved)
    )


def _correction(form: CorrectionForm, attendance_id: uuid.UUID) -> str:
    row, held, group, now = recorded_row(actor(), attendance_id)
    if not form.is_submitted():
        form.code.data, form.minutes.data, form.pieces.data = now.code, now.minutes, now.pieces
        form.rejected.data = now.rejected
        form.paid.data = "yes" if now.pays else "no"
    if group.kind != "work":
        del form.pieces, form.rejected
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
