"""Every number of plans opens its list, every line its plan; nobody stands there who may not be known."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from casework.access.models import Exclusion
from casework.agreements.service import agree
from casework.needs.service import NewNeed, record_needs
from casework.people.models import LegalStatus
from casework.people.queries import person_record
from casework.planning import queries
from casework.planning.queries import Desk
from casework.planning.service import take_over
from casework.plans import queries as plans
from casework.plans import service
from casework.plans.models import Agreement, Area, GoalState, Plan, StepActor, StepState
from casework.plans.rules import REVIEW_EVERY, NewGoal, NewStep
from casework.worklists.queries import Scope
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Forbidden
from kernel.ids import new_id
from tests.casework.casefile.test_statements import counted
from tests.casework.people_inside import received
from tests.casework.worklists.test_lists import set_facts

DAY = dt.timedelta(days=1)


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


def planned(keeper, prison, name, *, area=Area.EMPLOYMENT, agreed=True, due_on=None):
    """(person, goal, step) of a plan that was read together, unless told otherwise."""
    person_id = received(prison, name, status=LegalStatus.SENTENCED)
    goal, step = new_id(), new_id()
    with transaction():
        service.begin_plan(keeper, person_id)
        service.add_goal(keeper, person_id, NewGoal(id=goal, words="I will learn a trade.", area=area, own_wish=True))
        new = NewStep(id=step, actor_code=StepActor.PERSON, text="Ask at the workshop", due_on=due_on)
        service.add_step(keeper, person_id, goal, new)
    if agreed:
        with transaction():
            agree(keeper, person_id, Agreement.AGREED)
    return person_id, goal, step


def names(desk, keeper, *, mine=True):
    scope = Scope(actor=keeper, today=clock.today(), mine=mine)
    found = [row.name for row in queries.page(desk, scope).rows]
    assert queries.count(desk, scope) == len(found)
    return found


def test_a_changed_plan_waits_until_it_is_read_together(keeper, prison):
    person_id, goal, _step = planned(keeper, prison, "Changed")
    planned(keeper, prison, "Never read", agreed=False)
    assert names(Desk.AGREE, keeper) == ["Never read"]
    with transaction():
        service.set_goal_state(keeper, person_id, goal, GoalState.ACHIEVED)
    assert names(Desk.AGREE, keeper) == ["Never read", "Changed"]
    with transaction():
        agree(keeper, person_id, Agreement.DISAGREED, "Not what I want.")
    assert names(Desk.AGREE, keeper) == ["Never read"]


def test_reading_the_plan_together_is_its_review(keeper, prison):
    person_id, _goal, _step = planned(keeper, prison, "Late")
    planned(keeper, prison, "Fresh")
    with transaction():
        late = session.scalar(sa.select(Plan).where(Plan.person_id == person_id))
        late.review_on = clock.today() - DAY
        audit.record(None, "plan.changed", late)
    assert names(Desk.REVIEW, keeper) == ["Late"]
    with transaction():
        agree(keeper, person_id, Agreement.AGREED)
    assert names(Desk.REVIEW, keeper) == []
    assert plans.sheet_of(person_id).review_on == clock.today() + REVIEW_EVERY


def test_a_step_is_stuck_when_it_cannot_be_done_or_its_day_has_passed(keeper, prison, client, sign_in):
    today = clock.today()
    late, _goal, done = planned(keeper, prison, "Late", due_on=today - 2 * DAY)
    blocked, goal, cannot = planned(keeper, prison, "Blocked")
    planned(keeper, prison, "In time", due_on=today)
    with transaction():
        service.set_step(keeper, blocked, cannot, StepState.CANNOT_YET, "No seat before spring.")
    assert names(Desk.STUCK, keeper) == ["Late", "Blocked"]
    shown = sign_in(client, keeper).get("/plans?list=stuck").text
    assert "No seat before spring." in shown
    assert f"/people/{blocked}/plan#goal-{goal}" in shown
    with transaction():
        service.set_step(keeper, late, done, StepState.COMPLETED)
    assert names(Desk.STUCK, keeper) == ["Blocked"]


def test_people_near_release_stand_by_the_weight_of_needs_without_a_goal(keeper, prison):
    today, own = clock.today(), {"officer_id": keeper.human_id}
    heavy, light, far, answered = (received(prison, name) for name in ("Heavy", "Light", "Far", "Answered"))
    looks = {heavy: ((Area.DRUGS, 3), (Area.FINANCE, 2)), light: ((Area.DRUGS, 2),), far: ((Area.DRUGS, 3),)}
    for person_id, found in {**looks, answered: ((Area.DRUGS, 3),)}.items():
        set_facts(person_id, release_on=today + (200 if person_id == far else 20) * DAY, **own)
        with transaction():
            record_needs(keeper, person_id, [NewNeed(area=area, level=level) for area, level in found])
    with transaction():
        service.begin_plan(keeper, answered)
        service.add_goal(keeper, answered, NewGoal(id=new_id(), words="I will stay clean.", area=Area.DRUGS))
    assert names(Desk.RELEASE, keeper) == ["Heavy", "Light"]
    assert queries.unmet_areas([heavy, light, answered]) == {heavy: [Area.DRUGS, Area.FINANCE], light: [Area.DRUGS]}
    with transaction():
        record_needs(keeper, light, [NewNeed(area=Area.DRUGS, level=1)])
    assert names(Desk.RELEASE, keeper) == ["Heavy"]


def test_the_list_goes_on_after_its_last_line(keeper, prison):
    for day in (3, 1, 2):
        planned(keeper, prison, f"Day {day}", due_on=clock.today() - day * DAY)
    scope = Scope(actor=keeper, today=clock.today(), mine=True)
    first = queries.page(Desk.STUCK, scope, size=2)
    rest = queries.page(Desk.STUCK, scope, first.after, size=2)
    assert [row.name for row in (*first.rows, *rest.rows)] == ["Day 3", "Day 2", "Day 1"]


def test_mine_is_what_i_keep_and_all_is_my_prison(keeper, prison, as_actor, client, sign_in):
    colleague = as_actor(Role.CASE_MANAGER, prison)
    person_id, _goal, _step = planned(colleague, prison, "Of a colleague", agreed=False)
    assert "Of a colleague" not in sign_in(client, keeper).get("/plans?list=agree").text
    assert "Of a colleague" in client.get("/plans?list=agree&whose=all").text
    with transaction():
        hidden = Exclusion(person_id=person_id, human_id=keeper.human_id, reason="Brother.", begun_at=clock.now())
        session.add(hidden)
        audit.record(None, "exclusion.begun", hidden)
    assert names(Desk.AGREE, keeper, mine=False) == []


def test_a_colleague_takes_a_plan_over_and_it_is_theirs(keeper, prison, as_actor, client, sign_in):
    colleague = as_actor(Role.CASE_MANAGER, prison)
    person_id, _goal, _step = planned(colleague, prison, "Handed over", agreed=False)
    assert "Take over this plan" in sign_in(client, keeper).get(f"/people/{person_id}/plan").text
    for _twice in range(2):
        assert client.post(f"/people/{person_id}/plan/keeper").status_code == 303
    assert "Take over this plan" not in client.get(f"/people/{person_id}/plan").text
    assert (names(Desk.AGREE, keeper), names(Desk.AGREE, colleague)) == (["Handed over"], [])
    with transaction():
        assert person_record(keeper, person_id).officer_id == keeper.human_id
    elsewhere = as_actor((Role.CASE_MANAGER, Role.INSPECTOR))
    with pytest.raises(Forbidden), transaction():
        take_over(replace(elsewhere, roles=frozenset({Role.INSPECTOR})), person_id)


def test_who_begins_a_plan_is_named_on_a_file_that_names_nobody(keeper, prison, as_actor):
    person_id, _goal, _step = planned(keeper, prison, "Begun")
    with transaction():
        assert person_record(keeper, person_id).officer_id == keeper.human_id


def test_the_home_counts_what_the_lists_hold(keeper, prison, client, sign_in):
    planned(keeper, prison, "Waits", agreed=False, due_on=clock.today() - DAY)
    home = sign_in(client, keeper).get("/").text
    for desk in Desk:
        number = queries.count(desk, Scope(actor=keeper, today=clock.today(), mine=True))
        assert f'href="/plans?list={desk.value}"><span class="stat-no"><bdi>{number}</bdi>' in home
    assert "Ask at the workshop" in home


def test_no_plan_waits_and_the_page_says_so(keeper, client, sign_in):
    sign_in(client, keeper)
    for desk in Desk:
        assert "Nothing waits here" in client.get(f"/plans?list={desk.value}").text


def test_records_officers_have_no_business_there(client, signed_in, prison):
    assert signed_in(Role.RECORDS_OFFICER, prison).get("/plans").status_code == 403


@pytest.mark.parametrize("where", ["/", *(f"/plans?list={desk.value}" for desk in Desk)])
def test_a_long_list_costs_as_many_statements_as_a_short_one(keeper, prison, client, sign_in, isolation, where):
    today, costs = clock.today(), []
    sign_in(client, keeper)
    for people in (1, 4):
        for number in range(people):
            person_id, _goal, _step = planned(keeper, prison, f"Person {number}", agreed=False, due_on=today - DAY)
            set_facts(person_id, release_on=today + 5 * DAY, officer_id=keeper.human_id)
            with transaction():
                record_needs(keeper, person_id, [NewNeed(area=Area.DRUGS, level=3)])
        with counted(isolation) as seen:
            assert client.get(where).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("mine", [True, False])
def test_no_list_begins_with_the_steps_of_the_whole_service(keeper, prison, mine):
    """However many steps are late elsewhere: from the reader's plans or people to their goals to the steps of these."""
    if session.connection().dialect.name != "sqlite":
        pytest.skip("a small database of PostgreSQL is read from end to end whatever the indexes")
    planned(keeper, prison, "Amal", due_on=clock.today() - DAY)
    seen = []
    listen = lambda _c, _cur, sql, given, _ctx, _many: seen.append((sql, given))  # noqa: E731 - unhooked below
    sa.event.listen(sa.Engine, "before_cursor_execute", listen)
    try:
        assert queries.count(Desk.STUCK, Scope(actor=keeper, today=clock.today(), mine=mine)) == 1
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", listen)
    ((sql, given),) = [one for one in seen if "FROM step" in one[0]]
    plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)]
    looked = [line for line in plan if " step " in f"{line} "]
    assert looked
    assert all("ix_step_goal" in line for line in looked), plan
