"""What is taken from earnings for others has accounts of its own: victims, upkeep, taxes, workshops, treasury."""

from __future__ import annotations

from alembic import op

from kernel.db.append_only import trigger_ddl

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_ROLES = (
    "spendable", "savings", "release", "family", "obligation", "cash_box", "trust_bank", "order_prepayments", "sales",
    "wages_expense", "wage_grants", "victim_fund", "upkeep", "tax", "workshop", "treasury",
)  # fmt: skip


def upgrade() -> None:
    """Bring the schema forward."""
    among = f"role IN ({', '.join(repr(role) for role in _ROLES)})"
    for table in ("ledger_account", "earning_part"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_role"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_role"), among)
    if op.get_bind().dialect.name == "sqlite":  # the table was built anew, so its triggers are gone
        for statement in trigger_ddl("earning_part", "sqlite"):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
