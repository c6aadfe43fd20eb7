"""Giving a name and giving it up."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from casework.public import whole_file
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from marketplace.pseudonyms.models import Pseudonym
from marketplace.pseudonyms.rules import REST, draw


def name_for(actor: Actor, brand_id: uuid.UUID, person_id: uuid.UUID, own: str) -> str:
    """The name a person has at a brand; drawn by lot when they have none, never like their ``own``."""
    mine = _of(brand_id, person_id)
    if mine:
        return mine[0].words
    resting = sa.or_(Pseudonym.free_from.is_(None), Pseudonym.free_from > clock.today())
    taken = set(session.scalars(sa.select(Pseudonym.words).where(Pseudonym.brand_id == brand_id, resting)))
    made = Pseudonym(brand_id=brand_id, person_id=person_id, words=draw(taken, own), given_on=clock.today())
    session.add(made)
    audit.record(actor, "pseudonym.drawn", made)
    session.flush()
    return made.words


def _of(brand_id: uuid.UUID, person_id: uuid.UUID) -> list[Pseudonym]:
    wanted = (
        Pseudonym.brand_id == brand_id,
        Pseudonym.person_id.in_(whole_file(sa.literal(person_id, table_of(Pseudonym).c.person_id.type))),
        Pseudonym.free_from.is_(None),
    )
    return list(session.scalars(sa.select(Pseudonym).where(*wanted).order_by(Pseudonym.given_on, Pseudonym.id)))


def give_up(actor: Actor | None, brand_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """The person's name at a brand rests from now on."""
    for one in _of(brand_id, person_id):
        one.free_from = clock.today() + REST
        audit.record(actor, "pseudonym.given_up", one)
