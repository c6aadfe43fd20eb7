"""Case notes, papers on file, and the inspector's letter box."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('complaint_lock',
    sa.Column('id', Id(), nullable=False),
    sa.Column('recipient', sa.String(length=100), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.Column('made_by', Id(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['human.id'], name=op.f('fk_complaint_lock_made_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_lock'))
    )
    op.create_table('case_note',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('talk', 'observed', 'progress', 'family', 'partner', 'other', name='notekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('occurred_at', UtcDateTime(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by', Id(), nullable=False),
    sa.Column('written_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_case_note_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['written_by'], ['human.id'], name=op.f('fk_case_note_written_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_note'))
    )
    op.create_index('ix_case_note_person', 'case_note', ['person_id', 'occurred_at', 'id'], unique=False)
    op.create_table('filed_paper',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('court', 'identity', 'lawyer', 'family', 'certificate', 'other', name='paperkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=True),
    sa.Column('document_id', Id(), nullable=False),
    sa.Column('given_sha256', sa.String(length=64), nullable=False),
    sa.Column('filed_by', Id(), nullable=False),
    sa.Column('filed_at', UtcDateTime(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_filed_paper_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['filed_by'], ['human.id'], name=op.f('fk_filed_paper_filed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_filed_paper_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filed_paper'))
    )
    op.create_index('ix_filed_paper_person', 'filed_paper', ['person_id', 'filed_at', 'id'], unique=False)
    op.create_table('sealed_complaint',
    sa.Column('id', Id(), nullable=False),
    sa.Column('lock_id', Id(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('receipt', sa.String(length=64), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['lock_id'], ['complaint_lock.id'], name=op.f('fk_sealed_complaint_lock_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sealed_complaint')),
    sa.UniqueConstraint('receipt', name=op.f('uq_sealed_complaint_receipt'))
    )
    op.create_table('complaint_answer',
    sa.Column('id', Id(), nullable=False),
    sa.Column('complaint_id', Id(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('answered_by', Id(), nullable=False),
    sa.Column('answered_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['human.id'], name=op.f('fk_complaint_answer_answered_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['complaint_id'], ['sealed_complaint.id'], name=op.f('fk_complaint_answer_complaint_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_answer'))
    )
    op.create_index(op.f('ix_complaint_answer_complaint_id'), 'complaint_answer', ['complaint_id'], unique=False)
    op.create_table('note_amendment',
    sa.Column('id', Id(), nullable=False),
    sa.Column('note_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by', Id(), nullable=False),
    sa.Column('written_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['note_id'], ['case_note.id'], name=op.f('fk_note_amendment_note_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_note_amendment_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['written_by'], ['human.id'], name=op.f('fk_note_amendment_written_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note_amendment'))
    )
    op.create_index('ix_note_amendment_note', 'note_amendment', ['note_id', 'written_at'], unique=False)
    op.create_index(op.f('ix_note_amendment_person_id'), 'note_amendment', ['person_id'], unique=False)
    for table in ('case_note', 'complaint_answer', 'note_amendment', 'sealed_complaint'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
