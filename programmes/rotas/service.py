"""Trying a rota out, applying it, and setting the slots of an establishment."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _, show_date
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.catalogue.policies import can_manage, demand
from programmes.intakes.models import ClassSession, Intake, SessionState, Slot
from programmes.intakes.queries import intake_for
from programmes.rotas.models import Rota, RotaSlot, SlotPart, SlotTime
from programmes.rotas.queries import closed_at, others_between, room_of, sessions_from
from programmes.rotas.rules import (
    MOST_WEEKS,
    Changes,
    Clash,
    Meeting,
    Pattern,
    Plan,
    Planned,
    Slotted,
    changes,
    clashes,
    plan,
    refusal,
)

_session = table_of(ClassSession)


@dataclass(frozen=True, kw_only=True)
class NewRota:
    """A rota of a group from a day on. ``parts`` says which of its times are slots of the establishment."""

    intake_id: uuid.UUID
    weeks: int
    from_on: dt.date
    slots: tuple[Slotted, ...]
    parts: Mapping[Slotted, SlotPart] = field(default_factory=dict)
    id: uuid.UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a rota would do. ``mark`` stays the same as long as that does."""

    plan: Plan
    changes: Changes
    clashes: Sequence[Clash]

    @property
    def mark(self) -> str:
        """A short sum of everything that is shown."""
        told = repr((self.changes.add, [one.id for one in self.changes.drop], self.plan.skipped))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def preview(actor: Actor, new: NewRota) -> Preview:
    """What applying this rota would do. Raises DomainError for a rota that cannot be."""
    group = intake_for(actor, new.intake_id)
    demand(can_manage(actor, group.unit_id))
    _check(group, new)
    made = plan(Pattern(new.weeks, new.from_on, new.slots), closed_at(group.unit_id), new.from_on, group.ends_on)
    done = changes(sessions_from(group.id, new.from_on), made.meetings)
    beside = clashes(made.meetings, others_between(group, new.from_on, group.ends_on), room_of(group))
    return Preview(plan=made, changes=done, clashes=beside)


def _check(group: Intake, new: NewRota) -> None:
    if not 1 <= new.weeks <= MOST_WEEKS:
        raise DomainError(_("Plan a rota of 1 to %(most)d weeks.", most=MOST_WEEKS), field="weeks")
    today = clock.today(unit_of(group.unit_id).zone)
    if new.from_on < max(today, group.starts_on):
        raise DomainError(
            _("Choose a day from %(day)s on: sessions of the past stay as they were.",
              day=show_date(max(today, group.starts_on))), field="from_on",
        )  # fmt: skip
    if new.from_on > group.ends_on:
        raise DomainError(_("The group ends before that day."), field="from_on")
    if words := refusal(Pattern(new.weeks, new.from_on, new.slots)):
        raise DomainError(words, rule="Mandela Rule 102" if new.slots else "")


def refuse_full(found: Sequence[Clash]) -> None:
    """Pass when the workshop has places for everybody. Raises DomainError naming the first time it has not."""
    full = next((one for one in found if one.too_many), None)
    if full is not None:
        words = _(
            "On %(day)s at %(time)s the workshop has no places for this group beside “%(name)s”. Choose another time.",
            day=show_date(full.meeting.day), time=f"{full.meeting.starts_at:%H:%M}", name=full.name,
        )  # fmt: skip
        raise DomainError(words, rule=_("Capacity"))


def apply_rota(actor: Actor, new: NewRota) -> Rota:
    """Put a rota in force from its day on. The same id twice is one. What is registered or marked stays."""
    if known := session.get(Rota, new.id):
        intake_for(actor, known.intake_id)
        return known
    found = preview(actor, new)
    refuse_full(found.clashes)
    if session.scalar(sa.select(Rota.id).where(Rota.intake_id == new.intake_id, Rota.from_on == new.from_on)):
        raise DomainError(_("A rota begins on that day already. Choose another day."), field="from_on")
    made = Rota(id=new.id, intake_id=new.intake_id, weeks=new.weeks, from_on=new.from_on, made_by=actor.human_id,
                made_at=clock.now())  # fmt: skip
    session.add(made)
    audit.record(actor, "rota.applied", made)
    for one in new.slots:
        row = RotaSlot(rota_id=made.id, part=new.parts.get(one), **vars(one))
        session.add(row)
        audit.record(actor, "rota_slot.set", row)
    _weekly(actor, new)
    session.flush()
    drop_sessions(actor, found.changes.drop)
    add_sessions(actor, new.intake_id, found.changes.add)
    return made


def _weekly(actor: Actor, new: NewRota) -> None:
    """The weekly times of the group are now those of all weeks of the rota together: clashes are looked for there."""
    for old in session.scalars(sa.select(Slot).where(Slot.intake_id == new.intake_id)):
        session.delete(old)
        audit.record(actor, "slot.replaced", old)
    session.flush()
    longest: dict[tuple[int, dt.time], dt.time] = {}
    for one in new.slots:
        key = (one.weekday, one.starts_at)
        longest[key] = max(longest.get(key, one.ends_at), one.ends_at)
    for (weekday, starts_at), ends_at in longest.items():
        made = Slot(intake_id=new.intake_id, weekday=weekday, starts_at=starts_at, ends_at=ends_at)
        session.add(made)
        audit.record(actor, "slot.added", made)


def drop_sessions(actor: Actor, gone: Sequence[Planned]) -> None:
    """Take planned sessions away that nobody wrote anything for."""
    ids = [one.id for one in gone]
    if ids:
        session.execute(sa.delete(_session).where(_session.c.id.in_(ids)), execution_options={audit.AUDITS: ids})
        audit.record_many(actor, "class_session.unplanned", "class_session", dict.fromkeys(ids))


def add_sessions(actor: Actor, intake_id: uuid.UUID, meetings: Sequence[Meeting]) -> int:
    """Plan a session at each of these times. Returns how many."""
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(), "intake_id": intake_id, "held_on": one.day, "starts_at": one.starts_at,
            "ends_at": one.ends_at, "minutes": one.minutes, "state": SessionState.PLANNED, "cancel_reason": "",
            "pay_on_cancel": False, "sequence": 0, "catch_up": False, "changed_at": clock.now(),
        }
        for one in meetings
    ]  # fmt: skip
    ids = [row["id"] for row in rows]
    if rows:
        session.execute(sa.insert(_session), rows, execution_options={audit.AUDITS: ids})
        audit.record_many(actor, "class_session.planned", "class_session", dict.fromkeys(ids))
    return len(rows)


def set_slot_times(actor: Actor, unit_id: uuid.UUID, times: Mapping[SlotPart, tuple[dt.time, dt.time]]) -> None:
    """Say when the slots of an establishment lie. Rotas that are applied from now on use them."""
    demand(can_manage(actor, unit_id))
    there = {one.part: one for one in session.scalars(sa.select(SlotTime).where(SlotTime.unit_id == unit_id))}
    for part, (starts_at, ends_at) in times.items():
        if ends_at <= starts_at:
            raise DomainError(_("The end comes before the beginning. Mend one of them."), field=f"{part.value}_to")
        row = there.get(part)
        if row is None:
            row = SlotTime(unit_id=unit_id, part=part, starts_at=starts_at, ends_at=ends_at)
            session.add(row)
        row.starts_at, row.ends_at = starts_at, ends_at
        audit.record(actor, "slot_time.set", row)
