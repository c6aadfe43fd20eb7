"""Giving a place, and everything that may happen to it until it ends."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.public import open_steps
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.applications.service import NewApplication, add_application, freeze, lines_now
from programmes.catalogue.policies import can_manage, demand
from programmes.catalogue.queries import programme_of
from programmes.checks.rules import held_back, note_place
from programmes.intakes.models import Intake
from programmes.intakes.queries import intake_for
from programmes.intakes.service import free_seat, take_seat
from programmes.looks.queries import Ask, Look, look_at
from programmes.places.models import (
    Allocation,
    AllocationState,
    Application,
    ApplicationState,
    EndReason,
    Requester,
)
from programmes.places.queries import allocation_for
from programmes.places.rules import finishes_in_time
from programmes.steps.service import free_steps, tie_step

LEAST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A seat to give. ``handover``: who in the community goes on with the course after release."""

    person_id: uuid.UUID
    intake_id: uuid.UUID
    consented: bool = False
    handover: str = ""
    override_reason: str = ""
    step_id: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=new_id)

    @property
    def ask(self) -> Ask:
        """What is looked at beside the file."""
        return Ask(consented=self.consented, handover=self.handover, override=self.override_reason)


@dataclass(frozen=True)
class Placed:
    """What came of it: the place, or, when the group was full, the application that now waits."""

    application: Application
    allocation: Allocation | None


def place(actor: Actor, order: Placement) -> Placed:
    """Give a person a seat when the rules admit them; when the group is full they join its waiting list.

    Raises DomainError with what is still needed. The same id twice is one place.
    """
    existing = session.get(Allocation, order.id)
    if existing:
        return Placed(session.get_one(Application, existing.application_id), existing)
    group = intake_for(actor, order.intake_id)
    demand(can_manage(actor, group.unit_id))
    return place_looked_at(actor, order, group, look_at(actor, group, order.person_id, order.ask))


def place_looked_at(actor: Actor, order: Placement, group: Intake, look: Look) -> Placed:
    """``place`` for a caller who may do it and has looked."""
    refuse(look, order.override_reason)
    wish = wish_for(actor, order, group, look)
    lines = lines_now([wish.id], group, clock.today(unit_of(group.unit_id).zone))[wish.id]
    return seat(actor, order, group, look, wish, lines)


def seat(
    actor: Actor, order: Placement, group: Intake, look: Look, wish: Application, lines: Mapping[str, Any]
) -> Placed:
    """Take a seat for a wish that nothing refused; without one it stays on the list. ``lines``: see ``freeze``."""
    if not take_seat(actor, group.id):
        return Placed(wish, None)
    return Placed(wish, _give(actor, order, wish, group, look, lines))


def preview(actor: Actor, order: Placement) -> Look:
    """Answer the rules and ask the checks for a seat without giving it. Raises NotFound where one may not look."""
    return look_at(actor, intake_for(actor, order.intake_id), order.person_id, order.ask)


def wish_for(actor: Actor, order: Placement, group: Intake, look: Look) -> Application:
    """The open wish of the person, or a new one by the coordinator's hand."""
    if look.application:
        return look.application
    new = NewApplication(
        person_id=look.seat.person_id, programme_id=group.programme_id, requested_by=Requester.COORDINATOR,
        consented=look.consented, step_id=order.step_id,
    )  # fmt: skip
    return add_application(actor, new, programme_of(group.programme_id), group.unit_id, look.seat.facts.needs)


def refuse(look: Look, override_reason: str) -> None:
    """Pass when the place may be given. Raises DomainError: for a check that stands in the way, for the rules."""
    for finding in look.blocking[:1]:
        raise DomainError(finding.words, rule=finding.rule, field=finding.field)
    verdict = look.verdict
    if verdict.admits:
        return
    missing = " ".join(line.needed for line in verdict.unmet)
    if verdict.barred:
        barring = next(line for line in verdict.unmet if line.firm)
        raise DomainError(barring.needed, rule=barring.rule)
    if len(override_reason) < LEAST_REASON:
        words = _("Not all rules are met. %(missing)s You may give the place with a reason.", missing=missing)
        raise DomainError(words, field="override_reason")


def _give(
    actor: Actor, order: Placement, application: Application, group: Intake, look: Look, lines: Mapping[str, Any]
) -> Allocation:
    today, verdict = clock.today(unit_of(group.unit_id).zone), look.verdict
    outside = "" if finishes_in_time(group.ends_on, look.seat.release_on) else order.handover
    made = Allocation(
        id=order.id, application_id=application.id, person_id=application.person_id, intake_id=group.id,
        starts_on=max(today, group.starts_on), verdict=verdict.as_json(), handover=outside,
        continues_outside=bool(outside),
        state=AllocationState.ACTIVE if group.starts_on <= today else AllocationState.PENDING,
        override_reason="" if verdict.admits else order.override_reason,
        override_by=None if verdict.admits else actor.human_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "allocation.made", made, reason=made.override_reason)
    freeze(application, lines)
    application.state, application.intake_id = ApplicationState.ALLOCATED, group.id
    application.consented = look.consented
    audit.record(actor, "application.allocated", application)
    session.flush()
    note_place(actor, made, order.override_reason)
    step = order.step_id or application.step_id
    if step and step in {one.id for one in open_steps(made.person_id)}:
        tie_step(actor, step, made.id, group.programme_id)
    return made


def changing(actor: Actor, allocation_id: uuid.UUID, *states: AllocationState) -> Allocation:
    """The place, to be changed by somebody who runs programmes there. Refused unless it stands in one of ``states``."""
    found = allocation_for(actor, allocation_id)
    demand(can_manage(actor, intake_for(actor, found.intake_id).unit_id))
    if found.state not in states:
        raise DomainError(_("This cannot be done now: the place is “%(state)s”.", state=found.state.label))
    return found


def today_at(found: Allocation) -> dt.date:
    """The civil day at the prison of a place."""
    return clock.today(unit_of(session.get_one(Intake, found.intake_id).unit_id).zone)


def running_state(found: Allocation) -> AllocationState:
    """Where a place stands that nothing holds back: taking part, or beginning later."""
    return AllocationState.ACTIVE if found.starts_on <= today_at(found) else AllocationState.PENDING


def suspend(actor: Actor, allocation_id: uuid.UUID, *, reason: str, paid: bool) -> Allocation:
    """Stop a place for a while, paid or not. The seat is kept."""
    found = changing(actor, allocation_id, AllocationState.ACTIVE, AllocationState.PENDING)
    suspend_place(actor, found, reason=reason, paid=paid)
    return found


def suspend_place(actor: Actor | None, found: Allocation, *, reason: str, paid: bool) -> None:
    """Stop a place for a while, whoever decides: by hand, or as it was planned."""
    found.state, found.state_words, found.suspended_paid = AllocationState.SUSPENDED, reason, paid
    audit.record(actor, "allocation.suspended_paid" if paid else "allocation.suspended_unpaid", found, reason=reason)


def resume(actor: Actor, allocation_id: uuid.UUID) -> Allocation:
    """Let a suspended place go on."""
    found = changing(actor, allocation_id, AllocationState.SUSPENDED)
    resume_place(actor, found)
    return found


def resume_place(actor: Actor | None, found: Allocation) -> None:
    """Let a suspended place go on, whoever decides. Raises DomainError when something holds it back."""
    if words := held_back(found):
        raise DomainError(words)
    found.state, found.state_words, found.suspended_paid = running_state(found), "", False
    audit.record(actor, "allocation.resumed", found)


def end(actor: Actor, allocation_id: uuid.UUID, *, reason: EndReason, words: str = "") -> Allocation:
    """End a place before its time and free the seat."""
    open_states = tuple(state for state in AllocationState if state is not AllocationState.ENDED)
    found = changing(actor, allocation_id, *open_states)
    end_place(actor, found, reason=reason, words=words)
    return found


def end_place(
    actor: Actor | None, found: Allocation, *, reason: EndReason, words: str, on: dt.date | None = None
) -> None:
    """End a place and free its seat, whoever decides: for completions, releases and transfers."""
    found.state, found.end_reason, found.state_words = AllocationState.ENDED, reason, words
    found.ended_on = on or today_at(found)
    audit.record(actor, "allocation.ended", found, reason=words or reason.value)
    free_steps(actor, found.id, _("The place ended: %(why)s.", why=reason.label))
    free_seat(actor, found.intake_id)


def end_all(actor: Actor | None, places: Sequence[Allocation], reason: EndReason, words: str, on: dt.date) -> None:
    """End several places of one person at once: they left the prison."""
    for found in places:
        end_place(actor, found, reason=reason, words=words, on=on)
