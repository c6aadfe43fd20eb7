"""The first tables of probation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0004"
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    
    op.create_table('contact_place',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('safety_note', sa.Text(), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contact_place_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_place'))
    )
    op.create_index('uq_contact_place_open', 'contact_place', ['person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('supervision_order',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('licence', 'probation', 'community', 'suspended', 'voluntary', name='orderkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('office_id', Id(), nullable=False),
    sa.Column('authority', sa.String(length=200), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('not_started', 'active', 'suspended', 'in_breach', 'recalled', 'revoked', 'completed', 'early_terminated', 'transferred_out', name='orderstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('failure_limit', sa.Integer(), nullable=True),
    sa.Column('reset_on', sa.Date(), nullable=True),
    sa.Column('explained_orally_on', sa.Date(), nullable=True),
    sa.Column('explained_in_writing_on', sa.Date(), nullable=True),
    sa.Column('explained_language', sa.String(length=10), nullable=False),
    sa.Column('person_signed', sa.Enum('signed', 'refused', 'unable', name='signed', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('level', sa.Enum('low', 'medium', 'high', name='level', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('level_since', sa.Date(), nullable=True),
    sa.Column('level_review_on', sa.Date(), nullable=True),
    sa.Column('level_review_reason', sa.String(length=200), nullable=False),
    sa.Column('prepared_by', Id(), nullable=False),
    sa.Column('prepared_at', UtcDateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state = 'not_started' OR (explained_orally_on IS NOT NULL AND explained_in_writing_on IS NOT NULL AND explained_language <> '')", name=op.f('ck_supervision_order_explained_before_it_runs')),
    sa.CheckConstraint("state = 'not_started' OR level IS NOT NULL", name=op.f('ck_supervision_order_runs_at_a_level')),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_supervision_order_in_order')),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_supervision_order_office_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_supervision_order_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['prepared_by'], ['human.id'], name=op.f('fk_supervision_order_prepared_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_order')),
    sa.UniqueConstraint('person_id', 'authority', 'reference', name=op.f('uq_supervision_order_person_id_authority_reference'))
    )
    op.create_index('ix_supervision_order_office', 'supervision_order', ['office_id', 'state'], unique=False)
    op.create_index('ix_supervision_order_person', 'supervision_order', ['person_id', 'state'], unique=False)
    op.create_table('condition_set',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'approved', 'active', 'superseded', 'rejected', name='setstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('policy', sa.String(length=40), nullable=False),
    sa.Column('bespoke', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('prepared_by', Id(), nullable=False),
    sa.Column('prepared_at', UtcDateTime(), nullable=False),
    sa.Column('submitted_at', UtcDateTime(), nullable=True),
    sa.Column('approved_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decision_words', sa.Text(), nullable=False),
    sa.Column('activated_at', UtcDateTime(), nullable=True),
    sa.Column('superseded_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("NOT bespoke OR state NOT IN ('approved', 'active') OR approved_by IS NOT NULL", name=op.f('ck_condition_set_bespoke_is_approved')),
    sa.CheckConstraint('approved_by IS NULL OR approved_by <> prepared_by', name=op.f('ck_condition_set_two_humans')),
    sa.ForeignKeyConstraint(['approved_by'], ['human.id'], name=op.f('fk_condition_set_approved_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_condition_set_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_condition_set_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['prepared_by'], ['human.id'], name=op.f('fk_condition_set_prepared_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_condition_set')),
    sa.UniqueConstraint('order_id', 'n', name=op.f('uq_condition_set_order_id_n'))
    )
    op.create_index(op.f('ix_condition_set_person_id'), 'condition_set', ['person_id'], unique=False)
    op.create_index('ix_condition_set_state', 'condition_set', ['state'], unique=False)
    op.create_index('uq_condition_set_active', 'condition_set', ['order_id'], unique=True, sqlite_where=sa.text("state = 'active'"), postgresql_where=sa.text("state = 'active'"))
    op.create_table('contact',
    sa.Column('id', Id(), nullable=False),
    sa.Column('root_id', Id(), nullable=False),
    sa.Column('replaces_id', Id(), nullable=True),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('officer_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('office', 'home', 'doorstep', 'field', 'phone', 'video', 'collateral', 'court', name='contactkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('scheduled', 'attempted', 'held', 'cancelled', 'rescheduled', name='contactstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('scheduled_at', UtcDateTime(), nullable=True),
    sa.Column('occurred_at', UtcDateTime(), nullable=True),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('minutes', sa.SmallInteger(), nullable=True),
    sa.Column('outcome', sa.Enum('complied', 'failed_to_comply', 'sent_home_behaviour', 'sent_home_service', 'not_there', 'no_good_reason', 'good_reason_health', 'good_reason_work', 'good_reason_family', 'good_reason_court', 'good_reason_faith', 'good_reason_custody', 'good_reason_other', 'nobody_home', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('moved_by', sa.Enum('person', 'staff', 'other', name='movedby', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('strengths', sa.Text(), nullable=False),
    sa.Column('needs', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('agreed_action', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('step_id', Id(), nullable=True),
    sa.Column('recorded_offline', sa.Boolean(), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.CheckConstraint("state <> 'scheduled' OR (scheduled_at IS NOT NULL AND outcome IS NULL)", name=op.f('ck_contact_planned')),
    sa.CheckConstraint("state NOT IN ('cancelled', 'rescheduled') OR moved_by IS NOT NULL", name=op.f('ck_contact_moved_by_someone')),
    sa.CheckConstraint("state NOT IN ('held', 'attempted') OR (occurred_at IS NOT NULL AND outcome IS NOT NULL)", name=op.f('ck_contact_recorded')),
    sa.CheckConstraint('minutes IS NULL OR minutes BETWEEN 0 AND 720', name=op.f('ck_contact_minutes')),
    sa.CheckConstraint('occurred_at IS NULL OR occurred_at <= received_at', name=op.f('ck_contact_not_in_the_future')),
    sa.ForeignKeyConstraint(['officer_id'], ['human.id'], name=op.f('fk_contact_officer_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_contact_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contact_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_contact_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['replaces_id'], ['contact.id'], name=op.f('fk_contact_replaces_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_contact_replaces_id'))
    )
    op.create_index('ix_contact_order', 'contact', ['order_id', 'at'], unique=False)
    op.create_index('ix_contact_person', 'contact', ['person_id', 'at'], unique=False)
    op.create_index('ix_contact_planned', 'contact', ['officer_id', 'state', 'at'], unique=False)
    op.create_index('ix_contact_root', 'contact', ['root_id'], unique=False)
    op.create_table('contact_due',
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('rule', sa.String(length=60), nullable=False),
    sa.Column('good_news', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_contact_due_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contact_due_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_contact_due'))
    )
    op.create_index('ix_contact_due_on', 'contact_due', ['due_on'], unique=False)
    op.create_index(op.f('ix_contact_due_person_id'), 'contact_due', ['person_id'], unique=False)
    op.create_table('level_change',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('level', sa.Enum('low', 'medium', 'high', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('suggested', sa.Enum('low', 'medium', 'high', name='suggested', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('decided_by', Id(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('level = suggested OR suggested IS NULL OR length(reason) >= 10', name=op.f('ck_level_change_override_has_a_reason')),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_level_change_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_level_change_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_level_change_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_level_change'))
    )
    op.create_index('ix_level_change_order', 'level_change', ['order_id', 'decided_at'], unique=False)
    op.create_index(op.f('ix_level_change_person_id'), 'level_change', ['person_id'], unique=False)
    op.create_table('supervision_condition',
    sa.Column('id', Id(), nullable=False),
    sa.Column('set_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('standard', 'additional', 'bespoke', name='conditionclass', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('plain', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Enum('support', 'safety', 'victim', 'contact', name='purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('proportionality', sa.Text(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.CheckConstraint("kind = 'standard' OR (length(proportionality) >= 10 AND review_on IS NOT NULL)", name=op.f('ck_supervision_condition_proportionate')),
    sa.CheckConstraint('length(text) > 0 AND length(plain) > 0', name=op.f('ck_supervision_condition_has_words')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_supervision_condition_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['set_id'], ['condition_set.id'], name=op.f('fk_supervision_condition_set_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_condition')),
    sa.UniqueConstraint('set_id', 'sequence', name=op.f('uq_supervision_condition_set_id_sequence'))
    )
    op.create_index(op.f('ix_supervision_condition_person_id'), 'supervision_condition', ['person_id'], unique=False)
    for table in ('contact', 'level_change'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
