"""Sessions with the reason in three ways reach the log of contacts; the report scores each desired outcome."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.public import DeathTakenBack, PersonDied, PersonReceived
from kernel import clock, events
from kernel.db import session
from kernel.errors import Conflict, DomainError
from probation.contacts.models import Contact, ContactKind, Outcome
from probation.contacts.rules import FACTS, Acceptable
from probation.feedback import service as feedback
from probation.referrals import service
from probation.referrals.models import Absence, Referral, ReferralState, Score, Withdrawal
from probation.referrals.queries import load_of, outcomes_of, waiting_on, waits_of
from probation.referrals.rules import outcome_of, score_of
from tests import cast

LATER = dt.timedelta(days=9)


@pytest.fixture
def there(story):
    story.draft()
    story.send()
    with clock.held_at(clock.now() + LATER):
        story.accept()
        yield story


def referral(story):
    return session.get_one(Referral, story.id)


def contact_of(noted):
    return session.get_one(Contact, noted.contact_id)


def test_the_first_session_begins_it_and_says_how_long_it_took(there):
    noted = there.note(feedback="Came with her papers.")
    assert referral(there).state is ReferralState.IN_PROGRESS
    assert referral(there).waited_days == LATER.days
    row = contact_of(noted)
    assert (row.kind, row.outcome) == (ContactKind.COLLATERAL, Outcome.COMPLIED)
    assert row.place == "Roof for all"
    assert "Came with her papers." in row.note
    wait = waits_of([there.service.id], clock.today())[there.service.id]
    assert (int(wait.days), wait.people) == (LATER.days, 1)


@pytest.mark.parametrize("absence", list(Absence))
def test_no_word_of_a_service_alone_is_a_failure(there, absence):
    noted = there.note(absence=absence)
    outcome = contact_of(noted).outcome
    assert outcome is outcome_of(absence)
    assert not FACTS[outcome].is_failure
    assert referral(there).state is ReferralState.ACCEPTED, "nothing took place"


def test_no_reason_waits_for_the_persons_own_word():
    assert FACTS[outcome_of(Absence.NO_REASON)].acceptable is Acceptable.PENDING


def test_sent_twice_it_is_noted_once(there):
    from kernel.ids import new_id

    same = new_id()
    assert there.note(id=same).id == there.note(id=same).id
    assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 1


def test_a_session_to_come_is_refused(there):
    with pytest.raises(DomainError, match="still to come"):
        there.note(at=clock.now() + dt.timedelta(hours=1))


def test_a_worry_stands_on_the_officers_day_until_it_is_read(there):
    noted = there.note(concern="Sleeps in the station.")
    assert [row.concern for row in waiting_on(there.officer, clock.today())] == [True]
    with cast.deed():
        feedback.see_concern(there.officer, noted.id)
    assert not waiting_on(there.officer, clock.today())


def test_the_report_scores_every_outcome(there):
    there.note()
    first, second = outcomes_of(there.id)
    half = (feedback.Scored(outcome_id=first.id, score=Score.ACHIEVED),)
    with pytest.raises(DomainError) as refused, cast.deed():
        feedback.complete(there.officer, there.id, half, "She has a lease now.")
    assert refused.value.field == "scores"
    both = (*half, feedback.Scored(outcome_id=second.id, score=Score.PARTLY))
    with cast.deed():
        done = feedback.complete(there.officer, there.id, both, "She has a lease now.")
    assert done.state is ReferralState.COMPLETED
    assert score_of([one.score for one in outcomes_of(there.id)]) == 0.75
    with pytest.raises(Conflict):
        there.note()


def test_a_silent_service_stands_on_the_day(story):
    story.draft()
    story.send()
    assert not waiting_on(story.officer, clock.today())
    with clock.held_at(clock.now() + dt.timedelta(days=8)):
        assert [row.state for row in waiting_on(story.officer, clock.today())] == [ReferralState.SENT]


def test_a_death_ends_it_and_taken_back_it_goes_on(there):
    there.note()
    with cast.deed():
        events.publish(
            PersonDied(
                by=there.officer, person_id=there.world.person.id, prison_id=there.world.office.id, at=clock.now(),
                on=clock.today(),
            )
        )  # fmt: skip
    assert (referral(there).state, referral(there).withdrawal) == (ReferralState.WITHDRAWN, Withdrawal.DIED)
    assert not load_of([there.service.id])
    with cast.deed():
        events.publish(DeathTakenBack(by=there.officer, person_id=there.world.person.id))
    assert referral(there).state is ReferralState.IN_PROGRESS


def test_who_is_taken_into_custody_frees_the_place(there, prison):
    with cast.deed():
        service.end_by_custody(
            PersonReceived(
                person_id=there.world.person.id, establishment_id=prison.id, at=clock.now(), by_account=None,
                cash_minor=0, currency="EUR",
            )
        )  # fmt: skip
    assert referral(there).withdrawal is Withdrawal.CUSTODY
