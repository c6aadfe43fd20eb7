"""A decided level starts the calendar anew, by level and by the length of the sentence."""

import datetime as dt

import pytest

from casework.classification import queries as levels
from casework.classification.service import Decision, begin, decide, recommend, save_answers
from casework.instruments import service as instruments
from casework.people.models import SecurityLevel
from casework.review_dates import queries
from casework.review_dates.service import report
from casework.review_rules.models import Trigger
from casework.review_rules.rules import add_span
from casework.sentences.models import Sentence
from casework.timeline.events import ProgrammeCompleted
from kernel import audit, clock, events
from kernel.db import session, transaction
from kernel.errors import DomainError
from tests import cast
from tests.casework.review_dates.conftest import causes, in_days, standing

ANSWERS = {
    "q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
    "q9": "one",
}  # fmt: skip


def decided(officer, approver, person_id):
    with transaction():
        instruments.activate(None, instruments.load_instrument(None), officer.human_id, approver.human_id)
        begin(officer, person_id)
        save_answers(officer, person_id, ANSWERS, {})
        recommend(officer, person_id, SecurityLevel.MEDIUM, "Steady.", account="Fine.")
    with transaction():
        return decide(approver, person_id, Decision(level=SecurityLevel.MEDIUM))


def test_by_level(held, officer, approver):
    record = decided(officer, approver, held)
    today = clock.today("Europe/Paris")
    assert standing(held) == add_span(today, 12, 0) == levels.record_of(held, record.id).next_review_on
    assert (causes(held), queries.changes_of(held)[0].by_human) == (["decision"], approver.human_id)


def test_a_short_sentence_is_looked_at_sooner(prison, officer, approver):
    person_id = cast.make_held(prison, expiry_on=in_days(300))
    with transaction():
        row = Sentence(person_id=person_id, count=1, court="Court", offence="Theft", imposed_on=in_days(-60), years=1)
        session.add(row)
        audit.record(None, "sentence.imposed", row)
    decided(officer, approver, person_id)
    assert standing(person_id) == add_span(clock.today("Europe/Paris"), 4, 0)


def test_the_decision_after_names_the_day_before(held, officer, approver):
    decided(officer, approver, held)
    first = standing(held)
    with clock.held_at(clock.now() + dt.timedelta(days=30)):
        decided(officer, approver, held)
    assert queries.changes_of(held)[0].old_on == first


def test_what_happened_before_the_decision_moves_nothing(held, officer, approver):
    decided(officer, approver, held)
    day = standing(held)
    with transaction():
        events.publish(ProgrammeCompleted(person_id=held, completed_on=in_days(-3), by=officer))
    assert (standing(held), causes(held)) == (day, ["decision"])
    with pytest.raises(DomainError, match="decided since") as refused, transaction():
        report(officer, held, Trigger.INCIDENT, in_days(-3), "A fight that nobody knew of then.")
    assert refused.value.field == "on"
