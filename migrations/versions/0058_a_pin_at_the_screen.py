"""The screen of the own account asks for a PIN beside the code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('account_look', sa.Column('pin_digest', sa.String(length=128), server_default='', nullable=False))
    op.add_column('account_look', sa.Column('tries', sa.SmallInteger(), server_default='0', nullable=False))
    op.execute("UPDATE account_look SET tries = 1 WHERE used_at IS NOT NULL")
    with op.batch_alter_table('account_look') as batch:
        batch.create_check_constraint(op.f('ck_account_look_used_by_a_try'), 'used_at IS NULL OR tries > 0')


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
