"""Places from a list, paper registers typed back, who goes on with a course outside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('place_list',
    sa.Column('id', Id(), nullable=False),
    sa.Column('intake_id', Id(), nullable=False),
    sa.Column('made_by', Id(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_place_list_intake_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['made_by'], ['human.id'], name=op.f('fk_place_list_made_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_list'))
    )
    op.create_index('ix_place_list_intake', 'place_list', ['intake_id', 'made_at'], unique=False)
    op.create_table('place_list_row',
    sa.Column('id', Id(), nullable=False),
    sa.Column('list_id', Id(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('typed', sa.String(length=60), nullable=False),
    sa.Column('person_id', Id(), nullable=True),
    sa.Column('state', sa.Enum('open', 'given', 'full', 'refused', 'unreadable', name='rowstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint("(state = 'unreadable') = (person_id IS NULL)", name=op.f('ck_place_list_row_somebody_or_nobody')),
    sa.ForeignKeyConstraint(['list_id'], ['place_list.id'], name=op.f('fk_place_list_row_list_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_place_list_row_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_list_row')),
    sa.UniqueConstraint('list_id', 'seq', name=op.f('uq_place_list_row_list_id_seq'))
    )
    op.create_index('ix_place_list_row_person', 'place_list_row', ['person_id'], unique=False)
    op.create_table('register_paper',
    sa.Column('id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('rows', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('printed_by', Id(), nullable=False),
    sa.Column('printed_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['printed_by'], ['human.id'], name=op.f('fk_register_paper_printed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_register_paper_session_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_paper')),
    sa.UniqueConstraint('code', name=op.f('uq_register_paper_code')),
    sa.UniqueConstraint('session_id', 'version', name=op.f('uq_register_paper_session_id_version'))
    )
    op.create_table('typed_row',
    sa.Column('id', Id(), nullable=False),
    sa.Column('paper_id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('rejected', sa.Integer(), server_default='0', nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('paid', sa.Boolean(), nullable=True),
    sa.Column('state', sa.Enum('kept', 'same', 'differs', 'refused', name='typedstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('sitting', Id(), nullable=False),
    sa.Column('marked_by', Id(), nullable=False),
    sa.Column('marked_at', UtcDateTime(), nullable=False),
    sa.Column('entered_by', Id(), nullable=False),
    sa.Column('entered_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_typed_row_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['entered_by'], ['human.id'], name=op.f('fk_typed_row_entered_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['marked_by'], ['human.id'], name=op.f('fk_typed_row_marked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['paper_id'], ['register_paper.id'], name=op.f('fk_typed_row_paper_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_typed_row_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_typed_row'))
    )
    op.create_index('ix_typed_row_paper', 'typed_row', ['paper_id', 'allocation_id'], unique=False)
    op.create_index('ix_typed_row_person', 'typed_row', ['person_id'], unique=False)
    op.add_column('allocation', sa.Column('handover', sa.String(length=200), server_default='', nullable=False))
    for table in ('typed_row',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
