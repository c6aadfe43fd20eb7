"""How many good pieces a rate pays for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("pay_rate") as batch:
        batch.add_column(sa.Column("batch", sa.Integer(), server_default="1", nullable=False))
        batch.create_check_constraint("batches_are_of_pieces", "batch = 1 OR (batch > 1 AND basis = 'piece')")


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
