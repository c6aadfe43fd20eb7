"""What an outcome means.

Attended and complied are two questions, and what fails on our side is never the person's failure.
"""

from __future__ import annotations

from dataclasses import dataclass

from kernel.enums import LabelledEnum
from kernel.i18n import _l
from probation.contacts.models import ContactState, Outcome
from probation.standards.rules import NotCounted


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
