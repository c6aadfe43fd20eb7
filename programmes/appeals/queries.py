"""Reading appeals."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from programmes.appeals.models import AppealState, ApplicationAppeal
from programmes.appeals.rules import in_time
from programmes.catalogue.models import Programme
from programmes.places.models import Application, ApplicationState

_appeal, _wish = table_of(ApplicationAppeal), table_of(Application)
_programme, _human = table_of(Programme), table_of(Human)


def appeals_of(application_id: uuid.UUID) -> Sequence[Any]:
    """The appeals about one wish with who decided, newest first. The caller has fetched the wish."""
    statement = (
        sa.select(_appeal, _human.c.name.label("decider"))
        .outerjoin(_human, _human.c.id == _appeal.c.decided_by)
        .where(_appeal.c.application_id == application_id)
        .order_by(_appeal.c.id.desc())
    )
    return session.execute(statement.limit(20)).all()


def can_appeal(wish: Application, today: dt.date) -> bool:
    """Whether the answer to a wish may be appealed today: declined by somebody, in time, and not asked before."""
    declined = wish.state is ApplicationState.DECLINED and wish.closed_by is not None
    return declined and in_time(wish.closed_on, today) and not appeals_of(wish.id)


def appeal_for(appeal_id: uuid.UUID) -> ApplicationAppeal:
    """The appeal; its caller fetches the wish, and with it the person, through the wall. Raises NotFound."""
    found = session.get(ApplicationAppeal, appeal_id)
    if found is None:
        raise NotFound(_("There is no such appeal."))
    return found


def open_appeals(actor: Actor, after: uuid.UUID | None) -> Page[Any]:
    """One page of the appeals that wait in the actor's prisons, the most urgent first."""
    statement = (
        sa.select(
            _appeal.c.id, _appeal.c.application_id, _appeal.c.due_on, _appeal.c.made_on, person_rows.c.name,
            person_rows.c.number, _programme.c.name.label("programme"),
        )
        .join(_wish, _wish.c.id == _appeal.c.application_id)
        .join(_programme, _programme.c.id == _wish.c.programme_id)
        .join(person_rows, person_rows.c.id == _wish.c.person_id)
        .where(_appeal.c.state == AppealState.OPEN, visible_to(actor))
    )  # fmt: skip
    if not actor.everywhere:
        statement = statement.where(_appeal.c.unit_id.in_(actor.establishments))
    return page_of(statement, _appeal.c.due_on, row_id=_appeal.c.id, after=after)
