"""Staff see at once what endangers whom; every word has an end and a reason; who may not, may not."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.alerts import queries
from casework.alerts.models import Alert, AlertCode, FitnessState
from casework.alerts.service import close_keep_apart, end_alert, keep_people_apart, raise_alert, record_fitness
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

TOMORROW = dt.timedelta(days=1)


def day_of(day, field):
    return {f"{field}-day": day.day, f"{field}-month": day.month, f"{field}-year": day.year}


def test_an_alert_is_opened_once_shown_and_ended_with_a_reason(prison, as_actor):
    officer, person = as_actor(Role.CASE_MANAGER, prison), received(prison)
    review = clock.today() + TOMORROW
    with transaction():
        alert = raise_alert(officer, person, AlertCode.ESCAPE, "Two officers on every way out", review_on=review)
    with pytest.raises(DomainError, match="open already"), transaction():
        raise_alert(officer, person, AlertCode.ESCAPE)
    assert queries.active_alerts(person) == [("Escape risk", "danger")]
    with pytest.raises(DomainError, match="why it ends"), transaction():
        end_alert(officer, alert.id, "no")
    with transaction():
        end_alert(officer, alert.id, "Six calm months")
    assert queries.active_alerts(person) == []
    assert session.get_one(Alert, alert.id).end_reason == "Six calm months"


def test_a_review_in_the_past_is_refused(prison, as_actor):
    officer, person = as_actor(Role.CASE_MANAGER, prison), received(prison)
    with pytest.raises(DomainError, match="still to come"), transaction():
        raise_alert(officer, person, AlertCode.ESCAPE, review_on=clock.today() - TOMORROW)


def test_the_same_form_sent_twice_is_one_alert(prison, as_actor):
    officer, person, key = as_actor(Role.CASE_MANAGER, prison), received(prison), new_id()
    for _time in range(2):
        with transaction():
            raise_alert(officer, person, AlertCode.VULNERABLE, id=key)
    assert session.query(Alert).filter_by(person_id=person).count() == 1


def test_two_people_are_kept_apart_from_both_sides_until_it_ends(prison, as_actor):
    officer, one, two = as_actor(Role.RECORDS_OFFICER, prison), received(prison), received(prison, "Bo Lind")
    with transaction():
        pair = keep_people_apart(officer, two, one, "They fought in the yard")
    assert queries.keep_apart(one) == {two}
    assert queries.keep_apart(two) == {one}
    with pytest.raises(DomainError, match="kept apart already"), transaction():
        keep_people_apart(officer, one, two, "They fought in the yard")
    with pytest.raises(DomainError, match="these two are one"), transaction():
        keep_people_apart(officer, one, one, "They fought in the yard")
    with transaction():
        close_keep_apart(officer, pair.id, "They made peace in mediation")
    assert queries.keep_apart(one) == set()


def test_nobody_changes_what_they_may_not_know_of(prison, as_actor):
    person, stranger = received(prison), as_actor(Role.CASE_MANAGER, cast.make_unit())
    with transaction():
        alert = raise_alert(as_actor(Role.CASE_MANAGER, prison), person, AlertCode.ESCAPE)
    with pytest.raises(NotFound), transaction():
        raise_alert(stranger, person, AlertCode.VULNERABLE)
    with pytest.raises(NotFound), transaction():
        end_alert(stranger, alert.id, "I should not be able to")
    with pytest.raises(NotFound), transaction():
        record_fitness(stranger, person, FitnessState.FIT)


def test_fitness_that_ran_out_is_not_known_again(prison, as_actor):
    officer, person = as_actor(Role.CASE_MANAGER, prison), received(prison)
    assert queries.fitness_of(person, clock.today()) is None
    with pytest.raises(DomainError, match="should not do"), transaction():
        record_fitness(officer, person, FitnessState.RESTRICTED)
    with transaction():
        record_fitness(officer, person, FitnessState.RESTRICTED, limits="No lifting", valid_until=clock.today())
    assert queries.fitness_of(person, clock.today()) is FitnessState.RESTRICTED
    assert queries.fitness_of(person, clock.today() + TOMORROW) is None


def test_the_page_does_all_of_it(prison, signed_in):
    person, other = received(prison), received(prison, "Bo Lind")
    client, here = signed_in(Role.CASE_MANAGER, prison), f"/people/{person}"
    number = session.scalar(sa.text("SELECT number FROM person WHERE name = 'Bo Lind'"))
    review = day_of(clock.today() + TOMORROW, "a-review_on")
    alert = {"a-id": str(new_id()), "a-code": "escape", "a-words": "Two officers on every way out", **review}
    assert client.post(f"{here}/alerts", data=alert | {"a-words": ""}).status_code == 422
    assert client.post(f"{here}/alerts", data=alert).status_code == 303
    apart = {"k-id": str(new_id()), "k-number": "T00000000X", "k-reason": "They fought"}
    assert "Check it" in client.post(f"{here}/keep-apart", data=apart).text
    assert client.post(f"{here}/keep-apart", data=apart | {"k-number": number}).status_code == 303
    assert client.post(f"{here}/fitness", data={"f-id": str(new_id()), "f-state": "fit"}).status_code == 303
    shown = client.get(f"{here}/safety").text
    assert "Two officers on every way out" in shown
    assert "Bo Lind" in shown
    key = session.query(Alert.id).filter_by(person_id=person).scalar()
    assert client.post(f"{here}/alerts/{key}/end", data={"reason": "Six calm months"}).status_code == 303
    assert "Six calm months" in client.get(f"{here}/safety").text
    assert client.get(f"/people/{other}/safety").text.count("They fought") == 1


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.INSPECTOR, 200, 403),
        (Role.INSTRUCTOR, 403, 403),
        (Role.GOVERNOR, 200, 422),
        (Role.CLASSIFICATION_OFFICER, 200, 403),
    ],
)
def test_who_may_read_and_who_may_write(prison, signed_in, role, reads, writes):
    from werkzeug.exceptions import HTTPException

    from kernel.errors import Forbidden

    client, here = signed_in(role, prison), f"/people/{received(prison)}"

    def status(call):
        try:
            return call().status_code
        except (Forbidden, HTTPException):
            return 403

    assert status(lambda: client.get(f"{here}/safety")) == reads
    assert status(lambda: client.post(f"{here}/alerts", data={})) == writes
