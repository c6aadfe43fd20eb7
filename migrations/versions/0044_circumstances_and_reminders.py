"""Circumstances at five points, and reminders before appointments"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('circumstances',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('point', sa.Enum('start', 'm3', 'm6', 'm12', 'm24', name='point', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('measured_on', sa.Date(), nullable=False),
    sa.Column('housing', sa.Enum('own', 'family', 'supported', 'temporary', 'none', 'not_known', name='housing', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('work', sa.Enum('job', 'training', 'caring', 'looking', 'not_now', 'none', 'not_known', name='work', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('health', sa.Enum('yes', 'no', 'not_known', name='healthcontact', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('money', sa.Enum('enough', 'tight', 'not_enough', 'not_known', name='money', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('papers', sa.Enum('valid', 'asked', 'none', 'not_known', name='papers', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('family', sa.Enum('support', 'some', 'none', 'not_known', name='family', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('measured_by', Id(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('replaced_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['measured_by'], ['human.id'], name=op.f('fk_circumstances_measured_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_circumstances_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_circumstances_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circumstances'))
    )
    op.create_index('ix_circumstances_person', 'circumstances', ['person_id', 'measured_on'], unique=False)
    op.create_index('uq_circumstances_point', 'circumstances', ['order_id', 'point'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
