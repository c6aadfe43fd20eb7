"""A probation officer writes down that somebody outside died: what ran ends, duties begin; a wrong one goes back."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.custody.models import EpisodeKind, MovementKind
from casework.custody.queries import open_episode
from casework.custody.service import NewMovement, move
from casework.deaths.service import NewOutsideDeath, record_death, take_death_back
from casework.duties import queries as duties
from casework.duties.models import CauseOfDeath, DutyKind, OutsideDeath
from casework.duties.service import fulfil
from casework.people.models import LegalStatus, Person
from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from probation.contacts import service as contacts
from probation.contacts.queries import open_appointments
from probation.orders import service as orders
from probation.orders.models import OrderState, SupervisionOrder
from tests import cast
from tests.casework.people_inside import received
from tests.probation.conftest import make_person, new_order


def died(person, **over):
    facts = {
        "id": new_id(), "person_id": person, "died_on": clock.today(), "known_from": "Her sister, by telephone",
        "cause": CauseOfDeath.NOT_KNOWN, "circumstances": "",
    }  # fmt: skip
    return NewOutsideDeath(**{**facts, **over})


def dies(actor, person, **over):
    with cast.deed():
        return record_death(actor, died(person, **over))


def kinds(person):
    return {row.kind for row in duties.duties_of(person) if row.done_at is None}


def test_everything_ends_and_duties_begin(world):
    with cast.deed():
        contacts.record_visit(world.officer, world.visit(next=world.appointment()))
    dies(world.officer, world.person.id)
    person = session.get_one(Person, world.person.id)
    assert (person.supervised, person.legal_status) == (False, LegalStatus.CLOSED)
    assert open_episode(person.id, EpisodeKind.SUPERVISION) is None
    assert session.get_one(SupervisionOrder, world.order.id).state is OrderState.DIED
    assert not open_appointments(person.id)
    assert kinds(person.id) == {
        DutyKind.FAMILY_KNOWS, DutyKind.DEATH_PROVED, DutyKind.THINGS_GIVEN, DutyKind.COURT_TOLD,
        DutyKind.DEATH_REVIEWED,
    }  # fmt: skip
    assert duties.count_open(world.officer, clock.now()) == (0, 5)


def test_an_office_counts_deaths_outside_alone(world, prison, client, sign_in):
    with cast.deed():
        move(
            cast.make_actor(Role.RECORDS_OFFICER, prison),
            NewMovement(person_id=received(prison), kind=MovementKind.ESCAPE, at=clock.now()),
        )
    officer = cast.make_actor(Role.PROBATION_OFFICER)
    browser, owed = sign_in(client, officer), str(DutyKind.ESCAPE_REPORTED.label)
    assert "After a death" not in browser.get("/").text, "a prison owes it, and nobody died"
    assert duties.count_open(officer, clock.now())[1] == 2
    dies(world.officer, world.person.id)
    assert duties.count_open(officer, clock.now())[1] == 7
    assert duties.count_open(officer, clock.now(), outside=True)[1] == 5
    assert "/duties?outside=1" in browser.get("/").text
    assert owed not in browser.get("/duties?outside=1").text
    assert owed in browser.get("/duties").text


def test_the_look_back_is_the_supervisors(world):
    dies(world.officer, world.person.id)
    by_kind = {row.kind: row.id for row in duties.duties_of(world.person.id)}
    with cast.deed():
        fulfil(world.officer, by_kind[DutyKind.COURT_TOLD], words="By letter, R-12")
    with pytest.raises(Forbidden, match="supervisor"), cast.deed():
        fulfil(world.officer, by_kind[DutyKind.DEATH_REVIEWED], words="Nothing to learn")
    with cast.deed():
        fulfil(world.supervisor, by_kind[DutyKind.DEATH_REVIEWED], words="Spoke with the officer; two lessons")
    assert DutyKind.DEATH_REVIEWED not in kinds(world.person.id)


def test_a_death_that_was_none_is_taken_back_by_the_supervisor(world):
    dies(world.officer, world.person.id)
    with pytest.raises(Forbidden), cast.deed():
        take_death_back(world.officer, world.person.id, "It was his brother who died")
    with pytest.raises(DomainError, match="what was wrong"), cast.deed():
        take_death_back(world.supervisor, world.person.id, "wrong")
    with cast.deed():
        take_death_back(world.supervisor, world.person.id, "It was his brother who died")
    person = session.get_one(Person, world.person.id)
    assert (person.supervised, person.legal_status) == (True, LegalStatus.COMMUNITY_ORDER)
    assert session.get_one(SupervisionOrder, world.order.id).state is OrderState.ACTIVE
    assert kinds(person.id) == set()
    assert duties.death_known_at(person.id) is None
    dies(world.officer, person.id)
    assert session.scalar(sa.select(sa.func.count()).select_from(OutsideDeath)) == 2, "both stay on record"


def test_somebody_released_and_under_no_order_can_be_recorded_too(office, held):
    officer = cast.make_actor(Role.PROBATION_OFFICER, office)
    person = make_person(office)
    dies(officer, person.id)
    assert kinds(person.id) == {DutyKind.FAMILY_KNOWS, DutyKind.DEATH_PROVED, DutyKind.THINGS_GIVEN}


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"died_on": dt.date(2026, 3, 3)}, "today or before"),
        ({"known_from": "?"}, "who told you"),
    ],
)
def test_what_cannot_be_is_refused(world, over, says):
    with pytest.raises(DomainError, match=says):
        dies(world.officer, world.person.id, **over)


def test_nobody_dies_twice_and_the_dead_get_no_order(world):
    first = died(world.person.id)
    for _twice in range(2):
        with cast.deed():
            record_death(world.officer, first)
    with pytest.raises(DomainError, match="already"):
        dies(world.officer, world.person.id)
    with pytest.raises(DomainError, match="recorded as dead"), cast.deed():
        orders.prepare_order(world.officer, new_order(world.office, world.person))


def test_the_prison_records_the_death_of_whoever_it_holds(prison):
    inside = received(prison)
    clerk = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with pytest.raises(DomainError, match="as a movement"):
        dies(clerk, inside)


def test_the_page_says_what_follows_and_refuses_beside_the_field(world, client, sign_in):
    browser, page = sign_in(client, world.officer), f"/people/{world.person.id}/death-outside"
    assert page in browser.get(f"/people/{world.person.id}/supervision").text
    assert "Nobody goes on calling" in browser.get(page).text
    today = clock.today()
    sent = {"id": str(new_id()), "died_on-day": today.day, "died_on-month": today.month, "died_on-year": today.year,
            "known_from": "Civil registry, by letter", "cause": "natural", "circumstances": ""}  # fmt: skip
    late = browser.post(page, data={**sent, "died_on-year": today.year + 1})
    assert late.status_code == 422
    assert "today or before" in late.text
    assert "Civil registry" in late.text
    assert browser.post(page, data=sent).status_code == 303
    assert "Tell the court" in browser.get(f"/people/{world.person.id}/duties").text
    assert "Died" in browser.get(f"/people/{world.person.id}").text
    assert world.person.number in browser.get("/duties").text
    assert browser.post(f"{page}/take-back", data={"reason": "It was his brother who died"}).status_code == 403
