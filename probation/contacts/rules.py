"""What an outcome means.

Attended and complied are two questions, and what fails on our side is never the person's failure.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.enums import LabelledEnum
from kernel.errors import Conflict, DomainError
from kernel.i18n import _, _l
from probation.contacts.models import ContactKind, ContactState, Outcome
from probation.orders.models import OPEN, OrderState
from probation.standards.rules import NotCounted

CLOCK_SKEW = dt.timedelta(minutes=5)
"""How far a phone's clock may be ahead of ours before its time is refused; within it, our time is taken."""
LATE = dt.timedelta(days=1)
"""A visit that we are told of later than this is marked as written down late."""
DAY = dt.time(8), dt.time(20)
"""Between these times somebody may be asked to come, unless the officer types another."""
AT_HOME = frozenset({ContactKind.HOME, ContactKind.DOORSTEP})
RULE_FUTURE = _l("House rule: what has not happened yet is planned, not logged")
RULE_ADDRESS = _l("House rule: a home visit has an address")
RULE_CANCELLED = _l("House rule: a cancelled appointment has no outcome")


class Acceptable(LabelledEnum):
    """Whether an absence is excused.

    Pending: the reason or its evidence is still to come, and nothing follows until then.
    """

    YES = "yes", _l("Good reason")
    NO = "no", _l("No good reason")
    PENDING = "pending", _l("Waiting for the reason")


class Fault(LabelledEnum):
    """On whose side it lay that a contact did not do its work."""

    NOBODY = "nobody", _l("Nobody")
    PERSON = "person", _l("The person")
    AGENCY = "agency", _l("Us")


def rounded(moment: dt.datetime) -> dt.time:
    """A time of day to the quarter hour before: what people write."""
    return dt.time(moment.hour, moment.minute - moment.minute % 15)


@dataclass(frozen=True, kw_only=True)
class OutcomeFacts:
    """``complied`` None: not to be judged. ``not_counted`` None: the contact answers the standard."""

    attended: bool
    complied: bool | None
    acceptable: Acceptable | None = None
    fault: Fault = Fault.NOBODY
    not_counted: NotCounted | None = NotCounted.MISSED

    @property
    def is_failure(self) -> bool:
        """Whether it counts toward enforcement: not complied, not acceptable, not ours."""
        return self.complied is False and self.acceptable is Acceptable.NO


_EXCUSED = OutcomeFacts(attended=False, complied=None, acceptable=Acceptable.YES)

FACTS: dict[Outcome, OutcomeFacts] = {
    Outcome.COMPLIED: OutcomeFacts(attended=True, complied=True, not_counted=None),
    Outcome.FAILED_TO_COMPLY: OutcomeFacts(
        attended=True, complied=False, acceptable=Acceptable.NO, fault=Fault.PERSON, not_counted=NotCounted.NOT_COMPLIED
    ),
    Outcome.SENT_HOME_BEHAVIOUR: OutcomeFacts(
        attended=True, complied=False, acceptable=Acceptable.NO, fault=Fault.PERSON, not_counted=NotCounted.NOT_COMPLIED
    ),
    Outcome.SENT_HOME_SERVICE: OutcomeFacts(
        attended=True, complied=True, fault=Fault.AGENCY, not_counted=NotCounted.OUR_SIDE
    ),
    Outcome.NOT_THERE: OutcomeFacts(attended=False, complied=False, acceptable=Acceptable.PENDING),
    Outcome.NO_GOOD_REASON: OutcomeFacts(attended=False, complied=False, acceptable=Acceptable.NO, fault=Fault.PERSON),
    Outcome.GOOD_REASON_HEALTH: _EXCUSED,
    Outcome.GOOD_REASON_WORK: _EXCUSED,
    Outcome.GOOD_REASON_FAMILY: _EXCUSED,
    Outcome.GOOD_REASON_COURT: _EXCUSED,
    Outcome.GOOD_REASON_FAITH: _EXCUSED,
    Outcome.GOOD_REASON_CUSTODY: _EXCUSED,
    Outcome.GOOD_REASON_OTHER: _EXCUSED,
    Outcome.NOBODY_HOME: OutcomeFacts(attended=False, complied=None),
}
"""One line per outcome; the table of tests reads the same."""

FAILURES = frozenset(outcome for outcome, facts in FACTS.items() if facts.is_failure)
PENDING = frozenset(outcome for outcome, facts in FACTS.items() if facts.acceptable is Acceptable.PENDING)


def state_after(outcome: Outcome) -> ContactState:
    """A contact somebody came to was held; any other was tried."""
    return ContactState.HELD if FACTS[outcome].attended else ContactState.ATTEMPTED


def reason_not_counted(state: ContactState, outcome: Outcome | None) -> NotCounted | None:
    """Why a contact in this state with this outcome answers no standard, or None when it does."""
    if state is ContactState.SCHEDULED:
        return NotCounted.PLANNED
    if outcome is None:
        return NotCounted.MOVED
    return FACTS[outcome].not_counted


def needs_address(kind: ContactKind, place: str) -> bool:
    """Whether the address must come from the file: the contact is at home and no place was typed."""
    return kind in AT_HOME and not place


def is_late(row: Any) -> bool:
    """Whether a contact was written down more than a day after it was."""
    return row.occurred_at is not None and row.received_at - row.occurred_at > LATE


def check_visit(visit: Any, order: Any, now: dt.datetime) -> None:
    """Refuse a visit under an order that is over, one still to come, and a next appointment that lies before it."""
    if OrderState(order.state) not in OPEN:
        raise DomainError(_("This order is over, so nothing can be logged under it."), field="order_id")
    if visit.occurred_at > now + CLOCK_SKEW:
        raise DomainError(
            _("This time is still to come. Enter when the contact was."), rule=str(RULE_FUTURE), field="occurred_at"
        )
    if visit.next and visit.next.at <= visit.occurred_at:
        raise DomainError(_("The next appointment must be after this one."), field="next_at")


def check_plan(new: Any, order: Any, now: dt.datetime) -> None:
    """Refuse an appointment under an order that is over, in the past, or after the end of the order."""
    if OrderState(order.state) not in OPEN:
        raise DomainError(_("This order is over, so no appointment can be made under it."))
    if new.at <= now:
        raise DomainError(
            _("Choose a time that is still to come, or log the visit if it has taken place."), field="next_on"
        )
    if order.ends_on and new.at.date() > order.ends_on:
        raise DomainError(
            _("The order ends before that day. Choose an earlier one."), rule="Tokyo Rule 11.1", field="next_on"
        )


def appointment_answered(answers_id: uuid.UUID | None, person_id: uuid.UUID, met: Sequence[Any]) -> Any:
    """The appointment that a visit answers, or None. Raises Conflict when something else answered it first."""
    if answers_id is None:
        return None
    planned = next((row for row in met if row.id == answers_id and row.person_id == person_id), None)
    if planned is None or planned.state != ContactState.SCHEDULED:
        raise DomainError(
            _("The appointment of this visit is not on file. Log the visit without it."), field="answers_id"
        )
    later = next((row for row in met if row.replaces_id == answers_id), None)
    if later is not None:
        raise _answered_before(later)
    return planned


def _answered_before(later: Any) -> Conflict:
    if later.state == ContactState.CANCELLED:
        words = _("This appointment was cancelled, so it has no outcome. Send again to log a visit of its own.")
        return Conflict(words, rule=str(RULE_CANCELLED), field="answers_id")
    return Conflict(
        _(
            "Somebody has logged or moved this appointment already. Look at it "
            "first; send again to log yours as a visit of its own."
        )
    )


def draft_key(person_id: uuid.UUID, contact_id: uuid.UUID | None) -> str:
    """Under which key an officer's unsent visit is kept: one for each appointment, one for a visit without."""
    return f"visit:{person_id}:{contact_id or ''}"


def by_day(time: dt.time) -> dt.time:
    """The time to propose for the next appointment: the same as now, unless nobody would be asked to come then."""
    return time if DAY[0] <= time <= DAY[1] else DAY[0]
