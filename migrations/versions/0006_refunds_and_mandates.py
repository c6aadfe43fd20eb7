"""Refunds, standing instructions with consent, what a brand promises; no accounts of other parties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("brand", sa.Column("producers", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("brand", sa.Column("policies", sa.Text(), nullable=False, server_default=""))
    op.add_column("earning_mandate", sa.Column("basis", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("earning_mandate", sa.Column("consented_on", sa.Date(), nullable=True))
    is_open = sa.text("ends_on IS NULL")
    op.create_index(
        "uq_earning_mandate_open", "earning_mandate", ["person_id", "kind"], unique=True, sqlite_where=is_open,
        postgresql_where=is_open,
    )
    # Written out: SQLite takes a CHECK only together with its new column, unless the table is built anew, and these
    # tables have children that a rebuild would leave without their parent.
    op.execute(
        "ALTER TABLE shop_order ADD COLUMN refunded_minor INTEGER DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_shop_order_refunds_what_was_paid CHECK (refunded_minor BETWEEN 0 AND paid_minor)"
    )
    op.execute(
        "ALTER TABLE earning_line ADD COLUMN withdrawn_on DATE "
        "CONSTRAINT ck_earning_line_withdrawn_before_it_arrived CHECK (withdrawn_on IS NULL OR entry_id IS NULL)"
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps the wider list, for the same reason
        op.drop_constraint(op.f("ck_ledger_account_owner_kind"), "ledger_account", type_="check")
        op.create_check_constraint(
            op.f("ck_ledger_account_owner_kind"), "ledger_account", "owner_kind IN ('person', 'system')"
        )
    _moves()
    _refunds()


def _moves() -> None:
    with op.batch_alter_table("stock_move") as batch:
        batch.drop_constraint(op.f("ck_stock_move_kind"), type_="check")
        batch.create_check_constraint(
            op.f("ck_stock_move_kind"),
            "kind IN ('produced', 'reserved', 'released', 'picked_up', 'counted', 'returned')",
        )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":  # the table was built anew, so its triggers are gone
        for statement in trigger_ddl("stock_move", "sqlite"):
            connection.exec_driver_sql(statement)


def _refunds() -> None:
    op.create_table(
        "shop_refund",
        sa.Column("id", Id(), nullable=False),
        sa.Column("order_id", Id(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("pieces_back", sa.Boolean(), nullable=False),
        sa.Column("requested_by", Id(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.Enum("requested", "paid", "refused", name="refundstate", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("minor > 0", name=op.f("ck_shop_refund_is_positive")),
        sa.CheckConstraint("length(reason) >= 5", name=op.f("ck_shop_refund_reasoned")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_shop_refund_two_humans")),
        sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name=op.f("ck_shop_refund_decided_by_somebody")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_shop_refund_order_id"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["requested_by"], ["human.id"], name=op.f("fk_shop_refund_requested_by"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["human.id"], name=op.f("fk_shop_refund_decided_by"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_refund")),
    )
    kept = sa.text("state <> 'refused'")
    op.create_index("uq_shop_refund_order", "shop_refund", ["order_id"], unique=True, sqlite_where=kept, postgresql_where=kept)
    op.create_index("ix_shop_refund_state", "shop_refund", ["state", "requested_at"], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
