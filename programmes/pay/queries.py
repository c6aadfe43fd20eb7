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
from programmes.pay.models import ExceptionKind, PayException, PayLine, PayRate
from programmes.pay_periods.models import FrozenLine, PayReturn

rate, line, exception = table_of(PayRate), table_of(PayLine), table_of(PayException)
_programme, _unit, frozen = table_of(Programme), table_of(Unit), table_of(FrozenLine)
_PROGRAMME = sa.bindparam("programme_id", type_=rate.c.programme_id.type)
_ON_DAY = (
    sa.select(PayRate)
    .where(
        rate.c.programme_id == _PROGRAMME,
        rate.c.band == sa.bindparam("band", type_=sa.String),
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
    .order_by(rate.c.valid_from.desc(), rate.c.band, rate.c.id)
)
_BANDS = sa.select(rate.c.band).where(rate.c.programme_id == _PROGRAMME, rate.c.band != "").distinct()


def rate_on(programme_id: uuid.UUID, unit_id: uuid.UUID, on: dt.date, band: str = "") -> PayRate | None:
    """The rate of a band in force on the day of the session, the prison's own before the general one.

    None when there is none: what another band pays is never taken for it.
    """
    return session.scalar(_ON_DAY, {"programme_id": programme_id, "unit_id": unit_id, "on": on, "band": band})


def bands_of(programme_id: uuid.UUID) -> list[str]:
    """The bands that a programme pays, in order."""
    return sorted(session.scalars(_BANDS, {"programme_id": programme_id}))


def rates_of(programme_id: uuid.UUID) -> Sequence[Any]:
    """Every rate of a programme, newest first."""
    return session.execute(_RATES, {"programme_id": programme_id}).all()


def lines_of(fact_id: uuid.UUID) -> Sequence[Any]:
    """The lines a fact has made, with the batch of their rate, in the order they were made."""
    statement = sa.select(line, rate.c.batch).join(rate, rate.c.id == line.c.rate_id)
    return session.execute(statement.where(line.c.fact_id == fact_id).order_by(line.c.id)).all()


def batch_lines(person_id: uuid.UUID, of: PayRate) -> Sequence[Any]:
    """Every line of a person whose pieces fill the same batches as those of a rate, in the order they were made."""
    statement = sa.select(line, rate.c.batch, rate.c.valid_from, rate.c.minor.label("rate_minor"))
    same = (rate.c.programme_id == of.programme_id, rate.c.band == of.band, rate.c.currency == of.currency)
    mine = statement.join(rate, rate.c.id == line.c.rate_id).where(line.c.person_id == person_id, rate.c.batch > 1)
    return session.execute(mine.where(*same).order_by(line.c.id)).all()


def exception_of(fact_id: uuid.UUID) -> PayException | None:
    """What waits (or waited) because a fact could not be paid."""
    wanted = (PayException.source_id == fact_id, PayException.kind == ExceptionKind.NO_RATE)
    return session.scalar(sa.select(PayException).where(*wanted))


def _reached(programme_id: uuid.UUID, unit_id: uuid.UUID | None, since: dt.date, band: str) -> sa.Select[Any]:
    """The lines of a programme's band from a day on, at one prison or (None) everywhere."""
    of_programme = sa.select(rate.c.id).where(rate.c.programme_id == programme_id, rate.c.band == band)
    statement = sa.select(line).where(line.c.rate_id.in_(of_programme), line.c.earned_on >= since)
    return statement.where(line.c.unit_id == unit_id) if unit_id else statement


stands = frozen.c.period_id.not_in(sa.select(table_of(PayReturn).c.id))
"""Whether a frozen line is in a run that was not sent back."""
_FROZEN = sa.or_(line.c.unit_id.is_(None), sa.exists().where(frozen.c.id == line.c.id, stands))


def frozen_from(programme_id: uuid.UUID, unit_id: uuid.UUID | None, since: dt.date, band: str = "") -> dt.date | None:
    """The last day of a programme's band that is frozen, when one from ``since`` on is; else None."""
    found = _reached(programme_id, unit_id, since, band).where(_FROZEN).subquery()
    last: dt.date | None = session.scalar(sa.select(sa.func.max(found.c.earned_on)))
    return last


def open_lines(programme_id: uuid.UUID, unit_id: uuid.UUID | None, since: dt.date, band: str = "") -> Sequence[Any]:
    """The newest line of each fact of a programme's band from a day on that no run froze: a new rate reaches these."""
    newest: dict[Any, Any] = {}
    for one in session.execute(
        _reached(programme_id, unit_id, since, band).where(sa.not_(_FROZEN)).order_by(line.c.id)
    ):
        newest[one.fact_id] = one
    return list(newest.values())


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
    """How many pieces of work of these days wait for a rate, a human or a pay run, everywhere: without people."""
    wanted = (exception.c.solved_at.is_(None), exception.c.earned_on.between(first, last))
    waits = session.scalar(sa.select(sa.func.count()).select_from(exception).where(*wanted)) or 0
    open_ones = sa.select(sa.func.count()).select_from(line).where(sa.not_(_FROZEN))
    return waits + (session.scalar(open_ones.where(line.c.earned_on.between(first, last))) or 0)
