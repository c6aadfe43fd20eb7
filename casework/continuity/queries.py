"""Reading who is inside, a thousand at a time by key, and the record of the snapshots made."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.alerts.models import Alert, AlertCode, NonAssociation
from casework.continuity.models import SealedSnapshot
from casework.custody.models import CommitmentOrder, Episode, EpisodeKind, Movement, MovementKind
from casework.custody.queries import stands
from casework.custody.rules import GONE, OUT
from casework.likeness.queries import readiness
from casework.people.models import BirthPrecision, Certainty, LegalStatus, Person, PersonName, SecurityLevel, Sex
from casework.sentences.models import Sentence, SentenceKind
from casework.snapshots.rules import NEEDED_ALERTS, Held, of_age_on, offence_class
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.units.models import Unit, UnitKind

BATCH = 1000
_person, _unit, _name = table_of(Person), table_of(Unit), table_of(PersonName)
_alert, _apart, _sentence = table_of(Alert), table_of(NonAssociation), table_of(Sentence)
_episode, _order, _movement = table_of(Episode), table_of(CommitmentOrder), table_of(Movement)
_taken = table_of(SealedSnapshot)
_prison, _wing = _unit.alias("prison"), _unit.alias("wing")
_one, _other = _person.alias("one"), _person.alias("other")


_LAST = (
    sa.select(_movement.c.kind)
    .where(_movement.c.episode_id == _episode.c.id, stands)
    .order_by(_movement.c.at.desc(), _movement.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_INSIDE = (
    sa.select(
        _person.c.id, _person.c.number, _person.c.name, _person.c.other_name, _person.c.known_as, _person.c.sex,
        _person.c.birth_precision, _person.c.born_earliest, _person.c.born_latest, _person.c.level,
        _person.c.legal_status, _person.c.release_on, _person.c.expiry_on, _person.c.release_certainty,
        _person.c.restricted, _prison.c.name.label("prison"), _wing.c.name.label("wing"), _order.c.expires_on,
        _order.c.grounds, _LAST.label("last"), *readiness(_person.c.id),
    )
    .select_from(
        _person.outerjoin(_prison, _prison.c.id == _person.c.establishment_id)
        .outerjoin(_wing, _wing.c.id == _person.c.wing_id)
        .outerjoin(_episode, sa.and_(_episode.c.person_id == _person.c.id, _episode.c.kind == EpisodeKind.CUSTODY,
                                     _episode.c.closed_at.is_(None)))
        .outerjoin(_order, _order.c.id == _episode.c.order_id)
    )
    .where(_person.c.in_custody, _person.c.merged_into_id.is_(None))
    .order_by(_person.c.id)
    .limit(BATCH)
)  # fmt: skip


def inside(actor: Actor | None, day: dt.date, *, prison_id: uuid.UUID | None = None) -> Iterator[Held]:
    """Everybody in custody whom ``actor`` may know of; without an actor (the nightly job) everybody there is."""
    statement = _INSIDE.where(_person.c.establishment_id == prison_id) if prison_id else _INSIDE
    statement = statement.where(visible_to(actor)) if actor else statement
    after: uuid.UUID | None = None
    while True:
        rows = session.execute(statement.where(_person.c.id > after) if after else statement).all()
        if rows:
            yield from _held(rows, day)
        if len(rows) < BATCH:
            return
        after = rows[-1].id


Many = dict[uuid.UUID, list[Any]]


def _many(statement: sa.Select[Any]) -> Many:
    """The rows of a statement by their first column."""
    found: Many = defaultdict(list)
    for key, *rest in session.execute(statement):
        found[key].append(rest[0] if len(rest) == 1 else tuple(rest))
    return found


def _aparts(ids: Sequence[uuid.UUID]) -> Many:
    """File numbers of those each person must be kept apart from."""
    pairs = (
        sa.select(_one.c.id, _one.c.number, _other.c.id, _other.c.number)
        .select_from(_apart.join(_one, _one.c.id == _apart.c.person_id).join(_other, _other.c.id == _apart.c.other_id))
        .where(_apart.c.closed_on.is_(None), sa.or_(_one.c.id.in_(ids), _other.c.id.in_(ids)))
    )
    found: Many = defaultdict(list)
    for one, one_number, other, other_number in session.execute(pairs):
        found[one].append(other_number)
        found[other].append(one_number)
    return found


def _held(rows: Sequence[Any], day: dt.date) -> Iterator[Held]:
    ids = [row.id for row in rows]
    names = _many(sa.select(_name.c.person_id, _name.c.text).where(_name.c.person_id.in_(ids)).order_by(_name.c.id))
    open_alerts = sa.select(_alert.c.person_id, _alert.c.code).where(
        _alert.c.person_id.in_(ids), _alert.c.ended_on.is_(None), _alert.c.code.in_(sorted(NEEDED_ALERTS))
    )
    standing = sa.select(_sentence.c.person_id, _sentence.c.kind, _sentence.c.offence).where(
        _sentence.c.person_id.in_(ids), _sentence.c.ended_on.is_(None)
    )
    alerts, apart, sentences = _many(open_alerts), _aparts(ids), _many(standing)
    for row in rows:
        yield _record(row, day, names[row.id], alerts[row.id], apart[row.id], sentences[row.id])


def _record(
    row: Any, day: dt.date, names: list[str], alerts: list[str], apart: list[str], sentences: list[Any]
) -> Held:
    of_age = of_age_on(row.born_latest)
    known = row.born_earliest and row.born_latest
    last = MovementKind(row.last) if row.last else None
    words = [offence for _kind, offence in sentences] or [row.grounds or ""]
    return Held(
        number=row.number,
        names=tuple(dict.fromkeys(text for text in (row.name, row.other_name, row.known_as, *names) if text)),
        sex=Sex(row.sex),
        born=(row.born_earliest.year, row.born_latest.year) if known else None,
        birth=BirthPrecision(row.birth_precision),
        child_until=of_age if of_age and of_age > day else None,
        photo_on=row.photo_on,
        marks=row.marks,
        level=SecurityLevel(row.level) if row.level else None,
        offence=offence_class([SentenceKind(kind) for kind, _offence in sentences], words),
        status=LegalStatus(row.legal_status),
        order_until=row.expires_on,
        release_on=row.release_on,
        expiry_on=row.expiry_on,
        certainty=Certainty(row.release_certainty),
        prison=row.prison or "",
        wing=row.wing or "",
        outside=last if last in OUT - GONE else None,
        alerts=tuple(AlertCode(code) for code in sorted(alerts)),
        apart=tuple(sorted(apart)),
        restricted=row.restricted,
    )


def service_place() -> tuple[str, str]:
    """Name of the service and the time zone of its prisons."""
    rows = session.execute(
        sa.select(_unit.c.kind, _unit.c.name, _unit.c.zone)
        .where(_unit.c.kind.in_([UnitKind.SERVICE, UnitKind.PRISON]))
        .order_by(_unit.c.kind.desc(), _unit.c.code)
    ).all()
    zone = next((row.zone for row in rows if row.kind == UnitKind.PRISON), "UTC")
    return (rows[0].name if rows else "Throughcare"), zone


def prisons() -> dict[str, tuple[str, uuid.UUID]]:
    """Prisons by code: name and id."""
    rows = session.execute(sa.select(_unit.c.code, _unit.c.name, _unit.c.id).where(_unit.c.kind == UnitKind.PRISON))
    return {row.code: (row.name, row.id) for row in rows}


def newest() -> Any:
    """The record of the newest snapshot, None before the first."""
    return session.execute(sa.select(_taken).order_by(_taken.c.made_at.desc(), _taken.c.id.desc()).limit(1)).first()


def recent(most: int = 10) -> Sequence[Any]:
    """The newest snapshots: (id, name, made_at, people, size, places)."""
    wanted = (_taken.c.id, _taken.c.name, _taken.c.made_at, _taken.c.people, _taken.c.size, _taken.c.places)
    return session.execute(sa.select(*wanted).order_by(_taken.c.made_at.desc(), _taken.c.id.desc()).limit(most)).all()


def count_inside(actor: Actor, prison_id: uuid.UUID) -> int:
    """How many people in a prison the actor may know of."""
    wanted = (_person.c.in_custody, _person.c.establishment_id == prison_id, visible_to(actor))
    return session.scalar(sa.select(sa.func.count()).select_from(_person).where(*wanted)) or 0
