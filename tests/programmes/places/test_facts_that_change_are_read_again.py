"""Fitness, legal status and time: whatever changes who is admitted puts the place under review, or lets it go on."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.alerts import service as health
from casework.alerts.models import FitnessState
from casework.custody.events import PersonSentenced
from casework.people.models import LegalStatus, Person
from kernel import audit, clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from programmes.eligibility import service as eligibility
from programmes.eligibility.models import RuleKind
from programmes.eligibility.service import NewRule
from programmes.places import service as places
from programmes.places.models import Allocation, AllocationState
from programmes.places.service import Placement
from programmes.reviews.service import keep_after_review, reread

MONDAY = dt.date(2026, 11, 23)
ACTIVE, REVIEW = AllocationState.ACTIVE, AllocationState.UNDER_REVIEW


@pytest.fixture
def place(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation


def state(place):
    return session.get(Allocation, place.id, populate_existing=True).state


def say(as_actor, prison, person_id, fitness, **over):
    with transaction():
        health.record_fitness(as_actor(Role.RECORDS_OFFICER, prison), person_id, fitness, **over)


def test_unfit_stops_the_place_and_fit_lets_it_go_on(place, as_actor, prison):
    say(as_actor, prison, place.person_id, FitnessState.UNFIT)
    assert state(place) is REVIEW
    say(as_actor, prison, place.person_id, FitnessState.FIT)
    assert state(place) is ACTIVE


def test_nobody_keeps_a_place_against_the_health_service(place, boss, as_actor, prison):
    say(as_actor, prison, place.person_id, FitnessState.UNFIT)
    with pytest.raises(DomainError, match="Mandela Rule 96"), transaction():
        keep_after_review(boss, place.id, reason="We need this person so much")


def test_a_word_that_lapses_is_found_by_night(place, as_actor, prison):
    say(as_actor, prison, place.person_id, FitnessState.FIT, valid_until=MONDAY)
    with clock.held_at(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)), transaction():
        assert reread(None, place.person_id, reason="by night") == 1
    assert state(place) is REVIEW


def test_a_new_legal_status_is_read(place, boss, group):
    rule = NewRule(
        programme_id=group.programme_id, kind=RuleKind.LEGAL_STATUS, given={"any_of": ["sentenced"]}, valid_from=MONDAY
    )
    with transaction():
        eligibility.set_rule(boss, rule)
        person = session.get(Person, place.person_id)
        person.legal_status = LegalStatus.CIVIL
        audit.record(None, "person.changed", person)
        events.publish(PersonSentenced(person_id=person.id, by=boss))
    assert state(place) is REVIEW


def test_what_was_overridden_once_is_not_asked_again_every_night(place, boss, group):
    rule = NewRule(
        programme_id=group.programme_id, kind=RuleKind.LEVEL_AT_MOST, given={"level": "minimum"}, valid_from=MONDAY
    )
    with transaction():
        eligibility.set_rule(boss, rule)
        assert reread(None, place.person_id, reason="by night") == 1
        keep_after_review(boss, place.id, reason="Stands beside the master all day")
        assert reread(None, place.person_id, reason="by night") == 0
    assert state(place) is ACTIVE
