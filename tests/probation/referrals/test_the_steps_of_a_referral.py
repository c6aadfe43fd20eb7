"""Every step that is not the next one is refused, for every role and by a direct POST too."""

from __future__ import annotations

import itertools

import pytest

from kernel import clock
from kernel.errors import Conflict, DomainError
from probation.referrals import service
from probation.referrals.models import Referral, ReferralState, Withdrawal
from probation.referrals.rules import NEXT, may_become
from tests import cast
from tests.probation.referrals.conftest import Story

ALLOWED = {
    ("draft", "sent"), ("draft", "withdrawn"), ("sent", "accepted"), ("sent", "declined"), ("sent", "withdrawn"),
    ("accepted", "in_progress"), ("accepted", "withdrawn"), ("in_progress", "completed"), ("in_progress", "withdrawn"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), list(itertools.product(ReferralState, ReferralState)))
def test_the_table_of_steps(old, new):
    assert may_become(old, new) is ((old, new) in ALLOWED)
    assert set(NEXT) <= set(ReferralState)


def test_a_draft_is_not_accepted(story):
    story.draft()
    with pytest.raises(Conflict):
        story.accept()


def test_a_session_is_not_noted_before_the_yes(story):
    story.draft()
    story.send()
    with pytest.raises(Conflict):
        story.note()


def test_a_no_needs_its_reason_and_ends_it(story):
    story.draft()
    story.send()
    with pytest.raises(DomainError, match="Say in a few words"), cast.deed():
        service.decline(story.officer, story.id, clock.today(), " ")
    with cast.deed():
        found = service.decline(story.officer, story.id, clock.today(), "No room is free until May.")
    assert (found.state, found.ended_on) == (ReferralState.DECLINED, clock.today())
    with pytest.raises(Conflict):
        story.accept()


def test_a_reason_of_the_file_is_not_chosen(story):
    story.draft()
    with pytest.raises(DomainError, match="by itself"), cast.deed():
        service.withdraw(story.officer, story.id, Withdrawal.DIED, "wrong button")
    with cast.deed():
        found = service.withdraw(story.officer, story.id, Withdrawal.NOT_WANTED, "She found a room herself.")
    assert found.state is ReferralState.WITHDRAWN


@pytest.mark.parametrize(
    ("over", "field"),
    [({"outcomes": ()}, "outcomes"), ({"outcomes": tuple("abcdefg")}, "outcomes"), ({"alerts": ("None",)}, "alerts")],
)
def test_what_is_not_whole_is_refused_beside_its_field(story, over, field):
    with pytest.raises(DomainError) as refused:
        story.draft(**over)
    assert refused.value.field == field


def test_a_role_the_service_does_not_take_people_from(world):
    story = Story(world)
    story.officer = world.supervisor
    with pytest.raises(DomainError, match="Your role"):
        story.draft()


def test_a_service_of_other_offices(world):
    other = cast.make_unit(kind="probation_office", name="Far away")
    with pytest.raises(DomainError, match="other offices"):
        Story(world, offices=(other.id,)).draft()


def test_a_direct_post_cannot_jump(story, client, sign_in):
    story.draft()
    sign_in(client, story.officer)
    day = clock.today()
    on = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
    for path, data in (
        ("accepted", on), ("declined", on | {"why": "No room."}),
        ("completed", {"report": "Went very well indeed."}),
        ("sessions", on | {"time": "8:00", "how": "came"}),
    ):  # fmt: skip
        answer = client.post(f"/referrals/{story.id}/{path}", data=data)
        assert answer.status_code == 422, path
    from kernel.db import session

    assert session.get(Referral, story.id).state is ReferralState.DRAFT
