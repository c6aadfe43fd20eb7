"""What a coordinator should know before a place is given: another place at the same time, too few sessions left."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonFacts
from kernel.db import session, table_of
from kernel.i18n import _, current_locale, isolate
from programmes.catalogue.models import ProgrammeVersion
from programmes.exclusions.models import DayPart
from programmes.exclusions.queries import exclusions_of
from programmes.exclusions.rules import part_of
from programmes.intakes.models import ClassSession, Intake, SessionState, Slot
from programmes.places.models import Allocation, AllocationState

_place, _group, _slot = table_of(Allocation), table_of(Intake), table_of(Slot)
_session, _version = table_of(ClassSession), table_of(ProgrammeVersion)


def clashes(person_id: uuid.UUID, group: Intake) -> Sequence[Any]:
    """(group, weekday, starts_at) of the person's other places that meet while ``group`` meets."""
    mine = _slot.alias("mine")
    statement = (
        sa.select(_place.c.id, _group.c.name, _slot.c.weekday, _slot.c.starts_at)
        .join(_group, _group.c.id == _place.c.intake_id)
        .join(_slot, _slot.c.intake_id == _group.c.id)
        .join(mine, mine.c.weekday == _slot.c.weekday)
        .where(
            _place.c.person_id == person_id, _place.c.state != AllocationState.ENDED, mine.c.intake_id == group.id,
            _group.c.id != group.id, _group.c.starts_on <= group.ends_on, _group.c.ends_on >= group.starts_on,
            _slot.c.starts_at < mine.c.ends_at, mine.c.starts_at < _slot.c.ends_at,
        )
        .distinct()
        .order_by(_slot.c.weekday, _slot.c.starts_at, _group.c.name)
    )  # fmt: skip
    rows = session.execute(statement).all()
    free = {
        (one.allocation_id, one.weekday, one.part)
        for one in exclusions_of([row.id for row in rows])
        if one.until_on is None
    }
    return [
        row
        for row in rows
        if not free & {(row.id, row.weekday, DayPart.DAY), (row.id, row.weekday, part_of(row.starts_at))}
    ]


def minutes_left(group: Intake, facts: PersonFacts) -> tuple[int, int] | None:
    """(minutes of sessions before release, minutes needed to complete); None without a release date or any session."""
    release = facts.card.release_date
    if release is None:
        return None
    ahead = sa.select(
        sa.func.sum(sa.case((_session.c.held_on < release, _session.c.minutes), else_=0)).label("left"),
        sa.func.count().label("many"),
    ).where(_session.c.intake_id == group.id, _session.c.state == SessionState.PLANNED)
    row, version = session.execute(ahead).one(), session.get_one(ProgrammeVersion, group.version_id)
    needed = math.ceil(version.minutes * version.pass_percent / 100)
    return (int(row.left or 0), needed) if row.many else None


def warnings_for(group: Intake, facts: PersonFacts) -> list[str]:
    """Sentences that warn and stand in nobody's way."""
    found = [
        _(
            "“%(name)s” meets at the same time on %(day)s. End that place, or note there the times not expected.",
            name=isolate(row.name), day=current_locale().days["format"]["wide"][row.weekday],
        )
        for row in clashes(facts.card.id, group)
    ]  # fmt: skip
    left = minutes_left(group, facts)
    if left and left[0] < left[1]:
        found.append(_(
            "Release comes before this course can be completed: %(left)d minutes are left, %(needed)d are needed.",
            left=left[0], needed=left[1],
        ))  # fmt: skip
    return found
