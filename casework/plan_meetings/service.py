"""The commands around a meeting: plan it, record it, cancel it."""

from __future__ import annotations

import uuid

from casework.plan_changes.queries import changes_since_read
from casework.plan_meetings import queries
from casework.plan_meetings.models import MeetingState, PlanMeeting
from casework.plan_meetings.rules import HeldMeeting, NewMeeting, demand_record
from casework.plans.queries import plan_record, sheet_of
from casework.plans.rules import REVIEW_EVERY
from casework.plans.service import plan_person
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _


def plan_meeting(actor: Actor, person_id: uuid.UUID, new: NewMeeting) -> PlanMeeting:
    """Set a meeting. The same form sent twice sets it once. Raises DomainError for an hour that is gone."""
    card = plan_person(actor, person_id)
    if session.get(PlanMeeting, new.id) is not None:
        return queries.meeting_record(card.id, new.id)
    if new.at <= clock.now():
        raise DomainError(_("Choose a time that is still to come."), field="day")
    made = PlanMeeting(
        id=new.id, plan_id=plan_record(card.id).id, person_id=card.id, kind=new.kind, planned_at=new.at,
        place=new.place, recorded_by=actor.human_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "plan_meeting.planned", made)
    session.flush()
    return made


def _planned(actor: Actor, person_id: uuid.UUID, meeting_id: uuid.UUID) -> PlanMeeting:
    card = plan_person(actor, person_id)
    found = queries.meeting_record(card.id, meeting_id)
    if found.state is not MeetingState.PLANNED:
        raise DomainError(_("This meeting is recorded already. Plan another one."))
    return found


def hold_meeting(actor: Actor, person_id: uuid.UUID, meeting_id: uuid.UUID, held: HeldMeeting) -> PlanMeeting:
    """Record a meeting: who came, what was said, what changed since the last reading and why, when to look again."""
    found = _planned(actor, person_id, meeting_id)
    zone = plan_person(actor, person_id).zone
    demand_record(held, clock.today(zone), clock.today(zone) + REVIEW_EVERY)
    sheet = sheet_of(person_id)
    assert sheet is not None
    found.state, found.held_on, found.next_on = MeetingState.HELD, held.held_on, held.next_on
    found.attendance = {
        "people": [{"part": seat.part.value, "name": seat.name, "came": seat.came.value} for seat in held.seats]
    }
    found.person_words, found.words = held.person_words, held.words
    found.recorded_by, found.recorded_at = actor.human_id, clock.now()
    lines = [
        {"subject": one.subject.value, "title": one.title, "why": held.whys.get(one.key, one.why)}
        for one in changes_since_read(sheet)
    ]
    found.changes = {"whys": dict(held.whys), "lines": lines}
    audit.record(actor, "plan_meeting.held", found)
    if held.next_on is not None:
        kept = plan_record(person_id)
        kept.review_on = held.next_on
        audit.record(actor, "plan.review_set", kept)
    session.flush()
    return found


def cancel_meeting(actor: Actor, person_id: uuid.UUID, meeting_id: uuid.UUID, reason: str) -> PlanMeeting:
    """Call a meeting off, with the reason."""
    found = _planned(actor, person_id, meeting_id)
    if not reason.strip():
        raise DomainError(_("Write why the meeting is called off."), field="reason")
    found.state, found.words = MeetingState.CANCELLED, reason.strip()
    audit.record(actor, "plan_meeting.cancelled", found)
    session.flush()
    return found
