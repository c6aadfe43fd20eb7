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
    InstrumentKind,
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

State = ClassificationState
classification, person, _human, _sheet = (
    table_of(Classification),
    table_of(Person),
    table_of(Human),
    table_of(Assessment),
)
_author, _decider, _second = _human.alias("author"), _human.alias("decider"), _human.alias("second")
_HISTORY = (
    sa.select(
        classification, _author.c.name.label("author"), _decider.c.name.label("decider"),
        _second.c.name.label("second"),
    )
    .select_from(
        classification.join(_author, _author.c.id == classification.c.author_id)
        .outerjoin(_decider, _decider.c.id == classification.c.decided_by)
        .outerjoin(_second, _second.c.id == classification.c.second_by)
    )
    .where(classification.c.person_id == sa.bindparam("person_id", type_=classification.c.person_id.type))
    .order_by(classification.c.id.desc())
)  # fmt: skip
_WAITING = sa.select(
    classification.c.id, classification.c.person_id, classification.c.state, classification.c.suggested_level,
    classification.c.recommended_level, classification.c.author_id, classification.c.note, person.c.name,
    person.c.number,
    person.c.other_name, person.c.level, person.c.next_review_on, classification.c.appeal_due_on,
).select_from(classification.join(person, person.c.id == classification.c.person_id))  # fmt: skip

SOON_DAYS = 30


def version_in_force(on: dt.date) -> InstrumentVersion:
    """The activated security form in force on a day, newest first. Raises NotFound when there is none."""
    statement = (
        sa.select(InstrumentVersion)
        .join(Instrument, Instrument.id == InstrumentVersion.instrument_id)
        .where(
            Instrument.kind == InstrumentKind.SECURITY,
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


def version_by_id(version_id: uuid.UUID) -> InstrumentVersion:
    """The version that an assessment was made with."""
    return session.get_one(InstrumentVersion, version_id)


def form_for(version_id: uuid.UUID) -> Form:
    """The form that an assessment was made with."""
    return form_of(version_by_id(version_id).definition)


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
    """Every classification of the person, newest first, with the names of those who signed.

    The caller fetched the person.
    """
    return session.execute(_HISTORY, {"person_id": person_id}).all()


def waiting(actor: Actor, state: ClassificationState, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Classifications of visible people in a state, oldest first."""
    statement = _WAITING.where(classification.c.state == state, visible_to(actor))
    return page_of(statement, row_id=classification.c.id, after=after)


def work_counts(actor: Actor, today: dt.date) -> Any:
    """How much waits: ``overdue``, ``due`` (30 days), ``draft``, ``recommended``, ``given_back``, ``appealed``."""
    reviews = (
        sa.select(
            sa.func.count().filter(person.c.next_review_on < today).label("overdue"),
            sa.func.count().filter(person.c.next_review_on >= today).label("due"),
        )
        .where(visible_to(actor), person.c.in_custody, person.c.next_review_on <= today + dt.timedelta(days=SOON_DAYS))
        .subquery()
    )
    states = [State.DRAFT, State.RECOMMENDED, State.GIVEN_BACK, State.APPEALED]
    work = (
        sa.select(*(sa.func.count().filter(classification.c.state == one).label(one.value) for one in states))
        .select_from(classification.join(person, person.c.id == classification.c.person_id))
        .where(classification.c.state.in_(sorted(states)), visible_to(actor))
        .subquery()
    )
    return session.execute(sa.select(reviews, work).select_from(reviews.join(work, sa.true()))).one()


def decided_now(person_id: uuid.UUID) -> sa.Row[Any] | None:
    """The decision in force with the names of both people."""
    return session.execute(
        _HISTORY.where(classification.c.state.in_(sorted(CURRENT))), {"person_id": person_id}
    ).first()


def decided_before(person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[sa.Row[Any]]:
    """The newest decisions before an instant, for the timeline."""
    statement = _HISTORY.where(classification.c.decided_at < before).limit(most)
    return session.execute(statement, {"person_id": person_id}).all()
