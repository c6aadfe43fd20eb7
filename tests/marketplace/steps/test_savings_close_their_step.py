"""A step that aims at savings closes when the sum stands on the account: at once, by pay, or by the hourly look."""

import pytest

from casework.people.queries import person_for
from casework.plan_links.queries import choices_for
from casework.plan_links.rules import LinkKind, Target
from casework.plan_links.service import link_step
from casework.plans.models import StepState
from casework.plans.queries import sheet_of
from casework.public import EarningsDue
from kernel import clock, events
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.ledger.queries import holdings_of
from marketplace.steps.service import look_at_all
from tests import cast
from tests.casework.planned import begin
from tests.marketplace.conftest import make_prisoner


@pytest.fixture
def prison():
    return cast.make_unit()


@pytest.fixture
def saver(prison):
    """(keeper, person id, step id) with a savings account that has money on it."""
    keeper = cast.make_actor(Role.CASE_MANAGER, prison)
    person = make_prisoner(prison)
    earn(person.id)
    _goal, (step,) = begin(keeper, person.id, "Save for the first weeks")
    return keeper, person.id, step


def earn(person_id, minor=10_000):
    with transaction():
        events.publish(
            EarningsDue(
                person_id=person_id, kind="wage", source="story", source_id=new_id(), minor=minor, currency="EUR",
                earned_on=clock.today(), explain={}, by=None,
            )
        )  # fmt: skip


def choice_of(keeper, person_id):
    return next(one for one in choices_for(keeper, person_for(keeper, person_id)) if one.kind is LinkKind.SAVINGS)


def tie(saver, more):
    keeper, person_id, step = saver
    choice = choice_of(keeper, person_id)
    balance = next(row.balance for row in holdings_of(person_id) if row.id == choice.ref_id)
    with transaction():
        link_step(keeper, step, choice.kind, choice.ref_id, choice.words, Target(minor=balance + more, currency="EUR"))


def state(saver):
    ((step,),) = [goal.steps for goal in sheet_of(saver[1]).goals]
    return step.state


def test_a_sum_that_is_there_closes_at_once(saver):
    tie(saver, 0)
    assert state(saver) is StepState.COMPLETED


def test_pay_that_reaches_the_sum_closes_it(saver):
    tie(saver, 1)
    assert state(saver) is StepState.IN_PROGRESS
    earn(saver[1])
    assert state(saver) is StepState.COMPLETED


def test_a_sum_that_is_not_reached_stays_open(saver):
    tie(saver, 10_000_000)
    earn(saver[1])
    with transaction():
        assert look_at_all() == 1
    assert state(saver) is StepState.IN_PROGRESS


def test_savings_need_a_sum(saver, client, sign_in):
    keeper, person_id, step = saver
    choice = choice_of(keeper, person_id)
    with pytest.raises(DomainError, match="sum"), transaction():
        link_step(keeper, step, choice.kind, choice.ref_id, choice.words)
    page = f"/people/{person_id}/plan/steps/{step}/tie"
    sign_in(client, keeper)
    assert "Savings" in client.get(page).text
    assert client.post(page, data={"thing": choice.key}).status_code == 422
    assert client.post(page, data={"thing": choice.key, "amount": "90000.00"}).status_code == 303
    assert "Closes by itself with" in client.get(f"/people/{person_id}/plan").text
    assert client.post(f"/people/{person_id}/plan/steps/{step}/untie").status_code == 303
    assert "Closes by itself with" not in client.get(f"/people/{person_id}/plan").text
