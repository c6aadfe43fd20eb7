"""Whatever happens in whatever order: the books sum to zero, nobody falls below it, and no money comes or goes.

Among what happens: people go to other prisons, files become one and two again, deaths are recorded and taken back,
money is disputed, and a court stops a rule.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from casework.people.models import Person
from casework.public import DeathTakenBack, EarningsDue, PeopleMerged, PeopleUnmerged, PersonDied, PersonTransferred
from kernel import audit, clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.bookings.service import PACK
from marketplace.disputes import service as disputes
from marketplace.disputes.models import Dispute, DisputeState
from marketplace.disputes.queries import contestable, role_of
from marketplace.disputes.service import NewDispute
from marketplace.earnings import service as earnings
from marketplace.earnings.models import EarningLine, EarningPart, EarningState, PayoutState
from marketplace.earnings.service import NewPayout
from marketplace.estates import service as estates
from marketplace.holds import service as holds
from marketplace.holds.models import HoldState, LedgerHold
from marketplace.holds.queries import held_on
from marketplace.holds.service import NewHold
from marketplace.ledger import queries, service
from marketplace.ledger.models import FUND_ROLES, AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.rule_changes.models import ChangeState, RuleStop
from marketplace.standing import service as standing
from marketplace.standing.service import Move
from marketplace.trust_places.queries import prison_funds
from tests import cast
from tests.marketplace.conftest import make_prisoner

R, BEGINS = AccountRole, dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
PEOPLE, MINOR = st.integers(0, 2), st.integers(1, 90_000)
PURSES = st.sampled_from([R.SPENDABLE, R.SAVINGS, R.RELEASE])


class Money(RuleBasedStateMachine):
    """Beside the books runs a plain sum: what each person was given less what they were paid."""

    people = prisons = clerk = approver = connection = None

    def __init__(self):
        super().__init__()
        session.remove()
        self.point = self.connection.begin_nested()
        self.now, self.keys = BEGINS, itertools.count()
        self.owns, self.box, self.cash, self.entries = defaultdict(int), 0, {}, []
        self.merged, self.dead, self.stopped = {}, set(), False

    def teardown(self):
        session.remove()
        self.point.rollback()

    def do(self, deed, *args, **given):
        """A command a minute after the last one; refusals are answers too, and leave nothing behind."""
        self.now += dt.timedelta(minutes=1)
        with clock.held_at(self.now):
            try:
                with transaction():
                    return deed(*args, **given)
            except DomainError:
                return None

    def said(self, announced):
        """Whether what was announced stands: a listener that refuses undoes it."""
        return self.do(lambda: (events.publish(announced), True)[1])

    def purse(self, n, role):
        with transaction():
            return service.account_for(role, "EUR", self.people[n].id)

    @rule(n=PEOPLE, minor=MINOR, twice=st.booleans())
    def earn(self, n, minor, twice):
        due = EarningsDue(
            person_id=self.people[n].id, kind="wage", source="attendance", source_id=new_id(), minor=minor,
            currency="EUR", earned_on=self.now.date(), explain={}, by=None,
        )  # fmt: skip
        for _n in range(1 + twice):
            self.do(events.publish, due)
        kept = session.execute(
            sa.select(EarningPart.minor, EarningPart.role)
            .join(EarningLine, EarningLine.id == EarningPart.line_id)
            .where(EarningLine.source_id == due.source_id)
        ).all()
        assert sum(row.minor for row in kept) == minor
        assert all(row.minor > 0 for row in kept)
        assert not self.stopped or not any(row.role is R.RELEASE for row in kept), "a stopped rule took something"
        self.owns[n] += sum(row.minor for row in kept if row.role in service.TRUST_ROLES)

    @rule(n=PEOPLE, minor=MINOR, twice=st.booleans())
    def bring_cash(self, n, minor, twice):
        mine, key = self.purse(n, R.SPENDABLE), f"cash:{new_id()}"
        legs = [debit(service.account_for(R.CASH_BOX, "EUR"), minor), credit(mine, minor)]
        facts = {"kind": EntryKind.CASH_RECEIVED, "occurred_on": self.now.date(), "source": "test"}
        made = {self.do(service.post, None, NewEntry(idem_key=key, legs=legs, **facts))[0] for _n in range(1 + twice)}
        assert len(made) == 1
        self.owns[n] += minor
        self.box += minor
        self.cash[made.pop()] = (n, minor)

    @rule(which=st.integers(0, 30), twice=st.booleans())
    def take_it_back(self, which, twice):
        if which >= len(self.cash):
            return
        entry_id = list(self.cash)[which]
        for _n in range(1 + twice):
            if self.do(service.reverse, self.clerk, entry_id, "Typed twice") and entry_id in self.cash:
                n, minor = self.cash[entry_id]
                self.owns[n] -= minor
                self.box -= minor
                self.cash[entry_id] = (n, 0)

    @rule(n=PEOPLE, minor=MINOR, back=st.booleans())
    def move(self, n, minor, back):
        source = self.purse(n, R.SAVINGS if back else R.SPENDABLE)
        self.do(standing.move, self.clerk, Move(id=new_id(), account_id=source, minor=minor, reason="Asked"))

    @rule(n=PEOPLE, minor=MINOR, role=PURSES, approve=st.booleans(), twice=st.booleans())
    def pay_out(self, n, minor, role, approve, twice):
        new = NewPayout(id=new_id(), account_id=self.purse(n, role), minor=minor, reason="Asked")
        for _n in range(1 + twice):
            self.do(earnings.request_payout, self.clerk, new)
        paid = [self.do(earnings.decide_payout, self.approver, new.id, approve=approve) for _n in range(1 + twice)]
        if any(one is not None and one.state is PayoutState.PAID for one in paid):
            assert sum(one is not None for one in paid) == 1
            self.owns[n] -= minor
            self.box -= minor

    @rule(n=PEOPLE, minor=MINOR, hours=st.integers(1, 3), then=st.sampled_from(["wait", "book", "void", "book twice"]))
    def hold(self, n, minor, hours, then):
        mine = self.purse(n, R.SPENDABLE)
        new = NewHold(account_id=mine, minor=minor, reason="A call", expires_at=self.now + dt.timedelta(hours=hours))
        placed = self.do(holds.place, self.clerk, new)
        if placed is None or then == "wait":
            return
        if then == "void":
            self.do(holds.void, self.clerk, new.id, "No call")
            return
        legs = [debit(mine, minor), credit(service.account_for(R.CASH_BOX, "EUR"), minor)]
        facts = {"kind": EntryKind.PURCHASE, "occurred_on": self.now.date(), "source": "test"}
        entry = NewEntry(idem_key=f"hold:{new.id}", legs=legs, **facts)
        booked = {self.do(holds.settle, self.clerk, new.id, entry) for _n in range(2 if "twice" in then else 1)}
        if booked != {None}:
            assert len(booked) == 1
            self.owns[n] -= minor
            self.box -= minor

    @rule(minor=MINOR, refund=st.integers(0, 90_000))
    def sell_and_refund(self, minor, refund):
        bank, paid = (service.account_for(role, "EUR") for role in (R.TRUST_BANK, R.ORDER_PREPAYMENTS))
        facts = {"occurred_on": self.now.date(), "source": "test"}
        legs = [debit(bank, minor), credit(paid, minor)]
        self.do(service.post, None, NewEntry(kind=EntryKind.ORDER_PAID, idem_key=str(new_id()), legs=legs, **facts))
        if 0 < refund <= minor:
            back = [debit(paid, refund), credit(bank, refund)]
            self.do(service.post, None, NewEntry(kind=EntryKind.REVERSAL, idem_key=str(new_id()), legs=back, **facts))

    @rule(n=PEOPLE, to=st.integers(0, 1))
    def go_to_another_prison(self, n, to):
        there = self.prisons[to].id
        with clock.held_at(self.now), transaction():
            person = session.get(Person, self.people[n].id)
            left = person.establishment_id
            if left == there:
                return
            person.establishment_id = there
            audit.record(None, "person.moved", person)
            session.flush()
            events.publish(PersonTransferred(person_id=person.id, from_id=left, to_id=there, at=self.now))

    @rule(n=PEOPLE, other=PEOPLE, back=st.booleans())
    def become_one_file_or_two_again(self, n, other, back):
        ids = {"from_id": self.people[n].id, "into_id": self.people[other].id, "by": self.clerk}
        if back and (n, other) in self.merged:
            merge_id, minor = self.merged[n, other]
            if self.said(PeopleUnmerged(merge_id=merge_id, reason="Two people", **ids)):
                self.owns[n] += minor
                self.owns[other] -= minor
                del self.merged[n, other]
        elif not back and n != other and (n, other) not in self.merged:
            merge_id = new_id()
            if self.said(PeopleMerged(merge_id=merge_id, **ids)):
                self.merged[n, other] = merge_id, self.owns[n]
                self.owns[other] += self.owns[n]
                self.owns[n] = 0

    @rule(n=PEOPLE)
    def die_or_live(self, n):
        person_id = self.people[n].id
        if n in self.dead:
            assert self.said(DeathTakenBack(by=self.clerk, person_id=person_id)), "nobody stays dead for want of money"
            self.dead.remove(n)
            return
        died = {"by": self.clerk, "prison_id": self.prisons[0].id, "at": self.now, "on": self.now.date()}
        assert self.said(PersonDied(person_id=person_id, **died))
        self.dead.add(n)

    @rule()
    def what_came_for_the_dead_follows(self):
        self.do(estates.sweep_all)

    @rule(n=PEOPLE, minor=MINOR)
    def contest(self, n, minor):
        with clock.held_at(self.now):
            rows = contestable(self.people[n].id)
        for row in rows[:1]:
            made = self.do(disputes.contest, self.clerk, NewDispute(
                id=new_id(), person_id=self.people[n].id, account_id=row["account_id"], kind=row["kind"],
                period=row["period"], minor=min(minor, row["left"]), words="It was paid before",
            ))  # fmt: skip
            if made and row["role"] in FUND_ROLES:
                self.owns[n] += made.minor

    @rule(n=PEOPLE, give_back=st.booleans())
    def decide_dispute(self, n, give_back):
        waits = sa.select(Dispute).where(Dispute.person_id == self.people[n].id, Dispute.state == DisputeState.OPEN)
        for one in session.scalars(waits.limit(1)).all():
            went_to, minor = role_of(one.account_id), one.minor
            made = self.do(disputes.decide, self.approver, one.id, give_back=give_back, reason="It was looked at")
            if made and not give_back and went_to in FUND_ROLES:
                self.owns[n] -= minor

    @rule()
    def a_court_stops_the_rule_of_the_release_fund(self):
        """From the next month on: what it took before stays, what it would take goes to spend."""
        if self.stopped:
            return
        self.now += dt.timedelta(days=40 - self.now.day)
        first = self.now.date().replace(day=1)
        with clock.held_at(self.now), transaction():
            made = RuleStop(
                name=PACK, rule="release", from_on=first, court="High Court 7", written_by=self.clerk.human_id,
                written_at=self.now, state=ChangeState.IN_FORCE, decided_by=self.approver.human_id, decided_at=self.now,
            )  # fmt: skip
            session.add(made)
            audit.record(None, "rule_stop.decided", made)
        self.stopped = True

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.now += dt.timedelta(hours=hours)

    @invariant()
    def the_books_are_right(self):
        for one in queries.proof():
            assert one.is_right, one
            assert all(minor >= 0 for _role, minor in one.owed)
            assert dict(one.held).get(R.CASH_BOX, 0) == self.box

    @invariant()
    def each_prison_has_what_its_people_have(self):
        for one in prison_funds():
            assert one.is_right, one

    @invariant()
    def everybody_has_what_they_were_given_less_what_they_were_paid(self):
        for n, person in enumerate(self.people):
            rows = queries.holdings_of(person.id)
            assert sum(row.balance for row in rows) == self.owns[n]
            assert all(row.balance >= 0 for row in rows)
            with clock.held_at(self.now):
                held = held_on([row.id for row in rows])
            assert all(held.get(row.id, 0) <= row.balance for row in rows), "held money was spent"

    @invariant()
    def nothing_hangs(self):
        stuck = sa.select(sa.func.count()).where(EarningLine.state != EarningState.POSTED)
        assert session.scalar(stuck) == 0
        booked = sa.select(LedgerHold).where(LedgerHold.state == HoldState.POSTED)
        assert all(one.entry_id for one in session.scalars(booked))


def play(isolation, examples, steps):
    Money.prisons = [cast.make_unit(), cast.make_unit()]
    Money.people = [make_prisoner(Money.prisons[0]) for _n in range(3)]
    Money.clerk, Money.approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    Money.connection = isolation
    with transaction():
        for role in (R.CASH_BOX, R.TRUST_BANK, R.ORDER_PREPAYMENTS):
            service.account_for(role, "EUR")
    run_state_machine_as_test(Money, settings=settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    ))  # fmt: skip


def test_some_hundred_steps(isolation):
    play(isolation, 8, 25)


@pytest.mark.slow
def test_ten_thousand_steps(isolation):
    play(isolation, 100, 100)
