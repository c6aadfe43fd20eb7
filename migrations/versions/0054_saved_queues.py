"""Queues that phones saved as files, and the records they brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0054"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('field_queue',
    sa.Column('id', Id(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('office_id', Id(), nullable=False),
    sa.Column('brought_by', Id(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('operations', sa.Integer(), nullable=False),
    sa.Column('photos', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('taken_at', UtcDateTime(), nullable=True),
    sa.Column('taken_by', Id(), nullable=True),
    sa.CheckConstraint('(taken_at IS NULL) = (taken_by IS NULL)', name=op.f('ck_field_queue_taken_by_someone')),
    sa.CheckConstraint('length(source) >= 10', name=op.f('ck_field_queue_says_how_it_came')),
    sa.ForeignKeyConstraint(['brought_by'], ['human.id'], name=op.f('fk_field_queue_brought_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_field_queue_office_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['taken_by'], ['human.id'], name=op.f('fk_field_queue_taken_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_queue')),
    sa.UniqueConstraint('sha256', name=op.f('uq_field_queue_sha256'))
    )
    op.create_index('ix_field_queue_office', 'field_queue', ['office_id', 'received_at'], unique=False)
    op.create_table('field_queue_record',
    sa.Column('op_id', Id(), nullable=False),
    sa.Column('queue_id', Id(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['op_id'], ['field_operation.id'], name=op.f('fk_field_queue_record_op_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['queue_id'], ['field_queue.id'], name=op.f('fk_field_queue_record_queue_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('op_id', name=op.f('pk_field_queue_record'))
    )
    op.create_index(op.f('ix_field_queue_record_queue_id'), 'field_queue_record', ['queue_id'], unique=False)
    for table in ('field_queue_record',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
