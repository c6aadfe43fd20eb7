"""What the field queue could not settle by itself, for people to decide. Every page works without JavaScript."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from casework.public import PersonCard, person_for, tabs_for
from kernel.authz import Role, actor, allows
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.http import safe_next, writes
from kernel.i18n import _
from probation.contacts.models import NeedArea
from probation.contacts.service import NewVisit
from probation.day.queries import zone_of
from probation.field_checkins.queries import out_alone
from probation.field_checkins.service import heard_from
from probation.field_clashes import queries, service
from probation.field_clashes.forms import DecideForm, ReasonForm
from probation.field_clashes.models import Keep
from probation.field_devices.api import OFFICERS
from probation.field_ops.models import FieldOperation, OpStatus
from probation.field_ops.rules import corrected
from probation.field_proposals.models import ProposalState
from probation.field_proposals.queries import open_proposals
from probation.field_proposals.service import decide as decide_proposal
from probation.field_visits.models import DoubleState, LikelyDouble
from probation.field_visits.queries import doubles_open
from probation.field_visits.schemas import FieldVisitSchema
from probation.field_visits.service import FieldVisit, decide_double, whole_note

bp = Blueprint("field_clashes", __name__)


@bp.get("/field-records")
@allows(*OFFICERS)
def worklist() -> ResponseReturnValue:
    """Clashes, likely doubles, what was seen; for a supervisor also what was handed up, waits or was turned away."""
    who = actor()
    above = who.has(Role.PROBATION_SUPERVISOR)
    return render_template(
        "probation/field_clashes/worklist.html", clashes=queries.clashes(who), doubles=doubles_open(who),
        proposals=open_proposals(who), mine=queries.sent_by(who.human_id), zone=zone_of(who), above=above,
        handed_up=queries.handed_up(who) if above else [], held=queries.held_long(who) if above else [],
        refused=queries.refused_lately(who) if above else [], out=out_alone(who) if above else [],
        here=url_for("field_clashes.worklist"), read=_read, NeedArea=NeedArea,
    )  # fmt: skip


def _read(row: Any) -> NewVisit | None:
    """The visit in a record, for a page; None where it is none or cannot be read."""
    try:
        given: FieldVisit = FieldVisitSchema().load(row.payload)
    except (ValidationError, TypeError):
        return None
    return dataclasses.replace(given.visit, note=whole_note(given))


def _page(
    card: PersonCard, found: FieldOperation, form: DecideForm, again: ReasonForm, status: int = 200
) -> ResponseReturnValue:
    rows, mine = queries.rows_against(found), _read(found)
    return render_template(
        "probation/field_clashes/page.html", person=card, tabs=tabs_for(actor()), tab="contacts", found=found,
        mine=mine, mine_at=corrected(mine.occurred_at, found.clock_offset) if mine else None, rows=rows, form=form,
        theirs=next((row for row in rows if row.state != "scheduled"), None), again=again,
        decided=queries.decisions_on(found.id), is_open=found.status is OpStatus.CONFLICT,
        may_reopen=actor().has(Role.PROBATION_SUPERVISOR), Keep=Keep, NeedArea=NeedArea,
    ), status  # fmt: skip


@bp.get("/field-records/<uuid:op_id>")
@allows(*OFFICERS)
def page(op_id: uuid.UUID) -> ResponseReturnValue:
    """Three columns: what was written in the field, what is in the file, which of them shall stand."""
    card, found = queries.clash_for(actor(), op_id)
    return _page(card, found, DecideForm(formdata=None), ReasonForm(formdata=None))


@bp.post("/field-records/<uuid:op_id>")
@allows(*OFFICERS)
@writes
def decide(op_id: uuid.UUID) -> ResponseReturnValue:
    """Decide which record stands."""
    form = DecideForm()
    if form.validate():
        try:
            service.decide(actor(), op_id, form.keep.data, form.reason.data)
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved. The other record is kept beside it."), "success")
            return redirect(url_for("field_clashes.page", op_id=op_id), 303)
    card, found = queries.clash_for(actor(), op_id)
    return _page(card, found, form, ReasonForm(formdata=None), 422)


@bp.post("/field-records/<uuid:op_id>/reopen")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def reopen(op_id: uuid.UUID) -> ResponseReturnValue:
    """Open a decision again."""
    form = ReasonForm()
    if form.validate():
        service.reopen(actor(), op_id, form.reason.data)
        flash(_("Opened again. Both records are as they were."), "success")
        return redirect(url_for("field_clashes.page", op_id=op_id), 303)
    card, found = queries.clash_for(actor(), op_id)
    return _page(card, found, DecideForm(formdata=None), form, 422)


@bp.post("/field-records/<uuid:op_id>/settle")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def settle(op_id: uuid.UUID) -> ResponseReturnValue:
    """Take a record for its author, or set it aside with a reason."""
    if request.form.get("what") == "enter":
        found = service.enter(actor(), op_id)
        clash = found.status is OpStatus.CONFLICT
        flash(
            _("It clashes with another record. Decide which shall stand.")
            if clash
            else _("Taken, under its author's name."),
            "success",
        )
        return redirect(url_for("field_clashes.page", op_id=op_id) if clash else url_for("field_clashes.worklist"), 303)
    service.set_aside(actor(), op_id, request.form.get("reason", ""))
    flash(_("Set aside. It stays on record with your reason."), "success")
    return redirect(url_for("field_clashes.worklist"), 303)


@bp.post("/field-doubles/<uuid:double_id>")
@allows(*OFFICERS)
@writes
def say_double(double_id: uuid.UUID) -> ResponseReturnValue:
    """Say whether two visits are one."""
    found = session.get(LikelyDouble, double_id)
    if found is None:
        raise NotFound(_("There is no such pair, or you may not know of it."))
    card = person_for(actor(), found.person_id)
    decide_double(
        actor(), card, found, DoubleState.LINKED if request.form.get("what") == "linked" else DoubleState.APART
    )
    flash(_("Saved. Both visits stay on file."), "success")
    return redirect(safe_next("field_clashes.worklist"), 303)


@bp.post("/field-proposals/<uuid:proposal_id>")
@allows(*OFFICERS)
@writes
def say_proposal(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Accept or decline what was seen in the field."""
    accepted = request.form.get("what") == "accept"
    state = ProposalState.ACCEPTED if accepted else ProposalState.DECLINED
    decide_proposal(actor(), proposal_id, state, request.form.get("reason", ""))
    flash(_("Accepted. Visits show this from now on.") if accepted else _("Declined, with your reason."), "success")
    return redirect(safe_next("field_clashes.worklist"), 303)


@bp.post("/field-checkins/<uuid:checkin_id>/heard")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def heard(checkin_id: uuid.UUID) -> ResponseReturnValue:
    """Note that a visitor who went in alone was heard from."""
    heard_from(actor(), checkin_id, request.form.get("words", ""))
    flash(_("Noted."), "success")
    return redirect(safe_next("field_desk.board"), 303)
