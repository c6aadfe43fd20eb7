"""Devices of the field app, and the packs they were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0049"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "field_device",
        sa.Column("id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("human_id", Id(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("renewed_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("clock_offset", sa.Integer(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", Id(), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_field_device_revoked_by_someone")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_field_device_account_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["human_id"], ["human.id"], name=op.f("fk_field_device_human_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["human.id"], name=op.f("fk_field_device_revoked_by"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_device")),
    )
    op.create_index(op.f("ix_field_device_account_id"), "field_device", ["account_id"], unique=False)
    op.create_index(op.f("ix_field_device_human_id"), "field_device", ["human_id"], unique=False)
    op.create_table(
        "field_pack",
        sa.Column("id", Id(), nullable=False),
        sa.Column("device_id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("human_id", Id(), nullable=False),
        sa.Column("office_id", Id(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("returned_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("people BETWEEN 1 AND 40", name=op.f("ck_field_pack_at_most_forty")),
        sa.CheckConstraint(
            "returned_at IS NULL OR returned_at >= issued_at", name=op.f("ck_field_pack_returned_after_it_was_given")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_field_pack_account_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["field_device.id"],
            name=op.f("fk_field_pack_device_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["human_id"], ["human.id"], name=op.f("fk_field_pack_human_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["unit.id"], name=op.f("fk_field_pack_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_pack")),
    )
    op.create_index(op.f("ix_field_pack_device_id"), "field_pack", ["device_id"], unique=False)
    op.create_index("ix_field_pack_human", "field_pack", ["human_id", "issued_at"], unique=False)
    op.create_index("ix_field_pack_out", "field_pack", ["office_id", "returned_at", "issued_at"], unique=False)
    op.create_table(
        "field_pack_person",
        sa.Column("pack_id", Id(), nullable=False),
        sa.Column("order_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["supervision_order.id"],
            name=op.f("fk_field_pack_person_order_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["field_pack.id"],
            name=op.f("fk_field_pack_person_pack_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_field_pack_person_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("pack_id", "order_id", name=op.f("pk_field_pack_person")),
    )
    op.create_index("ix_field_pack_person_order", "field_pack_person", ["order_id", "pack_id"], unique=False)
    op.create_index(op.f("ix_field_pack_person_person_id"), "field_pack_person", ["person_id"], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
