"""The ledger of movements takes what can have happened, in order, and refuses the rest in words that say what to do."""

import datetime as dt

import pytest

from casework.custody import queries as custody
from casework.custody.models import MovementKind as K
from casework.custody.rules import FOLLOWS, check_step
from casework.custody.service import NewMovement, move
from casework.people.models import LegalStatus, Person
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from tests import cast
from tests.casework.people_inside import received

INSIDE = (K.RECEPTION, K.WITHIN, K.TRANSFER, K.RETURN)
FROM_INSIDE = {K.WITHIN, K.TRANSFER, K.TO_COURT, K.TO_HOSPITAL, K.TEMPORARY_RELEASE, K.ESCAPE, K.RELEASE, K.DEATH}
LEGAL = {
    **dict.fromkeys(INSIDE, FROM_INSIDE),
    K.TO_COURT: {K.RETURN, K.TO_HOSPITAL, K.ESCAPE, K.RELEASE, K.DEATH},
    K.TO_HOSPITAL: {K.RETURN, K.ESCAPE, K.RELEASE, K.DEATH},
    K.TEMPORARY_RELEASE: {K.RETURN, K.TO_HOSPITAL, K.ESCAPE, K.RELEASE, K.DEATH},
    K.ESCAPE: {K.RETURN, K.DEATH},
    K.RELEASE: set(),
    K.DEATH: set(),
}


def step(person, kind, **over):
    return NewMovement(**{"person_id": person, "kind": kind, "at": clock.now(), "destination": "Court", **over})


@pytest.mark.parametrize("last", list(K))
@pytest.mark.parametrize("following", list(K))
def test_each_pair_is_taken_or_refused(last, following):
    assert set(FOLLOWS) == set(K)
    if following in LEGAL[last]:
        check_step(last, following)
    else:
        with pytest.raises(DomainError):
            check_step(last, following)


def test_whoever_is_on_the_way_must_arrive_before_anything_else_but_an_emergency():
    check_step(K.TRANSFER, K.ESCAPE, arrived=False)
    with pytest.raises(DomainError, match="arrival first"):
        check_step(K.TRANSFER, K.TO_COURT, arrived=False)


def test_not_in_the_future_and_not_before_the_last_line(prison, as_actor):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    for at, words in ((dt.timedelta(hours=1), "future"), (dt.timedelta(days=-20), "before the last movement")):
        with pytest.raises(DomainError, match=words), transaction():
            move(officer, step(person, K.TO_COURT, at=clock.now() + at))
    assert len(custody.movements_of(person)) == 1


def test_a_line_typed_in_the_minute_of_the_last_one_comes_after_it(prison, as_actor):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    with transaction():
        move(officer, step(person, K.TO_COURT))
    with transaction():
        move(officer, step(person, K.RETURN, at=clock.now().replace(second=0, microsecond=0)))
    assert [row.kind for row in custody.movements_of(person)] == [K.RETURN, K.TO_COURT, K.RECEPTION]


def test_an_escape_after_the_end_is_refused(prison, as_actor):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    with transaction():
        move(officer, step(person, K.DEATH))
    with pytest.raises(DomainError, match="not in custody"), transaction():
        move(officer, step(person, K.ESCAPE))
    assert session.get_one(Person, person).legal_status is LegalStatus.CLOSED


def test_temporary_release_is_the_governors_and_has_an_hour_to_be_back(prison, as_actor):
    officer, governor = as_actor(Role.RECORDS_OFFICER, prison), as_actor(Role.GOVERNOR, prison)
    person = received(prison)
    tomorrow = clock.now() + dt.timedelta(days=1)
    with pytest.raises(Forbidden), transaction():
        move(officer, step(person, K.TEMPORARY_RELEASE, due_back_at=tomorrow))
    with pytest.raises(DomainError, match="must be back"), transaction():
        move(governor, step(person, K.TEMPORARY_RELEASE))
    with transaction():
        move(governor, step(person, K.TEMPORARY_RELEASE, due_back_at=tomorrow))
    assert session.get_one(Person, person).in_custody, "still on the roll"


def test_whoever_comes_back_to_a_wing_that_no_longer_fits_is_let_in_without_one(prison, as_actor):
    officer, wing = as_actor(Role.RECORDS_OFFICER, prison), cast.make_wing(prison, untried=False)
    person = received(prison, wing_id=wing.id)
    with transaction():
        move(officer, step(person, K.TO_COURT))
        one = session.get_one(Person, person)
        one.legal_status = LegalStatus.UNCONVICTED
        from kernel import audit

        audit.record(officer, "person.acquitted", one)
    with transaction():
        move(officer, step(person, K.RETURN))
    assert session.get_one(Person, person).wing_id is None


def test_the_screen_offers_what_may_follow_and_explains_what_may_not(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    here = f"/people/{person}"
    shown = client.get(f"{here}/custody").text
    assert 'value="to_court"' in shown
    assert 'value="return"' not in shown
    assert 'value="temporary_release"' not in shown, "the governor's"
    local = clock.local(clock.now(), "Europe/Paris")
    typed = {"kind": "return", "at_day-day": local.day, "at_day-month": local.month, "at_day-year": local.year,
             "at_time": f"{local:%H:%M}", "destination": "Harbour Court"}  # fmt: skip
    refused = client.post(f"{here}/movements", data=typed)
    assert refused.status_code == 422
    assert "inside already" in refused.text
    assert "Harbour Court" in refused.text, "what was typed is kept"
    assert client.post(f"{here}/movements", data={**typed, "kind": "to_court"}).status_code == 303
    assert "Harbour Court" in client.get(f"{here}/custody").text
