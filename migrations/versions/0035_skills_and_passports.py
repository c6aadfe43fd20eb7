"""Assessments of modules, employability skills, skills passports, statements of modules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('skills_passport',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('public_token', sa.String(length=32), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('chosen', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('document_id', Id(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_by', Id(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('withdraw_reason', sa.Text(), nullable=False),
    sa.CheckConstraint('withdrawn_on IS NULL OR length(withdraw_reason) >= 10', name=op.f('ck_skills_passport_withdrawn_with_reason')),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_skills_passport_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['issued_by'], ['human.id'], name=op.f('fk_skills_passport_issued_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_skills_passport_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skills_passport')),
    sa.UniqueConstraint('number', name=op.f('uq_skills_passport_number')),
    sa.UniqueConstraint('public_token', name=op.f('uq_skills_passport_public_token'))
    )
    op.create_index(op.f('ix_skills_passport_person_id'), 'skills_passport', ['person_id'], unique=False)
    op.create_table('assessment_of_module',
    sa.Column('id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('module', sa.String(length=120), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('result', sa.Enum('passed', 'not_yet', 'exempt', name='moduleresult', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('assessed_on', sa.Date(), nullable=False),
    sa.Column('assessor_id', Id(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('amends_id', Id(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('amends_id IS NULL OR length(reason) >= 10', name=op.f('ck_assessment_of_module_amended_with_reason')),
    sa.CheckConstraint('length(evidence) >= 10', name=op.f('ck_assessment_of_module_with_evidence')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_assessment_of_module_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['amends_id'], ['assessment_of_module.id'], name=op.f('fk_assessment_of_module_amends_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['assessor_id'], ['human.id'], name=op.f('fk_assessment_of_module_assessor_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assessment_of_module_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_of_module')),
    sa.UniqueConstraint('amends_id', name=op.f('uq_assessment_of_module_amends_id'))
    )
    op.create_index('ix_assessment_of_module_person', 'assessment_of_module', ['person_id'], unique=False)
    op.create_index('uq_assessment_of_module_attempt', 'assessment_of_module', ['allocation_id', 'module', 'attempt'], unique=True, sqlite_where=sa.text('amends_id IS NULL'), postgresql_where=sa.text('amends_id IS NULL'))
    op.create_table('skill_record',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('skill', sa.Enum('teamwork', 'timekeeping', 'communication', 'planning', 'organisation', 'problem_solving', 'initiative', 'adaptability', 'reliability', 'creativity', name='skill', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('level', sa.Enum('not_yet', 'beginning', 'usually', 'always', name='skilllevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(evidence) >= 20', name=op.f('ck_skill_record_with_evidence')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_skill_record_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_skill_record_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_skill_record_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_record'))
    )
    op.create_index(op.f('ix_skill_record_allocation_id'), 'skill_record', ['allocation_id'], unique=False)
    op.create_index('ix_skill_record_person', 'skill_record', ['person_id', 'skill', 'seen_on'], unique=False)
    op.create_table('skill_comment',
    sa.Column('id', Id(), nullable=False),
    sa.Column('record_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('shown_on', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('taken_down_by', Id(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_skill_comment_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['record_id'], ['skill_record.id'], name=op.f('fk_skill_comment_record_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['taken_down_by'], ['human.id'], name=op.f('fk_skill_comment_taken_down_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_comment')),
    sa.UniqueConstraint('record_id', name=op.f('uq_skill_comment_record_id'))
    )
    op.create_index(op.f('ix_skill_comment_person_id'), 'skill_comment', ['person_id'], unique=False)
    op.add_column('certificate', sa.Column('partial', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('certificate', sa.Column('modules', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), server_default='[]', nullable=False))
    op.add_column('completion', sa.Column('override_reason', sa.Text(), server_default='', nullable=False))
    op.add_column('completion', sa.Column('modules', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), server_default='[]', nullable=False))
    for table in ('assessment_of_module', 'skill_comment', 'skill_record'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
