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
    op.create_table('reminder_wish',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('answer', sa.Enum('agreed', 'refused', 'stopped', name='answer', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('way', sa.Enum('sms', 'email', name='way', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('discreet', sa.Boolean(), nullable=False),
    sa.Column('noted_by', Id(), nullable=True),
    sa.Column('noted_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("answer <> 'agreed' OR address <> ''", name=op.f('ck_reminder_wish_somewhere_to_write')),
    sa.ForeignKeyConstraint(['noted_by'], ['human.id'], name=op.f('fk_reminder_wish_noted_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reminder_wish_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_wish'))
    )
    op.create_index('ix_reminder_wish_address', 'reminder_wish', ['address'], unique=False)
    op.create_index('uq_reminder_wish_open', 'reminder_wish', ['person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
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
    op.create_table('reminder',
    sa.Column('id', Id(), nullable=False),
    sa.Column('contact_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('day_before', name='reminderkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('way', sa.Enum('sms', 'email', name='way', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('send_from', UtcDateTime(), nullable=False),
    sa.Column('send_until', UtcDateTime(), nullable=False),
    sa.Column('prepared_at', UtcDateTime(), nullable=False),
    sa.Column('changed_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('prepared', 'sending', 'sent', 'failed', 'cancelled', name='outboxstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('why', sa.Enum('not_asked', 'refused', 'stopped', 'bad_address', 'shared', 'custody', 'at_large', 'hidden', 'died', 'order', 'moved', 'logged', 'done', 'same_day', 'too_late', 'off', 'rejected', 'unknown', name='why', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('tries', sa.SmallInteger(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f('ck_reminder_sent_at')),
    sa.CheckConstraint("state NOT IN ('failed', 'cancelled') OR why IS NOT NULL", name=op.f('ck_reminder_says_why')),
    sa.CheckConstraint('tries BETWEEN 0 AND 3', name=op.f('ck_reminder_tries')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_reminder_contact_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reminder_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('contact_id', 'kind', name=op.f('uq_reminder_contact_id_kind'))
    )
    op.create_index('ix_reminder_address', 'reminder', ['address', 'changed_at'], unique=False)
    op.create_index('ix_reminder_state', 'reminder', ['state', 'send_from'], unique=False)
    op.create_index('uq_reminder_day', 'reminder', ['person_id', 'day', 'kind'], unique=True, sqlite_where=sa.text("state <> 'cancelled'"), postgresql_where=sa.text("state <> 'cancelled'"))
    op.create_table('reminder_reply',
    sa.Column('id', Id(), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('reminder_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('meaning', sa.Enum('comes', 'new_time', 'help', 'stop', 'other', name='meaning', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('seen_at', UtcDateTime(), nullable=True),
    sa.Column('seen_by', Id(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reminder_reply_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['reminder_id'], ['reminder.id'], name=op.f('fk_reminder_reply_reminder_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['seen_by'], ['human.id'], name=op.f('fk_reminder_reply_seen_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_reply')),
    sa.UniqueConstraint('source', name=op.f('uq_reminder_reply_source'))
    )
    op.create_index('ix_reminder_reply_person', 'reminder_reply', ['person_id', 'seen_at'], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
