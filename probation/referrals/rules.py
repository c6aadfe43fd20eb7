"""What may follow what, what a score is worth, and what a service is told. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence

from probation.contacts.models import Outcome
from probation.referrals.models import Absence, ReferralState, Score

NEXT = {
    ReferralState.DRAFT: frozenset({ReferralState.SENT, ReferralState.WITHDRAWN}),
    ReferralState.SENT: frozenset({ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN}),
    ReferralState.ACCEPTED: frozenset({ReferralState.IN_PROGRESS, ReferralState.WITHDRAWN}),
    ReferralState.IN_PROGRESS: frozenset({ReferralState.COMPLETED, ReferralState.WITHDRAWN}),
}
"""Every step that is allowed; what is not here is refused for everybody."""
WORTH = {Score.ACHIEVED: 1.0, Score.PARTLY: 0.5, Score.NOT: 0.0}
OUTCOMES = {
    Absence.GOOD_REASON: Outcome.GOOD_REASON_OTHER,
    Absence.NO_REASON: Outcome.NOT_THERE,
    Absence.SERVICE_FAULT: Outcome.SENT_HOME_SERVICE,
    Absence.AGENCY_FAULT: Outcome.SENT_HOME_SERVICE,
}
"""What a session that did not take place is in the log of contacts. A service's word alone is never a failure: "no good
reason" waits there for the person's own reason, and what service or agency could not hold counts for nobody."""
ANSWER_DAYS, BEGIN_DAYS = 7, 14
"""Days after which a silent service, or one that accepted and has not begun, stands on the officer's day."""


def may_become(state: ReferralState, new: ReferralState) -> bool:
    """Whether a referral in this state may come into another."""
    return new in NEXT.get(state, frozenset())


def outcome_of(absence: Absence | None) -> Outcome:
    """The outcome in the log of contacts."""
    return Outcome.COMPLIED if absence is None else OUTCOMES[absence]


def score_of(scores: Sequence[Score]) -> float | None:
    """The share of what was to be reached that was, 0 to 1; None without desired outcomes."""
    return sum(WORTH[one] for one in scores) / len(scores) if scores else None


def risk_text(alerts: Iterable[str], words: str) -> str:
    """What the service is told, line by line: the alerts that were ticked, then the officer's own words."""
    return "\n".join([*(f"- {one}" for one in alerts), *([words.strip()] if words.strip() else [])])


def digest(text: str) -> str:
    """The SHA-256 of a text as it is kept: what was shown before sending is what is sent."""
    return hashlib.sha256(text.encode()).hexdigest()


def days_between(first: dt.date, last: dt.date) -> int:
    """Whole days a person waited; never below nought."""
    return max(0, (last - first).days)
