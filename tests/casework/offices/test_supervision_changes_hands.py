"""Handed over, supervision goes on with the same plan and ids; an office knows whom it expects."""

import pytest

from casework.offices.service import expect_at_office, hand_over
from casework.people.models import Person
from casework.plans.queries import sheet_of
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, NotFound
from tests import cast
from tests.casework.people_inside import received
from tests.casework.planned import begin
from tests.probation.conftest import make_person


def test_the_plan_goes_with_supervision(office, held_now):
    from casework.public import LegalStatus, begin_supervision

    person = make_person(office)
    before, after = (cast.make_actor(Role.PROBATION_OFFICER, office) for _n in range(2))
    with cast.deed():
        begin_supervision(
            before, person.id, office_id=office.id, officer_id=before.human_id,
            legal_status=LegalStatus.COMMUNITY_ORDER, at=clock.now(),
        )  # fmt: skip
    goal, _steps = begin(before, person.id, "Find a flat")
    plan = sheet_of(person.id)
    assert plan.owner_id == before.human_id
    with transaction():
        hand_over(before, person.id, office_id=office.id, officer_id=after.human_id, at=clock.now())
    moved = sheet_of(person.id)
    assert (moved.id, moved.owner_id, [one.id for one in moved.goals]) == (plan.id, after.human_id, [goal])
    assert session.get_one(Person, person.id).officer_id == after.human_id


@pytest.fixture
def held_now():
    with clock.held_at(clock.now()):
        yield


def test_who_is_not_supervised_is_not_handed_over(office):
    person = make_person(office)
    officer = cast.make_actor(Role.PROBATION_OFFICER, office)
    with pytest.raises(DomainError, match="not under supervision"), transaction():
        hand_over(officer, person.id, office_id=office.id, officer_id=officer.human_id, at=clock.now())


def test_an_office_that_expects_somebody_knows_of_them(prison, office):
    from casework.public import person_for

    person_id = received(prison, "Sami Haddad")
    keeper, officer = cast.make_actor(Role.CASE_MANAGER, prison), cast.make_actor(Role.PROBATION_OFFICER, office)
    with pytest.raises(NotFound), transaction():
        person_for(officer, person_id)
    with transaction():
        expect_at_office(keeper, person_id, office.id)
    with transaction():
        assert person_for(officer, person_id).office_id == office.id
