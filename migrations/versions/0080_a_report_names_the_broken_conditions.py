"""A breach report names the conditions it is about; a kept filter of the caseload may be one officer's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("breach_report", sa.Column("conditions", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("saved_filter") as batch:
        batch.alter_column("whose", existing_type=sa.String(length=20), type_=sa.String(length=36))


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
