"""Contact standards as data: packs chosen by office, life events, overloads, exceptions from the level with an end"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_LEVELS = "'low', 'medium', 'high', 'intensive'"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('office_overload',
    sa.Column('id', Id(), nullable=False),
    sa.Column('office_id', Id(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('declared_by', Id(), nullable=False),
    sa.Column('declared_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('ends_on >= begins_on', name=op.f('ck_office_overload_in_order')),
    sa.CheckConstraint('length(reason) >= 10', name=op.f('ck_office_overload_has_a_reason')),
    sa.ForeignKeyConstraint(['declared_by'], ['human.id'], name=op.f('fk_office_overload_declared_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_office_overload_office_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office_overload'))
    )
    op.create_index('ix_office_overload_office', 'office_overload', ['office_id', 'ends_on'], unique=False)
    op.create_table('standards_choice',
    sa.Column('id', Id(), nullable=False),
    sa.Column('office_id', Id(), nullable=False),
    sa.Column('pack', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('chosen_by', Id(), nullable=False),
    sa.Column('chosen_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(reason) >= 10', name=op.f('ck_standards_choice_has_a_reason')),
    sa.ForeignKeyConstraint(['chosen_by'], ['human.id'], name=op.f('fk_standards_choice_chosen_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_standards_choice_office_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standards_choice'))
    )
    op.create_index('ix_standards_choice_office', 'standards_choice', ['office_id', 'valid_from'], unique=False)
    op.create_table('life_event',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('moved_house', 'lost_job', 'new_job', 'out_of_touch', 'in_touch', name='happening', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('taken_back_at', UtcDateTime(), nullable=True),
    sa.Column('taken_back_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(taken_back_at IS NULL AND taken_back_reason = '') OR (taken_back_at IS NOT NULL AND length(taken_back_reason) >= 5)", name=op.f('ck_life_event_taken_back_with_a_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_life_event_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_life_event_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_life_event'))
    )
    op.create_index('ix_life_event_person', 'life_event', ['person_id', 'on'], unique=False)
    with op.batch_alter_table("level_change") as batch:
        batch.add_column(sa.Column("until_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("rule", sa.String(length=60), server_default="", nullable=False))
        steps = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
        batch.add_column(sa.Column("steps", steps, server_default="{}", nullable=False))
        batch.add_column(sa.Column("provisional", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("way", sa.String(length=40), server_default="decided", nullable=False))
        batch.create_check_constraint(op.f("ck_level_change_way"), "way IN ('decided', 'fell_back')")
        for name in ("level", "suggested"):
            batch.drop_constraint(op.f(f"ck_level_change_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_level_change_{name}"), f"{name} IN ({_LEVELS})")
    with op.batch_alter_table("supervision_order") as batch:
        batch.add_column(sa.Column("level_until", sa.Date(), nullable=True))
        batch.drop_constraint(op.f("ck_supervision_order_level"), type_="check")
        batch.create_check_constraint(op.f("ck_supervision_order_level"), f"level IN ({_LEVELS})")
    if op.get_bind().dialect.name == "sqlite":  # the table was built anew there, without its triggers
        for statement in trigger_ddl("level_change", "sqlite"):
            op.execute(statement)
    for table in ('standards_choice',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
