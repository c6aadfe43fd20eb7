"""Asking for a place, offering one, and closing a wish."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casework.public import facts_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import attempt, session
from kernel.errors import DomainError
from kernel.i18n import _, isolate
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.catalogue.models import Programme, ProgrammeStatus
from programmes.catalogue.policies import can_apply, can_manage, demand
from programmes.catalogue.queries import programme_of
from programmes.intakes.models import Intake
from programmes.intakes.queries import intake_for
from programmes.places.models import OPEN_APPLICATION, Application, ApplicationState, Requester
from programmes.places.queries import application_for, open_application
from programmes.ranking.queries import candidates_of, points_on
from programmes.ranking.rules import lines_for

ANSWER_WITHIN = dt.timedelta(days=7)
"""How long an offered place is held for an answer."""


@dataclass(frozen=True, kw_only=True)
class NewApplication:
    """A wish for a place in a programme, at the prison where the person is. ``consented`` is the person's own word.

    A ``draft`` is kept and does not wait yet: the person is still to be asked.
    """

    person_id: uuid.UUID
    programme_id: uuid.UUID
    requested_by: Requester
    consented: bool
    step_id: uuid.UUID | None = None
    note: str = ""
    draft: bool = False
    id: uuid.UUID = field(default_factory=new_id)


def apply(actor: Actor, new: NewApplication) -> Application:
    """Put a person on the waiting list. One open wish per programme; the lot that breaks ties is drawn now."""
    existing = session.get(Application, new.id)
    if existing:
        return existing
    facts = facts_for(actor, new.person_id)
    if not facts.card.in_custody or facts.card.establishment_id is None:
        raise DomainError(_("This person is not held in a prison, so there is no place to ask for."))
    demand(can_apply(actor, facts.card.establishment_id))
    programme = programme_of(new.programme_id)
    if programme.status is not ProgrammeStatus.LIVE:
        raise DomainError(_("This programme takes no applications now. Choose another one."), field="programme_id")
    if open_application(facts.card.id, programme.id):
        raise DomainError(_("This person waits for this programme already."), field="programme_id")
    new = dataclasses.replace(new, person_id=facts.card.id)
    return add_application(actor, new, programme, facts.card.establishment_id, facts.needs)


def apply_for_all(actor: Actor, wishes: Sequence[NewApplication]) -> tuple[list[Application], list[DomainError]]:
    """Several wishes at once: those that can stand, and why each of the others cannot, naming its programme.

    Raises NotFound and Forbidden like ``apply``: they hold for all of them.
    """
    made, refused = list[Application](), list[DomainError]()
    for wish in wishes:
        try:
            with attempt():
                made.append(apply(actor, wish))
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            name = programme_of(wish.programme_id).name
            refused.append(
                DomainError(_("%(name)s: %(refusal)s", name=isolate(name), refusal=refusal), field=refusal.field)
            )
    return made, refused


def add_application(
    actor: Actor, new: NewApplication, programme: Programme, unit_id: uuid.UUID, needs: Mapping[str, int]
) -> Application:
    """Write a wish down, once the caller has checked who may make it. ``needs``: the person's, as assessed."""
    made = Application(
        id=new.id,
        person_id=new.person_id,
        programme_id=programme.id,
        unit_id=unit_id,
        requested_by=new.requested_by,
        requested_on=clock.today(unit_of(unit_id).zone),
        consented=new.consented,
        lot=secrets.randbelow(2**31),
        step_id=new.step_id,
        need=needs.get(programme.need_area) if programme.need_area else None,
        note=new.note,
        state=ApplicationState.DRAFT if new.draft else ApplicationState.PENDING,
    )
    session.add(made)
    audit.record(actor, "application.drafted" if new.draft else "application.made", made)
    session.flush()
    return made


def submit(actor: Actor, application_id: uuid.UUID) -> Application:
    """The person was asked and wants the place: the draft waits from today on."""
    found = application_for(actor, application_id)
    demand(can_apply(actor, found.unit_id))
    if found.state is not ApplicationState.DRAFT:
        raise DomainError(_("This application is not a draft any more."))
    if programme_of(found.programme_id).status is not ProgrammeStatus.LIVE:
        raise DomainError(_("This programme takes no applications now. Choose another one."))
    found.state, found.consented = ApplicationState.PENDING, True
    found.requested_on = clock.today(unit_of(found.unit_id).zone)
    audit.record(actor, "application.made", found)
    return found


def expire_all(actor: Actor, programme_id: uuid.UUID, reason: str) -> int:
    """The programme takes nobody any more: every open wish for it expires. Returns how many."""
    wanted = (Application.programme_id == programme_id, Application.state.in_(OPEN_APPLICATION))
    found = session.scalars(sa.select(Application).where(*wanted)).all()
    for one in found:
        close_application(actor, one, ApplicationState.EXPIRED, reason)
    return len(found)


def offer(actor: Actor, application_id: uuid.UUID, intake_id: uuid.UUID) -> Application:
    """Offer a place in a group. The lines that led to it are frozen, so that they can be read and appealed later."""
    found, group = application_for(actor, application_id), intake_for(actor, intake_id)
    demand(can_manage(actor, group.unit_id))
    if found.state is not ApplicationState.PENDING or found.programme_id != group.programme_id:
        raise DomainError(_("This application does not wait for this group."))
    facts = facts_for(actor, found.person_id)
    today = clock.today(facts.card.zone)
    freeze(found, lines_now([found.id], group, today)[found.id])
    found.state, found.intake_id = ApplicationState.OFFERED, group.id
    found.answer_by = today + ANSWER_WITHIN
    audit.record(actor, "application.offered", found)
    return found


def lines_now(wishes: Sequence[uuid.UUID], group: Intake, today: dt.date) -> dict[uuid.UUID, dict[str, Any]]:
    """The lines by which wishes stand on the list of a group now, with the rules they follow, as they are kept."""
    name, points = points_on(group.unit_id, today)
    return {
        one.application_id: {
            "rules": name, "lines": [line.as_json() for line in lines_for(one, group.ends_on, today, points)]
        }
        for one in candidates_of(wishes, today)
    }  # fmt: skip


def freeze(found: Application, lines: Mapping[str, Any]) -> None:
    """Keep the lines by which a wish stood on the list when a place was offered or given. The first time counts."""
    found.ranked = found.ranked or dict(lines)


def close_application(actor: Actor | None, found: Application, state: ApplicationState, reason: str) -> None:
    """Close a wish: declined, withdrawn or expired, with the reason."""
    if found.state not in OPEN_APPLICATION:
        raise DomainError(_("This application is closed already."))
    found.state, found.state_reason = state, reason
    found.closed_on = clock.today(unit_of(found.unit_id).zone)
    found.closed_by = actor.human_id if actor and state is ApplicationState.DECLINED else None
    audit.record(actor, f"application.{state.value}", found, reason=reason)


def answer_application(actor: Actor, application_id: uuid.UUID, state: ApplicationState, reason: str) -> Application:
    """Decline a wish (coordinator) or note that the person withdrew it."""
    found = application_for(actor, application_id)
    allowed = can_manage if state is ApplicationState.DECLINED else can_apply
    demand(allowed(actor, found.unit_id))
    close_application(actor, found, state, reason)
    return found
