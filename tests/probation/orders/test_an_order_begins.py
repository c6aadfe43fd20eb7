from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from casework.people.models import LegalStatus, Person
from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.errors import DomainError
from probation.conditions import service as conditions
from probation.conditions.models import Purpose
from probation.extras.service import ExtraCondition
from probation.orders import service as orders
from probation.orders.models import ConditionSet, Level, OrderState, SetState, Signed
from probation.orders.queries import conditions_of, sets_of
from probation.standards.models import ContactDue
from tests import cast
from tests.probation.conftest import explain, make_person, new_order

BESPOKE = ExtraCondition(
    purpose=Purpose.VICTIM, necessity="The neighbour asked for it.", proportionality="Talks alone were not enough.",
    review_on=dt.date(2026, 9, 1), text="Do not enter the yard of number 12.",
    plain="Keep out of the yard at number 12.",
)  # fmt: skip


def begin(world, **over):
    with cast.deed():
        return orders.begin_order(
            world.officer,
            orders.BeginOrder(
                **{"order_id": world.order.id, "officer_id": world.officer.human_id, "level": Level.MEDIUM, **over}
            ),
        )


def test_an_order_does_not_begin_before_its_conditions_were_explained(prepared):
    with pytest.raises(DomainError, match=r"Tokyo Rule 12\.3"):
        begin(prepared)


def test_beginning_puts_conditions_in_force_and_the_person_under_supervision(world):
    person = session.get(Person, world.person.id)
    assert (person.supervised, person.officer_id, person.legal_status) == (
        True,
        world.officer.human_id,
        LegalStatus.COMMUNITY_ORDER,
    )
    assert world.order.state is OrderState.ACTIVE
    (only,) = sets_of(world.order.id)
    assert only.state is SetState.ACTIVE
    assert [one.kind for one in conditions_of(only.id)] == ["standard"] * 4
    assert session.get(ContactDue, world.order.id).due_on == dt.date(2026, 3, 5)


def test_a_bespoke_condition_waits_for_another_human(prepared, office):
    person = make_person(office, name="Lena Novak")
    with cast.deed():
        order = orders.prepare_order(prepared.supervisor, new_order(office, person, extra=(BESPOKE,)))
    prepared.order = order
    explain(prepared)
    with pytest.raises(DomainError, match="approval"):
        begin(prepared)
    with cast.deed():
        conditions.submit_conditions(prepared.officer, order.id)
    with pytest.raises(DomainError, match="Somebody else"), cast.deed():
        conditions.decide_conditions(prepared.supervisor, order.id, approve=True)
    other = cast.make_actor(Role.PROBATION_SUPERVISOR, office)
    with cast.deed():
        conditions.decide_conditions(other, order.id, approve=True)
    assert begin(prepared).state is OrderState.ACTIVE


def test_the_database_itself_refuses_two_versions_in_force(world):
    with cast.deed():
        conditions.vary_conditions(world.officer, world.order.id, (), cast.make_variation())
    second = sets_of(world.order.id)[0]
    statement = (
        sa.update(ConditionSet)
        .where(ConditionSet.id == second.id)
        .values(state=SetState.ACTIVE, approved_by=world.supervisor.human_id)
    )
    with pytest.raises(IntegrityError, match=r"order_id|uq_condition_set_active"), cast.deed():
        session.connection().execute(statement)


def test_a_variation_replaces_the_version_in_force_once_explained(world):
    with cast.deed():
        conditions.vary_conditions(world.officer, world.order.id, (), cast.make_variation())
        conditions.submit_conditions(world.officer, world.order.id)
    with cast.deed():
        conditions.decide_conditions(world.supervisor, world.order.id, approve=True)
    told = conditions.Explained(
        order_id=world.order.id,
        orally_on=clock.today(),
        in_writing_on=clock.today(),
        language="en",
        signed=Signed.REFUSED,
    )
    with cast.deed():
        conditions.activate_variation(world.officer, world.order.id, told)
    assert [one.state for one in sets_of(world.order.id)] == [SetState.ACTIVE, SetState.SUPERSEDED]


def test_a_condition_without_a_reason_is_refused(prepared, office):
    bare = ExtraCondition(purpose=Purpose.SUPPORT, necessity="", proportionality="", review_on=None, code="treatment")
    with pytest.raises(DomainError, match=r"Tokyo Rule 12\.2"), cast.deed():
        orders.prepare_order(prepared.officer, new_order(office, prepared.person, extra=(bare,)))


def test_a_level_against_the_suggestion_needs_a_reason(prepared):
    explain(prepared)
    with pytest.raises(DomainError, match="another level"):
        begin(prepared, level=Level.HIGH)
    until = clock.today() + dt.timedelta(days=60)
    made = begin(prepared, level=Level.HIGH, reason="Three moves in two months.", until_on=until)
    assert (made.level, made.level_until) == (Level.HIGH, until)
