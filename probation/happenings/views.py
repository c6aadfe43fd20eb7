"""Life events on screen."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.happenings import service
from probation.happenings.forms import EventForm
from probation.happenings.queries import events_of

bp = Blueprint("happenings", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
READERS = (*WRITERS, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)


def _page(card: PersonCard, form: EventForm | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "probation/happenings/page.html", person=card, tabs=tabs_for(actor()), tab="supervision",
        events=events_of(card.id), may_write=actor().has(*WRITERS), failed=form,
        form=form or EventForm(formdata=None, on=clock.today(card.zone)),
    )  # fmt: skip
    return page, status


@bp.get("/people/<uuid:person_id>/life-events")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What happened in a life that the standards look at."""
    return _page(person_for(actor(), person_id))


@bp.post("/people/<uuid:person_id>/life-events")
@allows(*WRITERS)
@writes
def note(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note an event."""
    card = person_for(actor(), person_id)
    form = EventForm()
    if form.validate():
        try:
            service.note_event(actor(), form.to_event(card.id))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted. What is due was computed again."), "success")
            return redirect(url_for("happenings.page", person_id=card.id), 303)
    return _page(card, form, 422)


@bp.post("/people/<uuid:person_id>/life-events/<uuid:event_id>/taken-back")
@allows(*WRITERS)
@writes
def take_back(person_id: uuid.UUID, event_id: uuid.UUID) -> ResponseReturnValue:
    """Take back what was entered by mistake."""
    service.take_back(actor(), person_id, event_id, request.form.get("why", ""))
    flash(_("Taken back. It stays on file with your words."), "success")
    return redirect(url_for("happenings.page", person_id=person_id), 303)
