"""At every height of the ladder every door that is not open yet is tried by a direct POST, as each role."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session
from probation.contacts.models import Outcome
from probation.enforcement import service
from probation.enforcement.models import EnforcementStep, StepKind, SupportReview
from probation.reports.models import BreachReport
from tests import cast
from tests.probation.enforcement.conftest import WHY

WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
STRANGERS = sorted(set(Role) - set(WRITERS))
DOORS = {
    "outreach": ("reached-out", {"words": "Called twice and went by the flat."}),
    "open": ("reviews", {}),
    "close": ("reviews/closed", {"decision": "step_on", "reasons": WHY}),
    "first": ("warnings/first_warning", {}),
    "final": ("warnings/final_warning", {}),
    "unknown": ("warnings/outreach", {}),
    "breach": ("reports/breach", {}),
    "recall": ("reports/recall", {}),
}


def nothing(_story):
    """Nothing was ever planned."""


def first_missed(story):
    story.contact(0)


def kept(story):
    story.contact(0, Outcome.COMPLIED)


def one_missed(story):
    kept(story)
    story.contact(2)


def over_the_limit(story):
    one_missed(story)
    story.contact(5)


def reviewed(story):
    over_the_limit(story)
    with story.later(6):
        story.close()


def warned(story):
    reviewed(story)
    with story.later(7):
        story.warn()


def warned_and_missed(story):
    warned(story)
    story.contact(30)


def warned_twice(story):
    warned_and_missed(story)
    with story.later(31):
        story.warn(StepKind.FINAL_WARNING)


def at_the_top(story):
    warned_twice(story)
    story.contact(40)


OPEN_AT = {
    nothing: {"open"},
    first_missed: {"outreach", "open"},
    kept: {"open"},
    one_missed: {"open"},
    over_the_limit: {"close"},
    reviewed: {"first"},
    warned: set(),
    warned_and_missed: {"final"},
    warned_twice: set(),
    at_the_top: {"breach"},
}
"""Which doors are open at each height, on a community order that allows one missed day."""


def counts():
    tables = (EnforcementStep, SupportReview, BreachReport)
    closed = sa.select(sa.func.count()).where(SupportReview.closed_at.is_not(None))
    return (*(session.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables), session.scalar(closed))


def knock(client, story, door):
    address, form = DOORS[door]
    return client.post(f"/supervision/orders/{story.order_id}/{address}", data=form)


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("height", OPEN_AT)
def test_every_door_that_is_not_open_stays_shut(story, client, sign_in, height, role):
    height(story)
    with story.later(45):
        sign_in(client, cast.make_actor(role, story.world.office))
        before = counts()
        for door in sorted(set(DOORS) - OPEN_AT[height]):
            answer = knock(client, story, door)
            assert answer.status_code in {404, 409, 422}, (door, answer.status_code)
            assert counts() == before, door


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize(("height", "door"), [(one, door) for one, doors in OPEN_AT.items() for door in sorted(doors)])
def test_the_open_door_opens(story, client, sign_in, height, door, role):
    height(story)
    with story.later(45):
        sign_in(client, cast.make_actor(role, story.world.office))
        before = counts()
        assert knock(client, story, door).status_code == 303
        assert counts() != before


@pytest.mark.parametrize("role", STRANGERS)
def test_no_other_role_opens_any(story, client, sign_in, role):
    at_the_top(story)
    with story.later(45):
        sign_in(client, cast.make_actor(role, None if role is Role.ADMINISTRATOR else story.world.office))
        before = counts()
        for door in DOORS:
            assert knock(client, story, door).status_code in {403, 404}, door
        assert counts() == before


def test_an_office_elsewhere_does_not_find_the_order(story, client, sign_in):
    at_the_top(story)
    elsewhere = cast.make_unit(kind="probation_office", name="Harbour Office")
    sign_in(client, cast.make_actor(WRITERS, elsewhere))
    assert {knock(client, story, door).status_code for door in DOORS} == {404}


@pytest.mark.parametrize("role", [*WRITERS, *STRANGERS])
def test_a_letter_is_taken_back_once_and_with_words(story, client, sign_in, role):
    warned(story)
    letter = session.scalar(sa.select(EnforcementStep.id))
    sign_in(client, cast.make_actor(role, None if role is Role.ADMINISTRATOR else story.world.office))
    address = f"/supervision/steps/{letter}/withdrawn"
    if role in STRANGERS:
        assert client.post(address, data={"words": "The clinic confirmed it."}).status_code in {403, 404}
        return
    assert client.post(address, data={"words": "no"}).status_code == 422
    assert client.post(address, data={"words": "The clinic confirmed it."}).status_code == 303
    assert client.post(address, data={"words": "The clinic confirmed it."}).status_code in {409, 422}
    assert service.step_for(story.officer, letter).withdrawn_reason == "The clinic confirmed it."
