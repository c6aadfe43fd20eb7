"""Whatever happens, in whatever order: what was announced is what is frozen, and the lines come to what was worked.

Rates are by the hour, the session and the piece; a limit on hours refuses some rows. Seen to fail once ``settle`` does
not take off what earlier lines of a fact say, and once registers do not ask for the limit.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import defaultdict

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from casework.timeline.events import EarningsDueTogether
from kernel import clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from programmes.cancellations import service as cancellations
from programmes.cancellations.models import CancelledPay
from programmes.intakes.models import ClassSession, SessionState
from programmes.intakes.queries import sessions_of
from programmes.limits import service as limits
from programmes.limits.models import LimitAnswer, LimitKind
from programmes.limits.rules import Limit
from programmes.pay import service as pay
from programmes.pay.models import PayLine, PayRate, RateBasis
from programmes.pay.queries import rate_on
from programmes.pay.rules import earned
from programmes.pay.service import NewRate
from programmes.pay_periods import service as pay_periods
from programmes.pay_periods.models import FrozenLine
from programmes.pay_periods.queries import waiting_runs
from programmes.pay_periods.service import NewRun
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.models import Attendance
from programmes.registers.queries import corrections_of
from programmes.registers.rules import Mark, standing
from programmes.registers.service import Correction
from tests.programmes.pay_periods.conftest import book

MONDAY = dt.date(2026, 11, 23)
CODES = st.sampled_from(["present", "late", "medical", "court", "not_required"])
MINUTES = st.integers(0, 120)
PIECES = st.integers(0, 30)
MOST = 100
"""Minutes a day that the limit allows: a session has 120."""


class Months(RuleBasedStateMachine):
    """Registers, corrections, cancellations, rates and pay runs of one group with two people."""

    boss = group = seats = heard = connection = None

    def __init__(self):
        super().__init__()
        self.hours = itertools.count(1)
        session.remove()
        self.point = self.connection.begin_nested()
        self.heard.clear()

    def teardown(self):
        session.remove()
        self.point.rollback()

    def do(self, deed, *args, **given):
        """A command an hour after the last one; refusals are answers too."""
        at = dt.datetime(2026, 12, 7, tzinfo=dt.UTC) + dt.timedelta(hours=next(self.hours))
        with clock.held_at(at):
            try:
                with transaction():
                    return deed(self.boss, *args, **given)
            except DomainError:
                return None

    @rule(n=st.integers(0, 1), code=CODES, minutes=MINUTES, paid=st.booleans(), pieces=PIECES, rejected=PIECES)
    def take(self, n, code, minutes, paid, pieces, rejected):
        first, second = (seat.id for seat in self.seats)
        made = {"pieces": pieces, "rejected": rejected, "paid": paid}
        marks = {first: Mark(code=code, minutes=minutes, **made), second: Mark(code="present", minutes=60, **made)}
        self.do(registers.take_register, sessions_of(self.group.id)[n].id, marks)

    @rule(n=st.integers(0, 3), code=CODES, minutes=MINUTES, paid=st.booleans(), pieces=PIECES)
    def correct(self, n, code, minutes, paid, pieces):
        rows = session.scalars(sa.select(Attendance.id).order_by(Attendance.id)).all()
        if n < len(rows):
            wanted = Correction(code=code, minutes=minutes, pieces=pieces, paid=paid, reason="Counted wrong")
            self.do(registers.correct, rows[n], wanted)

    @rule(n=st.integers(0, 1), paid=st.booleans())
    def cancel(self, n, paid):
        self.do(cancellations.cancel, sessions_of(self.group.id)[n].id, reason="Instructor ill", paid=paid)

    @rule(n=st.integers(0, 1))
    def bring_back(self, n):
        self.do(cancellations.bring_back, sessions_of(self.group.id)[n].id, reason="A stand-in came")

    @rule(minor=st.integers(1, 500), days=st.integers(-7, 14), basis=st.sampled_from(list(RateBasis)),
          batch=st.sampled_from([1, 7, 10]))  # fmt: skip
    def set_rate(self, minor, days, basis, batch):
        new = {"basis": basis, "minor": minor, "currency": "EUR", "batch": batch if basis is RateBasis.PIECE else 1}
        self.do(pay.set_rate, NewRate(
            programme_id=self.group.programme_id, valid_from=MONDAY + dt.timedelta(days=days), **new))  # fmt: skip

    @rule(days=st.integers(0, 14))
    def freeze(self, days):
        self.do(pay_periods.freeze, NewRun(unit_id=self.group.unit_id, last_on=MONDAY + dt.timedelta(days=days)))
        for run in waiting_runs(self.boss):
            book(run)

    @invariant()
    def paid_is_the_sum_of_frozen_lines(self):
        rows = session.execute(
            sa.select(FrozenLine.person_id, PayLine.minor, FrozenLine.paid_minor).join(
                PayLine, PayLine.id == FrozenLine.id
            )
        ).all()
        lines, parts, paid = defaultdict(int), defaultdict(int), defaultdict(int)
        for person, minor, part in rows:
            lines[person] += minor
            parts[person] += part
        for one in self.heard:
            assert one.minor > 0
            paid[one.person_id] += one.minor
        assert {k: v for k, v in lines.items() if v} == {k: v for k, v in paid.items() if v}
        assert dict(parts) == {person: paid[person] for person in parts}

    @invariant()
    def lines_come_to_what_was_worked(self):
        wanted, owner = {}, {}
        for row in session.scalars(sa.select(Attendance)):
            owner[row.id] = row.person_id
            now = standing(row, corrections_of(row.id))
            wanted[row.id] = (row.held_on, now.minutes, now.pieces) if now.pays else (row.held_on, 0, 0)
        for one in session.scalars(sa.select(CancelledPay)):
            owner[one.id] = one.person_id
            wanted[one.id] = (one.held_on, 0 if one.taken_back_at else one.minutes, 0)
        single = sa.select(PayLine.fact_id, sa.func.sum(PayLine.minor)).join(PayRate, PayRate.id == PayLine.rate_id)
        sums = dict(session.execute(single.where(PayRate.batch == 1).group_by(PayLine.fact_id)).all())
        due, made = defaultdict(int), defaultdict(list)
        for fact, (day, minutes, pieces) in wanted.items():
            found = rate_on(self.group.programme_id, self.group.unit_id, day)
            alone = 0
            if found and found.batch > 1:
                made[owner[fact]].append((day, found.minor, found.batch, pieces))
            elif found:
                alone = earned(found.basis, found.minor, minutes=minutes, pieces=pieces)
            assert sums.get(fact, 0) == alone
            due[owner[fact]] += alone
        for person, days in made.items():
            over = 0
            for _day, minor, batch, pieces in sorted(days):
                due[person] += (over + pieces) // batch * minor
                over = (over + pieces) % batch
        sums = session.execute(sa.select(PayLine.person_id, sa.func.sum(PayLine.minor)).group_by(PayLine.person_id))
        got = {person: minor for person, minor in sums.all() if minor}
        assert got == {person: minor for person, minor in due.items() if minor}

    @invariant()
    def nobody_worked_beyond_the_limit(self):
        rows = session.scalars(sa.select(Attendance)).all()
        now = [standing(row, corrections_of(row.id)) for row in rows]
        assert all(one.minutes <= MOST for one in now if one.code in {"present", "late"})

    @invariant()
    def a_cancelled_session_has_no_register(self):
        gone = sa.select(ClassSession.id).where(ClassSession.state == SessionState.CANCELLED)
        assert session.scalar(sa.select(Attendance.id).where(Attendance.session_id.in_(gone))) is None


@pytest.mark.usefixtures("held_noon")
def test_random_months(boss, group, make_person, isolation, as_actor, prison):
    people = [make_person(number) for number in ("T1", "T2")]
    with transaction():
        seats = [places.place(boss, Placement(person_id=one.id, intake_id=group.id)).allocation for one in people]
    everywhere = dataclasses.replace(as_actor(Role.GOVERNOR, prison), everywhere=True)
    short = Limit(kind=LimitKind.DAY, most=MOST, answer=LimitAnswer.REFUSE, source="A limit for the test",
                  valid_from=MONDAY)  # fmt: skip
    with transaction():
        limits.set_limit(everywhere, short)
    heard = []
    events.subscribe(EarningsDueTogether, lambda many: heard.extend(many.lines))
    Months.boss, Months.group, Months.seats, Months.heard = boss, group, seats, heard
    Months.connection = isolation
    run_state_machine_as_test(Months, settings=settings(
        max_examples=25, stateful_step_count=18, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    ))  # fmt: skip
