"""The cast of the programmes' stories: a coordinator, people in the prison, a paid group with two seats."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.alerts.models import Fitness, FitnessState
from casework.people.models import LegalStatus, Person, SecurityLevel
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from programmes.catalogue import service as catalogue
from programmes.catalogue.models import ProgrammeKind, ProgrammeStatus
from programmes.catalogue.service import NewVersion, ProgrammeFacts
from programmes.eligibility import service as eligibility
from programmes.eligibility.models import RuleKind
from programmes.eligibility.service import NewRule
from programmes.intakes import service as intakes
from programmes.intakes.service import NewIntake, NewSlot

MONDAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def held_noon():
    with clock.held_at(NOON):
        yield


@pytest.fixture
def boss(held_noon, as_actor, prison):
    return as_actor((Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR), prison)


@pytest.fixture
def make_person(held_noon, prison):
    def make(number, fitness=FitnessState.FIT):
        with transaction():
            made = Person(
                number=number,
                name=f"Person {number}",
                sort_name=number,
                match_key=number,
                opened_at=NOON,
                in_custody=True,
                establishment_id=prison.id,
                legal_status=LegalStatus.SENTENCED,
                level=SecurityLevel.MEDIUM,
            )
            session.add(made)
            audit.record(None, "person.registered", made)
            if fitness:
                word = Fitness(person_id=made.id, state=fitness, said_on=MONDAY)
                session.add(word)
                audit.record(None, "fitness.said", word)
        return made

    return make


@pytest.fixture
def group(boss, prison):
    with transaction():
        facts = ProgrammeFacts(
            code="TAIL",
            name="Tailoring",
            kind=ProgrammeKind.WORK,
            paid=True,
            certificate_title="Industrial sewing",
            awarding_body="Guild of Tailors",
        )
        made = catalogue.create_programme(boss, facts)
        catalogue.add_version(
            boss, NewVersion(programme_id=made.id, valid_from=MONDAY, modules=[("Seams", 120)], pass_percent=80)
        )
        catalogue.set_status(boss, made.id, ProgrammeStatus.LIVE)
        given = {"level": "medium"}
        eligibility.set_rule(
            boss, NewRule(programme_id=made.id, kind=RuleKind.LEVEL_AT_MOST, given=given, valid_from=MONDAY)
        )
        opened = intakes.open_intake(
            boss,
            NewIntake(
                programme_id=made.id,
                unit_id=prison.id,
                instructor_id=boss.human_id,
                name="Tailoring A",
                starts_on=MONDAY,
                ends_on=MONDAY + dt.timedelta(days=13),
                capacity=2,
            ),
        )
        intakes.add_slot(boss, NewSlot(intake_id=opened.id, weekday=0, starts_at=dt.time(8), ends_at=dt.time(10)))
    return opened
