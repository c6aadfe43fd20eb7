"""The whole table: each outcome with each action, sent straight to the last page by each role."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.drafts.service import keep
from kernel.errors import DomainError
from probation.contacts.models import Contact, Outcome
from probation.contacts.rules import draft_key
from probation.enforcement.models import EnforcementStep, SupportReview
from probation.outcomes import service
from probation.outcomes.rules import RELEVANT, Action, actions_for
from tests import cast

WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
OTHERS = tuple(role for role in Role if role not in WRITERS)


def no_letter(*_given: object) -> bytes:
    raise AssertionError("no letter may be printed here")


def counts() -> tuple[int, ...]:
    tables = (Contact, EnforcementStep, SupportReview)
    return tuple(session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables)


ILLEGAL = [
    (outcome, action)
    for outcome in Outcome
    for action in (None, *Action)
    if (action is None and actions_for(outcome)) or (action is not None and action not in RELEVANT.get(outcome, ()))
]


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize(("outcome", "action"), ILLEGAL)
def test_what_does_not_belong_is_refused_for_every_role(world, office, role, outcome, action):
    who = cast.make_actor(role, office)
    before = counts()
    follow = service.Follow(action=action, words="A long enough sentence.")
    with pytest.raises(DomainError), cast.deed():
        service.record_outcome(who, world.visit(outcome=outcome), follow, no_letter)
    assert counts() == before


@pytest.mark.parametrize("outcome", [Outcome.NO_GOOD_REASON, Outcome.FAILED_TO_COMPLY, Outcome.SENT_HOME_BEHAVIOUR])
@pytest.mark.parametrize("letter", [Action.FIRST_WARNING, Action.FINAL_WARNING])
def test_no_letter_before_the_support_review(world, outcome, letter):
    with pytest.raises(DomainError), cast.deed():
        service.record_outcome(world.officer, world.visit(outcome=outcome), service.Follow(action=letter), no_letter)
    assert counts() == (0, 0, 0)


def draft(world, actor, **fields):
    typed = {
        "id": "018f0000-0000-7000-8000-000000000001", "order_id": str(world.order.id), "kind": "office",
        "on-day": "2", "on-month": "3", "on-year": "2026", "time": "9.30", "next_on-day": "", "next_on-month": "",
        "next_on-year": "", "next_time": "", **fields,
    }  # fmt: skip
    with cast.deed():
        keep(actor.human_id, draft_key(world.person.id, None), {name: [value] for name, value in typed.items()})


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize(
    ("outcome", "action"), [(one, other) for one, other in ILLEGAL if other is not None and actions_for(one)]
)
def test_the_same_by_a_direct_post(client, sign_in, world, office, role, outcome, action):
    who = cast.make_actor(role, office)
    draft(world, who, outcome=outcome.value, action=action.value, follow_words="A long enough sentence.")
    answer = sign_in(client, who).post(f"/people/{world.person.id}/outcome/check", data={})
    assert answer.status_code == 422
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize("step", ["outcome", "action", "follow", "note", "next", "check", "draft", "thrown-away"])
@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_are_sent_away(client, sign_in, world, office, role, step):
    sign_in(client, cast.make_actor(role, office))
    assert client.post(f"/people/{world.person.id}/outcome/{step}", data={"outcome": "complied"}).status_code == 403
    assert counts() == (0, 0, 0)


def test_the_last_page_without_any_other_saves_nothing(client, sign_in, world):
    answer = sign_in(client, world.officer).post(f"/people/{world.person.id}/outcome/check", data={})
    assert answer.status_code == 422
    assert "What came of it?" in answer.text
    assert counts() == (0, 0, 0)


def test_a_visit_of_the_future_is_refused_beside_the_day(client, sign_in, world):
    later = clock.today().replace(day=20)
    draft(world, world.officer, outcome="complied", **{"on-day": str(later.day)})
    answer = sign_in(client, world.officer).post(f"/people/{world.person.id}/outcome/check", data={})
    assert answer.status_code == 422
    assert 'id="on-error"' in answer.text
    assert "House rule: what has not happened yet" in answer.text


def test_a_home_visit_without_an_address_is_refused_beside_the_place(client, sign_in, world):
    draft(world, world.officer, outcome="complied", kind="home", note="She showed me the lease.")
    answer = sign_in(client, world.officer).post(f"/people/{world.person.id}/outcome/check", data={})
    assert answer.status_code == 422
    assert 'id="place-error"' in answer.text
    note = client.get(f"/people/{world.person.id}/visits/new").text
    assert "She showed me the lease." in note
