"""Sealed snapshots: one row for each, with what became of it in every place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "sealed_snapshot",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=40), nullable=False),
        sa.Column("holders", json, nullable=False),
        sa.Column("places", json, nullable=False),
        sa.Column("gaps", json, nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_sealed_snapshot_sha256_is_hex")),
        sa.CheckConstraint("people >= 0 AND size > 0", name=op.f("ck_sealed_snapshot_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_snapshot")),
        sa.UniqueConstraint("name", name=op.f("uq_sealed_snapshot_name")),
    )
    op.create_index("ix_sealed_snapshot_made_at", "sealed_snapshot", ["made_at"])


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
