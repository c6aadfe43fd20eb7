"""Requirements, ends of orders, the first days outside, transfers and workload"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('workload_reduction',
    sa.Column('id', Id(), nullable=False),
    sa.Column('officer_id', Id(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Enum('new', 'training', 'leave', 'part_time', 'other_task', name='reductionreason', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('set_by', Id(), nullable=False),
    sa.Column('set_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('ends_on >= begins_on', name=op.f('ck_workload_reduction_in_order')),
    sa.CheckConstraint('percent BETWEEN 1 AND 100', name=op.f('ck_workload_reduction_percent')),
    sa.CheckConstraint('set_by <> officer_id', name=op.f('ck_workload_reduction_two_humans')),
    sa.ForeignKeyConstraint(['officer_id'], ['human.id'], name=op.f('fk_workload_reduction_officer_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['set_by'], ['human.id'], name=op.f('fk_workload_reduction_set_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workload_reduction'))
    )
    op.create_index('ix_workload_reduction_officer', 'workload_reduction', ['officer_id', 'ends_on'], unique=False)
    op.create_table('early_end',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('grounds', sa.Text(), nullable=False),
    sa.Column('proposed_by', Id(), nullable=False),
    sa.Column('proposed_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'supported', 'given_back', 'granted', 'refused', name='proposalstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decision_words', sa.Text(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('answer_words', sa.Text(), nullable=False),
    sa.CheckConstraint("(state IN ('granted', 'refused')) = (answered_on IS NOT NULL)", name=op.f('ck_early_end_answered_on_a_day')),
    sa.CheckConstraint("state IN ('proposed', 'given_back') OR decided_by IS NOT NULL", name=op.f('ck_early_end_supported_by_a_human')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> proposed_by', name=op.f('ck_early_end_two_humans')),
    sa.CheckConstraint('length(grounds) >= 10', name=op.f('ck_early_end_has_grounds')),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_early_end_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_early_end_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_early_end_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['proposed_by'], ['human.id'], name=op.f('fk_early_end_proposed_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_early_end'))
    )
    op.create_index(op.f('ix_early_end_order_id'), 'early_end', ['order_id'], unique=False)
    op.create_index(op.f('ix_early_end_person_id'), 'early_end', ['person_id'], unique=False)
    op.create_index('uq_early_end_open', 'early_end', ['order_id'], unique=True, sqlite_where=sa.text("state IN ('proposed', 'supported')"), postgresql_where=sa.text("state IN ('proposed', 'supported')"))
    op.create_table('first_days',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('released_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_first_days_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_first_days_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_first_days')),
    sa.UniqueConstraint('order_id', 'released_on', name=op.f('uq_first_days_order_id_released_on'))
    )
    op.create_index(op.f('ix_first_days_person_id'), 'first_days', ['person_id'], unique=False)
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
    op.create_table('supervision_transfer',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('reason', sa.Enum('moved', 'level', 'officer_left', 'workload', 'safety', 'wish', name='transferreason', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('from_office_id', Id(), nullable=False),
    sa.Column('from_officer_id', Id(), nullable=False),
    sa.Column('to_office_id', Id(), nullable=False),
    sa.Column('to_officer_id', Id(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('open_items', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('proposed_by', Id(), nullable=False),
    sa.Column('proposed_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'accepted', 'refused', 'withdrawn', name='transferstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('met_on', sa.Date(), nullable=True),
    sa.Column('met_words', sa.Text(), nullable=False),
    sa.Column('answered_by', Id(), nullable=True),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.Column('answer_words', sa.Text(), nullable=False),
    sa.CheckConstraint("(state = 'proposed') = (answered_at IS NULL)", name=op.f('ck_supervision_transfer_answered_at_an_hour')),
    sa.CheckConstraint("state <> 'accepted' OR (met_on IS NOT NULL AND answered_by IS NOT NULL)", name=op.f('ck_supervision_transfer_met_and_yes')),
    sa.CheckConstraint("state <> 'refused' OR (answered_by IS NOT NULL AND length(answer_words) >= 10)", name=op.f('ck_supervision_transfer_refused_why')),
    sa.CheckConstraint('answered_by IS NULL OR answered_by <> proposed_by', name=op.f('ck_supervision_transfer_two_humans')),
    sa.CheckConstraint('from_officer_id <> to_officer_id OR from_office_id <> to_office_id', name=op.f('ck_supervision_transfer_goes_somewhere')),
    sa.ForeignKeyConstraint(['answered_by'], ['human.id'], name=op.f('fk_supervision_transfer_answered_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['from_office_id'], ['unit.id'], name=op.f('fk_supervision_transfer_from_office_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['from_officer_id'], ['human.id'], name=op.f('fk_supervision_transfer_from_officer_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_supervision_transfer_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_supervision_transfer_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['proposed_by'], ['human.id'], name=op.f('fk_supervision_transfer_proposed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['to_office_id'], ['unit.id'], name=op.f('fk_supervision_transfer_to_office_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['to_officer_id'], ['human.id'], name=op.f('fk_supervision_transfer_to_officer_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_transfer'))
    )
    op.create_index(op.f('ix_supervision_transfer_person_id'), 'supervision_transfer', ['person_id'], unique=False)
    op.create_index('ix_supervision_transfer_to', 'supervision_transfer', ['to_office_id', 'state'], unique=False)
    op.create_index('uq_supervision_transfer_open', 'supervision_transfer', ['order_id'], unique=True, sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))
    op.create_table('first_days_check',
    sa.Column('id', Id(), nullable=False),
    sa.Column('first_days_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.Column('done_by', Id(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint('(done_at IS NULL) = (done_by IS NULL)', name=op.f('ck_first_days_check_done_by_somebody')),
    sa.CheckConstraint('day IN (1, 3, 7)', name=op.f('ck_first_days_check_on_its_day')),
    sa.ForeignKeyConstraint(['done_by'], ['human.id'], name=op.f('fk_first_days_check_done_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['first_days_id'], ['first_days.id'], name=op.f('fk_first_days_check_first_days_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_first_days_check_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_first_days_check')),
    sa.UniqueConstraint('first_days_id', 'day', name=op.f('uq_first_days_check_first_days_id_day'))
    )
    op.create_index('ix_first_days_check_due', 'first_days_check', ['due_on'], unique=False)
    op.create_index(op.f('ix_first_days_check_person_id'), 'first_days_check', ['person_id'], unique=False)
    op.create_table('first_days_item',
    sa.Column('id', Id(), nullable=False),
    sa.Column('first_days_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('housing', 'papers', 'money', 'health', 'appointment', name='itemkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('open', 'arranged', 'settled', 'not_needed', name='itemstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.ForeignKeyConstraint(['first_days_id'], ['first_days.id'], name=op.f('fk_first_days_item_first_days_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_first_days_item_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_first_days_item')),
    sa.UniqueConstraint('first_days_id', 'kind', name=op.f('uq_first_days_item_first_days_id_kind'))
    )
    op.create_index(op.f('ix_first_days_item_person_id'), 'first_days_item', ['person_id'], unique=False)
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
