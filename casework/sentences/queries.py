"""Reading sentences, adjustments and calculations."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.people.models import Person
from casework.sentences.models import Adjustment, CalculationState, DateCalculation, Sentence
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _

_sentence, _adjustment = table_of(Sentence), table_of(Adjustment)
_calculation, _human, _person = table_of(DateCalculation), table_of(Human), table_of(Person)
_by, _second = _human.alias("by"), _human.alias("second")
_person_id = sa.bindparam("person_id", type_=_person.c.id.type)
_SENTENCES = (
    sa.select(_sentence)
    .where(_sentence.c.person_id == _person_id, _sentence.c.ended_on.is_(None))
    .order_by(_sentence.c.count, _sentence.c.id)
)
_ADJUSTMENTS = (
    sa.select(_adjustment)
    .where(_adjustment.c.person_id == _person_id, _adjustment.c.withdrawn_on.is_(None))
    .order_by(_adjustment.c.applies_from, _adjustment.c.id)
)
_CALCULATIONS = (
    sa.select(_calculation, _by.c.name.label("by_name"), _second.c.name.label("second_name"))
    .join(_by, _by.c.id == _calculation.c.calculated_by)
    .outerjoin(_second, _second.c.id == _calculation.c.confirmed_by)
    .where(_calculation.c.person_id == _person_id)
    .order_by(_calculation.c.calculated_at.desc(), _calculation.c.id.desc())
    .limit(20)
)


def sentences_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The standing sentences of a person, by count."""
    return session.execute(_SENTENCES, {"person_id": person_id}).all()


def adjustments_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What moves the dates of a person's sentences."""
    return session.execute(_ADJUSTMENTS, {"person_id": person_id}).all()


def calculations_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Every calculation with who made and who confirmed it, newest first."""
    return session.execute(_CALCULATIONS, {"person_id": person_id}).all()


def calculation(actor: Actor, calculation_id: uuid.UUID) -> DateCalculation:
    """A calculation of a person the actor may know of. Raises NotFound."""
    found = session.scalar(
        sa.select(DateCalculation)
        .join(Person, Person.id == DateCalculation.person_id)
        .where(DateCalculation.id == calculation_id, visible_to(actor))
    )
    if found is None:
        raise NotFound(_("There is no such calculation, or you may not know of it."))
    return found


def calculation_in(person_id: uuid.UUID, state: CalculationState) -> DateCalculation | None:
    """The one calculation of a person that is confirmed, or the one that waits; to be changed by a command."""
    return session.scalar(
        sa.select(DateCalculation).where(DateCalculation.person_id == person_id, DateCalculation.state == state)
    )


_NEWEST = sa.select(sa.func.max(_calculation.c.calculated_at)).where(
    _calculation.c.person_id == _person_id, _calculation.c.state != CalculationState.SUPERSEDED
)


def newest_found_at(person_id: uuid.UUID) -> dt.datetime | None:
    """When the newest dates that count or wait were found."""
    found: dt.datetime | None = session.scalar(_NEWEST, {"person_id": person_id})
    return found


_LAST = sa.select(sa.func.coalesce(sa.func.max(_sentence.c.count), 0)).where(_sentence.c.person_id == _person_id)


def last_count(person_id: uuid.UUID) -> int:
    """The highest count given to a sentence of this person, ended ones included."""
    return session.scalar(_LAST, {"person_id": person_id}) or 0
