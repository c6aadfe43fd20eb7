"""How long an answer may take, to whom silence leads, how long one may appeal. Pure.

The Nelson Mandela Rules want each request or complaint dealt with promptly and answered without delay, with a way
further when it is rejected or delayed (57 (1)), and allegations of torture dealt with at once by somebody independent
(57 (3), 71). They name no number of days: these are the house's.
"""

from __future__ import annotations

import datetime as dt

from casework.requests.models import RequestKind, RequestLevel, RequestTopic
from kernel.authz import Actor, Role

DAYS = {RequestKind.REQUEST: 14, RequestKind.COMPLAINT: 7}
URGENT = {RequestTopic.SAFETY: 1, RequestTopic.HEALTH: 2, RequestTopic.FOOD: 2, RequestTopic.ILL_TREATMENT: 1}
"""What cannot wait a week."""
AFTER_SILENCE = 5
APPEAL_ANSWER = 14
MAY_APPEAL = 30
"""So many days after the answer one may appeal."""
RULE = "Mandela Rule 57 (1)"
TAKERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.PROBATION_OFFICER, Role.GOVERNOR)
"""Who takes words down, at any time and from anybody (Mandela Rule 56 (1))."""


def days_for(kind: RequestKind, topic: RequestTopic) -> int:
    """How many days an answer may take."""
    return min(DAYS[kind], URGENT.get(topic, DAYS[kind]))


def first_level(topic: RequestTopic) -> RequestLevel:
    """Who owes the first answer: what staff did to somebody is never answered by staff alone."""
    return {
        RequestTopic.ILL_TREATMENT: RequestLevel.OUTSIDE, RequestTopic.STAFF: RequestLevel.GOVERNOR,
    }.get(topic, RequestLevel.STAFF)  # fmt: skip


def after_silence(level: RequestLevel, topic: RequestTopic, today: dt.date) -> tuple[RequestLevel, dt.date] | None:
    """To whom an unanswered one goes, and by when; None where it has reached the inspector's eyes."""
    if level is RequestLevel.STAFF:
        return RequestLevel.GOVERNOR, today + dt.timedelta(days=min(AFTER_SILENCE, URGENT.get(topic, AFTER_SILENCE)))
    return (RequestLevel.OUTSIDE, today) if level is RequestLevel.GOVERNOR else None


def can_answer(actor: Actor, level: RequestLevel) -> bool:
    """Staff answer what lies with staff; the governor answers everything."""
    return actor.has(Role.GOVERNOR) or (level is RequestLevel.STAFF and actor.has(*TAKERS))
