"""A part of a pay run booked in one go leaves the books that booking its lines one by one leaves."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from casework.public import EarningsDue, EarningsDueTogether
from kernel import audit, clock, events
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.bookings import service as bookings
from marketplace.earnings.models import EarningLine, EarningPart, EarningState, Mandate, MandateKind
from marketplace.ledger.models import LedgerPosting
from marketplace.ledger.queries import holdings_of, proof
from marketplace.splits.rules import CannotSplit
from tests import cast
from tests.marketplace.conftest import make_prisoner

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
DAYS = (dt.date(2026, 10, 30), dt.date(2026, 11, 2), dt.date(2026, 11, 20))
line = some.tuples(
    some.integers(0, 2), some.integers(1, 90_000), some.sampled_from(DAYS), some.sampled_from(("EUR", "JPY"))
)


@pytest.fixture(autouse=True)
def _a_day():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def twins():
    return make_twins()


def make_twins():
    """Two crews of three who are alike: the second of each pays maintenance, the third her family."""
    unit = cast.make_unit()
    crews = [[make_prisoner(unit) for _n in range(3)] for _crew in range(2)]
    with transaction():
        for _first, payer, daughter in crews:
            for person, kind in ((payer, MandateKind.OBLIGATION), (daughter, MandateKind.FAMILY)):
                made = Mandate(person_id=person.id, kind=kind, payee="Them", begins_on=DAYS[1])
                session.add(made)
                audit.record(None, "mandate.recorded", made)
    return crews


def due(person, minor, day, currency="EUR"):
    return EarningsDue(
        person_id=person.id, kind="wage", source="pay_line", source_id=new_id(), minor=minor, currency=currency,
        earned_on=day, explain={}, by=None,
    )  # fmt: skip


def announce(crew, lines, size):
    for start in range(0, len(lines), size):
        part = tuple(due(crew[n], minor, day, money) for n, minor, day, money in lines[start : start + size])
        with transaction():
            events.publish(EarningsDueTogether(lines=part, by=None))


def told(person):
    """What a payslip would say of a person, without ids."""
    rows = session.execute(
        sa.select(EarningPart.rule, EarningPart.minor, EarningPart.period, EarningPart.currency, EarningPart.explain)
        .join(EarningLine, EarningLine.id == EarningPart.line_id)
        .where(EarningPart.person_id == person.id)
    ).all()
    held = sorted((row.role.value, row.currency, row.balance) for row in holdings_of(person.id))
    return sorted((tuple(row) for row in rows), key=repr), held


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None,
          phases=[Phase.explicit, Phase.reuse, Phase.generate])  # fmt: skip
@given(lines=some.lists(line, min_size=6, max_size=24), size=some.integers(5, 24))
def test_any_lines_in_any_parts(lines, size):
    one_by_one, together = make_twins()
    announce(one_by_one, lines, 1)
    announce(together, lines, size)
    for left, right in zip(one_by_one, together, strict=True):
        assert told(left) == told(right)
    assert all(one.is_right for one in proof())


def test_a_whole_part_costs_as_many_statements_as_a_small_one(twins):
    crew = twins[0]
    announce(crew, [(n, 90_000, DAYS[2], "EUR") for n in range(3)] * 2, 6)  # accounts are opened by the first
    counted = []
    for many in (6, 60):
        with heard() as statements:
            announce(crew, [(n % 3, 700, DAYS[2], "EUR") for n in range(many)], many)
        counted.append(len(statements))
    assert counted[0] == counted[1]


@contextlib.contextmanager
def heard():
    """What goes to the database meanwhile."""
    seen = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def test_the_same_line_heard_again_within_a_part_and_after_it_counts_once(twins):
    person = twins[0][0]
    lines = [due(person, 900, DAYS[2]) for _n in range(6)]
    with transaction():
        events.publish(EarningsDueTogether(lines=(*lines, lines[0]), by=None))
        events.publish(EarningsDueTogether(lines=tuple(lines), by=None))
    assert sum(row.balance for row in holdings_of(person.id)) == 5_400
    assert session.scalar(sa.select(sa.func.count()).select_from(EarningLine)) == 6


def test_what_cannot_be_shared_out_waits_and_the_rest_of_the_part_arrives(twins, monkeypatch):
    real = bookings.due

    def refuse_one(law, minor, *rest):
        if minor == 13:
            raise CannotSplit("floors_over_cap", "The floors exceed the cap.")
        return real(law, minor, *rest)

    monkeypatch.setattr(bookings, "due", refuse_one)
    announce(twins[0], [(0, minor, DAYS[2], "EUR") for minor in (100, 13, 200, 300, 400, 500)], 6)
    states = {one.minor: one.state for one in session.scalars(sa.select(EarningLine))}
    assert states.pop(13) == EarningState.HELD
    assert set(states.values()) == {EarningState.POSTED}
    booked = sa.select(sa.func.count()).select_from(LedgerPosting).where(LedgerPosting.side == "D")
    assert session.scalar(booked) == 5
