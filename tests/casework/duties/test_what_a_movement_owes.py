"""Escapes, illness and deaths owe something to somebody by an hour; it is done when it is said how."""

import datetime as dt

import pytest

from casework.alerts.models import AlertCode
from casework.alerts.queries import alerts_of
from casework.custody.models import MovementKind as K
from casework.custody.rules import at_large
from casework.custody.service import NewMovement, move
from casework.duties import queries
from casework.duties.models import CauseOfDeath, DutyKind
from casework.duties.service import NewDeath, describe_death, fulfil
from casework.people.models import Certainty, Person
from casework.sentences.queries import adjustments_of
from casework.sentences.service import NewSentence, calculate, confirm, impose, install_sample_law
from casework.takebacks.service import take_back
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from tests.casework.people_inside import received

DAY = dt.timedelta(days=1)


def recorded(actor, person, kind, at=None):
    with transaction():
        return move(
            actor, NewMovement(person_id=person, kind=kind, at=at or clock.now(), destination="Harbour Hospital")
        )


def kinds(person):
    return {row.kind for row in queries.duties_of(person) if row.done_at is None}


def test_the_day_of_the_escape_and_of_the_return_count_as_served():
    day = dt.date(2026, 3, 10)
    assert at_large(day, day) is None
    assert at_large(day, day + DAY) is None
    assert at_large(day, day + 3 * DAY) == (day + DAY, day + 2 * DAY)


def test_an_escape_raises_the_alert_and_the_return_moves_the_dates(prison, as_actor):
    officer, colleague = as_actor(Role.RECORDS_OFFICER, prison), as_actor(Role.RECORDS_OFFICER, prison)
    person = received(prison)
    with transaction():
        install_sample_law(None)
        sentence = NewSentence(
            person_id=person, court="Court", offence="Theft", months=12, imposed_on=clock.today() - 10 * DAY
        )
        impose(officer, sentence)
        found = calculate(officer, person)
    with transaction():
        confirm(colleague, found.id)
    recorded(officer, person, K.ESCAPE, clock.now() - 6 * DAY)
    assert [row.code for row in alerts_of(person)] == [AlertCode.ESCAPE]
    assert kinds(person) == {DutyKind.ESCAPE_REPORTED, DutyKind.ABSENCE_REPORTED}
    back = recorded(officer, person, K.RETURN, clock.now() - 2 * DAY)
    (days,) = adjustments_of(person)
    assert (days.kind.value, days.days) == ("at_large", 3)
    assert session.get_one(Person, person).release_certainty is Certainty.PRELIMINARY
    with transaction():
        take_back(officer, back.id, "Somebody else was brought back")
    assert adjustments_of(person) == []


def test_who_asked_that_nobody_hears_of_an_illness_is_obeyed(prison, as_actor):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    open_one, silent = received(prison), received(prison, "Bo Lind", no_news_of_illness=True)
    for person in (open_one, silent):
        recorded(officer, person, K.TO_HOSPITAL)
    assert kinds(open_one) == {DutyKind.FAMILY_ILLNESS}
    assert kinds(silent) == set()
    recorded(officer, silent, K.DEATH)
    assert DutyKind.KIN_TOLD in kinds(silent), "a death is told all the same (Mandela Rule 69)"


def test_a_death_is_done_when_each_duty_says_how(prison, as_actor):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    death = recorded(officer, person, K.DEATH)
    assert kinds(person) == {
        DutyKind.KIN_TOLD, DutyKind.EVIDENCE_KEPT, DutyKind.AUTHORITY_TOLD, DutyKind.INVESTIGATION,
        DutyKind.THINGS_GIVEN, DutyKind.BODY_GIVEN, DutyKind.FUNERAL,
    }  # fmt: skip
    duty = {row.kind: row for row in queries.duties_of(person)}
    assert queries.count_open(officer, clock.now() + 2 * DAY)[0] == 3, "kin, evidence, authority are overdue by then"
    for words, told, why in (("", "Eva", "what was done"), ("Given", "", "who received"), ("Given", "Eva", "circum")):
        with pytest.raises(DomainError, match=why), transaction():
            fulfil(officer, duty[DutyKind.BODY_GIVEN].id, words=words, told=told)
    with transaction():
        described = NewDeath(movement_id=death.id, cause=CauseOfDeath.NOT_KNOWN, circumstances="Found in the morning")
        describe_death(officer, described)
    with transaction():
        fulfil(officer, duty[DutyKind.BODY_GIVEN].id, words="Handed over at the mortuary", told="Eva Hart, mother")
    assert queries.death_of(person).remains_to == "Eva Hart, mother"
    assert DutyKind.BODY_GIVEN not in kinds(person)


def test_on_screen(prison, signed_in, as_actor):
    person = received(prison)
    recorded(as_actor(Role.RECORDS_OFFICER, prison), person, K.DEATH)
    client = signed_in(Role.GOVERNOR, prison)
    assert "Tell the next of kin" in client.get("/duties").text
    page = client.get(f"/people/{person}/duties").text
    assert "Mandela Rule 69" in page
    assert "Mandela Rule 71 (1)" in page
    duty = next(row for row in queries.duties_of(person) if row.kind is DutyKind.KIN_TOLD)
    local = clock.local(clock.now(), "Europe/Paris")
    typed = {"at_day-day": local.day, "at_day-month": local.month, "at_day-year": local.year,
             "at_time": f"{local:%H:%M}", "told": "Eva Hart", "words": ""}  # fmt: skip
    assert client.post(f"/people/{person}/duties/{duty.id}", data=typed).status_code == 422
    typed["words"] = "By telephone, she comes tomorrow"
    assert client.post(f"/people/{person}/duties/{duty.id}", data=typed).status_code == 303
    told = {"cause": "natural", "circumstances": "Found in the morning"}
    assert client.post(f"/people/{person}/death", data=told).status_code == 303
    assert "Found in the morning" in client.get(f"/people/{person}/duties").text
    assert client.get("/").status_code == 200
