"""Reading the meetings about a plan."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.plan_meetings.models import MeetingState, PlanMeeting
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

_meeting, _human = table_of(PlanMeeting), table_of(Human)
_SHOWN = sa.select(_meeting, _human.c.name.label("by")).join(_human, _human.c.id == _meeting.c.recorded_by)


def meetings_page(plan_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """One page of the meetings about a plan, the latest first."""
    statement = _SHOWN.where(_meeting.c.plan_id == plan_id)
    return page_of(statement, _meeting.c.planned_at, row_id=_meeting.c.id, after=after, newest_first=True, size=20)


def meetings_of(plan_id: uuid.UUID) -> Sequence[Any]:
    """Every meeting about a plan, the first one first: for the copy of the file."""
    statement = _SHOWN.where(_meeting.c.plan_id == plan_id)
    return session.execute(statement.order_by(_meeting.c.planned_at, _meeting.c.id)).all()


def next_meeting(plan_id: uuid.UUID) -> Any | None:
    """(id, planned_at, place, kind) of the first meeting that is planned and not recorded."""
    return session.execute(
        sa.select(_meeting.c.id, _meeting.c.planned_at, _meeting.c.place, _meeting.c.kind)
        .where(_meeting.c.plan_id == plan_id, _meeting.c.state == MeetingState.PLANNED)
        .order_by(_meeting.c.planned_at, _meeting.c.id)
        .limit(1)
    ).first()


def meeting_record(person_id: uuid.UUID, meeting_id: uuid.UUID) -> PlanMeeting:
    """A meeting about this person's plan. Raises NotFound."""
    found = session.get(PlanMeeting, meeting_id)
    if found is None or found.person_id != person_id:
        raise NotFound(_("There is no such meeting about this plan."))
    return found
