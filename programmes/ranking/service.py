"""Drafting rules of ranking, trying them out, and publishing them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.catalogue.policies import can_manage, demand
from programmes.eligibility.rules import forbidden_ground
from programmes.ranking.models import RankingRules, RulesState
from programmes.ranking.queries import rules_for
from programmes.ranking.rules import MOST_POINTS, fitting_points

LEAST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class NewRules:
    """Points by factor for a prison, from a day on, and why."""

    unit_id: uuid.UUID
    valid_from: dt.date
    points: Mapping[str, int]
    why: str
    id: uuid.UUID = field(default_factory=new_id)


def draft(actor: Actor, new: NewRules) -> RankingRules:
    """Keep a draft, so that it can be tried out. The same id twice is one draft.

    Raises DomainError for points out of bounds and for a reason that names what no rule may look at.
    """
    demand(can_manage(actor, new.unit_id))
    if known := session.get(RankingRules, new.id):
        return known
    if not fitting_points(new.points):
        raise DomainError(
            _("Give each reason from 0 to %(most)d points; only the last two take points away.", most=MOST_POINTS)
        )
    if len(new.why) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why the order should change."), field="why")
    if ground := forbidden_ground([new.why]):
        raise DomainError(ground[0], rule=ground[1], field="why")
    made = RankingRules(
        id=new.id, unit_id=new.unit_id, valid_from=new.valid_from, points=dict(new.points), why=new.why,
        made_by=actor.human_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "ranking_rules.drafted", made)
    session.flush()
    return made


def publish(actor: Actor, rules_id: uuid.UUID) -> RankingRules:
    """Put drafted rules in force from their day. Offers that were made keep the lines they were made by."""
    found = rules_for(actor, rules_id)
    demand(can_manage(actor, found.unit_id))
    if found.state is RulesState.PUBLISHED:
        raise Conflict(_("These rules are published already."))
    if found.valid_from < clock.today(unit_of(found.unit_id).zone):
        raise DomainError(_("The day these rules begin is over. Draft them anew, from today on."))
    found.state, found.published_by, found.published_at = RulesState.PUBLISHED, actor.human_id, clock.now()
    audit.record(actor, "ranking_rules.published", found, reason=found.why)
    return found
