"""Meetings at which the plan is looked at again."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.people.queries import PersonCard, person_for
from casework.plan_changes.forms import whys_from
from casework.plan_changes.queries import changes_since_read
from casework.plan_meetings import queries, service
from casework.plan_meetings.forms import CancelForm, HoldForm, MeetingForm
from casework.plan_meetings.models import Part
from casework.plan_meetings.rules import Came
from casework.plans.policies import can_write_plan
from casework.plans.queries import plan_record, sheet_of
from casework.plans.rules import READERS, WRITERS
from casework.plans.service import plan_person
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("plan_meetings", __name__)


def _page(template: str, card: PersonCard, status: int = 200, **facts: Any) -> ResponseReturnValue:
    shown = {"person": card, "tabs": tabs_for(actor()), "tab": "plan", "today": clock.today(card.zone), **facts}
    return render_template(f"casework/plan_meetings/{template}.html", **shown), status


def _back(person_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("plan_meetings.page", person_id=person_id), 303)


@bp.get("/people/<uuid:person_id>/plan/meetings")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The meetings about the plan, the latest first: who came, what was said, what changed and why."""
    card = person_for(actor(), person_id)
    found = queries.meetings_page(plan_record(card.id).id, request.args.get("after", type=uuid.UUID))
    words = {"part": {one.value: one.label for one in Part}, "came": {one.value: one.label for one in Came}}
    return _page("page", card, found=found, may_write=can_write_plan(actor(), card), words=words)


@bp.get("/people/<uuid:person_id>/plan/meetings/new")
@allows(*WRITERS)
def new(person_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a meeting."""
    card = plan_person(actor(), person_id)
    plan_record(card.id)
    return _page("new", card, form=MeetingForm())


@bp.post("/people/<uuid:person_id>/plan/meetings/new")
@allows(*WRITERS)
@writes
def plan(person_id: uuid.UUID) -> ResponseReturnValue:
    """Set it."""
    card, form = plan_person(actor(), person_id), MeetingForm()
    try:
        if form.validate():
            service.plan_meeting(actor(), card.id, form.to_meeting(card.zone))
            flash(_("The meeting is set. Ask the person to come, and whoever helps them."), "success")
            return _back(card.id)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page("new", card, 422, form=form)


@bp.get("/people/<uuid:person_id>/plan/meetings/<uuid:meeting_id>")
@allows(*WRITERS)
def record(person_id: uuid.UUID, meeting_id: uuid.UUID) -> ResponseReturnValue:
    """The form that records a meeting."""
    card = plan_person(actor(), person_id)
    form = HoldForm(data={"held_on": clock.today(card.zone), "person_came": Came.CAME, "person_name": card.name})
    return _hold_page(card, meeting_id, form)


def _hold_page(card: PersonCard, meeting_id: uuid.UUID, form: HoldForm, status: int = 200) -> ResponseReturnValue:
    sheet = sheet_of(card.id)
    changes = changes_since_read(sheet) if sheet else []
    return _page(
        "record", card, status, form=form, parts=list(Part), meeting=queries.meeting_record(card.id, meeting_id),
        changes=changes, typed=whys_from(request.form, changes), cancel=CancelForm(formdata=None),
    )  # fmt: skip


@bp.post("/people/<uuid:person_id>/plan/meetings/<uuid:meeting_id>")
@allows(*WRITERS)
@writes
def hold(person_id: uuid.UUID, meeting_id: uuid.UUID) -> ResponseReturnValue:
    """Record it."""
    card, form = plan_person(actor(), person_id), HoldForm()
    sheet = sheet_of(card.id)
    whys = whys_from(request.form, changes_since_read(sheet)) if sheet else {}
    try:
        if form.validate():
            service.hold_meeting(actor(), card.id, meeting_id, form.to_held(whys))
            flash(_("The meeting is recorded. When the plan changed, read it together again."), "success")
            return _back(card.id)
    except DomainError as refusal:
        form.refuse(refusal)
    return _hold_page(card, meeting_id, form, 422)


@bp.post("/people/<uuid:person_id>/plan/meetings/<uuid:meeting_id>/cancel")
@allows(*WRITERS)
@writes
def cancel(person_id: uuid.UUID, meeting_id: uuid.UUID) -> ResponseReturnValue:
    """Call it off."""
    card, form = plan_person(actor(), person_id), CancelForm()
    if not form.validate():
        return _hold_page(card, meeting_id, HoldForm(formdata=None), 422)
    service.cancel_meeting(actor(), card.id, meeting_id, form.reason.data)
    flash(_("The meeting is called off."), "success")
    return _back(card.id)
