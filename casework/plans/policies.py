"""Who may write in a plan."""

from __future__ import annotations

import uuid

from casework.people.queries import PersonCard
from kernel.authz import Actor, Role


def can_write_plan(actor: Actor, card: PersonCard) -> bool:
    """A case manager in custody (or before supervision), the probation officer outside; each in their own scope."""
    if actor.has(Role.CASE_MANAGER) and actor.covers(card.establishment_id):
        return card.in_custody or not card.supervised
    return actor.has(Role.PROBATION_OFFICER) and card.supervised and actor.covers(card.office_id)


def can_take_over(actor: Actor, card: PersonCard, owner_id: uuid.UUID) -> bool:
    """A case manager of the prison that holds the person, whose plan somebody else keeps: after a transfer, a leave."""
    mine = owner_id == actor.human_id
    return actor.has(Role.CASE_MANAGER) and card.in_custody and actor.covers(card.establishment_id) and not mine
