"""What a record of family contact must say. Pure but for the reader's language."""

from __future__ import annotations

import datetime as dt

from casework.family.models import FamilyState, FamilyWay
from kernel.errors import DomainError
from kernel.i18n import _

LONGEST_MINUTES = 720
SHORTEST_REASON = 5
QUIET_WEEKS = 4
"""From so many weeks without contact on, the file says so aloud: contact at regular intervals is owed (Rule 58)."""


def check_contact(
    way: FamilyWay, state: FamilyState, at: dt.datetime, minutes: int | None, words: str, now: dt.datetime
) -> None:
    """Raise DomainError for a contact that cannot be as it is told."""
    _check_time(state, ahead=at > now)
    _check_length(way, state, minutes)
    if state is FamilyState.CANCELLED and len(words.strip()) < SHORTEST_REASON:
        raise DomainError(
            _("Say why we cancelled it: contact with the family is limited only for a reason that is written down."),
            rule="Mandela Rule 43 (3)", field="words",
        )  # fmt: skip


def _check_time(state: FamilyState, *, ahead: bool) -> None:
    if state is FamilyState.PLANNED and not ahead:
        raise DomainError(_("A planned contact lies ahead. For one that is past, say what came of it."), field="state")
    if state in {FamilyState.HELD, FamilyState.DID_NOT_COME} and ahead:
        raise DomainError(_("This has not happened yet. Enter it as planned."), field="state")


def _check_length(way: FamilyWay, state: FamilyState, minutes: int | None) -> None:
    if minutes is not None and state is not FamilyState.HELD:
        raise DomainError(_("Only what took place has a length. Leave the minutes empty."), field="minutes")
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        raise DomainError(_("Write the minutes: between 1 and 720."), field="minutes")
    if minutes is None and state is FamilyState.HELD and way is not FamilyWay.LETTER:
        raise DomainError(_("Write how many minutes it lasted."), field="minutes")


def weeks_since(last: dt.datetime | None, now: dt.datetime) -> int | None:
    """Whole weeks since a moment; None without one."""
    return None if last is None else max(0, (now - last).days // 7)


def is_quiet(weeks: int | None) -> bool:
    """Whether a file must say aloud that there was no contact."""
    return weeks is None or weeks >= QUIET_WEEKS
