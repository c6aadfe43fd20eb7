"""The words and turns of the demo's supervision: what is drawn in turn is there in every demo, however small."""

from __future__ import annotations

import bisect
from typing import Any

from probation.contacts.models import ContactKind, ContactState, MovedBy, Outcome
from probation.orders.models import Level, OrderKind, OrderState, Signed
from probation.standards.models import Way

EVERY = {Level.HIGH: 14, Level.MEDIUM: 40, Level.LOW: 150}
TODAY = {
    1: ContactKind.HOME, 3: ContactKind.OFFICE, 5: ContactKind.DOORSTEP, 7: ContactKind.HOME, 9: ContactKind.PHONE,
}  # fmt: skip
UNLOGGED = frozenset({2, 6, 8})
"""Which of an officer's orders have a visit today, and where; and which one of yesterday whose outcome is missing."""
LONGEST = 240
"""Days of contacts that are made up; older ones would teach nothing."""
RARE = (OrderState.SUSPENDED, OrderState.IN_BREACH, OrderState.RECALLED, OrderState.REVOKED, OrderState.TRANSFERRED_OUT)
SENTENCES = (OrderKind.COMMUNITY, OrderKind.PROBATION, OrderKind.COMMUNITY, OrderKind.SUSPENDED)
"""What courts order instead of prison."""
ENDED = (
    (OrderKind.PAROLE, OrderState.COMPLETED),
    (OrderKind.VOLUNTARY, OrderState.EARLY_TERMINATED),
    (OrderKind.LICENCE, OrderState.COMPLETED),
    (OrderKind.VOLUNTARY, OrderState.COMPLETED),
)
"""Orders that are over: of some, aftercare that the person asked for."""
TO_COME = (OrderKind.LICENCE, OrderKind.PRE_RELEASE, OrderKind.LICENCE)
"""What supervision after release rests on."""
UNSIGNED = {4: Signed.REFUSED, 8: Signed.UNABLE}
"""Who of each ten did not sign that the conditions were explained."""
OTHER_LEVEL = {
    Level.LOW: (Level.MEDIUM, "New in town, no family near: closer contact for the first half year."),
    Level.MEDIUM: (Level.LOW, "Steady work and a home for a year: fewer contacts are enough."),
    Level.HIGH: (Level.MEDIUM, "Lives with a parent who calls us at once: medium is enough."),
}
"""The level that the officer chose instead of the suggested one, and why."""
STREETS = ("Olive Street", "Station Road", "Market Lane", "Cedar Avenue", "Mill Row", "Harbour Steps")
ACTIONS = (
    "Bring the tenancy letter next time.",
    "Call the bakery about the evening shift.",
    "Go to the clinic appointment on Thursday.",
    "Ask the school about the reading class.",
    "Write down the week's spending.",
    "",
)
STRENGTHS = (
    "Came early, talked openly.",
    "Found the training place alone.",
    "Keeps in touch with the children.",
    "",
)
NOTES = (
    "Calm talk about the new flat.",
    "Worried about debts; agreed to see the adviser.",
    "Short check-in, all steady.",
    "Spoke about old friends and how to say no.",
)
MISSES = (
    Outcome.NO_GOOD_REASON, Outcome.GOOD_REASON_WORK, Outcome.GOOD_REASON_HEALTH, Outcome.NOT_THERE,
    Outcome.SENT_HOME_SERVICE, Outcome.GOOD_REASON_FAMILY, Outcome.NOBODY_HOME, Outcome.FAILED_TO_COMPLY,
    Outcome.GOOD_REASON_COURT, Outcome.GOOD_REASON_FAITH, Outcome.SENT_HOME_BEHAVIOUR, Outcome.GOOD_REASON_OTHER,
    Outcome.GOOD_REASON_CUSTODY, Outcome.NO_GOOD_REASON, Outcome.GOOD_REASON_WORK, Outcome.GOOD_REASON_HEALTH,
    Outcome.NO_GOOD_REASON, Outcome.GOOD_REASON_WORK, Outcome.GOOD_REASON_HEALTH, Outcome.NO_GOOD_REASON,
)  # fmt: skip
"""What came of contacts that were not simply held, one after another; the frequent ones come back."""
MISS_NOTES = {
    Outcome.FAILED_TO_COMPLY: "Left in the middle of the talk.",
    Outcome.SENT_HOME_BEHAVIOUR: "Shouted at the desk; asked to come back sober.",
    Outcome.SENT_HOME_SERVICE: "The officer was called to court; nobody could take over.",
    Outcome.NOBODY_HOME: "Rang twice, left a card.",
    Outcome.GOOD_REASON_CUSTODY: "Held by the police for a day, released without charge.",
}
SURE_KINDS = {
    3: ContactKind.FIELD, 8: ContactKind.COURT, 13: ContactKind.VIDEO, 18: ContactKind.DOORSTEP, 23: ContactKind.PHONE,
}  # fmt: skip
"""Where the nth of each thirty contacts was, so that every way of meeting is there."""
MOVES = (
    (ContactState.CANCELLED, MovedBy.STAFF, "The officer was ill."),
    (ContactState.RESCHEDULED, MovedBy.PERSON, "Asked to come after the shift."),
    (ContactState.RESCHEDULED, MovedBy.OTHER, "The court hearing was put on that morning."),
    (ContactState.CANCELLED, MovedBy.PERSON, "The child was in hospital."),
    (ContactState.RESCHEDULED, MovedBy.STAFF, "A room was not free."),
)
OUTSIDE = frozenset({ContactKind.HOME, ContactKind.DOORSTEP, ContactKind.FIELD})


def any_kind(chance: float) -> ContactKind:
    """The kind of a contact for a ``chance`` from 0 to 1: most are at the office, every fifth at home."""
    return list(ContactKind)[bisect.bisect((60, 80, 84, 90, 98), 100 * chance)]


def level_facts(security_level: str | None, by_rule: str) -> dict[str, Any]:
    """How the first level of an order came about, as the rule keeps it."""
    step = {"step": "base", "from": security_level or "", "level": str(by_rule)}
    return {
        "review_on": None, "until_on": None, "rule": "house 1", "steps": {"steps": [step]},
        "provisional": not security_level, "way": Way.DECIDED,
    }  # fmt: skip
