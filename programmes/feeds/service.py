"""Making and withdrawing calendar addresses. The secret is told once; only its hash is kept."""

from __future__ import annotations

import secrets
import uuid

from kernel import audit, clock
from kernel.accounts.queries import token_hash
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import Workshop
from programmes.catalogue.policies import REGISTER_TAKERS, can_manage, demand
from programmes.feeds.models import FeedAddress
from programmes.feeds.queries import open_address, workshop_of


def managed_workshop(actor: Actor, workshop_id: uuid.UUID) -> Workshop:
    """The workshop, where the actor runs programmes. Raises NotFound or Forbidden."""
    room = workshop_of(workshop_id)
    if room is None or not actor.covers(room.unit_id):
        raise NotFound(_("There is no such workshop."))
    demand(can_manage(actor, room.unit_id))
    return room


def make_own(actor: Actor) -> str:
    """A new address for the actor's own sessions; the one before stops working. Returns the secret, this once."""
    demand(actor.has(*REGISTER_TAKERS))
    withdraw_own(actor)
    return _make(actor, human_id=actor.human_id)


def make_for_workshop(actor: Actor, workshop_id: uuid.UUID) -> str:
    """The same for the sessions of a workshop."""
    withdraw_of_workshop(actor, workshop_id)
    return _make(actor, workshop_id=workshop_id)


def _make(actor: Actor, *, human_id: uuid.UUID | None = None, workshop_id: uuid.UUID | None = None) -> str:
    secret = secrets.token_urlsafe(32)
    made = FeedAddress(
        token_hash=token_hash(secret), made_by=actor.human_id, made_at=clock.now(), human_id=human_id,
        workshop_id=workshop_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "feed_address.made", made)
    session.flush()
    return secret


def withdraw_own(actor: Actor) -> None:
    """The actor's address stops working. Twice is once."""
    demand(actor.has(*REGISTER_TAKERS))
    _withdraw(actor, open_address(human_id=actor.human_id))


def withdraw_of_workshop(actor: Actor, workshop_id: uuid.UUID) -> None:
    """The address of a workshop stops working. Twice is once."""
    managed_workshop(actor, workshop_id)
    _withdraw(actor, open_address(workshop_id=workshop_id))


def _withdraw(actor: Actor, found: FeedAddress | None) -> None:
    if found is not None:
        found.withdrawn_at = clock.now()
        audit.record(actor, "feed_address.withdrawn", found)
        session.flush()
