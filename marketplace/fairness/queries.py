"""Asking the rules in force how the makers' part of a price is shared. Reads rules, never a person's money."""

from __future__ import annotations

import datetime as dt

from kernel.errors import DomainError
from marketplace.bookings.service import PACK
from marketplace.earnings.rules import law_for
from marketplace.fairness.rules import Part, label_of
from marketplace.products.rules import CostCard
from marketplace.rule_changes.queries import in_force

SENDS_HOME = frozenset({"family"})
"""The label tells of a maker who sends a part to their family; for others that part is theirs to spend."""


def shares_of(labour: int, currency: str, day: dt.date) -> list[tuple[str, int]]:
    """(role, minor units) of the makers' part by the rules of a day; nothing where they ask for more than is known."""
    try:
        rules = in_force(PACK)
        law = law_for(rules, day, SENDS_HOME, {}, currency)
        shared = law.shares(labour, rules.rounding)
    except (DomainError, LookupError):
        return []
    by_role: dict[str, int] = {}
    for rule, minor in zip(law.rules, shared, strict=True):
        by_role[rule.role] = by_role.get(rule.role, 0) + minor
    return sorted(by_role.items(), key=lambda item: -item[1])


def label(card: CostCard, currency: str, day: dt.date) -> list[Part]:
    """The fairness label of a price on a day."""
    return label_of(card, shares_of(card.labour, currency, day))
