"""The words of the demo's reviews, and what happened to whom. Pure."""

from __future__ import annotations

import datetime as dt

from casework.review_dates.models import Cause

EVENTS: tuple[tuple[Cause, int, str], ...] = (
    (Cause.RETURN, 10, ""),
    (Cause.TRANSFER, 28, ""),
    (Cause.INCIDENT, 14, "A fight in the yard: see the report of the wing."),
    (Cause.ALERT, 14, "Escape risk"),
    (Cause.PROGRAMME, 28, ""),
    (Cause.AGE, 30, ""),
)
"""What brought a review forward, within how many days by the shipped rules, and the words for it."""
SOONER = "The workshop supervisor asks for it: there is a place outside from next month."
LATER = "The report of the psychologist comes in two weeks, and the decision rests on it."
NOT_POSSIBLE = "The judgment is not in the file any more, so the third question cannot be answered."
STRICTER = "Order 7 of the governor, 2026: who is transferred here is looked at within two weeks."
SHARE = 3
"""One of so many people has had something happen since the decision."""


def event_for(
    turn: int, decided_on: dt.date, due_on: dt.date, today: dt.date
) -> tuple[Cause, int, str, dt.date] | None:
    """(cause, days, words, day it happened) of the first event, from the turn's own on, that brings a review forward.

    It lies up to a month back, so that some reviews are overdue by it and some are still to come.
    """
    happened = today - dt.timedelta(days=turn * 7 % 33)
    for n in range(len(EVENTS)):
        cause, days, words = EVENTS[(turn + n) % len(EVENTS)]
        if decided_on < happened and happened + dt.timedelta(days=days) < due_on:
            return cause, days, words, happened
    return None
