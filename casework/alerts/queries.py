"""Reading alerts and keep-aparts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from casework.alerts.models import TONES, Alert, AlertCode, Fitness, FitnessState, NonAssociation
from kernel.accounts.models import Human
from kernel.db import session, table_of

DAY = dt.timedelta(days=1)
_alert, _apart, _fitness = table_of(Alert), table_of(NonAssociation), table_of(Fitness)
_person = sa.bindparam("person_id", type_=_alert.c.id.type)
_CODES = sa.select(_alert.c.code).where(_alert.c.person_id == _person, _alert.c.ended_on.is_(None))
_APART = sa.select(
    sa.type_coerce(
        sa.case((_apart.c.person_id == _person, _apart.c.other_id), else_=_apart.c.person_id), _apart.c.id.type
    ).label("other_id")
).where(sa.or_(_apart.c.person_id == _person, _apart.c.other_id == _person), _apart.c.closed_on.is_(None))


def active_alerts(person_id: uuid.UUID) -> list[tuple[str, str]]:
    """(words, tone) of each open alert, gravest first."""
    return graded(session.scalars(_CODES, {"person_id": person_id}))


def open_codes(person_id: sa.ColumnElement[uuid.UUID]) -> sa.ScalarSelect[str]:
    """The codes of a person's open alerts in one column, a blank between them; NULL where there is none."""
    codes = sa.func.aggregate_strings(sa.cast(_alert.c.code, sa.String), " ")
    return sa.select(codes).where(_alert.c.person_id == person_id, _alert.c.ended_on.is_(None)).scalar_subquery()


def graded(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(words, tone) of each code, gravest first."""
    tones = [(code, TONES.get(code, "note")) for code in map(AlertCode, codes)]
    tones.sort(key=lambda pair: ("danger", "warning", "note").index(pair[1]))
    return [(str(code.label), tone) for code, tone in tones]


def keep_apart(person_id: uuid.UUID) -> set[uuid.UUID]:
    """The people this person must be kept apart from."""
    return set(session.scalars(_APART, {"person_id": person_id}))


_LATEST = (
    sa.select(_fitness.c.state, _fitness.c.limits, _fitness.c.valid_until)
    .where(_fitness.c.person_id == _person)
    .order_by(_fitness.c.said_on.desc(), _fitness.c.id.desc())
    .limit(1)
)


def fitness_of(person_id: uuid.UUID, on: dt.date) -> FitnessState | None:
    """The newest word on fitness that still holds on a day; None when not checked, which is never read as fit."""
    row = session.execute(_LATEST, {"person_id": person_id}).first()
    if row is None or (row.valid_until and row.valid_until < on):
        return None
    return FitnessState(row.state)


def fitness_of_many(people: Sequence[uuid.UUID], on: dt.date) -> dict[uuid.UUID, FitnessState]:
    """``fitness_of`` for several people in one statement; absent when not checked."""
    rows = session.execute(
        sa.select(_fitness.c.person_id, _fitness.c.state, _fitness.c.valid_until)
        .where(_fitness.c.person_id.in_(people))
        .order_by(_fitness.c.said_on, _fitness.c.id)
    )
    newest = {row.person_id: row for row in rows}
    return {key: FitnessState(row.state) for key, row in newest.items() if not row.valid_until or row.valid_until >= on}


_human = table_of(Human)
_by, _ended = _human.alias("by"), _human.alias("ended")
_ALERTS = (
    sa.select(_alert, _by.c.name.label("by_name"), _ended.c.name.label("ended_name"))
    .join(_by, _by.c.id == _alert.c.authorised_by)
    .outerjoin(_ended, _ended.c.id == _alert.c.ended_by)
    .where(_alert.c.person_id == _person)
    .order_by(_alert.c.ended_on.is_not(None), _alert.c.begun_on.desc(), _alert.c.id.desc())
    .limit(sa.bindparam("most"))
)


def alerts_of(person_id: uuid.UUID, most: int = 100) -> Sequence[Any]:
    """The newest hundred alerts of a person with who raised and who ended them, open ones first."""
    return session.execute(_ALERTS, {"person_id": person_id, "most": most}).all()


_PAIRS = (
    sa.select(_apart)
    .where(sa.or_(_apart.c.person_id == _person, _apart.c.other_id == _person))
    .order_by(_apart.c.closed_on.is_not(None), _apart.c.opened_on.desc(), _apart.c.id.desc())
    .limit(sa.bindparam("most"))
)


def pairs_of(person_id: uuid.UUID, most: int = 100) -> Sequence[Any]:
    """The keep-aparts of a person, open ones first.

    Whom the reader may know of among the others is the caller's part.
    """
    return session.execute(_PAIRS, {"person_id": person_id, "most": most}).all()


_WORDS = (
    sa.select(_fitness)
    .where(_fitness.c.person_id == _person)
    .order_by(_fitness.c.said_on.desc(), _fitness.c.id.desc())
    .limit(sa.bindparam("most"))
)


def fitness_history(person_id: uuid.UUID, most: int = 20) -> Sequence[Any]:
    """What the health service said on fitness, newest first."""
    return session.execute(_WORDS, {"person_id": person_id, "most": most}).all()


def unfit_days(since: Collection[tuple[uuid.UUID, dt.date]], until: dt.date) -> dict[tuple[uuid.UUID, dt.date], int]:
    """For each (person, day): how many days up to ``until`` the person was not fit, by words said from that day on."""
    people = {person_id for person_id, _day in since}
    rows = session.execute(
        sa.select(_fitness).where(_fitness.c.person_id.in_(people)).order_by(_fitness.c.said_on, _fitness.c.id)
    ).all() if people else ()  # fmt: skip
    newest: dict[uuid.UUID, Any] = {}
    followed: dict[uuid.UUID, dt.date] = {}
    for row in rows:
        if (before := newest.get(row.person_id)) is not None:
            followed[before.id] = row.said_on
        newest[row.person_id] = row
    found = dict.fromkeys(since, 0)
    for row in rows:
        ends = (until + DAY, followed.get(row.id), row.valid_until and row.valid_until + DAY)
        days = max(0, (min(filter(None, ends)) - row.said_on).days)
        for person_id, day in since if FitnessState(row.state) is FitnessState.UNFIT else ():
            if person_id == row.person_id and row.said_on >= day:
                found[person_id, day] += days
    return found
