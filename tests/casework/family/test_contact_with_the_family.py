"""Family is on file with when they were told; every visit, call and letter is noted, also what did not take place."""

import datetime as dt

import pytest

from casework.family import queries, service
from casework.family.models import FamilyState, FamilyWay
from casework.family.service import NewFamilyContact
from casework.identity.queries import relations_of
from casework.people.service import NewRelation
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import Conflict, DomainError, NotFound
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

DAY = dt.timedelta(days=1)


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(Role.CASE_MANAGER, prison)


def mother_of(officer, person, **over):
    new = NewRelation(**{"name": "Mary Hart", "kinship": "mother", "phone": "555 01", **over})
    with transaction():
        service.add_relation(officer, person, new)
    return next(row for row in relations_of(person) if row.name == new.name).id


def contact(person, relation, **over):
    facts = {"id": new_id(), "person_id": person, "relation_id": relation, "way": FamilyWay.VISIT, "minutes": 40,
             "state": FamilyState.HELD, "at": clock.now() - DAY}  # fmt: skip
    return NewFamilyContact(**{**facts, **over})


def log(officer, *args, **over):
    with transaction():
        return service.log_contact(officer, contact(*args, **over))


def test_a_visit_is_noted_once_and_is_the_last_contact(prison, officer):
    person = received(prison)
    new = contact(person, mother_of(officer, person))
    for _time in range(2):
        with transaction():
            service.log_contact(officer, new)
    (row,) = queries.contacts_page(person).rows
    assert (row.name, row.minutes, row.recorded_by) == ("Mary Hart", 40, officer.human_id)
    family = queries.family_of(person)
    assert (family.last.id, family.weeks, family.quiet) == (row.id, 0, False)


def test_silence_counts_from_what_took_place(prison, officer):
    person = received(prison)
    mother = mother_of(officer, person)
    assert queries.family_of(person).quiet
    log(officer, person, mother, at=clock.now() - 36 * DAY)
    log(officer, person, mother, state=FamilyState.DID_NOT_COME, minutes=None)
    family = queries.family_of(person)
    assert (family.weeks, family.quiet) == (5, True)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"state": FamilyState.PLANNED, "minutes": None}, "lies ahead"),
        ({"at": clock.now() + DAY}, "not happened yet"),
        ({"state": FamilyState.REFUSED}, "Only what took place"),
        ({"minutes": None}, "how many minutes"),
        ({"minutes": 721}, "between 1 and 720"),
        ({"state": FamilyState.CANCELLED, "minutes": None, "words": "why"}, "Say why"),
    ],
)
def test_what_cannot_be_is_refused(prison, officer, over, words):
    person = received(prison)
    mother = mother_of(officer, person)
    with pytest.raises(DomainError, match=words):
        log(officer, person, mother, **over)


def test_a_letter_has_no_minutes(prison, officer):
    person = received(prison)
    assert log(officer, person, mother_of(officer, person), way=FamilyWay.LETTER, minutes=None).minutes is None


def test_what_was_planned_is_settled_once(prison, officer):
    person = received(prison)
    mother = mother_of(officer, person)
    planned = log(officer, person, mother, state=FamilyState.PLANNED, minutes=None, at=clock.now() + DAY)
    assert queries.family_of(person).next.id == planned.id
    with pytest.raises(DomainError, match="not happened yet"), transaction():
        service.settle_contact(officer, planned.id, FamilyState.HELD, 30)
    with transaction():
        service.settle_contact(officer, planned.id, FamilyState.CANCELLED, words="The hall was closed.")
    with pytest.raises(Conflict, match="Cancelled by us"), transaction():
        service.settle_contact(officer, planned.id, FamilyState.REFUSED)


def test_family_of_another_person_is_not_found(prison, officer):
    person, other = received(prison), received(prison, "Eve Stone")
    mother = mother_of(officer, person)
    with pytest.raises(NotFound):
        log(officer, other, mother)
    stranger = cast.make_actor(Role.CASE_MANAGER, cast.make_unit())
    with pytest.raises(NotFound), transaction():
        service.end_relation(stranger, mother, "Not mine to end.")


def test_an_entry_is_corrected_and_ended_and_stays_on_file(prison, officer):
    person = received(prison)
    mother = mother_of(officer, person)
    told = clock.now() - DAY
    with transaction():
        new = NewRelation(name="Mary Hart", kinship="mother", phone="555 02", told_at=told)
        service.correct_relation(officer, mother, new, "She has a new number.")
    (row,) = relations_of(person)
    assert (row.phone, row.told_at) == ("555 02", told)
    with transaction():
        service.end_relation(officer, mother, "She died in March.")
    assert relations_of(person) == []
    assert [one.end_reason for one in queries.relations_on_file(person)] == ["She died in March."]
    with pytest.raises(Conflict, match="ended"), transaction():
        service.correct_relation(officer, mother, new, "Once more.")


def test_told_in_the_future_is_refused(prison, officer):
    person = received(prison)
    with pytest.raises(DomainError, match="past"):
        mother_of(officer, person, told_at=clock.now() + DAY)
