"""Noting circumstances, and putting them together for those who see counts alone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import small_numbers
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from probation.circumstances.models import (
    Circumstances,
    Family,
    HealthContact,
    Housing,
    Money,
    Papers,
    Point,
    Work,
)
from probation.circumstances.queries import counts
from probation.circumstances.rules import AREAS, interval, point_open
from probation.orders.models import RUNNING
from probation.orders.queries import order_for

WINDOW = dt.timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How a person lived on one day. ``id`` is minted by the form: sent twice, it is noted once."""

    id: uuid.UUID
    order_id: uuid.UUID
    point: Point
    on: dt.date
    housing: Housing
    work: Work
    health: HealthContact
    money: Money
    papers: Papers
    family: Family
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Share:
    """One question at one point: how many are settled of those known; None where a number is hidden."""

    settled: int | None
    known: int | None
    percent: int | None = None
    least: int | None = None
    most: int | None = None


def note(actor: Actor, new: Answers) -> Circumstances:
    """Note the answers of one point; noted again, they replace what stood there, which stays on file."""
    card, order = order_for(actor, new.order_id)
    same = session.get(Circumstances, new.id)
    if same is not None and same.person_id == card.id:
        return same
    today = clock.today(order.zone)
    if order.state not in RUNNING:
        raise DomainError(_("Circumstances are asked for while an order runs. This one does not."))
    if point_open(order.starts_on, today) is not new.point:
        raise DomainError(_("This point is over or has not come yet: the answers would be of another day."))
    if not today - WINDOW <= new.on <= today:
        raise DomainError(_("Enter the day of the talk: today or one of the last sixty days."), field="on")
    _replace(actor, new)
    made = Circumstances(
        id=new.id, person_id=card.id, order_id=new.order_id, point=new.point, measured_on=new.on, housing=new.housing,
        work=new.work, health=new.health, money=new.money, papers=new.papers, family=new.family, words=new.words,
        measured_by=actor.human_id, received_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "circumstances.noted", made)
    session.flush()
    return made


def _replace(actor: Actor, new: Answers) -> None:
    before = session.scalar(
        sa.select(Circumstances).where(
            Circumstances.order_id == new.order_id, Circumstances.point == new.point,
            Circumstances.replaced_at.is_(None),
        )
    )  # fmt: skip
    if before is not None:
        before.replaced_at = clock.now()
        audit.record(actor, "circumstances.replaced", before)
        session.flush()


def shares(actor: Actor) -> dict[str, dict[Point, Share]]:
    """By question and point: the share that is settled, with its interval. Small numbers are hidden together."""
    found = counts(actor)
    matrices = [
        small_numbers.as_matrix([[found[area.key][point][row] for point in Point] for row in range(3)], len(Point))
        for area in AREAS
    ]
    hidden = small_numbers.hidden_together(matrices)
    return {
        area.key: _line(small_numbers.shown(matrix, cells))
        for area, matrix, cells in zip(AREAS, matrices, hidden, strict=True)
    }


def _line(cells: list[list[int | None]]) -> dict[Point, Share]:
    return {point: _share(cells[0][column], cells[1][column]) for column, point in enumerate(Point)}


def _share(settled: int | None, other: int | None) -> Share:
    if settled is None or other is None:
        return Share(settled=settled, known=None)
    known = settled + other
    if (sure := interval(settled, known)) is None:
        return Share(settled=settled, known=known)
    return Share(
        settled=settled, known=known, percent=small_numbers.share(settled, known), least=round(100 * sure[0]),
        most=round(100 * sure[1]),
    )  # fmt: skip


def as_facts(row: Any) -> Mapping[str, Any]:
    """The answers of a row for a form that is to correct them."""
    return {area.key: area.kind(getattr(row, area.key)) for area in AREAS} | {"words": row.words}
