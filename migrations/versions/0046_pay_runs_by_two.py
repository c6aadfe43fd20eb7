"""A second human approves a pay run, a job books it; an earning that cannot be shared out waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("pay_period") as batch:  # what was frozen so far was announced in the same moment
        batch.add_column(sa.Column("announced", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch.create_unique_constraint(op.f("uq_pay_period_id_frozen_by"), ["id", "frozen_by"])
    with op.batch_alter_table("pay_period") as batch:
        batch.alter_column("announced", server_default=sa.false())
    if op.get_bind().dialect.name == "sqlite":  # the table was built anew, so its triggers are gone
        for statement in trigger_ddl("pay_period", "sqlite"):
            op.execute(statement)
    op.create_table('pay_approval',
    sa.Column('id', Id(), nullable=False),
    sa.Column('frozen_by', Id(), nullable=False),
    sa.Column('approved_by', Id(), nullable=False),
    sa.Column('approved_at', UtcDateTime(), nullable=False),
    sa.Column('job_id', Id(), nullable=False),
    sa.CheckConstraint('approved_by <> frozen_by', name=op.f('ck_pay_approval_two_humans')),
    sa.ForeignKeyConstraint(['approved_by'], ['human.id'], name=op.f('fk_pay_approval_approved_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['frozen_by'], ['human.id'], name=op.f('fk_pay_approval_frozen_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['id', 'frozen_by'], ['pay_period.id', 'pay_period.frozen_by'], name=op.f('fk_pay_approval_id_frozen_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_approval'))
    )
    op.add_column('earning_line', sa.Column('stuck', sa.String(length=500), server_default='', nullable=False))
    for table in ('pay_approval',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
