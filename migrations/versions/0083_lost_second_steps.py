"""A lost second factor is taken off by two people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('factor_reset',
    sa.Column('id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('asked_by', Id(), nullable=False),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=False),
    sa.Column('confirmed_by', Id(), nullable=True),
    sa.Column('confirmed_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> asked_by', name=op.f('ck_factor_reset_two_people')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_factor_reset_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['human.id'], name=op.f('fk_factor_reset_asked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['confirmed_by'], ['human.id'], name=op.f('fk_factor_reset_confirmed_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_factor_reset'))
    )
    op.create_index(op.f('ix_factor_reset_account_id'), 'factor_reset', ['account_id'], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
