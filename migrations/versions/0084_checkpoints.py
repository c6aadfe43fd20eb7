"""Checkpoints of the audit trail and their witnesses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('checkpoint',
    sa.Column('id', Id(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('rows', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkpoint'))
    )
    op.create_index('ix_checkpoint_made_at', 'checkpoint', ['made_at'], unique=False)
    op.create_table('checkpoint_witness',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('state', sa.Enum('kept', 'sent', 'absent', 'failed', 'no_way', name='reached', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tried_at', UtcDateTime(), nullable=False),
    sa.Column('newest_id', Id(), nullable=True),
    sa.ForeignKeyConstraint(['newest_id'], ['checkpoint.id'], name=op.f('fk_checkpoint_witness_newest_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_checkpoint_witness'))
    )
    for table in ('checkpoint',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
