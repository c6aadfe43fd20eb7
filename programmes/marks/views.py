"""Rows of a register saved while it is taken, and people told beforehand not to come."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, ngettext
from programmes.catalogue.policies import REGISTER_TAKERS
from programmes.marks import service
from programmes.marks.forms import StandDownForm
from programmes.marks.queries import marks_of
from programmes.registers.forms import marks_from
from programmes.registers.queries import is_expected, roll_of, session_for
from programmes.registers.rules import NOT_REQUIRED
from programmes.registers.views import answer_to

bp = Blueprint("marks", __name__)


@bp.post("/sessions/<uuid:session_id>/register/rows")
@allows(*REGISTER_TAKERS)
@writes
def row(session_id: uuid.UUID) -> ResponseReturnValue:
    """Keep one row (or some) while the register is taken; answers a few words for the row."""
    marks, unread = marks_from(request.form)
    try:
        taken = service.save_marks(actor(), session_id, marks)
    except DomainError as refusal:
        return {"words": str(refusal)}, refusal.status
    refused = [*unread, *taken.refused]
    if refused:
        return {"words": refused[0].words}, 422
    _held, group = session_for(actor(), session_id)
    return {"words": _("Saved %(time)s", time=clock.local(clock.now(), group.zone).strftime("%H:%M"))}


@bp.post("/sessions/<uuid:session_id>/register/keep")
@allows(*REGISTER_TAKERS)
@writes
def keep(session_id: uuid.UUID) -> ResponseReturnValue:
    """Keep every row as it is marked and go on later."""
    said = lambda saved: ngettext(  # noqa: E731 - words for a number not known yet
        "%(num)d row is kept. Complete the register when the session is over.",
        "%(num)d rows are kept. Complete the register when the session is over.", saved,
    )  # fmt: skip
    return answer_to(session_id, service.save_marks, said)


def _standing_down(form: StandDownForm, session_id: uuid.UUID, chosen: set[uuid.UUID] | None = None) -> str:
    held, group = session_for(actor(), session_id)
    told = {key: one for key, one in marks_of(held.id).items() if one.in_advance and one.code == NOT_REQUIRED}
    if not form.is_submitted() and told:
        first = next(iter(told.values()))
        form.reason.data, form.paid.data = first.note, "yes" if first.paid else "no"
    rows = [one for one in roll_of(actor(), held) if one.attendance_id is None and is_expected(one, held)]
    picked = set(told) if chosen is None else chosen
    return render_template(
        "programmes/marks/stand_down.html", form=form, held=held, group=group, rows=rows, picked=picked
    )


@bp.get("/sessions/<uuid:session_id>/not-required")
@allows(*REGISTER_TAKERS)
def ask_stand_down(session_id: uuid.UUID) -> ResponseReturnValue:
    """Ask who is not needed in a session to come."""
    return _standing_down(StandDownForm(), session_id)


@bp.post("/sessions/<uuid:session_id>/not-required")
@allows(*REGISTER_TAKERS)
@writes
def stand_down(session_id: uuid.UUID) -> ResponseReturnValue:
    """Tell people not to come, with or without pay; who is left out is needed again."""
    form = StandDownForm()
    chosen = {uuid.UUID(one) for one in request.form.getlist("who") if _is_id(one)}
    session_for(actor(), session_id)
    if not form.validate():
        return _standing_down(form, session_id, chosen), 422
    try:
        told, back = service.stand_down(
            actor(), session_id, list(chosen), paid=form.paid.data == "yes", reason=form.reason.data or ""
        )
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _standing_down(form, session_id, chosen), 422
    words = ngettext("%(num)d person is told not to come.", "%(num)d people are told not to come.", told)
    again = ngettext("%(num)d is needed again.", "%(num)d are needed again.", back)
    flash(f"{words} {again}" if back else words)
    return redirect(url_for("registers.page", session_id=session_id))


def _is_id(typed: str) -> bool:
    try:
        uuid.UUID(typed)
    except ValueError:
        return False
    return True
