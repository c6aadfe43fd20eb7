"""What another feature contributes as a check stands in the way of a place, or warns, like the usual ones."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.alerts.models import NonAssociation
from casework.people.models import Person
from kernel import audit
from kernel.db import session, transaction
from kernel.errors import DomainError
from programmes.fitting import queries as fitting
from programmes.fitting.rules import Finding
from programmes.intakes import service as intakes
from programmes.intakes.service import NewIntake, NewSlot
from programmes.places import service as places
from programmes.places.models import Allocation
from programmes.places.service import Placement
from programmes.usual_checks.queries import troubles_among

MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def consent_check(monkeypatch):
    """A contributed check that refuses everybody, as consent for private work would."""
    monkeypatch.setattr(fitting, "_checks", dict(fitting._checks))
    said = Finding(code="consent", words="No written consent is on file.", rule="Mandela Rule 97")
    fitting.contribute_place_check("consent", 60, lambda _group, seats, _on: {one.person_id: [said] for one in seats})


def change(person_id, **facts):
    person = session.get(Person, person_id)
    for name, value in facts.items():
        setattr(person, name, value)
    audit.record(None, "person.changed", person)


def test_a_contributed_check_refuses_with_its_rule(consent_check, boss, group, make_person):
    order = Placement(person_id=make_person("T1").id, intake_id=group.id, override_reason="The master insists on it")
    with pytest.raises(DomainError, match="Mandela Rule 97"), transaction():
        places.place(boss, order)
    assert [one.code for one in places.preview(boss, order).blocking] == ["consent"]


def test_who_must_be_kept_apart_is_refused_and_no_reason_moves_that(boss, group, make_person):
    one, other = sorted((make_person("T1"), make_person("T2")), key=lambda person: person.id)
    with transaction():
        apart = NonAssociation(person_id=one.id, other_id=other.id, reason="Fight", opened_on=MONDAY)
        session.add(apart)
        audit.record(None, "non_association.opened", apart)
        places.place(boss, Placement(person_id=one.id, intake_id=group.id))
    order = Placement(person_id=other.id, intake_id=group.id, override_reason="The master insists on it")
    with pytest.raises(DomainError, match="kept apart"), transaction():
        places.place(boss, order)


def test_who_is_released_before_the_end_needs_somebody_outside_who_goes_on(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        change(person.id, release_on=MONDAY + dt.timedelta(days=7))
    with pytest.raises(DomainError, match="who goes on with the course outside"), transaction():
        places.place(boss, Placement(person_id=person.id, intake_id=group.id))
    with transaction():
        places.place(boss, Placement(person_id=person.id, intake_id=group.id, handover="Adult college, Ms Berg"))
    kept = session.scalar(sa.select(Allocation))
    assert (kept.handover, kept.continues_outside) == ("Adult college, Ms Berg", True)


def test_a_release_that_nobody_computed_warns(boss, group, make_person):
    order = Placement(person_id=make_person("T1").id, intake_id=group.id)
    assert any("release date is not known" in one for one in places.preview(boss, order).warnings)
    with transaction():
        change(order.person_id, release_on=MONDAY + dt.timedelta(days=400))
    assert places.preview(boss, order).warnings == []


def test_a_rota_that_changes_and_a_keep_apart_that_opens_show_on_the_group(boss, group, make_person, prison):
    one, other = sorted((make_person("T1").id, make_person("T2").id))
    with transaction():
        for key in (one, other):
            places.place(boss, Placement(person_id=key, intake_id=group.id))
        facts = {"programme_id": group.programme_id, "unit_id": prison.id, "instructor_id": boss.human_id}
        second = intakes.open_intake(boss, NewIntake(
            name="Tailoring B", starts_on=MONDAY, ends_on=MONDAY + dt.timedelta(days=13), capacity=2, **facts
        ))  # fmt: skip
        places.place(boss, Placement(person_id=one, intake_id=second.id))
    assert troubles_among(group.id, [one, other], MONDAY) == {}
    with transaction():
        intakes.add_slot(boss, NewSlot(intake_id=second.id, weekday=0, starts_at=dt.time(9), ends_at=dt.time(11)))
    [(who, [words])] = troubles_among(group.id, [one, other], MONDAY).items()
    assert who == one
    assert "Tailoring B" in words
    with transaction():
        apart = NonAssociation(person_id=one, other_id=other, reason="Fight", opened_on=MONDAY)
        session.add(apart)
        audit.record(None, "non_association.opened", apart)
    assert {key: len(words) for key, words in troubles_among(group.id, [one, other], MONDAY).items()} == {
        one: 2, other: 1
    }  # fmt: skip
