"""What one human alone may not do: a dry run says which text it tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    _trials()


def _trials() -> None:
    """The text of a version never changes once it is kept, so an old dry run tried the text that is there."""
    op.add_column("law_trial", sa.Column("definition_hash", sa.String(length=64), server_default="", nullable=False))
    op.execute(
        "UPDATE law_trial SET definition_hash ="
        " (SELECT law_version.definition_hash FROM law_version WHERE law_version.id = law_trial.version_id)"
    )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
