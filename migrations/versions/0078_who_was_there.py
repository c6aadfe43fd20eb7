"""A contact keeps who else was there and what the person said in their own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('contact', sa.Column('who', sa.String(length=300), server_default='', nullable=False))
    op.add_column('contact', sa.Column('person_words', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
