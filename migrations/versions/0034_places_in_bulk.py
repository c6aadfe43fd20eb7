"""Places from a list, paper registers typed back, who goes on with a course outside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0034"
down_revision = "0027"
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
    op.add_column('allocation', sa.Column('handover', sa.String(length=200), server_default='', nullable=False))


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
