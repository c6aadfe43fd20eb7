"""Reading appeals: what waits for whom, what went up the line."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.appeals.models import AppealEscalation
from casework.appeals.rules import policy
from casework.classification.models import Classification, ClassificationState
from casework.people.models import Person
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of

_one, person, _step = table_of(Classification), table_of(Person), table_of(AppealEscalation)
_WAITING = (
    sa.select(
        _one.c.id, _one.c.person_id, _one.c.decided_level, _one.c.appealed_on, _one.c.appeal_due_on, _one.c.appeal_rung,
        _one.c.appeal_rung_due_on, _one.c.author_id, _one.c.decided_by, _one.c.second_by, person.c.name,
        person.c.other_name, person.c.number,
    )
    .select_from(_one.join(person, person.c.id == _one.c.person_id))
    .where(_one.c.state == ClassificationState.APPEALED)
)  # fmt: skip


def unanswered(today: dt.date, most: int) -> Sequence[Classification]:
    """Appeals whose turn in the line ended before today. For nightly work only: no reader is asked."""
    statement = sa.select(Classification).where(
        Classification.state == ClassificationState.APPEALED, Classification.appeal_rung_due_on < today
    )
    return session.scalars(statement.order_by(Classification.id).limit(most)).all()


def _turns(actor: Actor) -> list[int]:
    """The places in the line where this actor stands."""
    return [number for number, rung in enumerate(policy().line) if actor.has(rung.role)]


def _narrowed(actor: Actor, which: str, today: dt.date) -> list[sa.ColumnElement[bool]]:
    mine = _one.c.appeal_rung.in_(_turns(actor))
    took_part = sa.or_(
        _one.c.author_id == actor.human_id, _one.c.decided_by == actor.human_id,
        sa.and_(_one.c.second_by.is_not(None), _one.c.second_by == actor.human_id),
    )  # fmt: skip
    return {
        "mine": [mine, ~took_part],
        "overdue": [_one.c.appeal_due_on < today],
        "all": [],
    }[which]


def waiting(actor: Actor, which: str, today: dt.date, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Appeals of visible people without an answer, the oldest day first: ``mine``, ``overdue`` or ``all``."""
    statement = _WAITING.where(visible_to(actor), *_narrowed(actor, which, today))
    return page_of(statement, _one.c.appeal_due_on, row_id=_one.c.id, after=after)


def counts(actor: Actor, today: dt.date) -> tuple[int, int]:
    """(appeals whose turn is this actor's, appeals past the day the person was promised)."""
    marks = [sa.func.count().filter(*_narrowed(actor, which, today)) for which in ("mine", "overdue")]
    found = session.execute(_WAITING.with_only_columns(*marks).where(visible_to(actor))).one()
    return found[0], found[1]


def steps_of(classification_id: uuid.UUID) -> Sequence[Any]:
    """How an appeal went up the line, in order."""
    found = sa.select(_step).where(_step.c.classification_id == classification_id).order_by(_step.c.rung)
    return session.execute(found).all()
