"""Thank-you cards, counts of whole places, moves between places, and the public's figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('impact_figure',
    sa.Column('quarter', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('sold_minor', sa.BigInteger(), nullable=True),
    sa.Column('pieces', sa.Integer(), nullable=True),
    sa.Column('makers_minor', sa.BigInteger(), nullable=True),
    sa.Column('makers', sa.Integer(), nullable=True),
    sa.Column('collected_minor', sa.BigInteger(), nullable=False),
    sa.Column('disbursed_minor', sa.BigInteger(), nullable=False),
    sa.Column('trained', sa.Integer(), nullable=True),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('makers IS NOT NULL OR (makers_minor IS NULL AND sold_minor IS NULL AND pieces IS NULL)', name=op.f('ck_impact_figure_what_tells_of_few_makers_is_hidden')),
    sa.CheckConstraint('makers IS NULL OR makers = 0 OR makers >= 5', name=op.f('ck_impact_figure_few_makers_are_hidden')),
    sa.CheckConstraint('trained IS NULL OR trained = 0 OR trained >= 5', name=op.f('ck_impact_figure_few_trained_are_hidden')),
    sa.PrimaryKeyConstraint('quarter', 'currency', name=op.f('pk_impact_figure'))
    )
    op.create_table('stock_take',
    sa.Column('id', Id(), nullable=False),
    sa.Column('place_id', Id(), nullable=False),
    sa.Column('taken_by', Id(), nullable=False),
    sa.Column('taken_at', UtcDateTime(), nullable=False),
    sa.Column('shelves', sa.Integer(), nullable=False),
    sa.Column('differences', sa.Integer(), nullable=False),
    sa.CheckConstraint('shelves > 0 AND differences >= 0 AND differences <= shelves', name=op.f('ck_stock_take_something_was_counted')),
    sa.ForeignKeyConstraint(['place_id'], ['unit.id'], name=op.f('fk_stock_take_place_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['taken_by'], ['human.id'], name=op.f('fk_stock_take_taken_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_take'))
    )
    op.create_index('ix_stock_take_place', 'stock_take', ['place_id', 'taken_at'], unique=False)
    op.create_table('stock_take_line',
    sa.Column('take_id', Id(), nullable=False),
    sa.Column('stock_id', Id(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.CheckConstraint("counted = expected OR reason <> ''", name=op.f('ck_stock_take_line_difference_has_a_reason')),
    sa.CheckConstraint('counted >= 0', name=op.f('ck_stock_take_line_count_is_not_negative')),
    sa.ForeignKeyConstraint(['stock_id'], ['stock.id'], name=op.f('fk_stock_take_line_stock_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['take_id'], ['stock_take.id'], name=op.f('fk_stock_take_line_take_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('take_id', 'stock_id', name=op.f('pk_stock_take_line'))
    )
    op.create_table('thank_card',
    sa.Column('id', Id(), nullable=False),
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('batch_id', Id(), nullable=True),
    sa.Column('words', sa.String(length=400), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'approved', 'refused', name='cardstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('refused_why', sa.String(length=200), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("(state = 'refused') = (refused_why <> '')", name=op.f('ck_thank_card_refused_with_reason')),
    sa.CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name=op.f('ck_thank_card_decided_by_somebody')),
    sa.ForeignKeyConstraint(['batch_id'], ['production_batch.id'], name=op.f('fk_thank_card_batch_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_thank_card_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_thank_card_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thank_card'))
    )
    op.create_index('ix_thank_card_product', 'thank_card', ['product_id', 'state'], unique=False)
    op.create_index('ix_thank_card_state', 'thank_card', ['state', 'sent_at'], unique=False)
    with op.batch_alter_table("stock_move") as batch:
        batch.drop_constraint(op.f("ck_stock_move_kind"), type_="check")
        batch.create_check_constraint(
            op.f("ck_stock_move_kind"),
            "kind IN ('produced', 'reserved', 'released', 'picked_up', 'counted', 'returned', 'moved')",
        )
    if op.get_bind().dialect.name == "sqlite":  # the table was built anew, so its triggers are gone
        for statement in trigger_ddl("stock_move", "sqlite"):
            op.execute(statement)
    for table in ('stock_take_line',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
