"""Reading people. Every way to a person goes through here, so nobody meets a file they may not know of."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casework.access.queries import is_admitted, is_excluded, opened_until, parts_visible_to, visible_to
from casework.alerts.queries import graded, open_codes
from casework.likeness.queries import small_face
from casework.people.models import Certainty, Identifier, LegalStatus, Person, Relation, SecurityLevel
from casework.people.rules import Age, age_on
from casework.search.queries import answers
from kernel import audit, clock
from kernel.accounts.models import Human
from kernel.authz import NO_CASE_DATA, Actor
from kernel.db import Prepared, is_writing, session, table_of
from kernel.errors import Forbidden, NotFound
from kernel.i18n import _, comma
from kernel.paging import Page, page_of
from kernel.units.models import Unit

person = table_of(Person)
_identifier, _relation = table_of(Identifier), table_of(Relation)
human, _unit = table_of(Human), table_of(Unit)
_prison, _wing, _office = _unit.alias("prison"), _unit.alias("wing"), _unit.alias("office")
_reader = sa.bindparam("reader", type_=person.c.id.type)
_now = sa.bindparam("now", type_=person.c.opened_at.type)

_CARD = Prepared(
    sa.select(
        person,
        _prison.c.name.label("prison_name"),
        _prison.c.zone.label("prison_zone"),
        _wing.c.name.label("wing_name"),
        _office.c.name.label("office_name"),
        _office.c.zone.label("office_zone"),
        human.c.name.label("officer_name"),
        small_face(person.c.id).label("face"),
        is_excluded(_reader).label("excluded"),
        is_admitted(_reader).label("admitted"),
        opened_until(_reader, _now).label("exception_until"),
        open_codes(person.c.id).label("alert_codes"),
    )
    .select_from(
        person.outerjoin(_prison, _prison.c.id == person.c.establishment_id)
        .outerjoin(_wing, _wing.c.id == person.c.wing_id)
        .outerjoin(_office, _office.c.id == person.c.office_id)
        .outerjoin(human, human.c.id == person.c.officer_id)
    )
    .where(person.c.id == sa.bindparam("person_id", type_=person.c.id.type))
)


@dataclass(frozen=True, kw_only=True)
class PersonCard:
    """What stands at the top of every page of a person: the identity bar's facts, and what other modules decide by."""

    id: uuid.UUID
    number: str
    name: str
    other_name: str
    known_as: str
    sex: str
    age: Age
    language: str
    legal_status: LegalStatus
    in_custody: bool
    establishment_id: uuid.UUID | None
    wing_id: uuid.UUID | None
    supervised: bool
    office_id: uuid.UUID | None
    officer_id: uuid.UUID | None
    officer: str
    place: str
    zone: str
    level: SecurityLevel | None
    next_review: dt.date | None
    release_date: dt.date | None
    release_certainty: Certainty
    version: int
    alerts: list[tuple[str, str]] = field(default_factory=list)
    expiry_date: dt.date | None = None
    face: bytes | None = None
    """The newest photograph of the face as a small JPEG."""
    exception_until: dt.datetime | None = None
    """Until when the reader reads by exception what they may not know of."""

    @property
    def face_address(self) -> str:
        """The small photograph inside the page itself: no second look into the file is noted for it."""
        return f"data:image/jpeg;base64,{base64.b64encode(self.face).decode()}" if self.face else ""

    @property
    def initials(self) -> str:
        """Up to two first letters of the name, for where a photograph is missing."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


def _may_see(actor: Actor, row: Any) -> bool:
    in_scope = actor.covers(row.establishment_id) or actor.covers(row.office_id)
    return in_scope and row.admitted and not row.excluded and not actor.roles <= NO_CASE_DATA


def _by_exception(actor: Actor, row: Any) -> bool:
    """Whether the glass is broken for this reader: for reading only, and never where they are kept away by name."""
    if not row.exception_until or row.excluded or actor.roles <= NO_CASE_DATA:
        return False
    if is_writing():
        raise Forbidden(_("You read this file by exception, and may change nothing in it. Ask who is responsible."))
    return True


def _place(row: Any) -> str:
    parts = (
        [row.prison_name, row.wing_name] if row.in_custody else [row.office_name if row.supervised else row.prison_name]
    )
    return comma().join(part for part in parts if part)


def person_for(actor: Actor, person_id: uuid.UUID, *, purpose: str = "") -> PersonCard:
    """The person, if the actor may know of them; leaves one read row in the audit. Raises NotFound otherwise.

    A file that was merged answers with the one it was merged into.
    """
    row = _CARD.first(person_id=person_id, reader=actor.human_id, now=clock.now())
    own = row is not None and _may_see(actor, row)
    if row is None or not (own or _by_exception(actor, row)):
        raise NotFound(_("There is no such file, or you may not know of it."))
    if row.merged_into_id:
        return person_for(actor, row.merged_into_id, purpose=purpose)
    audit.note_read(actor, person_id, purpose=purpose or ("" if own else "by exception"))
    return _card(row, graded((row.alert_codes or "").split()), None if own else row.exception_until)


def _card(row: Any, alerts: list[tuple[str, str]], exception_until: dt.datetime | None) -> PersonCard:
    zone = (row.prison_zone if row.in_custody else row.office_zone) or "UTC"
    return PersonCard(
        id=row.id, number=row.number, name=row.name, other_name=row.other_name, known_as=row.known_as, sex=row.sex,
        age=age_on(clock.today(zone), row.born_earliest, row.born_latest), language=row.language,
        legal_status=LegalStatus(row.legal_status), in_custody=row.in_custody, establishment_id=row.establishment_id,
        wing_id=row.wing_id, supervised=row.supervised, office_id=row.office_id, officer_id=row.officer_id,
        officer=row.officer_name or "", place=_place(row), zone=zone, level=row.level and SecurityLevel(row.level),
        next_review=row.next_review_on, release_date=row.release_on,
        release_certainty=Certainty(row.release_certainty), version=row.version, alerts=alerts,
        expiry_date=row.expiry_on, face=row.face, exception_until=exception_until,
    )  # fmt: skip


LISTED = (
    person.c.id, person.c.number, person.c.name, person.c.other_name, person.c.legal_status, person.c.level,
    person.c.release_on, person.c.next_review_on, person.c.in_custody, person.c.supervised, person.c.establishment_id,
)  # fmt: skip
LISTED_SORTED = (*LISTED, person.c.sort_name)
_BY_NAME = sa.select(*LISTED_SORTED)


def people_page(
    actor: Actor, *, words: str = "", establishment_id: uuid.UUID | None = None, after: uuid.UUID | None = None
) -> Page[sa.Row[Any]]:
    """One page of the people this actor may know of, by name; with ``words``, of those who answer, best first."""
    if not words.strip():
        parts = parts_visible_to(actor, establishment_id)
        return page_of(_BY_NAME, person.c.sort_name, row_id=person.c.id, after=after, parts=parts)
    seen = visible_to(actor)
    if establishment_id:
        seen &= sa.or_(person.c.establishment_id == establishment_id, person.c.office_id == establishment_id)
    return answers(LISTED_SORTED, seen, words, after=after)


def person_record(actor: Actor, person_id: uuid.UUID) -> Person:
    """The person's own row, to be changed by a command of casework. Raises NotFound like ``person_for``."""
    card = person_for(actor, person_id)
    return session.get_one(Person, card.id)


def open_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Whom an actor may meet at the gate: anybody in the whole service but those hidden from them one by one."""
    reader = sa.literal(actor.human_id, person.c.id.type)
    return sa.and_(person.c.merged_into_id.is_(None), ~is_excluded(reader), is_admitted(reader))


def returning_person(actor: Actor, person_id: uuid.UUID) -> Person:
    """A known person who comes through the gate again, wherever their file lay. Notes the read. Raises NotFound."""
    found = session.scalar(sa.select(Person).where(Person.id == person_id, open_to(actor)))
    if found is None:
        raise NotFound(_("There is no such file, or you may not know of it."))
    audit.note_read(actor, found.id, purpose="reception")
    return found


def by_number(actor: Actor, number: str) -> uuid.UUID | None:
    """The id of the file with exactly this number, if the actor may know of it."""
    return session.scalar(sa.select(person.c.id).where(person.c.number == number.strip().upper(), visible_to(actor)))


def names_of(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names for ids that the caller already holds lawfully."""
    return {
        row.id: row.name for row in session.execute(sa.select(person.c.id, person.c.name).where(person.c.id.in_(ids)))
    }


def cards_among(actor: Actor, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """(name, number) of those among ``ids`` whom the actor may know of."""
    if not ids:  # SQLite would read the actor's whole prison to find nobody
        return {}
    rows = session.execute(
        sa.select(person.c.id, person.c.name, person.c.number).where(person.c.id.in_(ids), visible_to(actor))
    )
    return {row.id: row for row in rows}


def find_people(actor: Actor, asked: str, *, after: uuid.UUID | None = None) -> Page[Any]:
    """People the actor may know of, by exact number or identifier if ``asked`` is one, else by any of their names."""
    found = _by_any_number(actor, asked) if not after and any(sign.isdecimal() for sign in asked) else []
    return Page[Any](found, None) if found else people_page(actor, words=asked, after=after)


def suggestions(actor: Actor, asked: str, most: int = 8) -> Sequence[Any]:
    """The first who answer to what is being typed: exact numbers, then names. Hidden people are absent here too."""
    return find_people(actor, asked).rows[:most]


def _by_any_number(actor: Actor, asked: str) -> Sequence[Any]:
    plain = asked.strip()
    holders = sa.union(
        sa.select(person.c.id).where(person.c.number == plain.upper().replace(" ", "")),
        sa.select(_identifier.c.person_id).where(_identifier.c.value.in_({plain, plain.upper()})),
    ).subquery("holders")  # joined, not IN: SQLite would begin with the actor's whole prison
    statement = sa.select(*LISTED).select_from(holders.join(person, person.c.id == holders.c.id))
    return session.execute(statement.where(visible_to(actor)).limit(20)).all()


def files_after(until: uuid.UUID, most: int) -> Sequence[Person]:
    """The next files by age that are not merged. For nightly work only: no reader is asked."""
    statement = sa.select(Person).where(person.c.id > until, person.c.merged_into_id.is_(None))
    return session.scalars(statement.order_by(person.c.id).limit(most)).all()
