"""Reading work for private beneficiaries: where it is, what it pays beside a free wage, who said yes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel import clock
from kernel.accounts.models import Account, Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import Unit
from programmes.catalogue.models import Workshop
from programmes.intakes.models import Intake
from programmes.intakes.queries import INTAKES, intake
from programmes.pay.models import PayRate
from programmes.pay.queries import rate_on
from programmes.places.models import Allocation, AllocationState
from programmes.private_work.models import PrivateWork, WageComparison, WorkConsent
from programmes.private_work.rules import share_of

_work, _wage, _consent = table_of(PrivateWork), table_of(WageComparison), table_of(WorkConsent)
_unit, _workshop, _human, _account = table_of(Unit), table_of(Workshop), table_of(Human), table_of(Account)
_intake, _place = table_of(Intake), table_of(Allocation)
_WORKS = (
    sa.select(_work, _unit.c.name.label("unit"), _unit.c.zone, _workshop.c.name.label("workshop"),
              _intake.c.name.label("group"))
    .join(_unit, _unit.c.id == _work.c.unit_id)
    .outerjoin(_workshop, _workshop.c.id == _work.c.workshop_id)
    .outerjoin(_intake, _intake.c.id == _work.c.intake_id)
)  # fmt: skip


def works_for(actor: Actor) -> Sequence[Any]:
    """The private work of the actor's prisons, what runs now first."""
    statement = _WORKS.order_by(_work.c.until_on.desc(), _work.c.id).limit(200)
    if not actor.everywhere:
        statement = statement.where(_work.c.unit_id.in_(actor.establishments))
    return session.execute(statement).all()


def work_for(actor: Actor, work_id: uuid.UUID) -> Any:
    """One of them. Raises NotFound outside the actor's prisons."""
    row = session.execute(_WORKS.where(_work.c.id == work_id)).first()
    if row is None or not actor.covers(row.unit_id):
        raise NotFound(_("There is no such work."))
    return row


def works_of_workshop(workshop_id: uuid.UUID) -> Sequence[Any]:
    """The private work of a workshop, newest first. The caller has fetched the workshop."""
    return session.execute(_WORKS.where(_work.c.workshop_id == workshop_id).order_by(_work.c.from_on.desc())).all()


def works_of_group(group: Any, first: dt.date, last: dt.date) -> Sequence[Any]:
    """The private work that a group does on any of these days."""
    where = _work.c.intake_id == group.id
    if group.workshop_id:
        where = sa.or_(where, _work.c.workshop_id == group.workshop_id)
    wanted = (where, _work.c.from_on <= last, _work.c.until_on >= first)
    return session.execute(sa.select(_work).where(*wanted).order_by(_work.c.from_on)).all()


def groups_of(work: Any) -> Sequence[Any]:
    """The groups that do a private work while it runs, with the names around them."""
    where = intake.c.id == work.intake_id if work.intake_id else intake.c.workshop_id == work.workshop_id
    wanted = (where, intake.c.starts_on <= work.until_on, intake.c.ends_on >= work.from_on)
    return session.execute(INTAKES.where(*wanted).order_by(intake.c.starts_on).limit(50)).all()


def places_in(work: Any) -> Sequence[Allocation]:
    """The open places of a private work, whoever asks: for putting them under review, never for a screen."""
    groups = [row.id for row in groups_of(work)]
    wanted = (Allocation.intake_id.in_(groups), Allocation.state != AllocationState.ENDED)
    return session.scalars(sa.select(Allocation).where(*wanted).order_by(Allocation.id)).all()


def comparisons_of(work_id: uuid.UUID) -> Sequence[Any]:
    """What free workers get for it, the newest first, with who noted it."""
    statement = sa.select(_wage, _human.c.name.label("by_name")).join(_human, _human.c.id == _wage.c.noted_by)
    return session.execute(
        statement.where(_wage.c.work_id == work_id).order_by(_wage.c.found_on.desc(), _wage.c.id.desc())
    ).all()


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What a group of a private work pays, and its share of the free wage in percent where the two can be compared."""

    group: Any
    rate: PayRate | None
    share: int | None


def paid_beside(work: Any) -> list[Paid]:
    """The rate of each group beside the free wage."""
    free = next(iter(comparisons_of(work.id)), None)
    today = clock.today(work.zone)
    found = []
    for group in groups_of(work):
        rate = rate_on(group.programme_id, group.unit_id, today)
        found.append(Paid(group=group, rate=rate, share=share_of(rate, free)))
    return found


def open_consent(work_id: uuid.UUID, person_id: uuid.UUID) -> WorkConsent | None:
    """A person's consent to a private work that was not taken back."""
    wanted = (WorkConsent.work_id == work_id, WorkConsent.person_id == person_id, WorkConsent.withdrawn_at.is_(None))
    return session.scalar(sa.select(WorkConsent).where(*wanted))


def agreed_among(work_id: uuid.UUID, people: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Who of these people consented to a private work and did not take it back."""
    wanted = (_consent.c.work_id == work_id, _consent.c.person_id.in_(people), _consent.c.withdrawn_at.is_(None))
    return set(session.scalars(sa.select(_consent.c.person_id).where(*wanted)))


def consents_of(actor: Actor, work_id: uuid.UUID) -> Sequence[Any]:
    """The consents to a private work, as far as the actor may know of the people, those that stand first."""
    statement = (
        sa.select(_consent, person_rows.c.name, person_rows.c.number)
        .join(person_rows, person_rows.c.id == _consent.c.person_id)
        .where(_consent.c.work_id == work_id, visible_to(actor))
        .order_by(_consent.c.withdrawn_at.is_not(None), person_rows.c.sort_name, _consent.c.id)
        .limit(300)
    )
    return session.execute(statement).all()


def consent_for(actor: Actor, consent_id: uuid.UUID) -> tuple[WorkConsent, Any]:
    """A consent and its work. Raises NotFound where the actor may not know of the person."""
    found = session.get(WorkConsent, consent_id)
    known = sa.select(person_rows.c.id).where(visible_to(actor))
    if found is None or session.scalar(known.where(person_rows.c.id == found.person_id)) is None:
        raise NotFound(_("There is no such consent."))
    return found, work_for(actor, found.work_id)


def staff_names() -> Sequence[str]:
    """The names of everybody with an account that counts."""
    statement = sa.select(_human.c.name).join(_account, _account.c.human_id == _human.c.id)
    return session.scalars(statement.where(_account.c.active).distinct()).all()
