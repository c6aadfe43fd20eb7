"""Published batches with the secret on their labels, and how often those are read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "provenance",
        sa.Column("id", Id(), nullable=False),
        sa.Column("batch_id", Id(), nullable=False),
        sa.Column("product_id", Id(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=240), server_default="", nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_why", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint("(revoked_on IS NULL) = (revoked_why = '')", name=op.f("ck_provenance_revoked_with_reason")),
        sa.CheckConstraint("length(token) >= 20", name=op.f("ck_provenance_cannot_be_guessed")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["production_batch.id"],
            name=op.f("fk_provenance_batch_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_provenance_product_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provenance")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_provenance_batch_id")),
        sa.UniqueConstraint("token", name=op.f("uq_provenance_token")),
    )
    op.create_index("ix_provenance_product", "provenance", ["product_id", "made_on"], unique=False)
    op.create_table(
        "provenance_scan",
        sa.Column("provenance_id", Id(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provenance_id"],
            ["provenance.id"],
            name=op.f("fk_provenance_scan_provenance_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("provenance_id", "day", name=op.f("pk_provenance_scan")),
    )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
