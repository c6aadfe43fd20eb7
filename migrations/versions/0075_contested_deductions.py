"""Deductions that people contest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('dispute',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('cash_received', 'wage', 'sale_share', 'order_paid', 'handed_over', 'payout', 'wage_grant', 'transfer', 'reversal', 'deposit', 'remittance', 'purchase', 'fine', 'disbursement', 'difference', 'estate', name='entrykind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('raised_by', Id(), nullable=False),
    sa.Column('raised_at', UtcDateTime(), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=False),
    sa.Column('entry_id', Id(), nullable=False),
    sa.Column('state', sa.Enum('open', 'returned', 'let_go', name='disputestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('reason', sa.String(length=300), server_default='', nullable=False),
    sa.Column('end_entry_id', Id(), nullable=True),
    sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f('ck_dispute_decided_by_somebody')),
    sa.CheckConstraint("(state = 'open') = (end_entry_id IS NULL)", name=op.f('ck_dispute_ends_with_entry')),
    sa.CheckConstraint("state = 'open' OR length(reason) >= 5", name=op.f('ck_dispute_decided_with_reason')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> raised_by', name=op.f('ck_dispute_two_humans')),
    sa.CheckConstraint('length(words) >= 5', name=op.f('ck_dispute_says_why')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_dispute_is_positive')),
    sa.ForeignKeyConstraint(['account_id'], ['ledger_account.id'], name=op.f('fk_dispute_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_dispute_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['end_entry_id'], ['ledger_entry.id'], name=op.f('fk_dispute_end_entry_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_dispute_entry_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_dispute_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['raised_by'], ['human.id'], name=op.f('fk_dispute_raised_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute'))
    )
    op.create_index('ix_dispute_person', 'dispute', ['person_id'], unique=False)
    op.create_index('ix_dispute_state', 'dispute', ['state', 'answer_by'], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
