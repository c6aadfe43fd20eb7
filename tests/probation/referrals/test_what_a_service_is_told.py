"""What a service is told: shown before, sent byte for byte, never changed, and nobody is sent who did not agree."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa

from casework.alerts.models import AlertCode
from casework.alerts.service import end_alert, raise_alert
from kernel import clock
from kernel.errors import Conflict, DomainError
from probation.referrals import service
from probation.referrals.models import ReferralState
from probation.referrals.queries import sent_risk
from probation.referrals.rules import digest
from tests import cast


def test_it_is_sent_byte_for_byte(story):
    story.draft(risk_words="Meet in the front room.\nNie allein. لا تقابله وحدك.")
    story.send()
    kept = sent_risk(story.id)
    assert kept.text == "Meet in the front room.\nNie allein. لا تقابله وحدك."
    assert kept.sha256 == hashlib.sha256(kept.text.encode()).hexdigest()


def test_what_was_not_shown_is_not_sent(story):
    story.draft()
    with pytest.raises(Conflict):
        story.send(shown=digest("something else"))
    assert sent_risk(story.id) is None
    assert service.referral_for(story.officer, story.id)[1].state is ReferralState.DRAFT


def test_nobody_is_sent_without_agreeing(story):
    story.draft(agreed=False)
    with pytest.raises(DomainError, match="Ask the person first"):
        story.send()


def test_what_was_told_stays_whatever_the_file_says_later(story):
    with cast.deed():
        found = raise_alert(story.officer, story.world.person.id, AlertCode.HOME_SAFETY, "since spring")
    words = str(AlertCode.HOME_SAFETY.label)
    story.draft(alerts=(words,))
    story.send()
    with cast.deed():
        end_alert(story.officer, found.id, "The dog is gone.")
    assert sent_risk(story.id).text.startswith(f"- {words}")
    with pytest.raises(Conflict), cast.deed():
        service.change_draft(story.officer, story.facts(risk_words="Nothing at all."))


def test_the_database_itself_refuses_to_change_it(story, isolation):
    story.draft()
    story.send()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), isolation.begin_nested():
        isolation.exec_driver_sql("UPDATE referral_risk SET text = 'other'")


def test_an_alert_that_is_not_in_the_file_is_not_told(story):
    with pytest.raises(DomainError, match="alerts"):
        story.draft(alerts=("Likes to sing",))


def test_a_draft_sent_twice_is_one(story):
    assert story.draft().id == story.draft().id


def test_what_is_sent_is_of_the_person_and_day(story):
    story.draft()
    found = story.send()
    assert found.sent_at == clock.now()
    assert found.document_id is not None
