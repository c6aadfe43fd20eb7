"""A condition keeps the version of the catalogue whose words it has, whichever version it is copied into."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    column = sa.Column("policy", sa.String(length=40), server_default="", nullable=False)
    op.add_column("supervision_condition", column)
    op.execute(
        "UPDATE supervision_condition SET policy ="
        " (SELECT s.policy FROM condition_set s WHERE s.id = supervision_condition.set_id)"
    )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
