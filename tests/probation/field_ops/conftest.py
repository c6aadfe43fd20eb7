from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.db import session
from probation.contacts.models import Contact
from tests.probation.field import Phone


@pytest.fixture
def phone(client, sign_in, world) -> Phone:
    """A phone with a pack that holds the world's person."""
    return take_out(client, sign_in, world, world.officer)


def take_out(client, sign_in, world, actor) -> Phone:
    sign_in(client, actor)
    made = Phone(client)
    assert made.register().status_code == 201
    assert made.prepare(people=[str(world.order.id)]).status_code == 201
    return made


def notes() -> list[str]:
    """The notes of all logged contacts, by when they were."""
    logged = sa.select(Contact.note).where(Contact.outcome.is_not(None)).order_by(Contact.occurred_at, Contact.note)
    return list(session.scalars(logged))
