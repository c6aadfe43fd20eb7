"""Requirements, ends of orders, the first days outside, transfers and workload"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('requirement',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('hours', 'sessions', 'payments', name='requirementkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('required', sa.Integer(), nullable=False),
    sa.Column('set_by', Id(), nullable=False),
    sa.Column('set_at', UtcDateTime(), nullable=False),
    sa.Column('credited', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'payments') = (currency <> '')", name=op.f('ck_requirement_money_has_a_currency')),
    sa.CheckConstraint('credited >= 0', name=op.f('ck_requirement_never_negative')),
    sa.CheckConstraint('required > 0', name=op.f('ck_requirement_asks_for_something')),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_requirement_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_requirement_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['set_by'], ['human.id'], name=op.f('fk_requirement_set_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requirement'))
    )
    op.create_index('ix_requirement_order', 'requirement', ['order_id'], unique=False)
    op.create_index(op.f('ix_requirement_person_id'), 'requirement', ['person_id'], unique=False)
    op.create_table('requirement_credit',
    sa.Column('id', Id(), nullable=False),
    sa.Column('requirement_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('reverses_id', Id(), nullable=True),
    sa.CheckConstraint('(reverses_id IS NULL AND amount > 0) OR (reverses_id IS NOT NULL AND amount < 0 AND length(note) >= 5)', name=op.f('ck_requirement_credit_adds_or_takes_back')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_requirement_credit_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_requirement_credit_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['requirement_id'], ['requirement.id'], name=op.f('fk_requirement_credit_requirement_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['reverses_id'], ['requirement_credit.id'], name=op.f('fk_requirement_credit_reverses_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requirement_credit')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_requirement_credit_reverses_id'))
    )
    op.create_index(op.f('ix_requirement_credit_person_id'), 'requirement_credit', ['person_id'], unique=False)
    op.create_index('ix_requirement_credit_requirement', 'requirement_credit', ['requirement_id', 'recorded_at'], unique=False)
    for table in ('requirement_credit',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
