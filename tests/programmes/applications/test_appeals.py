"""A declined person appeals in time; somebody else decides; who is right waits again from the day they asked."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from programmes.appeals import service as appeals
from programmes.appeals.models import AppealState, ApplicationAppeal
from programmes.applications import service as wishes
from programmes.applications.service import NewApplication
from programmes.places.models import Application, ApplicationState, Requester

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
WORDS = "I was told that the list was shorter than it is."


@pytest.fixture
def declined(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        new = NewApplication(
            person_id=person.id, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True
        )
        made = wishes.apply(boss, new)
        return wishes.answer_application(boss, made.id, ApplicationState.DECLINED, "The workshop closes")


def test_who_declined_does_not_decide(boss, declined):
    with transaction():
        made = appeals.make(boss, declined.id, WORDS, new_id())
    assert made.due_on == dt.date(2026, 12, 7)
    with pytest.raises(DomainError, match="Ask another coordinator"), transaction():
        appeals.decide(boss, made.id, upheld=True, answer="They are quite right")


def test_the_database_holds_it_too(boss, declined):
    with transaction():
        made = appeals.make(boss, declined.id, WORDS, new_id())
    table = ApplicationAppeal.__table__
    forged = sa.update(table).where(table.c.id == made.id).values(state="upheld", decided_by=boss.human_id)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.connection().execute(forged)


def test_upheld_the_person_waits_again_from_the_day_they_asked(declined, boss, as_actor, prison, client, sign_in):
    sign_in(client, boss)
    path = f"/applications/{declined.id}"
    assert "The person appeals" in client.get(path).text
    assert client.get(f"{path}/appeal").status_code == 200
    assert client.post(f"{path}/appeal", data={"words": "No"}).status_code == 422
    typed = {"id": str(new_id()), "words": WORDS}
    assert [client.post(f"{path}/appeal", data=typed).status_code for _twice in range(2)] == [302, 302]
    made = session.scalar(sa.select(ApplicationAppeal))
    assert "Person T1" in client.get("/programmes/appeals").text
    answer = {"decision": "upheld", "answer": "The list was misread."}
    assert client.post(f"/programme-appeals/{made.id}", data=answer).status_code == 422
    sign_in(client, as_actor(Role.GOVERNOR, prison))
    assert client.get(f"/programme-appeals/{made.id}").status_code == 200
    assert client.post(f"/programme-appeals/{made.id}", data=answer).status_code == 302
    session.expire_all()
    wish = session.get(Application, declined.id)
    assert (wish.state, wish.requested_on) == (ApplicationState.PENDING, dt.date(2026, 11, 23))
    assert session.get(ApplicationAppeal, made.id).state is AppealState.UPHELD
    assert "The list was misread." in client.get(path).text


def test_too_late_is_refused_in_words(boss, declined):
    with clock.held_at(NOON + dt.timedelta(days=22)), pytest.raises(DomainError, match="within 21 days"), transaction():
        appeals.make(boss, declined.id, WORDS, new_id())
