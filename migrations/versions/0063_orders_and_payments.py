"""Orders are sent, taxed and paid in parts; facts about money; accounts, cards, receipts, shipping"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0063"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('bank_mapping',
    sa.Column('id', Id(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('day_first', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_mapping')),
    sa.UniqueConstraint('name', name=op.f('uq_bank_mapping_name'))
    )
    op.create_table('card_event',
    sa.Column('id', sa.String(length=90), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('outcome', sa.Enum('taken', 'ignored', 'waits', 'mismatch', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('kind', sa.Enum('captured', 'refunded', name='factkind', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('provider_ref', sa.String(length=90), nullable=False),
    sa.Column('payment_ref', sa.String(length=90), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_event'))
    )
    op.create_index('ix_card_event_payment', 'card_event', ['payment_ref', 'outcome'], unique=False)
    op.create_table('shipping_zone',
    sa.Column('id', Id(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shipping_zone')),
    sa.UniqueConstraint('name', name=op.f('uq_shipping_zone_name'))
    )
    op.create_table('bank_file',
    sa.Column('id', Id(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('made_by', Id(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('sent_by', Id(), nullable=True),
    sa.CheckConstraint('(sent_on IS NULL) = (sent_by IS NULL)', name=op.f('ck_bank_file_sent_by_somebody')),
    sa.CheckConstraint('pieces > 0 AND minor > 0', name=op.f('ck_bank_file_holds_something')),
    sa.CheckConstraint('sent_by IS NULL OR sent_by <> made_by', name=op.f('ck_bank_file_two_humans')),
    sa.ForeignKeyConstraint(['made_by'], ['human.id'], name=op.f('fk_bank_file_made_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['sent_by'], ['human.id'], name=op.f('fk_bank_file_sent_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_file'))
    )
    op.create_table('bank_statement',
    sa.Column('id', Id(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('format', sa.Enum('camt', 'mt940', 'csv', name='format', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('new_lines', sa.Integer(), nullable=False),
    sa.Column('imported_by', Id(), nullable=False),
    sa.Column('imported_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['imported_by'], ['human.id'], name=op.f('fk_bank_statement_imported_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_statement')),
    sa.UniqueConstraint('digest', name=op.f('uq_bank_statement_digest'))
    )
    op.create_table('receipt_counter',
    sa.Column('establishment_id', Id(), nullable=False),
    sa.Column('year', sa.SmallInteger(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['establishment_id'], ['unit.id'], name=op.f('fk_receipt_counter_establishment_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('establishment_id', 'year', name=op.f('pk_receipt_counter'))
    )
    op.create_table('shipping_country',
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('zone_id', Id(), nullable=False),
    sa.ForeignKeyConstraint(['zone_id'], ['shipping_zone.id'], name=op.f('fk_shipping_country_zone_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('country', name=op.f('pk_shipping_country'))
    )
    op.create_index(op.f('ix_shipping_country_zone_id'), 'shipping_country', ['zone_id'], unique=False)
    op.create_table('shipping_table',
    sa.Column('id', Id(), nullable=False),
    sa.Column('zone_id', Id(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('steps', sa.JSON(), nullable=False),
    sa.Column('set_by', Id(), nullable=False),
    sa.Column('set_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['set_by'], ['human.id'], name=op.f('fk_shipping_table_set_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['zone_id'], ['shipping_zone.id'], name=op.f('fk_shipping_table_zone_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shipping_table')),
    sa.UniqueConstraint('zone_id', 'currency', 'from_on', name=op.f('uq_shipping_table_zone_id_currency_from_on'))
    )
    op.create_table('shop_account',
    sa.Column('id', Id(), nullable=False),
    sa.Column('name', sa.String(length=70), nullable=False),
    sa.Column('iban', sa.String(length=34), nullable=False),
    sa.Column('bic', sa.String(length=11), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('written_by', Id(), nullable=False),
    sa.Column('written_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('written', 'confirmed', 'refused', 'ended', name='accountstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("(state = 'written') = (decided_by IS NULL)", name=op.f('ck_shop_account_decided_by_somebody')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> written_by', name=op.f('ck_shop_account_two_humans')),
    sa.CheckConstraint('length(iban) BETWEEN 15 AND 34', name=op.f('ck_shop_account_iban_length')),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_shop_account_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['written_by'], ['human.id'], name=op.f('fk_shop_account_written_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_account'))
    )
    op.create_index('uq_shop_account_currency', 'shop_account', ['currency'], unique=True, sqlite_where=sa.text("state = 'confirmed'"), postgresql_where=sa.text("state = 'confirmed'"))
    op.create_table('bank_line',
    sa.Column('id', Id(), nullable=False),
    sa.Column('statement_id', Id(), nullable=False),
    sa.Column('checksum', sa.String(length=64), nullable=False),
    sa.Column('booked_on', sa.Date(), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('debtor', sa.String(length=140), nullable=False),
    sa.Column('remittance', sa.String(length=300), nullable=False),
    sa.Column('end_to_end', sa.String(length=40), nullable=False),
    sa.Column('entry_id', Id(), nullable=False),
    sa.Column('outcome', sa.Enum('exact', 'part', 'over', 'duplicate', 'late', 'unknown', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('open', 'taken', 'split', 'back', 'approved', 'sent_back', 'discarded', name='linestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('account', sa.LargeBinary(), nullable=True),
    sa.Column('order_id', Id(), nullable=True),
    sa.Column('suggested_id', Id(), nullable=True),
    sa.Column('why', sa.String(length=300), nullable=False),
    sa.Column('asked_by', Id(), nullable=True),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('file_id', Id(), nullable=True),
    sa.CheckConstraint("state <> 'discarded' OR length(why) >= 5", name=op.f('ck_bank_line_reasoned')),
    sa.CheckConstraint('asked_by IS NULL OR decided_by IS NULL OR asked_by <> decided_by', name=op.f('ck_bank_line_two_humans')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_bank_line_is_positive')),
    sa.ForeignKeyConstraint(['asked_by'], ['human.id'], name=op.f('fk_bank_line_asked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_bank_line_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_bank_line_entry_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['file_id'], ['bank_file.id'], name=op.f('fk_bank_line_file_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['shop_order.id'], name=op.f('fk_bank_line_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['statement_id'], ['bank_statement.id'], name=op.f('fk_bank_line_statement_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['suggested_id'], ['shop_order.id'], name=op.f('fk_bank_line_suggested_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_line')),
    sa.UniqueConstraint('checksum', name=op.f('uq_bank_line_checksum')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_bank_line_entry_id'))
    )
    op.create_index('ix_bank_line_order', 'bank_line', ['order_id'], unique=False)
    op.create_index('ix_bank_line_state', 'bank_line', ['state', 'booked_on'], unique=False)
    op.create_index(op.f('ix_bank_line_statement_id'), 'bank_line', ['statement_id'], unique=False)
    op.create_table('card_session',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('session_ref', sa.String(length=90), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['shop_order.id'], name=op.f('fk_card_session_order_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_session')),
    sa.UniqueConstraint('session_ref', name=op.f('uq_card_session_session_ref'))
    )
    op.create_index(op.f('ix_card_session_order_id'), 'card_session', ['order_id'], unique=False)
    op.create_table('order_mail',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('placed', 'paid', 'part', 'ready', 'sent', 'unclaimed', 'expired', 'late', 'refunded', name='mailkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('prepared', 'sent', 'failed', name='mailstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tries', sa.SmallInteger(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f('ck_order_mail_sent_at')),
    sa.CheckConstraint('tries BETWEEN 0 AND 5', name=op.f('ck_order_mail_tries')),
    sa.ForeignKeyConstraint(['order_id'], ['shop_order.id'], name=op.f('fk_order_mail_order_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_mail')),
    sa.UniqueConstraint('order_id', 'kind', 'about', name=op.f('uq_order_mail_order_id_kind_about'))
    )
    op.create_index('ix_order_mail_state', 'order_mail', ['state', 'made_at'], unique=False)
    op.create_table('receipt',
    sa.Column('id', Id(), nullable=False),
    sa.Column('establishment_id', Id(), nullable=False),
    sa.Column('year', sa.SmallInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('receipt', 'invoice', 'credit', name='receiptkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('source_id', Id(), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('tax_minor', sa.Integer(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.CheckConstraint('number > 0 AND minor >= 0 AND tax_minor >= 0', name=op.f('ck_receipt_counts_upwards')),
    sa.ForeignKeyConstraint(['establishment_id'], ['unit.id'], name=op.f('fk_receipt_establishment_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['shop_order.id'], name=op.f('fk_receipt_order_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('establishment_id', 'year', 'number', name=op.f('uq_receipt_establishment_id_year_number')),
    sa.UniqueConstraint('kind', 'source_id', name=op.f('uq_receipt_kind_source_id'))
    )
    op.create_index('ix_receipt_order', 'receipt', ['order_id'], unique=False)
    op.create_table('shop_refund_line',
    sa.Column('refund_id', Id(), nullable=False),
    sa.Column('seq', sa.SmallInteger(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('out', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0 AND out BETWEEN 0 AND quantity', name=op.f('ck_shop_refund_line_some_pieces')),
    sa.ForeignKeyConstraint(['refund_id'], ['shop_refund.id'], name=op.f('fk_shop_refund_line_refund_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('refund_id', 'seq', name=op.f('pk_shop_refund_line'))
    )
    _orders()
    _money()
    for table in ('receipt', 'shipping_table', 'shop_refund_line'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def _among(column: str, *values: str) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


_METHODS = ("cash", "mobile", "bank", "invoice", "card")


def _orders() -> None:
    steps = ("placed", "ready", "partly", "handed_over", "closed", "cancelled", "expired")
    with op.batch_alter_table("shop_order") as batch:
        batch.drop_constraint(op.f("ck_shop_order_step"), type_="check")
        batch.drop_constraint(op.f("ck_shop_order_nothing_leaves_unpaid"), type_="check")
        batch.add_column(sa.Column("method", sa.String(length=40), server_default="cash", nullable=False))
        batch.add_column(sa.Column("way", sa.String(length=40), server_default="pick_up", nullable=False))
        batch.add_column(sa.Column("address", sa.String(length=500), server_default="", nullable=False))
        batch.add_column(sa.Column("country", sa.String(length=2), server_default="", nullable=False))
        for name in ("delivery_minor", "tax_minor", "credited_minor"):
            batch.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("language", sa.String(length=10), server_default="en", nullable=False))
        batch.add_column(sa.Column("warned_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("disputed_at", UtcDateTime(), nullable=True))
        batch.create_check_constraint(op.f("ck_shop_order_step"), _among("step", *steps))
        batch.create_check_constraint(op.f("ck_shop_order_method"), _among("method", *_METHODS))
        batch.create_check_constraint(op.f("ck_shop_order_way"), _among("way", "pick_up", "delivery"))
        batch.create_check_constraint(
            op.f("ck_shop_order_nothing_leaves_unpaid"),
            "step NOT IN ('partly', 'handed_over', 'closed') OR method = 'invoice' "
            "OR paid_minor >= total_minor - credited_minor",
        )
        batch.create_check_constraint(
            op.f("ck_shop_order_credits_what_was_sold"), "credited_minor BETWEEN 0 AND total_minor"
        )
        batch.create_check_constraint(
            op.f("ck_shop_order_total_holds_the_rest"),
            "delivery_minor >= 0 AND tax_minor >= 0 AND delivery_minor + tax_minor <= total_minor",
        )
        batch.create_check_constraint(op.f("ck_shop_order_sent_somewhere"), "(way = 'delivery') = (address <> '')")
        batch.create_index("ix_shop_order_placed", ["placed_at"])
    op.add_column(
        "shop_order_line", sa.Column("tax_permille", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_index("ix_stock_move_ref", "stock_move", ["ref_id", "kind"])
    # What was given back so far was given back whole, with its price.
    op.execute("UPDATE shop_order SET credited_minor = total_minor WHERE refunded_minor > 0")


def _money() -> None:
    with op.batch_alter_table("payment") as batch:
        batch.drop_constraint(op.f("ck_payment_method"), type_="check")
        batch.add_column(sa.Column("kind", sa.String(length=40), server_default="captured", nullable=False))
        batch.add_column(sa.Column("provider_ref", sa.String(length=90), server_default="", nullable=False))
        batch.alter_column("entry_id", existing_type=Id(), nullable=True)
        batch.alter_column("received_by", existing_type=Id(), nullable=True)
    turned = "lower(hex(id))" if op.get_bind().dialect.name == "sqlite" else "replace(id::text, '-', '')"
    op.execute(f"UPDATE payment SET provider_ref = 'cash:' || {turned}")  # noqa: S608 - no value from outside
    with op.batch_alter_table("payment") as batch:
        batch.alter_column("provider_ref", existing_type=sa.String(length=90), server_default=None)
        batch.create_check_constraint(op.f("ck_payment_method"), _among("method", *_METHODS))
        batch.create_check_constraint(op.f("ck_payment_kind"), _among("kind", "captured", "refunded"))
        batch.create_check_constraint(op.f("ck_payment_booked"), "entry_id IS NOT NULL OR kind = 'refunded'")
        batch.create_unique_constraint(
            op.f("uq_payment_method_kind_provider_ref"), ["method", "kind", "provider_ref"]
        )
    _refunds()


def _refunds() -> None:
    with op.batch_alter_table("shop_refund") as batch:
        batch.drop_index("uq_shop_refund_order")
        batch.drop_constraint(op.f("ck_shop_refund_state"), type_="check")
        batch.drop_constraint(op.f("ck_shop_refund_is_positive"), type_="check")
        batch.add_column(sa.Column("kind", sa.String(length=40), server_default="return", nullable=False))
        batch.add_column(sa.Column("method", sa.String(length=40), server_default="cash", nullable=False))
        for name in ("value_minor", "delivery_minor"):
            batch.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("account", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("file_id", Id(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_shop_refund_file_id"), "bank_file", ["file_id"], ["id"], initially="DEFERRED", deferrable=True
        )
        batch.create_check_constraint(
            op.f("ck_shop_refund_state"), _among("state", "requested", "approved", "paid", "refused")
        )
        batch.create_check_constraint(op.f("ck_shop_refund_kind"), _among("kind", "return", "surplus", "fault"))
        batch.create_check_constraint(op.f("ck_shop_refund_method"), _among("method", *_METHODS))
        batch.create_check_constraint(
            op.f("ck_shop_refund_is_positive"), "minor >= 0 AND value_minor >= 0 AND minor + value_minor > 0"
        )
        batch.create_check_constraint(
            op.f("ck_shop_refund_delivery_is_part_of_it"), "delivery_minor BETWEEN 0 AND value_minor"
        )
        batch.create_index("ix_shop_refund_order", ["order_id"])
    op.execute("UPDATE shop_refund SET value_minor = minor")


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
