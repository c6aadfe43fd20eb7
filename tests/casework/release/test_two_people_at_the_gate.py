"""Nobody is released by one human: one makes ready, another confirms; and not while anything stands in the way."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.custody import queries as custody
from casework.custody.service import return_belongings
from casework.people.models import LegalStatus, Person
from casework.release import queries, service
from casework.release.models import GateRelease
from casework.release.rules import Ground, check_day, ground_for
from casework.sentences.models import AdjustmentKind
from casework.sentences.service import (
    NewAdjustment,
    NewSentence,
    adjust,
    calculate,
    confirm,
    impose,
    install_sample_law,
)
from casework.takebacks.service import take_back
from casework.warrants.service import NewWarrant, enter_order, lift_order
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
FINE = {"ordered": False, "confirmed": True, "release_on": NOW.date(), "shown": NOW.date(), "calculated_at": NOW,
        "newest_input": NOW, "order_expires_on": None, "sentenced": True}  # fmt: skip


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({}, ""),
        ({"release_on": None, "shown": None}, "not worked out"),
        ({"confirmed": False}, "second person"),
        ({"newest_input": NOW + DAY}, "newer than the dates"),
        ({"shown": NOW.date() - DAY}, "not the one that was worked out"),
        ({"release_on": NOW.date() + DAY, "shown": NOW.date() + DAY}, "still to come"),
        ({"confirmed": False, "ordered": True}, ""),
        ({"release_on": None, "sentenced": False, "order_expires_on": NOW.date() - DAY}, ""),
        ({"release_on": None, "sentenced": True, "order_expires_on": NOW.date() - DAY}, "not worked out"),
        ({"release_on": None, "sentenced": False, "order_expires_on": NOW.date()}, "not worked out"),
    ],
)
def test_what_is_a_ground_to_release_today(over, words):
    said = ground_for(Ground(**{**FINE, **over}), NOW.date())
    assert (words in said) if words else not said


def test_a_release_before_the_sentence_is_refused():
    assert "before the day of sentence" in check_day(NOW.date(), [NOW.date() + DAY])
    assert check_day(NOW.date(), [NOW.date()]) == ""


@pytest.fixture
def first(prison):
    return cast.make_actor(Role.RECORDS_OFFICER, prison)


@pytest.fixture
def second(prison):
    return cast.make_actor(Role.GOVERNOR, prison)


@pytest.fixture
def person(prison, first):
    """Somebody whose release an order asks for, with everything else done."""
    one = received(prison, belongings=(("watch", 1),))
    with transaction():
        service.give_order(first, one, authority="Court", reference="R 1", dated_on=clock.today())
        service.check_identity(first, one)
        service.offer_copy(first, one, taken=False)
        return_belongings(first, one, [row.id for row in custody.belongings_of(one)])
    return one


def prepare(actor, person):
    with transaction():
        return service.prepare(actor, person)


def release(actor, person, key=None):
    with transaction():
        service.release(actor, person, at=clock.now(), id=key or new_id())


def undone(actor, person):
    return {check.key for check in queries.checks_for(actor, person) if check.blocking and not check.done}


def test_one_makes_ready_another_confirms_and_asking_twice_is_once(person, first, second):
    with pytest.raises(DomainError, match="Nobody made this release ready"):
        release(second, person)
    prepare(first, person)
    with pytest.raises(Forbidden, match="You made this release ready yourself"):
        release(first, person)
    key = new_id()
    release(second, person, key)
    release(second, person, key)
    one = session.get_one(Person, person)
    assert (one.in_custody, one.legal_status) == (False, LegalStatus.CLOSED)
    done = queries.newest_release(person)
    assert done.preparer != done.confirmer
    with pytest.raises(DomainError, match="not in custody"):
        release(second, person)


def test_one_human_with_two_accounts_is_one_human(person, prison, first):
    """The second account carries the staff number of the first, so it is the same human."""
    import dataclasses

    prepare(first, person)
    with pytest.raises(Forbidden):
        release(dataclasses.replace(first, account_id=new_id()), person)


def test_the_database_holds_it_too(person, first, isolation):
    row = prepare(first, person)
    table = GateRelease.__table__
    with pytest.raises(sa.exc.IntegrityError), isolation.begin_nested():
        isolation.execute(sa.update(table).where(table.c.id == row.id).values(confirmed_by=first.human_id))


def test_another_order_stops_it_even_after_it_was_made_ready(person, first, second):
    prepare(first, person)
    warrant = NewWarrant(person_id=person, authority="Port Court", reference="W 9", dated_on=clock.today(),
                         signatory="Judge", grounds="Fraud", legal_status=LegalStatus.UNCONVICTED)  # fmt: skip
    with transaction():
        enter_order(first, warrant)
    assert undone(first, person) == {"warrants"}
    with pytest.raises(DomainError, match="No other order"):
        release(second, person)
    with transaction():
        lift_order(first, warrant.id, "Port Court, today, W 10: the warrant is lifted")
    release(second, person)


def test_an_order_that_ran_out_holds_nobody_and_the_orders_of_a_stay_are_not_lifted(person, first):
    stale = NewWarrant(person_id=person, authority="Port Court", reference="W 9", dated_on=clock.today() - 9 * DAY,
                       signatory="Judge", grounds="Fraud", legal_status=LegalStatus.UNCONVICTED,
                       expires_on=clock.today() + DAY)  # fmt: skip
    with transaction():
        enter_order(first, stale)
    assert undone(first, person) == {"warrants"}
    assert custody.other_orders(person, clock.today() + 2 * DAY) == []
    own = next(row for row in custody.orders_of(person) if row.episode_id)
    with pytest.raises(DomainError, match="rests on this order"), transaction():
        lift_order(first, own.id, "Some paper says so, they claim")


def test_things_that_are_still_kept_and_an_old_look_at_the_face_stop_it(prison, first, person):
    late = clock.now() + 2 * DAY
    with clock.held_at(late):
        assert undone(first, person) == {"identity"}
    other = received(prison, "Bo Lind", belongings=(("watch", 1),))
    assert undone(first, other) == {"due", "identity", "belongings", "copy"}


def test_a_new_order_voids_what_was_made_ready(person, first, second):
    prepare(first, person)
    with transaction():
        service.give_order(first, person, authority="Court", reference="R 2", dated_on=clock.today())
    with pytest.raises(DomainError, match="Nobody made this release ready"):
        release(second, person)


def test_a_date_that_does_not_follow_from_its_inputs_is_no_ground(prison, first, second):
    from kernel import audit

    one = received(prison)
    with transaction():
        install_sample_law(None)
        sentence = NewSentence(
            person_id=one, court="Court", offence="Theft", days=10, imposed_on=clock.today() - 9 * DAY
        )
        impose(first, sentence)
        found = calculate(first, one)
    assert "due" in undone(first, one), "nobody confirmed it"
    with transaction():
        confirm(second, found.id)
    assert "due" not in undone(first, one)
    with transaction():
        record = session.get_one(Person, one)
        record.release_on -= DAY
        audit.record(None, "person.tampered", record)
    assert "due" in undone(first, one), "the row was changed, not the calculation"
    with transaction():
        record.release_on += DAY
        audit.record(None, "person.mended", record)
        later = NewAdjustment(person_id=one, kind=AdjustmentKind.ADDED, days=1, applies_from=clock.today() - 9 * DAY)
        adjust(first, later)
    assert "due" in undone(first, one), "an input is newer than the dates"


def test_a_release_that_did_not_happen_is_the_governors_to_take_back(person, first, second):
    prepare(first, person)
    release(second, person)
    line = custody.movements_of(person)[0]
    with pytest.raises(Forbidden), transaction():
        take_back(first, line.id, "He never left the gate")
    with transaction():
        take_back(second, line.id, "He never left the gate")
    assert session.get_one(Person, person).in_custody
    with pytest.raises(DomainError, match="Nobody made this release ready"):
        release(second, person)


def test_a_later_reception_may_not_begin_before_the_release(prison, first, second, person):
    from casework.reception.service import NewOrder, NewReception, receive

    prepare(first, person)
    release(second, person)
    order = NewOrder(authority="Court", reference="2", dated_on=clock.today() - 30 * DAY, signatory="Judge",
                     grounds="Theft", legal_status=LegalStatus.SENTENCED)  # fmt: skip
    overlapping = NewReception(person=person, order=order, establishment_id=prison.id, at=clock.now() - DAY)
    with pytest.raises(DomainError, match="earlier stay ends later"), transaction():
        receive(first, overlapping)


def test_on_screen_with_its_papers_in_the_persons_language(prison, sign_in, app, first, second):
    from dataclasses import replace

    from casework.people.models import Sex
    from casework.people.service import NewPerson

    who = NewPerson(name="Amina Said", sex=Sex.FEMALE, language="ar")
    person = received(prison, person=replace(who))
    here = f"/people/{person}/release"
    clerk, governor = sign_in(app.test_client(), first), sign_in(app.test_client(), second)
    assert clerk.post(f"{here}/ready").status_code == 422
    today = clock.today()
    order = {"authority": "Court", "reference": "R 1", "dated_on-day": today.day, "dated_on-month": today.month,
             "dated_on-year": today.year}  # fmt: skip
    assert clerk.post(f"{here}/order", data=order).status_code == 303
    for what in ("identity", "copy_taken"):
        assert clerk.post(f"{here}/checks", data={"what": what}).status_code == 303
    assert clerk.post(f"{here}/ready").status_code == 303
    assert "a colleague confirms it" in clerk.get(here).text
    assert clerk.post(here, data={"id": str(new_id())}).status_code == 403
    assert clerk.post(f"{here}/withdraw", data={"reason": ""}).status_code == 422
    assert "I confirm: release now" in governor.get(here).text
    assert governor.post(here, data={"id": str(new_id())}).status_code == 303
    for paper in ("papers", "card"):
        made = clerk.get(f"{here}/{paper}.pdf")
        assert made.status_code in {200, 503}
    assert "Papers of the release" in clerk.get(here).text


def test_a_warrant_is_entered_and_lifted_on_screen(person, prison, signed_in):
    client, today = signed_in(Role.RECORDS_OFFICER, prison), clock.today()
    typed = {"w-authority": "Port Court", "w-reference": "W 9", "w-signatory": "Judge", "w-grounds": "Fraud",
             "w-legal_status": "unconvicted", "w-dated_on-day": today.day, "w-dated_on-month": today.month}  # fmt: skip
    assert client.post(f"/people/{person}/orders", data=typed).status_code == 422
    assert client.post(f"/people/{person}/orders", data={**typed, "w-dated_on-year": today.year}).status_code == 303
    assert "In force: no release" in client.get(f"/people/{person}/custody").text
    (order,) = custody.other_orders(person, today)
    assert (
        client.post(f"/people/{person}/orders/end", data={"l-order_id": "x", "l-reason": "lifted"}).status_code == 422
    )
    lifted = {"l-order_id": str(order.id), "l-reason": "Port Court, W 10, today"}
    assert client.post(f"/people/{person}/orders/end", data=lifted).status_code == 303
    assert custody.other_orders(person, today) == []
