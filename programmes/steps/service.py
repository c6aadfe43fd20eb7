"""Tying the steps of a plan to places, closing them with the place, letting them go when it ends undone."""

from __future__ import annotations

import uuid

from casework.public import LinkKind, close_linked_steps, free_linked_steps, link_step
from kernel.authz import Actor
from programmes.catalogue.models import ProgrammeKind
from programmes.catalogue.queries import programme_of

_KINDS = (LinkKind.ALLOCATION, LinkKind.JOB)


def tie_step(actor: Actor, step_id: uuid.UUID, allocation_id: uuid.UUID, programme_id: uuid.UUID) -> None:
    """Tie a step to the place that was given for it: a job closes it by beginning, a course by being completed."""
    programme = programme_of(programme_id)
    kind = LinkKind.JOB if programme.kind is ProgrammeKind.WORK else LinkKind.ALLOCATION
    link_step(actor, step_id, kind, allocation_id, programme.name)


def close_steps(actor: Actor, allocation_id: uuid.UUID, words: str) -> None:
    """The place was completed: close what was tied to it."""
    for kind in _KINDS:
        close_linked_steps(actor, kind, allocation_id, words)


def free_steps(actor: Actor | None, allocation_id: uuid.UUID, words: str) -> None:
    """The place ended: what is still open is tied to nothing any more, and says why."""
    for kind in _KINDS:
        free_linked_steps(actor, kind, allocation_id, words)
