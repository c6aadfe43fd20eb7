"""Who is out alone, and who should have been back. Computed on reading: no job needs to run for an alarm."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person, visible_to
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.units.models import Unit, UnitKind
from probation.check_ins.models import LoneVisit
from probation.field_checkins.queries import checkin, out_alone
from probation.orders.queries import in_scope

lone_visit, _human, _unit = table_of(LoneVisit), table_of(Human), table_of(Unit)
MOST = 100
EVERYBODY = dt.timedelta(minutes=30)
"""So long after the hour nobody has ended a visit alone, every colleague of the office is told."""


def open_visit(officer_id: uuid.UUID) -> LoneVisit | None:
    """The check-in under which an officer is out now."""
    return session.scalar(sa.select(LoneVisit).where(LoneVisit.officer_id == officer_id, LoneVisit.back_at.is_(None)))


def visit_record(visit_id: uuid.UUID) -> LoneVisit | None:
    """A check-in, to be ended by a command."""
    return session.get(LoneVisit, visit_id)


def _out(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(
            lone_visit, _human.c.name.label("officer"), _unit.c.zone, _unit.c.name.label("office"),
            person.c.name.label("person"),
        )
        .select_from(lone_visit)
        .join(_human, _human.c.id == lone_visit.c.officer_id)
        .join(_unit, _unit.c.id == lone_visit.c.office_id)
        .outerjoin(person, sa.and_(person.c.id == lone_visit.c.person_id, visible_to(actor)))
        .where(lone_visit.c.back_at.is_(None), in_scope(actor, lone_visit.c.office_id))
        .order_by(lone_visit.c.due_at, lone_visit.c.id)
        .limit(MOST)
    )  # fmt: skip


def out_now(actor: Actor) -> Sequence[Any]:
    """Everybody of the actor's offices who is out, whoever should be back first before the others."""
    return session.execute(_out(actor)).all()


def everybody_out(actor: Actor) -> list[Any]:
    """Those who said so on a page and those whose telephone sent it, whoever should be back first before the others."""
    return sorted([*out_now(actor), *out_alone(actor)], key=lambda one: one.due_at)


def colleagues_not_back(actor: Actor) -> list[Any]:
    """The second step: whoever of the actor's offices should have been back half an hour ago, the actor left out.

    The supervisor sees it at the minute; when nobody ended it since, everybody of the office does.
    """
    long_ago = clock.now() - EVERYBODY
    rows = everybody_out(actor) if not_back(actor) else []
    return [one for one in rows if one.due_at < long_ago and actor.human_id not in one]


def not_back(actor: Actor) -> int:
    """How many officers of the actor's offices should have been back by now, whichever way they said it; each once."""
    now = clock.now()
    said = sa.select(lone_visit.c.officer_id).where(
        lone_visit.c.back_at.is_(None), lone_visit.c.due_at < now, in_scope(actor, lone_visit.c.office_id)
    )
    sent = sa.select(checkin.c.human_id).where(
        checkin.c.back_at.is_(None), checkin.c.back_by < now, in_scope(actor, checkin.c.office_id)
    )
    officers = sa.union(said, sent).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(officers)) or 0


def office_of(actor: Actor) -> uuid.UUID:
    """The office under which the actor goes out: the first of their own. Raises DomainError for one who has none."""
    statement = sa.select(_unit.c.id).where(_unit.c.kind == UnitKind.PROBATION_OFFICE).order_by(_unit.c.name).limit(1)
    if not actor.everywhere:
        statement = statement.where(_unit.c.id.in_(list(actor.establishments)))
    found: uuid.UUID | None = session.scalar(statement)
    if found is None:
        raise DomainError(_("You work for no probation office, so nobody would see your check-in."))
    return found
