"""Reading waiting lists in their order, and the rules that make it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import dependants_of, visible_to
from casework.public import person as person_rows
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.intakes.models import Intake
from programmes.places.models import Allocation, AllocationState, Application, ApplicationState
from programmes.ranking.models import RankingRules, RulesState
from programmes.ranking.rules import BUILT_IN, DEFAULT, Candidate, Ranked, rank

application, allocation, intake = table_of(Application), table_of(Allocation), table_of(Intake)
_rules, _human = table_of(RankingRules), table_of(Human)
LONGEST_LIST = 300
YEAR, RECENT = dt.timedelta(days=365), dt.timedelta(days=60)


def points_on(unit_id: uuid.UUID, on: dt.date) -> tuple[str, Mapping[str, int]]:
    """(name of the rules, points) by which a prison's lists are ordered on a day: the newest published in force."""
    statement = (
        sa.select(_rules.c.valid_from, _rules.c.points)
        .where(_rules.c.unit_id == unit_id, _rules.c.state == RulesState.PUBLISHED, _rules.c.valid_from <= on)
        .order_by(_rules.c.valid_from.desc(), _rules.c.published_at.desc())
        .limit(1)
    )
    row = session.execute(statement).first()
    return (row.valid_from.isoformat(), {**DEFAULT, **row.points}) if row else (BUILT_IN, DEFAULT)


def rules_of_unit(unit_id: uuid.UUID, most: int = 50) -> Sequence[Any]:
    """The rules of a prison with who made them, newest first."""
    statement = (
        sa.select(_rules, _human.c.name.label("maker"))
        .join(_human, _human.c.id == _rules.c.made_by)
        .where(_rules.c.unit_id == unit_id)
        .order_by(_rules.c.valid_from.desc(), _rules.c.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()


def rules_for(actor: Actor, rules_id: uuid.UUID) -> RankingRules:
    """Rules of a prison in the actor's scope. Raises NotFound."""
    found = session.get(RankingRules, rules_id)
    if found is None or not actor.covers(found.unit_id):
        raise NotFound(_("There are no such rules."))
    return found


def waiting_for(actor: Actor, programme_id: uuid.UUID, unit_id: uuid.UUID) -> Sequence[Any]:
    """The open applications for a programme at an establishment, as far as the actor may know of the people."""
    statement = (
        sa.select(application, person_rows.c.name, person_rows.c.number, person_rows.c.release_on)
        .join(person_rows, person_rows.c.id == application.c.person_id)
        .where(
            application.c.programme_id == programme_id,
            application.c.unit_id == unit_id,
            application.c.state.in_((ApplicationState.PENDING, ApplicationState.OFFERED)),
            visible_to(actor),
        )
        .order_by(application.c.requested_on, application.c.lot)
        .limit(LONGEST_LIST)
    )
    return session.execute(statement).all()


def candidates_among(rows: Sequence[Any], today: dt.date) -> list[Candidate]:
    """What ranking may look at, for applications with their people's release dates: three more statements for all."""
    people = [row.person_id for row in rows]
    lived, refused, kin = _places_lived(people), _refused(people, today), dependants_of(people)
    return [
        Candidate(
            application_id=row.id, need=row.need, release_on=row.release_on, requested_on=row.requested_on,
            lot=row.lot, planned=row.step_id is not None, dependants=kin.get(row.person_id, 0),
            idle_since=_idle_since(lived.get(row.person_id, ()), row.requested_on),
            recent=_was_here(lived.get(row.person_id, ()), row.programme_id, today),
            refused=row.person_id in refused,
        )
        for row in rows
    ]  # fmt: skip


def _places_lived(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    statement = (
        sa.select(allocation.c.person_id, allocation.c.state, allocation.c.ended_on, intake.c.programme_id)
        .join(intake, intake.c.id == allocation.c.intake_id)
        .where(allocation.c.person_id.in_(people))
    )
    found: dict[uuid.UUID, list[Any]] = {}
    for row in session.execute(statement) if people else ():
        found.setdefault(row.person_id, []).append(row)
    return found


def _idle_since(places: Sequence[Any], asked: dt.date) -> dt.date | None:
    """Since when somebody has no place: the end of the last one, or the day they asked; None while they have one."""
    if any(row.state != AllocationState.ENDED for row in places):
        return None
    return max((row.ended_on for row in places if row.ended_on), default=asked)


def _was_here(places: Sequence[Any], programme_id: uuid.UUID, today: dt.date) -> bool:
    ended = [row.ended_on for row in places if row.programme_id == programme_id and row.ended_on]
    return any(day >= today - YEAR for day in ended)


def _refused(people: Sequence[uuid.UUID], today: dt.date) -> set[uuid.UUID]:
    """Who turned down an offered place not long ago."""
    statement = sa.select(application.c.person_id).where(
        application.c.person_id.in_(people),
        application.c.state == ApplicationState.WITHDRAWN,
        application.c.intake_id.is_not(None),
        application.c.closed_on >= today - RECENT,
    )
    return set(session.scalars(statement)) if people else set()


def candidates_of(wishes: Sequence[uuid.UUID], today: dt.date) -> list[Candidate]:
    """What ranking may look at for some applications. The caller may know of their people."""
    statement = (
        sa.select(application, person_rows.c.release_on)
        .join(person_rows, person_rows.c.id == application.c.person_id)
        .where(application.c.id.in_(wishes))
    )
    return candidates_among(session.execute(statement).all(), today) if wishes else []


def ranked_for(
    actor: Actor, group: Any, today: dt.date, points: Mapping[str, int] | None = None
) -> tuple[list[Ranked], dict[uuid.UUID, Any]]:
    """The waiting list of a group (a row of INTAKES) in order, and its rows by application.

    By the rules in force there today, or by ``points`` that somebody tries out.
    """
    waiting = {row.id: row for row in waiting_for(actor, group.programme_id, group.unit_id)}
    chosen = points or points_on(group.unit_id, today)[1]
    return rank(candidates_among(list(waiting.values()), today), group.ends_on, today, chosen), waiting
