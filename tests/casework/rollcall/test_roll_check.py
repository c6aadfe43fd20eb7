"""Everybody on the roll is ticked or out with a reason; a missing person is never closed silently."""

import pytest
import sqlalchemy as sa

from casework.custody.models import MovementKind as K
from casework.custody.service import NewMovement, move
from casework.people.models import Person
from casework.rollcall import queries
from casework.rollcall.models import Mark, RollCheck
from casework.rollcall.service import add_found, close, mark, mark_rest, start
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

WHY = "Gone since the morning, the police know"


@pytest.fixture
def officer(prison):
    return cast.make_actor(Role.RECORDS_OFFICER, prison)


@pytest.fixture
def wing(prison):
    return cast.make_wing(prison)


def opened(officer, prison):
    with transaction():
        return start(officer, prison.id, id=new_id())


def lines(officer, check, wing):
    return {row.name: row for row in queries.lines_page(officer, check.id, wing.id).rows}


def moved(officer, person, kind):
    with transaction():
        move(officer, NewMovement(person_id=person, kind=kind, at=clock.now(), destination="Harbour Court"))


def test_who_is_out_by_the_ledger_needs_no_tick_and_the_rest_is_one_press(prison, officer, wing):
    received(prison, wing_id=wing.id)
    moved(officer, received(prison, "Bo Lind", wing_id=wing.id), K.TO_COURT)
    check = opened(officer, prison)
    assert lines(officer, check, wing)["Bo Lind"].reason == "At court: Harbour Court"
    with pytest.raises(DomainError, match="1 person is not ticked"), transaction():
        close(officer, check.id, "")
    with transaction():
        assert mark_rest(officer, check.id, wing.id) == 1
    with transaction():
        close(officer, check.id, "")
    done = queries.shown(check.id)
    assert (done.expected, done.found) == (2, 2)
    assert done.closer == session.get_one(Human, officer.human_id).name
    with pytest.raises(DomainError, match="is closed"), transaction():
        mark_rest(officer, check.id, wing.id)


def test_a_missing_person_keeps_the_check_open_until_the_ledger_knows(prison, officer, wing):
    ann = received(prison, wing_id=wing.id)
    check = opened(officer, prison)
    line = lines(officer, check, wing)["Ann Hart"]
    with transaction():
        mark(officer, check.id, {line.id: (Mark.MISSING, "")})
    with pytest.raises(DomainError, match="still has them inside: Ann Hart"), transaction():
        close(officer, check.id, WHY)
    moved(officer, ann, K.ESCAPE)
    with pytest.raises(DomainError, match="1 on the roll, 0 found"), transaction():
        close(officer, check.id, "")
    with transaction():
        close(officer, check.id, WHY)
    assert queries.shown(check.id).words == WHY


def test_the_database_refuses_a_difference_nobody_explains(prison, officer, isolation):
    received(prison)
    check = opened(officer, prison)
    silent = sa.update(RollCheck.__table__).where(RollCheck.__table__.c.id == check.id)
    with pytest.raises(sa.exc.IntegrityError), isolation.begin_nested():
        isolation.execute(silent.values(closed_at=clock.now(), closed_by=officer.human_id, found=0))


def test_somebody_who_is_here_and_not_on_the_roll_must_be_recorded(prison, officer, wing):
    check = opened(officer, prison)
    stray = received(prison, wing_id=wing.id)
    moved(officer, stray, K.ESCAPE)
    number = session.get_one(Person, stray).number
    with pytest.raises(DomainError, match="this number"), transaction():
        add_found(officer, check.id, "T00000000A", "In the kitchen")
    with transaction():
        add_found(officer, check.id, number, "In the kitchen")
    with pytest.raises(DomainError, match="elsewhere: Ann Hart"), transaction():
        close(officer, check.id, WHY)
    moved(officer, stray, K.RETURN)
    with transaction():
        close(officer, check.id, WHY)
    assert queries.shown(check.id).found == 1


def test_one_check_at_a_time_and_only_in_ones_own_prison(prison, officer):
    opened(officer, prison)
    with pytest.raises(DomainError, match="going on"):
        opened(officer, prison)
    with pytest.raises(NotFound):
        opened(officer, cast.make_unit())


def test_out_needs_a_reason_and_lines_of_other_checks_are_refused(prison, officer, wing):
    received(prison, wing_id=wing.id)
    check = opened(officer, prison)
    line = lines(officer, check, wing)["Ann Hart"]
    with pytest.raises(DomainError, match="why somebody is out"), transaction():
        mark(officer, check.id, {line.id: (Mark.OUT, "")})
    with pytest.raises(NotFound), transaction():
        mark(officer, check.id, {new_id(): (Mark.PRESENT, "")})


def test_a_restricted_person_is_counted_and_not_named(prison, officer, wing):
    from kernel import audit

    hidden = received(prison, wing_id=wing.id)
    with transaction():
        one = session.get_one(Person, hidden)
        one.restricted = True
        audit.record(None, "person.restricted", one)
    check = opened(officer, prison)
    (line,) = queries.lines_page(officer, check.id, wing.id).rows
    assert (check.expected, line.name, line.number) == (1, "", "")


def test_the_whole_check_on_screen(prison, signed_in, wing):
    received(prison, wing_id=wing.id)
    received(prison, "Bo Lind", wing_id=wing.id)
    client = signed_in(Role.RECORDS_OFFICER, prison)
    assert "No roll check yet" in client.get(f"/prisons/{prison.id}/roll-checks").text
    begun = client.post(f"/prisons/{prison.id}/roll-checks", data={"id": str(new_id())})
    assert begun.status_code == 303
    here = begun.headers["Location"]
    shown = client.get(f"{here}/wing?wing={wing.id}").text
    key = shown.split('name="mark-')[1][:36]
    assert client.post(f"{here}/marks", data={"wing": str(wing.id), f"mark-{key}": "out"}).status_code == 422
    typed = {"wing": str(wing.id), f"mark-{key}": "missing", "rest": "yes"}
    assert client.post(f"{here}/marks", data=typed).status_code == 303
    assert "Missing" in client.get(here).text
    assert client.post(f"{here}/close", data={"words": ""}).status_code == 422
    assert client.post(f"{here}/marks", data={"wing": str(wing.id), f"mark-{key}": "present"}).status_code == 303
    assert client.post(f"{here}/close", data={"words": ""}).status_code == 303
    assert "Closed" in client.get(here).text
    paper = client.get(f"{here}/roll.pdf")
    assert paper.status_code in {200, 503}
