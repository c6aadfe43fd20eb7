"""Reading roll checks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import is_admitted, is_excluded
from casework.counts.queries import STANDING
from casework.people.models import Person
from casework.rollcall.models import Mark, RollCheck, RollLine
from casework.rollcall.rules import Tally
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit

person, _check, _line = table_of(Person), table_of(RollCheck), table_of(RollLine)
_human, _unit = table_of(Human), table_of(Unit)
_opener, _closer = _human.alias("opener"), _human.alias("closer")
_check_id = sa.bindparam("check_id", type_=_check.c.id.type)
_CHECKS = (
    sa.select(_check, _opener.c.name.label("opener"), _closer.c.name.label("closer"))
    .join(_opener, _opener.c.id == _check.c.opened_by)
    .outerjoin(_closer, _closer.c.id == _check.c.closed_by)
)  # fmt: skip


def check_of(actor: Actor, check_id: uuid.UUID) -> RollCheck:
    """A check of a prison in the actor's care. Raises NotFound."""
    found = session.get(RollCheck, check_id)
    if found is None or not actor.covers(found.prison_id):
        raise NotFound(_("There is no such roll check in your care."))
    return found


def shown(check_id: uuid.UUID) -> Any:
    """A check with the names of who opened and closed it."""
    return session.execute(_CHECKS.where(_check.c.id == check_id)).one()


def open_check(prison_id: uuid.UUID) -> uuid.UUID | None:
    """The id of the check that is going on in a prison."""
    return session.scalar(sa.select(_check.c.id).where(_check.c.prison_id == prison_id, _check.c.closed_at.is_(None)))


def checks_page(prison_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """The checks of a prison, newest first."""
    statement = _CHECKS.where(_check.c.prison_id == prison_id)
    return page_of(statement, _check.c.at, row_id=_check.c.id, after=after, newest_first=True)


def wings(check_id: uuid.UUID) -> Sequence[Any]:
    """(wing_id, name, listed, unseen, present, out, missing) of each wing of a check."""
    marked = [sa.func.count().filter(_line.c.mark == mark).label(mark.value) for mark in Mark]
    return session.execute(
        sa.select(_line.c.wing_id, _unit.c.name, sa.func.count().label("listed"), *marked)
        .select_from(_line.outerjoin(_unit, _unit.c.id == _line.c.wing_id))
        .where(_line.c.check_id == check_id)
        .group_by(_line.c.wing_id, _unit.c.name)
        .order_by(_unit.c.name.is_(None), _unit.c.name)
    ).all()


def _lines(actor: Actor, check_id: uuid.UUID) -> sa.Select[Any]:
    reader = sa.literal(actor.human_id, person.c.id.type)
    known = sa.and_(~is_excluded(reader), is_admitted(reader))
    return (
        sa.select(_line.c.id, _line.c.person_id, _line.c.mark, _line.c.reason, _line.c.listed,
                  sa.case((known, person.c.name), else_="").label("name"),
                  sa.case((known, person.c.number), else_="").label("number"),
                  sa.func.coalesce(_unit.c.name, "").label("wing_name"))
        .select_from(_line.join(person, person.c.id == _line.c.person_id)
                     .outerjoin(_unit, _unit.c.id == _line.c.wing_id))
        .where(_line.c.check_id == check_id)
    )  # fmt: skip


def lines_page(
    actor: Actor, check_id: uuid.UUID, wing_id: uuid.UUID | None, after: uuid.UUID | None = None
) -> Page[sa.Row[Any]]:
    """The list of one wing (of nobody's wing for None), by name. A file closed to the reader has no name here."""
    place = _line.c.wing_id == wing_id if wing_id else _line.c.wing_id.is_(None)
    return page_of(_lines(actor, check_id).where(place), person.c.sort_name, row_id=_line.c.id, after=after)


def missing_lines(actor: Actor, check_id: uuid.UUID) -> Sequence[Any]:
    """Whom nobody found, at most a hundred."""
    rows = _lines(actor, check_id).where(_line.c.mark == Mark.MISSING).order_by(person.c.sort_name).limit(100)
    return session.execute(rows).all()


def roll_on_paper(actor: Actor, check_id: uuid.UUID) -> Sequence[Any]:
    """Every line, wing by wing, for the printed list."""
    order = (_unit.c.name.is_(None), _unit.c.name, person.c.sort_name, _line.c.id)
    return session.execute(_lines(actor, check_id).order_by(*order).limit(5000)).all()


def tally(actor: Actor, check: RollCheck) -> Tally:
    """The check as it stands, held against the ledger as it stands now."""
    counts = dict.fromkeys(Mark, 0)
    for row in wings(check.id):
        for mark in Mark:
            counts[mark] += getattr(row, mark.value)
    return Tally(
        expected=check.expected, unseen=counts[Mark.UNSEEN], present=counts[Mark.PRESENT], out=counts[Mark.OUT],
        missing=counts[Mark.MISSING], lost=_names(actor, check, Mark.MISSING, inside=True),
        strays=_names(actor, check, Mark.PRESENT, inside=False),
    )  # fmt: skip


def _names(actor: Actor, check: RollCheck, mark: Mark, *, inside: bool) -> list[str]:
    """People of the check with this mark whom the ledger has inside this prison now, or has not."""
    here = sa.select(STANDING.c.person_id).where(STANDING.c.place == "inside")
    which = _line.c.person_id.in_(here) if inside else sa.and_(~_line.c.listed, _line.c.person_id.not_in(here))
    rows = session.execute(
        _lines(actor, check.id).where(_line.c.mark == mark, which).order_by(person.c.sort_name).limit(20),
        {"prison_id": check.prison_id, "at": clock.now()},
    )
    return [row.name or _("somebody whose file is not open to you") for row in rows]
