"""Rotas, moved sessions, catch-up sessions, calendars to subscribe to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('slot_time',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('part', sa.Enum('morning', 'afternoon', 'evening', name='slotpart', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=False),
    sa.Column('ends_at', sa.Time(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_slot_time_in_order')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_slot_time_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slot_time')),
    sa.UniqueConstraint('unit_id', 'part', name=op.f('uq_slot_time_unit_id_part'))
    )
    op.create_table('feed_address',
    sa.Column('id', Id(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('made_by', Id(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('human_id', Id(), nullable=True),
    sa.Column('workshop_id', Id(), nullable=True),
    sa.Column('withdrawn_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('(human_id IS NULL) <> (workshop_id IS NULL)', name=op.f('ck_feed_address_of_one_thing')),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_feed_address_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['made_by'], ['human.id'], name=op.f('fk_feed_address_made_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_feed_address_workshop_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_address')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_feed_address_token_hash'))
    )
    op.create_index('uq_feed_address_human', 'feed_address', ['human_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_index('uq_feed_address_workshop', 'feed_address', ['workshop_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('reschedule',
    sa.Column('id', Id(), nullable=False),
    sa.Column('intake_id', Id(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=False),
    sa.Column('moved_by', Id(), nullable=False),
    sa.Column('moved_at', UtcDateTime(), nullable=False),
    sa.Column('undone_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_reschedule_intake_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['moved_by'], ['human.id'], name=op.f('fk_reschedule_moved_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reschedule'))
    )
    op.create_index('ix_reschedule_intake', 'reschedule', ['intake_id', 'moved_at'], unique=False)
    op.create_table('rota',
    sa.Column('id', Id(), nullable=False),
    sa.Column('intake_id', Id(), nullable=False),
    sa.Column('weeks', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('made_by', Id(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('weeks BETWEEN 1 AND 6', name=op.f('ck_rota_weeks')),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_rota_intake_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['made_by'], ['human.id'], name=op.f('fk_rota_made_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rota')),
    sa.UniqueConstraint('intake_id', 'from_on', name=op.f('uq_rota_intake_id_from_on'))
    )
    op.create_table('rota_slot',
    sa.Column('id', Id(), nullable=False),
    sa.Column('rota_id', Id(), nullable=False),
    sa.Column('week', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=False),
    sa.Column('ends_at', sa.Time(), nullable=False),
    sa.Column('part', sa.Enum('morning', 'afternoon', 'evening', name='slotpart', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_rota_slot_in_order')),
    sa.CheckConstraint('week BETWEEN 0 AND 5', name=op.f('ck_rota_slot_week')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_rota_slot_weekday')),
    sa.ForeignKeyConstraint(['rota_id'], ['rota.id'], name=op.f('fk_rota_slot_rota_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rota_slot')),
    sa.UniqueConstraint('rota_id', 'week', 'weekday', 'starts_at', name=op.f('uq_rota_slot_rota_id_week_weekday_starts_at'))
    )
    op.create_table('session_move',
    sa.Column('id', Id(), nullable=False),
    sa.Column('reschedule_id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('from_starts_at', sa.Time(), nullable=False),
    sa.Column('from_ends_at', sa.Time(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('to_starts_at', sa.Time(), nullable=False),
    sa.Column('to_ends_at', sa.Time(), nullable=False),
    sa.ForeignKeyConstraint(['reschedule_id'], ['reschedule.id'], name=op.f('fk_session_move_reschedule_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_move')),
    sa.UniqueConstraint('reschedule_id', 'session_id', name=op.f('uq_session_move_reschedule_id_session_id'))
    )
    op.create_table('catch_up',
    sa.Column('id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('missed_id', Id(), nullable=False),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_catch_up_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['missed_id'], ['class_session.id'], name=op.f('fk_catch_up_missed_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_catch_up_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_catch_up_session_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catch_up')),
    sa.UniqueConstraint('session_id', 'allocation_id', 'missed_id', name=op.f('uq_catch_up_session_id_allocation_id_missed_id'))
    )
    op.create_index('ix_catch_up_allocation', 'catch_up', ['allocation_id'], unique=False)
    op.create_index('ix_catch_up_missed', 'catch_up', ['missed_id'], unique=False)
    op.add_column('class_session', sa.Column('sequence', sa.Integer(), server_default='0', nullable=False))
    op.add_column('class_session', sa.Column('changed_at', UtcDateTime(), nullable=True))
    op.add_column('class_session', sa.Column('catch_up', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
