"""The release checks, contributed by every module."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from casework.custody.models import Belonging, Episode, EpisodeKind
from casework.people.models import Person
from casework.release.models import ReleasePreparation
from casework.release.rules import Check
from casework.sentences.models import CalculationState, DateCalculation
from kernel import clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.i18n import _

_belonging, _episode, _person = table_of(Belonging), table_of(Episode), table_of(Person)

CheckSource = Callable[[Actor, uuid.UUID], Sequence[Check]]
_sources: list[CheckSource] = []


def contribute_checks(source: CheckSource) -> None:
    """Add a module's duties to every release. Called from ``handlers.connect()``."""
    if source not in _sources:
        _sources.append(source)


def checks_for(actor: Actor, person_id: uuid.UUID) -> list[Check]:
    """Every module's checks for this person, undone first."""
    checks = [check for source in _sources for check in source(actor, person_id)]
    return sorted(checks, key=lambda check: (check.done, not check.blocking))


_preparation, _calculation = table_of(ReleasePreparation), table_of(DateCalculation)
_person_id = sa.bindparam("person_id", type_=_preparation.c.person_id.type)
_FACTS = (
    sa.select(
        _preparation.c.identity_checked_at,
        _preparation.c.copy_offered_at,
        _preparation.c.order_reference,
        sa.select(sa.func.count())
        .where(_belonging.c.person_id == _person_id, _belonging.c.returned_at.is_(None))
        .scalar_subquery()
        .label("kept"),
        sa.select(_calculation.c.state)
        .where(_calculation.c.person_id == _person_id, _calculation.c.state != CalculationState.SUPERSEDED)
        .order_by(_calculation.c.state.desc())  # dates that wait for a second person keep the gate shut
        .limit(1)
        .scalar_subquery()
        .label("state"),
        _person.c.release_on,
    )
    .select_from(
        _person.outerjoin(
            _episode,
            sa.and_(
                _episode.c.person_id == _person.c.id,
                _episode.c.kind == EpisodeKind.CUSTODY,
                _episode.c.closed_at.is_(None),
            ),
        ).outerjoin(_preparation, _preparation.c.episode_id == _episode.c.id)
    )
    .where(_person.c.id == _person_id)
)


def own_checks(_actor: Actor, person_id: uuid.UUID) -> list[Check]:
    """The gate's own duties: the date or an order, identity, belongings, the copy of the file."""
    row = session.execute(_FACTS, {"person_id": person_id}).one()
    due = row.state == CalculationState.CONFIRMED and row.release_on is not None and row.release_on <= clock.today()
    file = f"/people/{person_id}"  # commands run without a web request, so the addresses are written out
    duties = (
        (
            "due",
            _("The confirmed date has come, or there is an order"),
            bool(due or row.order_reference),
            "sentence",
            "7 (c)",
        ),
        ("identity", _("Identity checked"), row.identity_checked_at is not None, "release", "7 (a)"),
        ("belongings", _("Belongings given back"), row.kept == 0, "custody", "67 (2)"),
        ("copy", _("Copy of the file offered"), row.copy_offered_at is not None, "release", "9"),
    )
    return [
        Check(key=key, title=title, done=done, href=f"{file}/{page}", rule=f"Mandela Rule {rule}")
        for key, title, done, page, rule in duties
    ]
