"""Loading good rows in batches: each batch is one transaction, and a row that is here already is left alone.

Rows go in set-wise, past the unit of work, because a register has hundreds of thousands of them; each person still gets
an audit entry in the batch's own transaction, which covers everything the row created.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casework.custody.models import CommitmentOrder, Episode, EpisodeKind, Movement, MovementKind
from casework.imports.rules import Fault, ImportedPerson
from casework.names.service import remember_names
from casework.people.models import (
    Certainty,
    DuplicateProposal,
    FileNumber,
    Identifier,
    NameKind,
    Person,
    PersonName,
    ProposalState,
)  # fmt: skip
from casework.people.rules import file_number, fold, match_key
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import insert_many, session, table_of
from kernel.i18n import _
from kernel.ids import new_id
from kernel.units.models import ESTABLISHMENTS, Unit

_person, _name, _identifier = table_of(Person), table_of(PersonName), table_of(Identifier)
_order, _episode, _movement = table_of(CommitmentOrder), table_of(Episode), table_of(Movement)
_proposal, _counter, _unit = table_of(DuplicateProposal), table_of(FileNumber), table_of(Unit)
_KNOWN = sa.select(_identifier.c.value).where(
    _identifier.c.kind == sa.bindparam("kind"), _identifier.c.value.in_(sa.bindparam("keys", expanding=True))
)
_ALIKE = sa.select(_person.c.id, _person.c.match_key, _person.c.born_earliest, _person.c.born_latest).where(
    _person.c.match_key.in_(sa.bindparam("keys", expanding=True)), _person.c.merged_into_id.is_(None)
)


@dataclass
class Outcome:
    """What became of rows: loaded, here already, refused; duplicates proposed; the faults of one batch by line."""

    loaded: int = 0
    known: int = 0
    proposed: int = 0
    refused: int = 0
    faults: list[tuple[int, Fault]] = field(default_factory=list)


@dataclass
class Rows:
    """The rows of one batch, table by table, inserted set-wise past the unit of work: their maker owes the audit."""

    by_table: dict[sa.Table, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: sa.Table, **values: Any) -> None:
        """Remember a row; rows of one table name the same columns."""
        self.by_table.setdefault(table, []).append(values)

    def insert(self) -> None:
        """Insert them all in the caller's transaction."""
        for table, values in self.by_table.items():
            insert_many(table, values)


def establishments_by_code(actor: Actor) -> dict[str, tuple[uuid.UUID, str]]:
    """Unit code → (id, zone) of the establishments the importer may load into."""
    rows = session.execute(
        sa.select(_unit.c.code, _unit.c.id, _unit.c.zone).where(_unit.c.kind.in_(sorted(ESTABLISHMENTS)))
    )
    return {row.code: (row.id, row.zone) for row in rows if actor.covers(row.id)}


def load_batch(
    actor: Actor, source: str, people: Sequence[ImportedPerson], places: Mapping[str, tuple[uuid.UUID, str]]
) -> Outcome:
    """Register the people of one batch that are not here yet, inside the caller's transaction. Safe to run again."""
    outcome, kind = Outcome(), f"register:{source}"[:40]
    known = set(session.scalars(_KNOWN, {"kind": kind, "keys": [person.key for person in people]}))
    fresh = []
    for person in people:
        if person.key in known:
            outcome.known += 1
        elif person.order and person.order.establishment not in places:
            place = person.order.establishment
            fault = Fault("establishment", place, _("No such prison in your scope: use its code."))
            outcome.faults.append((person.line, fault))
        else:
            fresh.append(person)
    if fresh:
        _insert(actor, kind, fresh, places, outcome)
    return outcome


def _insert(
    actor: Actor,
    kind: str,
    people: Sequence[ImportedPerson],
    places: Mapping[str, tuple[uuid.UUID, str]],
    outcome: Outcome,
) -> None:
    rows, now, first = Rows(), clock.now(), take_numbers(len(people))
    ids = [new_id() for _person in people]
    keys = [match_key(person.name) for person in people]
    for i, person in enumerate(people):
        _person_rows(rows, person, ids[i], number=file_number(first + i), key=keys[i], kind=kind, now=now)
        if person.order:
            _custody_rows(rows, person, ids[i], places[person.order.establishment][0], now)
    outcome.proposed = _propose(rows, people, ids, keys)
    rows.insert()
    remember_names((ids[i], (person.name, person.other_name, person.alias)) for i, person in enumerate(people))
    audit.record_many(actor, "person.imported", "person", dict(zip(ids, ids, strict=True)), reason=kind)
    audit.record_many(
        actor,
        "duplicate.proposed",
        "duplicate_proposal",
        {r["id"]: r["person_id"] for r in rows.by_table.get(_proposal, ())},
    )
    outcome.loaded = len(people)


def take_numbers(count: int) -> int:
    """The first of ``count`` fresh serial numbers for files."""
    take = sa.update(_counter).values(last=_counter.c.last + count).returning(_counter.c.last)
    last = session.scalar(take)
    if last is None:
        session.add(FileNumber(id=1, last=count))
        session.flush()
        last = count
    return int(last) - count + 1


def _person_rows(
    rows: Rows,
    person: ImportedPerson,
    person_id: uuid.UUID,
    *,
    number: str,
    key: str,
    kind: str,
    now: dt.datetime,
) -> None:
    rows.add(
        _person, id=person_id, number=number, name=person.name, other_name=person.other_name, known_as="",
        sort_name=fold(person.name), match_key=key, sex=person.sex, gender=person.gender,
        birth_precision=person.precision,
        born_on=person.born_on, born_earliest=person.earliest, born_latest=person.latest,
        nationality=person.nationality,
        language=person.language, needs_interpreter=False, legal_status=person.legal_status, in_custody=False,
        establishment_id=None, wing_id=None, supervised=False, office_id=None, officer_id=None, level=None,
        next_review_on=None, release_on=None, expiry_on=None, release_certainty=Certainty.NONE, restricted=False,
        merged_into_id=None, opened_at=now, version=1,
    )  # fmt: skip
    rows.add(_identifier, id=new_id(), person_id=person_id, kind=kind, value=person.key)
    names = (
        (NameKind.CURRENT, person.name),
        (NameKind.OTHER_SCRIPT, person.other_name),
        (NameKind.ALIAS, person.alias),
    )
    for name_kind, text in names:
        if text:
            rows.add(_name, id=new_id(), person_id=person_id, kind=name_kind, text=text)


def _custody_rows(
    rows: Rows, person: ImportedPerson, person_id: uuid.UUID, prison_id: uuid.UUID, now: dt.datetime
) -> None:
    order, order_id, episode_id = person.order, new_id(), new_id()
    assert order is not None
    at = dt.datetime.combine(order.received_on, dt.time(12), dt.UTC)
    held = rows.by_table[_person][-1]
    held.update(in_custody=True, establishment_id=prison_id)
    rows.add(
        _order, id=order_id, person_id=person_id, authority=order.authority, reference=order.reference,
        dated_on=order.dated_on, signatory=order.signatory, grounds=order.grounds, legal_status=person.legal_status,
        expires_on=order.expires_on,
    )  # fmt: skip
    rows.add(
        _episode, id=episode_id, person_id=person_id, kind=EpisodeKind.CUSTODY, unit_id=prison_id, order_id=order_id,
        opened_at=at, closed_at=None, close_reason="",
    )  # fmt: skip
    rows.add(
        _movement, id=new_id(), person_id=person_id, episode_id=episode_id, kind=MovementKind.RECEPTION, at=at,
        recorded_at=now, recorded_by=None, from_id=None, to_id=prison_id, wing_id=None, destination="",
        reason="imported: the hour of reception was not in the register",
    )  # fmt: skip


def _propose(rows: Rows, people: Sequence[ImportedPerson], ids: Sequence[uuid.UUID], keys: Sequence[str]) -> int:
    """Propose as duplicates, here and among the batch's own rows, same names whose birth dates can be the same."""
    alike: dict[str, list[tuple[uuid.UUID, dt.date | None, dt.date | None]]] = {}
    for row in session.execute(_ALIKE, {"keys": list(set(keys))}):
        alike.setdefault(row.match_key, []).append((row.id, row.born_earliest, row.born_latest))
    proposed = 0
    for person_id, key, person in zip(ids, keys, people, strict=True):
        for other_id, earliest, latest in alike.get(key, ())[:5]:
            if _can_be_same(person.earliest, person.latest, earliest, latest):
                evidence = {
                    "names": "same parts",
                    "birth": "same" if earliest == person.earliest and earliest else "possible",
                }
                rows.add(_proposal, id=new_id(), person_id=person_id, other_id=other_id,
                score=90 if evidence["birth"] == "same" else 60,
                         evidence=evidence, state=ProposalState.NEW, reason="")  # fmt: skip
                proposed += 1
        alike.setdefault(key, []).append((person_id, person.earliest, person.latest))
    return proposed


def _can_be_same(a_from: dt.date | None, a_to: dt.date | None, b_from: dt.date | None, b_to: dt.date | None) -> bool:
    if a_from is None or a_to is None or b_from is None or b_to is None:
        return True
    return a_from <= b_to and b_from <= a_to
