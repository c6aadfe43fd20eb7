"""What may become of a date that stands. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from casework.review_dates.models import Cause
from casework.review_rules.models import Trigger
from casework.review_rules.rules import Due, Facts, Rule, due_after, source_words, span_words
from kernel.i18n import _, show_date

REPORTED = (Trigger.INCIDENT, Trigger.RETURN, Trigger.PROGRAMME, Trigger.ALERT)
"""What staff may report where the system did not see it happen."""


def sooner(due: Due | None, standing: dt.date | None) -> Due | None:
    """The due date, where it is before the one that stands: an event brings a review forward and never puts it off."""
    return due if due and (standing is None or due.on < standing) else None


def latest_delay(rules: Iterable[Rule], facts: Facts, base: dt.date, today: dt.date) -> Due | None:
    """The last day to which a review may be put off: counted from the day that the rules gave, however often it moves.

    ``today`` chooses the rule in force. None where no rule allows a delay at all.
    """
    standing = [rule for rule in rules if rule.trigger is Trigger.POSTPONE]
    found = due_after(standing, facts, Trigger.POSTPONE, today)
    if found is None:
        return None
    again = Rule(trigger=Trigger.POSTPONE, months=found.rule.months, days=found.rule.days, source=found.rule.source)
    return due_after([again], facts, Trigger.POSTPONE, base)


def why(change: Any) -> str:
    """The reason for a date in words, without its source: "Transferred on Mon 2 Nov 2026: within 28 days"."""
    label, day = change.cause.label, show_date(change.from_on)
    if change.cause in {Cause.SOONER, Cause.POSTPONED}:
        return _("%(what)s on %(day)s", what=label, day=day)
    return _("%(what)s on %(day)s: within %(span)s", what=label, day=day, span=span_words(change.months, change.days))


def why_source(change: Any) -> Any:
    """What the reason rests on, in the reader's language."""
    return source_words(change.source)
