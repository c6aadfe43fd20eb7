"""The one wall in front of every file: scope by establishment or office, minus exclusions, restricted people apart."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.models import Exclusion, GlassBreak, Restriction
from casework.people.models import Person
from kernel.accounts.models import Account, Human, RoleGrant
from kernel.audit import INSPECTION, AuditEntry, Kind
from kernel.authz import NO_CASE_DATA, Actor, Role
from kernel.db import session, table_of

person = table_of(Person)
MOST_PLACES = 12
"""Prisons and offices up to which a list is read place by place."""
_exclusion, _restriction, _glass = table_of(Exclusion), table_of(Restriction), table_of(GlassBreak)


def is_excluded(human_id: sa.ColumnElement[object]) -> sa.ColumnElement[bool]:
    """Whether a human is on the person's exclusion list."""
    return sa.exists().where(
        _exclusion.c.person_id == person.c.id, _exclusion.c.human_id == human_id, _exclusion.c.ended_at.is_(None)
    )


def is_admitted(human_id: sa.ColumnElement[object]) -> sa.ColumnElement[bool]:
    """The person is not restricted, or this human is on the restriction list."""
    named = sa.exists().where(
        _restriction.c.person_id == person.c.id, _restriction.c.human_id == human_id, _restriction.c.ended_at.is_(None)
    )
    return sa.or_(person.c.restricted.is_(False), named)


def opened_until(human_id: sa.ColumnElement[object], now: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """Until when this human reads the person's file by exception; null when they do not. Lists never carry it."""
    running = sa.select(sa.func.max(_glass.c.ends_at)).where(
        _glass.c.person_id == person.c.id, _glass.c.human_id == human_id, _glass.c.ends_at > now
    )
    return running.correlate(person).scalar_subquery()


def hidden_by_number(human_id: uuid.UUID, number: str) -> uuid.UUID | None:
    """Any file with exactly this number but one from which this human is kept away: for the exception alone."""
    reader = sa.literal(human_id, person.c.id.type)
    exact = person.c.number == number.strip().upper()
    return session.scalar(sa.select(person.c.id).where(exact, person.c.merged_into_id.is_(None), ~is_excluded(reader)))


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The clause that every list of people carries: which rows of ``person`` this actor may know of.

    Files merged into another are gone from lists. Roles without case data see nobody.
    """
    if actor.roles <= NO_CASE_DATA:
        return sa.false()
    return _visible(actor.human_id, None if actor.everywhere else actor.establishments)


def may_know_of(actor: Actor, person_id: sa.ColumnElement[uuid.UUID]) -> sa.ColumnElement[bool]:
    """``visible_to`` for the person that a column names: of a statement that begins with few rows of another table.

    Beside a join, ``visible_to`` makes the engine begin with everybody in the reader's prisons.
    """
    known = sa.select(person.c.id).where(person.c.id == person_id, visible_to(actor))
    return sa.exists(known.correlate(person_id.table))


def parts_visible_to(actor: Actor, place: uuid.UUID | None = None) -> tuple[sa.ColumnElement[bool], ...]:
    """``visible_to`` in parts for ``page_of``, each in the order of one index: nobody stands in two of them.

    With ``place`` only who is in that prison or under that office. Readers of the whole service need no parts, and of
    very many places there is one part again.
    """
    if place and not actor.covers(place):
        return (sa.and_(visible_to(actor), sa.or_(person.c.establishment_id == place, person.c.office_id == place)),)
    places = frozenset({place}) if place else actor.establishments
    if actor.roles <= NO_CASE_DATA or (actor.everywhere and not place) or not 0 < len(places) <= MOST_PLACES:
        return (visible_to(actor),)
    return _parts(actor.human_id, places)


@functools.lru_cache(maxsize=512)
def _parts(human_id: uuid.UUID, places: frozenset[uuid.UUID]) -> tuple[sa.ColumnElement[bool], ...]:
    personal, elsewhere = _visible(human_id, None), person.c.establishment_id.not_in(places)
    under = sa.and_(personal, sa.or_(person.c.establishment_id.is_(None), elsewhere))
    return tuple(
        part
        for place in sorted(places)
        for state in (sa.true(), sa.false())
        for part in (
            sa.and_(person.c.establishment_id == place, person.c.in_custody == state, personal),
            sa.and_(person.c.office_id == place, person.c.supervised == state, under),
        )
    )


@functools.lru_cache(maxsize=512)
def _visible(human_id: uuid.UUID, scope: frozenset[uuid.UUID] | None) -> sa.ColumnElement[bool]:
    """The clause for a human and a scope, built once: it stands in every list, and the facts are read each time."""
    human = sa.literal(human_id, person.c.id.type)
    clauses = [person.c.merged_into_id.is_(None), ~is_excluded(human), is_admitted(human)]
    if scope is not None:
        clauses.append(sa.or_(person.c.establishment_id.in_(scope), person.c.office_id.in_(scope)))
    return sa.and_(*clauses)


_part = person.alias("part")


def whole_file(person_id: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """The ids under which one person's rows stand: the file's own, and those of files merged into it.

    For tables whose rows are never rewritten (movements, visits, registers, parts of earnings, the trail): there a
    merge leaves the old id, and the reader asks with this.
    """
    either = sa.or_(_part.c.id == person_id, _part.c.merged_into_id == person_id)
    return sa.select(_part.c.id).where(either).correlate_except(_part)


def merged_into(people: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The files that were merged into those of these people, each with the file it was merged into."""
    wanted = sa.select(person.c.id, person.c.merged_into_id).where(person.c.merged_into_id.in_(people))
    return {row.id: row.merged_into_id for row in session.execute(wanted)}


def file_now(person_id: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The file that answers today for an id in a row that is never rewritten: the surviving one after a merge."""
    surviving = sa.select(_part.c.merged_into_id).where(_part.c.id == person_id).correlate_except(_part)
    return sa.func.coalesce(surviving.scalar_subquery(), person_id, type_=person.c.id.type)


_entry, _human = table_of(AuditEntry), table_of(Human)
_account, _grant = table_of(Account), table_of(RoleGrant)
_person_id = sa.bindparam("person_id", type_=person.c.id.type)
_TRAIL = (
    sa.select(_entry.c.at, _entry.c.kind, _entry.c.action, _entry.c.purpose, _entry.c.reason, _human.c.name)
    .select_from(_entry.outerjoin(_human, _human.c.id == _entry.c.human_id))
    .where(_entry.c.person_id.in_(whole_file(_person_id)))
    .order_by(_entry.c.at.desc())
    .limit(200)
)
_inspects = (
    sa.select(_account.c.human_id)
    .join(_grant, _grant.c.account_id == _account.c.id)
    .where(_grant.c.role == Role.INSPECTOR)
)
_told: tuple[sa.ColumnElement[bool], ...] = (
    _entry.c.purpose != INSPECTION,
    sa.or_(_entry.c.human_id.is_(None), _entry.c.human_id.not_in(_inspects)),
)
"""What the prison may be told of: nothing of what an inspector looked at, now or in that office once."""
_ROLES = (
    sa.select(_entry.c.human_id, _human.c.name, _grant.c.role, sa.func.count().label("times"))
    .select_from(
        _entry.join(_human, _human.c.id == _entry.c.human_id)
        .outerjoin(_account, _account.c.human_id == _human.c.id)
        .outerjoin(_grant, _grant.c.account_id == _account.c.id)
    )
    .where(_entry.c.person_id.in_(whole_file(_person_id)), *_told)
    .group_by(_entry.c.human_id, _human.c.name, _grant.c.role)
    .order_by(_entry.c.human_id, _grant.c.role)
)
_READS = _ROLES.where(_entry.c.kind == Kind.READ)


def looks_at(person_id: uuid.UUID) -> Sequence[Any]:
    """The newest 200 deeds and looks on a file that the caller has fetched already. For inspectors alone."""
    return session.execute(_TRAIL, {"person_id": person_id}).all()


def looks_told(person_id: uuid.UUID) -> Sequence[Any]:
    """The same without anything an inspector did or looked at: what the governor may see."""
    return session.execute(_TRAIL.where(*_told), {"person_id": person_id}).all()


def deeds_between(
    person_id: uuid.UUID, since: dt.datetime, until: dt.datetime, *clauses: sa.ColumnElement[bool], most: int
) -> tuple[int, Sequence[Any]]:
    """(how many, the newest) deeds on exactly this file after ``since``, without an inspector's."""
    within = sa.and_(
        _entry.c.person_id == person_id, _entry.c.kind == Kind.WRITE, _entry.c.at > since, _entry.c.at <= until, *_told,
        *clauses,
    )  # fmt: skip
    many = session.scalar(sa.select(sa.func.count()).select_from(_entry).where(within)) or 0
    newest = (
        sa.select(_entry.c.at, _entry.c.action, _entry.c.subject_kind, _entry.c.subject_id, _human.c.name.label("who"))
        .select_from(_entry.outerjoin(_human, _human.c.id == _entry.c.human_id))
        .where(within)
        .order_by(_entry.c.at.desc(), _entry.c.lane, _entry.c.seq.desc())
        .limit(most)
    )
    return many, session.execute(newest).all()


def looks_by_role(person_id: uuid.UUID) -> Counter[Role | None]:
    """How often each role looked into a file, without inspectors; None for who holds no role any more.

    Somebody with several roles counts once, under the first.
    """
    found: Counter[Role | None] = Counter()
    for _human_id, rows in itertools.groupby(session.execute(_READS, {"person_id": person_id}), lambda row: row[0]):
        first = next(rows)
        found[first.role and Role(first.role)] += first.times
    return found


def staff_of(person_id: uuid.UUID) -> dict[str, Role | None]:
    """Names of the staff who looked into a file or wrote in it, with their role. Inspectors are left out."""
    return {row.name: row.role and Role(row.role) for row in session.execute(_ROLES, {"person_id": person_id})}
