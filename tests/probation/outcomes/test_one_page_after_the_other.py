from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session
from kernel.drafts.models import Draft
from kernel.drafts.queries import draft_of
from probation.contacts import service as contacts
from probation.contacts.models import Contact, MovedBy, Outcome
from probation.contacts.rules import draft_key
from probation.enforcement.models import EnforcementStep, StepKind, SupportReview
from tests import cast

IDLE = dt.timedelta(minutes=30)


@pytest.fixture
def wizard(client, sign_in, world):
    sign_in(client, world.officer)

    def send(page, **fields):
        data = {name.replace("__", "-"): value for name, value in fields.items()}
        return client.post(f"/people/{world.person.id}/outcome/{page}", data=data)

    return send


def onward(answer, step):
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"].split("?")[0].endswith(f"/outcome/{step}")


OUTCOME = {"kind": "office", "on__day": "2", "on__month": "3", "on__year": "2026", "time": "0930"}


def test_somebody_who_came_leads_straight_to_the_note(wizard, world):
    onward(wizard("outcome", outcome="complied", **OUTCOME), "note")
    onward(wizard("note", note="Found a room.", sensitive="y", minutes="20"), "next")
    onward(
        wizard("next", next_on__day="9", next_on__month="3", next_on__year="2026", next_time="9h30", next_kind="phone"),
        "check",
    )
    assert wizard("check").status_code == 303
    made = session.scalars(sa.select(Contact).order_by(Contact.at)).all()
    assert [one.outcome for one in made] == [Outcome.COMPLIED, None]
    assert (made[0].note, made[0].sensitive, made[0].minutes) == ("Found a room.", True, 20)
    assert made[1].at == dt.datetime(2026, 3, 9, 8, 30, tzinfo=dt.UTC)
    assert session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0


def test_a_first_missed_appointment_asks_for_outreach_and_waits_for_the_reason(wizard, client, world):
    onward(wizard("outcome", outcome="not_there", **OUTCOME), "action")
    page = client.get(f"/people/{world.person.id}/outcome/action").text
    assert "We reached out" in page
    assert "First warning letter" not in page
    onward(wizard("action", action="reach_out"), "follow")
    due = {"evidence_due_on__day": "12", "evidence_due_on__month": "3", "evidence_due_on__year": "2026"}
    onward(wizard("follow", follow_words="Called twice, spoke with her.", **due), "note")
    onward(wizard("note", note=""), "next")
    onward(wizard("next", step="none"), "check")
    assert wizard("check").status_code == 303
    row = session.scalars(sa.select(Contact)).one()
    assert (row.outcome, row.evidence_due_on) == (Outcome.NOT_THERE, dt.date(2026, 3, 12))
    assert session.scalars(sa.select(EnforcementStep.kind)).all() == [StepKind.OUTREACH]


def test_support_comes_with_an_unexcused_absence(wizard, world):
    with cast.deed():
        contacts.record_visit(world.officer, world.visit())
    onward(wizard("outcome", outcome="no_good_reason", **OUTCOME), "action")
    onward(wizard("action", action="support_review"), "follow")
    onward(wizard("follow", needs="housing"), "note")
    onward(wizard("note"), "next")
    onward(wizard("next", step="none"), "check")
    assert wizard("check").status_code == 303
    assert session.scalars(sa.select(SupportReview)).one().by_itself is False


def test_who_jumps_ahead_is_led_back(wizard, client, world):
    wizard("outcome", outcome="not_there", **OUTCOME)
    for step in ("follow", "note", "next", "check"):
        onward_to = client.get(f"/people/{world.person.id}/outcome/{step}")
        assert onward_to.status_code == 302
        assert "/outcome/action" in onward_to.headers["Location"] or step == "follow"


def test_what_was_typed_survives_back_and_refresh(wizard, client, world):
    wizard("outcome", outcome="complied", **OUTCOME)
    onward(wizard("note", note="A long talk about work.", step="back"), "outcome")
    page = client.get(f"/people/{world.person.id}/outcome/note").text
    assert "A long talk about work." in page
    assert "A long talk about work." in client.get(f"/people/{world.person.id}/visits/new").text


def test_a_wrong_page_keeps_what_was_typed(wizard, client, world):
    answer = wizard("outcome", outcome="complied", **{**OUTCOME, "on__day": "31", "on__month": "2"})
    page = client.get(answer.headers["Location"])
    assert page.status_code == 422
    assert 'value="31"' in page.text


def test_what_was_typed_survives_an_idle_session(client, sign_in, world):
    sign_in(client, world.officer)
    path = f"/people/{world.person.id}/visits/new"
    with clock.held_at(clock.now() + IDLE):
        answer = client.post(path, data={"note": "He cried and then laughed.", "outcome": "complied"})
        assert answer.status_code == 302
        assert path.replace("/", "%2F") in answer.headers["Location"] or path in answer.headers["Location"]
        sign_in(client, world.officer)
        assert "He cried and then laughed." in client.get(path).text


def test_a_browser_that_signed_out_or_never_was_in_keeps_nothing(client, sign_in, world):
    sign_in(client, world.officer)
    cast.revoke(world.officer)
    client.post(f"/people/{world.person.id}/visits/new", data={"note": "Whose is this?"})
    assert draft_of(world.officer.human_id, draft_key(world.person.id, None)) == {}


def test_a_draft_is_for_one_officer_alone(client, sign_in, world):
    sign_in(client, world.officer)
    client.post(f"/people/{world.person.id}/outcome/draft", data={"note": "For my eyes."})
    assert "For my eyes." not in sign_in(client, world.supervisor).get(f"/people/{world.person.id}/visits/new").text


def test_a_cancelled_appointment_has_no_outcome(client, sign_in, world):
    planned = world.appointment()
    with cast.deed():
        contacts.plan_contact(world.officer, world.order.id, planned)
        contacts.move_contact(
            world.officer,
            contacts.Move(id=world.visit().id, contact_id=planned.id, moved_by=MovedBy.PERSON, reason="Ill"),
        )
    sign_in(client, world.officer)
    facts = {**OUTCOME, "answers_id": str(planned.id), "id": str(world.visit().id), "order_id": str(world.order.id)}
    data = {name.replace("__", "-"): value for name, value in facts.items()}
    answer = client.post(f"/people/{world.person.id}/visits/new", data={**data, "outcome": "complied", "note": "Kept"})
    assert answer.status_code == 409
    assert "a cancelled appointment has no outcome" in answer.text
    assert 'id="outcome-error"' in answer.text
    assert "Kept" in answer.text


def test_after_a_missed_contact_the_next_is_proposed_within_a_week(wizard, client, world):
    onward(wizard("outcome", outcome="complied", **OUTCOME), "note")
    usual = draft_of(world.officer.human_id, draft_key(world.person.id, None))
    assert (usual["next_on-day"], usual["next_on-month"]) == (["16"], ["4"])
    onward(wizard("outcome", outcome="not_there", **OUTCOME), "action")
    wizard("action", action="wait")
    soon = draft_of(world.officer.human_id, draft_key(world.person.id, None))
    assert (soon["next_on-day"], soon["next_on-month"]) == (["9"], ["3"])
    wizard("next", next_on__day="16", next_on__month="4", next_on__year="2026", next_time="10", next_kind="phone")
    assert "Thu 16 Apr 2026" in client.get(f"/people/{world.person.id}/outcome/check").text
