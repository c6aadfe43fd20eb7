"""Two pairs of closed files that share a passport, and what two records officers did about them."""

from __future__ import annotations

import uuid
from dataclasses import replace

import sqlalchemy as sa

from casework.demo.service import World
from casework.identity.rules import NumberKind
from casework.identity.service import NewNumber, add_number
from casework.merging.service import ask_merge, confirm_merge, give_back, undo_merge
from casework.people.models import DuplicateProposal
from kernel.authz import Actor
from kernel.db import in_transaction, session

SURE = "The same passport, the same scar on the left hand."
UNSURE = "The passport was lent to a brother. Look at the photographs first."


def seed(world: World) -> None:
    """One pair merged, taken back and merged again; one given back and asked for again. Small demos have fewer."""
    first = replace(world.staff["records"], everywhere=True)
    second = replace(world.staff["records2"], everywhere=True)
    closed = [one["id"] for one in world.people if one["state"] == "closed"]
    tales = (_merge_twice, _ask_twice)
    for nth, (tale, one, other) in enumerate(zip(tales, closed[::2], closed[1::2], strict=False)):
        proposal = in_transaction(lambda one=one, other=other, nth=nth: _propose(first, one, other, nth))  # type: ignore[misc]
        tale(first, second, proposal, one)


def _propose(officer: Actor, one: uuid.UUID, other: uuid.UUID, nth: int) -> uuid.UUID:
    """Both say that they hold one passport: the second number is not taken, the pair is proposed."""
    for person_id in (one, other):
        number = NewNumber(
            person_id=person_id, kind=NumberKind.PASSPORT, value=f"P 88{nth} 2207", country="TN", reason="Passport seen"
        )
        add_number(officer, number)
    session.flush()
    first, second = sorted((one, other))
    pair = sa.select(DuplicateProposal.id).where(
        DuplicateProposal.person_id == first, DuplicateProposal.other_id == second
    )
    return session.scalars(pair).one()


def _merge_twice(first: Actor, second: Actor, proposal: uuid.UUID, keep: uuid.UUID) -> None:
    in_transaction(lambda: ask_merge(first, proposal, keep, SURE))
    done = in_transaction(lambda: confirm_merge(second, proposal).id)
    in_transaction(lambda: undo_merge(second, done, "Two cousins of one name, says the registry."))
    in_transaction(lambda: ask_merge(first, proposal, keep, SURE))
    in_transaction(lambda: confirm_merge(second, proposal))


def _ask_twice(first: Actor, second: Actor, proposal: uuid.UUID, keep: uuid.UUID) -> None:
    in_transaction(lambda: ask_merge(first, proposal, keep, SURE))
    in_transaction(lambda: give_back(second, proposal, UNSURE))
    in_transaction(lambda: ask_merge(first, proposal, keep, SURE))
