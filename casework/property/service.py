"""Commands on belongings: taken in later, given back piece by piece, sent out, destroyed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from casework.custody.models import Belonging, EpisodeKind
from casework.custody.queries import open_episode
from casework.people.queries import person_record
from casework.property import queries
from casework.property.models import BelongingReturn
from casework.property.rules import Leaving, check_leaving, check_pieces
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id


@dataclass(frozen=True, kw_only=True)
class NewThing:
    """Things of one kind that are taken into keeping."""

    what: str
    pieces: int = 1
    condition: str = ""
    seal: str = ""
    kept_at: str = ""
    id: uuid.UUID = field(default_factory=new_id)


def take_in(actor: Actor, person_id: uuid.UUID, new: NewThing) -> Belonging:
    """Take something into keeping during a stay: what comes later is treated as what came first (Rule 67 (3))."""
    if (known := session.get(Belonging, new.id)) is not None:
        return known
    person = person_record(actor, person_id)
    stay = open_episode(person.id, EpisodeKind.CUSTODY)
    if stay is None:
        raise DomainError(_("This person is not in custody, so nothing is taken into keeping."))
    if not new.what or new.pieces < 1:
        raise DomainError(_("Write what it is and how many pieces."), field="what")
    row = Belonging(
        id=new.id, person_id=person.id, episode_id=stay.id, what=new.what, pieces=new.pieces, taken_at=clock.now(),
        condition=new.condition, seal=new.seal, kept_at=new.kept_at,
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "belonging.taken", row)
    return row


def hand_over(
    actor: Actor, person_id: uuid.UUID, things: Mapping[uuid.UUID, int], leaving: Leaving, *, deed_id: uuid.UUID
) -> int:
    """Let so many pieces of each thing leave keeping; how many pieces left. ``deed_id`` makes twice once.

    Raises DomainError for more pieces than are kept, and for a way without its reason, receiver or witness.
    """
    if queries.is_done(deed_id):
        return 0
    person = person_record(actor, person_id)
    check_leaving(leaving)
    if not things:
        raise DomainError(_("Say how many pieces leave, at least of one thing."), field="things")
    kept = {row.id: row.left for row in queries.belongings_of(person.id)}
    for key, pieces in things.items():
        thing = session.get(Belonging, key)
        if thing is None or thing.id not in kept:
            raise DomainError(_("That is not kept for this person."), field="things")
        check_pieces(pieces, kept[key], thing.what)
        row = BelongingReturn(
            belonging_id=key, person_id=person.id, deed_id=deed_id, pieces=pieces, at=clock.now(), way=leaving.way,
            signature=leaving.signature, witness=leaving.witness, recipient=leaving.recipient, reason=leaving.reason,
            done_by=actor.human_id,
        )  # fmt: skip
        session.add(row)
        audit.record(actor, f"belonging.{leaving.way.value}", row)
        if pieces == kept[key]:
            thing.returned_at = clock.now()
            audit.record(actor, "belonging.returned", thing)
    session.flush()
    return sum(things.values())


def return_belongings(actor: Actor, person_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> int:
    """Give back all that is still kept of these things, signed for; of how many things (Mandela Rule 67 (2))."""
    left = {row.id: row.left for row in queries.belongings_of(person_id) if row.id in set(ids) and row.left}
    if left:
        hand_over(actor, person_id, left, Leaving(), deed_id=new_id())
    return len(left)
