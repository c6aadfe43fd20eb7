"""Reading instruments, assessments and classifications."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.classification.models import (
    Assessment,
    Classification,
    ClassificationState,
    Instrument,
    InstrumentVersion,
)
from casework.classification.rules import CURRENT, OPEN, Form, form_of
from casework.people.models import Person
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

classification, person, _human = table_of(Classification), table_of(Person), table_of(Human)
_author, _decider = _human.alias("author"), _human.alias("decider")
_HISTORY = (
    sa.select(classification, _author.c.name.label("author"), _decider.c.name.label("decider"))
    .select_from(
        classification.join(_author, _author.c.id == classification.c.author_id)
        .outerjoin(_decider, _decider.c.id == classification.c.decided_by)
    )
    .where(classification.c.person_id == sa.bindparam("person_id", type_=classification.c.person_id.type))
    .order_by(classification.c.id.desc())
)  # fmt: skip
_WAITING = sa.select(
    classification.c.id, classification.c.person_id, classification.c.state, classification.c.suggested_level,
    classification.c.recommended_level, classification.c.author_id, classification.c.note, person.c.name, person.c.number,
).select_from(classification.join(person, person.c.id == classification.c.person_id))  # fmt: skip


def version_in_force(on: dt.date) -> InstrumentVersion:
    """The activated security form in force on a day, newest first. Raises NotFound when there is none."""
    statement = (
        sa.select(InstrumentVersion)
        .where(
            InstrumentVersion.activated_at.is_not(None),
            InstrumentVersion.in_force_from <= on,
            sa.or_(InstrumentVersion.in_force_to.is_(None), InstrumentVersion.in_force_to >= on),
        )
        .order_by(InstrumentVersion.in_force_from.desc(), InstrumentVersion.number.desc())
        .limit(1)
    )
    found = session.scalar(statement)
    if found is None:
        raise NotFound(_("No assessment form is in force. Ask for one to be activated by two people."))
    return found


def instrument_by_code(code: str) -> Instrument | None:
    """The instrument with this code."""
    return session.scalar(sa.select(Instrument).where(Instrument.code == code))


def version_of(instrument_id: uuid.UUID, number: int) -> InstrumentVersion | None:
    """One version of an instrument."""
    return session.scalar(
        sa.select(InstrumentVersion).where(
            InstrumentVersion.instrument_id == instrument_id, InstrumentVersion.number == number
        )
    )


def form_for(version_id: uuid.UUID) -> Form:
    """The form that an assessment was made with."""
    return form_of(session.get_one(InstrumentVersion, version_id).definition)


def instrument_of(version: InstrumentVersion) -> Instrument:
    """The instrument a version belongs to."""
    return session.get_one(Instrument, version.instrument_id)


def open_record(person_id: uuid.UUID) -> Classification | None:
    """The person's classification that is not decided yet."""
    return session.scalar(
        sa.select(Classification).where(Classification.person_id == person_id, Classification.state.in_(sorted(OPEN)))
    )


def current_records(person_id: uuid.UUID) -> Sequence[Classification]:
    """The decisions that a new one replaces."""
    return session.scalars(
        sa.select(Classification).where(
            Classification.person_id == person_id, Classification.state.in_(sorted(CURRENT))
        )
    ).all()


def record_of(person_id: uuid.UUID, classification_id: uuid.UUID) -> Classification:
    """A classification of this person. Raises NotFound."""
    found = session.get(Classification, classification_id)
    if found is None or found.person_id != person_id:
        raise NotFound(_("There is no such classification in this file."))
    return found


def assessment_of(record: Classification) -> Assessment:
    """The assessment a classification rests on."""
    return session.get_one(Assessment, record.assessment_id)


def history_of(person_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """Every classification of the person, newest first, with the names of both people. The caller fetched the person."""
    return session.execute(_HISTORY, {"person_id": person_id}).all()


def waiting(actor: Actor, state: ClassificationState, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Classifications of visible people in a state, oldest first."""
    statement = _WAITING.where(classification.c.state == state, visible_to(actor))
    return page_of(statement, row_id=classification.c.id, after=after)


def due(actor: Actor, until: dt.date, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Visible people in custody whose review falls due by a day, the longest overdue first."""
    statement = sa.select(person.c.id, person.c.name, person.c.number, person.c.level, person.c.next_review_on).where(
        visible_to(actor), person.c.in_custody, person.c.next_review_on <= until
    )
    return page_of(statement, person.c.next_review_on, row_id=person.c.id, after=after)
