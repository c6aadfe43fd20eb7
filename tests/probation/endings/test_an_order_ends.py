"""An order ends at its date, by the authority, or early by a proposal that another human supports."""

import datetime as dt

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import given
from sqlalchemy.exc import IntegrityError

from casework.people.models import Person
from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.errors import Conflict, DomainError
from probation.contacts import service as contacts
from probation.contacts.queries import open_appointments
from probation.endings import service
from probation.endings.models import EarlyEnd, ProposalState
from probation.endings.queries import ending, proposals_of
from probation.endings.rules import step_of, why_not
from probation.orders.models import OrderState, SetState
from probation.orders.queries import orders_of, sets_of
from probation.standards.models import ContactDue
from tests import cast
from tests.probation.conftest import NOW

GROUNDS = "Half a year without a missed day, steady work, a home of their own."
WORDS = "City Court, decision 17 of this week."


@pytest.mark.parametrize(
    ("days", "step"), [(31, None), (30, 30), (15, 30), (14, 14), (8, 14), (7, 7), (0, 7), (-1, 0), (-90, 0)]
)
def test_an_end_is_spoken_of_30_14_and_7_days_before(days, step):
    today = dt.date(2026, 3, 2)
    assert step_of(today + dt.timedelta(days=days), today) == step


@given(st.sampled_from(list(OrderState)), st.sampled_from(list(OrderState)), st.integers(-400, 400))
def test_only_what_runs_ends_and_never_in_the_future(state, way, days):
    today = dt.date(2026, 3, 2)
    allowed = not why_not(state, way, today + dt.timedelta(days=days), today, today)
    runs = state in {OrderState.ACTIVE, OrderState.IN_BREACH, OrderState.SUSPENDED}
    if allowed:
        assert runs
        assert days <= 0
        assert way is not OrderState.COMPLETED or days == 0


def state_of(world):
    return orders_of(world.person.id)[0].state


def test_completed_on_its_day_nothing_is_owed_and_supervision_is_over(world):
    with cast.deed():
        contacts.record_visit(world.officer, world.visit(next=world.appointment()))
    last = clock.today() + dt.timedelta(days=365)
    with clock.held_at(NOW + dt.timedelta(days=366)), cast.deed():
        service.end_order(world.officer, world.order.id, OrderState.COMPLETED, last, "")
    assert state_of(world) is OrderState.COMPLETED
    assert not open_appointments(world.person.id)
    assert session.get(ContactDue, world.order.id).due_on is None
    assert not session.get(Person, world.person.id).supervised
    assert [one.state for one in sets_of(world.order.id)] == [SetState.ENDED]


def test_before_its_date_it_is_not_completed(world):
    with pytest.raises(DomainError, match=r"Tokyo Rule 11\.2"), cast.deed():
        service.end_order(world.officer, world.order.id, OrderState.COMPLETED, clock.today(), "")


@pytest.mark.parametrize("way", sorted(set(OrderState) - {OrderState.COMPLETED, OrderState.REVOKED}))
def test_there_is_no_other_way_by_hand(world, way):
    with pytest.raises(DomainError), cast.deed():
        service.end_order(world.officer, world.order.id, way, clock.today(), "Because we want it so.")


def proposed(world):
    with cast.deed():
        return service.propose_early_end(world.officer, world.order.id, GROUNDS)


def test_proposed_supported_granted_it_ends_early(world):
    made = proposed(world)
    with pytest.raises(DomainError, match="Somebody else"), cast.deed():
        service.decide_early_end(world.officer, made.id, support=True)
    with pytest.raises(DomainError, match="not at that point"), cast.deed():
        service.answer_early_end(world.officer, made.id, granted=True, on=clock.today(), words=WORDS)
    with cast.deed():
        service.decide_early_end(world.supervisor, made.id, support=True)
    assert state_of(world) is OrderState.ACTIVE, "a proposal ends nothing"
    with cast.deed():
        service.answer_early_end(world.officer, made.id, granted=True, on=clock.today(), words=WORDS)
    assert state_of(world) is OrderState.EARLY_TERMINATED
    assert proposals_of(world.order.id)[0].state is ProposalState.GRANTED


def test_not_granted_it_goes_on_and_may_be_proposed_again(world):
    made = proposed(world)
    with pytest.raises(Conflict), cast.deed():
        service.propose_early_end(world.supervisor, world.order.id, GROUNDS)
    with cast.deed():
        service.decide_early_end(world.supervisor, made.id, support=True)
        service.answer_early_end(world.officer, made.id, granted=False, on=clock.today(), words=WORDS)
    assert state_of(world) is OrderState.ACTIVE
    proposed(world)


def test_given_back_needs_words(world):
    made = proposed(world)
    with pytest.raises(DomainError) as refused, cast.deed():
        service.decide_early_end(world.supervisor, made.id, support=False, words="No.")
    assert refused.value.field == "words"


def test_the_database_refuses_one_human_in_both_roles(world):
    made = proposed(world)
    alone = sa.update(EarlyEnd).where(EarlyEnd.id == made.id).values(decided_by=world.officer.human_id)
    with pytest.raises(IntegrityError), cast.deed():
        session.connection().execute(alone)


def test_the_officer_and_the_board_are_told_in_time(world, client, sign_in):
    today = clock.today()
    assert not ending(world.officer, today, None, mine=True).rows
    with clock.held_at(NOW + dt.timedelta(days=352)):
        for actor, page in ((world.officer, "/my-day"), (world.supervisor, "/supervision/board")):
            shown = sign_in(client, actor).get(page).text
            assert "Within 14 days" in shown
        listing = sign_in(client, world.officer).get("/supervision/ending").text
        assert world.person.number in listing
        assert "Orders that end within 30 days" in client.get("/").text


def test_the_pages_and_the_paper(world, client, sign_in):
    address = f"/supervision/orders/{world.order.id}/end"
    sign_in(client, world.officer)
    early = client.post(f"/supervision/orders/{world.order.id}/early-end", data={"grounds": "Good."})
    assert early.status_code == 422
    assert client.post(f"/supervision/orders/{world.order.id}/early-end", data={"grounds": GROUNDS}).status_code == 303
    proposal = proposals_of(world.order.id)[0].id
    assert client.get(f"/supervision/early-ends/{proposal}.pdf").status_code == 404, "nobody supports it yet"
    assert client.post(f"/supervision/early-ends/{proposal}/decided", data={"decision": "support"}).status_code == 403
    sign_in(client, world.supervisor)
    assert GROUNDS in client.get(address).text
    assert client.post(f"/supervision/early-ends/{proposal}/decided", data={"decision": "support"}).status_code == 303
    assert client.get(f"/supervision/early-ends/{proposal}.pdf").data.startswith(b"%PDF")
    future = {"way": "revoked", "on-day": "2", "on-month": "3", "on-year": "2031", "reason": WORDS}
    answer = client.post(address, data=future)
    assert answer.status_code == 422
    assert "still to come" in answer.text
    assert WORDS in answer.text


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR])
def test_a_reader_ends_nothing(world, client, sign_in, role):
    sign_in(client, cast.make_actor(role, world.office))
    address = f"/supervision/orders/{world.order.id}/end"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"way": "revoked"}).status_code == 403
