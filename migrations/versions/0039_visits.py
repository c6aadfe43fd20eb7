"""Typed text is kept as drafts; a visit knows until when a reason is waited for and whether its words stay with probation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "draft",
        sa.Column("id", Id(), nullable=False),
        sa.Column("human_id", Id(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["human_id"], ["human.id"], name=op.f("fk_draft_human_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("human_id", "key", name=op.f("uq_draft_human_id_key")),
    )
    op.create_index("ix_draft_kept", "draft", ["kept_at"], unique=False)
    op.add_column("contact", sa.Column("evidence_due_on", sa.Date(), nullable=True))
    op.add_column("contact", sa.Column("sensitive", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
