"""Moving a session: what it would do first, then the deed; and taking it back."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, ngettext
from programmes.catalogue.policies import MANAGERS
from programmes.moves import service
from programmes.moves.forms import MoveForm
from programmes.registers.queries import session_for

bp = Blueprint("moves", __name__)


def _page(session_id: uuid.UUID, form: MoveForm, found: service.Preview | None = None) -> str:
    held, group = session_for(actor(), session_id)
    return render_template("programmes/moves/page.html", held=held, group=group, form=form, found=found)


@bp.get("/sessions/<uuid:session_id>/move")
@allows(*MANAGERS)
def ask(session_id: uuid.UUID) -> ResponseReturnValue:
    """Ask when a session takes place instead."""
    held, _group = session_for(actor(), session_id)
    return _page(session_id, MoveForm(None, to_starts_at=held.starts_at))


@bp.post("/sessions/<uuid:session_id>/move")
@allows(*MANAGERS)
@writes
def move(session_id: uuid.UUID) -> ResponseReturnValue:
    """Show every old and new time; move when exactly that was shown before."""
    form = MoveForm()
    session_for(actor(), session_id)
    if not form.validate():
        return _page(session_id, form), 422
    try:
        wanted = form.to_move(session_id)
        found = service.preview(actor(), wanted)
        if "apply" not in request.form or form.seen.data != found.mark:
            form.seen.data = found.mark
            return _page(session_id, form, found)
        service.move(actor(), wanted)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(session_id, form), 422
    flash(ngettext("%(num)d session is moved.", "%(num)d sessions are moved.", len(found.moves)))
    return redirect(url_for("intakes.detail", intake_id=found.group.id))


@bp.post("/reschedules/<uuid:reschedule_id>/undo")
@allows(*MANAGERS)
@writes
def undo(reschedule_id: uuid.UUID) -> ResponseReturnValue:
    """Put the sessions back where they were."""
    found = service.undo(actor(), reschedule_id)
    flash(_("The sessions are back at their old times."))
    return redirect(url_for("intakes.detail", intake_id=found.intake_id))
