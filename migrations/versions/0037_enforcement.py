"""Enforcement: steps, support reviews, breach and recall reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('breach_report',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('breach', 'recall', name='reportkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'filed', 'not_filed', 'dropped', name='reportstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('account_how', sa.Enum('given', 'declined', 'not_reached', name='accounthow', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('alternatives', sa.String(length=300), nullable=False),
    sa.Column('vulnerabilities', sa.String(length=300), nullable=False),
    sa.Column('reasons', sa.Text(), nullable=False),
    sa.Column('prepared_by', Id(), nullable=False),
    sa.Column('prepared_at', UtcDateTime(), nullable=False),
    sa.Column('given_back', sa.Text(), nullable=False),
    sa.Column('signed_by', Id(), nullable=True),
    sa.Column('signed_at', UtcDateTime(), nullable=True),
    sa.Column('progress', sa.Text(), nullable=False),
    sa.Column('expectations', sa.Text(), nullable=False),
    sa.Column('document_id', Id(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'filed' OR (signed_by IS NOT NULL AND signed_at IS NOT NULL AND document_id IS NOT NULL)", name=op.f('ck_breach_report_filed_is_signed')),
    sa.CheckConstraint("state <> 'not_filed' OR (signed_by IS NOT NULL AND document_id IS NOT NULL AND length(progress) >= 10)", name=op.f('ck_breach_report_not_filed_has_its_letter')),
    sa.CheckConstraint("state IN ('draft', 'dropped', 'not_filed') OR (alternatives <> '' AND length(reasons) >= 10 AND (kind <> 'recall' OR vulnerabilities <> '') AND account_how IS NOT NULL AND ((account_how = 'given' AND length(account) >= 10) OR account_how = 'declined' OR (account_how = 'not_reached' AND attempts >= 2)))", name=op.f('ck_breach_report_both_sides_are_heard')),
    sa.CheckConstraint('signed_by IS NULL OR signed_by <> prepared_by', name=op.f('ck_breach_report_two_humans')),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_breach_report_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_breach_report_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_breach_report_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['prepared_by'], ['human.id'], name=op.f('fk_breach_report_prepared_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['signed_by'], ['human.id'], name=op.f('fk_breach_report_signed_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_breach_report'))
    )
    op.create_index(op.f('ix_breach_report_order_id'), 'breach_report', ['order_id'], unique=False)
    op.create_index(op.f('ix_breach_report_person_id'), 'breach_report', ['person_id'], unique=False)
    op.create_index('uq_breach_report_open', 'breach_report', ['order_id'], unique=True, sqlite_where=sa.text("state IN ('draft', 'submitted')"), postgresql_where=sa.text("state IN ('draft', 'submitted')"))
    op.create_table('enforcement_step',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('outreach', 'first_warning', 'final_warning', name='stepkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=False),
    sa.Column('taken_by', Id(), nullable=False),
    sa.Column('taken_at', UtcDateTime(), nullable=False),
    sa.Column('respond_by', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('document_id', Id(), nullable=True),
    sa.Column('withdrawn_at', UtcDateTime(), nullable=True),
    sa.Column('withdrawn_by', Id(), nullable=True),
    sa.Column('withdrawn_reason', sa.Text(), nullable=False),
    sa.Column('withdrawal_document_id', Id(), nullable=True),
    sa.CheckConstraint("kind = 'outreach' OR document_id IS NOT NULL", name=op.f('ck_enforcement_step_a_letter_is_on_file')),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL OR length(withdrawn_reason) >= 10)', name=op.f('ck_enforcement_step_withdrawn_with_a_reason')),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_enforcement_step_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_enforcement_step_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enforcement_step_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['taken_by'], ['human.id'], name=op.f('fk_enforcement_step_taken_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['withdrawal_document_id'], ['stored_document.id'], name=op.f('fk_enforcement_step_withdrawal_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['human.id'], name=op.f('fk_enforcement_step_withdrawn_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enforcement_step'))
    )
    op.create_index(op.f('ix_enforcement_step_person_id'), 'enforcement_step', ['person_id'], unique=False)
    op.create_index('uq_enforcement_step_once', 'enforcement_step', ['order_id', 'since', 'kind'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('support_review',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('by_itself', sa.Boolean(), nullable=False),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('closed_by', Id(), nullable=True),
    sa.Column('decision', sa.Enum('no_action', 'extra_support', 'amend_conditions', 'step_on', name='decision', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('reasons', sa.Text(), nullable=False),
    sa.CheckConstraint('(closed_at IS NULL AND decision IS NULL) OR (closed_at IS NOT NULL AND closed_by IS NOT NULL AND decision IS NOT NULL AND length(reasons) >= 10)', name=op.f('ck_support_review_closed_with_reasons')),
    sa.ForeignKeyConstraint(['closed_by'], ['human.id'], name=op.f('fk_support_review_closed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_support_review_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_support_review_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_review'))
    )
    op.create_index('ix_support_review_order', 'support_review', ['order_id', 'since'], unique=False)
    op.create_index(op.f('ix_support_review_person_id'), 'support_review', ['person_id'], unique=False)
    op.create_index('uq_support_review_open', 'support_review', ['order_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('account_attempt',
    sa.Column('id', Id(), nullable=False),
    sa.Column('report_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('made_by', Id(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['human.id'], name=op.f('fk_account_attempt_made_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_attempt_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['report_id'], ['breach_report.id'], name=op.f('fk_account_attempt_report_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_attempt'))
    )
    op.create_index(op.f('ix_account_attempt_person_id'), 'account_attempt', ['person_id'], unique=False)
    op.create_index(op.f('ix_account_attempt_report_id'), 'account_attempt', ['report_id'], unique=False)
    for table in ('account_attempt',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
