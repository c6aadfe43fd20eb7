"""What must be done before the gate opens. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.i18n import _


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """Something that waits outside: what, when, where, whom to call. Fit to be shown to anybody."""

    title: str
    at: dt.datetime | None = None
    place: str = ""
    phone: str = ""


IDENTITY_HOLDS = dt.timedelta(hours=24)
"""How long a check of identity is good for: the gate looks again on the day."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One duty before release: done or not, in plain words, with the page where it is done and the rule it rests on."""

    key: str
    title: str
    done: bool
    text: str = ""
    href: str = ""
    rule: str = ""
    blocking: bool = True


def blockers(checks: Sequence[Check]) -> list[Check]:
    """The checks that still keep the release from closing."""
    return [check for check in checks if check.blocking and not check.done]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What can release somebody: an order, a date that two people confirmed, or an order of custody that ran out.

    ``shown`` is the date on the person's row, which must be the calculation's; ``newest_input`` is when a sentence or
    an adjustment was written last.
    """

    ordered: bool
    confirmed: bool
    release_on: dt.date | None
    shown: dt.date | None
    calculated_at: dt.datetime | None
    newest_input: dt.datetime | None
    order_expires_on: dt.date | None
    sentenced: bool


def ground_for(ground: Ground, today: dt.date) -> str:
    """Empty when there is a ground to release today; else what is missing, in words."""
    ran_out = not ground.sentenced and ground.order_expires_on and ground.order_expires_on < today
    if ground.ordered or ran_out:
        return ""
    if ground.release_on is None or ground.calculated_at is None:
        return _("The dates are not worked out.")
    if ground.newest_input and ground.newest_input > ground.calculated_at:
        return _("A sentence or an adjustment is newer than the dates. Work them out again.")
    if ground.shown != ground.release_on:
        return _("The date on the file is not the one that was worked out. Work the dates out again.")
    return _day_or_second(ground, ground.release_on, today)


def _day_or_second(ground: Ground, release_on: dt.date, today: dt.date) -> str:
    if not ground.confirmed:
        return _("No second person confirmed the dates yet.")
    return "" if release_on <= today else _("The day of release is still to come.")


def check_day(released_on: dt.date, sentenced_on: Sequence[dt.date]) -> str:
    """Empty when a release on that day can be; else why not: nobody is released before they were sentenced."""
    if any(released_on < day for day in sentenced_on):
        return _("The release lies before the day of sentence. Check the day and the hour.")
    return ""
