"""A refund keeps its tax and when the card company was asked; answers to enquiries and mails of changed orders go out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0077"
down_revision = "0075"
branch_labels = None
depends_on = None
_KINDS = ("placed", "paid", "part", "ready", "sent", "unclaimed", "expired", "late", "refunded", "instead")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('enquiry_post',
    sa.Column('id', Id(), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('prepared', 'sent', 'failed', name='mailstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tries', sa.SmallInteger(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f('ck_enquiry_post_sent_at')),
    sa.CheckConstraint('tries BETWEEN 0 AND 5', name=op.f('ck_enquiry_post_tries')),
    sa.ForeignKeyConstraint(['id'], ['enquiry_mail.id'], name=op.f('fk_enquiry_post_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry_post'))
    )
    op.create_index('ix_enquiry_post_state', 'enquiry_post', ['state', 'made_at'], unique=False)
    with op.batch_alter_table("shop_refund") as batch:
        batch.add_column(sa.Column("tax_minor", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("asked_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False))
        batch.create_check_constraint(
            op.f("ck_shop_refund_tax_is_part_of_it"), "tax_minor BETWEEN 0 AND value_minor"
        )
    op.execute(  # as the credit notes of these refunds said it
        "UPDATE shop_refund SET tax_minor = (SELECT o.tax_minor * shop_refund.value_minor / o.total_minor"
        " FROM shop_order o WHERE o.id = shop_refund.order_id) WHERE state IN ('approved', 'paid')"
    )
    with op.batch_alter_table("order_mail") as batch:
        batch.drop_constraint(op.f("ck_order_mail_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_order_mail_kind"), f"kind IN {_KINDS}")


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
