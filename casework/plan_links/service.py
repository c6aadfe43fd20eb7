"""Tying steps to real things, closing them when those are done, letting them go when those fall away."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from casework.people.queries import person_for
from casework.plan_links.events import StepTied
from casework.plan_links.queries import tied_steps
from casework.plan_links.rules import LinkKind, Target, paper_ref
from casework.plans import queries
from casework.plans.models import Step, StepState
from casework.plans.rules import DONE, LINKERS
from casework.plans.service import plan_person
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _


def link_step(
    actor: Actor, step_id: uuid.UUID, kind: str, ref_id: uuid.UUID, words: str = "", target: Target | None = None
) -> Step:
    """Tie a step to an allocation, job, appointment, paper or savings (``kind``, ``ref_id``): it closes when that does.

    Raises NotFound when the person is hidden, Forbidden for a role that runs none of these.
    """
    step = queries.step_record(step_id)
    person_for(actor, step.person_id)
    if not actor.has(*LINKERS):
        raise Forbidden(_("Whoever runs the place, the appointment or the savings ties the step to it."))
    if step.state in DONE:
        raise DomainError(_("This step is done already. Choose one that is open."))
    if kind == LinkKind.SAVINGS and (target is None or target.minor <= 0):
        raise DomainError(_("Enter the sum to save, such as 250.00."), field="amount")
    step.link_kind, step.link_id, step.link_words, step.state = kind, ref_id, words[:200], StepState.IN_PROGRESS
    step.target_minor = target.minor if target else None
    step.target_currency = target.currency if target else ""
    audit.record(actor, "step.linked", step)
    session.flush()
    events.publish(StepTied(person_id=step.person_id, kind=kind, ref_id=ref_id, by=actor))
    return step


def untie_step(actor: Actor, person_id: uuid.UUID, step_id: uuid.UUID) -> Step:
    """Let an open step go from what it was tied to."""
    card = plan_person(actor, person_id)
    step = queries.step_record(step_id, card.id)
    if step.state in DONE:
        raise DomainError(_("This step is done already. Choose one that is open."))
    _untie(step)
    audit.record(actor, "step.untied", step)
    session.flush()
    return step


def close_linked_steps(actor: Actor | None, kind: str, ref_id: uuid.UUID, words: str) -> None:
    """Complete every open step tied to (``kind``, ``ref_id``), saying in ``words`` what closed it."""
    close_steps(actor, tied_steps(kind, [ref_id]), words)


def close_many(actor: Actor | None, kind: str, refs: Collection[uuid.UUID], words: str) -> None:
    """The same for several facts at once, in one look."""
    close_steps(actor, tied_steps(kind, refs), words)


def close_reached(actor: Actor | None, account_id: uuid.UUID, balance: int, words: str) -> None:
    """Complete the open steps whose savings target stands on this account."""
    close_steps(actor, tied_steps(LinkKind.SAVINGS, [account_id], reached=balance), words)


def close_filed(actor: Actor, person_id: uuid.UUID, kind: str, words: str) -> None:
    """Complete the open steps of this person that waited for a paper of this kind."""
    close_steps(actor, tied_steps(LinkKind.DOCUMENT, [paper_ref(kind)], person_id=person_id), words)


def close_steps(actor: Actor | None, steps: Collection[Step], words: str) -> None:
    """Complete these steps, saying what closed them."""
    for step in steps:
        step.state, step.words, step.completed_at = StepState.COMPLETED, words, clock.now()
        step.closed_itself = True
        audit.record(actor, "step.completed", step, reason=words)
    session.flush()


def move_linked_steps(actor: Actor, kind: str, ref_id: uuid.UUID, to: uuid.UUID) -> None:
    """What the steps were tied to goes on under another id: an appointment on another day."""
    for step in tied_steps(kind, [ref_id]):
        step.link_id = to
        audit.record(actor, "step.linked", step)
    session.flush()


def free_linked_steps(actor: Actor | None, kind: str, ref_id: uuid.UUID, words: str) -> None:
    """What the steps were tied to ended undone: they stand as "cannot be done yet" with the reason, tied to nothing."""
    for step in tied_steps(kind, [ref_id]):
        _untie(step)
        step.state, step.words = StepState.CANNOT_YET, words
        audit.record(actor, "step.untied", step, reason=words)
    session.flush()


def _untie(step: Step) -> None:
    step.link_kind, step.link_id, step.link_words = "", None, ""
    step.target_minor, step.target_currency = None, ""
