"""Reading the rules in force and answering them for one person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonFacts
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import Programme
from programmes.eligibility.models import EligibilityRule, RuleKind
from programmes.eligibility.rules import Facts, Rule, Verdict, examine

_rule = table_of(EligibilityRule)
_ON = sa.bindparam("on", type_=sa.Date)
_IN_FORCE = (
    sa.select(_rule)
    .where(
        _rule.c.programme_id == sa.bindparam("programme_id", type_=_rule.c.programme_id.type),
        _rule.c.valid_from <= _ON,
        sa.or_(_rule.c.valid_to.is_(None), _rule.c.valid_to >= _ON),
    )
    .order_by(_rule.c.kind, _rule.c.id)
)


def rules_on(programme_id: uuid.UUID, on: dt.date) -> Sequence[Any]:
    """The rows of the rules of a programme that hold on a day."""
    return session.execute(_IN_FORCE, {"programme_id": programme_id, "on": on}).all()


def rules_of(programme_id: uuid.UUID) -> Sequence[Any]:
    """Every rule a programme has or had: those in force first, then by the day they began."""
    statement = sa.select(_rule).where(_rule.c.programme_id == programme_id)
    return session.execute(statement.order_by(_rule.c.valid_to.is_not(None), _rule.c.valid_from, _rule.c.id)).all()


def rule_of(rule_id: uuid.UUID) -> EligibilityRule:
    """The rule. Raises NotFound."""
    found = session.get(EligibilityRule, rule_id)
    if found is None:
        raise NotFound(_("There is no such rule."))
    return found


def verdict_for(programme: Programme, facts: PersonFacts, *, consented: bool, on: dt.date) -> Verdict:
    """Every rule of ``programme`` in force on a day, answered for a person."""
    rules = [Rule(kind=RuleKind(r.kind), given=r.given, legal_ref=r.legal_ref) for r in rules_on(programme.id, on)]
    return examine(programme.kind, rules, facts_of(facts, consented=consented))


def facts_of(facts: PersonFacts, *, consented: bool) -> Facts:
    """What the rules may look at, out of all that is known of a person."""
    return Facts(
        level=facts.card.level,
        legal_status=facts.card.legal_status,
        establishment_id=facts.card.establishment_id,
        needs=facts.needs,
        days_to_release=facts.days_to_release,
        fitness=facts.fitness,
        consented=consented,
    )
