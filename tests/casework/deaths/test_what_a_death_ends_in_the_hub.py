"""A death ends the level under way, the plan, supervision and planned visits; a death that was none gives them back."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.classification import queries as levels
from casework.classification import service as classing
from casework.custody.models import EpisodeKind, MovementKind
from casework.custody.queries import open_episode
from casework.custody.service import NewMovement, begin_supervision, move
from casework.family import service as family
from casework.family.models import FamilyContact, FamilyState, FamilyWay
from casework.identity.queries import relations_of
from casework.instruments import service as instruments
from casework.people.models import LegalStatus, Person
from casework.people.service import NewRelation
from casework.plans import queries as plans
from casework.plans import service as planning
from casework.takebacks.service import take_back
from casework.worklists import queries as worklists
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from kernel.units.models import UnitKind
from tests import cast
from tests.casework.people_inside import received

ROLES = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.CLASSIFICATION_OFFICER, Role.GOVERNOR)


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(ROLES, prison)


@pytest.fixture
def busy(prison, officer, as_actor):
    """Somebody with a level under way, a plan, an order of supervision and a visit on Friday."""
    person = received(prison)
    approver, office = as_actor(Role.CLASSIFICATION_APPROVER, prison), cast.make_unit(kind=UnitKind.PROBATION_OFFICE)
    supervisor = cast.make_actor(Role.PROBATION_OFFICER, office)
    with transaction():
        instruments.activate(None, instruments.load_instrument(None), officer.human_id, approver.human_id)
        classing.begin(officer, person)
        planning.begin_plan(officer, person)
        family.add_relation(officer, person, NewRelation(name="Mary Hart", kinship="mother"))
        begin_supervision(
            officer, person, office_id=office.id, officer_id=supervisor.human_id, legal_status=LegalStatus.SENTENCED,
            at=clock.now() - dt.timedelta(days=3),
        )  # fmt: skip
    with transaction():
        family.log_contact(officer, family.NewFamilyContact(
            id=new_id(), person_id=person, relation_id=relations_of(person)[0].id, way=FamilyWay.VISIT,
            state=FamilyState.PLANNED, at=clock.now() + dt.timedelta(days=2),
        ))  # fmt: skip
    return person


def dies(officer, person):
    with transaction():
        return move(officer, NewMovement(person_id=person, kind=MovementKind.DEATH, at=clock.now()))


def test_nothing_goes_on_after_a_death(busy, officer, client, sign_in):
    dies(officer, busy)
    assert levels.open_record(busy) is None
    assert plans.open_plan(busy) is None
    assert plans.sheet_of(busy).closed_on == clock.today("Europe/Paris")
    assert open_episode(busy, EpisodeKind.SUPERVISION) is None
    assert session.get_one(Person, busy).legal_status is LegalStatus.CLOSED
    assert [row.state for row in session.query(FamilyContact)] == [FamilyState.CANCELLED]
    shown = sign_in(client, officer).get(f"/people/{busy}/plan").text
    assert "This plan is closed" in shown
    assert "Add a goal" not in shown


def test_no_worklist_asks_for_whoever_died(busy, officer):
    person = session.get_one(Person, busy)
    with transaction():
        person.next_review_on = clock.today()
        audit.record(None, "person.review_set", person)
    scope = worklists.Scope(actor=officer, today=clock.today())
    listed = session.execute(worklists.mine(scope)[0]).all()
    assert [row.id for row in listed] == [busy]
    dies(officer, busy)
    assert session.execute(worklists.mine(scope)[0]).all() == []


def test_a_death_that_was_none_gives_plan_and_supervision_back(busy, officer):
    before = plans.open_plan(busy).id
    death = dies(officer, busy)
    with transaction():
        take_back(officer, death.id, "It was somebody else who died")
    assert plans.open_plan(busy).id == before
    assert open_episode(busy, EpisodeKind.SUPERVISION) is not None
    person = session.get_one(Person, busy)
    assert (person.supervised, person.in_custody) == (True, True)
    assert person.legal_status is not LegalStatus.CLOSED
    assert levels.open_record(busy) is None, "a new assessment is begun by whoever needs it"
