"""Whatever is tried: only what can have happened is taken, and the person is where the ledger says."""

import datetime as dt

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.counts import queries as counts
from casework.custody import queries as custody
from casework.custody.models import MovementKind as K
from casework.custody.service import NewMovement, acknowledge, move
from casework.people.models import Person
from casework.release import service as gate
from casework.takebacks.service import take_back
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

OUTSIDE = {K.TO_COURT, K.TO_HOSPITAL, K.TEMPORARY_RELEASE}
KINDS = [kind for kind in K if kind not in {K.RECEPTION, K.RELEASE}]
WHY = "It was another person"


def may_follow(last, kind):
    """The rule of the house said a second time, by groups instead of a table."""
    if last in {K.RELEASE, K.DEATH} or kind in {K.RECEPTION, K.RELEASE}:
        return False
    if last is K.ESCAPE:
        return kind in {K.RETURN, K.DEATH}
    if last in OUTSIDE:
        return kind in {K.RETURN, K.ESCAPE, K.DEATH} or (kind is K.TO_HOSPITAL and last is not K.TO_HOSPITAL)
    return kind is not K.RETURN


class Custody(RuleBasedStateMachine):
    """A person, two prisons, a clock that goes on, and a book of what should stand: (kind, prison, wing, arrived)."""

    @initialize()
    def receive(self):
        self.prisons = [cast.make_unit(), cast.make_unit()]
        self.wings = {one.id: cast.make_wing(one) for one in self.prisons}
        self.actor = cast.make_actor((Role.RECORDS_OFFICER, Role.GOVERNOR))
        self.person = received(self.prisons[0])
        self.now = clock.now() - dt.timedelta(days=9)
        self.book = [(K.RECEPTION, self.prisons[0].id, None, True)]
        self.lines = [None]
        self.released = False

    def other(self):
        here = self.stay_prison()
        return next(one.id for one in self.prisons if one.id != here)

    def stay_prison(self):
        return next(prison for _kind, prison, _wing, _arrived in reversed(self.book) if prison)

    def tried(self, deed):
        """Whether the command was taken. The clock goes on either way."""
        self.now += dt.timedelta(minutes=7)
        try:
            with clock.held_at(self.now), transaction():
                return deed()
        except DomainError:
            return None

    @rule(kind=st.sampled_from(KINDS), hours=st.sampled_from([0, 0, 0, 0, -100, 3]), housed=st.booleans())
    def record(self, kind, hours, housed):
        last, _prison, wing, arrived = self.book[-1]
        here, there = self.stay_prison(), self.other()
        to_wing = self.wings[here].id if kind is K.WITHIN or (kind is K.RETURN and housed) else None
        at = self.now + dt.timedelta(minutes=7) + dt.timedelta(hours=hours)
        new = NewMovement(
            person_id=self.person, kind=kind, at=at, destination="Court", wing_id=to_wing,
            to_id=there if kind is K.TRANSFER else None, due_back_at=at + dt.timedelta(days=1),
        )  # fmt: skip
        made = self.tried(lambda: move(self.actor, new))
        emergency = kind in {K.ESCAPE, K.TO_HOSPITAL, K.DEATH}
        legal = may_follow(last, kind) and hours == 0 and (arrived or emergency) and not self.released
        assert (made is not None) == legal, (last, kind, hours, arrived)
        if legal:
            after = {K.TRANSFER: there, K.ESCAPE: None, K.DEATH: None}.get(kind, here)
            bed = to_wing or (None if kind is K.TRANSFER or after is None or last is K.ESCAPE else wing)
            self.book.append((kind, after, bed, kind is not K.TRANSFER))
            self.lines.append(made.id)

    @precondition(lambda self: not self.book[-1][3])
    @rule()
    def arrive(self):
        last = self.lines[-1]
        assert self.tried(lambda: acknowledge(self.actor, last, at=self.now) or "done") == "done"
        self.book[-1] = (*self.book[-1][:3], True)

    @rule()
    def take_back_the_newest(self):
        done = self.tried(lambda: take_back(self.actor, self.lines[-1] or new_id(), WHY))
        assert (done is not None) == (self.lines[-1] is not None)
        if done is not None:
            self.book.pop()
            self.lines.pop()

    @precondition(lambda self: len(self.lines) > 2)
    @rule()
    def take_back_an_older_one(self):
        assert self.tried(lambda: take_back(self.actor, self.lines[1], WHY)) is None

    @rule(at=st.sampled_from(["now", "earlier"]))
    def try_to_release_alone(self, at):
        """Everything one human can do at the gate, in one go: it never releases."""

        def deed():
            gate.give_order(self.actor, self.person, authority="Court", reference="R", dated_on=clock.today())
            gate.check_identity(self.actor, self.person)
            gate.offer_copy(self.actor, self.person, taken=True)
            gate.prepare(self.actor, self.person)
            return "ready"

        self.tried(deed)
        when = self.now if at == "now" else self.now - dt.timedelta(days=2)
        refused = self.tried(lambda: gate.release(self.actor, self.person, at=when, id=new_id()) or "released")
        assert refused is None

    @invariant()
    def the_person_is_where_the_ledger_says(self):
        if not hasattr(self, "book"):
            return
        session.expire_all()
        kind, prison, wing, arrived = self.book[-1]
        one = session.get_one(Person, self.person)
        assert one.in_custody == (prison is not None)
        assert one.wing_id == (wing if prison else None)
        assert one.establishment_id == self.stay_prison()
        assert (custody.newest_stay(self.person).closed_at is not None) == (kind is K.DEATH)
        last = custody.last_movement(custody.newest_stay(self.person).id)
        assert (last.kind, last.to_id, bool(last.arrived)) == (kind, prison, arrived)
        for unit in self.prisons:
            listed = {row.person_id: row.wing_id for row in counts.standing(unit.id, self.now)}
            assert listed == ({self.person: wing} if prison == unit.id else {})


def test_any_row_of_movements():
    run_state_machine_as_test(
        Custody,
        settings=settings(
            max_examples=40, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )  # fmt: skip
