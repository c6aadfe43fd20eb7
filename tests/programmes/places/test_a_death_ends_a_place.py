"""Whoever died leaves the group and the waiting list on that day; the seat is free for the next."""

from __future__ import annotations

import sqlalchemy as sa

from casework.public import PersonDied
from kernel import clock, events
from kernel.db import session, transaction
from programmes.applications import service as wishes
from programmes.applications.service import NewApplication
from programmes.intakes.models import Intake
from programmes.places import service as places
from programmes.places.models import Allocation, AllocationState, Application, ApplicationState, EndReason, Requester
from programmes.places.service import Placement
from programmes.ranking.queries import waiting_for


def die(boss, person, prison):
    with transaction():
        events.publish(PersonDied(
            by=boss, person_id=person.id, prison_id=prison.id, at=clock.now(), on=clock.today(prison.zone)
        ))  # fmt: skip


def test_the_place_ends_and_the_seat_is_free(boss, group, make_person, prison):
    person = make_person("T1")
    with transaction():
        place = places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation
    die(boss, person, prison)
    now = session.get_one(Allocation, place.id)
    assert (now.state, now.end_reason, now.ended_on) == (AllocationState.ENDED, EndReason.DIED, clock.today())
    assert session.scalar(sa.select(Intake.__table__.c.taken)) == 0


def test_the_wish_expires(boss, group, make_person, prison):
    person = make_person("T1")
    with transaction():
        wish = wishes.apply(boss, NewApplication(
            person_id=person.id, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True
        ))  # fmt: skip
    assert len(waiting_for(boss, group.programme_id, prison.id)) == 1
    die(boss, person, prison)
    assert session.get_one(Application, wish.id).state is ApplicationState.EXPIRED
    assert not waiting_for(boss, group.programme_id, prison.id)
