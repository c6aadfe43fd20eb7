"""What happened brings a review forward by rule, never back; each event leaves one row with its reason."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.alerts.models import AlertCode
from casework.alerts.service import end_alert, raise_alert
from casework.custody.events import PersonMoved, PersonReceived, PersonTransferred
from casework.custody.models import MovementKind
from casework.people.models import BirthPrecision, SecurityLevel
from casework.review_dates import queries, service
from casework.review_dates.rules import why
from casework.timeline.events import ProgrammeCompleted
from kernel import clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from tests import cast
from tests.casework.review_dates.conftest import causes, in_days, standing


def publish(event):
    with transaction():
        events.publish(event)


def test_a_transfer_brings_it_within_four_weeks(prison, held):
    publish(PersonTransferred(person_id=held, from_id=prison.id, to_id=prison.id, at=clock.now()))
    assert standing(held) == clock.today("Europe/Paris") + dt.timedelta(days=28)
    change = queries.changes_of(held)[0]
    assert (change.old_on, change.by_human) == (in_days(200), None)
    assert "within 28 days" in why(change)


def test_an_event_never_puts_a_review_off(prison, as_actor):
    soon = cast.make_held(prison, level=SecurityLevel.MEDIUM, next_review_on=in_days(3))
    publish(PersonTransferred(person_id=soon, from_id=prison.id, to_id=prison.id, at=clock.now()))
    assert (standing(soon), causes(soon)) == (in_days(3), [])


def test_a_grave_alert_counts_when_it_comes_and_when_it_goes(prison, held, officer):
    with transaction():
        raised = raise_alert(officer, held, AlertCode.ACCESS_NEED)
        end_alert(officer, raised.id, "No longer needed.")
    assert causes(held) == []
    with transaction():
        raise_alert(officer, held, AlertCode.ESCAPE)
    assert causes(held) == ["alert"]
    other = cast.make_held(prison, level=SecurityLevel.CLOSE, next_review_on=in_days(10))
    with transaction():
        end_alert(officer, raise_alert(officer, other, AlertCode.ESCAPE).id, "Proved false.")
    assert causes(other) == []


def test_an_escape_is_an_incident_and_a_walk_to_court_is_not(prison, held, officer):
    facts = {
        "by": officer, "person_id": held, "movement_id": new_id(), "at": clock.now(), "since": clock.now(),
        "before": MovementKind.RECEPTION, "prison_id": prison.id,
    }  # fmt: skip
    with transaction():
        service.after_moved(PersonMoved(kind=MovementKind.TO_COURT, **facts))
    assert causes(held) == []
    with transaction():
        service.after_moved(PersonMoved(kind=MovementKind.ESCAPE, **facts))
    assert causes(held) == ["incident"]


def test_a_completed_programme_counts(held, officer):
    publish(ProgrammeCompleted(person_id=held, completed_on=clock.today(), by=officer))
    assert (standing(held), causes(held)) == (in_days(28), ["programme"])


def received(prison, person_id):
    return PersonReceived(
        person_id=person_id, establishment_id=prison.id, at=clock.now(), by_account=new_id(), cash_minor=0,
        currency="EUR",
    )  # fmt: skip


def test_who_comes_new_waits_thirty_days_at_most_and_who_comes_back_ten(prison):
    new, back = cast.make_held(prison), cast.make_held(prison, level=SecurityLevel.CLOSE, next_review_on=in_days(-90))
    publish(received(prison, new))
    publish(received(prison, back))
    today = clock.today("Europe/Paris")
    assert (standing(new), causes(new)) == (today + dt.timedelta(days=30), ["reception"])
    assert (standing(back), causes(back)) == (today + dt.timedelta(days=10), ["return"])


def test_a_birthday_counts_once_even_if_a_night_was_missed(prison):
    born = dt.date(2005, 11, 20)
    young = cast.make_held(
        prison, level=SecurityLevel.MEDIUM, next_review_on=dt.date(2027, 9, 1), born_on=born, born_earliest=born,
        born_latest=born, birth_precision=BirthPrecision.EXACT,
    )  # fmt: skip
    with transaction():
        assert service.mark_birthdays(dt.date(2026, 11, 19)) == 0
        assert service.mark_birthdays(dt.date(2026, 11, 21)) == 1
        assert service.mark_birthdays(dt.date(2026, 11, 22)) == 0
    assert standing(young) == dt.date(2026, 12, 20)


def test_who_was_born_on_the_29th_of_february_has_a_birthday_every_year(prison):
    born = dt.date(2008, 2, 29)
    cast.make_held(
        prison, level=SecurityLevel.MEDIUM, next_review_on=dt.date(2027, 9, 1), born_on=born, born_earliest=born,
        born_latest=born, birth_precision=BirthPrecision.EXACT,
    )  # fmt: skip
    with transaction():
        assert service.mark_birthdays(dt.date(2026, 3, 1)) == 1


def test_the_history_cannot_be_rewritten(held, officer):
    publish(ProgrammeCompleted(person_id=held, completed_on=clock.today(), by=officer))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction():
        session.execute(sa.delete(queries.change))


def test_without_a_level_nothing_is_looked_at_again(prison, as_actor):
    nobody = cast.make_held(prison)
    publish(ProgrammeCompleted(person_id=nobody, completed_on=clock.today(), by=as_actor(Role.GOVERNOR, prison)))
    assert standing(nobody) is None
