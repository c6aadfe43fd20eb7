"""The worklist of security levels: one person, one line; one statement for the number and for the list."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.classification.models import Assessment, AssessmentState, Classification
from casework.classification.models import ClassificationState as State
from casework.people.models import SecurityLevel
from casework.people.queries import person
from casework.review_dates.models import Cause
from casework.review_dates.queries import change
from casework.reviews.rules import Desk, parts_of
from casework.worklists.queries import MOST
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

SOON = dt.timedelta(days=30)
_classification, _sheet, _unit, _human = table_of(Classification), table_of(Assessment), table_of(Unit), table_of(Human)
_work, _appeal = _classification.alias("work"), _classification.alias("appeal")
_prison, _wing = _unit.alias("prison"), _unit.alias("wing")
_FAR = sa.literal(dt.date(9999, 12, 31), sa.Date)
_DUE = sa.func.coalesce(person.c.next_review_on, _FAR, type_=sa.Date)
_ANSWER = sa.func.coalesce(_appeal.c.appeal_due_on, person.c.next_review_on, _FAR, type_=sa.Date)
_IS_OPEN = sa.text("work.state IN ('draft', 'recommended', 'given_back')")
_IS_CURRENT = sa.text("appeal.state IN ('decided', 'appealed')")
"""In the words of the two partial indexes, so that each person's one open and one standing record is found by them."""
_LINES = sa.select(
    person.c.id, person.c.id.label("person_id"), person.c.name, person.c.other_name, person.c.number, person.c.level,
    person.c.next_review_on, _work.c.state, _work.c.recommended_level, _work.c.author_id, _work.c.note,
    _work.c.recommended_at, _sheet.c.begun_at, _sheet.c.id.label("sheet_id"),
    _sheet.c.state.label("sheet_state"), _appeal.c.appealed_on,
    _appeal.c.appeal_due_on, _prison.c.name.label("prison"), _wing.c.name.label("wing"), _human.c.name.label("author"),
).select_from(
    person.outerjoin(_work, sa.and_(_work.c.person_id == person.c.id, _IS_OPEN))
    .outerjoin(_appeal, sa.and_(_appeal.c.person_id == person.c.id, _IS_CURRENT, _appeal.c.state == State.APPEALED))
    .outerjoin(_sheet, _sheet.c.id == _work.c.assessment_id)
    .outerjoin(_prison, _prison.c.id == person.c.establishment_id)
    .outerjoin(_wing, _wing.c.id == person.c.wing_id)
    .outerjoin(_human, _human.c.id == _work.c.author_id)
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The filters of a list, as they stand in its address."""

    prison: uuid.UUID | None = None
    wing: uuid.UUID | None = None
    level: SecurityLevel | None = None
    cause: Cause | None = None

    def clauses(self) -> list[sa.ColumnElement[bool]]:
        """The filters that are set."""
        found = [
            column == wanted
            for column, wanted in (
                (person.c.establishment_id, self.prison), (person.c.wing_id, self.wing), (person.c.level, self.level),
            )
            if wanted is not None
        ]  # fmt: skip
        if self.cause is not None:
            found.append(sa.exists().where(
                change.c.person_id == person.c.id, change.c.cause == self.cause,
                change.c.new_on == person.c.next_review_on,
            ))  # fmt: skip
        return found


def _clause(desk: Desk, actor: Actor, today: dt.date) -> sa.ColumnElement[bool]:
    inside, day = person.c.in_custody, person.c.next_review_on
    if desk is Desk.MINE:
        return sa.or_(*(_clause(part, actor, today) for part in parts_of(actor.roles)))
    open_answers = sa.or_(_sheet.c.state == AssessmentState.PROVISIONAL, _work.c.provisional)
    provisional = sa.and_(_work.c.id.is_not(None), open_answers)
    return {
        Desk.OVERDUE: sa.and_(inside, day < today),
        Desk.DUE: sa.and_(inside, day >= today, day <= today + SOON),
        Desk.FIRST: sa.and_(inside, person.c.level.is_(None)),
        Desk.DECIDE: _work.c.state == State.RECOMMENDED,
        Desk.GIVEN_BACK: _work.c.state == State.GIVEN_BACK,
        Desk.DRAFT: _work.c.state == State.DRAFT,
        Desk.PROVISIONAL: provisional,
        Desk.APPEALS: _appeal.c.state == State.APPEALED,
    }[desk]


def _key(desk: Desk, actor: Actor) -> sa.ColumnElement[dt.date]:
    """What orders a list: where appeals are part of it the day of the answer, else of the review; no day is last."""
    return _ANSWER if Desk.APPEALS in {desk, *(parts_of(actor.roles) if desk is Desk.MINE else ())} else _DUE


def lines(actor: Actor, desk: Desk, chosen: Chosen, today: dt.date) -> sa.Select[Any]:
    """A list: the people on it that this actor may know of. ``day`` is what is due next and orders it."""
    day = _key(desk, actor).label("day")
    return _LINES.add_columns(day).where(visible_to(actor), _clause(desk, actor, today), *chosen.clauses())


def page(
    actor: Actor, desk: Desk, chosen: Chosen, today: dt.date, after: uuid.UUID | None = None, size: int = 50
) -> Page[sa.Row[Any]]:
    """One page of a list, the earliest day first."""
    found = lines(actor, desk, chosen, today)
    return page_of(found, _key(desk, actor), row_id=person.c.id, after=after, size=size)


def counts(actor: Actor, desks: Sequence[Desk], chosen: Chosen, today: dt.date) -> dict[Desk, int]:
    """How long each list is with these filters, at most ``MOST``, in one statement."""
    sized = [
        sa.select(sa.func.count())
        .select_from(lines(actor, desk, chosen, today).with_only_columns(person.c.id).limit(MOST).subquery())
        .scalar_subquery()
        .label(desk.name)
        for desk in desks
    ]
    row = session.execute(sa.select(*sized)).one()
    return dict(zip(desks, row, strict=True))


def wings_of(actor: Actor, prison_id: uuid.UUID | None) -> Sequence[Any]:
    """(id, name) of the wings somebody may choose from: of the prison chosen, or of the only one in scope."""
    only = prison_id or (next(iter(actor.establishments)) if len(actor.establishments) == 1 else None)
    if only is None or not actor.covers(only):
        return []
    statement = sa.select(_unit.c.id, _unit.c.name).where(_unit.c.establishment_id == only, _unit.c.kind == "wing")
    return session.execute(statement.order_by(_unit.c.name).limit(200)).all()
