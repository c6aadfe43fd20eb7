"""The demo shows every state of the marketplace: each member of each labelled column occurs in a small demo."""

from __future__ import annotations

import sqlalchemy as sa

from kernel import db
from kernel.enums import LabelledEnum

MODULE = "marketplace"
NEVER = {
    # A part of what a person earns goes to one of their own accounts by a rule; savings are their own move.
    "earning_part.role": {
        "savings", "cash_box", "trust_bank", "order_prepayments", "sales", "wages_expense", "wage_grants",
    },
}  # fmt: skip


def missing():
    """ "table.column" to the members that no row holds."""
    found = {}
    for mapper in db.Base.registry.mappers:
        if mapper.class_.__module__.split(".")[0] != MODULE:
            continue
        for column in mapper.local_table.c:
            kind = getattr(column.type, "enum_class", None)
            if kind and issubclass(kind, LabelledEnum):
                name = f"{mapper.local_table.name}.{column.name}"
                seen = set(db.session.scalars(sa.select(column).distinct()))
                if lacking := {one.value for one in kind if one not in seen} - NEVER.get(name, set()):
                    found[name] = lacking
    return found


def test_each_state_occurs(demo_database, real_db):
    with real_db.app_context():
        assert missing() == {}


def test_a_state_that_nobody_made_is_found(real_db):
    with real_db.app_context():
        assert missing()["payout.state"] == {"requested", "paid", "refused"}
