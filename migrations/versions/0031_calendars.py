"""Calendars of establishments"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('calendar_choice',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('subdivision', sa.String(length=40), nullable=False),
    sa.Column('weekdays', sa.String(length=7), nullable=False),
    sa.CheckConstraint("country <> '' OR subdivision = ''", name=op.f('ck_calendar_choice_part_of_a_country')),
    sa.CheckConstraint('length(weekdays) BETWEEN 1 AND 7', name=op.f('ck_calendar_choice_works_some_day')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_calendar_choice_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_choice')),
    sa.UniqueConstraint('unit_id', name=op.f('uq_calendar_choice_unit_id'))
    )
    op.create_table('own_day',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('closed', 'opened', name='owndaykind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('taken_back_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('last_on >= first_on', name=op.f('ck_own_day_in_order')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_own_day_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_day'))
    )
    op.create_index('ix_own_day_unit', 'own_day', ['unit_id', 'first_on'], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
