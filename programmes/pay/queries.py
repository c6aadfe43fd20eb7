"""Reading rates and what waits for one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import Unit
from programmes.catalogue.models import Programme
from programmes.pay.models import PayException, PayLine, PayRate

rate, line, exception = table_of(PayRate), table_of(PayLine), table_of(PayException)
_programme, _unit = table_of(Programme), table_of(Unit)
_PROGRAMME = sa.bindparam("programme_id", type_=rate.c.programme_id.type)
_ON_DAY = (
    sa.select(PayRate)
    .where(
        rate.c.programme_id == _PROGRAMME,
        sa.or_(rate.c.unit_id == sa.bindparam("unit_id", type_=rate.c.unit_id.type), rate.c.unit_id.is_(None)),
        rate.c.valid_from <= sa.bindparam("on", type_=sa.Date),
    )
    .order_by(rate.c.unit_id.is_(None), rate.c.valid_from.desc())
    .limit(1)
)
_RATES = (
    sa.select(rate, _unit.c.name.label("unit"))
    .outerjoin(_unit, _unit.c.id == rate.c.unit_id)
    .where(rate.c.programme_id == _PROGRAMME)
    .order_by(rate.c.valid_from.desc())
)


def rate_on(programme_id: uuid.UUID, unit_id: uuid.UUID, on: dt.date) -> PayRate | None:
    """The rate in force on the day of the session, the prison's own before the general one; None when there is none."""
    return session.scalar(_ON_DAY, {"programme_id": programme_id, "unit_id": unit_id, "on": on})


def rates_of(programme_id: uuid.UUID) -> Sequence[Any]:
    """Every rate of a programme, newest first."""
    return session.execute(_RATES, {"programme_id": programme_id}).all()


def line_for(source: str, source_id: uuid.UUID) -> PayLine | None:
    """The pay line a fact has made."""
    return session.scalar(sa.select(PayLine).where(PayLine.source == source, PayLine.source_id == source_id))


_LAST_CURRENCY = sa.select(rate.c.currency).order_by(rate.c.id.desc()).limit(1)


def last_currency() -> str:
    """The currency of the newest rate, to be offered for the next; "" when there is none yet."""
    return session.scalar(_LAST_CURRENCY) or ""


def _waiting(actor: Actor) -> sa.Select[Any]:
    statement = (
        sa.select(
            exception,
            person_rows.c.name,
            person_rows.c.number,
            _programme.c.name.label("programme"),
            _unit.c.name.label("unit"),
        )
        .join(person_rows, person_rows.c.id == exception.c.person_id)
        .join(_programme, _programme.c.id == exception.c.programme_id)
        .join(_unit, _unit.c.id == exception.c.unit_id)
        .where(exception.c.solved_at.is_(None), visible_to(actor))
        .order_by(exception.c.earned_on, exception.c.id)
        .limit(200)
    )
    return statement if actor.everywhere else statement.where(exception.c.unit_id.in_(actor.establishments))


def open_exceptions(actor: Actor) -> Sequence[Any]:
    """What should be paid and cannot be yet, in the actor's scope, oldest first."""
    return session.execute(_waiting(actor)).all()


def exception_for(actor: Actor, exception_id: uuid.UUID) -> Any:
    """One of them. Raises NotFound."""
    row = session.execute(_waiting(actor).where(exception.c.id == exception_id)).first()
    if row is None:
        raise NotFound(_("There is no such work item, or it is settled already."))
    return row


def unpaid_between(first: dt.date, last: dt.date) -> int:
    """How many pieces of work of these days wait for a rate or for a human, everywhere: a count without people."""
    wanted = (exception.c.solved_at.is_(None), exception.c.earned_on.between(first, last))
    return session.scalar(sa.select(sa.func.count()).select_from(exception).where(*wanted)) or 0
