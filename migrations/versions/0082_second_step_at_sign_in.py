"""A second factor at sign-in: sealed seeds, hashed codes, half sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0082"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('half_session',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=False),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_half_session_account_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_half_session'))
    )
    op.create_index(op.f('ix_half_session_account_id'), 'half_session', ['account_id'], unique=False)
    op.create_table('second_factor',
    sa.Column('id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(length=200), nullable=True),
    sa.Column('key_id', sa.String(length=16), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('begun_in', sa.String(length=16), nullable=False),
    sa.Column('confirmed_at', UtcDateTime(), nullable=True),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_second_factor_account_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_factor'))
    )
    op.create_index('uq_second_factor_begun', 'second_factor', ['account_id'], unique=True, sqlite_where=sa.text('confirmed_at IS NULL'), postgresql_where=sa.text('confirmed_at IS NULL'))
    op.create_index('uq_second_factor_counts', 'second_factor', ['account_id'], unique=True, sqlite_where=sa.text('confirmed_at IS NOT NULL'), postgresql_where=sa.text('confirmed_at IS NOT NULL'))
    op.create_table('recovery_code',
    sa.Column('id', Id(), nullable=False),
    sa.Column('factor_id', Id(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('used_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['factor_id'], ['second_factor.id'], name=op.f('fk_recovery_code_factor_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('factor_id', 'code_hash', name=op.f('uq_recovery_code_factor_id_code_hash'))
    )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
