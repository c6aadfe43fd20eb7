"""Rules of ranking, appeals, planned changes, times not expected, and the proof of the lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def _add_key(table: str, column: str, target: str) -> None:
    """A nullable key to another table. SQLite takes it only with the column."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} BLOB CONSTRAINT {name} "
            f"REFERENCES {target} (id) DEFERRABLE INITIALLY DEFERRED"
        )
        return
    op.add_column(table, sa.Column(column, Id(), nullable=True))
    op.create_foreign_key(name, table, target, [column], ["id"], initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('waiting_check',
    sa.Column('id', Id(), nullable=False),
    sa.Column('ran_at', UtcDateTime(), nullable=False),
    sa.Column('looked_at', sa.Integer(), nullable=False),
    sa.Column('mended', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_check'))
    )
    op.create_index('ix_waiting_check_ran', 'waiting_check', ['ran_at'], unique=False)
    op.create_table('ranking_rules',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('points', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('made_by', Id(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'published', name='rulesstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('published_by', Id(), nullable=True),
    sa.Column('published_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("(state = 'published') = (published_by IS NOT NULL)", name=op.f('ck_ranking_rules_published_by_somebody')),
    sa.CheckConstraint('length(why) >= 10', name=op.f('ck_ranking_rules_reasoned')),
    sa.ForeignKeyConstraint(['made_by'], ['human.id'], name=op.f('fk_ranking_rules_made_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['published_by'], ['human.id'], name=op.f('fk_ranking_rules_published_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_ranking_rules_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranking_rules'))
    )
    op.create_index('ix_ranking_rules_unit', 'ranking_rules', ['unit_id', 'state', 'valid_from'], unique=False)
    op.create_table('application_appeal',
    sa.Column('id', Id(), nullable=False),
    sa.Column('application_id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('against', Id(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'upheld', 'dismissed', name='appealstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f('ck_application_appeal_decided_once')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> against', name=op.f('ck_application_appeal_decided_by_somebody_else')),
    sa.ForeignKeyConstraint(['against'], ['human.id'], name=op.f('fk_application_appeal_against'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_appeal_application_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_application_appeal_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_application_appeal_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_appeal'))
    )
    op.create_index('ix_application_appeal_due', 'application_appeal', ['state', 'due_on'], unique=False)
    op.create_index('uq_application_appeal_open', 'application_appeal', ['application_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_table('place_exclusion',
    sa.Column('id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('day', 'morning', 'afternoon', 'evening', name='daypart', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.CheckConstraint('until_on IS NULL OR until_on >= from_on', name=op.f('ck_place_exclusion_in_order')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_place_exclusion_weekday')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_place_exclusion_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_exclusion'))
    )
    op.create_index('uq_place_exclusion_open', 'place_exclusion', ['allocation_id', 'weekday', 'part'], unique=True, sqlite_where=sa.text('until_on IS NULL'), postgresql_where=sa.text('until_on IS NULL'))
    op.create_table('planned_change',
    sa.Column('id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('suspend', 'resume', 'end', name='changekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('made_by', Id(), nullable=False),
    sa.Column('paid', sa.Boolean(), nullable=False),
    sa.Column('end_reason', sa.String(length=40), nullable=False),
    sa.Column('state', sa.Enum('planned', 'done', 'cancelled', 'missed', name='changestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.CheckConstraint("(kind = 'end') = (end_reason <> '')", name=op.f('ck_planned_change_end_has_a_reason')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_planned_change_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['made_by'], ['human.id'], name=op.f('fk_planned_change_made_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_change'))
    )
    op.create_index('ix_planned_change_due', 'planned_change', ['state', 'on_date'], unique=False)
    op.create_index('uq_planned_change_open', 'planned_change', ['allocation_id', 'kind'], unique=True, sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))
    op.add_column('application', sa.Column('answer_by', sa.Date(), nullable=True))
    op.add_column('application', sa.Column('closed_on', sa.Date(), nullable=True))
    _add_key("application", "closed_by", "human")


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
