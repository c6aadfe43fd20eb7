"""Looking for somebody who may have a file already, in the whole service: at the gate scope ends at nobody's door."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from casework.people.queries import open_to, person, token
from casework.people.rules import name_tokens
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.units.models import Unit

_unit = table_of(Unit)
MOST = 8


def candidates(actor: Actor, *names: str) -> list[Any]:
    """Up to eight files that carry all parts of one of these names. Restricted and excluded people are absent."""
    found: dict[uuid.UUID, Any] = {}
    for name in filter(None, names):
        statement = (
            sa.select(
                person.c.id, person.c.name, person.c.other_name, person.c.number, person.c.born_earliest,
                person.c.born_latest,
                person.c.in_custody, _unit.c.name.label("prison"),
            )
            .select_from(person.outerjoin(_unit, _unit.c.id == person.c.establishment_id))
            .where(open_to(actor))
        )  # fmt: skip
        for part in name_tokens(name):
            carries = sa.exists().where(token.c.person_id == person.c.id, token.c.token == part)
            statement = statement.where(carries)
        found.update((row.id, row) for row in session.execute(statement.order_by(person.c.sort_name).limit(MOST)))
    return list(found.values())[:MOST]
