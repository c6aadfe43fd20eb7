"""The first tables of kernel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    
    op.create_table('audit_entry',
    sa.Column('lane', sa.SmallInteger(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('kind', sa.Enum('write', 'read', 'access', 'refusal', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('action', sa.String(length=80), nullable=False),
    sa.Column('actor_id', Id(), nullable=True),
    sa.Column('human_id', Id(), nullable=True),
    sa.Column('session_ref', sa.String(length=16), nullable=False),
    sa.Column('subject_kind', sa.String(length=60), nullable=False),
    sa.Column('subject_id', Id(), nullable=True),
    sa.Column('person_id', Id(), nullable=True),
    sa.Column('purpose', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('changes', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('lane', 'seq', name=op.f('pk_audit_entry'))
    )
    op.create_index('ix_audit_entry_actor', 'audit_entry', ['actor_id', 'at'], unique=False)
    op.create_index('ix_audit_entry_person', 'audit_entry', ['person_id', 'at'], unique=False)
    op.create_index('ix_audit_entry_subject', 'audit_entry', ['subject_id', 'at'], unique=False)
    op.create_table('human',
    sa.Column('id', Id(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('staff_number', sa.String(length=30), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_human')),
    sa.UniqueConstraint('staff_number', name=op.f('uq_human_staff_number'))
    )
    op.create_table('schedule',
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('every_seconds', sa.Integer(), nullable=False),
    sa.Column('next_at', UtcDateTime(), nullable=False),
    sa.Column('last_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('every_seconds > 0', name=op.f('ck_schedule_every')),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_schedule'))
    )
    op.create_table('sign_in_throttle',
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('open_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sign_in_throttle'))
    )
    op.create_table('stored_document',
    sa.Column('id', Id(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('person_id', Id(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=60), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_by', Id(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_stored_document_sha256_is_hex')),
    sa.CheckConstraint('size > 0', name=op.f('ck_stored_document_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_document'))
    )
    op.create_index('ix_stored_document_person', 'stored_document', ['person_id', 'kind', 'created_at'], unique=False)
    op.create_table('unit',
    sa.Column('id', Id(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('service', 'region', 'prison', 'probation_office', 'workshop_site', 'wing', 'cell', name='unitkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('parent_id', Id(), nullable=True),
    sa.Column('establishment_id', Id(), nullable=True),
    sa.Column('zone', sa.String(length=40), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['establishment_id'], ['unit.id'], name=op.f('fk_unit_establishment_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['unit.id'], name=op.f('fk_unit_parent_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('code', name=op.f('uq_unit_code'))
    )
    op.create_index('ix_unit_establishment', 'unit', ['establishment_id', 'kind'], unique=False)
    op.create_table('account',
    sa.Column('id', Id(), nullable=False),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('username', sa.String(length=80), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_account_human_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('username', name=op.f('uq_account_username'))
    )
    op.create_index(op.f('ix_account_human_id'), 'account', ['human_id'], unique=False)
    op.create_table('job',
    sa.Column('id', Id(), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('payload', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('asked_by', Id(), nullable=True),
    sa.Column('state', sa.Enum('queued', 'running', 'done', 'failed', 'cancelled', name='jobstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=300), nullable=False),
    sa.Column('result', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('max_attempts', sa.Integer(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('worker', sa.String(length=80), nullable=False),
    sa.Column('lease_until', UtcDateTime(), nullable=True),
    sa.Column('run_at', UtcDateTime(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=True),
    sa.Column('finished_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("state <> 'running' OR lease_until IS NOT NULL", name=op.f('ck_job_running_has_lease')),
    sa.CheckConstraint("state <> 'running' OR worker <> ''", name=op.f('ck_job_running_has_worker')),
    sa.CheckConstraint('done >= 0 AND total >= 0 AND attempts >= 0', name=op.f('ck_job_counts')),
    sa.ForeignKeyConstraint(['asked_by'], ['account.id'], name=op.f('fk_job_asked_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('key', name=op.f('uq_job_key'))
    )
    op.create_index('ix_job_asked_by', 'job', ['asked_by', 'id'], unique=False)
    op.create_index('ix_job_queued', 'job', ['run_at'], unique=False, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
    op.create_index('ix_job_running', 'job', ['lease_until'], unique=False, sqlite_where=sa.text("state = 'running'"), postgresql_where=sa.text("state = 'running'"))
    op.create_table('role_grant',
    sa.Column('id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('role', sa.Enum('records_officer', 'case_manager', 'classification_officer', 'classification_approver', 'programme_coordinator', 'instructor', 'probation_officer', 'probation_supervisor', 'shop_manager', 'finance_clerk', 'finance_approver', 'governor', 'inspector', 'statistics_officer', 'administrator', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('unit_id', Id(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_role_grant_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_role_grant_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('account_id', 'role', 'unit_id', name=op.f('uq_role_grant_account_id_role_unit_id'))
    )
    op.create_table('start_code',
    sa.Column('id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('given_by', Id(), nullable=False),
    sa.Column('given_at', UtcDateTime(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=False),
    sa.Column('used_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_start_code_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['given_by'], ['account.id'], name=op.f('fk_start_code_given_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_start_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_start_code_code_hash'))
    )
    op.create_index(op.f('ix_start_code_account_id'), 'start_code', ['account_id'], unique=False)
    op.create_table('web_session',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('seen_at', UtcDateTime(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=False),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_web_session_account_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_web_session'))
    )
    op.create_index(op.f('ix_web_session_account_id'), 'web_session', ['account_id'], unique=False)
    for table in ('audit_entry', 'stored_document'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
