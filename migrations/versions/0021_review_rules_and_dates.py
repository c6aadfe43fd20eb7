"""Rules of review as dated data, and every change of the day of a person's next review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('review_rule',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=True),
    sa.Column('trigger', sa.Enum('decision', 'reception', 'return', 'incident', 'transfer', 'programme', 'alert', 'age', 'postpone', name='trigger', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('untried', sa.Boolean(), nullable=True),
    sa.Column('least_months', sa.Integer(), nullable=True),
    sa.Column('most_months', sa.Integer(), nullable=True),
    sa.Column('age', sa.Integer(), nullable=True),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('in_force_from', sa.Date(), nullable=False),
    sa.Column('in_force_to', sa.Date(), nullable=True),
    sa.Column('added_by', Id(), nullable=True),
    sa.CheckConstraint("(trigger = 'age') = (age IS NOT NULL)", name=op.f('ck_review_rule_age_where_it_counts')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_review_rule_has_a_source')),
    sa.CheckConstraint('in_force_to IS NULL OR in_force_to >= in_force_from', name=op.f('ck_review_rule_dates_in_order')),
    sa.CheckConstraint('least_months IS NULL OR most_months IS NULL OR least_months <= most_months', name=op.f('ck_review_rule_lengths')),
    sa.CheckConstraint('months <= 12 AND days <= 366', name=op.f('ck_review_rule_a_year_at_most')),
    sa.CheckConstraint('months >= 0 AND days >= 0 AND months + days > 0', name=op.f('ck_review_rule_some_time')),
    sa.ForeignKeyConstraint(['added_by'], ['human.id'], name=op.f('fk_review_rule_added_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_review_rule_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_rule'))
    )
    op.create_index('ix_review_rule_trigger', 'review_rule', ['trigger', 'in_force_from'], unique=False)
    op.create_table('review_date_change',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('cause', sa.Enum('decision', 'reception', 'return', 'incident', 'transfer', 'programme', 'alert', 'age', 'sooner', 'postponed', name='cause', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('old_on', sa.Date(), nullable=True),
    sa.Column('new_on', sa.Date(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_human', Id(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('classification_id', Id(), nullable=True),
    sa.CheckConstraint("cause <> 'postponed' OR new_on > old_on", name=op.f('ck_review_date_change_put_off_is_later')),
    sa.CheckConstraint("cause IN ('decision', 'postponed') OR old_on IS NULL OR new_on < old_on", name=op.f('ck_review_date_change_sooner')),
    sa.CheckConstraint("cause NOT IN ('sooner', 'postponed') OR by_human IS NOT NULL", name=op.f('ck_review_date_change_said_by_whom')),
    sa.CheckConstraint("cause NOT IN ('sooner', 'postponed') OR length(words) >= 10", name=op.f('ck_review_date_change_said_why')),
    sa.ForeignKeyConstraint(['by_human'], ['human.id'], name=op.f('fk_review_date_change_by_human'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['classification_id'], ['classification.id'], name=op.f('fk_review_date_change_classification_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_review_date_change_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_date_change'))
    )
    op.create_index('ix_review_date_change_person', 'review_date_change', ['person_id', 'at', 'id'], unique=False)
    for table in ('review_date_change',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
