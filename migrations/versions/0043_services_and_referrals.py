"""Services outside, referrals, what services tell us"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('outside_service',
    sa.Column('id', Id(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('kind', sa.Enum('housing', 'work', 'money', 'substances', 'family', 'health', 'papers', 'community', name='servicekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('folded', sa.String(length=400), nullable=False),
    sa.Column('offers', sa.Text(), nullable=False),
    sa.Column('area', sa.String(length=160), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('contact_name', sa.String(length=160), nullable=False),
    sa.Column('languages', sa.String(length=200), nullable=False),
    sa.Column('referrers', sa.String(length=120), nullable=False),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.Column('closing_reason', sa.String(length=300), nullable=False),
    sa.Column('kept_at', UtcDateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("phone <> '' OR email <> '' OR address <> ''", name=op.f('ck_outside_service_can_be_reached')),
    sa.CheckConstraint('closes_on IS NULL OR length(closing_reason) >= 5', name=op.f('ck_outside_service_closed_with_a_reason')),
    sa.CheckConstraint('length(referrers) > 2', name=op.f('ck_outside_service_somebody_may_refer')),
    sa.CheckConstraint('places IS NULL OR places BETWEEN 1 AND 9999', name=op.f('ck_outside_service_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_service'))
    )
    op.create_index('ix_outside_service_kind', 'outside_service', ['kind', 'folded'], unique=False)
    op.create_table('outside_service_office',
    sa.Column('service_id', Id(), nullable=False),
    sa.Column('office_id', Id(), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_outside_service_office_office_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['service_id'], ['outside_service.id'], name=op.f('fk_outside_service_office_service_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('service_id', 'office_id', name=op.f('pk_outside_service_office'))
    )
    op.create_table('referral',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('service_id', Id(), nullable=False),
    sa.Column('need', sa.Enum('housing', 'work', 'learning', 'money', 'family', 'health', 'substances', 'thinking', name='needarea', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('goal', sa.Text(), nullable=False),
    sa.Column('complexity', sa.Enum('low', 'medium', 'high', name='complexity', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('practical', sa.Text(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('shared_alerts', sa.Text(), nullable=False),
    sa.Column('risk_words', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'sent', 'accepted', 'declined', 'in_progress', 'completed', 'withdrawn', name='referralstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('prepared_by', Id(), nullable=False),
    sa.Column('prepared_at', UtcDateTime(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=True),
    sa.Column('document_id', Id(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('decline_reason', sa.Text(), nullable=False),
    sa.Column('begun_on', sa.Date(), nullable=True),
    sa.Column('waited_days', sa.Integer(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('withdrawal', sa.Enum('not_wanted', 'no_contact', 'work_or_family', 'ill', 'moved', 'need_met', 'wrong_service', 'service_ended', 'custody', 'order_ended', 'died', 'mistake', name='withdrawal', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('end_words', sa.Text(), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('before_event', sa.Enum('draft', 'sent', 'accepted', 'declined', 'in_progress', 'completed', 'withdrawn', name='referralstate', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state IN ('draft', 'sent', 'accepted', 'in_progress')) = (ended_on IS NULL)", name=op.f('ck_referral_ended')),
    sa.CheckConstraint("state <> 'completed' OR length(report) >= 10", name=op.f('ck_referral_completed_with_a_report')),
    sa.CheckConstraint("state <> 'declined' OR length(decline_reason) >= 5", name=op.f('ck_referral_declined_with_a_reason')),
    sa.CheckConstraint("state <> 'withdrawn' OR withdrawal IS NOT NULL", name=op.f('ck_referral_withdrawn_with_a_reason')),
    sa.CheckConstraint("state = 'draft' OR state = 'withdrawn' OR sent_at IS NOT NULL", name=op.f('ck_referral_sent')),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_referral_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_referral_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['prepared_by'], ['human.id'], name=op.f('fk_referral_prepared_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['service_id'], ['outside_service.id'], name=op.f('fk_referral_service_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral'))
    )
    op.create_index('ix_referral_by', 'referral', ['prepared_by', 'state'], unique=False)
    op.create_index('ix_referral_person', 'referral', ['person_id', 'state'], unique=False)
    op.create_index('ix_referral_service', 'referral', ['service_id', 'state'], unique=False)
    op.create_table('referral_outcome',
    sa.Column('id', Id(), nullable=False),
    sa.Column('referral_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('score', sa.Enum('achieved', 'partly', 'not', name='score', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_referral_outcome_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_referral_outcome_referral_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_outcome')),
    sa.UniqueConstraint('referral_id', 'n', name=op.f('uq_referral_outcome_referral_id_n'))
    )
    op.create_index(op.f('ix_referral_outcome_person_id'), 'referral_outcome', ['person_id'], unique=False)
    op.create_table('referral_risk',
    sa.Column('id', Id(), nullable=False),
    sa.Column('referral_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=False),
    sa.Column('sent_by', Id(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_referral_risk_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_referral_risk_referral_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['sent_by'], ['human.id'], name=op.f('fk_referral_risk_sent_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_risk')),
    sa.UniqueConstraint('referral_id', name=op.f('uq_referral_risk_referral_id'))
    )
    op.create_index(op.f('ix_referral_risk_person_id'), 'referral_risk', ['person_id'], unique=False)
    op.create_table('referral_session',
    sa.Column('id', Id(), nullable=False),
    sa.Column('referral_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('attended', sa.Boolean(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('absence', sa.Enum('good_reason', 'no_reason', 'service_fault', 'agency_fault', name='absence', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('feedback', sa.Text(), nullable=False),
    sa.Column('concern', sa.Text(), nullable=False),
    sa.Column('contact_id', Id(), nullable=True),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('seen_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('at <= received_at', name=op.f('ck_referral_session_not_in_the_future')),
    sa.CheckConstraint('attended = (absence IS NULL)', name=op.f('ck_referral_session_attended_or_why_not')),
    sa.CheckConstraint('attended OR NOT late', name=op.f('ck_referral_session_late_is_attended')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_referral_session_contact_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_referral_session_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_referral_session_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_referral_session_referral_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_session'))
    )
    op.create_index(op.f('ix_referral_session_person_id'), 'referral_session', ['person_id'], unique=False)
    op.create_index('ix_referral_session_referral', 'referral_session', ['referral_id', 'at'], unique=False)
    for table in ('referral_risk',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
