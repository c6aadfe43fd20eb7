"""Setting the level, and keeping the projection of what is due."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import PersonReclassified, person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import Prepared, session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.orders.models import Level, SupervisionOrder
from probation.orders.queries import order_record
from probation.packs.queries import ground_of
from probation.standards.models import ContactDue, GoodNews, LevelChange, Way
from probation.standards.queries import (
    exception_set_by,
    open_orders,
    owed_now,
    picture_of,
    security_level_of,
    suggestion_for,
)

_due = table_of(ContactDue)
_UPDATE = Prepared(
    sa.update(_due)
    .where(_due.c.order_id == sa.bindparam("key", type_=_due.c.order_id.type))
    .values({name: sa.bindparam(f"new_{name}") for name in ("due_on", "rule", "good_news")})
)
LEAST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class SetLevel:
    """A level chosen for an order. Where it is not the one by rule, ``reason`` and ``until_on`` are needed."""

    order_id: uuid.UUID
    level: Level
    reason: str = ""
    review_on: dt.date | None = None
    until_on: dt.date | None = None


def set_level(actor: Actor, chosen: SetLevel) -> LevelChange:
    """Decide the level of an order; what is due follows at once."""
    order = order_record(actor, chosen.order_id)
    zone = unit_of(order.office_id).zone
    change = apply_level(actor, order, chosen, picture_of(order, zone).news)
    audit.record(actor, "order.level_set", order)
    session.flush()
    refresh_due(order, zone)
    return change


def apply_level(actor: Actor, order: SupervisionOrder, chosen: SetLevel, news: GoodNews | None = None) -> LevelChange:
    """Put the level on an order record that the caller audits, and write the decision into its history."""
    today = clock.today(unit_of(order.office_id).zone)
    ground = ground_of(order.office_id, today)
    by_rule = suggestion_for(order, person_for(actor, order.person_id).level, ground, news)
    if chosen.level not in ground.version.levels:
        raise DomainError(_("The standards of this office do not know this level."), field="level")
    away = chosen.level is not by_rule.level
    if away:
        _check_exception(chosen, by_rule.level, today, ground.version.level_rule.longest_override_days)
    change = LevelChange(
        order_id=order.id, person_id=order.person_id, level=chosen.level, suggested=by_rule.level,
        reason=chosen.reason, review_on=chosen.review_on, until_on=chosen.until_on if away else None,
        rule=by_rule.rule, steps={"steps": list(by_rule.steps)}, provisional=by_rule.provisional,
        decided_by=actor.human_id, decided_at=clock.now(),
    )  # fmt: skip
    _put(order, change, today)
    audit.record(actor, "level.decided", change, reason=chosen.reason)
    return change


def _check_exception(chosen: SetLevel, by_rule: Level, today: dt.date, longest: int) -> None:
    if len(chosen.reason) < LEAST_REASON:
        raise DomainError(
            _("The rule gives %(level)s. Say in a sentence why this person needs another level.", level=by_rule.label),
            field="reason",
        )
    if chosen.until_on is None:
        raise DomainError(_("A level away from the rule needs a last day."), field="until_on")
    if not today < chosen.until_on <= today + dt.timedelta(days=longest):
        raise DomainError(
            _("An exception lasts from tomorrow to %(days)s days at most. Set it again after that if it is needed.",
              days=longest), field="until_on",
        )  # fmt: skip


def _put(order: SupervisionOrder, change: LevelChange, today: dt.date) -> None:
    if order.level is not change.level:
        order.level_since = today
    order.level, order.level_until = change.level, change.until_on
    order.level_review_on, order.level_review_reason = change.review_on, ""
    session.add(change)


def fall_back(order_id: uuid.UUID) -> bool:
    """End an exception whose last day has passed: the level is again what the rule gives, and the officer is told."""
    order = session.get_one(SupervisionOrder, order_id)
    zone = unit_of(order.office_id).zone
    today, human = clock.today(zone), exception_set_by(order.id)
    if human is None or order.level_until is None or order.level_until >= today:
        return False
    level = security_level_of(order.person_id)
    by_rule = suggestion_for(order, level, ground_of(order.office_id, today), picture_of(order, zone).news)
    change = LevelChange(
        order_id=order.id, person_id=order.person_id, level=by_rule.level, suggested=by_rule.level,
        rule=by_rule.rule, steps={"steps": list(by_rule.steps)}, provisional=by_rule.provisional, way=Way.FELL_BACK,
        decided_by=human, decided_at=clock.now(),
    )  # fmt: skip
    _put(order, change, today)
    order.level_review_on, order.level_review_reason = today, "fell_back"
    audit.record(None, "level.fell_back", change)
    audit.record(None, "order.level_set", order)
    session.flush()
    refresh_due(order, zone)
    return True


def refresh_due(order: Any, zone: str) -> dt.date | None:
    """Compute again when the next contact is owed, after a contact, a level or a state changed; returns that day."""
    rule, due_on, news = owed_now(order, zone)
    found = audit.touch_unaudited(_UPDATE, key=order.id, new_due_on=due_on, new_rule=rule, new_good_news=news)
    if not found:
        session.execute(
            _due.insert(),
            {"order_id": order.id, "person_id": order.person_id, "due_on": due_on, "rule": rule, "good_news": news},
        )
    return due_on


def reread_level(event: PersonReclassified) -> None:
    """A new classification asks for another look at the supervision level of each open order."""
    for order in open_orders(event.person_id):
        order.level_review_on = clock.now().date()
        order.level_review_reason = "reclassified"
        audit.record(event.decided_by, "order.level_review_due", order)
