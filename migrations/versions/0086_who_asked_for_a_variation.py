"""A variation says who asked for it, and whether it was talked over with the person. Old ones stay without."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None

_ASKERS = "'person', 'officer', 'supervisor', 'court', 'prison', 'victim', 'agency'"


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("condition_set") as batch:
        batch.add_column(sa.Column("asked_by", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("talked_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("not_talked", sa.Text(), server_default="", nullable=False))
        batch.create_check_constraint(op.f("ck_condition_set_asked_by"), f"asked_by IN ({_ASKERS})")
        batch.create_check_constraint(
            op.f("ck_condition_set_talked_over_or_why_not"),
            "asked_by IS NULL OR (talked_on IS NOT NULL AND not_talked = '')"
            " OR (talked_on IS NULL AND length(not_talked) >= 10)",
        )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
