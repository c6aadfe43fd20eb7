"""Setting and ending rules of admission."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from programmes.catalogue.policies import can_manage_catalogue, demand
from programmes.eligibility.models import EligibilityRule, RuleKind, Severity
from programmes.eligibility.rules import VALUES, forbidden_ground, words_of


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """A rule to hold from a day on.

    ``given``, by kind: {level}, {any_of}, {area, least}, {days}, {years} or {programme, name}.
    """

    programme_id: uuid.UUID
    kind: RuleKind
    given: Mapping[str, Any]
    valid_from: dt.date
    legal_ref: str = ""
    severity: Severity = Severity.BLOCK
    id: uuid.UUID | None = None


def set_rule(actor: Actor, new: NewRule) -> EligibilityRule:
    """Put a rule in force. The same id twice is one rule.

    Raises DomainError for a rule that names nationality, religion or complaints, or whose values do not fit its kind.
    """
    demand(can_manage_catalogue(actor))
    existing = session.get(EligibilityRule, new.id) if new.id else None
    if existing:
        return existing
    _check(new)
    made = EligibilityRule(
        id=new.id or new_id(),
        programme_id=new.programme_id,
        kind=new.kind,
        given=dict(new.given),
        legal_ref=new.legal_ref,
        valid_from=new.valid_from,
        severity=new.severity,
    )
    session.add(made)
    audit.record(actor, "eligibility_rule.set", made)
    session.flush()
    return made


def _check(new: NewRule) -> None:
    said = [new.legal_ref, *map(str, new.given), *map(str, new.given.values())]
    if ground := forbidden_ground(said):
        raise DomainError(ground[0], rule=ground[1], field="legal_ref")
    wanted = VALUES.get(new.kind, frozenset[str]())
    try:
        fits = set(new.given) <= wanted and bool(words_of(new.kind, new.given))
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise DomainError(_("These values do not fit this kind of rule. Fill in the one that belongs to it."))


def end_rule(actor: Actor, rule_id: uuid.UUID, on: dt.date) -> EligibilityRule:
    """Let a rule hold for the last time on a day. Places given under it stay as they are."""
    demand(can_manage_catalogue(actor))
    rule = session.get(EligibilityRule, rule_id)
    if rule is None:
        raise NotFound(_("There is no such rule."))
    if on < rule.valid_from:
        raise DomainError(_("The rule begins later than that. Choose a later day."), field="valid_to")
    rule.valid_to = on
    audit.record(actor, "eligibility_rule.ended", rule)
    return rule
