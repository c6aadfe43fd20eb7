"""Looking for somebody who may have a file already, in the whole service: at the gate scope ends at nobody's door."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.duplicates.queries import facts_of_many
from casework.duplicates.rules import Bounds, Facts, births_alike, likeness, sentences
from casework.people.queries import open_to, person
from casework.search.queries import search_people
from casework.search.rules import Kind
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.units.models import Unit

_unit = table_of(Unit)
MOST, LOOKED_AT = 8, 24
_PLACES = sa.select(_unit.c.id, _unit.c.name)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A file that may be this person's, and in words what speaks for it."""

    id: uuid.UUID
    name: str
    other_name: str
    number: str
    born_earliest: Any
    in_custody: bool
    prison: str
    evidence: Sequence[str]


def candidates(
    actor: Actor, *names: str, born: Bounds = (None, None), sex: str = "", relative: str = ""
) -> list[Candidate]:
    """Up to eight files that may be the person at the gate, the likeliest first, each with its evidence.

    A file whose name is only near is left out when the birth dates cannot be the same. Restricted and excluded people
    are absent.
    """
    given = [name for name in names if name.strip()]
    mine = Facts(names=given, born=born, sex=sex, relatives=[relative] if relative else [])
    found = {
        one.row.id: one
        for name in given
        for one in search_people(_COLUMNS, open_to(actor), name, most=LOOKED_AT)
        if one.rank.missing == 0
        and (
            one.rank.worst is Kind.SAME
            or births_alike(born, (one.row.born_earliest, one.row.born_latest)) != "different"
        )
    }
    facts = facts_of_many(list(found))
    alike = {key: likeness(mine, facts[key]) for key in found}
    order = sorted(found, key=lambda key: (-alike[key].score, found[key].rank, key))[:MOST]
    places = {row.id: row.name for row in session.execute(_PLACES)}
    return [_candidate(found[key].row, places, sentences(alike[key].evidence)) for key in order]


_COLUMNS = (
    person.c.id, person.c.name, person.c.other_name, person.c.number, person.c.born_earliest, person.c.born_latest,
    person.c.in_custody, person.c.establishment_id, person.c.sort_name,
)  # fmt: skip


def _candidate(row: Any, places: dict[uuid.UUID, str], evidence: Sequence[str]) -> Candidate:
    return Candidate(
        id=row.id, name=row.name, other_name=row.other_name, number=row.number, born_earliest=row.born_earliest,
        in_custody=row.in_custody, prison=places.get(row.establishment_id, ""), evidence=evidence,
    )  # fmt: skip
