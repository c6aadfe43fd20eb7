"""The states of a plan to compare, and the reasons that were given between them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.plan_changes.rules import Change, changes_between
from casework.plan_meetings.models import MeetingState, PlanMeeting
from casework.plans.models import PlanVersion
from casework.plans.queries import snapshot_of
from casework.plans.rules import PlanSheet
from kernel import clock
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _

_version, _meeting = table_of(PlanVersion), table_of(PlanMeeting)
MOST = 200
"""So many readings and meetings between two states are asked for their reasons."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A state of a plan: a kept version (``number`` and ``id``), the plan as it is now (no ``id``), or nothing yet."""

    id: uuid.UUID | None
    number: int
    at: dt.datetime
    snapshot: Mapping[str, Any]


NOTHING = Point(id=None, number=0, at=dt.datetime(1, 1, 1, tzinfo=dt.UTC), snapshot={})


def point_now(sheet: PlanSheet) -> Point:
    """The plan as it is now."""
    return Point(id=None, number=len(sheet.versions) + 1, at=clock.now(), snapshot=snapshot_of(sheet))


def point_of(plan_id: uuid.UUID, version_id: uuid.UUID) -> Point:
    """A kept version of this plan. Raises NotFound."""
    return _point(_version.c.plan_id == plan_id, _version.c.id == version_id)


def point_before(plan_id: uuid.UUID, number: int) -> Point:
    """The newest version with a smaller number, or nothing."""
    try:
        return _point(_version.c.plan_id == plan_id, _version.c.number < number)
    except NotFound:
        return NOTHING


def _point(*which: sa.ColumnElement[bool]) -> Point:
    row = session.execute(
        sa.select(_version.c.id, _version.c.number, _version.c.agreed_at, _version.c.snapshot)
        .where(*which)
        .order_by(_version.c.number.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound(_("There is no such version of this plan."))
    return Point(id=row.id, number=row.number, at=row.agreed_at, snapshot=row.snapshot)


def whys_between(plan_id: uuid.UUID, first: Point, last: Point) -> dict[str, str]:
    """The reasons given at readings and meetings after ``first`` up to ``last``, by what they are about."""
    readings = (
        sa.select(_version.c.agreed_at.label("at"), _version.c.snapshot["whys"].label("whys"))
        .where(_version.c.plan_id == plan_id, _version.c.number > first.number, _version.c.number <= last.number)
        .order_by(_version.c.number)
        .limit(MOST)
    )
    meetings = (
        sa.select(_meeting.c.recorded_at.label("at"), _meeting.c.changes["whys"].label("whys"))
        .where(
            _meeting.c.plan_id == plan_id, _meeting.c.state == MeetingState.HELD,
            _meeting.c.recorded_at > first.at, _meeting.c.recorded_at <= last.at,
        )
        .order_by(_meeting.c.recorded_at)
        .limit(MOST)
    )  # fmt: skip
    rows = sorted([*session.execute(meetings), *session.execute(readings)], key=lambda row: row.at)
    return {key: why for row in rows for key, why in (row.whys or {}).items() if why}


def changes(plan_id: uuid.UUID, first: Point, last: Point) -> list[Change]:
    """What changed between two states, and why as far as it was said."""
    return changes_between(first.snapshot, last.snapshot, whys_between(plan_id, first, last))


def changes_since_read(sheet: PlanSheet) -> list[Change]:
    """What changed since the plan was last read together; nothing for a plan that never was."""
    if not sheet.versions:
        return []
    now = point_now(sheet)
    return changes(sheet.id, point_before(sheet.id, now.number), now)
