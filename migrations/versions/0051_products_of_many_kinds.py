"""Products: variants, weight, tax, limits for a buyer, sending, safety notes and other languages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('product_text',
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('safety', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_text_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('product_id', 'language', name=op.f('pk_product_text'))
    )
    with op.batch_alter_table("product") as batch:
        batch.add_column(sa.Column("variant_of_id", Id(), nullable=True))
        batch.add_column(sa.Column("variant", sa.String(length=60), server_default="", nullable=False))
        batch.add_column(sa.Column("weight_grams", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("tax_permille", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("per_buyer", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("ships", sa.Boolean(), server_default=sa.false(), nullable=False))
        codes = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
        batch.add_column(sa.Column("ship_blocks", codes, server_default="[]", nullable=False))
        batch.add_column(sa.Column("safety", sa.Text(), server_default="", nullable=False))
        batch.create_check_constraint(
            op.f("ck_product_measures_make_sense"),
            "weight_grams >= 0 AND tax_permille BETWEEN 0 AND 999 AND (per_buyer IS NULL OR per_buyer > 0)",
        )
        batch.create_check_constraint(
            op.f("ck_product_variant_says_what_differs"), "(variant_of_id IS NULL) = (variant = '')"
        )
        batch.create_check_constraint(op.f("ck_product_is_no_variant_of_itself"), "variant_of_id <> id")
        batch.create_foreign_key(
            op.f("fk_product_variant_of_id"), "product", ["variant_of_id"], ["id"], initially="DEFERRED", deferrable=True
        )
        batch.create_index(op.f("ix_product_variant_of_id"), ["variant_of_id"])


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
