"""Batches: workshop, materials, rule of shares, corrections, inspections in parts; which batch a sold piece came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0067"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "sale_share",
        sa.Column("id", Id(), nullable=False),
        sa.Column("order_id", Id(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("batch_id", Id(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("labour_minor", sa.Integer(), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("matures_on", sa.Date(), nullable=False),
        sa.CheckConstraint("pieces > 0 AND labour_minor > 0", name=op.f("ck_sale_share_something_is_shared")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["production_batch.id"],
            name=op.f("fk_sale_share_batch_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_order.id"], name=op.f("fk_sale_share_order_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_share")),
        sa.UniqueConstraint("order_id", "seq", "before", "batch_id", name=op.f("uq_sale_share_order_id_seq_before_batch_id")),
    )
    op.create_index(op.f("ix_sale_share_batch_id"), "sale_share", ["batch_id"], unique=False)
    op.create_table(
        "sale_return",
        sa.Column("id", Id(), nullable=False),
        sa.Column("share_id", Id(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_sale_return_something_came_back")),
        sa.ForeignKeyConstraint(
            ["share_id"], ["sale_share.id"], name=op.f("fk_sale_return_share_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_return")),
    )
    op.create_index(op.f("ix_sale_return_share_id"), "sale_return", ["share_id"], unique=False)
    op.create_table(
        "sale_share_line",
        sa.Column("source_id", Id(), nullable=False),
        sa.Column("share_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"],
            ["sale_share.id"],
            name=op.f("fk_sale_share_line_share_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_sale_share_line")),
    )
    op.create_index(op.f("ix_sale_share_line_share_id"), "sale_share_line", ["share_id"], unique=False)
    op.execute("UPDATE production_batch SET planned = passed + rejected WHERE passed + rejected > planned")
    rules = sa.Enum("minutes", "good_pieces", "all_pieces", name="sharerule", native_enum=False, length=40)
    with op.batch_alter_table("production_batch") as batch:
        batch.add_column(sa.Column("workshop", sa.String(length=120), server_default="", nullable=False))
        batch.add_column(sa.Column("materials_minor", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("shared_by", rules, server_default="minutes", nullable=False))
        batch.create_check_constraint(
            op.f("ck_production_batch_shared_by"), "shared_by IN ('minutes', 'good_pieces', 'all_pieces')"
        )
        batch.create_check_constraint(
            op.f("ck_production_batch_inspects_what_was_planned"), "passed + rejected <= planned"
        )
        batch.create_check_constraint(op.f("ck_production_batch_materials_are_not_negative"), "materials_minor >= 0")
    with op.batch_alter_table("contribution") as batch:
        batch.add_column(sa.Column("rejected", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("reason", sa.String(length=200), server_default="", nullable=False))
        batch.drop_constraint(op.f("ck_contribution_something_was_done"), type_="check")
        batch.create_check_constraint(
            op.f("ck_contribution_something_was_done"),
            "(reason <> '' AND (minutes <> 0 OR pieces <> 0 OR rejected <> 0))"
            " OR (minutes >= 0 AND pieces >= 0 AND rejected >= 0 AND minutes + pieces + rejected > 0)",
        )
    if op.get_bind().dialect.name == "sqlite":  # the table was built anew, so its triggers are gone
        for statement in trigger_ddl("contribution", "sqlite"):
            op.execute(statement)
    for table in ("sale_return", "sale_share", "sale_share_line"):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
