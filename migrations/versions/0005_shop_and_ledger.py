"""The first tables of marketplace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl
from marketplace.ledger.models import balance_ddl

revision = "0005"
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    
    op.create_table('brand',
    sa.Column('id', Id(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('owner', sa.String(length=160), nullable=False),
    sa.Column('operator', sa.String(length=160), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('complaints', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brand')),
    sa.UniqueConstraint('code', name=op.f('uq_brand_code'))
    )
    op.create_table('ledger_account',
    sa.Column('id', Id(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('type', sa.Enum('asset', 'liability', 'income', 'expense', name='accounttype', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('sign', sa.SmallInteger(), nullable=False),
    sa.Column('owner_kind', sa.Enum('person', 'party', 'system', name='ownerkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('owner_id', Id(), nullable=False),
    sa.Column('role', sa.Enum('spendable', 'savings', 'release', 'family', 'obligation', 'cash_box', 'trust_bank', 'order_prepayments', 'sales', 'wages_expense', 'wage_grants', name='accountrole', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('no_overdraft', sa.Boolean(), nullable=False),
    sa.Column('balance', sa.BigInteger(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.CheckConstraint("(sign = 1) = (type IN ('asset', 'expense')) AND sign IN (1, -1)", name=op.f('ck_ledger_account_sign_of_type')),
    sa.CheckConstraint('balance >= 0 OR NOT no_overdraft', name=op.f('ck_ledger_account_no_overdraft')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_account')),
    sa.UniqueConstraint('id', 'currency', name=op.f('uq_ledger_account_id_currency')),
    sa.UniqueConstraint('number', 'role', 'currency', name=op.f('uq_ledger_account_number_role_currency')),
    sa.UniqueConstraint('owner_kind', 'owner_id', 'role', 'currency', name=op.f('uq_ledger_account_owner_kind_owner_id_role_currency'))
    )
    op.create_index('ix_ledger_account_role', 'ledger_account', ['role', 'currency'], unique=False)
    op.create_table('ledger_entry',
    sa.Column('id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('cash_received', 'wage', 'sale_share', 'order_paid', 'handed_over', 'payout', 'wage_grant', 'transfer', 'reversal', name='entrykind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('booked_at', UtcDateTime(), nullable=False),
    sa.Column('booked_by', Id(), nullable=True),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('idem_key', sa.String(length=120), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('source_id', Id(), nullable=True),
    sa.Column('memo', sa.String(length=300), nullable=False),
    sa.Column('reverses_id', Id(), nullable=True),
    sa.ForeignKeyConstraint(['reverses_id'], ['ledger_entry.id'], name=op.f('fk_ledger_entry_reverses_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('idem_key', name=op.f('uq_ledger_entry_idem_key')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_ledger_entry_source', 'ledger_entry', ['source', 'source_id'], unique=False)
    op.create_index('uq_ledger_entry_reverses_id', 'ledger_entry', ['reverses_id'], unique=True, sqlite_where=sa.text('reverses_id IS NOT NULL'), postgresql_where=sa.text('reverses_id IS NOT NULL'))
    op.create_table('ledger_period',
    sa.Column('id', Id(), nullable=False),
    sa.Column('code', sa.String(length=7), nullable=False),
    sa.Column('state', sa.Enum('open', 'closed', name='periodstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('closed_by', Id(), nullable=True),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['closed_by'], ['human.id'], name=op.f('fk_ledger_period_closed_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_period')),
    sa.UniqueConstraint('code', name=op.f('uq_ledger_period_code'))
    )
    op.create_table('ledger_posting',
    sa.Column('entry_id', Id(), nullable=False),
    sa.Column('seq', sa.SmallInteger(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('side', sa.Enum('D', 'C', name='side', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('balance_after', sa.BigInteger(), nullable=False),
    sa.Column('explain', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_ledger_posting_amount_is_positive')),
    sa.ForeignKeyConstraint(['account_id', 'currency'], ['ledger_account.id', 'ledger_account.currency'], name=op.f('fk_ledger_posting_account_id_currency'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_ledger_posting_entry_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('entry_id', 'seq', name=op.f('pk_ledger_posting')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_ledger_posting_account', 'ledger_posting', ['account_id', 'entry_id'], unique=False)
    op.create_table('product',
    sa.Column('id', Id(), nullable=False),
    sa.Column('brand_id', Id(), nullable=False),
    sa.Column('sku', sa.String(length=30), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('category', sa.Enum('furniture', 'textiles', 'food', 'toys', 'garden', 'print', 'art', name='category', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('origin', sa.Enum('made_inside', 'finished_inside', 'parts_outside', name='origin', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('draft', 'listed', 'withdrawn', name='productstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('price_minor', sa.Integer(), nullable=False),
    sa.Column('materials_minor', sa.Integer(), nullable=False),
    sa.Column('labour_minor', sa.Integer(), nullable=False),
    sa.Column('overhead_minor', sa.Integer(), nullable=False),
    sa.Column('margin_minor', sa.Integer(), nullable=False),
    sa.Column('photo', sa.String(length=120), nullable=False),
    sa.CheckConstraint('price_minor = materials_minor + labour_minor + overhead_minor + margin_minor', name=op.f('ck_product_price_is_explained')),
    sa.CheckConstraint('price_minor > 0 AND materials_minor >= 0 AND labour_minor >= 0 AND overhead_minor >= 0 AND margin_minor >= 0', name=op.f('ck_product_costs_are_not_negative')),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_product_brand_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product')),
    sa.UniqueConstraint('sku', name=op.f('uq_product_sku'))
    )
    op.create_index('ix_product_list', 'product', ['state', 'title', 'id'], unique=False)
    op.create_index('ix_product_shelf', 'product', ['state', 'category', 'title', 'id'], unique=False)
    op.create_table('shop_order',
    sa.Column('id', Id(), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('place_id', Id(), nullable=False),
    sa.Column('buyer', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('total_minor', sa.Integer(), nullable=False),
    sa.Column('paid_minor', sa.Integer(), nullable=False),
    sa.Column('step', sa.Enum('placed', 'ready', 'handed_over', 'closed', 'cancelled', 'expired', name='orderstep', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('placed_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('handed_over_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("step NOT IN ('handed_over', 'closed') OR paid_minor >= total_minor", name=op.f('ck_shop_order_nothing_leaves_unpaid')),
    sa.CheckConstraint('total_minor > 0 AND paid_minor >= 0', name=op.f('ck_shop_order_amounts_are_not_negative')),
    sa.ForeignKeyConstraint(['place_id'], ['unit.id'], name=op.f('fk_shop_order_place_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_order')),
    sa.UniqueConstraint('code', name=op.f('uq_shop_order_code')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_shop_order_token_hash'))
    )
    op.create_index('ix_shop_order_expiry', 'shop_order', ['step', 'expires_at'], unique=False)
    op.create_index('ix_shop_order_work', 'shop_order', ['place_id', 'step', 'placed_at'], unique=False)
    op.create_table('earning_line',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('source_id', Id(), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('earned_on', sa.Date(), nullable=False),
    sa.Column('matures_on', sa.Date(), nullable=True),
    sa.Column('explain', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Enum('held', 'posted', name='earningstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('entry_id', Id(), nullable=True),
    sa.CheckConstraint("(state = 'posted') = (entry_id IS NOT NULL)", name=op.f('ck_earning_line_posted_with_entry')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_earning_line_is_positive')),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_earning_line_entry_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_earning_line_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_earning_line')),
    sa.UniqueConstraint('source', 'source_id', name=op.f('uq_earning_line_source_source_id'))
    )
    op.create_index('ix_earning_line_due', 'earning_line', ['state', 'matures_on'], unique=False)
    op.create_index('ix_earning_line_person', 'earning_line', ['person_id', 'earned_on'], unique=False)
    op.create_table('earning_mandate',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('family', 'obligation', name='mandatekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('payee', sa.String(length=200), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_earning_mandate_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_earning_mandate'))
    )
    op.create_index('ix_earning_mandate_person', 'earning_mandate', ['person_id'], unique=False)
    op.create_table('payment',
    sa.Column('id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('method', sa.Enum('cash', name='method', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('entry_id', Id(), nullable=False),
    sa.Column('received_by', Id(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_payment_is_positive')),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_payment_entry_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['shop_order.id'], name=op.f('fk_payment_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['received_by'], ['human.id'], name=op.f('fk_payment_received_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_payment_entry_id'))
    )
    op.create_index('ix_payment_order', 'payment', ['order_id'], unique=False)
    op.create_table('payout',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('requested_by', Id(), nullable=False),
    sa.Column('requested_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('requested', 'paid', 'refused', name='payoutstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('entry_id', Id(), nullable=True),
    sa.CheckConstraint("(state = 'paid') = (entry_id IS NOT NULL)", name=op.f('ck_payout_paid_with_entry')),
    sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name=op.f('ck_payout_decided_by_somebody')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> requested_by', name=op.f('ck_payout_two_humans')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_payout_is_positive')),
    sa.ForeignKeyConstraint(['account_id'], ['ledger_account.id'], name=op.f('fk_payout_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_payout_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_payout_entry_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_payout_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['requested_by'], ['human.id'], name=op.f('fk_payout_requested_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payout'))
    )
    op.create_index('ix_payout_person', 'payout', ['person_id'], unique=False)
    op.create_index('ix_payout_state', 'payout', ['state', 'requested_at'], unique=False)
    op.create_table('product_price',
    sa.Column('id', Id(), nullable=False),
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('set_at', UtcDateTime(), nullable=False),
    sa.Column('price_minor', sa.Integer(), nullable=False),
    sa.Column('materials_minor', sa.Integer(), nullable=False),
    sa.Column('labour_minor', sa.Integer(), nullable=False),
    sa.Column('overhead_minor', sa.Integer(), nullable=False),
    sa.Column('margin_minor', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_price_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_price'))
    )
    op.create_index('ix_product_price_product', 'product_price', ['product_id', 'set_at'], unique=False)
    op.create_table('production_batch',
    sa.Column('id', Id(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('place_id', Id(), nullable=False),
    sa.Column('workshop_id', Id(), nullable=True),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('passed', sa.Integer(), nullable=False),
    sa.Column('rejected', sa.Integer(), nullable=False),
    sa.Column('sold', sa.Integer(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('in_work', 'inspected', name='batchstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.CheckConstraint('0 <= sold AND sold <= passed', name=op.f('ck_production_batch_sells_what_passed')),
    sa.CheckConstraint('planned > 0 AND passed >= 0 AND rejected >= 0', name=op.f('ck_production_batch_counts_are_not_negative')),
    sa.ForeignKeyConstraint(['place_id'], ['unit.id'], name=op.f('fk_production_batch_place_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_production_batch_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_production_batch')),
    sa.UniqueConstraint('code', name=op.f('uq_production_batch_code'))
    )
    op.create_index('ix_production_batch_product', 'production_batch', ['product_id', 'started_on', 'id'], unique=False)
    op.create_index('ix_production_batch_workshop', 'production_batch', ['workshop_id', 'state'], unique=False)
    op.create_table('stock',
    sa.Column('id', Id(), nullable=False),
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('place_id', Id(), nullable=False),
    sa.Column('on_hand', sa.Integer(), nullable=False),
    sa.Column('reserved', sa.Integer(), nullable=False),
    sa.Column('low_at', sa.Integer(), nullable=False),
    sa.CheckConstraint('0 <= reserved AND reserved <= on_hand', name=op.f('ck_stock_never_oversold')),
    sa.ForeignKeyConstraint(['place_id'], ['unit.id'], name=op.f('fk_stock_place_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_stock_product_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock')),
    sa.UniqueConstraint('product_id', 'place_id', name=op.f('uq_stock_product_id_place_id'))
    )
    op.create_index('ix_stock_place', 'stock', ['place_id'], unique=False)
    op.create_table('contribution',
    sa.Column('id', Id(), nullable=False),
    sa.Column('batch_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('noted_at', UtcDateTime(), nullable=False),
    sa.Column('noted_by', Id(), nullable=True),
    sa.CheckConstraint('minutes >= 0 AND pieces >= 0 AND minutes + pieces > 0', name=op.f('ck_contribution_something_was_done')),
    sa.ForeignKeyConstraint(['batch_id'], ['production_batch.id'], name=op.f('fk_contribution_batch_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contribution_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution')),
    sa.UniqueConstraint('batch_id', 'person_id', 'session_id', name=op.f('uq_contribution_batch_id_person_id_session_id'))
    )
    op.create_index(op.f('ix_contribution_person_id'), 'contribution', ['person_id'], unique=False)
    op.create_table('earning_part',
    sa.Column('line_id', Id(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('role', sa.Enum('spendable', 'savings', 'release', 'family', 'obligation', 'cash_box', 'trust_bank', 'order_prepayments', 'sales', 'wages_expense', 'wage_grants', name='accountrole', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('explain', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['earning_line.id'], name=op.f('fk_earning_part_line_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_earning_part_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('line_id', 'rule', name=op.f('pk_earning_part'))
    )
    op.create_index('ix_earning_part_period', 'earning_part', ['person_id', 'period', 'currency'], unique=False)
    op.create_table('inspection',
    sa.Column('id', Id(), nullable=False),
    sa.Column('batch_id', Id(), nullable=False),
    sa.Column('inspector_id', Id(), nullable=True),
    sa.Column('passed', sa.Integer(), nullable=False),
    sa.Column('rejected', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('passed >= 0 AND rejected >= 0 AND passed + rejected > 0', name=op.f('ck_inspection_something_was_seen')),
    sa.ForeignKeyConstraint(['batch_id'], ['production_batch.id'], name=op.f('fk_inspection_batch_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['inspector_id'], ['human.id'], name=op.f('fk_inspection_inspector_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection'))
    )
    op.create_index('ix_inspection_batch', 'inspection', ['batch_id'], unique=False)
    op.create_table('shop_order_line',
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('seq', sa.SmallInteger(), nullable=False),
    sa.Column('product_id', Id(), nullable=False),
    sa.Column('stock_id', Id(), nullable=False),
    sa.Column('sku', sa.String(length=30), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit_minor', sa.Integer(), nullable=False),
    sa.Column('labour_minor', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0 AND unit_minor > 0', name=op.f('ck_shop_order_line_something_is_sold')),
    sa.ForeignKeyConstraint(['order_id'], ['shop_order.id'], name=op.f('fk_shop_order_line_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_shop_order_line_product_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['stock_id'], ['stock.id'], name=op.f('fk_shop_order_line_stock_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('order_id', 'seq', name=op.f('pk_shop_order_line'))
    )
    op.create_table('stock_move',
    sa.Column('id', Id(), nullable=False),
    sa.Column('stock_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('produced', 'reserved', 'released', 'picked_up', 'counted', name='movekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('on_hand', sa.Integer(), nullable=False),
    sa.Column('reserved', sa.Integer(), nullable=False),
    sa.Column('ref_id', Id(), nullable=False),
    sa.Column('idem_key', sa.String(length=120), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by', Id(), nullable=True),
    sa.ForeignKeyConstraint(['stock_id'], ['stock.id'], name=op.f('fk_stock_move_stock_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_move')),
    sa.UniqueConstraint('idem_key', name=op.f('uq_stock_move_idem_key'))
    )
    op.create_index('ix_stock_move_stock', 'stock_move', ['stock_id', 'at'], unique=False)
    for table in ('contribution', 'earning_part', 'ledger_entry', 'ledger_posting', 'product_price', 'shop_order_line', 'stock_move'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
    for statement in balance_ddl(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
