"""Planning a session in which named people make up for what they missed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _, show_date
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.catalogue.policies import can_manage, demand
from programmes.catch_ups.models import CatchUp
from programmes.catch_ups.queries import missed_in
from programmes.catch_ups.rules import Wanted, pairs, without
from programmes.intakes.models import ClassSession, Intake
from programmes.intakes.queries import intake_for
from programmes.places.models import Allocation
from programmes.rotas.queries import closed_at, others_between, room_of, sessions_from
from programmes.rotas.rules import Clash, Meeting, clashes
from programmes.rotas.service import refuse_full


@dataclass(frozen=True, kw_only=True)
class NewCatchUp:
    """A session of a group for some of its people: place → the sessions that its holder makes up for."""

    intake_id: uuid.UUID
    held_on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    wanted: Wanted
    id: uuid.UUID = field(default_factory=new_id)


def plan_catch_up(actor: Actor, new: NewCatchUp) -> tuple[ClassSession, list[Clash]]:
    """Plan it. Returns the session and what meets beside it. The same id twice is one.

    Raises DomainError for a closed day, a time at which the group meets, and for what nobody missed.
    """
    group = intake_for(actor, new.intake_id)
    demand(can_manage(actor, group.unit_id))
    if known := session.get(ClassSession, new.id):
        return known, []
    beside = _check(actor, group, new)
    meeting = Meeting(new.held_on, new.starts_at, new.ends_at)
    made = ClassSession(
        id=new.id, intake_id=group.id, held_on=new.held_on, starts_at=new.starts_at, ends_at=new.ends_at,
        minutes=meeting.minutes, catch_up=True, changed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "class_session.planned", made)
    session.flush()
    for place_id, missed_id in pairs(new.wanted):
        place = session.get_one(Allocation, place_id)
        row = CatchUp(session_id=made.id, allocation_id=place.id, person_id=place.person_id, missed_id=missed_id)
        session.add(row)
        audit.record(actor, "catch_up.planned", row)
    session.flush()
    return made, beside


def _check(actor: Actor, group: Intake, new: NewCatchUp) -> list[Clash]:
    if new.ends_at <= new.starts_at:
        raise DomainError(_("The end comes before the beginning. Mend one of them."), field="ends_at")
    if new.held_on < clock.today(unit_of(group.unit_id).zone):
        raise DomainError(_("Choose today or a day to come."), field="held_on")
    if why := closed_at(group.unit_id)(new.held_on):
        words = _("%(day)s is closed (%(why)s). Choose another day, or open it in the calendar.",
                  day=show_date(new.held_on), why=why)  # fmt: skip
        raise DomainError(words, field="held_on")
    wanted = pairs(new.wanted)
    if not wanted:
        raise DomainError(_("Choose who makes up for which session."), field="wanted")
    if without(wanted, {(row.allocation_id, row.missed_id) for row in missed_in(actor, group.id)}):
        raise DomainError(
            _("Somebody was there after all, or makes up for it already. Look at the list again."), field="wanted"
        )
    meeting = Meeting(new.held_on, new.starts_at, new.ends_at)
    there = [one for one in sessions_from(group.id, new.held_on) if one.meeting.day == new.held_on]
    if any(one.meeting.starts_at == new.starts_at or (not one.gone and one.meeting.meets(meeting)) for one in there):
        raise DomainError(_("The group has a session at that time already. Choose another one."), field="starts_at")
    beside = clashes([meeting], others_between(group, new.held_on, new.held_on), room_of(group))
    refuse_full(beside)
    return beside
