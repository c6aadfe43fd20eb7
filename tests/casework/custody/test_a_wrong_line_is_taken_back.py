"""A wrong line stays, gets its counter-entry, and the line before it stands again."""

import pytest
import sqlalchemy as sa

from casework.counts import queries as counts
from casework.custody import queries as custody
from casework.custody.models import Movement
from casework.custody.models import MovementKind as K
from casework.custody.service import NewMovement, move
from casework.people.models import LegalStatus, Person
from casework.takebacks.service import take_back
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from tests import cast
from tests.casework.people_inside import received

WHY = "The wrong file was open"


def recorded(officer, person, kind, **over):
    with transaction():
        facts = {"person_id": person, "kind": kind, "at": clock.now(), "destination": "Court", **over}
        return move(officer, NewMovement(**facts)).id


def people(prison):
    return {row.place: row.people for row in counts.figures(prison.id, clock.now())}


def test_both_lines_stay_and_the_count_is_right_again(prison, as_actor):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    wrong = recorded(officer, person, K.ESCAPE)
    assert people(prison) == {"at_large": 1}
    with transaction():
        counter = take_back(officer, wrong, WHY)
    with transaction():
        assert take_back(officer, wrong, WHY).id == counter.id, "twice is once"
    assert people(prison) == {"inside": 1}
    assert [(row.kind, bool(row.reverses_id), row.taken_back) for row in custody.movements_of(person)] == [
        (K.ESCAPE, True, False), (K.ESCAPE, False, True), (K.RECEPTION, False, False),
    ]  # fmt: skip
    one = session.get_one(Person, person)
    assert one.in_custody
    assert one.establishment_id == prison.id


def test_only_the_newest_line_and_with_a_reason(prison, as_actor):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    first = recorded(officer, person, K.TO_COURT)
    last = recorded(officer, person, K.RETURN)
    for movement, why, words in ((first, WHY, "newest"), (last, "oops", "in a sentence")):
        with pytest.raises(DomainError, match=words), transaction():
            take_back(officer, movement, why)
    with transaction():
        take_back(officer, last, WHY)
    with transaction():
        take_back(officer, first, WHY)
    reception = custody.last_movement(custody.newest_stay(person).id)
    with pytest.raises(DomainError, match="reception is not taken back"), transaction():
        take_back(officer, reception.id, WHY)


def test_a_death_on_the_wrong_file_is_the_governors_to_take_back(prison, as_actor):
    officer, governor = as_actor(Role.RECORDS_OFFICER, prison), as_actor(Role.GOVERNOR, prison)
    wing = cast.make_wing(prison)
    person = received(prison, wing_id=wing.id)
    wrong = recorded(officer, person, K.DEATH)
    with pytest.raises(Forbidden), transaction():
        take_back(officer, wrong, WHY)
    with transaction():
        take_back(governor, wrong, WHY)
    one = session.get_one(Person, person)
    assert (one.in_custody, one.legal_status, one.wing_id) == (True, LegalStatus.SENTENCED, wing.id)
    assert custody.newest_stay(person).closed_at is None


def test_the_database_lets_nobody_edit_a_line_or_counter_it_twice(prison, as_actor, isolation):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    wrong = recorded(officer, person, K.TO_COURT)
    with pytest.raises(sa.exc.DatabaseError), isolation.begin_nested():
        isolation.execute(sa.update(Movement).where(Movement.id == wrong).values(destination="elsewhere"))
    with transaction():
        take_back(officer, wrong, WHY)
    columns = {c.name: c for c in sa.inspect(Movement).columns}
    line = isolation.execute(sa.select(*columns.values()).where(Movement.reverses_id == wrong)).mappings().one()
    with pytest.raises(sa.exc.IntegrityError), isolation.begin_nested():
        isolation.execute(sa.insert(Movement), [{**line, "id": person}])


def test_on_screen(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    wrong = recorded(cast.make_actor(Role.RECORDS_OFFICER, prison), person, K.TO_COURT)
    here = f"/people/{person}/movements/{wrong}/counter"
    assert client.post(here, data={"b-reason": "short"}).status_code == 422
    assert client.post(here, data={"b-reason": WHY}).status_code == 303
    shown = client.get(f"/people/{person}/custody").text
    assert "Counter-entry" in shown
    assert "Taken back" in shown
