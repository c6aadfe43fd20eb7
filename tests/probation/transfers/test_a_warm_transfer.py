"""A transfer lists what is open, needs a meeting and the receiver's yes, and leaves nobody without an officer."""

import datetime as dt

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlalchemy.exc import IntegrityError

from casework.custody.models import EpisodeKind
from casework.custody.queries import open_episode
from casework.people.models import Person
from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from probation.contacts import service as contacts
from probation.contacts.models import Outcome
from probation.contacts.queries import open_appointments
from probation.orders.models import OrderState, SupervisionOrder
from probation.transfers import service
from probation.transfers.models import Transfer, TransferReason, TransferState
from probation.transfers.queries import incoming, transfers_of
from tests import cast

WORDS = "Works nights; call after noon. Promised a letter for the landlord."
MET = "Both officers and the person met at the office."


@pytest.fixture
def there(world):
    """Another office with an officer and a supervisor."""
    world.there = cast.make_unit(kind="probation_office", name="Harbour Office")
    world.receiver = cast.make_actor(Role.PROBATION_OFFICER, world.there, name="Nadia Rey")
    world.boss = cast.make_actor(Role.PROBATION_SUPERVISOR, world.there)
    with cast.deed():
        contacts.record_visit(world.officer, world.visit(outcome=Outcome.NO_GOOD_REASON, next=world.appointment()))
    return world


def ask(world, **over):
    facts = {
        "order_id": world.order.id, "to_office_id": world.there.id, "to_officer_id": world.receiver.human_id,
        "reason": TransferReason.MOVED, "words": WORDS,
    }  # fmt: skip
    with cast.deed():
        made = service.propose(world.officer, service.NewTransfer(**{**facts, **over}))
    return transfers_of(made.order_id)[0]


def say(actor, made, **over):
    facts = {"accept": True, "met_on": clock.today(), "met_words": MET}
    with cast.deed():
        return service.answer(actor, made.id, service.Answer(**{**facts, **over}))


def answers(world):
    """(office, officer) by the order, and by the person's row, and the office of the episode."""
    session.expire_all()
    order = session.get_one(SupervisionOrder, world.order.id)
    person = session.get_one(Person, world.person.id)
    stay = open_episode(world.person.id, EpisodeKind.SUPERVISION)
    return (order.office_id, order.officer_id), (person.office_id, person.officer_id), stay.unit_id


def here_now(world):
    pair = (world.office.id, world.officer.human_id)
    return pair, pair, world.office.id


def there_now(world):
    pair = (world.there.id, world.receiver.human_id)
    return pair, pair, world.there.id


def test_what_is_open_is_listed_and_kept(there):
    made = ask(there)
    assert made.open_items["failures"] == 1
    assert made.open_items["appointments"] == 1
    assert made.open_items["next_appointment"]
    with clock.held_at(clock.now() + dt.timedelta(days=8)):
        with cast.deed():
            service.withdraw(there.officer, made.id)
        again = ask(there)
    assert (again.open_items["unlogged"], again.open_items["appointments"]) == (1, 0)


def test_until_the_receiver_says_yes_the_sender_answers(there):
    made = ask(there)
    assert answers(there) == here_now(there)
    for somebody in (there.officer, there.supervisor):
        with pytest.raises((Forbidden, DomainError, NotFound)):
            say(somebody, made)
    assert answers(there) == here_now(there)
    say(there.receiver, made)
    assert answers(there) == there_now(there)
    (planned,) = open_appointments(there.person.id)
    assert planned.officer_id == there.receiver.human_id
    with pytest.raises((DomainError, NotFound)):
        say(there.receiver, made)


def test_without_a_meeting_there_is_no_yes(there):
    made = ask(there)
    wrong = [{"met_on": None}, {"met_on": clock.today() + dt.timedelta(days=1)},
             {"met_on": clock.today() - dt.timedelta(days=1)}, {"met_words": "Met."}]  # fmt: skip
    for over in wrong:
        with pytest.raises(DomainError) as refused:
            say(there.receiver, made, **over)
        assert refused.value.field in {"met_on", "met_words"}
    assert answers(there) == here_now(there)


def test_a_no_has_its_reason_and_the_sender_answers_on(there):
    made = ask(there)
    with pytest.raises(DomainError) as refused:
        say(there.boss, made, accept=False, met_on=None, words="No.")
    assert refused.value.field == "words"
    say(there.boss, made, accept=False, met_on=None, met_words="", words="She is on leave until May; ask Mr Amir.")
    assert answers(there) == here_now(there)
    assert transfers_of(there.order.id)[0].state is TransferState.REFUSED
    ask(there)


def test_one_transfer_at_a_time_to_a_real_officer(there):
    with pytest.raises(DomainError, match="officer of that office"):
        ask(there, to_officer_id=there.boss.human_id)
    with pytest.raises(DomainError, match="already"):
        ask(there, to_office_id=there.office.id, to_officer_id=there.officer.human_id)
    ask(there)
    with pytest.raises(Conflict):
        ask(there)


DEEDS = st.lists(st.sampled_from(["ask", "yes", "no", "withdraw"]), max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_whatever_is_done_somebody_answers(there, deeds):
    made = None
    for deed in deeds:
        waiting = [row for row in transfers_of(there.order.id) if row.state == TransferState.PROPOSED]
        made = waiting[0] if waiting else None
        try:
            if deed == "ask":
                ask(there)
            elif made and deed == "yes":
                say(there.receiver, made)
            elif made and deed == "no":
                say(there.boss, made, accept=False, words="Not before the summer, please.")
            elif made:
                with cast.deed():
                    service.withdraw(there.officer, made.id)
        except (DomainError, NotFound):
            pass
        assert answers(there) in (here_now(there), there_now(there))


@pytest.mark.parametrize("state", [OrderState.ACTIVE, OrderState.IN_BREACH, OrderState.SUSPENDED])
def test_the_database_refuses_an_order_that_nobody_answers_for(there, state):
    nobody = sa.update(SupervisionOrder).where(SupervisionOrder.id == there.order.id)
    with pytest.raises(IntegrityError, match="somebody_answers"), cast.deed():
        session.connection().execute(nobody.values(officer_id=None, state=state))


@pytest.mark.parametrize("values", [{"state": "accepted"}, {"state": "refused"}])
def test_the_database_refuses_half_an_answer(there, values):
    made = ask(there)
    with pytest.raises(IntegrityError), cast.deed():
        session.connection().execute(
            sa.update(Transfer).where(Transfer.id == made.id).values(answered_at=clock.now(), **values)
        )


def test_the_walk_on_the_pages(there, client, sign_in):
    sign_in(client, there.officer)
    address = f"/supervision/orders/{there.order.id}/transfer"
    page = client.get(f"{address}?office={there.there.id}").text
    assert "Nadia Rey" in page
    assert "What each officer would carry" in page
    data = {"to_officer_id": str(there.receiver.human_id), "reason": "moved", "words": "Short."}
    assert client.post(f"{address}?office={there.there.id}", data=data).status_code == 422
    asked = client.post(f"{address}?office={there.there.id}", data={**data, "words": WORDS})
    assert asked.status_code == 303, asked.text
    (row,) = incoming(there.receiver)
    sign_in(client, there.receiver)
    assert "Transfers to answer" in client.get("/").text
    assert client.get(f"/supervision/orders/{there.order.id}").status_code == 404, "not theirs yet"
    mine = f"/supervision/transfers/{row.id}"
    assert WORDS in client.get(mine).text
    half = client.post(mine, data={"decision": "accept", "met_words": MET})
    assert half.status_code == 422
    assert MET in half.text
    day = {"met_on-day": "2", "met_on-month": "3", "met_on-year": "2026"}
    assert client.post(mine, data={"decision": "accept", "met_words": MET, **day}).status_code == 303
    assert client.get(f"/supervision/orders/{there.order.id}").status_code == 200
    sign_in(client, there.officer)
    assert client.get(f"/supervision/orders/{there.order.id}").status_code == 404


def test_a_stranger_does_not_see_who_is_on_the_way(there, client, sign_in):
    made = ask(there)
    stranger = cast.make_actor(Role.PROBATION_OFFICER, cast.make_unit(kind="probation_office"))
    assert sign_in(client, stranger).get(f"/supervision/transfers/{made.id}").status_code == 404
    assert not incoming(stranger)
