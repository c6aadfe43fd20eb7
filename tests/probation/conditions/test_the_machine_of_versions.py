"""Only the legal steps of a version are taken, whoever asks, and one version at most is in force."""

import itertools

import hypothesis.strategies as st
import pytest
from hypothesis import given

from kernel.authz import Role
from kernel.db import session
from kernel.errors import DomainError, NotFound
from probation.conditions import service as conditions
from probation.conditions.rules import STEPS, Step, after
from probation.drafting import service as drafting
from probation.orders.models import ConditionSet, SetState, Signed
from probation.orders.queries import sets_of
from tests import cast

STATES = st.sampled_from(list(SetState))


@pytest.mark.parametrize(("state", "step"), list(itertools.product(SetState, Step)))
def test_the_table_of_steps(state, step):
    there = after(state, step)
    assert (there is None) == ((state, step) not in STEPS)
    if state in {SetState.SUPERSEDED, SetState.ENDED}:
        assert there is None, "what is over stays over"
    if there is SetState.ACTIVE:
        assert state is SetState.APPROVED


@given(st.lists(st.sampled_from(list(Step)), max_size=12))
def test_whatever_is_asked_in_force_means_approved_before(wanted):
    state, been = SetState.DRAFT, [SetState.DRAFT]
    for step in wanted:
        state = after(state, step) or state
        been.append(state)
    if SetState.ACTIVE in been:
        assert been[: been.index(SetState.ACTIVE)].count(SetState.APPROVED)
    for over in (SetState.SUPERSEDED, SetState.ENDED):
        if over in been:
            assert set(been[been.index(over) :]) == {over}


WHY = {
    "purpose": "support", "necessity": "Lost two flats within a year.", "address": "4 Mill Row",
    "proportionality": "Help alone was tried and was not enough.",
    "review_on-day": "1", "review_on-month": "9", "review_on-year": "2026",
}  # fmt: skip
TOLD = {
    "language": "en", "signed": "signed",
    **{f"{name}-{part}": value for name in ("orally_on", "in_writing_on")
       for part, value in (("day", "2"), ("month", "3"), ("year", "2026"))},
}  # fmt: skip
DEEDS = {
    "add": (Step.EDIT, "/supervision/versions/{version}/conditions/new?code=treatment", WHY),
    "change": (Step.EDIT, "/supervision/conditions/{condition}", WHY),
    "put_in_force": (Step.PUT_IN_FORCE, "/supervision/orders/{order}/explained", TOLD),
    "submit": (Step.SUBMIT, "/supervision/orders/{order}/submitted", {}),
    "approve": (Step.APPROVE, "/supervision/orders/{order}/decided", {"decision": "approve"}),
    "give_back": (Step.GIVE_BACK, "/supervision/orders/{order}/decided", {"words": "Say how this helps him."}),
    "withdraw": (Step.WITHDRAW, "/supervision/orders/{order}/conditions/withdrawn", {}),
    "remove": (Step.EDIT, "/supervision/conditions/{condition}/removed", {}),
}


def set_state(version_id, state, approver):
    with cast.deed():
        version = session.get_one(ConditionSet, version_id)
        version.state = state
        approved = state in {SetState.APPROVED, SetState.ACTIVE}
        version.approved_by = approver.human_id if approved else None
        conditions.audit.record(None, "conditions.written", version)


@pytest.fixture
def varied(world):
    """A draft that varies what is in force, with one condition beyond the standard ones."""
    with cast.deed():
        made = conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation())
        extra = drafting.add_condition(world.officer, made.id, cast.make_extra())
    world.version, world.condition = made, extra
    return world


ILLEGAL = [
    (name, state)
    for name, (step, _url, _form) in DEEDS.items()
    for state in SetState
    if state is not SetState.ACTIVE and (state, step) not in STEPS
]


@pytest.mark.parametrize(("name", "state"), ILLEGAL)
def test_an_illegal_step_is_refused_to_every_role_by_a_direct_post(varied, client, sign_in, name, state):
    set_state(varied.version.id, state, varied.supervisor)
    _step, url, form = DEEDS[name]
    address = url.format(order=varied.order.id, condition=varied.condition.id, version=varied.version.id)
    everyone = cast.make_actor(
        (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER), varied.office
    )  # fmt: skip
    answer = sign_in(client, everyone).post(address, data=form)
    assert answer.status_code in {404, 422}, answer.text
    session.expire_all()
    assert session.get_one(ConditionSet, varied.version.id).state is state


STRANGERS = sorted(set(Role) - {Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER})


@pytest.mark.parametrize("role", STRANGERS)
def test_no_other_role_takes_any_step(varied, client, sign_in, role):
    sign_in(client, cast.make_actor(role, None if role is Role.ADMINISTRATOR else varied.office))
    for _step, url, form in DEEDS.values():
        address = url.format(order=varied.order.id, condition=varied.condition.id, version=varied.version.id)
        assert client.post(address, data=form).status_code in {403, 404}, address
    session.expire_all()
    assert session.get_one(ConditionSet, varied.version.id).state is SetState.DRAFT


LEGAL = [
    (name, state) for name, (step, _url, _form) in DEEDS.items() for state in SetState if (state, step) in STEPS
]  # fmt: skip


@pytest.mark.parametrize(("name", "state"), LEGAL)
def test_the_same_post_is_taken_where_it_is_legal(varied, client, sign_in, name, state):
    """Else the refusals above would prove nothing."""
    set_state(varied.version.id, state, varied.supervisor)
    _step, url, form = DEEDS[name]
    address = url.format(order=varied.order.id, condition=varied.condition.id, version=varied.version.id)
    who = varied.supervisor if name in {"approve", "give_back"} else varied.officer
    assert sign_in(client, who).post(address, data=form).status_code == 303


def test_every_step_that_somebody_takes_is_tried():
    by_itself = {Step.SUPERSEDE, Step.END}
    assert {step for step, _url, _form in DEEDS.values()} == set(Step) - by_itself


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PROBATION_SUPERVISOR}))
def test_nobody_but_a_supervisor_approves(varied, client, sign_in, role):
    with cast.deed():
        conditions.submit_conditions(varied.officer, varied.order.id)
    somebody = cast.make_actor(role, None if role is Role.ADMINISTRATOR else varied.office)
    answer = sign_in(client, somebody).post(
        f"/supervision/orders/{varied.order.id}/decided", data={"decision": "approve"}
    )
    assert answer.status_code in {403, 404}
    assert sets_of(varied.order.id)[0].state is SetState.SUBMITTED


def test_whoever_wrote_a_word_of_it_does_not_approve_it(varied):
    with cast.deed():
        drafting.change_condition(varied.supervisor, varied.condition.id, cast.make_extra())
    with cast.deed():
        conditions.submit_conditions(varied.officer, varied.order.id)
    with pytest.raises(DomainError, match="Somebody else"), cast.deed():
        conditions.decide_conditions(varied.supervisor, varied.order.id, approve=True)


def test_a_variation_without_approval_does_not_come_into_force(varied):
    today = conditions.clock.today()
    told = conditions.Explained(
        order_id=varied.order.id, orally_on=today, in_writing_on=today, language="en", signed=Signed.SIGNED
    )
    with pytest.raises(DomainError, match="approval"), cast.deed():
        conditions.activate_variation(varied.officer, varied.order.id, told)


def test_one_variation_at_a_time_and_a_withdrawn_one_makes_room(varied):
    with pytest.raises(DomainError, match="already"), cast.deed():
        conditions.vary_conditions(
            varied.officer, varied.order.id, None, cast.make_variation("Another reason altogether.")
        )
    with cast.deed():
        conditions.withdraw_conditions(varied.officer, varied.order.id)
    assert [one.state for one in sets_of(varied.order.id)] == [SetState.ENDED, SetState.ACTIVE]
    with cast.deed():
        conditions.vary_conditions(
            varied.officer, varied.order.id, None, cast.make_variation("Another reason altogether.")
        )


def test_the_first_version_is_changed_and_not_withdrawn(prepared):
    with pytest.raises(DomainError, match="has conditions"), cast.deed():
        conditions.withdraw_conditions(prepared.officer, prepared.order.id)
    with pytest.raises((DomainError, NotFound)), cast.deed():
        conditions.vary_conditions(
            prepared.officer, prepared.order.id, None, cast.make_variation("Not begun, not varied.")
        )
