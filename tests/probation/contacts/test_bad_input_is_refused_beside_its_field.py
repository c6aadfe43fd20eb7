"""Bad input of an officer's day: refused beside the field, with the rule; everything that was typed stands there."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session
from kernel.ids import new_id
from probation.contacts import service as contacts
from probation.contacts.models import Contact, MovedBy
from probation.orders.models import Condition, OrderKind
from probation.orders.queries import sets_of
from probation.reports.models import BreachReport, ReportKind, ReportState
from probation.reports.service import begin_report
from tests import cast
from tests.probation.conftest import explain, make_person, new_order
from tests.probation.enforcement.conftest import Story

TYPED = {
    "agreed_action": "Bring the lease on Monday.", "strengths": "Came early, on her own.",
    "note": "Spoke about her brother and the flat.", "minutes": "35",
}  # fmt: skip


def beside(page, field):
    """The words of the refusal that stands at a field."""
    found = re.search(rf'<p class="field-error" id="{field}-error">(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]) if found else ""


def opened(page, field):
    """Whether the refusal is seen: the part of the page that it stands in is not folded away."""
    before = page[: page.index(f'id="{field}-error"')]
    folded = [*re.finditer(r"<details([^>]*)>|</details>", before)]
    depth = []
    for one in folded:
        if one[0].startswith("</"):
            depth.pop()
        else:
            depth.append("open" in one[1])
    return all(depth)


def visit(world, **over):
    day = clock.today()
    return {
        "id": str(new_id()), "order_id": str(world.order.id), "kind": "office", "outcome": "complied",
        "on-day": day.day, "on-month": day.month, "on-year": day.year, "time": "9.30", **TYPED, **over,
    }  # fmt: skip


def post(client, world, **over):
    return client.post(f"/people/{world.person.id}/visits/new", data=visit(world, **over))


def logged():
    return session.scalar(sa.select(sa.func.count()).select_from(Contact).where(Contact.outcome.is_not(None)))


def all_typed(page):
    return [words for words in TYPED.values() if words not in page]


@pytest.mark.parametrize("over", [{"on-day": 3}, {"time": "23.59"}, {"on-year": 2027}])
def test_a_visit_of_the_future_marked_held(client, sign_in, world, over):
    answer = post(sign_in(client, world.officer), world, **over)
    assert answer.status_code == 422
    said = beside(answer.text, "on")
    assert "This time is still to come" in said
    assert "House rule" in said
    assert opened(answer.text, "on")
    assert all_typed(answer.text) == []
    assert logged() == 0


def test_the_outcome_of_a_cancelled_appointment(client, sign_in, world):
    planned = world.appointment()
    with cast.deed():
        contacts.plan_contact(world.officer, world.order.id, planned)
        contacts.move_contact(
            world.officer, contacts.Move(id=new_id(), contact_id=planned.id, moved_by=MovedBy.PERSON, reason="Ill")
        )
    answer = post(sign_in(client, world.officer), world, answers_id=str(planned.id))
    assert answer.status_code == 409
    said = beside(answer.text, "outcome")
    assert "House rule: a cancelled appointment has no outcome" in said
    assert opened(answer.text, "outcome")
    assert all_typed(answer.text) == []
    assert logged() == 0


@pytest.mark.parametrize("place", ["", "   "])
def test_a_home_visit_without_an_address(client, sign_in, world, place):
    answer = post(sign_in(client, world.officer), world, kind="home", place=place)
    assert answer.status_code == 422
    assert "House rule: a home visit has an address" in beside(answer.text, "place")
    assert opened(answer.text, "place")
    assert all_typed(answer.text) == []
    assert logged() == 0


def test_the_next_visit_at_home_without_an_address(client, sign_in, world):
    after = {"next_id": str(new_id()), "next_on-day": 16, "next_on-month": 3, "next_on-year": 2026}
    answer = post(sign_in(client, world.officer), world, **after, next_time="10", next_kind="home", next_place="")
    assert answer.status_code == 422
    assert "House rule: a home visit has an address" in beside(answer.text, "next_place")
    assert all_typed(answer.text) == []
    assert logged() == 0


@pytest.fixture
def recall(world, office):
    """A licence at the top of its ladder, and a report on recall that somebody has begun."""
    from probation.orders import service as orders

    with cast.deed():
        world.person = make_person(office)
        world.order = orders.prepare_order(world.officer, new_order(office, world.person, kind=OrderKind.LICENCE))
    explain(world)
    with cast.deed():
        begin = orders.BeginOrder(
            order_id=world.order.id, officer_id=world.officer.human_id, level=orders.Level.MEDIUM
        )  # fmt: skip
        world.order = orders.begin_order(world.officer, begin)
    story = Story(world)
    story.to_the_top()
    with story.later(21):
        with cast.deed():
            made = begin_report(world.officer, world.order.id, ReportKind.RECALL)
        yield made.id


REPORT = {
    "alternatives": "support",
    "vulnerabilities": "medication",
    "reasons": "Three letters and two calls, no answer.",
}


@pytest.mark.parametrize("how", ["", "given"])
def test_a_recall_without_the_persons_own_account(client, sign_in, world, recall, how):
    sign_in(client, world.officer)
    answer = client.post(f"/supervision/reports/{recall}/submitted", data={**REPORT, "account_how": how, "account": ""})
    assert answer.status_code == 422
    said = beside(answer.text, "account")
    assert "own account is missing" in said
    assert "Tokyo Rule 14.2" in said
    assert REPORT["reasons"] in answer.text
    assert 'value="medication" checked' in answer.text.replace(
        'checked value="medication"', 'value="medication" checked'
    )
    assert session.get_one(BreachReport, recall).state is ReportState.DRAFT


def test_a_recall_sent_with_what_was_just_typed(client, sign_in, world, recall):
    sign_in(client, world.officer)
    named = session.get_one(BreachReport, recall).conditions.split()
    whole = {**REPORT, "account_how": "given", "account": "I had no money for the bus.", "conditions": named}
    assert client.post(f"/supervision/reports/{recall}/submitted", data=whole).status_code == 303
    found = session.get_one(BreachReport, recall)
    assert (found.state, found.account) == (ReportState.SUBMITTED, whole["account"])


def test_what_was_kept_of_a_recall_stands_there_when_it_is_refused(client, sign_in, world, recall):
    sign_in(client, world.officer)
    assert client.post(f"/supervision/reports/{recall}", data=REPORT).status_code == 303
    answer = client.post(f"/supervision/reports/{recall}/submitted", data={})
    assert answer.status_code == 422
    assert beside(answer.text, "account")
    assert REPORT["reasons"] in answer.text, "a form shown empty would be kept empty"


def test_a_recall_nobody_answered_needs_two_attempts(client, sign_in, world, recall):
    sign_in(client, world.officer)
    data = {**REPORT, "account_how": "not_reached"}
    answer = client.post(f"/supervision/reports/{recall}/submitted", data=data)
    assert "Log at least two attempts" in beside(answer.text, "account_how")


def test_a_condition_without_purpose(client, sign_in, prepared):
    version = sets_of(prepared.order.id)[0].id
    before = session.scalar(sa.select(sa.func.count()).select_from(Condition))
    typed = {
        "purpose": "", "necessity": "Lost two flats within a year.", "address": "4 Mill Row",
        "proportionality": "Help alone was tried and was not enough.", "review_on-day": "1", "review_on-month": "9",
        "review_on-year": "2026",
    }  # fmt: skip
    sign_in(client, prepared.officer)
    answer = client.post(f"/supervision/versions/{version}/conditions/new?code=live-at-address", data=typed)
    assert answer.status_code == 422
    assert "Tokyo Rule 12.2" in beside(answer.text, "purpose")
    assert [one for one in typed.values() if one and one not in answer.text] == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Condition)) == before


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"next_on-day": "16", "next_on-month": "3", "next_on-year": "2026", "next_time": ""}, "next_on"),
        ({"next_on-day": "", "next_on-month": "", "next_on-year": "", "next_time": "10"}, "next_time"),
        ({"next_on-day": "31", "next_on-month": "2", "next_on-year": "2026", "next_time": "10"}, "next_on"),
        ({"next_on-day": "16", "next_on-month": "3", "next_on-year": "2026", "next_time": "half past"}, "next_time"),
    ],
)
def test_half_a_next_appointment(client, sign_in, world, typed, name):
    answer = post(sign_in(client, world.officer), world, **typed)
    assert answer.status_code == 422
    assert beside(answer.text, name)
    assert opened(answer.text, name)
    assert all_typed(answer.text) == []
    assert logged() == 0
    plan = client.post(f"/people/{world.person.id}/appointments/new", data={"next_id": str(new_id()), **typed})
    assert plan.status_code == 422
