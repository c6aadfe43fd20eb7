"""Dates change only when a second human agrees; until then the old ones stand and the gate stays shut."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.people.models import Certainty, Person
from casework.rechecks.queries import open_flags
from casework.release.queries import own_checks
from casework.sentences import queries
from casework.sentences.models import AdjustmentKind, CalculationState, SentenceKind
from casework.sentences.rules import CannotCompute
from casework.sentences.service import (
    NewAdjustment,
    NewSentence,
    adjust,
    calculate,
    confirm,
    give_back,
    impose,
    set_by_hand,
)
from casework.verdicts.service import end_sentence, withdraw_adjustment
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from tests.casework.people_inside import received
from tests.casework.sentences.people_sentenced import sentenced

DAY = dt.timedelta(days=1)


def shown(person_id):
    return tuple(
        session.execute(sa.select(Person.release_on, Person.release_certainty).where(Person.id == person_id)).one()
    )


def remand(person_id, days, on):
    return NewAdjustment(person_id=person_id, kind=AdjustmentKind.REMAND, days=days, applies_from=on)


def moved(officer, person_id, days=30):
    """New dates for somebody whose dates stand."""
    with transaction():
        row = adjust(officer, remand(person_id, days, clock.today() - 10 * DAY))
        return row, calculate(officer, person_id, why="The court wrote a credit")


def test_new_dates_wait_while_the_old_ones_stand(prison):
    person_id, officer, colleague = sentenced(prison)
    before, _certainty = shown(person_id)
    _row, found = moved(officer, person_id)
    assert shown(person_id) == (before, Certainty.CONFIRMED)
    with pytest.raises(Forbidden), transaction():
        confirm(officer, found.id)
    with transaction():
        confirm(colleague, found.id)
    assert shown(person_id) == (before - 30 * DAY, Certainty.CONFIRMED)
    states = [one.state for one in queries.calculations_of(person_id)]
    assert states == [CalculationState.CONFIRMED, CalculationState.SUPERSEDED]


def test_the_gate_stays_shut_while_new_dates_wait(prison):
    person_id, officer, _colleague = sentenced(prison, months=1, ago=60)
    due = next(check for check in own_checks(officer, person_id) if check.key == "due")
    assert due.done
    with transaction():
        adjust(officer, remand(person_id, 1, clock.today() - 60 * DAY))
        calculate(officer, person_id)
    due = next(check for check in own_checks(officer, person_id) if check.key == "due")
    assert not due.done


def test_dates_given_back_leave_those_that_stood(prison):
    person_id, officer, colleague = sentenced(prison)
    before = shown(person_id)
    _row, found = moved(officer, person_id)
    with pytest.raises(Forbidden), transaction():
        give_back(officer, found.id, "I want to try again")
    with transaction():
        give_back(colleague, found.id, "The credit belongs to another case")
    assert shown(person_id) == before
    newest = queries.calculations_of(person_id)[0]
    assert (newest.state, newest.given_back) == (CalculationState.SUPERSEDED, "The credit belongs to another case")


def test_first_dates_given_back_are_no_dates(prison):
    person_id, _officer, colleague = sentenced(prison, confirmed=False)
    assert shown(person_id)[1] is Certainty.PRELIMINARY
    with transaction():
        give_back(colleague, queries.calculations_of(person_id)[0].id, "The length is wrong")
    assert shown(person_id) == (None, Certainty.NONE)


def test_what_changed_in_between_is_worked_out_again_and_not_confirmed(prison):
    person_id, officer, colleague = sentenced(prison)
    row, found = moved(officer, person_id)
    with transaction():
        withdraw_adjustment(officer, person_id, row.id, "Counted in another case")
    with pytest.raises(Conflict), transaction():
        confirm(colleague, found.id)


def test_a_day_is_credited_once(prison):
    person_id, officer, _colleague = sentenced(prison)
    first = clock.today() - 40 * DAY
    facts = {"person_id": person_id, "applies_from": clock.today() - 10 * DAY, "days": 10}
    with transaction():
        adjust(officer, NewAdjustment(kind=AdjustmentKind.REMAND, from_on=first, to_on=first + 9 * DAY, **facts))
    with pytest.raises(DomainError, match="counted already"), transaction():
        adjust(
            officer, NewAdjustment(kind=AdjustmentKind.BAIL, from_on=first + 9 * DAY, to_on=first + 20 * DAY, **facts)
        )


def test_by_hand_only_where_the_rule_refuses_and_by_two_people(prison):
    person_id, officer, colleague = sentenced(prison)
    today = clock.today()
    by_hand = {
        "release_on": today + 9 * 365 * DAY,
        "expiry_on": today + 30 * 365 * DAY,
        "reason": "The parole board said so",
    }
    with pytest.raises(DomainError, match="The rule can find these dates"), transaction():
        set_by_hand(officer, person_id, **by_hand)
    with transaction():
        impose(officer, NewSentence(person_id=person_id, court="Court", offence="Murder", imposed_on=today,
                                    kind=SentenceKind.INDETERMINATE))  # fmt: skip
    with pytest.raises(CannotCompute) as refused, transaction():
        calculate(officer, person_id)
    assert refused.value.code == "indeterminate"
    with pytest.raises(DomainError, match="before the day of sentence"), transaction():
        set_by_hand(officer, person_id, **{**by_hand, "release_on": today - 4000 * DAY})
    with transaction():
        found = set_by_hand(officer, person_id, **by_hand)
    assert found.inputs["refused"]["code"] == "indeterminate"
    with pytest.raises(Forbidden), transaction():
        confirm(officer, found.id)
    with transaction():
        confirm(colleague, found.id)
    assert shown(person_id) == (by_hand["release_on"], Certainty.MANUAL)


def test_dates_that_passed_in_an_earlier_stay_do_not_stand_in_the_next(prison):
    person_id, officer, _colleague = sentenced(prison, months=1, ago=60)
    before = shown(person_id)
    with transaction():
        adjust(officer, remand(person_id, 5, clock.today() - 60 * DAY))
        calculate(officer, person_id)
    assert shown(person_id) == before, "overdue, and found in this stay: they stand"
    table = queries._calculation
    with transaction():
        session.connection().execute(sa.update(table).values(calculated_at=clock.now() - 50 * DAY))
        calculate(officer, person_id)
    assert shown(person_id) == (before[0] - 5 * DAY, Certainty.PRELIMINARY)


def test_somebody_whose_dates_cannot_be_found_is_received_all_the_same(prison, as_actor):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    life = NewSentence(person_id=prison.id, court="Court", offence="Murder", imposed_on=clock.today(),
                       kind=SentenceKind.INDETERMINATE)  # fmt: skip
    person_id = received(prison, by=officer, sentence=life)
    assert shown(person_id) == (None, Certainty.NONE)
    assert [(flag.kind.value, flag.code) for flag in open_flags(person_id)] == [("missing", "indeterminate")]


def test_nobody_sets_dates_for_somebody_without_a_sentence(prison, as_actor):
    officer, person_id = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    today = clock.today()
    with pytest.raises(CannotCompute, match="no sentence yet"), transaction():
        set_by_hand(officer, person_id, release_on=today, expiry_on=today, reason="I think it is over")


def test_a_sentence_that_ended_counts_no_more(prison):
    person_id, officer, colleague = sentenced(prison)
    with transaction():
        second = impose(officer, NewSentence(person_id=person_id, court="Court", offence="Fraud", months=60,
                                             imposed_on=clock.today() - 5 * DAY))  # fmt: skip
        confirm(colleague, calculate(officer, person_id).id)
    longer = shown(person_id)[0]
    with transaction():
        end_sentence(officer, person_id, second.id, "Quashed on appeal")
        found = calculate(officer, person_id)
    assert shown(person_id)[0] == longer
    with transaction():
        confirm(colleague, found.id)
    assert shown(person_id)[0] < longer
    assert [one.count for one in queries.sentences_of(person_id)] == [1]


def test_entering_days_works_the_dates_out_again_at_once(prison, client, sign_in):
    person_id, officer, _colleague = sentenced(prison)
    before = shown(person_id)
    day = clock.today() - 10 * DAY
    form = {"a-kind": "remand", "a-days": "4", "a-applies_from-day": day.day, "a-applies_from-month": day.month,
            "a-applies_from-year": day.year}  # fmt: skip
    sign_in(client, officer)
    assert client.post(f"/people/{person_id}/adjustments", data=form).status_code == 303
    newest = queries.calculations_of(person_id)[0]
    assert (newest.state, newest.release_on) == (CalculationState.PRELIMINARY, before[0] - 4 * DAY)
    assert shown(person_id) == before
    taken = queries.adjustments_of(person_id)[0]
    assert client.post(f"/people/{person_id}/adjustments/{taken.id}/take-back",
                       data={"r-reason": "Another person's letter"}).status_code == 303  # fmt: skip
    newest = queries.calculations_of(person_id)[0]
    assert (newest.release_on, newest.why) == (before[0], "Another person's letter")


def test_the_page_shows_both_dates_the_steps_and_the_history(prison, client, sign_in):
    person_id, officer, colleague = sentenced(prison)
    moved(officer, person_id)
    sign_in(client, officer)
    mine = client.get(f"/people/{person_id}/sentence").text
    assert "Ask a colleague to check" in mine
    assert "30 days earlier than before" in mine
    assert "section 244" in mine
    assert "30 days entered." in mine
    assert "The court wrote a credit" in mine
    sign_in(client, colleague)
    theirs = client.get(f"/people/{person_id}/sentence").text
    assert "I checked them: confirm" in theirs
    waiting = queries.calculations_of(person_id)[0]
    refused = client.post(f"/people/{person_id}/dates/{waiting.id}/give-back", data={"r-reason": ""})
    assert refused.status_code == 422
    answer = client.post(f"/people/{person_id}/dates/{waiting.id}/confirm")
    assert answer.status_code == 303
    assert shown(person_id)[1] is Certainty.CONFIRMED
