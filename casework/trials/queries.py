"""Reading dry runs: the numbers of each cause, the people behind them, a page at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.people.models import Person
from casework.sentences.models import Sentence
from casework.trials.models import Cause, Trial, TrialDifference
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit

_trial, _difference, _human = table_of(Trial), table_of(TrialDifference), table_of(Human)
_person, _unit, _sentence = table_of(Person), table_of(Unit), table_of(Sentence)
_EVERYBODY = (
    sa.select(_sentence.c.person_id).where(_sentence.c.ended_on.is_(None)).distinct().order_by(_sentence.c.person_id)
)
_HELD = sa.select(_person.c.in_custody).where(_person.c.id == sa.bindparam("person_id", type_=_person.c.id.type))


def everybody() -> Sequence[uuid.UUID]:
    """Everybody with a standing sentence."""
    return session.scalars(_EVERYBODY).all()


def is_held(person_id: uuid.UUID) -> bool:
    """Whether the person is in custody."""
    return bool(session.scalar(_HELD, {"person_id": person_id}))


def trials_of(version_id: uuid.UUID) -> Sequence[Any]:
    """The dry runs of a version, newest first."""
    statement = (
        sa.select(_trial, _human.c.name.label("by_name"))
        .join(_human, _human.c.id == _trial.c.asked_by)
        .where(_trial.c.version_id == version_id)
        .order_by(_trial.c.asked_at.desc(), _trial.c.id.desc())
        .limit(20)
    )
    return session.execute(statement).all()


def trial(trial_id: uuid.UUID) -> Trial:
    """One dry run. Raises NotFound."""
    found = session.get(Trial, trial_id)
    if found is None:
        raise NotFound(_("There is no such dry run."))
    return found


def _seen(actor: Actor, trial_id: uuid.UUID, cause: Cause | None = None) -> sa.Select[Any]:
    rows = (
        sa.select(_difference, _person.c.name, _person.c.number, _unit.c.name.label("prison"))
        .join(_person, _person.c.id == _difference.c.person_id)
        .outerjoin(_unit, _unit.c.id == _person.c.establishment_id)
        .where(_difference.c.trial_id == trial_id, visible_to(actor))
    )
    return rows.where(_difference.c.cause == cause) if cause else rows


def counts(actor: Actor, trial_id: uuid.UUID) -> dict[Cause, Any]:
    """For each cause, how many of the people this actor may see, and the least and most days."""
    rows = _seen(actor, trial_id).subquery()
    statement = sa.select(
        rows.c.cause, sa.func.count().label("people"), sa.func.min(rows.c.days).label("least"),
        sa.func.max(rows.c.days).label("most"),
    ).group_by(rows.c.cause)  # fmt: skip
    return {Cause(row.cause): row for row in session.execute(statement)}


def totals(trial_id: uuid.UUID) -> dict[Cause, int]:
    """For each cause, how many people differ: numbers only, for the operator's terminal."""
    statement = sa.select(_difference.c.cause, sa.func.count()).where(_difference.c.trial_id == trial_id)
    found = {Cause(cause): number for cause, number in session.execute(statement.group_by(_difference.c.cause))}
    return {cause: found[cause] for cause in Cause if cause in found}


def differences(actor: Actor, trial_id: uuid.UUID, cause: Cause, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """The people of one cause, those moved furthest to freedom first."""
    return page_of(_seen(actor, trial_id, cause), _difference.c.days, row_id=_difference.c.id, after=after)


def for_export(actor: Actor, trial_id: uuid.UUID, most: int) -> Iterable[Any]:
    """All differences this actor may see, the most urgent first, at most ``most``."""
    ordered = _seen(actor, trial_id).order_by(_difference.c.priority, _difference.c.days, _difference.c.id)
    return session.execute(ordered.limit(most)).all()
