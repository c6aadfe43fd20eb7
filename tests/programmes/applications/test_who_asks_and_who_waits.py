"""A wish without the person's word is a draft; what a programme no longer gives, nobody waits for."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from programmes.applications import service as wishes
from programmes.applications.service import NewApplication
from programmes.catalogue import service as catalogue
from programmes.catalogue.models import ProgrammeKind, ProgrammeStatus
from programmes.catalogue.service import NewVersion, ProgrammeFacts
from programmes.places.models import Application, ApplicationState, Requester
from programmes.ranking.queries import waiting_for

MONDAY = dt.date(2026, 11, 23)


def test_a_board_asks_and_the_person_is_asked_before_they_wait(boss, group, make_person, client, sign_in):
    person = make_person("T1")
    sign_in(client, boss)
    page = f"/people/{person.id}/programmes"
    typed = {"id": str(new_id()), "programme_id": str(group.programme_id)}
    assert client.post(page, data=typed).status_code == 422
    assert client.post(page, data=typed | {"requested_by": "board"}).status_code == 302
    made = session.scalar(sa.select(Application))
    assert (made.state, made.requested_by, made.consented) == (ApplicationState.DRAFT, Requester.BOARD, False)
    assert not waiting_for(boss, group.programme_id, group.unit_id)
    shown = client.get(f"/applications/{made.id}").text
    assert "Ask the person" in shown
    assert "Offer a place" not in shown
    assert client.post(f"/applications/{made.id}/submit").status_code == 302
    made = session.get(Application, made.id, populate_existing=True)
    assert (made.state, made.consented) == (ApplicationState.PENDING, True)
    assert len(waiting_for(boss, group.programme_id, group.unit_id)) == 1
    assert client.post(f"/applications/{made.id}/submit").status_code == 422


def test_wishes_expire_with_their_programme(boss, group, make_person):
    people = [make_person("T1"), make_person("T2")]
    with transaction():
        for person, draft in zip(people, (True, False), strict=True):
            new = NewApplication(
                person_id=person.id, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True,
                draft=draft,
            )  # fmt: skip
            wishes.apply(boss, new)
        catalogue.set_status(boss, group.programme_id, ProgrammeStatus.ARCHIVED)
    kept = session.scalars(sa.select(Application)).all()
    assert {one.state for one in kept} == {ApplicationState.EXPIRED}
    assert all(one.state_reason for one in kept)


def test_a_draft_is_not_offered_a_place(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        new = NewApplication(
            person_id=person.id, programme_id=group.programme_id, requested_by=Requester.BOARD, consented=False,
            draft=True,
        )  # fmt: skip
        made = wishes.apply(boss, new)
    with pytest.raises(DomainError, match="does not wait"), transaction():
        wishes.offer(boss, made.id, group.id)


def test_several_programmes_at_once_and_the_one_that_cannot_stand_is_named(boss, group, make_person, client, sign_in):
    person = make_person("T1")
    with transaction():
        facts = ProgrammeFacts(code="READ", name="Reading", kind=ProgrammeKind.EDUCATION)
        second = catalogue.create_programme(boss, facts).id
        catalogue.add_version(boss, NewVersion(programme_id=second, valid_from=MONDAY, modules=[("Letters", 60)]))
        catalogue.set_status(boss, second, ProgrammeStatus.LIVE)
        wishes.apply(boss, NewApplication(
            person_id=person.id, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True
        ))  # fmt: skip
    sign_in(client, boss)
    typed = {"id": str(new_id()), "programme_id": [str(group.programme_id), str(second)], "requested_by": "self"}
    page = f"/people/{person.id}/programmes"
    for _twice in range(2):
        answer = client.post(page, data=typed, follow_redirects=True)
        assert "Tailoring" in answer.text
        assert "waits for this programme already" in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Application)) == 2
    assert client.post(page, data=typed | {"programme_id": [str(second)] * 6}).status_code == 422
