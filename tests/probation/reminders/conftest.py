"""Somebody who wants reminders and has an appointment tomorrow at ten."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session
from probation.contacts import service as contacts
from probation.reminders import queries, service
from probation.reminders.models import Reminder
from probation.wishes.models import Answer, Way
from probation.wishes.service import NewWish, note_wish
from tests import cast
from tests.probation.conftest import NOW

NUMBER = "+33 6 12 34 56 78"
BARE = "+33612345678"
TOMORROW = dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)


class Story:
    def __init__(self, world):
        self.world, self.officer, self.person = world, world.officer, world.person
        self.wants()
        self.planned = self.plan()

    def wants(self, **over):
        facts = {"person_id": self.person.id, "answer": Answer.AGREED, "way": Way.SMS, "address": NUMBER}
        with cast.deed():
            return note_wish(self.officer, NewWish(**facts | over))

    def plan(self, at=TOMORROW, **over):
        with cast.deed():
            new = self.world.appointment(at=at, **over)
            contacts.plan_contact(self.officer, self.world.order.id, new)
        return new

    def prepare(self):
        with cast.deed():
            return [made for row in queries.coming(clock.now()) if (made := service.prepare(row))]

    def prepared(self):
        (made,) = self.prepare()
        return made.id

    def claim(self, reminder_id):
        with cast.deed():
            return service.claim(reminder_id)

    def send(self, reminder_id):
        mine = self.claim(reminder_id)
        assert mine
        state, why = service.hand_over(mine)
        with cast.deed():
            service.note_result(reminder_id, state, why)
        return self.row(reminder_id)

    def row(self, reminder_id):
        session.expire_all()
        return session.get_one(Reminder, reminder_id)

    def all(self):
        return session.scalars(sa.select(Reminder)).all()


@pytest.fixture
def story(world):
    with clock.held_at(NOW):
        yield Story(world)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHCARE_OUTBOX", str(tmp_path / "out"))
    return tmp_path / "out"
