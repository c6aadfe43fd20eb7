"""The release checks, contributed by every module."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from casework.custody.models import Belonging, CommitmentOrder, Episode, EpisodeKind, Movement
from casework.custody.queries import other_orders
from casework.people.models import LegalStatus, Person
from casework.release.models import GateRelease, ReleasePreparation
from casework.release.rules import IDENTITY_HOLDS, Check, Ground, NextStep, ground_for
from casework.sentences.models import CalculationState, DateCalculation
from kernel import clock
from kernel.accounts.models import Human
from kernel.audit import AuditEntry, Kind
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.i18n import _
from kernel.units.models import Unit

_belonging, _episode, _person = table_of(Belonging), table_of(Episode), table_of(Person)
_movement, _second = table_of(Movement), table_of(Human).alias("second")

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


NextStepSource = Callable[[Actor, uuid.UUID], Sequence[NextStep]]
_steps: list[NextStepSource] = []


def contribute_next_steps(source: NextStepSource) -> None:
    """Add what waits outside to every card: appointments, offices. Called from ``handlers.connect()``."""
    if source not in _steps:
        _steps.append(source)


def next_steps(actor: Actor, person_id: uuid.UUID) -> list[NextStep]:
    """What waits outside for this person, the soonest first; what has no hour stands last."""
    found = [step for source in _steps for step in source(actor, person_id)]
    return sorted(found, key=lambda step: (step.at is None, step.at or clock.now()))


_preparation, _calculation, _gate = table_of(ReleasePreparation), table_of(DateCalculation), table_of(GateRelease)
_order, _unit, _human, _entry = table_of(CommitmentOrder), table_of(Unit), table_of(Human), table_of(AuditEntry)
_person_id = sa.bindparam("person_id", type_=_preparation.c.person_id.type)
_INPUTS = ("sentence", "sentence_adjustment")
_newest_input = (
    sa.select(sa.func.max(_entry.c.at))
    .where(_entry.c.person_id == _person_id, _entry.c.kind == Kind.WRITE, _entry.c.subject_kind.in_(_INPUTS))
    .scalar_subquery()
)
_kept = (
    sa.select(sa.func.count())
    .where(_belonging.c.person_id == _person_id, _belonging.c.returned_at.is_(None))
    .scalar_subquery()
)
_open_stay = sa.and_(
    _episode.c.person_id == _person.c.id, _episode.c.kind == EpisodeKind.CUSTODY, _episode.c.closed_at.is_(None)
)
_live = _calculation.c.id == (
    sa.select(_calculation.c.id)
    .where(_calculation.c.person_id == _person_id, _calculation.c.state != CalculationState.SUPERSEDED)
    .order_by(_calculation.c.state.desc())  # dates that wait for a second person keep the gate shut
    .limit(1)
    .correlate(None)
    .scalar_subquery()
)
_FACTS = (
    sa.select(
        _preparation.c.identity_checked_at, _preparation.c.copy_offered_at, _preparation.c.order_reference,
        _kept.label("kept"), _calculation.c.state, _calculation.c.calculated_at, _calculation.c.release_on,
        _newest_input.label("newest_input"), _person.c.release_on.label("shown"), _person.c.legal_status,
        _order.c.expires_on, _unit.c.zone,
    )
    .select_from(
        _person.outerjoin(_episode, _open_stay)
        .outerjoin(_order, _order.c.id == _episode.c.order_id)
        .outerjoin(_unit, _unit.c.id == _episode.c.unit_id)
        .outerjoin(_preparation, _preparation.c.episode_id == _episode.c.id)
        .outerjoin(_calculation, _live)
    )
    .where(_person.c.id == _person_id)
)  # fmt: skip


def own_checks(_actor: Actor, person_id: uuid.UUID) -> list[Check]:
    """The gate's own duties: a ground to release, no other ground to hold, identity, belongings, copy of the file."""
    row = session.execute(_FACTS, {"person_id": person_id}).one()
    today = clock.today(row.zone or "UTC")
    others = [f"{one.authority}, {one.reference}" for one in other_orders(person_id, today)]
    missing = ground_for(_ground(row), today)
    looked = row.identity_checked_at is not None and row.identity_checked_at > clock.now() - IDENTITY_HOLDS
    warrants = _("Still in force: %(orders)s.", orders="; ".join(others))
    file = f"/people/{person_id}"  # commands run without a web request, so the addresses are written out
    duties = (
        ("due", _("The confirmed date has come, or there is an order"), not missing, "sentence", "7 (c)", missing),
        ("warrants", _("No other order holds the person"), not others, "custody", "7", warrants),
        ("identity", _("Identity checked"), looked, "release", "7 (a)", _("Within a day of the release.")),
        ("belongings", _("Belongings given back"), row.kept == 0, "belongings", "67 (2)", ""),
        ("copy", _("Copy of the file offered"), row.copy_offered_at is not None, "release", "9", ""),
    )
    return [
        Check(
            key=key, title=title, done=done, href=f"{file}/{page}", rule=f"Mandela Rule {rule}",
            text="" if done else text,
        )
        for key, title, done, page, rule, text in duties
    ]  # fmt: skip


def _ground(row: Any) -> Ground:
    return Ground(
        ordered=bool(row.order_reference), confirmed=row.state == CalculationState.CONFIRMED,
        release_on=row.release_on, shown=row.shown, calculated_at=row.calculated_at, newest_input=row.newest_input,
        order_expires_on=row.expires_on, sentenced=row.legal_status == LegalStatus.SENTENCED,
    )  # fmt: skip


_GATE = (
    sa.select(_gate, _human.c.name.label("preparer"))
    .join(_human, _human.c.id == _gate.c.prepared_by)
    .where(_gate.c.person_id == _person_id, _gate.c.withdrawn_at.is_(None), _gate.c.confirmed_at.is_(None))
)


def waiting_gate(person_id: uuid.UUID) -> Any:
    """The release that somebody made ready and nobody confirmed yet, with who made it ready; or None."""
    return session.execute(_GATE, {"person_id": person_id}).first()


def open_gate(episode_id: uuid.UUID) -> GateRelease | None:
    """The same, of one stay, to be changed by a command."""
    return session.scalar(
        sa.select(GateRelease).where(GateRelease.episode_id == episode_id, GateRelease.withdrawn_at.is_(None))
    )


_DONE = (
    sa.select(
        _gate.c.confirmed_at,
        _human.c.name.label("preparer"),
        _second.c.name.label("confirmer"),
        _human.c.staff_number.label("first_number"),
        _second.c.staff_number.label("second_number"),
        _movement.c.at,
        _unit.c.name.label("prison"),
        _unit.c.zone,
    )
    .join(_human, _human.c.id == _gate.c.prepared_by)
    .join(_second, _second.c.id == _gate.c.confirmed_by)
    .join(_movement, _movement.c.id == _gate.c.movement_id)
    .outerjoin(_unit, _unit.c.id == _movement.c.from_id)
    .where(_gate.c.person_id == _person_id, _gate.c.withdrawn_at.is_(None))
    .order_by(_movement.c.at.desc())
    .limit(1)
)


def newest_release(person_id: uuid.UUID) -> Any:
    """When, where and by which two people the person was released last; or None."""
    return session.execute(_DONE, {"person_id": person_id}).first()
