"""The lists behind the numbers of the home page: one statement for the number and for the list, so they agree."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.access.queries import may_know_of, visible_to
from casework.alerts.models import Alert
from casework.custody.models import CommitmentOrder, Episode, Movement, ReceptionRecord
from casework.people.models import LegalStatus, Person
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

person, _alert, _unit = table_of(Person), table_of(Alert), table_of(Unit)
_episode, _order, _record = table_of(Episode), table_of(CommitmentOrder), table_of(ReceptionRecord)
_movement = table_of(Movement)
MOST = 1000
"""A number on the home page stops counting here."""
DAY, WEEK, MONTH, QUARTER = (dt.timedelta(days=days) for days in (1, 7, 30, 90))


class Due(enum.StrEnum):
    """Which releases."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose list: what this actor may see, all of it or only people whose officer they are."""

    actor: Actor
    today: dt.date
    mine: bool = False

    def living(self, about: sa.ColumnElement[uuid.UUID] | None = None) -> sa.ColumnElement[bool]:
        """Those of them with whom something still goes on: held, at large or under supervision."""
        status = person.c.legal_status != LegalStatus.CLOSED
        return sa.and_(self.clause(about), sa.or_(person.c.in_custody, person.c.supervised, status))

    def clause(self, about: sa.ColumnElement[uuid.UUID] | None = None) -> sa.ColumnElement[bool]:
        """Which rows of ``person`` belong to it; with ``about``, a column that names them, beginning with its table."""
        if self.mine:  # few people have one officer: begin with them
            own = person.c.officer_id == sa.literal(self.actor.human_id, person.c.id.type)
            return sa.and_(visible_to(self.actor), own)
        return visible_to(self.actor) if about is None else may_know_of(self.actor, about)


Ordered = tuple[sa.Select[Any], sa.ColumnElement[Any], sa.ColumnElement[Any]]
"""A statement, the column that orders it and its row id.

Each row has id, person_id, name, number, prison and day or at.
"""
_WHO = (person.c.id.label("person_id"), person.c.name, person.c.number, _unit.c.name.label("prison"))


def _people(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*columns, *_WHO).select_from(person.outerjoin(_unit, _unit.c.id == person.c.establishment_id))


def releases(scope: Scope, due: Due) -> Ordered:
    """People in custody whose release is overdue, today, tomorrow, or within 7, 30 or 90 days from today."""
    day, today = person.c.release_on, scope.today
    spans = {
        Due.OVERDUE: day < today,
        Due.TODAY: day == today,
        Due.TOMORROW: day == today + DAY,
        Due.WEEK: day.between(today, today + WEEK),
        Due.MONTH: day.between(today, today + MONTH),
        Due.QUARTER: day.between(today, today + QUARTER),
    }
    found = _people(person.c.id, day.label("day"), person.c.release_certainty)
    return found.where(scope.clause(), person.c.in_custody, spans[due]), day, person.c.id


def receptions(scope: Scope) -> Ordered:
    """Open stays whose family was not told or whose health screening was not held, the oldest first."""
    found = (
        _people(_record.c.id, _episode.c.opened_at.label("at"), _record.c.health_screening_due.label("day"),
                _record.c.family_informed_at, _record.c.health_screened_on)
        .join(_record, _record.c.person_id == person.c.id)
        .join(_episode, _episode.c.id == _record.c.episode_id)
        .where(
            scope.clause(_record.c.person_id),
            _episode.c.closed_at.is_(None),
            sa.or_(_record.c.family_informed_at.is_(None), _record.c.health_screened_on.is_(None)),
        )
    )  # fmt: skip
    return found, _episode.c.opened_at, _record.c.id


def orders(scope: Scope) -> Ordered:
    """Unconvicted people whose order runs out within seven days or has run out already."""
    found = (
        _people(_order.c.id, _order.c.expires_on.label("day"), _order.c.authority, _order.c.reference)
        .join(_order, _order.c.person_id == person.c.id)
        .join(_episode, _episode.c.order_id == _order.c.id)
        .where(
            scope.clause(_order.c.person_id), _episode.c.closed_at.is_(None), person.c.in_custody,
            person.c.legal_status == LegalStatus.UNCONVICTED, _order.c.expires_on <= scope.today + WEEK,
        )
    )  # fmt: skip
    return found, _order.c.expires_on, _order.c.id


def alerts(scope: Scope) -> Ordered:
    """Open alerts whose review is due within seven days or overdue."""
    found = (
        _people(_alert.c.id, _alert.c.review_on.label("day"), _alert.c.code)
        .join(_alert, _alert.c.person_id == person.c.id)
        .where(scope.living(_alert.c.person_id), _alert.c.ended_on.is_(None), _alert.c.review_on <= scope.today + WEEK)
    )
    return found, _alert.c.review_on, _alert.c.id


OVERDUE_DAY = dt.date(1900, 1, 1)
"""Stands for "before everything else": somebody who is held past their release."""
_FAR = sa.literal(dt.date(9999, 12, 31), sa.Date)


def _day(column: Any) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(column, _FAR, type_=sa.Date)


_REVIEW = (
    sa.select(sa.func.min(_alert.c.review_on))
    .where(_alert.c.person_id == person.c.id, _alert.c.ended_on.is_(None))
    .scalar_subquery()
)
_SCREENING = (
    sa.select(sa.func.min(_record.c.health_screening_due))
    .join(_episode, _episode.c.id == _record.c.episode_id)
    .where(_record.c.person_id == person.c.id, _episode.c.closed_at.is_(None), _record.c.health_screened_on.is_(None))
    .scalar_subquery()
)


def mine(scope: Scope) -> Ordered:
    """The people whose officer the actor is, by the next day on which something is due; nothing due stands last.

    Whoever is held past their release stands before all others.
    """
    one = (
        _people(person.c.id, sa.case((person.c.in_custody, person.c.release_on)).label("release"),
                person.c.next_review_on.label("review"), _REVIEW.label("alert"), _SCREENING.label("screening"))
        .where(scope.living())
        .subquery()
    )  # fmt: skip
    first = _earlier(
        _earlier(_day(one.c.release), _day(one.c.review)), _earlier(_day(one.c.alert), _day(one.c.screening))
    )
    first = sa.case((one.c.release < scope.today, sa.literal(OVERDUE_DAY, sa.Date)), else_=first)
    two = sa.select(one, first.label("day")).subquery()
    return sa.select(two), two.c.day, two.c.id


def _earlier(a: sa.ColumnElement[Any], b: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.case((a <= b, a), else_=b)


LISTS: Mapping[str, Callable[[Scope], Ordered]] = {
    "receptions": receptions,
    "orders": orders,
    "alerts": alerts,
    "mine": mine,
}
"""Lists that need no further word."""


def page(ordered: Ordered, after: uuid.UUID | None = None, size: int = 50) -> Page[sa.Row[Any]]:
    """One page of a list."""
    statement, key, row_id = ordered
    return page_of(statement, key, row_id=row_id, after=after, size=size)


def count(ordered: Ordered) -> int:
    """How long a list is, at most ``MOST``."""
    statement, _key, row_id = ordered
    rows = statement.with_only_columns(row_id).order_by(None).limit(MOST).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def releases_due(scope: Scope) -> Any:
    """How many releases are overdue, due today, tomorrow, within 7, 30 and 90 days, in one statement."""
    day, today = person.c.release_on, scope.today
    counts = (
        sa.func.count().filter(day < today).label("overdue"),
        sa.func.count().filter(day == today).label("today"),
        sa.func.count().filter(day == today + DAY).label("tomorrow"),
        sa.func.count().filter(day.between(today, today + WEEK)).label("week"),
        sa.func.count().filter(day.between(today, today + MONTH)).label("month"),
        sa.func.count().filter(day.between(today, today + QUARTER)).label("quarter"),
    )
    return session.execute(sa.select(*counts).where(scope.clause(), person.c.in_custody, day <= today + QUARTER)).one()
