"""Reading the day of the next review: where it stands, how it came there, who reaches an age."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from casework.access.queries import whole_file
from casework.classification.models import Classification
from casework.decisions.rules import policy
from casework.people.models import LegalStatus
from casework.people.queries import person
from casework.review_dates.models import Cause, ReviewDateChange
from casework.review_rules.queries import all_rules
from casework.review_rules.rules import Due, Facts, after_decision, months_between
from casework.sentences.models import Sentence
from kernel import clock
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.units.models import Unit

change, _human, _sentence = table_of(ReviewDateChange), table_of(Human), table_of(Sentence)
_unit = table_of(Unit)
_person_id = sa.bindparam("person_id", type_=person.c.id.type)
_CHANGES = (
    sa.select(change, _human.c.name.label("by_name"))
    .outerjoin(_human, _human.c.id == change.c.by_human)
    .where(change.c.person_id.in_(whole_file(_person_id)))
    .order_by(change.c.at.desc(), change.c.id.desc())
    .limit(200)
)
_FIRST = (
    sa.select(sa.func.min(_sentence.c.imposed_on))
    .where(_sentence.c.person_id == person.c.id, _sentence.c.ended_on.is_(None))
    .scalar_subquery()
)
_FACTS = sa.select(
    person.c.id, person.c.level, person.c.legal_status, person.c.establishment_id, person.c.expiry_on,
    person.c.next_review_on, person.c.in_custody, _FIRST.label("first_on"), _unit.c.zone,
).outerjoin(_unit, _unit.c.id == person.c.establishment_id)  # fmt: skip
_ROW = _FACTS.where(person.c.id == _person_id)
_UNTRIED = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CIVIL})


def changes_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Every change of the day with who made it, newest first. The caller fetched the person."""
    return session.execute(_CHANGES, {"person_id": person_id}).all()


def base_of(changes: Sequence[Any], standing: dt.date) -> dt.date:
    """The day that the rules (or a colleague who saw reason for haste) gave last: what delays are counted from."""
    base = standing
    for one in changes:
        if one.cause is not Cause.POSTPONED:
            return one.new_on  # type: ignore[no-any-return]
        base = one.old_on
    return base


def row_of(person_id: uuid.UUID) -> Any:
    """What the rules need of a person and the day that stands."""
    return session.execute(_ROW, {"person_id": person_id}).one()


def due_of_decision(record: Classification) -> Due:
    """The day by the rules after a signed decision, by its level and the length of the sentence."""
    assert record.decided_at
    row = row_of(record.person_id)
    facts = replace(facts_of(row), level=record.decided_level)
    soon = policy().provisional_days if record.provisional else None
    return after_decision(all_rules(), facts, clock.local(record.decided_at, row.zone or "UTC").date(), soon_days=soon)


def facts_of_many(people: Sequence[uuid.UUID]) -> Sequence[Any]:
    """``row_of`` for several people, in one statement. For bulk work: no reader is asked."""
    return session.execute(_FACTS.where(person.c.id.in_(people)).order_by(person.c.id)).all()


def facts_of(row: Any) -> Facts:
    """The row as the rules read it. The length runs from the first standing sentence to the end of the last one."""
    known = row.first_on and row.expiry_on and row.expiry_on >= row.first_on
    return Facts(
        level=row.level, untried=row.legal_status in _UNTRIED, unit_id=row.establishment_id,
        months=months_between(row.first_on, row.expiry_on) if known else None,
    )  # fmt: skip


def newest_among(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """The newest change of each of these people, in one statement."""
    ranked = (
        sa.select(
            change,
            sa.func.row_number()
            .over(partition_by=change.c.person_id, order_by=(change.c.at.desc(), change.c.id.desc()))
            .label("nth"),
        )
        .where(change.c.person_id.in_(people))
        .subquery()
    )
    return {row.person_id: row for row in session.execute(sa.select(ranked).where(ranked.c.nth == 1))}


def born_between(after: dt.date, until: dt.date) -> Sequence[Any]:
    """(id, born_latest) of everybody inside with a level whose (latest possible) birth lies after one day, to another.

    For nightly work only: no reader is asked.
    """
    statement = sa.select(person.c.id, person.c.born_latest).where(
        person.c.born_latest > after, person.c.born_latest <= until, person.c.in_custody, person.c.level.is_not(None),
        person.c.merged_into_id.is_(None),
    )  # fmt: skip
    return session.execute(statement.order_by(person.c.id)).all()


def changed_for(person_id: uuid.UUID, cause: Cause, from_on: dt.date) -> bool:
    """Whether the day was changed already for what happened on that day."""
    return session.scalar(sa.select(sa.exists().where(
        change.c.person_id == person_id, change.c.cause == cause, change.c.from_on == from_on
    )))  # type: ignore[return-value]  # fmt: skip
