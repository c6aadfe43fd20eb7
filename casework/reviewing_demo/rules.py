"""The words of the demo's reviews, and which event lies behind a day. Pure."""

from __future__ import annotations

import datetime as dt

from casework.review_dates.models import Cause

EVENTS: tuple[tuple[Cause, int, str], ...] = (
    (Cause.TRANSFER, 28, ""),
    (Cause.INCIDENT, 14, "A fight in the yard: see the report of the wing."),
    (Cause.ALERT, 14, "Escape risk"),
    (Cause.PROGRAMME, 28, ""),
    (Cause.RETURN, 10, ""),
    (Cause.AGE, 30, ""),
)
"""What brought a review forward, within how many days by the shipped rules, and the words for it."""
SOONER = "The workshop supervisor asks for it: there is a place outside from next month."
LATER = "The report of the psychologist comes in two weeks, and the decision rests on it."
NOT_POSSIBLE = "The judgment is not in the file any more, so the third question cannot be answered."
STRICTER = "Order 7 of the governor, 2026: who is transferred here is looked at within two weeks."


def event_before(nth: int, new_on: dt.date, decided_on: dt.date, today: dt.date) -> tuple[Cause, int, str] | None:
    """The first event, in turn from the nth, that can have led to that day: after the decision and not to come."""
    for n in range(len(EVENTS)):
        cause, days, words = EVENTS[(nth + n) % len(EVENTS)]
        if decided_on < new_on - dt.timedelta(days=days) <= today:
            return cause, days, words
    return None
