"""Reading earnings for a run, and what came of it: the whole, the groups, and the people whom a reader may see."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person, small_numbers, visible_to
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from marketplace.earnings.queries import earning, mandate, part
from marketplace.ledger.models import OwnerKind, Side
from marketplace.ledger.queries import account, entry, posting
from marketplace.simulations.models import SimulatedPerson, Simulation
from marketplace.simulations.rules import PaidLine

simulation, result = table_of(Simulation), table_of(SimulatedPerson)
_unit = table_of(Unit)
_signed = sa.case((posting.c.side == Side.DEBIT, 1), else_=-1) * posting.c.amount_minor * account.c.sign


def everybody(first: str, last: str) -> Sequence[uuid.UUID]:
    """Everybody to whom earnings were booked in these months, in a fixed order."""
    wanted = (
        sa.select(earning.c.person_id)
        .join(entry, entry.c.id == earning.c.entry_id)
        .where(entry.c.period.between(first, last))
        .group_by(earning.c.person_id)
        .order_by(earning.c.person_id)
    )
    return session.scalars(wanted).all()


def lines_of(person_id: uuid.UUID, first: str, last: str) -> list[PaidLine]:
    """A person's booked earnings of these months in the order in which they were booked."""
    rows = session.execute(
        sa.select(earning.c.id, earning.c.earned_on, earning.c.currency, earning.c.minor, entry.c.period)
        .join(entry, entry.c.id == earning.c.entry_id)
        .where(earning.c.person_id == person_id, entry.c.period.between(first, last))
        .order_by(entry.c.period, entry.c.booked_at, earning.c.id)
    ).all()
    shared: dict[uuid.UUID, Counter[str]] = {}
    for one in session.execute(
        sa.select(part.c.line_id, part.c.role, part.c.minor).where(
            part.c.person_id == person_id, part.c.period.between(first, last)
        )
    ):
        shared.setdefault(one.line_id, Counter())[str(one.role)] += one.minor
    return [
        PaidLine(period=row.period, earned_on=row.earned_on, currency=row.currency, minor=row.minor,
                 parts=shared.get(row.id, {}))
        for row in rows
    ]  # fmt: skip


def payees(person_id: uuid.UUID) -> Callable[[dt.date], frozenset[str]]:
    """Whom there was to pay on a day."""
    rows = session.execute(
        sa.select(mandate.c.kind, mandate.c.begins_on, mandate.c.ends_on).where(mandate.c.person_id == person_id)
    ).all()
    return lambda day: frozenset(
        str(row.kind) for row in rows if row.begins_on <= day and (row.ends_on is None or row.ends_on >= day)
    )


def stood(person_id: uuid.UUID) -> Callable[[str, str], Mapping[str, int]]:
    """What stood to each account before a month in a currency."""
    rows = session.execute(
        sa.select(account.c.role, account.c.currency, entry.c.period, sa.func.sum(_signed).label("minor"))
        .select_from(posting.join(entry, entry.c.id == posting.c.entry_id).join(
            account, account.c.id == posting.c.account_id))
        .where(account.c.owner_kind == OwnerKind.PERSON, account.c.owner_id == person_id)
        .group_by(account.c.role, account.c.currency, entry.c.period)
    ).all()  # fmt: skip

    def before(period: str, currency: str) -> Mapping[str, int]:
        found = Counter[str]()
        for row in rows:
            found[str(row.role)] += int(row.minor) if row.currency == currency and row.period < period else 0
        return found

    return before


def simulation_of(simulation_id: uuid.UUID) -> Simulation:
    """One run. Raises NotFound."""
    found = session.get(Simulation, simulation_id)
    if found is None:
        raise NotFound(_("There is no such run."))
    return found


def simulations_of(change_id: uuid.UUID) -> Sequence[Simulation]:
    """The runs of a change, newest first."""
    wanted = sa.select(Simulation).where(Simulation.change_id == change_id)
    return session.scalars(wanted.order_by(Simulation.asked_at.desc(), Simulation.id).limit(20)).all()


def has_finished(change_id: uuid.UUID) -> bool:
    """Whether the change was run over real earnings to the end."""
    done = sa.exists().where(simulation.c.change_id == change_id, simulation.c.finished_at.is_not(None))
    return bool(session.scalar(sa.select(done)))


def budget(simulation_id: uuid.UUID) -> dict[str, list[tuple[str, int, int]]]:
    """What each account and fund got and would get, over everybody: currency to (role, before, after)."""
    found: dict[str, dict[str, list[int]]] = {}
    rows = session.execute(
        sa.select(result.c.currency, result.c.before, result.c.after).where(result.c.simulation_id == simulation_id)
    )
    for row in rows:
        roles = found.setdefault(row.currency, {})
        for n, sums in enumerate((row.before, row.after)):
            for role, minor in sums.items():
                roles.setdefault(role, [0, 0])[n] += minor
    return {
        currency: [(role, sums[0], sums[1]) for role, sums in roles.items()] for currency, roles in found.items()
    }  # fmt: skip


def hits(simulation_id: uuid.UUID) -> tuple[Counter[str], int]:
    """Months in which each limit was reached, by rule, and how many people's earnings could not be shared out."""
    found, refused = Counter[str](), 0
    for row in session.execute(
        sa.select(result.c.hits, result.c.refused).where(result.c.simulation_id == simulation_id)
    ):
        found.update(row.hits)
        refused += bool(row.refused)
    return found, refused


def groups(simulation_id: uuid.UUID) -> list[tuple[str, list[int | None]]]:
    """How many of each prison would have more, the same, less, and how many there are; small numbers are not shown."""
    gain, lose = (
        sa.func.sum(sa.case((result.c.own_change > 0, 1), else_=0)),
        sa.func.sum(sa.case((result.c.own_change < 0, 1), else_=0)),
    )
    rows = session.execute(
        sa.select(sa.func.coalesce(_unit.c.name, "").label("name"), gain.label("gain"), lose.label("lose"),
                  sa.func.count().label("n"))
        .select_from(result.join(person, person.c.id == result.c.person_id).outerjoin(
            _unit, _unit.c.id == sa.func.coalesce(person.c.establishment_id, person.c.office_id)))
        .where(result.c.simulation_id == simulation_id)
        .group_by(_unit.c.name)
        .order_by(_unit.c.name)
    ).all()  # fmt: skip
    matrix = small_numbers.as_matrix([[row.gain, row.n - row.gain - row.lose, row.lose] for row in rows], 3)
    cells = small_numbers.shown(matrix, small_numbers.hidden_in(matrix))
    return list(zip([*(row.name for row in rows), ""], cells, strict=True))


def people_page(actor: Actor, simulation_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[Any]:
    """The people whom the reader may see, who loses most first."""
    wanted = (
        sa.select(
            result.c.id, result.c.person_id, result.c.currency, result.c.gross, result.c.own_change, result.c.refused,
            person.c.name, person.c.number, result.c.before, result.c.after,
        )
        .join(person, person.c.id == result.c.person_id)
        .where(result.c.simulation_id == simulation_id, visible_to(actor))
        .where(sa.or_(result.c.own_change != 0, result.c.refused != ""))
    )  # fmt: skip
    return page_of(wanted, result.c.own_change, row_id=result.c.id, after=after, size=25)
