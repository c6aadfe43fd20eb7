"""Reading requests and complaints: one person's, and everybody's by deadline."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import person, visible_to, whole_file
from casework.requests.models import PersonRequest, RequestLevel, RequestState
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit

_asked, _human, _unit = table_of(PersonRequest), table_of(Human), table_of(Unit)
_taker, _answerer, _second = _human.alias("taker"), _human.alias("answerer"), _human.alias("second")
OWED = (RequestState.OPEN, RequestState.APPEALED)
_person_id = sa.bindparam("person_id", type_=_asked.c.person_id.type)
_WHOLE = (
    sa.select(
        _asked, _taker.c.name.label("taker"), _answerer.c.name.label("answerer"), _second.c.name.label("second"),
    )
    .join(_taker, _taker.c.id == _asked.c.taken_by)
    .outerjoin(_answerer, _answerer.c.id == _asked.c.answered_by)
    .outerjoin(_second, _second.c.id == _asked.c.appeal_by)
)  # fmt: skip
_OF_PERSON = _WHOLE.where(_asked.c.person_id.in_(whole_file(_person_id)))


def requests_page(person_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """One person's, the newest first. The caller has fetched the person."""
    mine = _WHOLE.where(_asked.c.person_id.in_(whole_file(sa.literal(person_id, _asked.c.person_id.type))))
    return page_of(mine, _asked.c.received_on, row_id=_asked.c.id, after=after, newest_first=True, size=20)


def all_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Everything one person ever asked, oldest first: for the copy of the file."""
    ordered = _OF_PERSON.order_by(_asked.c.received_on, _asked.c.id)
    return session.execute(ordered, {"person_id": person_id}).all()


def events_before(person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[Any]:
    """The newest taken down before a moment, for the timeline."""
    found = _OF_PERSON.where(_asked.c.taken_at < before).order_by(_asked.c.taken_at.desc()).limit(most)
    return session.execute(found, {"person_id": person_id}).all()


def one_of(person_id: uuid.UUID, request_id: uuid.UUID) -> Any:
    """One, with who took it down and who answered. Raises NotFound when it is not this person's."""
    row = session.execute(_OF_PERSON.where(_asked.c.id == request_id), {"person_id": person_id}).first()
    if row is None:
        raise NotFound(_("There is no such entry, or you may not know of it."))
    return row


def _owed(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(
            _asked.c.id, _asked.c.kind, _asked.c.topic, _asked.c.state, _asked.c.level, _asked.c.due_on,
            person.c.id.label("person_id"), person.c.name, person.c.number, _unit.c.name.label("prison"),
        )
        .join(person, person.c.id == _asked.c.person_id)
        .outerjoin(_unit, _unit.c.id == _asked.c.unit_id)
        .where(visible_to(actor), _asked.c.state.in_(OWED))
    )  # fmt: skip


LISTS = ("all", "late", "appeals", "outside")


def _on(show: str, today: dt.date) -> sa.ColumnElement[bool]:
    clauses = {
        "late": _asked.c.due_on < today,
        "appeals": _asked.c.state == RequestState.APPEALED,
        "outside": _asked.c.level == RequestLevel.OUTSIDE,
    }
    return clauses.get(show, sa.true())


def owed_page(actor: Actor, show: str, today: dt.date, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """What still waits for an answer, by deadline: ``show`` is one of ``LISTS``."""
    return page_of(_owed(actor).where(_on(show, today)), _asked.c.due_on, row_id=_asked.c.id, after=after)


def counts(actor: Actor, today: dt.date) -> dict[str, int]:
    """How many stand on each list: one statement."""
    rows = _owed(actor).subquery()
    late = sa.case((rows.c.due_on < today, 1), else_=0)
    appealed = sa.case((rows.c.state == RequestState.APPEALED, 1), else_=0)
    outside = sa.case((rows.c.level == RequestLevel.OUTSIDE, 1), else_=0)
    found = session.execute(
        sa.select(sa.func.count(), *(sa.func.coalesce(sa.func.sum(one), 0) for one in (late, appealed, outside)))
        .select_from(rows)
    ).one()  # fmt: skip
    return dict(zip(LISTS, (int(number) for number in found), strict=True))


def silent(today: dt.date) -> Sequence[uuid.UUID]:
    """Those whose deadline has passed and whom nobody above has been told of yet."""
    found = sa.select(_asked.c.id).where(
        _asked.c.state.in_(OWED), _asked.c.due_on < today, _asked.c.level != RequestLevel.OUTSIDE
    )
    return session.scalars(found.order_by(_asked.c.id)).all()
