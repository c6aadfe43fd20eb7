"""Reading limits and what was allowed beyond them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from programmes.hours.queries import Hours, hours_of, workers
from programmes.intakes.models import Intake
from programmes.limits.models import LimitKind, LimitOverride, WorkLimit
from programmes.limits.rules import DAY, NEAR, Limit, longest_row, reaching, shipped, week_limit, week_minutes
from programmes.places.models import Allocation

_limit, _over, _human, _unit = table_of(WorkLimit), table_of(LimitOverride), table_of(Human), table_of(Unit)
_intake, _place = table_of(Intake), table_of(Allocation)


def _plain(row: Any) -> Limit:
    return Limit(
        kind=row.kind, most=row.most, answer=row.answer, source=row.source, valid_from=row.valid_from,
        unit_id=row.unit_id, under_age=row.under_age,
    )  # fmt: skip


def all_limits() -> Sequence[Limit]:
    """Every limit of all days and places; those that come with the house while nobody has set any."""
    return tuple(_plain(row) for row in session.execute(sa.select(_limit))) or shipped()


def is_empty() -> bool:
    """Whether nobody has set a limit yet."""
    return session.scalar(sa.select(_limit.c.id).limit(1)) is None


def limits_shown(actor: Actor) -> Sequence[Any]:
    """The limits that reach this actor's prisons with where they hold and who set them, the newest first."""
    statement = (
        sa.select(_limit, _unit.c.name.label("unit"), _human.c.name.label("by_name"))
        .outerjoin(_unit, _unit.c.id == _limit.c.unit_id)
        .outerjoin(_human, _human.c.id == _limit.c.set_by)
        .order_by(_limit.c.kind, _limit.c.valid_from.desc(), _limit.c.id)
        .limit(300)
    )
    return [row for row in session.execute(statement) if row.unit_id is None or actor.covers(row.unit_id)]


def limits_for(unit_id: uuid.UUID, hours: Hours, on: dt.date, known: Sequence[Limit]) -> dict[LimitKind, Limit]:
    """The limits of ``known`` that reach somebody with these hours in a prison on a day."""
    return reaching(known, unit_id=unit_id, age=hours.age(on), on=on)


def allowed_for(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """What was allowed beyond the limits, by person."""
    found = defaultdict(list)
    if people:
        for row in session.execute(sa.select(_over).where(_over.c.person_id.in_(people))):
            found[row.person_id].append(row)
    return found


def overrides_page(actor: Actor, after: uuid.UUID | None) -> Page[Any]:
    """What was allowed beyond the limits, newest first, as far as the actor may know of the people."""
    statement = (
        sa.select(
            _over, person_rows.c.name, person_rows.c.number, _human.c.name.label("by_name"),
            _intake.c.name.label("group"),
        )
        .join(person_rows, person_rows.c.id == _over.c.person_id)
        .join(_human, _human.c.id == _over.c.allowed_by)
        .join(_place, _place.c.id == _over.c.allocation_id)
        .join(_intake, _intake.c.id == _place.c.intake_id)
        .where(visible_to(actor))
    )  # fmt: skip
    return page_of(statement, _over.c.allowed_at, row_id=_over.c.id, after=after, newest_first=True)


@dataclass(frozen=True, kw_only=True)
class Week:
    """One person's week: minutes worked and learned, the limit for work, the longest row of days, how near it is.

    ``tone``: "bad" over a limit, "warn" near one, "" else.
    """

    person: Any
    first: dt.date
    work: int
    learning: int
    most: int | None
    row: int
    longest: int | None
    tone: str


def week_of_person(person: Any, unit_id: uuid.UUID, hours: Hours, first: dt.date, known: Sequence[Limit]) -> Week:
    """A person's week from its Monday."""
    limits = limits_for(unit_id, hours, first, known)
    days = [first + DAY * n for n in range(7)]
    work, row = week_minutes(hours.work, first), max(longest_row(hours.work, day) for day in days)
    ruling, rest, day = week_limit(limits, studies=hours.studies), limits.get(LimitKind.ROW), limits.get(LimitKind.DAY)
    pairs = [(work, ruling[0])] if ruling else []
    pairs += [(row, rest.most)] if rest else []
    pairs += [(max(hours.work.get(one, 0) for one in days), day.most)] if day else []
    over = any(amount > most for amount, most in pairs)
    near = any(amount and 100 * amount >= NEAR * most for amount, most in pairs[:2])
    return Week(
        person=person, first=first, work=work, learning=week_minutes(hours.learning, first), row=row,
        most=ruling[0] if ruling else None, longest=rest.most if rest else None,
        tone="bad" if over else "warn" if near else "",
    )  # fmt: skip


def weeks_in(actor: Actor, unit_id: uuid.UUID, first: dt.date) -> list[Week]:
    """The week from a Monday of everybody who worked or learned in a prison: over a limit, near one, the rest."""
    last = first + DAY * 6
    people = workers(actor, unit_id, first, last)
    every = hours_of([row.id for row in people], first - DAY * 14, last)
    known = all_limits()
    found = [week_of_person(row, unit_id, every[row.id], first, known) for row in people]
    found = [one for one in found if one.work or one.learning]
    return sorted(found, key=lambda one: (("bad", "warn", "").index(one.tone), -one.work, one.person.name))
