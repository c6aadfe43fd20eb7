"""Each account follows its own postings by foreign key; holds, counts, proofs; accounts and kinds that were missing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl
from marketplace.ledger.models import balance_ddl

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_ROLES = (
    "spendable", "savings", "release", "family", "obligation", "disputed", "estate", "cash_box", "trust_bank",
    "order_prepayments", "sales", "wages_expense", "wage_grants", "victim_fund", "upkeep", "tax", "workshop",
    "treasury", "clearing", "suspense", "remittances", "materials", "rounding",
)  # fmt: skip
_KINDS = (
    "cash_received", "wage", "sale_share", "order_paid", "handed_over", "payout", "wage_grant", "transfer", "reversal",
    "deposit", "remittance", "purchase", "fine", "disbursement", "difference", "estate",
)  # fmt: skip
_NTH = """UPDATE ledger_posting SET nth = line.nth, balance_after = line.balance FROM (
SELECT p.entry_id, p.seq, row_number() OVER w AS nth,
sum(CASE p.side WHEN 'D' THEN p.amount_minor ELSE -p.amount_minor END * a.sign) OVER w AS balance
FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
WINDOW w AS (PARTITION BY p.account_id ORDER BY p.entry_id, p.seq ROWS UNBOUNDED PRECEDING)
) AS line WHERE line.entry_id = ledger_posting.entry_id AND line.seq = ledger_posting.seq"""
_LAST = "UPDATE ledger_account SET legs = (SELECT max(nth) FROM ledger_posting WHERE account_id = ledger_account.id)"


def upgrade() -> None:
    """Bring the schema forward. Postings keep their facts; only their place in the account's line is written down."""
    lite = op.get_bind().dialect.name == "sqlite"
    if lite:  # it names the table that is built anew below
        op.execute("DROP TRIGGER ledger_posting_is_in_time")
    _vocabulary()
    op.add_column("ledger_posting", sa.Column("nth", sa.Integer(), nullable=False, server_default="0"))
    for statement in _without("ledger_posting", lite=lite):
        op.execute(statement)
    op.execute(_NTH)
    for statement in trigger_ddl("ledger_posting", op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_index("ix_ledger_posting_account", "ledger_posting")
    op.create_index("uq_ledger_posting_chain", "ledger_posting", ["account_id", "nth", "balance_after"], unique=True)
    op.execute(_LAST)
    _foreign_key()
    if lite:  # the table was built anew, so its triggers are gone
        for statement in [*trigger_ddl("ledger_entry", "sqlite"), *balance_ddl("sqlite")]:
            op.execute(statement)
    else:
        op.alter_column("ledger_posting", "nth", server_default=None)
    for statement in balance_ddl(op.get_bind().dialect.name, "chain"):
        op.execute(statement)
    _tables()


def _vocabulary() -> None:
    with op.batch_alter_table("ledger_account") as batch:
        batch.add_column(sa.Column("legs", sa.Integer(), nullable=True))
        batch.drop_constraint(op.f("ck_ledger_account_role"), type_="check")
        batch.create_check_constraint(op.f("ck_ledger_account_role"), _among("role", _ROLES))
        batch.create_check_constraint(op.f("ck_ledger_account_rounding_stays_zero"), "balance = 0 OR role <> 'rounding'")
    with op.batch_alter_table("ledger_entry", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.drop_constraint(op.f("ck_ledger_entry_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_ledger_entry_kind"), _among("kind", _KINDS))
    with op.batch_alter_table("earning_part") as batch:
        batch.drop_constraint(op.f("ck_earning_part_role"), type_="check")
        batch.create_check_constraint(op.f("ck_earning_part_role"), _among("role", _ROLES))
    if op.get_bind().dialect.name == "sqlite":
        for statement in trigger_ddl("earning_part", "sqlite"):
            op.execute(statement)


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(one) for one in values)})"


def _without(table: str, *, lite: bool) -> list[str]:
    """Lift what keeps a table from being changed; put back by the caller in the same transaction."""
    if lite:
        return [f"DROP TRIGGER {table}_refuses_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER {table}_{name} ON {table}" for name in ("is_append_only", "is_not_emptied")]


def _foreign_key() -> None:
    with op.batch_alter_table("ledger_account") as batch:
        batch.create_check_constraint(op.f("ck_ledger_account_balance_has_postings"), "balance = 0 OR legs IS NOT NULL")
        batch.create_foreign_key(
            op.f("fk_ledger_account_id_legs_balance"), "ledger_posting", ["id", "legs", "balance"],
            ["account_id", "nth", "balance_after"], deferrable=True, initially="DEFERRED",
        )  # fmt: skip


def _tables() -> None:
    op.create_table('trust_proof',
    sa.Column('id', Id(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('taken_at', UtcDateTime(), nullable=False),
    sa.Column('held', sa.BigInteger(), nullable=False),
    sa.Column('people', sa.BigInteger(), nullable=False),
    sa.Column('funds', sa.BigInteger(), nullable=False),
    sa.Column('drifted', sa.Integer(), nullable=False),
    sa.Column('unbalanced', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trust_proof')),
    sa.UniqueConstraint('day', 'currency', name=op.f('uq_trust_proof_day_currency'))
    )
    op.create_table('balance_assertion',
    sa.Column('id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('counted', sa.BigInteger(), nullable=False),
    sa.Column('booked', sa.BigInteger(), nullable=False),
    sa.Column('paper', sa.String(length=200), nullable=False),
    sa.Column('explanation', sa.String(length=300), nullable=False),
    sa.Column('counted_by', Id(), nullable=False),
    sa.Column('counted_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('counted >= 0', name=op.f('ck_balance_assertion_not_negative')),
    sa.ForeignKeyConstraint(['account_id'], ['ledger_account.id'], name=op.f('fk_balance_assertion_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['counted_by'], ['human.id'], name=op.f('fk_balance_assertion_counted_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_balance_assertion'))
    )
    op.create_index('ix_balance_assertion_account', 'balance_assertion', ['account_id', 'counted_at'], unique=False)
    op.create_table('ledger_hold',
    sa.Column('id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('minor', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('placed_by', Id(), nullable=True),
    sa.Column('placed_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('active', 'posted', 'voided', name='holdstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('settled_at', UtcDateTime(), nullable=True),
    sa.Column('entry_id', Id(), nullable=True),
    sa.CheckConstraint("(state = 'posted') = (entry_id IS NOT NULL)", name=op.f('ck_ledger_hold_posted_with_entry')),
    sa.CheckConstraint('expires_at > placed_at', name=op.f('ck_ledger_hold_expires_later')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_ledger_hold_is_positive')),
    sa.ForeignKeyConstraint(['account_id'], ['ledger_account.id'], name=op.f('fk_ledger_hold_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_ledger_hold_entry_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['placed_by'], ['human.id'], name=op.f('fk_ledger_hold_placed_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_hold'))
    )
    op.create_index('ix_ledger_hold_active', 'ledger_hold', ['account_id'], unique=False, sqlite_where=sa.text("state = 'active'"), postgresql_where=sa.text("state = 'active'"))
    for table in ("balance_assertion", "trust_proof"):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
