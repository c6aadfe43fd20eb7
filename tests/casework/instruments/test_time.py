"""Points lapse by the form's own windows; old evidence and preliminary answers make a score provisional."""

from __future__ import annotations

import datetime as dt

from casework.answers.rules import Dated, as_of
from casework.definitions.rules import form_of
from casework.instruments.rules import score
from casework.instruments.service import shipped
from casework.questions.rules import changes_of, months_after

CUSTODY, NEEDS = form_of(shipped()["tn_custody"]), form_of(shipped()["needs_profile"])
INJURY = dt.date(2022, 3, 31)


def test_an_injury_counts_seven_then_five_then_nothing():
    days = [dt.date(2025, 9, 30), dt.date(2025, 10, 1), dt.date(2027, 3, 31), dt.date(2027, 4, 1)]
    told = [as_of(CUSTODY, {"q1": Dated(value="injury", happened_on=INJURY)}, day)[0]["q1"] for day in days]
    assert told == ["injury", "injury_old", "injury_old", "none"]


def test_the_days_of_change_are_told_ahead_and_hold():
    ahead = changes_of(CUSTODY.item("q1"), "injury", INJURY)
    assert ahead == [(dt.date(2025, 10, 1), "injury_old"), (dt.date(2027, 4, 1), "none")]
    for day, then in ahead:
        known, _stale = as_of(CUSTODY, {"q1": Dated(value="injury", happened_on=INJURY)}, day)
        assert known == {"q1": then}
        before, _stale = as_of(CUSTODY, {"q1": Dated(value="injury", happened_on=INJURY)}, day - dt.timedelta(days=1))
        assert before != known


def test_months_end_where_there_is_no_such_day():
    assert months_after(dt.date(2024, 8, 31), 6) == dt.date(2025, 2, 28)
    assert months_after(dt.date(2024, 12, 15), 12) == dt.date(2025, 12, 15)


def test_an_answer_without_a_day_stays_as_it_was_given():
    assert as_of(CUSTODY, {"q1": Dated(value="injury")}, dt.date(2040, 1, 1)) == ({"q1": "injury"}, frozenset())


def test_stale_evidence_makes_it_provisional_while_it_matters():
    areas = ("accommodation", "employment", "drugs", "alcohol", "relationships", "thinking")
    answers = {key: Dated(value=0, evidence_of=dt.date(2026, 6, 1)) for key in areas}
    answers |= {key: Dated(value="no", evidence_of=dt.date(2026, 6, 1)) for key in ("finance", "health")}
    answers["drugs"] = Dated(value=8, evidence_of=dt.date(2024, 6, 1))
    known, stale = as_of(NEEDS, answers, dt.date(2026, 11, 21))
    assert stale == {"drugs"}
    found = score(NEEDS, known, stale)
    assert found.shown["needs_found"] == 1, "the old answer stands"
    assert found.provisional
    assert [key for key, _text, _share in found.matters] == ["drugs"]
    assert score(NEEDS, known).provisional is False
