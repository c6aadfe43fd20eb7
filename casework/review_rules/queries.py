"""Reading the rules of review."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.review_rules.models import ReviewRule
from casework.review_rules.rules import Rule, shipped
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import Unit

_rule, _unit, _human = table_of(ReviewRule), table_of(Unit), table_of(Human)
_ROWS = sa.select(_rule)
_SHOWN = (
    sa.select(_rule, _unit.c.name.label("unit"), _human.c.name.label("by_name"))
    .outerjoin(_unit, _unit.c.id == _rule.c.unit_id)
    .outerjoin(_human, _human.c.id == _rule.c.added_by)
    .order_by(_rule.c.trigger, _rule.c.in_force_to.is_not(None), _rule.c.level, _rule.c.most_months, _rule.c.id)
    .limit(500)
)


def _plain(row: Any) -> Rule:
    return Rule(
        trigger=row.trigger, months=row.months, days=row.days, source=row.source, unit_id=row.unit_id, level=row.level,
        untried=row.untried, least_months=row.least_months, most_months=row.most_months, age=row.age,
        in_force_from=row.in_force_from, in_force_to=row.in_force_to,
    )  # fmt: skip


def all_rules() -> Sequence[Rule]:
    """Every rule, of all days and places; those that come with the house while nobody has set any."""
    rows = session.execute(_ROWS).all()
    return tuple(_plain(row) for row in rows) or shipped()


def is_empty() -> bool:
    """Whether nobody has set a rule yet."""
    return session.scalar(sa.select(_rule.c.id).limit(1)) is None


def rules_shown(actor: Actor) -> Sequence[Any]:
    """The rules that reach this actor's prisons with where they hold and who set them; none while none is set."""
    rows = session.execute(_SHOWN).all()
    return [row for row in rows if row.unit_id is None or actor.covers(row.unit_id)]


def same_scope(new: Rule) -> Sequence[ReviewRule]:
    """The stored rules about exactly the same, to be ended where another takes their place."""
    found = session.scalars(
        sa.select(ReviewRule).where(ReviewRule.trigger == new.trigger, ReviewRule.in_force_to.is_(None))
    ).all()
    return [row for row in found if _plain(row).scope == new.scope]


def rule_by_id(rule_id: uuid.UUID) -> ReviewRule:
    """One stored rule. Raises NotFound."""
    found = session.get(ReviewRule, rule_id)
    if found is None:
        raise NotFound(_("There is no such rule."))
    return found
