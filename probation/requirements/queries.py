"""Reading requirements and their entries."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _, ngettext, show_money
from probation.orders.queries import order_for
from probation.requirements.models import Credit, Requirement, RequirementKind
from probation.requirements.rules import Progress, progress_of

requirement, credit = table_of(Requirement), table_of(Credit)
_human, _counter = table_of(Human), table_of(Credit).alias("counter")
_ID = requirement.c.id.type
_OF_ORDER = (
    sa.select(requirement)
    .where(requirement.c.order_id == sa.bindparam("order_id", type_=_ID))
    .order_by(requirement.c.set_at, requirement.c.id)
)
_ENTRIES = (
    sa.select(credit, _human.c.name.label("who"), _counter.c.id.label("taken_back_by"))
    .join(requirement, requirement.c.id == credit.c.requirement_id)
    .join(_human, _human.c.id == credit.c.recorded_by)
    .outerjoin(_counter, _counter.c.reverses_id == credit.c.id)
    .where(requirement.c.order_id == sa.bindparam("order_id", type_=_ID))
    .order_by(credit.c.recorded_at.desc(), credit.c.id.desc())
)


def requirements_of(order_id: uuid.UUID) -> Sequence[Any]:
    """What an order asks for, in the order in which it was written down."""
    return session.execute(_OF_ORDER, {"order_id": order_id}).all()


def entries_of(order_id: uuid.UUID, most: int = 200) -> dict[uuid.UUID, list[Any]]:
    """Requirement → its newest entries, each with who wrote it and whether it was taken back."""
    found: dict[uuid.UUID, list[Any]] = {}
    for row in session.execute(_ENTRIES.limit(most), {"order_id": order_id}):
        found.setdefault(row.requirement_id, []).append(row)
    return found


def requirement_record(actor: Actor, requirement_id: uuid.UUID) -> tuple[Requirement, Any]:
    """(requirement, order) to be changed by a command. Raises NotFound when there is none or its person is hidden."""
    found = session.get(Requirement, requirement_id)
    if found is None:
        raise NotFound(_("There is no such requirement."))
    return found, order_for(actor, found.order_id)[1]


def progress(row: Any) -> Progress:
    """How far a requirement row is fulfilled."""
    return progress_of(row.required, row.credited)


def show_amount(row: Any, amount: int) -> str:
    """An amount of a requirement in its own measure."""
    if row.kind == RequirementKind.PAYMENTS:
        return show_money(amount, row.currency)
    if row.kind == RequirementKind.SESSIONS:
        return ngettext("%(num)s session", "%(num)s sessions", amount)
    return _("%(hours)s h %(minutes)s min", hours=amount // 60, minutes=amount % 60) if amount % 60 else _(
        "%(hours)s h", hours=amount // 60
    )  # fmt: skip
