"""Making and withdrawing the address of an officer's calendar. The secret is told once; only its hash is kept."""

from __future__ import annotations

import secrets

from kernel import audit, clock
from kernel.accounts.queries import token_hash
from kernel.authz import Actor
from kernel.db import session
from probation.agendas.models import AgendaAddress
from probation.agendas.queries import open_address


def make(actor: Actor) -> str:
    """A new address for the actor's appointments; the one before stops working. Returns the secret, this once."""
    withdraw(actor)
    secret = secrets.token_urlsafe(32)
    made = AgendaAddress(token_hash=token_hash(secret), human_id=actor.human_id, made_at=clock.now())
    session.add(made)
    audit.record(actor, "agenda_address.made", made)
    session.flush()
    return secret


def withdraw(actor: Actor) -> None:
    """The actor's address stops working. Twice is once."""
    found = open_address(actor.human_id)
    if found is not None:
        found.withdrawn_at = clock.now()
        audit.record(actor, "agenda_address.withdrawn", found)
        session.flush()
