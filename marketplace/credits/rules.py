"""When a maker may be credited, and with which words consent is asked. Pure."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casework.public import AlertCode, LegalStatus, PublicityFacts
from kernel.i18n import _l
from marketplace.published_credits.models import CreditForm
from marketplace.published_credits.service import Credit

MOST_DAYS = 365
REST_DAYS = 180
"""After a no nobody asks again for so long, unless the person speaks of it first."""
ADULT = 18
LEAST_TEAM = 5
SOON_DAYS = 30
_NOT_CONVICTED = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CIVIL})


def why_not(facts: PublicityFacts) -> list[Any]:
    """Why this person may not be credited, in any form; empty when they may. What is not known forbids."""
    reasons = [
        (facts.legal_status in _NOT_CONVICTED,
         _l("The person is not convicted: they are presumed innocent, and their name is nobody's to use.")),
        (facts.age is None or facts.age < ADULT, _l("The person is under 18, or their age is not known.")),
        (AlertCode.NO_CONTACT in facts.alerts,
         _l("A no-contact order protects a victim, who must not meet this person's work by name.")),
        (AlertCode.VULNERABLE in facts.alerts,
         _l("The person is at risk from others, so nothing public may lead to them.")),
        (facts.restricted, _l("The file is open to named staff only, so nothing public may lead to it.")),
        (facts.died, _l("The person has died.")),
    ]  # fmt: skip
    return [words for holds, words in reasons if holds]


def longest(today: dt.date) -> dt.date:
    """The last day to which a consent given today may hold."""
    return today + dt.timedelta(days=MOST_DAYS)


def may_ask_again(refused_on: dt.date | None, today: dt.date) -> bool:
    """Whether enough time has passed since the person said no."""
    return refused_on is None or (today - refused_on).days >= REST_DAYS


def credits_of(given: Sequence[tuple[CreditForm, str, dt.date]]) -> list[Credit]:
    """What a product page may say for these consents: (form, name chosen by lot, last day).

    A team is said by its number, from five people on, and only until the first of them leaves it.
    """
    named = [
        Credit(form=form, words=words, shown_until=until)
        for form, words, until in given
        if form is CreditForm.PSEUDONYM
    ]
    team = [until for form, _words, until in given if form is CreditForm.TEAM]
    if len(team) >= LEAST_TEAM:
        named.append(Credit(form=CreditForm.TEAM, people=len(team), shown_until=min(team)))
    return named


@functools.cache
def consent_texts() -> dict[str, Any]:
    """The words in force: their version, and by language what is asked and what it means."""
    return tomllib.loads((Path(__file__).parent / "consent.toml").read_text("utf-8"))


def languages() -> list[str]:
    """The languages in which there are words to read aloud."""
    return list(consent_texts()["text"])
