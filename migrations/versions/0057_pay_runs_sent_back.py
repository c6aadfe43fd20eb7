"""A frozen pay run can be sent back; its lines are frozen again after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward. Every line frozen so far was frozen once, in a run that stands."""
    op.create_table('pay_return',
    sa.Column('id', Id(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('returned_by', Id(), nullable=False),
    sa.Column('returned_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(reason) >= 5', name=op.f('ck_pay_return_reasoned')),
    sa.ForeignKeyConstraint(['id'], ['pay_period.id'], name=op.f('fk_pay_return_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['returned_by'], ['human.id'], name=op.f('fk_pay_return_returned_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_return'))
    )
    lite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("pay_period") as batch:
        batch.add_column(sa.Column('nth', sa.SmallInteger(), server_default='1', nullable=False))
        batch.drop_constraint(op.f('uq_pay_period_unit_id_last_on'), type_='unique')
        batch.create_unique_constraint(op.f('uq_pay_period_unit_id_last_on_nth'), ['unit_id', 'last_on', 'nth'])
    with op.batch_alter_table("frozen_line") as batch:
        batch.add_column(sa.Column('again_after', Id(), nullable=True))
        batch.drop_constraint(op.f('pk_frozen_line'), type_='primary')
        batch.create_primary_key(op.f('pk_frozen_line'), ['id', 'period_id'])
        batch.create_unique_constraint(op.f('uq_frozen_line_id_again_after'), ['id', 'again_after'])
        batch.create_foreign_key(op.f('fk_frozen_line_again_after'), 'pay_return', ['again_after'], ['id'], initially='DEFERRED', deferrable=True)
    with op.batch_alter_table("frozen_line") as batch:
        batch.create_foreign_key(op.f('fk_frozen_line_id_again_after'), 'frozen_line', ['id', 'again_after'], ['id', 'period_id'], initially='DEFERRED', deferrable=True)
    first = sa.text('again_after IS NULL')
    op.create_index('uq_frozen_line_first', 'frozen_line', ['id'], unique=True, sqlite_where=first, postgresql_where=first)
    for table in ("pay_return", *(("pay_period", "frozen_line") if lite else ())):  # SQLite built the two anew
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
