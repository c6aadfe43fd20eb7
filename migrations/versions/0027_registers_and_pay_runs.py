"""Registers saved row by row, promises for cancelled sessions, pay runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TRIGGERS = ("pay_line_refuses_update", "pay_line_refuses_delete")


def _pay_lines() -> None:
    """Lines of old were announced at once: they get their fact, and no unit, so that no run pays them again."""
    op.add_column("pay_line", sa.Column("fact_id", Id(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE pay_line ADD COLUMN unit_id BLOB(16) "
            "CONSTRAINT fk_pay_line_unit_id REFERENCES unit (id) DEFERRABLE INITIALLY DEFERRED"
        )
    else:
        op.add_column("pay_line", sa.Column("unit_id", Id(), nullable=True))
        op.create_foreign_key(
            op.f("fk_pay_line_unit_id"), "pay_line", "unit", ["unit_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    op.create_index("ix_pay_line_fact", "pay_line", ["fact_id"])
    op.create_index("ix_pay_line_unit", "pay_line", ["unit_id", "earned_on"])
    postgres = op.get_bind().dialect.name == "postgresql"
    for name in ("pay_line_is_append_only", "pay_line_is_not_emptied") if postgres else TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON pay_line" if postgres else f"DROP TRIGGER {name}")
    op.execute("UPDATE pay_line SET fact_id = source_id WHERE source = 'attendance'")
    op.execute(
        "UPDATE pay_line SET fact_id = (SELECT attendance_id FROM attendance_correction WHERE id = pay_line.source_id) "
        "WHERE source = 'attendance_correction'"
    )
    for statement in trigger_ddl("pay_line", op.get_bind().dialect.name):
        op.execute(statement)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('pay_period',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('frozen_by', Id(), nullable=False),
    sa.Column('frozen_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['frozen_by'], ['human.id'], name=op.f('fk_pay_period_frozen_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_pay_period_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_period')),
    sa.UniqueConstraint('unit_id', 'last_on', name=op.f('uq_pay_period_unit_id_last_on'))
    )
    op.create_table('frozen_line',
    sa.Column('id', Id(), nullable=False),
    sa.Column('period_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('paid_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('paid_minor >= 0', name=op.f('ck_frozen_line_never_negative')),
    sa.ForeignKeyConstraint(['id'], ['pay_line.id'], name=op.f('fk_frozen_line_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['period_id'], ['pay_period.id'], name=op.f('fk_frozen_line_period_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_frozen_line_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_frozen_line'))
    )
    op.create_index('ix_frozen_line_period', 'frozen_line', ['period_id'], unique=False)
    op.create_table('cancelled_pay',
    sa.Column('id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('taken_back_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_cancelled_pay_has_minutes')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_cancelled_pay_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_cancelled_pay_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_cancelled_pay_session_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cancelled_pay'))
    )
    op.create_index('ix_cancelled_pay_person', 'cancelled_pay', ['person_id'], unique=False)
    op.create_index('ix_cancelled_pay_session', 'cancelled_pay', ['session_id'], unique=False)
    op.create_table('register_mark',
    sa.Column('id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('paid', sa.Boolean(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('in_advance', sa.Boolean(), nullable=False),
    sa.Column('marked_by', Id(), nullable=False),
    sa.Column('marked_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('pieces >= 0 AND (minutes IS NULL OR minutes >= 0)', name=op.f('ck_register_mark_not_negative')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_register_mark_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['marked_by'], ['human.id'], name=op.f('fk_register_mark_marked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_register_mark_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_register_mark_session_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_mark')),
    sa.UniqueConstraint('session_id', 'allocation_id', name=op.f('uq_register_mark_session_id_allocation_id'))
    )
    op.create_index('ix_register_mark_person', 'register_mark', ['person_id'], unique=False)
    _pay_lines()
    for table in ('frozen_line', 'pay_period'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
