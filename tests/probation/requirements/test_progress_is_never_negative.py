"""What an order asks for is credited and taken back; what counts, what is left and what is over never fall below 0."""

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import given
from sqlalchemy.exc import IntegrityError

from kernel import clock
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from probation.requirements import service
from probation.requirements.models import Requirement, RequirementKind
from probation.requirements.queries import entries_of, progress, requirements_of, show_amount
from probation.requirements.rules import progress_of
from tests import cast

HOURS = 40 * 60


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_nothing_is_ever_below_nothing(required, credited):
    how = progress_of(required, credited)
    assert min(how.done, how.left, how.over) >= 0
    assert how.done + how.left == required
    assert how.done + how.over == credited


@given(st.integers(1, 500), st.lists(st.one_of(st.integers(1, 300), st.just("back")), max_size=30))
def test_whatever_is_entered_and_taken_back(required, moves):
    stack, credited = [], 0
    for move in moves:
        if move == "back":
            credited -= stack.pop() if stack else 0
        else:
            stack.append(move)
            credited += move
        how = progress_of(required, credited)
        assert how.done + how.over == sum(stack)
        assert how.left >= 0


@given(st.integers(max_value=0), st.integers(max_value=-1))
def test_amounts_that_cannot_be_are_refused(required, credited):
    with pytest.raises(ValueError, match="of"):
        progress_of(required, 0)
    with pytest.raises(ValueError, match="of"):
        progress_of(1, credited)


@pytest.fixture
def asked(world):
    with cast.deed():
        world.asked = service.set_requirement(
            world.officer,
            service.NewRequirement(
                order_id=world.order.id, kind=RequirementKind.HOURS, name="Work in the park", required=HOURS
            ),
        )
    return world


def credit(world, minutes, **over):
    facts = {"id": new_id(), "requirement_id": world.asked.id, "amount": minutes, "on": clock.today()}
    with cast.deed():
        return service.credit(world.officer, service.NewCredit(**{**facts, **over}))


def standing(world):
    (row,) = requirements_of(world.order.id)
    how = progress(row)
    return how.done, how.left, how.over


def test_more_than_asked_is_shown_and_not_lost(asked):
    credit(asked, HOURS - 60)
    assert standing(asked) == (HOURS - 60, 60, 0)
    credit(asked, 150)
    assert standing(asked) == (HOURS, 0, 90)
    (row,) = requirements_of(asked.order.id)
    assert show_amount(row, 90) == "1 h 30 min"


def test_a_counter_entry_takes_back_once_and_both_stay(asked):
    one = credit(asked, 120)
    with cast.deed():
        service.take_back(asked.officer, one.id, "It was another person.")
    assert standing(asked) == (0, HOURS, 0)
    lines = entries_of(asked.order.id)[asked.asked.id]
    assert sorted(line.amount for line in lines) == [-120, 120]
    for again in (one.id, lines[0].id, lines[1].id):
        with pytest.raises(Conflict), cast.deed():
            service.take_back(asked.officer, again, "Again and again.")


def test_sent_twice_it_is_noted_once(asked):
    key = new_id()
    credit(asked, 60, id=key)
    credit(asked, 60, id=key)
    assert standing(asked)[0] == 60


@pytest.mark.parametrize(("over", "field"), [({"amount": 0}, "amount"), ({"amount": -5}, "amount")])
def test_nothing_or_less_is_no_credit(asked, over, field):
    with pytest.raises(DomainError) as refused:
        credit(asked, 1, **over)
    assert refused.value.field == field


def test_a_day_to_come_or_before_the_order_is_refused(asked):
    for days in (1, -400):
        with pytest.raises(DomainError, match="start of the order"):
            credit(asked, 60, on=clock.today() + service.dt.timedelta(days=days))


@pytest.mark.parametrize("amount", [-1, -HOURS])
def test_the_database_itself_refuses_less_than_nothing(asked, amount):
    statement = sa.update(Requirement).where(Requirement.id == asked.asked.id).values(credited=amount)
    with pytest.raises(IntegrityError), cast.deed():
        session.connection().execute(statement)


def test_an_order_that_has_not_begun_is_not_credited(prepared):
    with cast.deed():
        prepared.asked = service.set_requirement(
            prepared.officer,
            service.NewRequirement(
                order_id=prepared.order.id, kind=RequirementKind.SESSIONS, name="Classes", required=8
            ),
        )
    with pytest.raises(DomainError, match="running"):
        credit(prepared, 1)


def test_the_officer_does_it_on_the_page(asked, client, sign_in):
    sign_in(client, asked.officer)
    listing = f"/supervision/orders/{asked.order.id}/requirements"
    new = client.post(f"{listing}/new?kind=payments", data={"name": "To the neighbour", "required": "250.50"})
    assert new.status_code == 303, new.text
    assert "250.50" in client.get(listing).text
    day = {"on-day": "2", "on-month": "3", "on-year": "2026"}
    address = f"/supervision/requirements/{asked.asked.id}/credit"
    assert client.post(address, data={"id": str(new_id()), "amount": "-2", **day}).status_code == 422
    assert client.post(address, data={"id": str(new_id()), "amount": "2.5", **day}).status_code == 303
    page = client.get(listing).text
    assert "2 h 30 min of 40 h done" in page
    (line,) = entries_of(asked.order.id)[asked.asked.id]
    back = client.post(f"{listing}/{line.id}/taken-back", data={"why": "Another person."})
    assert back.status_code == 303
    assert "0 h of 40 h done" in client.get(listing).text


def test_a_reader_sees_it_and_writes_nothing(asked, client, sign_in):
    from kernel.authz import Role

    sign_in(client, cast.make_actor(Role.INSPECTOR))
    listing = f"/supervision/orders/{asked.order.id}/requirements"
    page = client.get(listing)
    assert page.status_code == 200
    assert "Note what was done" not in page.text
    assert client.post(f"{listing}/new?kind=hours", data={}).status_code == 403
