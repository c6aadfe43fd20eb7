"""Commands on the rules of review: install what is shipped, set a rule, end one."""

from __future__ import annotations

import datetime as dt
import uuid

from casework.review_rules import queries
from casework.review_rules.models import ReviewRule, Trigger
from casework.review_rules.rules import Rule, shipped
from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _

SETTERS = (Role.ADMINISTRATOR, Role.GOVERNOR)
SHORTEST_SOURCE = 10
DAY = dt.timedelta(days=1)


def install_shipped(actor: Actor | None) -> None:
    """Keep the rules that come with the house as rows, once: from then on each can be replaced."""
    if not queries.is_empty():
        return
    for rule in shipped():
        _add(actor, rule, "review_rule.installed")
    session.flush()


def _add(actor: Actor | None, rule: Rule, action: str) -> ReviewRule:
    row = ReviewRule(**{name: getattr(rule, name) for name in Rule.__dataclass_fields__})
    row.added_by = actor.human_id if actor else None
    session.add(row)
    audit.record(actor, action, row, reason=rule.source)
    return row


def set_rule(actor: Actor, rule: Rule) -> ReviewRule:
    """Put a rule in force from a day to come; the one about the same ends on the day before. Nobody's date moves by it.

    Raises DomainError for a rule without a source, of no time or more than a year, or from a day that has passed.
    """
    _demand(actor, rule.unit_id)
    _check(rule)
    install_shipped(actor)
    for old in queries.same_scope(rule):
        if old.in_force_from >= rule.in_force_from:
            raise DomainError(_("A rule about the same begins on that day or later already. Choose a later day."),
                              field="in_force_from")  # fmt: skip
        old.in_force_to = rule.in_force_from - DAY
        audit.record(actor, "review_rule.replaced", old)
    row = _add(actor, rule, "review_rule.set")
    session.flush()
    return row


def _check(rule: Rule) -> None:
    if len(rule.source.strip()) < SHORTEST_SOURCE:
        raise DomainError(_("Name the law, order or decision that the rule rests on."), field="source")
    if not rule.months and not rule.days:
        raise DomainError(_("Write within how many months or days."), field="months")
    if rule.in_force_from < clock.today():
        raise DomainError(_("A rule cannot begin on a day that has passed: dates were set by the one before."),
                          field="in_force_from")  # fmt: skip
    if rule.least_months and rule.most_months and rule.least_months > rule.most_months:
        words = _("The longest sentence is shorter than the shortest one. Mend the two.")
        raise DomainError(words, field="most_months")
    if (rule.age is None) == (rule.trigger is Trigger.AGE):
        raise DomainError(_("An age belongs to the rule of an age reached, and to no other."), field="age")


def end_rule(actor: Actor, rule_id: uuid.UUID) -> ReviewRule:
    """End a rule with today. Nobody's date moves by it; where no rule speaks, twelve months hold."""
    row = queries.rule_by_id(rule_id)
    _demand(actor, row.unit_id)
    today = clock.today()
    if row.in_force_to is not None and row.in_force_to <= today:
        return row
    if row.in_force_from > today:
        raise DomainError(_("This rule is not in force yet. Set another one from the same day on instead."))
    row.in_force_to = today
    audit.record(actor, "review_rule.ended", row)
    session.flush()
    return row


def _demand(actor: Actor, unit_id: uuid.UUID | None) -> None:
    allowed = actor.covers(unit_id) if unit_id else actor.everywhere
    if not actor.has(*SETTERS) or not allowed:
        raise Forbidden(
            _("The governor sets rules for the prison, an administrator of the whole service for every prison.")
        )
