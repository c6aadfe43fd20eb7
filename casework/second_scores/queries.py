"""Reading draws and second scores. Who still has to score is never shown the first score."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.classification.models import Assessment, Classification, ClassificationState
from casework.people.queries import person
from casework.second_scores.models import SecondScore, SecondScoreDraw, SecondState
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit

_second, _draw, _human, _unit = table_of(SecondScore), table_of(SecondScoreDraw), table_of(Human), table_of(Unit)
_made, _sheet = table_of(Classification), table_of(Assessment)
_DECIDED = (ClassificationState.DECIDED, ClassificationState.APPEALED, ClassificationState.SUPERSEDED)
MOST_PAIRS = 2000


def eligible(begins: dt.datetime, until: dt.datetime) -> Sequence[Any]:
    """Decisions of a span that rest on a final score: what a draw chooses from. For the draw alone: no reader."""
    statement = (
        sa.select(
            _made.c.id, _made.c.person_id, _made.c.assessment_id, _made.c.author_id, _made.c.decided_by,
            _made.c.decided_at, _sheet.c.version_id, _sheet.c.begun_by, _sheet.c.band,
        )
        .join(_sheet, _sheet.c.id == _made.c.assessment_id)
        .where(
            _made.c.decided_at >= begins, _made.c.decided_at < until, _made.c.state.in_(sorted(_DECIDED)),
            _sheet.c.band.is_not(None),
        )
        .order_by(_made.c.id)
    )  # fmt: skip
    return session.execute(statement).all()


def drawn_until() -> dt.datetime | None:
    """Up to when decisions were drawn from."""
    return session.scalar(sa.select(sa.func.max(_draw.c.decided_until)))  # type: ignore[no-any-return]


def draws(most: int = 24) -> Sequence[Any]:
    """The newest draws."""
    return session.execute(sa.select(_draw).order_by(_draw.c.decided_from.desc()).limit(most)).all()


def drawn_in(draw_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The decisions that each of these draws chose."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {key: set() for key in draw_ids}
    rows = session.execute(sa.select(_second.c.draw_id, _second.c.classification_id).where(
        _second.c.draw_id.in_(draw_ids)
    ))  # fmt: skip
    for row in rows:
        found[row.draw_id].add(row.classification_id)
    return found


def _seen(actor: Actor, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(
            _second.c.id, _second.c.person_id, _second.c.drawn_at, _second.c.state, _second.c.ended_at,
            person.c.name, person.c.other_name, person.c.number, _unit.c.name.label("prison"), *columns,
        )
        .select_from(
            _second.join(person, person.c.id == _second.c.person_id)
            .outerjoin(_unit, _unit.c.id == person.c.establishment_id)
            .outerjoin(_human, _human.c.id == _second.c.scorer_id)
        )
        .where(visible_to(actor))
    )  # fmt: skip


def not_mine(actor: Actor) -> sa.ColumnElement[bool]:
    """Second scores of scores that this human had no part in."""
    me = sa.literal(actor.human_id, _second.c.id.type)
    return sa.and_(_second.c.first_human_id != me, _second.c.author_id != me, _second.c.decider_id != me)


def waiting(actor: Actor, *, for_me: bool, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Scores to be made again, the oldest draw first; ``for_me``: only what this human may score."""
    found = _seen(actor).where(_second.c.state == SecondState.WAITING)
    found = found.where(not_mine(actor)) if for_me else found
    return page_of(found, _second.c.drawn_at, row_id=_second.c.id, after=after)


def ended(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Scores made twice, or returned, with both levels; the newest first."""
    found = _seen(actor, _second.c.first_level, _second.c.level, _second.c.words, _human.c.name.label("scorer")).where(
        _second.c.state != SecondState.WAITING
    )
    return page_of(found, _second.c.ended_at, row_id=_second.c.id, after=after, newest_first=True)


def second_of(person_id: uuid.UUID, second_score_id: uuid.UUID) -> SecondScore:
    """One drawn score of a person whom the caller fetched. Raises NotFound."""
    found = session.get(SecondScore, second_score_id)
    if found is None or found.person_id != person_id:
        raise NotFound(_("There is no such second score in this file."))
    return found


def first_answers(found: SecondScore) -> dict[str, Any]:
    """What the first scorer answered: for after the second score alone."""
    return session.get_one(Assessment, found.assessment_id).answers


def pairs(counted: sa.ColumnElement[bool]) -> Sequence[Any]:
    """(first_level, level, first, second) of the newest scores made twice, of people whom ``counted`` lets count."""
    statement = (
        sa.select(
            _second.c.first_level,
            _second.c.level,
            _sheet.c.answers.label("first"),
            _second.c.answers.label("second"),
            _second.c.version_id,
        )
        .join(person, person.c.id == _second.c.person_id)
        .join(_sheet, _sheet.c.id == _second.c.assessment_id)
        .where(_second.c.state == SecondState.SCORED, counted)
        .order_by(_second.c.ended_at.desc())
        .limit(MOST_PAIRS)
    )
    return session.execute(statement).all()
