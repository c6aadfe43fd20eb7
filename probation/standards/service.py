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
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.orders.models import Level, SupervisionOrder
from probation.orders.queries import order_record
from probation.standards.models import ContactDue, LevelChange
from probation.standards.queries import open_orders, owed_now, suggested_level

_due = table_of(ContactDue)
_UPDATE = (
    sa.update(_due)
    .where(_due.c.order_id == sa.bindparam("key", type_=_due.c.order_id.type))
    .values({name: sa.bindparam(f"new_{name}") for name in ("due_on", "rule", "good_news")})
)
LEAST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class SetLevel:
    """A level chosen for an order. ``reason`` is needed where it differs from what the policy suggests."""

    order_id: uuid.UUID
    level: Level
    reason: str = ""
    review_on: dt.date | None = None


def set_level(actor: Actor, chosen: SetLevel) -> LevelChange:
    """Decide the level of an order; what is due follows at once."""
    order = order_record(actor, chosen.order_id)
    change = apply_level(actor, order, chosen)
    audit.record(actor, "order.level_set", order)
    session.flush()
    refresh_due(order, unit_of(order.office_id).zone)
    return change


def apply_level(actor: Actor, order: SupervisionOrder, chosen: SetLevel) -> LevelChange:
    """Put the level on an order record that the caller audits, and write the decision into its history."""
    suggested = suggested_level(person_for(actor, order.person_id).level)
    if chosen.level is not suggested and len(chosen.reason) < LEAST_REASON:
        raise DomainError(
            _(
                "The policy suggests %(level)s. Say in a sentence why this person needs another level.",
                level=suggested.label,
            ),
            field="reason",
        )
    now = clock.now()
    change = LevelChange(
        order_id=order.id, person_id=order.person_id, level=chosen.level, suggested=suggested, reason=chosen.reason,
        review_on=chosen.review_on, decided_by=actor.human_id, decided_at=now,
    )  # fmt: skip
    if order.level is not chosen.level:
        order.level_since = now.date()
    order.level, order.level_review_on, order.level_review_reason = chosen.level, chosen.review_on, ""
    session.add(change)
    audit.record(actor, "level.decided", change, reason=chosen.reason)
    return change


def refresh_due(order: Any, zone: str) -> None:
    """Compute again when the next contact is owed, after a contact, a level or a state changed."""
    rule, due_on, news = owed_now(order, zone)
    values = {"new_due_on": due_on, "new_rule": rule, "new_good_news": news}
    found = session.execute(_UPDATE, {"key": order.id, **values})
    if not found.rowcount:  # type: ignore[attr-defined]
        session.execute(
            _due.insert(),
            {"order_id": order.id, "person_id": order.person_id, "due_on": due_on, "rule": rule, "good_news": news},
        )


def reread_level(event: PersonReclassified) -> None:
    """A new classification asks for another look at the supervision level of each open order."""
    for order in open_orders(event.person_id):
        order.level_review_on = clock.now().date()
        order.level_review_reason = "reclassified"
        audit.record(event.decided_by, "order.level_review_due", order)
