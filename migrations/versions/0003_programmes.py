"""The first tables of programmes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0003"
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    
    op.create_table('programme',
    sa.Column('id', Id(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('education', 'vocational', 'work', 'offending_behaviour', 'life_skills', 'induction', name='programmekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('certificate_title', sa.String(length=160), nullable=False),
    sa.Column('awarding_body', sa.String(length=120), nullable=False),
    sa.Column('need_area', sa.String(length=40), nullable=False),
    sa.Column('paid', sa.Boolean(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'live', 'archived', name='programmestatus', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('code', name=op.f('uq_programme_code'))
    )
    op.create_table('eligibility_rule',
    sa.Column('id', Id(), nullable=False),
    sa.Column('programme_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('level_at_most', 'legal_status', 'need_at_least', 'days_at_least', 'days_at_most', 'unit', 'fit', name='rulekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('given', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('legal_ref', sa.String(length=120), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint('valid_to IS NULL OR valid_to >= valid_from', name=op.f('ck_eligibility_rule_in_order')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_eligibility_rule_programme_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_eligibility_rule'))
    )
    op.create_index('ix_eligibility_rule_programme', 'eligibility_rule', ['programme_id'], unique=False)
    op.create_table('pay_rate',
    sa.Column('id', Id(), nullable=False),
    sa.Column('programme_id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=True),
    sa.Column('basis', sa.Enum('hour', 'session', 'piece', name='ratebasis', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_pay_rate_never_zero')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_pay_rate_programme_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_pay_rate_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_rate')),
    sa.UniqueConstraint('programme_id', 'unit_id', 'valid_from', name=op.f('uq_pay_rate_programme_id_unit_id_valid_from'))
    )
    op.create_index('uq_pay_rate_everywhere', 'pay_rate', ['programme_id', 'valid_from'], unique=True, sqlite_where=sa.text('unit_id IS NULL'), postgresql_where=sa.text('unit_id IS NULL'))
    op.create_table('programme_version',
    sa.Column('id', Id(), nullable=False),
    sa.Column('programme_id', Id(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('modules', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('pass_percent', sa.Integer(), nullable=False),
    sa.Column('skill_codes', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_programme_version_has_minutes')),
    sa.CheckConstraint('pass_percent BETWEEN 1 AND 100', name=op.f('ck_programme_version_pass_percent_of_a_hundred')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_programme_version_programme_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_version')),
    sa.UniqueConstraint('programme_id', 'number', name=op.f('uq_programme_version_programme_id_number'))
    )
    op.create_table('workshop',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.CheckConstraint('seats > 0', name=op.f('ck_workshop_has_seats')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_workshop_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop')),
    sa.UniqueConstraint('unit_id', 'name', name=op.f('uq_workshop_unit_id_name'))
    )
    op.create_table('intake',
    sa.Column('id', Id(), nullable=False),
    sa.Column('programme_id', Id(), nullable=False),
    sa.Column('version_id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('workshop_id', Id(), nullable=True),
    sa.Column('instructor_id', Id(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_intake_has_seats')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_intake_in_order')),
    sa.CheckConstraint('taken >= 0 AND taken <= capacity', name=op.f('ck_intake_seats')),
    sa.ForeignKeyConstraint(['instructor_id'], ['human.id'], name=op.f('fk_intake_instructor_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_intake_programme_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_intake_unit_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['version_id'], ['programme_version.id'], name=op.f('fk_intake_version_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_intake_workshop_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake'))
    )
    op.create_index('ix_intake_instructor', 'intake', ['instructor_id', 'ends_on'], unique=False)
    op.create_index(op.f('ix_intake_programme_id'), 'intake', ['programme_id'], unique=False)
    op.create_index('ix_intake_unit', 'intake', ['unit_id', 'ends_on'], unique=False)
    op.create_table('pay_exception',
    sa.Column('id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('no_rate', 'overpaid', name='exceptionkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('programme_id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('source', sa.String(length=30), nullable=False),
    sa.Column('source_id', Id(), nullable=False),
    sa.Column('earned_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('solved_at', UtcDateTime(), nullable=True),
    sa.Column('solution', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_pay_exception_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_pay_exception_programme_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_pay_exception_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_exception')),
    sa.UniqueConstraint('source', 'source_id', name=op.f('uq_pay_exception_source_source_id'))
    )
    op.create_index('ix_pay_exception_open', 'pay_exception', ['unit_id', 'solved_at'], unique=False)
    op.create_table('pay_line',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('source', sa.String(length=30), nullable=False),
    sa.Column('source_id', Id(), nullable=False),
    sa.Column('rate_id', Id(), nullable=False),
    sa.Column('earned_on', sa.Date(), nullable=False),
    sa.Column('minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('explain', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_pay_line_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['rate_id'], ['pay_rate.id'], name=op.f('fk_pay_line_rate_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_line')),
    sa.UniqueConstraint('source', 'source_id', name=op.f('uq_pay_line_source_source_id'))
    )
    op.create_index('ix_pay_line_person', 'pay_line', ['person_id', 'earned_on'], unique=False)
    op.create_table('application',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('programme_id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('intake_id', Id(), nullable=True),
    sa.Column('requested_by', sa.Enum('self', 'case_manager', 'coordinator', 'board', name='requester', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('requested_on', sa.Date(), nullable=False),
    sa.Column('consented', sa.Boolean(), nullable=False),
    sa.Column('lot', sa.Integer(), nullable=False),
    sa.Column('step_id', Id(), nullable=True),
    sa.Column('need', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'pending', 'offered', 'allocated', 'declined', 'withdrawn', 'expired', name='applicationstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('ranked', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_application_intake_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_application_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_application_programme_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_application_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application'))
    )
    op.create_index('ix_application_list', 'application', ['unit_id', 'programme_id', 'state'], unique=False)
    op.create_index('uq_application_open', 'application', ['person_id', 'programme_id'], unique=True, sqlite_where=sa.text("state IN ('draft', 'pending', 'offered')"), postgresql_where=sa.text("state IN ('draft', 'pending', 'offered')"))
    op.create_table('class_session',
    sa.Column('id', Id(), nullable=False),
    sa.Column('intake_id', Id(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=False),
    sa.Column('ends_at', sa.Time(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('planned', 'held', 'cancelled', name='sessionstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('cancel_reason', sa.String(length=200), nullable=False),
    sa.Column('pay_on_cancel', sa.Boolean(), nullable=False),
    sa.Column('completed_at', UtcDateTime(), nullable=True),
    sa.Column('completed_by', Id(), nullable=True),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_class_session_has_minutes')),
    sa.ForeignKeyConstraint(['completed_by'], ['human.id'], name=op.f('fk_class_session_completed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_class_session_intake_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_session')),
    sa.UniqueConstraint('intake_id', 'held_on', 'starts_at', name=op.f('uq_class_session_intake_id_held_on_starts_at'))
    )
    op.create_index('ix_class_session_day', 'class_session', ['held_on', 'state'], unique=False)
    op.create_table('slot',
    sa.Column('id', Id(), nullable=False),
    sa.Column('intake_id', Id(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=False),
    sa.Column('ends_at', sa.Time(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_slot_in_order')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_slot_weekday')),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_slot_intake_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slot')),
    sa.UniqueConstraint('intake_id', 'weekday', 'starts_at', name=op.f('uq_slot_intake_id_weekday_starts_at'))
    )
    op.create_table('allocation',
    sa.Column('id', Id(), nullable=False),
    sa.Column('application_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('intake_id', Id(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('verdict', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Enum('pending', 'active', 'suspended', 'under_review', 'ended', name='allocationstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('continues_outside', sa.Boolean(), nullable=False),
    sa.Column('override_reason', sa.Text(), nullable=False),
    sa.Column('override_by', Id(), nullable=True),
    sa.Column('state_words', sa.Text(), nullable=False),
    sa.Column('suspended_paid', sa.Boolean(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.Enum('completed', 'partly', 'not_completed', 'own_wish', 'staff', 'health', 'not_admitted', 'transferred', 'released', name='endreason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.CheckConstraint("(state = 'ended') = (end_reason IS NOT NULL)", name=op.f('ck_allocation_end_has_a_reason')),
    sa.CheckConstraint('override_by IS NULL OR length(override_reason) >= 10', name=op.f('ck_allocation_override_reasoned')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_allocation_application_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_allocation_intake_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['override_by'], ['human.id'], name=op.f('fk_allocation_override_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_allocation_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation')),
    sa.UniqueConstraint('application_id', name=op.f('uq_allocation_application_id'))
    )
    op.create_index('ix_allocation_intake', 'allocation', ['intake_id', 'state'], unique=False)
    op.create_index('uq_allocation_open', 'allocation', ['person_id', 'intake_id'], unique=True, sqlite_where=sa.text("state <> 'ended'"), postgresql_where=sa.text("state <> 'ended'"))
    op.create_table('attendance',
    sa.Column('id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('attended', sa.Boolean(), nullable=False),
    sa.Column('complied', sa.Boolean(), nullable=False),
    sa.Column('pays', sa.Boolean(), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('fitness_unchecked', sa.Boolean(), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('minutes >= 0 AND pieces >= 0', name=op.f('ck_attendance_not_negative')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_attendance_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attendance_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_attendance_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_attendance_session_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('session_id', 'allocation_id', name=op.f('uq_attendance_session_id_allocation_id'))
    )
    op.create_index('ix_attendance_allocation', 'attendance', ['allocation_id'], unique=False)
    op.create_index('ix_attendance_person', 'attendance', ['person_id', 'held_on'], unique=False)
    op.create_table('completion',
    sa.Column('id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('outcome', sa.Enum('completed', 'partly', 'not_completed', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('assessment', sa.Text(), nullable=False),
    sa.Column('decided_by', Id(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_completion_not_negative')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_completion_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_completion_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_completion_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_completion')),
    sa.UniqueConstraint('allocation_id', name=op.f('uq_completion_allocation_id'))
    )
    op.create_index(op.f('ix_completion_person_id'), 'completion', ['person_id'], unique=False)
    op.create_table('attendance_correction',
    sa.Column('id', Id(), nullable=False),
    sa.Column('attendance_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('attended', sa.Boolean(), nullable=False),
    sa.Column('complied', sa.Boolean(), nullable=False),
    sa.Column('pays', sa.Boolean(), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.Column('minutes_delta', sa.Integer(), nullable=False),
    sa.Column('pieces_delta', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(reason) >= 5', name=op.f('ck_attendance_correction_reasoned')),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendance.id'], name=op.f('fk_attendance_correction_attendance_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attendance_correction_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_attendance_correction_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_correction')),
    sa.UniqueConstraint('attendance_id', 'seq', name=op.f('uq_attendance_correction_attendance_id_seq'))
    )
    op.create_table('certificate',
    sa.Column('id', Id(), nullable=False),
    sa.Column('completion_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('public_token', sa.String(length=32), nullable=False),
    sa.Column('printed_name', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('handed_over_on', sa.Date(), nullable=True),
    sa.Column('revoked_on', sa.Date(), nullable=True),
    sa.Column('revoke_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['completion_id'], ['completion.id'], name=op.f('fk_certificate_completion_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('completion_id', name=op.f('uq_certificate_completion_id')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number')),
    sa.UniqueConstraint('public_token', name=op.f('uq_certificate_public_token'))
    )
    op.create_index(op.f('ix_certificate_person_id'), 'certificate', ['person_id'], unique=False)
    for table in ('attendance', 'attendance_correction', 'pay_line'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
