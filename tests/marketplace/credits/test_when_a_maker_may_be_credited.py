"""Who may never be credited, whatever they say; what a product page may say for those who may."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.public import AlertCode, LegalStatus, PublicityFacts
from kernel.i18n import LOCALES
from marketplace.credits.rules import consent_texts, credits_of, languages, longest, may_ask_again, why_not
from marketplace.published_credits.models import CreditForm

DAY = dt.date(2026, 11, 21)
PLAIN = {
    "legal_status": LegalStatus.SENTENCED, "age": 30, "restricted": False, "died": False, "alerts": frozenset(),
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"legal_status": LegalStatus.UNCONVICTED}, "innocent"),
        ({"legal_status": LegalStatus.CIVIL}, "innocent"),
        ({"age": 17}, "under 18"),
        ({"age": None}, "not known"),
        ({"alerts": frozenset({AlertCode.NO_CONTACT})}, "victim"),
        ({"alerts": frozenset({AlertCode.VULNERABLE, AlertCode.ESCAPE})}, "at risk"),
        ({"restricted": True}, "named staff"),
        ({"died": True}, "died"),
    ],
)
def test_refused(change, words):
    (reason,) = why_not(PublicityFacts(**PLAIN | change))
    assert words in str(reason)


@pytest.mark.parametrize("change", [{}, {"age": 18}, {"legal_status": LegalStatus.ON_LICENCE},
                                    {"alerts": frozenset({AlertCode.ESCAPE, AlertCode.ACCESS_NEED})}])  # fmt: skip
def test_allowed(change):
    assert why_not(PublicityFacts(**PLAIN | change)) == []


def test_a_team_counts_from_five_and_only_until_the_first_leaves():
    later = DAY + dt.timedelta(days=9)
    team = [(CreditForm.TEAM, "Calm Oak", later)] * 3 + [(CreditForm.TEAM, "", DAY)]
    assert credits_of(team) == []
    made = credits_of([*team, (CreditForm.TEAM, "", later), (CreditForm.PSEUDONYM, "Calm Oak", later)])
    assert [(one.form, one.words, one.people, one.shown_until) for one in made] == [
        (CreditForm.PSEUDONYM, "Calm Oak", None, later),
        (CreditForm.TEAM, "", 5, DAY),
    ]


def test_times():
    assert longest(DAY) == dt.date(2027, 11, 21)
    assert may_ask_again(None, DAY)
    assert not may_ask_again(DAY - dt.timedelta(days=179), DAY)
    assert may_ask_again(DAY - dt.timedelta(days=180), DAY)


def test_the_words_exist_in_every_language_of_the_house():
    assert set(languages()) == set(LOCALES)
    assert {len(lines) for lines in consent_texts()["text"].values()} == {4}
